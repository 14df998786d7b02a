/* worker.h -- takes jobs (FOR UPDATE SKIP LOCKED) and runs what they ask for, each in a task of its own.
 *
 * A job that fails is tried again after 1, 2, 4 … minutes (with jitter), at most five times, then it is dead
 * and stays in the table with its error. One that crashes or hangs the process counts as tried, because
 * taking it is committed before it runs. So a job must bear being run twice: it looks whether its work is
 * already done, or says with its work that it is (job_commit_wait()). */
#ifndef JOBS_WORKER_H
#define JOBS_WORKER_H

#include <stddef.h>

#include "jobs/queue.h"

/* Commits the open transaction of a job, which is done with it: what it wrote and that it is done are saved together, or neither, so that a
 * process that dies behind COMMIT does none of it twice. Where somebody else has done the job meanwhile nothing is written. A constraint that
 * refuses it: task_fail(). */
void job_commit_wait(struct task *t, const struct job *job);

struct job_kind {
	const char *kind;
	/* Returns: done, the row is deleted if it is there still. task_fail(): tried again later. */
	void (*run_wait)(struct task *t, const struct job *job);
};

/* Something to be done again and again: cleaning, batching. */
struct job_round {
	const char *name;
	int every_s;
	void (*run_wait)(struct task *t);
};

/* Starts taking jobs on the loop; ${eventfd} wakes it (or -1), and it looks by itself every ${look_ms}. Up to
 * ${at_once} run side by side. */
void worker_open(const struct job_kind *kinds, size_t kind_count, const struct job_round *rounds,
	size_t round_count, int eventfd, unsigned at_once, int64_t look_ms);
/* Takes no more jobs; calls ${done} when those in work have ended. */
void worker_drain(void (*done)(void *), void *arg);

#endif
