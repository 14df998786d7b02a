/* intake_test.c -- what other systems send, field by field: contacts as they are compared, moments, CSV records of which one is broken,
 * and whole records that are taken or refused with a reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "forum/customer/customer_view.h"
#include "intake/contact_key.h"
#include "intake/csv_record.h"
#include "intake/intake.h"
#include "intake/moment.h"

static void contacts_are_compared_by_what_they_mean(void **state)
{
	static const struct {
		const char *kind, *value, *country, *key;
	} table[] = {
		{"phone", "+44 20 7946 0150", "44", "+442079460150"},
		{"phone", "020 7946 0150", "44", "+442079460150"},
		{"phone", "+44 (0)20 7946-0150", "44", "+442079460150"},
		{"phone", "(020) 7946 0150", "44", "+442079460150"},
		{"phone", "0044 20 7946 0150", "1", "+442079460150"},
		{"phone", "tel:+44-20-7946-0150", "44", "+442079460150"},
		{"phone", "(202) 555-0123 x17", "1", "+12025550123"},
		{"phone", "020 7946 0150", "", "02079460150"},
		{"phone", "12", "44", NULL},
		{"phone", "+1234567890123456", "44", NULL},
		{"phone", "call me", "44", NULL},
		{"phone", "", "44", NULL},
		{"email", "Jane.Roe@Example.ORG", "", "jane.roe@example.org"},
		{"email", "jane at example.org", "", NULL},
		{"account", " fl-100 23/a ", "", "FL10023A"},
		{"account", "- -", "", NULL},
		{"address", "1, High St.  London", "", "1 high st london"},
		{"address", " , ", "", NULL},
	};
	struct arena a = ARENA_EMPTY;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const char *key = contact_key(&a, table[i].kind, table[i].value, table[i].country);

		if (table[i].key ? !text_is(key, table[i].key) : key != NULL)
			fail_msg("row %zu: %s \"%s\" is \"%s\"", i, table[i].kind, table[i].value,
				key ? key : "(none)");
	}
	arena_end(&a);
}

static void moments_are_read_with_their_offset(void **state)
{
	static const struct {
		const char *text;
		int64_t us; /* 0: refused */
	} table[] = {
		{"2026-11-20T09:12:00Z", 1795165920000000},
		{"2026-11-20 09:12", 1795165920000000},
		{"2026-11-20T10:12:00+01:00", 1795165920000000},
		{"2026-11-20T04:12:00-0500", 1795165920000000},
		{"2026-11-20T10:12+01", 1795165920000000},
		{"2026-11-20T09:12:00.25Z", 1795165920250000},
		{"1970-01-01T00:00:01Z", 1000000},
		{"1969-12-31", -86400000000},
		{"2024-02-29", 1709164800000000},
		{"2026-02-29", 0},
		{"2026-13-01", 0},
		{"2026-11-20T25:00Z", 0},
		{"2026-11-20T09:12:00Zzz", 0},
		{"20.11.2026", 0},
		{"1970-01-01", 0},
		{"1899-12-31", 0},
		{"9999-12-31T23:59:59.999999Z", 253402300799999999},
		{"9999-12-31T23:59:59-00:01", 0},
		{"9999-12-31T23:59:60Z", 0},
		{"", 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct when at = {0};
		bool ok = moment_read(table[i].text, &at);

		if (ok != (table[i].us != 0) || (ok && at.us != table[i].us))
			fail_msg("row %zu: \"%s\" is %d, %lld", i, table[i].text, ok, (long long)at.us);
	}
}

static void a_csv_record_ends_where_its_quotes_do(void **state)
{
	static const struct {
		const char *text;
		size_t length;
		const char *fields; /* joined by '|'; NULL: refused */
	} table[] = {
		{"a,b\nnext", 4, "a|b"},
		{"a,\"b\nc\"\r\nnext", 9, "a|b\nc"},
		{"\"say \"\"hi\"\"\",\n", 14, "say \"hi\"|"},
		{",,\n", 3, "||"},
		{"a\"b\n", 0, NULL},
		{"\"a\"b,c\n", 7, NULL},
		{"\"never", 0, NULL},
		{"last", 0, "last"},
	};
	struct arena a = ARENA_EMPTY;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		size_t n = strlen(table[i].text), length = csv_record_length(table[i].text, n);
		struct texts fields;
		bool ok = csv_record_split(&a, table[i].text, length ? length : n, &fields);

		if (length != table[i].length)
			fail_msg("row %zu ends at %zu", i, length);
		if (ok != (table[i].fields != NULL) ||
			(ok && !text_is(text_joined(&a, fields, "|"), table[i].fields)))
			fail_msg("row %zu: %s", i, ok ? text_joined(&a, fields, "|") : "refused");
	}
	arena_end(&a);
}

static void records_are_taken_or_refused_with_a_reason(void **state)
{
	static const struct {
		enum intake_kind kind;
		const char *json, *why; /* how the reason begins; NULL: taken */
	} table[] = {
		{INTAKE_CUSTOMERS, "{\"external_id\": \"1\", \"name\": \"Jane\"}", NULL},
		{INTAKE_CUSTOMERS,
			"{\"external_id\": 1, \"name\": \"Jane\", \"email\": [\"a@b.example\", \"c@d.example\"]}",
			NULL},
		{INTAKE_CUSTOMERS, "{\"external_id\": \"1\"}", "name is missing"},
		{INTAKE_CUSTOMERS, "{\"external_id\": \"1\", \"name\": \"  \"}", "name is empty"},
		{INTAKE_CUSTOMERS, "{\"external_id\": \"1\", \"name\": \"Jane\", \"email\": \"nobody\"}",
			"email is \"nobody\", which is none"},
		{INTAKE_CUSTOMERS, "{\"external_id\": \"1\", \"name\": \"Jane\", \"nmae\": \"\"}",
			"nothing is called \"nmae\""},
		{INTAKE_CUSTOMERS, "{\"external_id\": \"1\", \"name\": {\"first\": \"Jane\"}}",
			"name is neither"},
		{INTAKE_CUSTOMERS, "{\"external_id\": \"1\", \"name\": \"J\", \"name\": \"K\"}",
			"it is no JSON"},
		{INTAKE_CUSTOMERS, "{\"external_id\": \"1\", \"name\": \"J\", \"relation\": \"good\"}",
			"relation is \"good\", not one of"},
		{INTAKE_CUSTOMERS, "[]", "it is no object"},
		{INTAKE_TOUCHPOINTS,
			"{\"external_id\": \"1\", \"customer\": \"7\", \"channel\": \"call\", \"at\": \"2026-11-20\"}",
			NULL},
		{INTAKE_TOUCHPOINTS,
			"{\"external_id\": \"1\", \"phone\": \"020 7946 0150\", \"channel\": \"call\", \"at\": \"2026-11-20\"}",
			NULL},
		{INTAKE_TOUCHPOINTS,
			"{\"external_id\": \"1\", \"channel\": \"call\", \"at\": \"2026-11-20\"}",
			"whose it is is missing"},
		{INTAKE_TOUCHPOINTS,
			"{\"external_id\": \"1\", \"customer\": \"7\", \"channel\": \"fax\", \"at\": \"2026-11-20\"}",
			"channel is \"fax\""},
		{INTAKE_TOUCHPOINTS,
			"{\"external_id\": \"1\", \"customer\": \"7\", \"channel\": \"call\", \"at\": \"soon\"}",
			"at is \"soon\""},
		{INTAKE_TOUCHPOINTS,
			"{\"external_id\": \"1\", \"customer\": \"7\", \"channel\": \"call\", \"at\": \"2026-11-20\", \"mood\": 3}",
			"mood is \"3\", not a number from -2 to 2"},
		{INTAKE_TOUCHPOINTS,
			"{\"external_id\": \"1\", \"customer\": \"7\", \"channel\": \"call\", \"at\": \"2026-11-20\", \"promise_due\": \"2026-11-21\"}",
			"promise_due without a promise"},
		{INTAKE_CASES,
			"{\"external_id\": \"1\", \"subject\": \"No signal\", \"entries\": [{\"external_id\": \"e\", \"kind\": \"note\", \"at\": \"2026-11-20\"}]}",
			NULL},
		{INTAKE_CASES,
			"{\"external_id\": \"1\", \"subject\": \"No signal\", \"entries\": [{\"kind\": \"note\"}]}",
			"entry 1: external_id is missing"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct intake *in = intake_new(table[i].kind, "44");
		const char *why = intake_add_object(in, 0, table[i].json, strlen(table[i].json));

		if (table[i].why ? !why || !text_starts(why, table[i].why) : why != NULL)
			fail_msg("row %zu: %s", i, why ? why : "taken");
		assert_int_equal(intake_count(in), why ? 0 : 1);
		intake_free(in);
	}
}

static void rows_say_what_the_statement_takes(void **state)
{
	struct intake *in = intake_new(INTAKE_TOUCHPOINTS, "44");
	static const char header[] = "External_ID,phone,channel,at,direction,shoe size,text\r\n",
			  line[] = "t1,020 7946 0150,call,2026-11-20T09:12Z,in,9,\"He said \"\"no\"\".\"\r\n";
	char *unknown;

	(void)state;
	assert_null(intake_header(in, header, strlen(header), &unknown));
	assert_string_equal(unknown, "shoe size");
	free(unknown);
	assert_null(intake_add_csv(in, 5, line, strlen(line)));
	assert_string_equal(intake_rows(in),
		"[{\"n\":5,\"external_id\":\"t1\",\"contact_kind\":\"phone\",\"contact_key\":\"+442079460150\",\"channel\":\"call\",\"inbound\":true,"
		"\"at\":\"2026-11-20T09:12:00.000000Z\",\"text\":\"He said \\\"no\\\".\"}]");
	intake_clear(in);
	assert_string_equal(intake_add_csv(in, 6, "t1,a\n", 5), "2 values where the header has 7");
	assert_string_equal(intake_add_csv(in, 7, "\xff\n", 2), "it is not UTF-8");
	assert_string_equal(intake_header(in, "external_id,at\n", 15, &unknown),
		"the header has no column channel");
	intake_free(in);
}

static size_t refusals;

static void count_refused(void *arg, int64_t index, const char *external_id, const char *why)
{
	(void)arg;
	assert_int_equal(index, 1);
	assert_string_equal(external_id, "b");
	assert_string_equal(why, "name is missing");
	refusals++;
}

static void of_an_array_the_good_ones_stay(void **state)
{
	static const char body[] =
		"{\"customers\": [{\"external_id\": \"a\", \"name\": \"A\"}, {\"external_id\": \"b\"}, {\"external_id\": \"c\", \"name\": \"C\"}]}";
	struct intake *in = intake_new(INTAKE_CUSTOMERS, "44");
	size_t count;

	(void)state;
	refusals = 0;
	assert_null(intake_add_array(in, body, strlen(body), 3, count_refused, NULL, &count));
	assert_int_equal(refusals, 1);
	assert_int_equal(count, 3);
	assert_int_equal(intake_count(in), 2);
	intake_clear(in);
	assert_string_equal(intake_add_array(in, body, strlen(body), 2, count_refused, NULL, &count),
		"3 records; at most 2 travel together");
	assert_non_null(intake_add_array(in, "{}", 2, 2, count_refused, NULL, &count));
	assert_non_null(intake_add_array(in, "[", 1, 2, count_refused, NULL, &count));
	assert_int_equal(intake_count(in), 0);
	intake_free(in);
}

static void a_mood_is_what_two_of_three_were(void **state)
{
	static const struct {
		int n;
		int64_t moods[5];
		int word;
	} table[] = {
		{0, {0}, MOOD_UNKNOWN},
		{2, {0, 0}, MOOD_UNKNOWN},
		{1, {-1}, MOOD_BAD},
		{3, {-2, -1, 2}, MOOD_BAD},
		{3, {1, 2, -2}, MOOD_GOOD},
		{2, {1, -1}, MOOD_MIXED},
		{4, {1, 0, 0, 0}, MOOD_MIXED},
	};
	struct mood rows[5] = {0};
	size_t i;
	int k;

	(void)state;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct moods moods = {rows, (size_t)table[i].n};

		for (k = 0; k < table[i].n; k++)
			rows[k].mood = table[i].moods[k];
		if ((int)mood_of_late(&moods).word != table[i].word)
			fail_msg("row %zu is %d", i, (int)mood_of_late(&moods).word);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(contacts_are_compared_by_what_they_mean),
		cmocka_unit_test(moments_are_read_with_their_offset),
		cmocka_unit_test(a_csv_record_ends_where_its_quotes_do),
		cmocka_unit_test(records_are_taken_or_refused_with_a_reason),
		cmocka_unit_test(rows_say_what_the_statement_takes),
		cmocka_unit_test(of_an_array_the_good_ones_stay),
		cmocka_unit_test(a_mood_is_what_two_of_three_were),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
