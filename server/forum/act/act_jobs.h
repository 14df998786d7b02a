/* act_jobs.h -- what `work` does for acts, for jobs.c. */
#ifndef FORUM_ACT_JOBS_H
#define FORUM_ACT_JOBS_H

struct task;

/* The hashes of address prefixes have served when their day is over: they go two days later. */
void found_forget_wait(struct task *t);

#endif
