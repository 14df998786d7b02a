/* batch.h -- whole threads into the database, a batch in a transaction: after each the community is
 * consistent, and what is in ops.import_map is exactly what is there. */
#ifndef IMPORT_BATCH_H
#define IMPORT_BATCH_H

#include <stdbool.h>
#include <stddef.h>

struct bulk;
struct dump;
struct plan;
struct progress;
struct state;

/* Writes the threads of the plan that are not here yet, about ${most} posts and comments in a transaction.
 * False: the database refused (bulk_error()), craft or the spool failed (*${problem}), or it was interrupted.
 */
bool batch_write_all(struct bulk *b, const struct state *st, struct dump *d, const struct plan *p,
	size_t most, struct progress *bar, const char **problem);

#endif
