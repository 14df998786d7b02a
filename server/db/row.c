/* row.c -- see row.h and rows.h: values in PostgreSQL's binary format, each checked for its column's name and
 * type. */
#include "db/row.h"

#include <endian.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/must.h"
#include "db/ask.h"
#include "db/rows.h"

/* Types by their fixed numbers in PostgreSQL's pg_type.dat. */
enum {
	TYPE_BOOL = 16,
	TYPE_BYTEA = 17,
	TYPE_NAME = 19,
	TYPE_INT8 = 20,
	TYPE_INT2 = 21,
	TYPE_INT4 = 23,
	TYPE_TEXT = 25,
	TYPE_JSON = 114,
	TYPE_NAME_ARRAY = 1003,
	TYPE_TEXT_ARRAY = 1009,
	TYPE_VARCHAR_ARRAY = 1015,
	TYPE_BPCHAR = 1042,
	TYPE_VARCHAR = 1043,
	TYPE_TIMESTAMPTZ = 1184,
	TYPE_JSONB = 3802,
	FIRST_OWN_TYPE = 16384, /* enums, citext: their binary form is their text */
};

/* Seconds from 1970 to 2000, PostgreSQL's zero. */
#define PG_EPOCH_US (946684800 * INT64_C(1000000))

#define NAMES_KEPT 48

struct row {
	const PGresult *res;
	struct arena *arena;
	const char *statement;
	int row, column, columns;
	bool probe, nulls;
	const char *wrong;	      /* of a probe */
	const char *same[NAMES_KEPT]; /* names as the reader gave them that were those of the columns */
};

/* A column as it came; s is NULL for NULL. */
struct value {
	Oid type;
	const unsigned char *s;
	size_t n;
};

static void wrong(struct row *r, const char *column, const char *what)
{
	const char *found = r->column < r->columns ? PQfname(r->res, r->column) : "the end";

	if (r->probe) {
		if (!r->wrong)
			r->wrong = arena_printf(r->arena, "column %d is \"%s\": the reader wants \"%s\": %s",
				r->column + 1, found, column, what);
		return;
	}
	log_error("db.reader", "statement=%s column=%s found=%s why=\"%s\"", r->statement, column, found,
		what);
	must(!"a reader that fits its statement");
}

static bool is_integer(Oid type)
{
	return type == TYPE_INT8 || type == TYPE_INT4 || type == TYPE_INT2;
}

static bool is_bool(Oid type)
{
	return type == TYPE_BOOL;
}

static bool is_text(Oid type)
{
	return type == TYPE_TEXT || type == TYPE_VARCHAR || type == TYPE_NAME || type == TYPE_BPCHAR ||
	       type == TYPE_JSON || type == TYPE_JSONB || type >= FIRST_OWN_TYPE;
}

static bool is_when(Oid type)
{
	return type == TYPE_TIMESTAMPTZ;
}

static bool is_blob(Oid type)
{
	return type == TYPE_BYTEA;
}

static bool is_texts(Oid type)
{
	return type == TYPE_TEXT_ARRAY || type == TYPE_VARCHAR_ARRAY || type == TYPE_NAME_ARRAY;
}

/* Comparing names was a fifth of what reading twenty posts cost. A reader's are literals, so in the second
 * row they stand where they stood in the first. */
static bool is_next(struct row *r, const char *column)
{
	int i = r->column;

	if (i < NAMES_KEPT && r->same[i] == column)
		return true;
	if (i >= r->columns || strcmp(PQfname(r->res, i), column) != 0)
		return false;
	if (i < NAMES_KEPT)
		r->same[i] = column;
	return true;
}

static struct value take(struct row *r, const char *column, bool (*fits)(Oid), const char *kind)
{
	struct value v = {0};
	int i = r->column;

	if (!is_next(r, column)) {
		wrong(r, column, "another name");
	} else {
		v.type = PQftype(r->res, i);
		if (!fits(v.type))
			wrong(r, column, kind);
		else if (!r->probe && PQfformat(r->res, i) != 1)
			wrong(r, column, "not in binary");
	}
	r->column++;
	if (r->probe || PQgetisnull(r->res, r->row, i))
		return v;
	v.s = (const unsigned char *)PQgetvalue(r->res, r->row, i);
	v.n = (size_t)PQgetlength(r->res, r->row, i);
	return v;
}

static int64_t integer(const unsigned char *s, size_t n)
{
	uint64_t wide;
	uint32_t middle;
	uint16_t narrow;

	switch (n) {
	case 8:
		memcpy(&wide, s, 8);
		return (int64_t)be64toh(wide);
	case 4:
		memcpy(&middle, s, 4);
		return (int32_t)be32toh(middle);
	default:
		must(n == 2);
		memcpy(&narrow, s, 2);
		return (int16_t)be16toh(narrow);
	}
}

int64_t row_int8(struct row *r, const char *column)
{
	struct value v = take(r, column, is_integer, "no int2, int4 or int8");

	return v.s ? integer(v.s, v.n) : 0;
}

bool row_bool(struct row *r, const char *column)
{
	struct value v = take(r, column, is_bool, "no bool");

	return v.s && *v.s;
}

/* jsonb in binary is a version byte and then its text. */
static struct value take_text(struct row *r, const char *column)
{
	struct value v = take(r, column, is_text, "no text");

	if (v.s && v.type == TYPE_JSONB && v.n > 0) {
		v.s++;
		v.n--;
	}
	if (r->probe)
		v.s = (const unsigned char *)"";
	return v;
}

const char *row_text(struct row *r, const char *column)
{
	struct value v = take_text(r, column);

	return v.s ? arena_text_n(r->arena, (const char *)v.s, v.n) : NULL;
}

struct html row_html(struct row *r, const char *column)
{
	size_t n = strlen(column);
	struct value v = take_text(r, column);

	must(n >= 4 && strcmp(column + n - 4, "html") == 0);
	return v.s ? (struct html){arena_text_n(r->arena, (const char *)v.s, v.n), v.n}
		   : (struct html){"", 0};
}

/* 'infinity' becomes the last moment there is. */
struct when row_when(struct row *r, const char *column)
{
	struct value v = take(r, column, is_when, "no timestamptz");
	int64_t us = v.s ? integer(v.s, v.n) : 0;

	if (!v.s)
		return (struct when){0};
	return (struct when){us > INT64_MAX - PG_EPOCH_US ? INT64_MAX : us + PG_EPOCH_US};
}

struct blob row_blob(struct row *r, const char *column)
{
	struct value v = take(r, column, is_blob, "no bytea");

	if (!v.s)
		return (struct blob){NULL, 0};
	return (struct blob){(const unsigned char *)arena_text_n(r->arena, (const char *)v.s, v.n), v.n};
}

/* ---- text[]: dimensions, has NULLs, element type, then length and lower bound of each dimension, then
 * elements of length and bytes, length -1 for NULL ---- */

static int32_t next_int4(struct value *v)
{
	int32_t i;

	must(v->n >= 4);
	i = (int32_t)integer(v->s, 4);
	v->s += 4;
	v->n -= 4;
	return i;
}

static const char *next_element(struct row *r, struct value *v)
{
	int32_t n = next_int4(v);
	const char *s;

	if (n < 0)
		return NULL;
	must((size_t)n <= v->n);
	s = arena_text_n(r->arena, (const char *)v->s, (size_t)n);
	v->s += n;
	v->n -= (size_t)n;
	return s;
}

struct texts row_texts(struct row *r, const char *column)
{
	struct value v = take(r, column, is_texts, "no text[]");
	struct texts list = {0};
	int32_t dimensions, length;
	size_t i;

	if (!v.s)
		return list;
	dimensions = next_int4(&v);
	next_int4(&v);
	next_int4(&v);
	if (dimensions == 0)
		return list;
	must(dimensions == 1);
	length = next_int4(&v);
	next_int4(&v);
	must(length >= 0);
	list.n = (size_t)length;
	list.v = arena_array(r->arena, const char *, list.n);
	for (i = 0; i < list.n; i++)
		list.v[i] = next_element(r, &v);
	return list;
}

bool row_is_null(struct row *r, const char *column)
{
	if (!is_next(r, column)) {
		wrong(r, column, "another name");
		return true;
	}
	return r->probe ? r->nulls : PQgetisnull(r->res, r->row, r->column);
}

struct arena *row_arena(struct row *r)
{
	return r->arena;
}

/* ---- whole results ---- */

static void read_row(struct row *r, const struct query *q, void *x)
{
	r->column = 0;
	q->read(r, x);
	if (r->column < r->columns)
		wrong(r, "the end", "a column is left over");
}

void rows_read(struct arena *a, const struct ask *ask, const PGresult *res)
{
	const struct query *q = ask->query;
	struct row r = {.res = res, .arena = a, .statement = q->name, .columns = PQnfields(res)};
	int n = PQntuples(res);
	char *x;

	if (ask->kind == ASK_RUN || n == 0)
		return;
	if (ask->kind == ASK_ONE && n > 1) {
		log_error("db.rows", "statement=%s rows=%d why=\"one was asked for\"", q->name, n);
		must(!"more than one row");
	}
	x = arena_alloc_array(a, (size_t)n, q->size);
	*ask->out = x;
	for (r.row = 0; r.row < n; r.row++)
		read_row(&r, q, x + (size_t)r.row * q->size);
	if (ask->count)
		*ask->count = (size_t)n;
}

bool rows_probe(struct arena *a, const struct query *q, const PGresult *described, bool nulls,
	const char **why)
{
	struct row r = {.res = described,
		.arena = a,
		.statement = q->name,
		.columns = PQnfields(described),
		.probe = true,
		.nulls = nulls};

	read_row(&r, q, arena_alloc(a, q->size));
	*why = r.wrong;
	return !r.wrong;
}
