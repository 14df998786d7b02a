/* profile_sql.h -- what a public profile shows; all asked by name, so that a page is one round trip. */
#ifndef FORUM_PROFILE_SQL_H
#define FORUM_PROFILE_SQL_H

#include <stdint.h>

#include "base/clock.h"
#include "forum/account/account_view.h"

struct task;

#define PROFILE_PAGE 20

/* A page begins behind what was created at ${at} with ${id}; {0} and 0: at the newest. */
void profile_find(struct task *t, const char *username, struct profile **out);
/* One more than PROFILE_PAGE, which tells whether there is a next page. */
void profile_questions_find(struct task *t, const char *username, struct when at, int64_t id,
	struct profile_questions *out);
void profile_answers_find(struct task *t, const char *username, struct when at, int64_t id,
	struct profile_answers *out);

#endif
