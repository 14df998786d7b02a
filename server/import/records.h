/* records.h -- a file of records, CSV with a header line or JSON lines, plain or packed, one record at a time with the line it stands in.
 * Which of the two it is, its first byte tells. Records are not understood here: server/intake does that.
 *
 * A record that is broken ends with its line, and the next one begins behind it. */
#ifndef IMPORT_RECORDS_H
#define IMPORT_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RECORD_MOST (1u << 20) /* bytes */
/* How a line begins that says why the record behind it was set aside: it is passed over, so that such a file can be mended and read again. */
#define RECORD_ASIDE "# line "

struct records;

struct record {
	const char *s; /* with its line end; until the next call */
	size_t n;
	int64_t line; /* its first */
};

/* NULL: errno. */
struct records *records_open(const char *path);
void records_close(struct records *r);
bool records_are_json(struct records *r);
/* The next record that is not empty. False: the end, or records_problem(). */
bool records_next(struct records *r, struct record *out);
const char *records_problem(const struct records *r); /* NULL: none */
/* How far, and how far in all, in bytes of the file on the disk. */
int64_t records_done(const struct records *r);
int64_t records_size(const struct records *r);

#endif
