/* found_sql.h -- counting "this solved it"; for found_pages.c. */
#ifndef FORUM_FOUND_SQL_H
#define FORUM_FOUND_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct task;
struct visitor;

struct found_key {
	struct blob key; /* the site's */
};
void found_key_find(struct task *t, struct found_key **out);

/* What became of the click. None true: its prefix has had enough today. */
struct found_count {
	bool counted, again;
};
/* Counts it if it is the visitor's first in 30 days: row, counter, event. In the open transaction, after the
 * thread was locked in an earlier round trip, so that two clicks of one visitor follow one another. */
void found_add(struct task *t, int64_t thread, int64_t post, int64_t member, const struct visitor *v,
	struct found_count **out);

#endif
