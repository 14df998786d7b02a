/* personal.h -- what a member may ask of us about himself: all of his data, and to be forgotten. What other subjects may know. */
#ifndef FORUM_PERSONAL_H
#define FORUM_PERSONAL_H

#include <stdbool.h>
#include <stdint.h>

struct job;
struct task;

/* Whether ${member} has asked to be erased and can still change his mind. Sleeps. */
bool personal_is_leaving_wait(struct task *t, int64_t member);

/* By work; the rows are in forum/jobs.c. */
void personal_export_wait(struct task *t, const struct job *job); /* subject: the member; other: the export */
void personal_told_wait(struct task *t,
	const struct job *job); /* subject: the member; text: "ready", "leaving", "staying" */
void personal_erase_wait(struct task *t, const struct job *job); /* subject: the member */
void personal_files_wait(struct task *t,
	const struct job
		*job); /* of who was erased; subject: the member; text: the words that named him, in lines */
/* Forgets exports that are over, and puts a job for each member whose 14 days are. */
void personal_round_wait(struct task *t);

#endif
