/* command.c -- see command.h. */
#include "command.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config.h"
#include "base/log.h"
#include "base/must.h"
#include "base/secret.h"
#include "craft/craft.h"
#include "db/pool.h"
#include "db/stamp.h"
#include "loop/fiber.h"
#include "loop/loop.h"
#include "loop/task.h"
#include "secrets.h"

#define CRAFTS_MOST 4
#define TIMEOUT_MS  (24 * 3600 * 1000) /* a command may take as long as it needs */

struct command {
	struct task task; /* first */
	int (*run)(struct task *, void *);
	void *arg;
	int status;
	bool ended;
};

static pid_t crafts[CRAFTS_MOST];

bool command_craft(unsigned n)
{
	int pairs[CRAFTS_MOST][2], ends[CRAFTS_MOST];
	unsigned i;

	must(n <= CRAFTS_MOST);
	fflush(NULL);
	for (i = 0; i < n; i++) {
		if (!craft_pair(pairs[i]))
			return false;
		ends[i] = pairs[i][0];
		crafts[i] = fork();
		if (crafts[i] < 0)
			return false;
		if (crafts[i] == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			log_as("craft");
			craft_main(&pairs[i][1], 1);
		}
		close(pairs[i][1]);
	}
	craft_open(ends, n);
	return true;
}

void command_craft_end(void)
{
	unsigned i;

	for (i = 0; i < CRAFTS_MOST; i++)
		if (crafts[i] > 0) {
			kill(crafts[i], SIGKILL);
			waitpid(crafts[i], NULL, 0);
			crafts[i] = 0;
		}
}

static void command_task(struct task *t)
{
	struct command *c = (struct command *)t;

	c->status = c->run(t, c->arg);
}

static void command_done(struct task *t)
{
	struct command *c = (struct command *)t;

	if (t->failed) {
		fprintf(stderr, "bothy: %s\n", t->why);
		c->status = 1;
	}
	task_end(t);
	c->ended = true;
	loop_stop();
}

int command_run(struct config *config, int (*run)(struct task *, void *), void *arg)
{
	static struct command command;
	const char *password = secrets_password(config, "bothy_work");
	struct db_settings db = {.conninfo = config->database.url,
		.role = "bothy_work",
		.password = password,
		.door = DOOR_WORK,
		.connections = 2,
		.statement_ms = 600000};

	if (!password)
		return 1;
	command = (struct command){.run = run, .arg = arg, .status = 1};
	loop_init();
	fiber_guard_signals();
	if (!command_craft(1))
		return 1;
	stamp_open(arena_printf(&config->arena, "%s/stamps", config->run.directory));
	db_open(&db);
	task_start(&command.task, command_task, command_done, TIMEOUT_MS);
	/* A task that never had to wait has ended already. */
	if (!command.ended)
		loop_run();
	db_close();
	craft_close();
	command_craft_end();
	return command.status;
}
