/* craft_jobs.h -- tasks that ask craft one question each, on the loop that the test has begun. */
#ifndef TESTS_UNIT_CRAFT_JOBS_H
#define TESTS_UNIT_CRAFT_JOBS_H

#include <stdbool.h>
#include <stddef.h>

#include "loop/task.h"
#include "markup/markup.h"

struct job {
	struct task task;
	void (*ask)(struct job *);
	const char *text, *hash;
	struct rendered rendered;
	bool right;
	bool finished;
	char copy[256]; /* of the first bytes of the answer; the task's memory goes with it */
	char plain[64], markdown[64];
};

/* What can be asked. */
void craft_ask_markdown(struct job *job);
void craft_ask_html(struct job *job);
void craft_ask_hash(struct job *job);
void craft_ask_verify(struct job *job);

/* Begins to ask; ${job} stays until it has finished. */
void craft_job_start(struct job *job, int timeout_ms);
/* Runs the loop until all that were started have finished. */
void craft_jobs_finish(void);
void craft_job_alone(struct job *job);

/* ${n} times ${byte}; to be freed. */
char *craft_long_text(char byte, size_t n);

#endif
