/* sweep_sql.h -- many posts, and the accounts that wrote them, decided at once (migrations/0038); for this folder. */
#ifndef FORUM_MODERATION_SWEEP_SQL_H
#define FORUM_MODERATION_SWEEP_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"
#include "forum/moderation/moderation.h"

struct task;

/* What is wanted. */
struct sweep_order {
	struct texts posts; /* ids */
	enum moderation_rule rule;
	const char *note;
	const char *accounts; /* "leave", "silence", "suspend": who wrote them */
	int64_t minutes;      /* silence, suspend: how long; suspend 0: until it is ended */
};
/* Decides it, in the open transaction; a job carries it out. ${decision}: the row that stands for all. DB_CONFLICT: refused, by the constraint
 * refusal_of() knows. */
void sweep_begin(struct task *t, int64_t actor, int64_t session, const struct sweep_order *o,
	int64_t **decision);
/* Takes all of it back, by a job as well. *${out} false: that is so already. */
void sweep_undo(struct task *t, int64_t actor, int64_t session, int64_t sweep, bool **out);

/* How far it is. */
struct sweep {
	int64_t id, decision;
	enum moderation_rule rule;
	const char *accounts, *note, *actor, *undoer;
	int64_t posts, members;
	int64_t waits, done, left, back; /* of both together */
	struct when at, ended_at, undo_at, undone_at;
	bool under_way;
};
LIST(sweeps, struct sweep);
void sweep_find(struct task *t, int64_t id, struct sweep **out);
/* Whose row that is; NULL: no sweep's. */
void sweep_find_by_decision(struct task *t, int64_t decision, struct sweep **out);
/* What is under way, or was begun within the last hour. */
void sweeps_lately(struct task *t, struct sweeps *out);

/* What was left out while it was carried out. */
struct sweep_left {
	int64_t post;
	const char *title, *member, *why;
};
LIST(sweep_lefts, struct sweep_left);
void sweep_lefts_of(struct task *t, int64_t sweep, struct sweep_lefts *out);

/* ---- the worker ---- */

struct swept {
	int64_t decision; /* 0: left out */
	int64_t thread, member;
	bool suspends, was_shown; /* readers saw it before (going back: see it now) */
};
LIST(swepts, struct swept);
/* The next step of it, in the open transaction; none: it has ended. */
void sweep_step(struct task *t, int64_t sweep, bool back, int64_t most, struct swepts *out);
/* Whether it ended, or was back, by the step of this very transaction. */
void sweep_ended_now(struct task *t, int64_t sweep, bool back, bool **out);

#endif
