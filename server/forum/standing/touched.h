/* touched.h -- the next entries of the ledger and all that is stored of what they touch, on their way from the database into the
 * engine. */
#ifndef FORUM_STANDING_TOUCHED_H
#define FORUM_STANDING_TOUCHED_H

#include "base/text.h"
#include "nvl/engine.h"

struct task;

#define STANDING_BATCH 500 /* entries */

enum touched { /* stands in touched_sql.c */
	TOUCHED_ENTRY = 1,
	TOUCHED_MEMBER,
	TOUCHED_PAIR,
	TOUCHED_TIE,
	TOUCHED_FOUND,
	TOUCHED_SAID,
	TOUCHED_ACT
};
LIST(
	standing_touched, struct touched_line {
		enum touched what;
		const char *line; /* struct row_values */
	});

/* Inside a transaction that holds standing_lock(). Entries come first, in their order; acts in theirs; the same rows one after the other. */
void touched_find(struct task *t, struct standing_touched *out);
/* How many entries there are. */
size_t touched_entries(const struct standing_touched *x, struct nvl_entry out[STANDING_BATCH]);
/* Tells the engine everything else. */
void touched_load(const struct standing_touched *x, struct nvl *n);

#endif
