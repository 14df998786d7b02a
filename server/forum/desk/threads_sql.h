/* threads_sql.h -- lists of threads for staff; for the files of this folder only. */
#ifndef FORUM_DESK_THREADS_SQL_H
#define FORUM_DESK_THREADS_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

struct desk_listed_threads;
struct desk_topics;
struct task;

#define DESK_THREADS 30 /* on a page; one more is asked for, to know whether there is a next */

/* The next behind (${at}, ${id}); at {0}: the first. ${unanswered}: questions nobody has answered, the oldest first; else all, by when
 * something last happened. ${topic}: a slug; "": all. */
void desk_threads_list(struct task *t, bool unanswered, const char *topic, struct when at, int64_t id,
	struct desk_listed_threads *out);
void desk_topics_find(struct task *t, struct desk_topics *out);

#endif
