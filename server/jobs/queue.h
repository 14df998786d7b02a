/* queue.h -- putting work aside: a job is a row, written in the transaction that makes it necessary. */
#ifndef JOBS_QUEUE_H
#define JOBS_QUEUE_H

#include <stdint.h>

#include "base/clock.h"

struct task;

/* What is to be done. Ids and short texts only; the job reads the rest when it runs. */
struct job {
	int64_t id;		/* of the row; set by the worker */
	const char *kind;	/* "account.confirm_mail"; the table of kinds is forum/jobs.c */
	int64_t subject, other; /* ids, 0: none */
	const char *text;	/* NULL: none */
	struct when run_at;	/* {0}: now */
	const char *once;	/* if set, and such a job of this kind already waits, nothing is added */
	int attempts;		/* how often it was tried before */
};

/* Puts the job into the open transaction; after COMMIT the worker is woken (job_wake_fd()). */
void job_put(struct task *t, const struct job *job);

/* The eventfd all processes share; the supervisor makes it before forking. -1: nobody to wake (command line).
 */
void job_wake_with(int eventfd);

#endif
