/* clock_test.c -- days, and the wall clock that tests can set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"

#define DAY 86400000000

static void test_days(void **state)
{
	static const struct {
		int64_t us, day;
	} rows[] = {
		{0, 0},
		{1, 0},
		{DAY - 1, 0},
		{DAY, 1},
		{-1, -1},
		{-DAY, -1},
		{-DAY - 1, -2},
		{1795165920000000, 20777},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (when_day((struct when){rows[i].us}) != rows[i].day)
			fail_msg("%lld is day %lld", (long long)rows[i].us,
				(long long)when_day((struct when){rows[i].us}));
}

static void test_set(void **state)
{
	struct when at = {1795165920000000};

	(void)state;
	clock_set(at);
	assert_int_equal(clock_now().us, at.us);
	assert_int_equal(clock_now().us, at.us);
	assert_int_equal(when_plus(at, -60).us, at.us - 60000000);
	clock_set((struct when){0});
	assert_true(clock_now().us != at.us);
	assert_true(clock_now().us > 1700000000000000);
	assert_false(when_known((struct when){0}));
	assert_true(when_known(at));
	assert_true(when_known((struct when){-1}));
}

static void test_forward(void **state)
{
	int64_t ms = clock_ms(), us = clock_us(), cpu = clock_cpu_us();
	int i;

	(void)state;
	clock_set((struct when){1}); /* what people call the time does not matter here */
	for (i = 0; i < 1000; i++) {
		int64_t now = clock_us();

		assert_true(now >= us);
		us = now;
	}
	assert_true(clock_ms() >= ms);
	assert_true(clock_cpu_us() >= cpu);
	clock_set((struct when){0});
}

static void test_offset(void **state)
{
	int64_t before = clock_now().us, shifted;

	(void)state;
	setenv("BOTHY_CLOCK_OFFSET", "-86400", 1);
	clock_from_environment();
	shifted = clock_now().us;
	setenv("BOTHY_CLOCK_OFFSET", "0", 1);
	clock_from_environment();
	unsetenv("BOTHY_CLOCK_OFFSET");
	clock_from_environment();
	assert_true(shifted >= before - DAY);
	assert_true(shifted < before - DAY + 60000000);
	assert_true(clock_now().us >= before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_forward),
		cmocka_unit_test(test_offset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
