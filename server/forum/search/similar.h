/* similar.h -- what has been asked before that is like a given question. */
#ifndef FORUM_SIMILAR_H
#define FORUM_SIMILAR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct task;

/* A thread that is like it, with the beginning of its solution. */
struct similar {
	int64_t id;
	const char *title, *slug;
	bool question, solved;
	int64_t answers;
	const char *topic, *topic_slug;
	int64_t topic_colour;
	int64_t solution_id;	 /* the best accepted answer; 0: none */
	const char *solution;	 /* its text, the beginning */
	const char *solution_by; /* who wrote it */
};
LIST(similars, struct similar);

/* The threads most like ${text}, at most eight: solved ones first, each group by likeness. ${except}: a
 * thread that is not to be among them, 0: none. */
void similar_find(struct task *t, const char *text, int64_t except, struct similars *out);

#endif
