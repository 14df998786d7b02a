/* suggestion_sql.h -- the statements on suggested edits; for the files of this folder only. */
#ifndef FORUM_SUGGESTION_SQL_H
#define FORUM_SUGGESTION_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"
#include "forum/byline.h"

struct task;

struct suggestion {
	int64_t id, post_id, author_id, thread_id;
	int64_t base, made; /* revisions: what it changes, what it became (0: nothing) */
	const char *source, *note, *state;
	const char *base_source; /* what stood there when it was written */
	bool base_hidden;	 /* that is for moderators since */
	const char *title;	 /* of the thread */
	struct when created_at, decided_at;
	const char *decider; /* NULL: nobody yet */
	struct byline by;
};
LIST(suggestions, struct suggestion);

void suggestion_find(struct task *t, int64_t id, struct suggestion **out);
/* The same for a decision: its row is locked. After thread_hold_by_post(). */
void suggestion_hold(struct task *t, int64_t id, struct suggestion **out);
/* ${member}'s on that post that waits. */
void suggestion_pending_find(struct task *t, int64_t post, int64_t member, struct suggestion **out);
#define SUGGESTIONS_PAGE 30
/* Those that wait, the oldest first, from the id ${from} on, one more than a page: all, or those on or by the ${member}. */
void suggestions_open(struct task *t, int64_t member, bool all, int64_t from, struct suggestions *out);

struct new_suggestion {
	int64_t post_id, author_id, thread_id, base, member_id;
	const char *source, *note;
};
/* In the open transaction, with its event. Conflicts on "suggestion_pending" if one by him waits. */
void suggestion_add(struct task *t, const struct new_suggestion *s);
/* ${state}: approved, declined, withdrawn, undone; ${made}: the revision it became, 0: none. With its event, and the job that tells. */
void suggestion_decide(struct task *t, const struct suggestion *s, const char *state, int64_t made,
	int64_t decider);

/* What stood in the post before that revision. */
struct earlier {
	const char *source;
};
void earlier_find(struct task *t, int64_t post, int64_t revision, struct earlier **out);

#endif
