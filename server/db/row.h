/* row.h -- reading a row: columns are named and taken in the order the statement lists them.
 *
 *	static void read_thread(struct row *r, struct thread *x)
 *	{
 *		x->id = row_int8(r, "id");
 *		x->title = row_text(r, "title");
 *	}
 *
 * A column of another name or type, or one left over, is our own error (must), found by the test that runs every
 * reader against its statement. Values live as long as the task. Results travel in binary. */
#ifndef DB_ROW_H
#define DB_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct row;

int64_t row_int8(struct row *r, const char *column); /* int2, int4, int8; NULL reads as 0 */
bool row_bool(struct row *r, const char *column);    /* NULL reads as false */
const char *row_text(struct row *r,
	const char *column); /* text, varchar, name, enums, json; NULL reads as NULL */
struct when row_when(struct row *r, const char *column);   /* timestamptz; NULL reads as {0} */
struct blob row_blob(struct row *r, const char *column);   /* bytea; NULL reads as {NULL, 0} */
struct texts row_texts(struct row *r, const char *column); /* text[]; NULL reads as no elements */
/* HTML that markup/clean.c made and we stored. Only for columns named *html. NULL reads as {"", 0}. */
struct html row_html(struct row *r, const char *column);
bool row_is_null(struct row *r, const char *column); /* looks at the next column without taking it */
/* The task's arena, for readers that make something of a value. */
struct arena *row_arena(struct row *r);

#endif
