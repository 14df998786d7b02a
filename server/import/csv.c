/* csv.c -- the CSV form of a table, read strictly by RFC 4180: a header, commas, quotes doubled inside
 * quotes, line ends LF or CRLF. What a lenient reader would guess at (a quote in the middle of a field, text
 * after a closing quote, rows of another length, bad UTF-8) is a broken file here, with the place of the
 * first wrong byte. */
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "import/feed.h"
#include "import/reader_form.h"

#define CSV_BUFFER (64u << 10)
#define CSV_FIELDS 128

#define END    (-1)
#define BROKEN (-2)

struct csv {
	char buffer[CSV_BUFFER];
	size_t at, n;
	int64_t line, byte; /* of the next byte */
	unsigned char more, low,
		high; /* UTF-8: continuation bytes still to come, and what the next one may be */

	char *row; /* the fields of the row, each ending in NUL */
	size_t row_n, row_room;
	size_t field[CSV_FIELDS];
	unsigned fields, width; /* in this row; in the header */
	int column[CSV_FIELDS]; /* which of the reader's columns a field is, or -1 */
};

/* ---- bytes ---- */

static int fill(struct reader *r, struct csv *c)
{
	long got = feed_read(r->feed, c->buffer, sizeof(c->buffer));

	c->at = 0;
	c->n = got > 0 ? (size_t)got : 0;
	if (got > 0)
		return 0;
	if (got == 0 && !c->more)
		return END;
	reader_broken(r, c->line, c->byte, "%s", got == 0 ? "a character is cut off" : feed_problem(r->feed));
	return BROKEN;
}

static int peek(struct reader *r, struct csv *c)
{
	int end = c->at < c->n ? 0 : fill(r, c);

	return end ? end : (unsigned char)c->buffer[c->at];
}

/* Whether ${byte} may come next in well-formed UTF-8: no overlong forms, no surrogates, nothing above
 * U+10FFFF, no NUL. */
static bool utf8_step(struct csv *c, unsigned char byte)
{
	if (c->more) {
		if (byte < c->low || byte > c->high)
			return false;
		c->more--;
		c->low = 0x80;
		c->high = 0xBF;
		return true;
	}
	if (byte < 0x80)
		return byte != 0;
	if (byte < 0xC2 || byte > 0xF4)
		return false;
	c->more = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
	c->low = byte == 0xE0 ? 0xA0 : byte == 0xF0 ? 0x90 : 0x80;
	c->high = byte == 0xED ? 0x9F : byte == 0xF4 ? 0x8F : 0xBF;
	return true;
}

static int take(struct reader *r, struct csv *c)
{
	int byte = peek(r, c);

	if (byte < 0)
		return byte;
	if (!utf8_step(c, (unsigned char)byte)) {
		reader_broken(r, c->line, c->byte, byte == 0 ? "a NUL byte" : "a byte that is not UTF-8");
		return BROKEN;
	}
	c->at++;
	c->byte++;
	if (byte == '\n')
		c->line++;
	return byte;
}

static bool keep(struct reader *r, struct csv *c, char byte)
{
	if (c->row_n + 1 >= c->row_room) {
		if (c->row_n >= READER_ROW_MOST)
			return reader_broken(r, r->line, r->byte, "a row of more than 16 MiB");
		c->row_room = c->row_room * 2 + 1024;
		c->row = realloc(c->row, c->row_room);
		must(c->row);
	}
	c->row[c->row_n++] = byte;
	return true;
}

/* ---- fields ---- */

/* What stood behind the field: ',' '\n' END BROKEN. A CR must be followed by LF. */
static int behind(struct reader *r, struct csv *c, int byte)
{
	if (byte != '\r')
		return byte;
	if (peek(r, c) == '\n')
		return take(r, c);
	reader_broken(r, c->line, c->byte, "a carriage return without a line feed");
	return BROKEN;
}

static int plain_field(struct reader *r, struct csv *c)
{
	int byte = take(r, c);

	for (; byte >= 0 && byte != ',' && byte != '\n' && byte != '\r'; byte = take(r, c)) {
		if (byte == '"') {
			reader_broken(r, c->line, c->byte - 1, "a quote inside a value that is not quoted");
			return BROKEN;
		}
		if (!keep(r, c, (char)byte))
			return BROKEN;
	}
	return behind(r, c, byte);
}

static int after_quote(struct reader *r, struct csv *c)
{
	int byte = take(r, c);

	if (byte == ',' || byte == '\n' || byte == '\r' || byte < 0)
		return behind(r, c, byte);
	reader_broken(r, c->line, c->byte - 1, "text behind a closing quote");
	return BROKEN;
}

static int quoted_field(struct reader *r, struct csv *c)
{
	int64_t line = c->line, byte = c->byte;
	int next;

	take(r, c);
	while ((next = take(r, c)) >= 0) {
		if (next == '"') {
			if (peek(r, c) != '"')
				return after_quote(r, c);
			take(r, c);
		}
		if (!keep(r, c, (char)next))
			return BROKEN;
	}
	if (next == END)
		reader_broken(r, line, byte, "a quote that is never closed");
	return BROKEN;
}

/* Reads a row into c->row. False: the end, or broken. */
static bool read_row(struct reader *r, struct csv *c)
{
	int end;

	r->line = c->line;
	r->byte = c->byte;
	c->row_n = 0;
	c->fields = 0;
	if (peek(r, c) < 0)
		return false;
	do {
		if (c->fields == CSV_FIELDS)
			return reader_broken(r, r->line, r->byte, "more than %d values in a row", CSV_FIELDS);
		c->field[c->fields++] = c->row_n;
		end = peek(r, c) == '"' ? quoted_field(r, c) : plain_field(r, c);
		if (end == BROKEN || !keep(r, c, 0))
			return false;
	} while (end == ',');
	return true;
}

/* ---- the form ---- */

static void skip_mark(struct reader *r, struct csv *c)
{
	if (peek(r, c) >= 0 && c->n >= 3 && memcmp(c->buffer, "\xEF\xBB\xBF", 3) == 0) {
		c->at = 3;
		c->byte = 4;
	}
}

static int column_named(const struct reader *r, const char *name)
{
	int i;

	for (i = 0; i < r->columns; i++)
		if (strcmp(r->column[i], name) == 0)
			return i;
	return -1;
}

static bool header_twice(const struct csv *c, unsigned field)
{
	unsigned i;

	for (i = 0; i < field; i++)
		if (strcmp(c->row + c->field[i], c->row + c->field[field]) == 0)
			return true;
	return false;
}

static bool csv_open(struct reader *r)
{
	struct csv *c = calloc(1, sizeof(*c));
	unsigned i;

	must(c);
	r->state = c;
	c->line = c->byte = 1;
	skip_mark(r, c);
	if (!read_row(r, c))
		return reader_broken(r, c->line, c->byte, "no header: the file is empty");
	c->width = c->fields;
	for (i = 0; i < c->width; i++) {
		if (header_twice(c, i))
			return reader_broken(r, 1, 1, "two columns are called \"%s\"", c->row + c->field[i]);
		c->column[i] = column_named(r, c->row + c->field[i]);
	}
	return true;
}

static bool csv_next(struct reader *r)
{
	struct csv *c = r->state;
	unsigned i;

	if (!read_row(r, c))
		return false;
	if (c->fields != c->width)
		return reader_broken(r, r->line, r->byte, "%u %s where the header has %u", c->fields,
			c->fields == 1 ? "value" : "values", c->width);
	for (i = 0; i < c->width; i++)
		if (c->column[i] >= 0)
			r->value[c->column[i]] = c->row + c->field[i];
	return true;
}

static void csv_close(struct reader *r)
{
	struct csv *c = r->state;

	free(c->row);
	free(c);
}

const struct reader_form csv_form = {csv_open, csv_next, csv_close};
