/* rows.h -- rows of numbers on their way into a table or out of it, as text: many in one argument of a statement (unnest($1::standing.act[])), or as
 * the lines of a COPY. One writer of rows serves what is done act by act and what is done all at once. */
#ifndef FORUM_STANDING_ROWS_H
#define FORUM_STANDING_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nvl/decay.h"

struct rows {
	bool copy; /* lines for COPY … FROM STDIN; else an array of rows */
	char *s;   /* rows_text() gives it */
	size_t n, room, count;
	bool first; /* the next value is its row's first */
};

void row_begin(struct rows *r);
void row_put(struct rows *r, int64_t v);
void row_put_wide(struct rows *r, wide_t v);
void row_put_bool(struct rows *r, bool v);
void row_put_null(struct rows *r);
void row_end(struct rows *r);

/* All of it, ended by NUL; of an array "{}" where there are no rows. Until the next row or rows_free(). */
const char *rows_text(struct rows *r);
/* Frees the memory and leaves it empty. */
void rows_free(struct rows *r);

/* The other way: the text of one row, "(1,,t)", whose values are taken one by one, in the order of its columns. One that is not there or not
 * such a value is our own error (must). */
struct row_values {
	const char *s; /* begin at the row's text */
};
int64_t row_take(struct row_values *v); /* NULL reads as 0 */
wide_t row_take_wide(struct row_values *v);
bool row_take_bool(struct row_values *v); /* NULL reads as false */
bool row_next_is_null(const struct row_values *v);

#endif
