/* ledger.h -- the database side of reputation: from events to the ledger, from the ledger to scores. README.md tells the life of an act
 * from the click to the score; the model is in server/nvl. */
#ifndef FORUM_STANDING_LEDGER_H
#define FORUM_STANDING_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

struct bulk;
struct task;

/* What proves that a member is a customer, from [reputation] proof: "customer" (somebody who knows says so) or "email" (a confirmed
 * address is enough). Begins as "email". False: it is neither. */
bool standing_prove_by(const char *proof);

/* Takes and applies what there is; for the round, and for tests. False: somebody else is at it. */
bool standing_apply_wait(struct task *t);

/* ---- blocking, for the command line ---- */

struct standing_replay {
	int64_t entries, refused, ms;
	int32_t day;
	int64_t value; /* of the network, in millionths */
};

/* Takes all events that wait. What is in the ledger then is not applied yet. Look at bulk_ok(). */
void standing_take_all(struct bulk *b);
/* Computes everything anew from the ledger, and writes the differences. ${if_due}: only if nobody else has done it meanwhile (day -1). Reads
 * go on undisturbed; applying waits. */
void standing_rebuild(struct bulk *b, bool if_due, struct standing_replay *out);
/* Computes everything anew from the ledger and compares: the first difference as a line in ${difference}, or "". */
void standing_check(struct bulk *b, char difference[1000], struct standing_replay *out);

#endif
