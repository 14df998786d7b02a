/* rows.h -- what each row of each table means; only for dump.c, which reads them.
 *
 * A row that makes no sense (a number that is none, an id twice) is refused with its place; one that is not
 * taken over is counted with its reason. */
#ifndef IMPORT_ROWS_H
#define IMPORT_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

struct dump;
struct reader;
struct tally;

/* A table: the columns it asks for, in the order of the enum its function knows them by; and what is done at
 * its end. */
struct rows {
	const char *const *columns;
	void (*row)(struct dump *d, struct reader *r);
	void (*end)(struct dump *d);
};
extern const struct rows rows_posts, rows_history, rows_comments, rows_votes, rows_links, rows_tags,
	rows_users;

/* ---- shared by the files rows_*.c ---- */

/* The number, or date, in ${column}. False: there is none, or what stands there is none, and the row was
 * refused. */
bool rows_number(struct reader *r, int column, int64_t *out);
bool rows_date(struct reader *r, int column, struct when *out);
/* The same where it may be missing: then true and {0}. */
bool rows_number_or_0(struct reader *r, int column, int64_t *out);
bool rows_date_or_0(struct reader *r, int column, struct when *out);

/* The account's number in d->user, a new one if nobody named it before; 0 where ${id} is no person's. */
uint32_t rows_user(struct dump *d, int64_t id);
/* The question or answer ${id}, as its number; DUMP_NONE: there is none, and ${t} has counted why. */
uint32_t rows_post(struct dump *d, int64_t id, struct tally *t);

#endif
