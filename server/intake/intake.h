/* intake.h -- records of customers, cases and touch-points as other systems send them: looked at field by field, and made into rows that a
 * statement takes. Pure: no files, no database; `bothy import` and the desk's /api feed it and send its rows.
 *
 *	struct intake *in = intake_new(INTAKE_CUSTOMERS, "44");
 *	const char *why = intake_add_object(in, 1, line, strlen(line));
 *	… intake_rows(in) …
 *	intake_clear(in);
 *
 * What fields there are, and what each may hold, is the table in fields.c; README.md tells it to people. */
#ifndef INTAKE_INTAKE_H
#define INTAKE_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum intake_kind { INTAKE_CUSTOMERS, INTAKE_CASES, INTAKE_TOUCHPOINTS };

#define INTAKE_TEXT_MOST 65536 /* bytes of a text field */

struct intake;

/* "customers", "cases", "touchpoints"; intake_kind_of(): false for anything else. */
const char *intake_kind_name(enum intake_kind kind);
bool intake_kind_of(const char *name, enum intake_kind *out);

/* ${country}: the calling code of phone numbers without one ("44"); must live as long. */
struct intake *intake_new(enum intake_kind kind, const char *country);
void intake_free(struct intake *in);
/* Forgets the rows, and the texts that were returned; keeps the header. */
void intake_clear(struct intake *in);

/* Each adds one record, called ${number}. NULL: it is among the rows; else why not, living until intake_clear(). */
const char *intake_add_object(struct intake *in, int64_t number, const char *json, size_t n);
const char *intake_add_csv(struct intake *in, int64_t number, const char *line, size_t n);
/* The line with the names of the columns, before the first intake_add_csv(). NULL, or why it cannot be read. Names that nothing is called by
 * are passed over: *${unknown} (to be freed; NULL if none) says which. */
const char *intake_header(struct intake *in, const char *line, size_t n, char **unknown);
/* A JSON array of records, or an object with nothing but one under the kind's name; numbers are indices. Calls ${refused} for each record
 * that is not among the rows. NULL, or why none of it can be read; ${most} records at most. *${count}: how many it has. */
const char *intake_add_array(struct intake *in, const char *json, size_t n, size_t most,
	void (*refused)(void *arg, int64_t number, const char *external_id, const char *why), void *arg,
	size_t *count);

/* How many rows there are, and all of them as a JSON array, living until the next call on ${in}. */
size_t intake_count(const struct intake *in);
const char *intake_rows(struct intake *in);
#endif
