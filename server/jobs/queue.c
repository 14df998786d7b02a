/* queue.c -- see queue.h. The public door may insert jobs, not read them: hence no RETURNING and no conflict
 * target. */
#include "jobs/queue.h"

#include <errno.h>
#include <unistd.h>

#include "base/log.h"
#include "db/query.h"

COMMAND(job_insert, DOOR_ALL,
	"INSERT INTO ops.job (kind, payload, run_at, once)"
	" VALUES ($1, jsonb_strip_nulls(jsonb_build_object('subject', NULLIF($2::bigint, 0),"
	" 'other', NULLIF($3::bigint, 0), 'text', $4::text)), COALESCE($5::timestamptz, now()), $6)"
	" ON CONFLICT DO NOTHING");

static int wake_fd = -1;

void job_wake_with(int eventfd)
{
	wake_fd = eventfd;
}

/* A full counter (EAGAIN) means that the worker was already woken 2^64 - 2 times and has not looked yet. */
static void wake(void *arg)
{
	const uint64_t one = 1;

	(void)arg;
	if (wake_fd >= 0 && write(wake_fd, &one, sizeof(one)) < 0 && errno != EAGAIN)
		log_warn("job.wake_failed", "errno=%d", errno);
}

void job_put(struct task *t, const struct job *job)
{
	db_run(t, &job_insert, job->kind, job->subject, job->other, job->text, job->run_at, job->once);
	if (!when_known(job->run_at))
		db_on_committed(t, wake, NULL);
}
