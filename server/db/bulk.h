/* bulk.h -- a blocking connection for the command line's bulk work: transactions, statements, COPY.
 *
 * Not for anything that serves: it blocks. Errors stick: after the first one every further call does nothing
 * and says false until bulk_rollback(), so that code reads top to bottom and looks once, at bulk_commit().
 * bulk_error() then tells what was being done (bulk_doing()) and what the database said. Rows for COPY are
 * gathered in memory first, so that several tables can be filled at the same time; they travel in the binary
 * format, where each value must have exactly the type of its column. */
#ifndef DB_BULK_H
#define DB_BULK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "db/query.h"

struct bulk;
struct bulk_row;

/* Connects as ${role}. Never NULL; look at bulk_ok(). ${conninfo} has no user and no password. */
struct bulk *bulk_open(const char *conninfo, const char *role, const char *password);
void bulk_close(struct bulk *b);
/* Connects as the pool of this process does: for a child that it forked, which has no loop. */
struct bulk *bulk_open_child(void);

bool bulk_ok(const struct bulk *b);
/* What went wrong first, in one line; "" if nothing did. */
const char *bulk_error(const struct bulk *b);
/* What is going on, for the error: bulk_doing(b, "batch %d", n). */
void bulk_doing(struct bulk *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

void bulk_begin(struct bulk *b);
/* True only if the database answered COMMIT. After an error: rolls back, false. */
bool bulk_commit(struct bulk *b);
/* Also forgets the error. */
void bulk_rollback(struct bulk *b);

/* Runs one statement; arguments as in query.h (texts, numbers, moments, lists of texts). */
#define bulk_run(b, sql, ...) bulk_run_with((b), (sql), DB_LIST(__VA_ARGS__), DB_COUNT(__VA_ARGS__))
/* The number in the first column of the first row; 0 without a row. */
#define bulk_number(b, sql, ...) bulk_number_of((b), (sql), DB_LIST(__VA_ARGS__), DB_COUNT(__VA_ARGS__))
/* Calls ${f}(${arg}, row) for each row as it arrives, however many there are. ${f} must not use ${b}. */
#define bulk_each(b, f, arg, sql, ...) \
	bulk_each_of((b), (f), (arg), (sql), DB_LIST(__VA_ARGS__), DB_COUNT(__VA_ARGS__))

bool bulk_run_with(struct bulk *b, const char *sql, const struct db_arg *args, size_t n);
int64_t bulk_number_of(struct bulk *b, const char *sql, const struct db_arg *args, size_t n);
bool bulk_each_of(struct bulk *b, void (*f)(void *arg, const struct bulk_row *), void *arg, const char *sql,
	const struct db_arg *args, size_t n);

/* Values of a row, by position from 0. NULL reads as 0 and "". Texts live until ${f} returns. */
int64_t bulk_int(const struct bulk_row *r, int column);
const char *bulk_text(const struct bulk_row *r, int column);

/* ---- COPY ---- */

/* Rows waiting to be sent. Begin with {.copy = "COPY community.tag (id, name) FROM STDIN (FORMAT binary)",
 * .columns = 2}; bulk_rows_end() frees the memory. */
struct bulk_rows {
	const char *copy;
	unsigned columns;
	/* bulk.c's own */
	char *s;
	size_t n, room;
	unsigned left; /* values missing in the row that was begun */
	uint64_t count;
};

/* A row, then one put for each of its columns in order; a missing or additional one is our own error. */
void bulk_row_begin(struct bulk_rows *rows);
void bulk_put_null(struct bulk_rows *rows);
void bulk_put_int8(struct bulk_rows *rows, int64_t v);
void bulk_put_int4(struct bulk_rows *rows, int64_t v);
void bulk_put_int2(struct bulk_rows *rows, int64_t v);
void bulk_put_id(struct bulk_rows *rows, int64_t id); /* bigint; 0 is NULL */
void bulk_put_bool(struct bulk_rows *rows, bool v);
void bulk_put_text(struct bulk_rows *rows, const char *s);  /* NULL is NULL */
void bulk_put_when(struct bulk_rows *rows, struct when at); /* timestamptz; {0} is NULL */

/* Sends all rows gathered, in one COPY, and leaves ${rows} empty. Nothing gathered: nothing is sent. */
bool bulk_send(struct bulk *b, struct bulk_rows *rows);
/* Sends ${n} bytes of lines in the text format, for "COPY … FROM STDIN". */
bool bulk_copy(struct bulk *b, const char *copy, const char *lines, size_t n);
/* What ends the binary format; bulk_send() puts it. */
void bulk_put_end_of_rows(struct bulk_rows *rows);
void bulk_rows_clear(struct bulk_rows *rows);
void bulk_rows_end(struct bulk_rows *rows);

#endif
