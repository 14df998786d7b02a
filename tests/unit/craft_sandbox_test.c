/* craft_sandbox_test.c -- what craft processes may not do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "craft/craft.h"
#include "craft/sandbox.h"

static int ours, theirs;

static int set_up(void **state)
{
	int pair[2];

	(void)state;
	assert_true(craft_pair(pair));
	ours = pair[0];
	theirs = pair[1];
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	close(ours);
	close(theirs);
	return 0;
}

static void try_open(void)
{
	(void)!open("/etc/passwd", O_RDONLY);
}
static void try_socket(void)
{
	(void)!socket(AF_INET, SOCK_STREAM, 0);
}
static void try_unix_socket(void)
{
	(void)!socket(AF_UNIX, SOCK_STREAM, 0);
}
static void try_fork(void)
{
	(void)!fork();
}
static void try_exec(void)
{
	execl("/bin/true", "true", (char *)NULL);
}
static void try_kill(void)
{
	kill(getppid(), SIGCONT);
}
static void try_kill_self_of_another(void)
{
	tgkill(getppid(), getppid(), SIGCONT);
}
static void try_code(void)
{
	(void)!mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
static void try_make_code(void)
{
	static char page[8192];

	mprotect((void *)(((uintptr_t)page + 4095) & ~(uintptr_t)4095), 4096, PROT_READ | PROT_EXEC);
}
static void try_map_file(void)
{
	(void)!mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, STDERR_FILENO, 0);
}
static void try_write_elsewhere(void)
{
	(void)!write(theirs, "x", 1);
}
static void try_unlink(void)
{
	unlink("/tmp/no-such-file");
}
static void try_prctl(void)
{
	prctl(PR_SET_DUMPABLE, 1);
}

static void test_sandbox_refuses(void **state)
{
	static const struct {
		const char *name;
		void (*attempt)(void);
	} cases[] = {
		{"open", try_open},
		{"socket", try_socket},
		{"unix socket", try_unix_socket},
		{"fork", try_fork},
		{"exec", try_exec},
		{"kill", try_kill},
		{"tgkill", try_kill_self_of_another},
		{"map code", try_code},
		{"make code", try_make_code},
		{"map a file", try_map_file},
		{"write", try_write_elsewhere},
		{"unlink", try_unlink},
		{"prctl", try_prctl},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int status;
		pid_t pid = fork();

		if (pid == 0) {
			sandbox_enter(&theirs, 1);
			cases[i].attempt();
			_exit(0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
			fail_msg("%s: status %x", cases[i].name, (unsigned)status);
	}
}

static void test_sandbox_closes_everything(void **state)
{
	int status, fd = open("/dev/null", O_RDONLY), high = fcntl(fd, F_DUPFD, 900);
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		struct pollfd all[4] = {{.fd = 0}, {.fd = 1}, {.fd = fd}, {.fd = theirs}};
		struct pollfd far = {.fd = high};

		sandbox_enter(&theirs, 1);
		poll(all, 4, 0);
		_exit((all[0].revents & POLLNVAL) && (all[1].revents & POLLNVAL) &&
					(all[2].revents & POLLNVAL) && !(all[3].revents & POLLNVAL) &&
					poll(&far, 1, 0) == 1 && (far.revents & POLLNVAL)
				? 7
				: 1);
	}
	close(fd);
	close(high);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_sandbox_refuses, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_sandbox_closes_everything, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
