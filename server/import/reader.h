/* reader.h -- a table in a file as rows of named values, whatever the form: TABLE.xml or TABLE.csv, plain or
 *.gz.
 *
 *	struct reader *r = reader_find("/data/quantum-se", "Posts");
 *	int id = reader_column(r, "Id");
 *	while (reader_next(r))
 *		… reader_text(r, id) …
 *	if (reader_problem(r)) …
 *
 * Lines and bytes are counted from 1 in the unpacked text, as cmp(1) counts them. A byte order mark is part
 *of the bytes and nothing else. Text is well-formed UTF-8 without NUL, or the file is broken. */
#ifndef IMPORT_READER_H
#define IMPORT_READER_H

#include <stdbool.h>
#include <stdint.h>

#define READER_COLUMNS	32	    /* columns one can ask for */
#define READER_ROW_MOST (16u << 20) /* bytes of a row */

struct reader;

/* Opens ${directory}/${table}.xml, .csv, .xml.gz or .csv.gz, the first that is there. NULL: none is. A file
 * that is there and cannot be read gives a reader that has a problem. Never sleeps but for the disk. */
struct reader *reader_find(const char *directory, const char *table);
/* Opens one file; its name tells the form. */
struct reader *reader_open(const char *path);
void reader_close(struct reader *r);

/* The number under which reader_text() knows the column ${name}. Ask for all columns before the first row. */
int reader_column(struct reader *r, const char *name);
const char *reader_column_name(const struct reader *r, int column);
/* Goes to the next row. False: the end, or a problem. */
bool reader_next(struct reader *r);
/* The value in the row, ending in NUL, until the next reader_next(). NULL: the row has no such value, or an
 * empty one (the CSV form cannot tell the two apart). */
const char *reader_text(const struct reader *r, int column);

/* "path, line 3, byte 120: why", or NULL. */
const char *reader_problem(const struct reader *r);
/* Makes the present row the problem: it is well-formed, but means nothing. */
void reader_refuse(struct reader *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The file's own name, how much of it has been read, and its size on the disk. */
const char *reader_name(const struct reader *r);
int64_t reader_done(const struct reader *r);
int64_t reader_size(const struct reader *r);

#endif
