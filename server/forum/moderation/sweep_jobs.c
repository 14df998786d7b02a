/* sweep_jobs.c -- what `work` does of a sweep: it carries out, or takes back, what a moderator decided about very many posts, in steps that
 * hold up nobody. Each step is a transaction with all that goes along with it, so that a worker that stops goes on where it was. */
#include "forum/moderation/moderation.h"

#include <signal.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/text.h"
#include "db/query.h"
#include "db/stamp.h"
#include "forum/event.h"
#include "forum/moderation/sweep_sql.h"
#include "jobs/worker.h"
#include "loop/task.h"

#define STEP	50
#define WORK_MS 20000 /* then others get their turn */
#define TOLD_US 30000000LL

static void step_note(struct task *t, const struct swepts *some, bool back)
{
	size_t i;

	for (i = 0; i < some->n; i++) {
		const struct swept *x = &some->v[i];

		if (x->suspends)
			event_note(t, back ? EVENT_MEMBER_RESTORED : EVENT_MEMBER_SUSPENDED, 0, x->member, 0,
				0, x->decision);
		if (x->member)
			stamp_touch(t, STAMP_MEMBER, x->member);
		if (!x->thread)
			continue;
		stamp_touch(t, STAMP_THREAD, x->thread);
		/* What was held is new to nobody: only what readers saw changes lists and searches. */
		if (x->was_shown)
			job_put(t, &(struct job){.kind = "thread.changed", .subject = x->thread});
	}
	stamp_touch(t, STAMP_LISTS, 0);
}

/* Once: where the worker was killed behind the last step, that has been put already. */
static void told_later(struct task *t, int64_t sweep, bool back)
{
	job_put(t, &(struct job){
			   .kind = "moderation.told",
			   .other = sweep,
			   .text = back ? "undone" : NULL,
			   .run_at = {clock_now().us + TOLD_US},
		   });
}

/* A constraint that no target answers for: all of the step is tried again later. */
static void fine(struct task *t, enum db_result result)
{
	if (result == DB_CONFLICT)
		task_fail(t, 500, db_conflict(t));
}

/* One step; false: there was nothing left. */
static bool step_wait(struct task *t, int64_t sweep, bool back)
{
	struct swepts some = {0};
	bool *ended = NULL;

	db_begin(t);
	sweep_step(t, sweep, back, STEP, &some);
	sweep_ended_now(t, sweep, back, &ended);
	fine(t, db_wait(t));
	step_note(t, &some, back);
	if (ended && *ended)
		told_later(t, sweep, back);
	if (fault("sweep.step"))
		raise(SIGKILL);
	fine(t, db_commit_wait(t));
	if (fault("sweep.stepped"))
		raise(SIGKILL);
	return some.n > 0;
}

void moderation_sweep_wait(struct task *t, const struct job *job)
{
	bool back = job->text && text_is(job->text, "back");
	int64_t since = clock_ms();

	while (step_wait(t, job->subject, back))
		if (clock_ms() - since > WORK_MS) {
			db_begin(t);
			job_put(t, &(struct job){
					   .kind = "moderation.sweep",
					   .subject = job->subject,
					   .text = job->text,
				   });
			return job_commit_wait(t, job);
		}
}
