/* check_craft.c -- the helpers' part of `bothy check`: one is started as `bothy serve` would, and one is thrown at its bars. */
#include "check_say.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "craft/craft.h"
#include "craft/sandbox.h"
#include "loop/fiber.h"
#include "loop/loop.h"
#include "loop/task.h"

#define WORK_MS 15000

struct trial {
	struct task task; /* first */
	bool hashes, renders, ended;
};

static void trial_run(struct task *t)
{
	struct trial *trial = (struct trial *)t;
	const char *hash = craft_password_hash_wait(t, "a word for a trial");
	struct rendered out;

	trial->hashes = craft_password_verify_wait(t, hash, "a word for a trial") &&
			!craft_password_verify_wait(t, hash, "another one");
	craft_markdown_wait(t, "*seen*", &out);
	trial->renders = out.verdict == CRAFT_OK && strstr(out.html.s, "<em>seen</em>");
}

static void trial_done(struct task *t)
{
	struct trial *trial = (struct trial *)t;

	trial->ended = true;
	loop_stop();
}

static void check_work(void)
{
	static struct trial trial;

	loop_init();
	fiber_guard_signals();
	if (!command_craft(1)) {
		say_bad("helpers", "cannot be started: is there memory, is the number of processes limited?");
		return;
	}
	task_start(&trial.task, trial_run, trial_done, WORK_MS);
	if (!trial.ended)
		loop_run();
	if (trial.task.failed)
		say_bad("helpers",
			"do not answer (%s): does this kernel allow seccomp, and 256 MiB of addresses?",
			trial.task.why);
	else if (!trial.hashes || !trial.renders)
		say_bad("helpers", "%s wrongly: are libsodium and cmark those it was built with?",
			trial.hashes ? "render" : "hash");
	else
		say_ok("helpers", "a password is hashed, a text rendered");
	task_end(&trial.task);
	craft_close();
	command_craft_end();
}

/* In the cage it must end where it asks for a file, and not before. */
static void check_cage(void)
{
	int status = 0, ends[2], fd;
	char in = 0;
	pid_t pid;

	if (pipe(ends) != 0)
		return;
	pid = fork();
	if (pid == 0) {
		dup2(ends[1], STDERR_FILENO); /* all it may still write to */
		sandbox_enter(NULL, 0);
		(void)!write(STDERR_FILENO, "i", 1);
		fd = open("/etc/passwd", O_RDONLY);
		_exit(fd >= 0 ? 1 : 0);
	}
	close(ends[1]);
	(void)!read(ends[0], &in, 1);
	close(ends[0]);
	if (pid > 0 && waitpid(pid, &status, 0) == pid && in == 'i' && WIFSIGNALED(status) &&
		WTERMSIG(status) == SIGSYS)
		say_ok("sandbox", "seccomp is on: a helper that opens a file is ended");
	else
		say_bad("sandbox",
			"seccomp does not hold the helpers: allow it (CONFIG_SECCOMP_FILTER; in a container or unit, the call seccomp)");
}

void check_craft(struct config *c)
{
	(void)c;
	check_work();
	check_cage();
}
