/* records.c -- see records.h. */
#include "import/records.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "import/feed.h"
#include "intake/csv_record.h"

#define PIECE (256u << 10)

struct records {
	struct feed *feed;
	char *buffer;
	size_t at, n, room;
	int64_t line;
	bool begun, json, over, cut; /* over: the file has no more; cut: inside a line that is too long */
	const char *problem;
};

struct records *records_open(const char *path)
{
	struct feed *feed = feed_open(path);
	struct records *r = feed ? calloc(1, sizeof(*r)) : NULL;

	if (!feed)
		return NULL;
	must(r);
	r->feed = feed;
	r->line = 1;
	return r;
}

void records_close(struct records *r)
{
	if (!r)
		return;
	feed_close(r->feed);
	free(r->buffer);
	free(r);
}

/* Reads more behind what is left. False: there is no more. */
static bool fill(struct records *r)
{
	long got;

	if (r->over)
		return false;
	r->n -= r->at;
	if (r->n)
		memmove(r->buffer, r->buffer + r->at, r->n);
	r->at = 0;
	if (r->room < r->n + PIECE) {
		r->room = r->n + PIECE;
		r->buffer = realloc(r->buffer, r->room);
		must(r->buffer);
	}
	got = feed_read(r->feed, r->buffer + r->n, PIECE);
	if (got > 0)
		r->n += (size_t)got;
	else
		r->over = true;
	if (got < 0)
		r->problem = feed_problem(r->feed);
	return got > 0;
}

static bool begins_with(struct records *r, const char *what, size_t n)
{
	while (r->n - r->at < n && fill(r))
		;
	return r->n - r->at >= n && memcmp(r->buffer + r->at, what, n) == 0;
}

static void begin(struct records *r)
{
	static const char mark[] = {'\xEF', '\xBB', '\xBF'};

	if (r->begun)
		return;
	r->begun = true;
	if (begins_with(r, mark, sizeof(mark)))
		r->at += sizeof(mark);
	while (begins_with(r, RECORD_ASIDE, strlen(RECORD_ASIDE)) &&
		memchr(r->buffer + r->at, '\n', r->n - r->at))
		r->at += csv_line_length(r->buffer + r->at, r->n - r->at), r->line++;
	r->json = begins_with(r, "{", 1);
}

bool records_are_json(struct records *r)
{
	begin(r);
	return r->json;
}

/* The length of what stands next by ${length}; all that is left at the end of the file; RECORD_MOST of what is longer. */
static size_t next_length(struct records *r, size_t (*length)(const char *, size_t))
{
	for (;;) {
		size_t left = r->n - r->at, n = left ? length(r->buffer + r->at, left) : 0;

		if (n)
			return n < RECORD_MOST ? n : RECORD_MOST;
		if (left >= RECORD_MOST)
			return RECORD_MOST;
		if (!fill(r))
			return r->n - r->at;
	}
}

/* Whether each quote in ${n} bytes has its other. */
static bool is_closed(const char *s, size_t n)
{
	bool closed = true;
	size_t i;

	for (i = 0; i < n; i++)
		closed ^= s[i] == '"';
	return closed;
}

/* A quote that is never closed would swallow the rest of the file: then the record is its line. */
static size_t record_length(struct records *r)
{
	size_t n;

	if (r->json || begins_with(r, RECORD_ASIDE, strlen(RECORD_ASIDE)))
		return next_length(r, csv_line_length);
	n = next_length(r, csv_record_length);
	if (n && n < RECORD_MOST && is_closed(r->buffer + r->at, n))
		return n;
	return next_length(r, csv_line_length);
}

static bool is_blank(const struct record *x)
{
	size_t i;

	for (i = 0; i < x->n; i++)
		if (!strchr(" \t\r\n", x->s[i]))
			return false;
	return true;
}

static int64_t lines_in(const struct record *x)
{
	int64_t lines = 0;
	size_t i;

	for (i = 0; i < x->n; i++)
		lines += x->s[i] == '\n';
	return lines;
}

bool records_next(struct records *r, struct record *out)
{
	bool aside, rest;

	begin(r);
	do {
		aside = begins_with(r, RECORD_ASIDE, strlen(RECORD_ASIDE));
		rest = r->cut;
		out->n = record_length(r);
		out->s = r->buffer + r->at;
		out->line = r->line;
		r->at += out->n;
		r->line += lines_in(out);
		r->cut = out->n >= RECORD_MOST && out->s[out->n - 1] != '\n';
	} while (out->n && (aside || rest || is_blank(out)));
	return out->n > 0 && !r->problem;
}

const char *records_problem(const struct records *r)
{
	return r->problem;
}

int64_t records_done(const struct records *r)
{
	return feed_done(r->feed);
}

int64_t records_size(const struct records *r)
{
	return feed_size(r->feed);
}
