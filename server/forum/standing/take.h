/* take.h -- taking events into the ledger, for those in this folder who do. */
#ifndef FORUM_STANDING_TAKE_H
#define FORUM_STANDING_TAKE_H

#include <stdbool.h>

#define TAKE_MOST 5000 /* events a batch */

/* Whether a confirmed address makes a customer: standing_prove_by(). */
extern bool standing_by_email;

/* The statement of take_sql.c, for a blocking connection: $1 most events, $2 standing_by_email. */
extern const char *const standing_take_statement;

#endif
