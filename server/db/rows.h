/* rows.h -- from a libpq result to structs; for exchange.c and the probe of the tests. */
#ifndef DB_ROWS_H
#define DB_ROWS_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "db/query.h"

struct arena;
struct ask;

/* Reads a result into what ${ask} names. */
void rows_read(struct arena *a, const struct ask *ask, const PGresult *res);

/* Runs the reader of ${q} over a row that does not exist: each column taken is checked against ${described}
 * (of PQdescribePrepared) and gives "", 0, false, none, or with ${nulls} says that it is NULL. False: *${why}
 * is the first thing wrong, in the arena. */
bool rows_probe(struct arena *a, const struct query *q, const PGresult *described, bool nulls,
	const char **why);

#endif
