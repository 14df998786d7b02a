/* level_sql.h -- the statements on levels and their thresholds; for the files of this folder only. */
#ifndef FORUM_LEVEL_SQL_H
#define FORUM_LEVEL_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "forum/level/level_rules.h"

struct task;

/* ---- thresholds ---- */

/* Thresholds as they were set once. */
struct level_rules_set {
	struct level_rules rules;
	struct when at;
	int64_t before_id, undoes_id;
	const char *admin, *admin_display; /* NULL: as delivered */
};
LIST(level_rules_sets, struct level_rules_set);

#define LEVEL_HISTORY 20 /* changes shown */
/* The newest first, LEVEL_HISTORY + 1 at most: what holds now, and what it followed. */
void level_rules_history(struct task *t, struct level_rules_sets *out);
/* What holds now; there always is one. */
void level_rules_find(struct task *t, struct level_rules_set **out);
/* In the open transaction: ${rules} follow those with their id, with the event and the job that judges everybody anew. Conflicts on
 * "level_rules_before_id_key" if others have followed those meanwhile. ${undoes} 0: it takes nothing back. */
void level_rules_add(struct task *t, const struct level_rules *rules, int64_t undoes, int64_t admin);

/* ---- who would be affected ---- */

struct level_move {
	int64_t before, after, members;
};
LIST(level_moves, struct level_move);
struct level_mover {
	const char *name, *display;
	int64_t before, after, people, ratio;
};
LIST(level_movers, struct level_mover);
#define LEVEL_MOVERS 50

/* All members by level now and under ${rules}, once the days before a fall are over; and the names of the first who change. */
void level_preview(struct task *t, const struct level_rules *rules, struct level_moves *moves,
	struct level_movers *movers);

/* ---- a member's own ---- */

struct level_own {
	int level;
	struct when since;
	struct level_numbers n;
	int64_t removals, ratio;
	struct when due_at; /* a fall that waits */
};
void level_own_find(struct task *t, int64_t member, struct level_own **out);

struct level_change {
	struct when at;
	int before, after;
	int64_t ratio, people, good, bad;
	const char *why;
	struct level_bound lost; /* the lower bound of the level before, as it was then */
};
LIST(level_changes, struct level_change);
/* The newest first, at most 20. */
void level_changes_of(struct task *t, int64_t member, struct level_changes *out);

/* ---- for work ---- */

/* Whether anything has happened that was not looked at. */
struct level_waiting {
	bool any;
};
void level_waiting(struct task *t, struct level_waiting **out);
/* Only one judges at a time, in a transaction: so what is counted after this is what others left. */
void level_lock(struct task *t);
/* Reads events on, and gives the members they concern, and those whose time has come. */
struct level_touched {
	int64_t events;
	struct texts members;
};
void level_take(struct task *t, struct level_touched **out);
/* The next members after ${id}. */
void level_members_after(struct task *t, int64_t id, struct level_touched **out);

struct level_count {
	int64_t member;
	bool known; /* there is a row about him */
	int level;
	bool settled; /* the last change is long enough ago to fall */
	bool due;     /* he waits for a fall */
	bool stale;   /* … at another time than he should: the days before a fall were changed */
	struct level_numbers was, n;
	int64_t removals;
};
LIST(level_counts, struct level_count);
void level_count(struct task *t, struct texts members, struct level_counts *out);
/* ${falls_later}: look again when he is settled. */
void level_store(struct task *t, const struct level_count *c, int level, bool falls_later,
	const struct level_rules *rules);

#endif
