/* subject.h -- what an export of a member's data holds: one subject for each table that names him. For the files of this folder. */
#ifndef FORUM_PERSONAL_SUBJECT_H
#define FORUM_PERSONAL_SUBJECT_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct query;
struct task;

struct personal_subject {
	const char *file;  /* "posts": posts.json, posts.html */
	const char *title; /* for people */
	const char *about; /* a sentence; NULL: the title says it */
	const struct query *query;
};
extern const struct personal_subject personal_subjects[];
extern const size_t personal_subject_count;

/* A row, as JSON and as pairs of name and value: the same, in the same order. */
struct personal_row {
	int64_t key; /* the next page begins after it */
	const char *json;
	struct texts names, values;
};
LIST(personal_rows, struct personal_row);

#define PERSONAL_PAGE 200 /* rows */
/* The next PERSONAL_PAGE + 1 rows of ${member} after ${key}, fewer at the end. Asked, not waited for. */
void personal_rows_ask(struct task *t, const struct personal_subject *s, int64_t member, int64_t key,
	struct personal_rows *out);

#endif
