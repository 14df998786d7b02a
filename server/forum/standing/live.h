/* live.h -- the usual case: one act waits that nobody knows of yet, and everything else is applied. It goes from the event to the scores in two
 * statements, where those for any number of anything (ledger_take, ledger_touched, ledger_store) spend half as much time again on beginning. Nothing
 * else differs: the same engine gets the same rows. */
#ifndef FORUM_STANDING_LIVE_H
#define FORUM_STANDING_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "forum/standing/ledger_sql.h"
#include "nvl/engine.h"

struct standing_touched;
struct task;

/* The act, as an entry of the ledger that is not written yet, with what is stored of all it touches. */
struct standing_live {
	struct nvl_entry entry;
	struct standing_written as;
	int64_t value;			/* of the network */
	struct texts members, acts;	/* these and the following: struct row_values */
	const char *pair, *tie, *found; /* or NULL */
};

/* Whether looking is worth it: nothing but events can be behind what is applied. */
bool live_may_be(const struct standing_progress *p);
/* Inside a transaction that holds standing_lock(). NULL: something else waits, or more than one, or an act that may have to be refused. */
void live_find(struct task *t, const struct standing_progress *p, struct standing_live **out);
/* What it touches, as touched_load() wants it; in the task's arena. */
struct standing_touched live_touched(struct task *t, const struct standing_live *x);

#endif
