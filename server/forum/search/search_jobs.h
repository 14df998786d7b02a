/* search_jobs.h -- what `work` does for searching, for jobs.c. */
#ifndef FORUM_SEARCH_JOBS_H
#define FORUM_SEARCH_JOBS_H

struct job;
struct task;

/* "thread.added": its words become known, similar threads are looked for, and those learn of it. */
void search_thread_added_wait(struct task *t, const struct job *job);
/* "thread.changed": its title or its question were edited, or it was deleted. */
void search_thread_changed_wait(struct task *t, const struct job *job);
/* The same for threads that came without a job: those of an import. */
void search_gather_wait(struct task *t);

#endif
