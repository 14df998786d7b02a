/* ledger_jobs.c -- see ledger_jobs.h.
 *
 * Computing everything anew takes seconds of pure work, which would stop all other jobs. So a child process does it, on a
 * database connection of its own; if it dies, or we do, its transaction was never there, and the next round begins another. */
#include "forum/standing/ledger_jobs.h"

#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "db/bulk.h"
#include "db/query.h"
#include "forum/standing/ledger.h"
#include "forum/standing/ledger_sql.h"
#include "loop/child.h"
#include "loop/task.h"

#define AGAIN_MS 30000 /* after a child that failed */

static pid_t child;
static int64_t not_before; /* clock_ms() */

static _Noreturn void child_run(void)
{
	struct standing_replay r;
	struct bulk *b;
	bool fine;

	child_begin(-1);
	b = bulk_open_child();
	standing_rebuild(b, true, &r);
	fine = bulk_ok(b);
	if (!fine)
		log_error("standing.rebuild", "why=\"%s\"", bulk_error(b));
	else if (r.day >= 0)
		log_info("standing.rebuilt", "day=%d entries=%lld refused=%lld ms=%lld value=%lld", r.day,
			(long long)r.entries, (long long)r.refused, (long long)r.ms, (long long)r.value);
	bulk_close(b);
	_exit(fine ? 0 : 1);
}

static bool child_runs(void)
{
	int status = 0;

	if (!child)
		return false;
	if (waitpid(child, &status, WNOHANG) == 0)
		return true;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		log_warn("standing.child", "status=%d", status);
		not_before = clock_ms() + AGAIN_MS;
	}
	child = 0;
	return false;
}

static void child_start(void)
{
	child = fork();
	if (child == 0)
		child_run();
	if (child < 0) {
		child = 0;
		not_before = clock_ms() + AGAIN_MS;
	}
}

void standing_round_wait(struct task *t)
{
	struct standing_look *look = NULL;

	if (child_runs())
		return;
	standing_look(t, &look);
	db_wait(t);
	if (!look)
		return;
	if (look->fresh) {
		if (!standing_apply_wait(t))
			return;
		standing_look(t, &look);
		db_wait(t);
	}
	if (look->rebuild && clock_ms() >= not_before)
		child_start();
}
