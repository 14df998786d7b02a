/* finding_sql.h -- what `work` looks for, one statement for each kind of finding; for evidence_jobs.c and limits_pages.c. */
#ifndef FORUM_FINDING_SQL_H
#define FORUM_FINDING_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "forum/evidence/limits.h"

struct task;

#define FINDING_KINDS 7

struct limit_row {
	const char *key, *value;
};
LIST(limit_rows, struct limit_row);
/* Those that were set to something else than the default. */
void limit_rows_read(struct task *t, struct limit_rows *out);

/* The day that reputation is at, and the last one that was looked at (0: none); locked until the transaction ends. */
struct finding_night {
	int64_t today, day;
};
/* NULL after the wait: somebody else is looking. */
void finding_night_lock(struct task *t, struct finding_night **out);
void finding_night_note(struct task *t, int64_t day);

/* Those whose credit ${finding} concerns. */
struct concerned {
	int64_t member;
};
LIST(concerneds, struct concerned);
void finding_concerned_by(struct task *t, int64_t finding, struct concerneds *out);

/* A new finding and one of those whose credit it holds. */
struct found {
	int64_t finding, member;
	const char *kind;
};
LIST(founds, struct found);

/* Looks for kind number ${i} of FINDING_KINDS in the days up to ${day}: writes findings, their acts, and an event that holds each act's credit. Acts that a finding
 * names already are counted, but not named again. At most 100 findings of a kind, the gravest. In the open transaction; the kinds are to be
 * looked for in their order, because an act belongs to the first that names it. */
void finding_look(struct task *t, int i, int64_t day, const struct evidence_limits *l, struct founds *out);

/* What kind number ${i} would have found with these limits in the days up to ${day}; nothing is written. Each kind by itself: a night
 * gives an act to the first that names it. */
struct would {
	int64_t findings, acts;
};
void finding_count(struct task *t, int i, int64_t day, const struct evidence_limits *l, struct would **out);

#endif
