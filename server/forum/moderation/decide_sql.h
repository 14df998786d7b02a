/* decide_sql.h -- the statements that decide and undo, by the functions of migrations/0030 and 0048; for this folder. */
#ifndef FORUM_MODERATION_DECIDE_SQL_H
#define FORUM_MODERATION_DECIDE_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"
#include "forum/moderation/moderation.h"

struct task;

/* DB_CONFLICT: refused, by the constraint refusal_of() knows. */
void decision_make(struct task *t, int64_t actor, int64_t session, const struct moderation_act *act,
	int64_t **out);
/* Notes what ${act} has changed in the open transaction already, with its event: an edit of a post by ${author} in ${thread}. */
void decision_make_of_edit(struct task *t, int64_t actor, int64_t session, const struct moderation_act *act,
	int64_t author, int64_t thread);
void decision_undo(struct task *t, int64_t actor, int64_t session, int64_t decision);

struct counted_rows {
	int64_t n;
};
/* A group taken back. How many there were. */
void decisions_undo(struct task *t, int64_t actor, int64_t session, int64_t group, struct counted_rows **out);

/* A decision as its consequences need it. */
struct decision {
	int64_t id, actor, thread, post, member, topic, made, group, parent;
	int64_t stands; /* the thread in which the post is now; 0: it is about no post */
	enum moderation action;
	enum moderation_rule rule;
	int64_t revision; /* edit: the one that was made */
	int64_t revision_now;
	const char *note, *slug;
	bool was_held, opens, undone, waits; /* waits: somebody reported it and has not heard */
	struct when at;
	int64_t item; /* it was decided from; 0: none */
};
void decision_find(struct task *t, int64_t id, struct decision **out);

/* The threads that a group touches. */
struct touched {
	int64_t thread;
};
LIST(toucheds, struct touched);
void group_threads(struct task *t, int64_t group, struct toucheds *out);

#endif
