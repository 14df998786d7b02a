/* rights_test.c -- what is left of root, tried in processes of their own; skipped where we are not root. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "loop/rights.h"

/* No such users need to be known to the system. */
static const struct rights_user supervisor = {"one", 64101, 64101}, web = {"two", 64102, 64102},
				desk = {"three", 64103, 64103};

/* 0, or the line that was wrong: assertions of cmocka belong into the parent. */
#define HOLDS(condition) \
	do { \
		if (!(condition)) \
			return __LINE__; \
	} while (0)

static bool refused(long result)
{
	return result == -1 && errno == EPERM;
}

static bool can_read(const char *path)
{
	int fd = open(path, O_RDONLY);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* CapEff, or another line of numbers in /proc/self/status. */
static unsigned long long status_of(const char *key)
{
	FILE *in = fopen("/proc/self/status", "r");
	unsigned long long value = ~0ull;
	char line[256];

	while (in && fgets(line, sizeof(line), in))
		if (strncmp(line, key, strlen(key)) == 0)
			value = strtoull(line + strlen(key), NULL, 16);
	if (in)
		fclose(in);
	return value;
}

static int cannot_be_root(void)
{
	HOLDS(refused(setuid(0)) && refused(seteuid(0)) && refused(setresuid(-1, 0, -1)));
	HOLDS(refused(setresuid(-1, -1, 0)) && refused(setreuid(0, -1)) && refused(setreuid(-1, 0)));
	HOLDS(refused(setgid(0)) && refused(setegid(0)) && refused(setresgid(-1, -1, 0)));
	/* the kernel looks at 32 bits of it */
	HOLDS(refused(syscall(SYS_setuid, 0x100000000ul)) &&
		refused(syscall(SYS_setresuid, -1l, 0x700000000ul, -1l)));
	setfsuid(0);
	setfsgid(0);
	HOLDS(setfsuid(-1) != 0 && setfsgid(-1) != 0);
	HOLDS(!can_read("/etc/shadow"));
	HOLDS(getuid() != 0 && geteuid() != 0);
	return 0;
}

static int cannot_join(void)
{
	const gid_t shadow = 42;

	HOLDS(refused(setgroups(1, &shadow)));
	HOLDS(getgroups(0, NULL) == 0);
	return 0;
}

static int as_child(int (*what)(void))
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(what() != 0);
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int child_of_web(void)
{
	rights_become(&web);
	HOLDS(getuid() == web.uid && getgid() == web.gid && getgroups(0, NULL) == 0);
	HOLDS(status_of("CapPrm:") == 0 && status_of("CapEff:") == 0 && status_of("CapInh:") == 0);
	HOLDS(prctl(PR_GET_DUMPABLE) == 0);
	HOLDS(refused(setresuid(desk.uid, desk.uid, desk.uid)));
	HOLDS(refused(setresuid(supervisor.uid, -1, -1)));
	HOLDS(refused(kill(getppid(), SIGTERM)));
	HOLDS(cannot_be_root() == 0 && cannot_join() == 0);
	return 0;
}

static int keeps_children(void)
{
	pid_t pid;

	HOLDS(can_read("/etc/shadow"));
	HOLDS(rights_keep_children(&supervisor));
	HOLDS(getuid() == supervisor.uid && getgid() == supervisor.gid);
	HOLDS(status_of("CapEff:") == 0xe0); /* kill, setgid, setuid */
	HOLDS(prctl(PR_GET_DUMPABLE) == 0 && status_of("NoNewPrivs:") == 1);
	HOLDS(cannot_be_root() == 0 && cannot_join() == 0);
	HOLDS(as_child(child_of_web) == 0);
	HOLDS(as_child(child_of_web) == 0); /* again and again */
	pid = fork();
	if (pid == 0) {
		rights_become(&desk);
		for (;;)
			pause();
	}
	usleep(50000);
	HOLDS(kill(pid, SIGKILL) == 0 && waitpid(pid, NULL, 0) == pid);
	return 0;
}

static int drops(void)
{
	HOLDS(rights_drop(&supervisor));
	HOLDS(getuid() == supervisor.uid && getgid() == supervisor.gid && getgroups(0, NULL) == 0);
	HOLDS(status_of("CapEff:") == 0 && status_of("CapPrm:") == 0);
	HOLDS(refused(setuid(0)) && refused(setuid(web.uid)) && !can_read("/etc/shadow"));
	return 0;
}

/* Not asked to end when the supervisor goes, a process of another user would stay for ever. */
static int death_is_told(void)
{
	int ends[2];
	char byte;
	pid_t pid;

	HOLDS(pipe(ends) == 0);
	pid = fork();
	if (pid == 0) {
		if (!rights_keep_children(&supervisor))
			_exit(1);
		if (fork() == 0) {
			rights_become(&web);
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			(void)!write(ends[1], "x", 1);
			for (;;)
				pause();
		}
		for (;;)
			pause();
	}
	close(ends[1]);
	HOLDS(read(ends[0], &byte, 1) == 1);
	HOLDS(kill(pid, SIGKILL) == 0 && waitpid(pid, NULL, 0) == pid);
	alarm(10); /* the grandchild holds the other end as long as it lives */
	HOLDS(read(ends[0], &byte, 1) == 0);
	return 0;
}

static void in_a_process(int (*what)(void))
{
	int ends[2], line = -1, status;
	pid_t pid;

	if (geteuid() != 0)
		skip();
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		line = what();
		_exit(write(ends[1], &line, sizeof(line)) != sizeof(line));
	}
	close(ends[1]);
	if (read(ends[0], &line, sizeof(line)) != sizeof(line))
		line = -1;
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (line)
		fail_msg("line %d does not hold (status %d)", line, status);
}

static void test_dropped_is_dropped(void **state)
{
	(void)state;
	in_a_process(drops);
}

static void test_a_supervisor_can_start_and_end_others_and_no_more(void **state)
{
	(void)state;
	in_a_process(keeps_children);
}

static void test_who_became_somebody_else_learns_of_the_end(void **state)
{
	(void)state;
	in_a_process(death_is_told);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dropped_is_dropped),
		cmocka_unit_test(test_a_supervisor_can_start_and_end_others_and_no_more),
		cmocka_unit_test(test_who_became_somebody_else_learns_of_the_end),
	};

	return cmocka_run_group_tests_name("rights", tests, NULL, NULL);
}
