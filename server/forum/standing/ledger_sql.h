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
	int32_t day, today, landmark, circle_max;
	bool built, rebuild_due;
	int64_t position, applied, next_credit;
	const char *cursor_tx;
	int64_t cursor_id;
};
/* NULL: somebody else is at it. */
void standing_lock(struct task *t, struct standing_progress **out);

struct standing_taken {
	int64_t looked;
	bool rebuild_due; /* these, or others before, are of days gone by */
	int64_t value;	  /* of the network, as it is stored */
};
/* Moves up to ${most} events into the ledger, or among the refused. ${by_email}: a confirmed address makes a customer. */
void standing_take(struct task *t, int most, bool by_email, struct standing_taken **out);

/* Writes what changed, and that everything up to ${position} is applied. */
struct standing_stored {
	struct gathered *g;
	bool grew; /* nothing in it can have come to nothing, and no facts: only acts, words and finds */
	int64_t position;
	int32_t day;
	int64_t value;
};
void standing_store(struct task *t, const struct standing_stored *x);
/* The same for one act alone that is in no table yet, not even the ledger: live.h. */
struct standing_written {
	const char *row; /* of the ledger */
	const char *tx;	 /* its event's transaction */
	bool helped;	 /* its giver has an act in force with its receiver this month already */
};
void standing_store_live(struct task *t, const struct standing_stored *x, const struct standing_written *as);
/* Before standing_store(): whose acts were held back, released, voided or not any more by the entries up to ${position} is judged again
 * (forum/level). */
void standing_judged(struct task *t, int64_t position);
/* The entries at ${positions} ("{1,2}") were of nothing: they leave the ledger for the refused. */
void standing_refuse(struct task *t, const char *positions);

#endif
