/* suggestion_jobs.h -- telling, for forum/jobs.c. */
#ifndef FORUM_SUGGESTION_JOBS_H
#define FORUM_SUGGESTION_JOBS_H

struct job;
struct task;

/* Tells who suggested what became of it. subject: the suggestion. */
void suggestion_told_wait(struct task *t, const struct job *job);

#endif
