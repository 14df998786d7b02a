/* job_sql.h -- the worker's statements on ops.job. For worker.c and its tests only; everybody else has
 * queue.h. */
#ifndef JOBS_JOB_SQL_H
#define JOBS_JOB_SQL_H

#include <stdbool.h>

#include "base/text.h"
#include "jobs/queue.h"

#define JOB_TRIES 5 /* then it is dead */

/* A job as it was taken. */
struct job_taken {
	struct job job; /* its attempts: how often it was tried before this time */
	bool dead;	/* its last try ended with the process: it was not taken but buried */
};
LIST(jobs_taken, struct job_taken);

/* Takes up to ${most} waiting jobs that are due. To be committed before they run. */
void jobs_take(struct task *t, int most, struct jobs_taken *out);
/* Takes one job that a process took more than two minutes ago and did not finish. To be committed before it
 * runs. */
void jobs_take_lost(struct task *t, struct jobs_taken *out);
/* Whether there is such a job. */
struct jobs_lost {
	bool any;
};
void jobs_lost_look(struct task *t, struct jobs_lost **out);
/* The job's work is done. */
void job_delete(struct task *t, int64_t id);
/* The same, in the transaction of that work; NULL: there is no such job any more. */
void job_strike(struct task *t, int64_t id, bool **out);
/* It is to be tried again after a while, or buried if this was its last try. DB_CONFLICT: a job with the same
 * ${once} waits already, so this one can go. */
void job_release(struct task *t, int64_t id, const char *error);

#endif
