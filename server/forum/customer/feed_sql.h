/* feed_sql.h -- the statements that take rows of server/intake into the database: the same for `bothy import` and for /api. */
#ifndef FORUM_CUSTOMER_FEED_SQL_H
#define FORUM_CUSTOMER_FEED_SQL_H

#include <stdint.h>

#include "base/text.h"
#include "forum/customer/customer.h"

struct query;

LIST(queries, const struct query *);
/* To be asked in this order in one transaction, each with the source (whose external ids these are) and intake_rows(). Each gives struct fed;
 * where a later one names a row again, its outcome counts unless it was "added". */
struct queries feed_queries(enum intake_kind kind);
/* Notes in the audit what one batch, or one file, did: ${details} is JSON. Takes (details). */
const struct query *feed_audit(void);

#endif
