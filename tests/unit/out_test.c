/* out_test.c -- the buffer of a page: growth, its limit, and running out of memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/fault.h"
#include "base/out.h"

static void test_growth(void **state)
{
	struct out o = {0};
	size_t i;

	(void)state;
	out_raw(&o, "", 0);
	assert_int_equal(o.n, 0);
	for (i = 0; i < 100000; i++)
		out_char(&o, (char)('a' + i % 26));
	out_literal(&o, "end");
	assert_int_equal(o.n, 100003);
	for (i = 0; i < 100000; i++)
		if (o.s[i] != (char)('a' + i % 26))
			fail_msg("byte %zu", i);
	assert_memory_equal(o.s + 100000, "end", 3);
	assert_false(o.full);
	out_end(&o);
	assert_null(o.s);
	assert_int_equal(o.n, 0);
	out_literal(&o, "again");
	assert_int_equal(o.n, 5);
	out_end(&o);
}

static void test_room(void **state)
{
	struct out o = {0};
	char *p = out_room(&o, 10);

	(void)state;
	memcpy(p, "0123456789", 10);
	assert_int_equal(o.n, 0);
	out_advance(&o, 4);
	out_literal(&o, "x");
	assert_int_equal(o.n, 5);
	assert_memory_equal(o.s, "0123x", 5);
	out_end(&o);
}

static void test_limit(void **state)
{
	struct out o = {.most = 100};
	char big[101] = {0};

	(void)state;
	out_raw(&o, big, 60);
	assert_false(o.full);
	out_raw(&o, big, 41);
	assert_true(o.full);
	assert_int_equal(o.n, 60);
	out_literal(&o, "x"); /* would fit, but the page is broken already */
	assert_int_equal(o.n, 60);
	assert_null(out_room(&o, 1));
	out_end(&o);
	assert_false(o.full);
	out_raw(&o, big, 100);
	assert_false(o.full);
	out_end(&o);
	out_raw(&o, big, 101);
	assert_true(o.full);
	out_end(&o);
}

static void test_default_limit(void **state)
{
	struct out o = {0};
	static char big[1 << 19];

	(void)state;
	out_raw(&o, big, sizeof(big));
	out_raw(&o, big, sizeof(big));
	assert_false(o.full);
	out_char(&o, 'x');
	assert_true(o.full);
	out_end(&o);
	assert_null(out_room(&o, SIZE_MAX));
	assert_true(o.full);
	out_end(&o);
}

static void test_no_memory(void **state)
{
	struct out o = {0};

	(void)state;
	out_literal(&o, "begun");
	fault_arm("malloc", 1, 1);
	assert_null(out_room(&o, 100000));
	fault_disarm();
	assert_true(o.full);
	assert_memory_equal(o.s, "begun", 5);
	out_literal(&o, "x");
	assert_int_equal(o.n, 5);
	out_end(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_growth),
		cmocka_unit_test(test_room),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_default_limit),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
