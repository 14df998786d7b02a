/* admin_test.c -- numbers as bars and as words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "forum/admin/admin_chart.h"

static void test_bars(void **state)
{
	static const int64_t two[] = {100, 50}, some[] = {0, 1, 1000000, -5}, huge[] = {INT64_MAX / 2, 1};
	struct arena a = ARENA_EMPTY;
	struct chart c = chart_of(&a, two, 2);

	(void)state;
	assert_string_equal(c.path, "M0 200V0H496V200ZM500 200V100H996V200Z");
	assert_int_equal(c.most, 100);
	assert_int_equal(c.total, 150);
	assert_int_equal(c.last, 50);
	c = chart_of(&a, some, 4);
	assert_string_equal(c.path, "M250 200V198H496V200ZM500 200V0H746V200Z"); /* 1 of a million is seen */
	assert_int_equal(c.last, 0);
	c = chart_of(&a, huge, 2);
	assert_int_equal(c.most, INT64_MAX / 2);
	assert_string_equal(chart_of(&a, two, 0).path, "");
	arena_end(&a);
}

/* The longest path there can be: every bar drawn, as many as minutes in a day and more. */
static void test_many_bars(void **state)
{
	struct arena a = ARENA_EMPTY;
	int64_t *numbers = arena_array(&a, int64_t, 2000);
	size_t i, bars = 0;
	const char *p;

	(void)state;
	for (i = 0; i < 2000; i++)
		numbers[i] = 7;
	for (p = chart_of(&a, numbers, 2000).path; (p = strchr(p, 'M')); p++)
		bars++;
	assert_int_equal(bars, 2000);
	arena_end(&a);
}

static void test_percent(void **state)
{
	static const struct {
		int64_t part, most;
		int percent;
	} rows[] = {{0, 10, 0}, {10, 10, 100}, {5, 10, 50}, {1, 1000, 1}, {999, 1000, 99}, {3, 0, 0},
		{-1, 5, 0}, {11, 10, 100}, {INT64_MAX, INT64_MAX, 100}};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (chart_percent(rows[i].part, rows[i].most) != rows[i].percent)
			fail_msg("row %zu: %d", i, chart_percent(rows[i].part, rows[i].most));
}

static void test_bytes(void **state)
{
	static const struct {
		int64_t bytes;
		const char *text;
	} rows[] = {{0, "0 B"}, {-3, "0 B"}, {1, "1 B"}, {1023, "1023 B"}, {1024, "1.0 KB"},
		{10035, "9.8 KB"}, {10240, "10 KB"}, {1048064, "1.0 MB"}, {12582912, "12 MB"},
		{1503238554, "1.4 GB"}, {INT64_C(1) << 50, "1024 TB"}};
	struct arena a = ARENA_EMPTY;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(chart_bytes(&a, rows[i].bytes), rows[i].text);
	arena_end(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bars),
		cmocka_unit_test(test_many_bars),
		cmocka_unit_test(test_percent),
		cmocka_unit_test(test_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
