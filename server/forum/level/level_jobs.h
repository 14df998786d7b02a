/* level_jobs.h -- judging, for forum/jobs.c. */
#ifndef FORUM_LEVEL_JOBS_H
#define FORUM_LEVEL_JOBS_H

struct job;
struct task;

/* A round: whoever something was done to since the last one, and whose time has come. */
void level_take_wait(struct task *t);
/* A job: everybody from behind the member ${job}->subject on, some seconds at a time. */
void level_all_wait(struct task *t, const struct job *job);

#endif
