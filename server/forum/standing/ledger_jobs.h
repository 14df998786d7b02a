/* ledger_jobs.h -- the round of `work` that keeps reputation up to date. */
#ifndef FORUM_STANDING_LEDGER_JOBS_H
#define FORUM_STANDING_LEDGER_JOBS_H

struct task;

/* Each second: takes events, applies them, and has everything computed anew (by a process of its own) when a day has begun or entries of
 * days gone by have come. */
void standing_round_wait(struct task *t);

#endif
