/* list_test.c -- the keys in the addresses of lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "forum/list/list.h"

static void test_keys(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		int64_t at, id;
	} rows[] = {
		{"1732200000000000.42", true, 1732200000000000, 42},
		{"-5.1", false, 0, 0},
		{"-999999999999999999.1", false, 0, 0},
		{"0.0", true, 0, 0},
		{NULL, false, 0, 0},
		{"", false, 0, 0},
		{"42", false, 0, 0},
		{".", false, 0, 0},
		{"1.", false, 0, 0},
		{".1", false, 0, 0},
		{"1.2.3", false, 0, 0},
		{"a.1", false, 0, 0},
		{"1.a", false, 0, 0},
		{"1 .2", false, 0, 0},
		{"9999999999999999999.1", false, 0, 0},
		{"1.9999999999999999999", false, 0, 0},
		{"111111111111111111111111111111111111111111.1", false, 0, 0},
		{"1;DROP TABLE.1", false, 0, 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct list_query q = {0};

		if (list_key_read(rows[i].text, &q) != rows[i].ok || q.before_at.us != rows[i].at ||
			q.before_id != rows[i].id)
			fail_msg("row %zu: %s", i, rows[i].text ? rows[i].text : "NULL");
	}
}

/* The key of the next page is that of the last thread shown, in the order the list has. */
static void test_next(void **state)
{
	static const enum list_kind kinds[] = {LIST_ACTIVE, LIST_UNANSWERED, LIST_SOLVED, LIST_MINE};
	struct arena a = ARENA_EMPTY;
	struct thread_items items = {arena_array(&a, struct thread_item, LIST_PAGE + 1), 0};
	char expected[40];
	size_t i;

	(void)state;
	for (i = 0; i <= LIST_PAGE; i++)
		items.v[i] = (struct thread_item){.id = 100 - (int64_t)i,
			.active_at = {1000 - (int64_t)i},
			.created_at = {500 - (int64_t)i}};
	items.n = LIST_PAGE;
	assert_null(list_next(&a, &items, LIST_ACTIVE));
	assert_int_equal(items.n, LIST_PAGE);
	for (i = 0; i < 4; i++) {
		bool by_age = kinds[i] == LIST_UNANSWERED || kinds[i] == LIST_MINE;

		items.n = LIST_PAGE + 1;
		snprintf(expected, sizeof(expected), "%d.%d", (by_age ? 500 : 1000) - (LIST_PAGE - 1),
			100 - (LIST_PAGE - 1));
		assert_string_equal(list_next(&a, &items, kinds[i]), expected);
		assert_int_equal(items.n, LIST_PAGE);
	}
	arena_end(&a);
}

static void test_names(void **state)
{
	int i;

	(void)state;
	for (i = LIST_ACTIVE; i <= LIST_MINE; i++)
		assert_int_equal(list_kind_of(list_kind_name((enum list_kind)i)), i);
	assert_int_equal(list_kind_of("nonsense"), LIST_ACTIVE);
	assert_int_equal(list_kind_of(NULL), LIST_ACTIVE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests_name("list", tests, NULL, NULL);
}
