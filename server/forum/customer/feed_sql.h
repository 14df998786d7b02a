/* feed_sql.h -- the statements that take rows of server/intake into the database: the same for `bothy import` and for /api. */
#ifndef FORUM_CUSTOMER_FEED_SQL_H
#define FORUM_CUSTOMER_FEED_SQL_H

#include <stdint.h>

#include "base/text.h"
#include "intake/intake.h"

struct query;

/* What became of a row: "added", "updated", "same" (it was here like that already), "again" (a later row of the same batch has its external id);
 * all else is why it did not go in, for feed_reason(). */
struct fed {
	int64_t n; /* the row's number */
	const char *outcome, *external_id;
};
LIST(feds, struct fed);

LIST(queries, const struct query *);
/* To be asked in this order in one transaction, each with the source (whose external ids these are) and intake_rows(). Each gives struct fed;
 * where a later one names a row again, its outcome counts unless it was "added". */
struct queries feed_queries(enum intake_kind kind);
/* A sentence for an outcome that is none of the four; NULL for those. */
const char *feed_reason(const char *outcome);

/* Notes in the audit what one batch, or one file, did: ${details} is JSON. Takes (details). */
const struct query *feed_audit(void);

#endif
