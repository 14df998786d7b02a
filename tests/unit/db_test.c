/* db_test.c -- what db/ does without a server: addresses, errors by class, arguments as text, rows from
 * bytes. */
#include <libpq-fe.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <endian.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "db/ask.h"
#include "db/error.h"
#include "db/pool.h"
#include "db/row.h"
#include "db/rows.h"

static void test_addresses(void **state)
{
	static const struct {
		const char *conninfo;
		bool ok;
	} rows[] = {
		{"host=/run/postgresql dbname=bothy", true},
		{"postgresql:///bothy?host=/run/postgresql", true},
		{"postgresql://%2Frun%2Fpostgresql/bothy", true},
		{"host=@abstract dbname=bothy", true},
		{"hostaddr=127.0.0.1 port=5432 dbname=bothy", true},
		{"hostaddr=::1 dbname=bothy sslmode=require", true},
		{"host=db.example hostaddr=10.0.0.1 dbname=bothy", true},
		{"host=/a,/b dbname=bothy", true},
		{"hostaddr=10.0.0.1,10.0.0.2 dbname=bothy", true},
		{"hostaddr=10.0.0.1, dbname=bothy", false},
		{"host=db.example dbname=bothy", false},
		{"postgresql://db.example/bothy", false},
		{"host=/a,db.example dbname=bothy", false},
		{"host=localhost", false},
		{"dbname=bothy", false},
		{"", false},
		{"host=/run user=bothy_web", false},
		{"postgresql://bothy_web@%2Frun/bothy", false},
		{"host=/run password=x", false},
		{"host=/run options='-c fsync=off'", false},
		{"host=/run service=x", false},
		{"host", false},
		{"host=/run nonsense=1", false},
	};
	const char *why;
	unsigned i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (db_conninfo_ok(rows[i].conninfo, &why) != rows[i].ok)
			fail_msg("%s", rows[i].conninfo);
		assert_true(rows[i].ok == !why);
	}
}

static void test_error_classes(void **state)
{
	static const struct {
		const char *sqlstate;
		enum error_class class;
	} rows[] = {
		{"23505", ERROR_CONFLICT},
		{"23514", ERROR_CONFLICT},
		{"23503", ERROR_CONFLICT},
		{"40001", ERROR_TRANSIENT},
		{"40P01", ERROR_TRANSIENT},
		{"55P03", ERROR_TRANSIENT},
		{"57014", ERROR_TRANSIENT},
		{"57P01", ERROR_TRANSIENT},
		{"53300", ERROR_TRANSIENT},
		{"53100", ERROR_TRANSIENT},
		{"58030", ERROR_TRANSIENT},
		{"08006", ERROR_TRANSIENT},
		{"08P01", ERROR_OURS},
		{"0A000", ERROR_STALE},
		{"0A001", ERROR_OURS},
		{"25006", ERROR_OURS},
		{"25P02", ERROR_OURS},
		{"26000", ERROR_OURS},
		{"42501", ERROR_OURS},
		{"42P01", ERROR_OURS},
		{"22P02", ERROR_OURS},
		{"55000", ERROR_OURS},
		{"P0001", ERROR_OURS},
		{"XX000", ERROR_OURS},
		{"", ERROR_OURS},
	};
	unsigned i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (error_class_of(rows[i].sqlstate) != rows[i].class)
			fail_msg("%s", rows[i].sqlstate);
		assert_true(*error_why(rows[i].sqlstate));
	}
}

/* ---- arguments ---- */

static const struct query any = {"any", DOOR_WEB, "", 0, NULL, "", 0};

static struct ask *ask_of(struct arena *a, const struct db_arg *args, size_t n)
{
	return ask_new(a, &any, args, n);
}
#define ASK(a, ...) ask_of((a), DB_LIST(__VA_ARGS__), DB_COUNT(__VA_ARGS__))

static void test_arguments_as_text(void **state)
{
	struct arena a = ARENA_EMPTY;
	const char *null = NULL;
	bool yes = true,
	     no = false; /* the constants are int in C17: "1" and "0", which a bool takes as well */
	struct ask *ask = ASK(&a, INT64_MIN, INT_MAX, yes, no, 0.1, "it's", null, (struct when){0});
	static const char *const expected[] = {"-9223372036854775808", "2147483647", "t", "f",
		"0.10000000000000001", "it's", NULL, NULL};
	int i;

	(void)state;
	assert_int_equal(ask->n, 8);
	assert_false(ask->any_binary);
	for (i = 0; i < ask->n; i++) {
		if (!expected[i])
			assert_null(ask->values[i]);
		else
			assert_string_equal(ask->values[i], expected[i]);
	}
	assert_int_equal(ASK(&a)->n, 0);
	assert_string_equal(ASK(&a, (double)INFINITY)->values[0], "inf");
	arena_end(&a);
}

static void test_sixteen_arguments(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct ask *ask = ASK(&a, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 1.7976931348623157e308);

	(void)state;
	assert_int_equal(ask->n, 16);
	assert_string_equal(ask->values[0], "1");
	assert_string_equal(ask->values[14], "15");
	assert_string_equal(ask->values[15], "1.7976931348623157e+308");
	arena_end(&a);
}

static void test_moments(void **state)
{
	static const struct {
		int64_t us;
		const char *text;
	} rows[] = {
		{1, "1970-01-01 00:00:00.000001+00"},
		{-1, "1969-12-31 23:59:59.999999+00"},
		{INT64_C(1795259523123456), "2026-11-21 11:12:03.123456+00"},
		{INT64_C(-1000000), "1969-12-31 23:59:59.000000+00"},
	};
	struct arena a = ARENA_EMPTY;
	unsigned i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_string_equal(ASK(&a, (struct when){rows[i].us})->values[0], rows[i].text);
	arena_end(&a);
}

static void test_arrays_and_bytes(void **state)
{
	const char *v[] = {"plain", "say \"b\"", "back\\slash", NULL, "", "NULL", "a,b{}"};
	struct arena a = ARENA_EMPTY;
	struct texts some = {v, 7}, none = {NULL, 0};
	struct blob bytes = {(const unsigned char *)"\0\x01\xff", 3}, null = {NULL, 0};
	struct ask *ask = ASK(&a, some, none, bytes, null);

	(void)state;
	assert_string_equal(ask->values[0],
		"{\"plain\",\"say \\\"b\\\"\",\"back\\\\slash\",NULL,\"\",\"NULL\",\"a,b{}\"}");
	assert_string_equal(ask->values[1], "{}");
	assert_true(ask->any_binary);
	assert_memory_equal(ask->values[2], "\0\x01\xff", 3);
	assert_int_equal(ask->lengths[2], 3);
	assert_int_equal(ask->formats[2], 1);
	assert_int_equal(ask->formats[0], 0);
	assert_null(ask->values[3]);
	arena_end(&a);
}

/* ---- rows ---- */

struct all {
	int64_t small, middle, large;
	bool yes;
	const char *text, *json, *own;
	struct when at;
	struct blob bytes;
	struct texts list;
	struct html html;
	bool null;
};

static void read_all(struct row *r, struct all *x)
{
	x->small = row_int8(r, "small");
	x->middle = row_int8(r, "middle");
	x->large = row_int8(r, "large");
	x->yes = row_bool(r, "yes");
	x->text = row_text(r, "text");
	x->json = row_text(r, "json");
	x->own = row_text(r, "own");
	x->at = row_when(r, "at");
	x->bytes = row_blob(r, "bytes");
	x->list = row_texts(r, "list");
	x->null = row_is_null(r, "body_html");
	x->html = row_html(r, "body_html");
}

QUERY(read_everything, DOOR_WEB, struct all, read_all, "");

static PGresAttDesc columns[] = {
	{"small", 0, 0, 1, 21, 2, -1},
	{"middle", 0, 0, 1, 23, 4, -1},
	{"large", 0, 0, 1, 20, 8, -1},
	{"yes", 0, 0, 1, 16, 1, -1},
	{"text", 0, 0, 1, 25, -1, -1},
	{"json", 0, 0, 1, 3802, -1, -1},
	{"own", 0, 0, 1, 16999, -1, -1},
	{"at", 0, 0, 1, 1184, 8, -1},
	{"bytes", 0, 0, 1, 17, -1, -1},
	{"list", 0, 0, 1, 1009, -1, -1},
	{"body_html", 0, 0, 1, 25, -1, -1},
};
#define COLUMNS ((int)(sizeof(columns) / sizeof(*columns)))

static PGresult *result_of(int n)
{
	PGresult *res = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);

	assert_true(PQsetResultAttrs(res, n, columns));
	return res;
}

static void set(PGresult *res, int row, int column, const void *bytes, size_t n)
{
	char copy[64];

	assert_true(n <= sizeof(copy));
	memcpy(copy, bytes, n);
	assert_true(PQsetvalue(res, row, column, copy, (int)n));
}
#define SET(res, column, literal) set((res), 0, (column), (literal), sizeof(literal) - 1)

static struct all *read_one(struct arena *a, const PGresult *res)
{
	struct all *x = NULL;
	struct ask ask = {.query = &read_everything, .kind = ASK_ONE, .out = (void **)&x};

	rows_read(a, &ask, res);
	return x;
}

static void test_a_row_of_everything(void **state)
{
	uint64_t at = htobe64((uint64_t)INT64_C(1000000)); /* a second after 2000 */
	struct arena a = ARENA_EMPTY;
	PGresult *res = result_of(COLUMNS);
	struct all *x;

	(void)state;
	SET(res, 0, "\xff\xfe");
	SET(res, 1, "\x00\x01\x00\x00");
	SET(res, 2, "\x80\x00\x00\x00\x00\x00\x00\x00");
	SET(res, 3, "\x01");
	SET(res, 4, "grüße");
	SET(res, 5, "\x01{\"a\": 1}");
	SET(res, 6, "solved");
	set(res, 0, 7, &at, 8);
	SET(res, 8, "\x00\x01\x02");
	SET(res, 9,
		"\0\0\0\x01\0\0\0\x01\0\0\0\x19\0\0\0\x03\0\0\0\x01\0\0\0\x01"
		"a\xff\xff\xff\xff\0\0\0\0");
	SET(res, 10, "<b>");
	x = read_one(&a, res);
	PQclear(res); /* values live in the arena */
	assert_int_equal(x->small, -2);
	assert_int_equal(x->middle, 65536);
	assert_true(x->large == INT64_MIN);
	assert_true(x->yes);
	assert_string_equal(x->text, "grüße");
	assert_string_equal(x->json, "{\"a\": 1}");
	assert_string_equal(x->own, "solved");
	assert_true(x->at.us == INT64_C(946684801000000));
	assert_int_equal(x->bytes.n, 3);
	assert_memory_equal(x->bytes.s, "\0\x01\x02", 3);
	assert_int_equal(x->list.n, 3);
	assert_string_equal(x->list.v[0], "a");
	assert_null(x->list.v[1]);
	assert_string_equal(x->list.v[2], "");
	assert_string_equal(x->html.s, "<b>");
	assert_int_equal(x->html.n, 3);
	assert_false(x->null);
	arena_end(&a);
}

static void test_a_row_of_nulls(void **state)
{
	struct arena a = ARENA_EMPTY;
	PGresult *res = result_of(COLUMNS);
	struct all *x;
	int i;

	(void)state;
	for (i = 0; i < COLUMNS; i++)
		assert_true(PQsetvalue(res, 0, i, NULL, -1));
	x = read_one(&a, res);
	PQclear(res);
	assert_true(x->small == 0 && x->middle == 0 && x->large == 0 && !x->yes);
	assert_true(!x->text && !x->json && !x->own && x->at.us == 0 && !x->bytes.s && x->bytes.n == 0);
	assert_true(x->list.n == 0 && x->null);
	assert_string_equal(x->html.s, "");
	arena_end(&a);
}

static void test_endless_moments_stay_in_range(void **state)
{
	uint64_t never = htobe64((uint64_t)INT64_MAX), always = htobe64((uint64_t)INT64_MIN);
	struct arena a = ARENA_EMPTY;
	PGresult *res = result_of(COLUMNS);
	int i;

	(void)state;
	for (i = 0; i < COLUMNS; i++)
		assert_true(PQsetvalue(res, 0, i, NULL, -1));
	set(res, 0, 7, &never, 8);
	assert_true(read_one(&a, res)->at.us == INT64_MAX);
	set(res, 0, 7, &always, 8);
	assert_true(read_one(&a, res)->at.us < 0);
	PQclear(res);
	arena_end(&a);
}

static bool probe_says(struct arena *a, const PGresult *res, const char *word)
{
	const char *why;

	if (rows_probe(a, &read_everything, res, false, &why))
		return !word;
	return word && strstr(why, word);
}

static void test_a_probe_finds_what_does_not_fit(void **state)
{
	struct arena a = ARENA_EMPTY;
	PGresult *res = result_of(COLUMNS), *fewer = result_of(COLUMNS - 1), *more;
	PGresAttDesc more_columns[COLUMNS + 1];

	(void)state;
	assert_true(probe_says(&a, res, NULL));
	assert_true(probe_says(&a, fewer, "the end"));
	memcpy(more_columns, columns, sizeof(columns));
	more_columns[COLUMNS] = columns[0];
	more = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	assert_true(PQsetResultAttrs(more, COLUMNS + 1, more_columns));
	assert_true(probe_says(&a, more, "left over"));
	PQclear(more);
	more_columns[4].name = "title";
	more = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	assert_true(PQsetResultAttrs(more, COLUMNS, more_columns));
	assert_true(probe_says(&a, more, "another name"));
	PQclear(more);
	more_columns[4] = columns[4];
	more_columns[2].typid = 1700; /* numeric, as sum() of int8 gives */
	more = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	assert_true(PQsetResultAttrs(more, COLUMNS, more_columns));
	assert_true(probe_says(&a, more, "int8"));
	PQclear(more);
	PQclear(fewer);
	PQclear(res);
	arena_end(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_error_classes),
		cmocka_unit_test(test_arguments_as_text),
		cmocka_unit_test(test_sixteen_arguments),
		cmocka_unit_test(test_moments),
		cmocka_unit_test(test_arrays_and_bytes),
		cmocka_unit_test(test_a_row_of_everything),
		cmocka_unit_test(test_a_row_of_nulls),
		cmocka_unit_test(test_endless_moments_stay_in_range),
		cmocka_unit_test(test_a_probe_finds_what_does_not_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
