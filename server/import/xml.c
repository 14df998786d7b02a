/* xml.c -- the XML form of a table: <posts><row Id="1" …/> … </posts>, read as it streams; libxml2's push
 * parser with callbacks of ours, no tree.
 *
 * Two traps of libxml2: without XML_PARSE_NOENT an attribute's &amp; arrives as "&#38;" (its tree builder
 * decodes that later, we have none); with it, entities of a document type would be expanded, so a document
 * type is refused. And an error is found while rows before it still wait: they are handed out first. */
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "import/feed.h"
#include "import/reader_form.h"

#define XML_PIECE (32u << 10)

/* A row that waits: its place, and where in xml.text each value begins; 0 is no value. */
struct xml_row {
	int64_t line, byte;
	size_t value[READER_COLUMNS];
};

struct xml {
	xmlParserCtxtPtr parser;
	int depth;
	struct xml_row *row;
	size_t rows, rows_room, row_at;
	char *text;
	size_t text_n, text_room;
	bool ended;
	char *problem; /* why the file is broken, and where; told when no row waits any more */
	int64_t line, byte;
};

/* ---- what the parser finds ---- */

static void broken_here(struct xml *x, int64_t line, int64_t byte, const char *why, size_t n)
{
	if (x->problem)
		return;
	x->problem = strndup(why, n);
	must(x->problem);
	x->line = line;
	x->byte = byte;
}

static void stop_at(struct xml *x, int64_t line, int64_t byte, const char *why)
{
	broken_here(x, line, byte, why, strlen(why));
	xmlStopParser(x->parser);
}

static void stop(struct xml *x, const char *why)
{
	stop_at(x, x->parser->input->line, xmlByteConsumed(x->parser) + 1, why);
}

/* libxml2 ends its messages with a line feed. */
static void on_error(void *arg, xmlErrorPtr error)
{
	struct xml *x = ((struct reader *)arg)->state;
	const char *why = error->message ? error->message : "not well-formed";

	if (error->level >= XML_ERR_ERROR)
		broken_here(x, error->line, xmlByteConsumed(x->parser) + 1, why, strcspn(why, "\n"));
}

static void on_doctype(void *arg, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	(void)name, (void)external, (void)system;
	stop(((struct reader *)arg)->state, "a document type is not expected here");
}

/* The parser stands behind the text it hands over. */
static void on_characters(void *arg, const xmlChar *s, int n)
{
	struct xml *x = ((struct reader *)arg)->state;
	int64_t line = x->parser->input->line;
	int i, behind;

	for (i = 0; i < n && strchr(" \t\r\n", s[i]); i++)
		;
	if (i == n)
		return;
	for (behind = i; behind < n; behind++)
		line -= s[behind] == '\n';
	stop_at(x, line, xmlByteConsumed(x->parser) + 1 - (n - i), "text between the rows");
}

/* ---- rows ---- */

/* The parser stands at the end of the start tag. Its beginning is the last '<' before, because a value holds
 * none. */
static void find_beginning(struct xml *x, struct xml_row *row)
{
	const xmlChar *at = x->parser->input->cur, *base = x->parser->input->base;

	row->line = x->parser->input->line;
	row->byte = xmlByteConsumed(x->parser) + 1;
	while (at > base && *at != '<') {
		at--;
		row->byte--;
		row->line -= *at == '\n';
	}
}

static struct xml_row *row_new(struct xml *x)
{
	if (x->rows == x->rows_room) {
		x->rows_room = x->rows_room * 2 + 16;
		x->row = reallocarray(x->row, x->rows_room, sizeof(*x->row));
		must(x->row);
	}
	return memset(&x->row[x->rows++], 0, sizeof(*x->row));
}

/* Offset 0 means "no value", so the text begins at 1. */
static size_t keep(struct xml *x, const xmlChar *s, const xmlChar *end)
{
	size_t n = (size_t)(end - s), at = x->text_n ? x->text_n : 1;

	if (at + n + 1 > x->text_room) {
		x->text_room = (at + n + 1) * 2;
		x->text = realloc(x->text, x->text_room);
		must(x->text);
	}
	memcpy(x->text + at, s, n);
	x->text[at + n] = 0;
	x->text_n = at + n + 1;
	return at;
}

static void keep_attribute(const struct reader *r, struct xml *x, size_t row, const xmlChar **attribute)
{
	int i;

	for (i = 0; i < r->columns; i++)
		if (strcmp(r->column[i], (const char *)attribute[0]) == 0)
			x->row[row].value[i] = keep(x, attribute[3], attribute[4]);
}

/* An attribute is five pointers: name, prefix, URI, and both ends of the value. */
static void on_start(void *arg, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int spaces,
	const xmlChar **space, int attributes, int defaulted, const xmlChar **attribute)
{
	struct reader *r = arg;
	struct xml *x = r->state;
	struct xml_row *row;
	int i;

	(void)prefix, (void)uri, (void)spaces, (void)space, (void)defaulted;
	if (x->depth++ == 0)
		return;
	row = row_new(x);
	find_beginning(x, row);
	if (x->depth > 2 || strcmp((const char *)name, "row") != 0) {
		stop_at(x, row->line, row->byte, "an element that is not <row>");
		x->rows--;
		return;
	}
	for (i = 0; i < attributes; i++)
		keep_attribute(r, x, x->rows - 1, attribute + (ptrdiff_t)5 * i);
}

static void on_end(void *arg, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct reader *r = arg;

	(void)name, (void)prefix, (void)uri;
	((struct xml *)r->state)->depth--;
}

/* ---- the form ---- */

static bool xml_open(struct reader *r)
{
	static xmlSAXHandler callbacks = {
		.initialized = XML_SAX2_MAGIC,
		.internalSubset = on_doctype,
		.characters = on_characters,
		.cdataBlock = on_characters,
		.startElementNs = on_start,
		.endElementNs = on_end,
		.serror = on_error,
	};
	struct xml *x = calloc(1, sizeof(*x));

	must(x);
	r->state = x;
	x->parser = xmlCreatePushParserCtxt(&callbacks, r, NULL, 0, NULL);
	must(x->parser);
	xmlCtxtUseOptions(x->parser, XML_PARSE_NOENT | XML_PARSE_NONET);
	return true;
}

/* Whatever the parser misses at the end of the file, it is the end that is missing. */
static void parse_end(struct xml *x)
{
	bool well = !x->problem;

	xmlParseChunk(x->parser, NULL, 0, 1);
	if (!well || !x->problem)
		return;
	free(x->problem);
	x->problem = NULL;
	stop(x, "the file ends too early");
}

/* Feeds the parser until a row waits. */
static void fill(struct reader *r, struct xml *x)
{
	char piece[XML_PIECE];
	long got;

	x->rows = x->row_at = 0;
	x->text_n = 0;
	while (x->rows == 0 && !x->ended && !x->problem) {
		got = feed_read(r->feed, piece, sizeof(piece));
		if (got < 0)
			stop(x, feed_problem(r->feed));
		else if (got == 0)
			parse_end(x);
		else
			xmlParseChunk(x->parser, piece, (int)got, 0);
		x->ended = got <= 0;
	}
}

static bool xml_next(struct reader *r)
{
	struct xml *x = r->state;
	const struct xml_row *row;
	int i;

	if (x->row_at == x->rows)
		fill(r, x);
	if (x->row_at == x->rows)
		return x->problem ? reader_broken(r, x->line, x->byte, "%s", x->problem) : false;
	row = &x->row[x->row_at++];
	r->line = row->line;
	r->byte = row->byte;
	for (i = 0; i < r->columns; i++)
		r->value[i] = row->value[i] ? x->text + row->value[i] : NULL;
	return true;
}

static void xml_close(struct reader *r)
{
	struct xml *x = r->state;

	xmlFreeParserCtxt(x->parser);
	free(x->row);
	free(x->text);
	free(x->problem);
	free(x);
}

const struct reader_form xml_form = {xml_open, xml_next, xml_close};
