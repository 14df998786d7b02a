/* limits_sql.h -- the limits as they were set; for limits_pages.c. */
#ifndef FORUM_LIMITS_SQL_H
#define FORUM_LIMITS_SQL_H

#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"
#include "forum/evidence/limits.h"

struct task;

/* Limits as they were set once. */
struct limits_set {
	int64_t id, undoes_id;
	struct when at;
	const char *admin, *admin_display; /* NULL: as delivered */
	struct texts set;		   /* key, value, key, value, …: what differs from the default */
	int64_t today;			   /* the day reputation is at */
};
LIST(limits_sets, struct limits_set);

#define LIMITS_HISTORY 20 /* changes shown */
/* The newest first, LIMITS_HISTORY + 1 at most: what holds now, and what it followed. */
void limits_history(struct task *t, struct limits_sets *out);
struct evidence_limits limits_of(const struct limits_set *s);
/* In the open transaction: ${l} follow those with the id ${before}. Conflicts on "evidence_rules_before_id_key" if others have followed
 * those meanwhile. ${undoes} 0: it takes nothing back. */
void limits_add(struct task *t, const struct evidence_limits *l, int64_t before, int64_t undoes,
	int64_t admin);

#endif
