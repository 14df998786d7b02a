/* ledger_sql.h -- what `work` asks the database for while it moves events into the ledger and applies them: few statements a batch,
 * however many rows it has. Everything but standing_look() stands inside a transaction that holds standing_lock(). */
#ifndef FORUM_STANDING_LEDGER_SQL_H
#define FORUM_STANDING_LEDGER_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "forum/standing/gather.h"
#include "nvl/engine.h"

struct task;

/* What there is to do. */
struct standing_look {
	bool fresh;   /* events to take, or entries to apply */
	bool rebuild; /* everything is to be computed anew, now: a new day, or entries of days gone by */
};
void standing_look(struct task *t, struct standing_look **out);

struct standing_progress {
	int32_t day, landmark, circle_max;
	bool built, rebuild_due;
	int64_t applied, next_credit, value;
};
/* NULL: somebody else is at it. */
void standing_lock(struct task *t, struct standing_progress **out);
/* The same without locking, after events were taken. */
void standing_progress_read(struct task *t, struct standing_progress **out);

struct standing_taken {
	int64_t looked, taken, refused;
};
/* Moves up to ${most} events into the ledger, or among the refused. ${by_email}: a confirmed address makes a customer. */
void standing_take(struct task *t, int most, bool by_email, struct standing_taken **out);

#define STANDING_BATCH 500 /* entries */
/* The next entries, and all that is stored of what they touch. */
struct standing_touched {
	LIST(standing_entries, struct nvl_entry) entries;
	LIST(standing_members, struct nvl_member) members;
	LIST(standing_pairs, struct nvl_pair) pairs;
	LIST(standing_ties, struct nvl_tie) ties;
	LIST(standing_found, struct nvl_found) found;
	LIST(standing_said, struct nvl_said) said;
	LIST(standing_acts, struct nvl_act) acts;
};
void standing_load(struct task *t, struct standing_touched *out);

/* Writes what changed. */
void standing_store(struct task *t, struct gathered *g);
/* Before standing_applied(): whose acts were held back, released, voided or not any more by the entries up to ${position} is judged again
 * (forum/level). */
void standing_judged(struct task *t, int64_t position);
/* The entries at ${positions} ("{1,2}") were of nothing: they leave the ledger for the refused. */
void standing_refuse(struct task *t, const char *positions);
void standing_applied(struct task *t, int64_t position, int64_t next_credit, int32_t day, int64_t value);

#endif
