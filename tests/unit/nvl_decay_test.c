/* nvl_decay_test.c -- forward decay: that each constant is the right one, and the curves and shares at their edges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "nvl/ask.h"
#include "nvl/decay.h"
#include "nvl/decay_tables.h"
#include "nvl_net.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* ---- the tables, proved: B[r] = b if and only if b^H ≤ 2^(20H + r) < (b + 1)^H ---- */

#define LIMBS 256 /* of 32 bits: (2^21)^365 has 7665 */

struct big {
	uint32_t v[LIMBS];
};

static void big_times(struct big *x, uint32_t factor)
{
	uint64_t carry = 0;
	size_t i;

	for (i = 0; i < LIMBS; i++) {
		carry += (uint64_t)x->v[i] * factor;
		x->v[i] = (uint32_t)carry;
		carry >>= 32;
	}
	assert_int_equal(carry, 0);
}

/* The number of binary digits of b^h; ${power}: and whether it is a power of two. */
static size_t digits_of_power(uint32_t b, int h, int *power)
{
	struct big x = {{1}};
	size_t i, digits = 0;
	int ones = 0;

	while (h--)
		big_times(&x, b);
	for (i = 0; i < LIMBS; i++) {
		ones += __builtin_popcount(x.v[i]);
		if (x.v[i])
			digits = i * 32 + 32 - (size_t)__builtin_clz(x.v[i]);
	}
	*power = ones == 1;
	return digits;
}

static void prove(const int32_t *table, int h)
{
	int r, power;

	for (r = 0; r < h; r++) {
		size_t most = (size_t)(20 * h + r); /* a number of n digits is ≥ 2^(n-1) and < 2^n */
		size_t digits = digits_of_power((uint32_t)table[r], h, &power);

		if (digits > most && !(digits == most + 1 && power))
			fail_msg("B[%d] of %d is too large: %d", r, h, table[r]);
		if (digits_of_power((uint32_t)table[r] + 1, h, &power) <= most)
			fail_msg("B[%d] of %d is too small: %d", r, h, table[r]);
	}
}

static void test_tables(void **state)
{
	(void)state;
	prove(decay_help, 365);
	prove(decay_tie, 180);
	prove(decay_ask, 90);
}

static void test_factor(void **state)
{
	static const enum nvl_half_life lives[] = {NVL_HELP_DAYS, NVL_TIE_DAYS, NVL_ASK_DAYS};
	size_t i;
	int32_t k;

	(void)state;
	for (i = 0; i < COUNT(lives); i++) {
		assert_int_equal(decay_factor(lives[i], 0), 1 << 20);
		for (k = 0; k < 3000; k++) {
			wide_t now = decay_factor(lives[i], k);

			assert_true(decay_factor(lives[i], k + 1) > now);
			assert_true(decay_factor(lives[i], k + (int32_t)lives[i]) == 2 * now);
		}
	}
}

/* The value is the quotient as it is defined, also where a thousand times the sum would not fit. */
static void test_value(void **state)
{
	int32_t k, later;

	(void)state;
	for (k = 0; k < 16000; k += 37) {
		wide_t sum = 777 * decay_factor(NVL_TIE_DAYS, k);

		assert_int_equal(decay_value(NVL_TIE_DAYS, sum, k), 777000);
		assert_int_equal(decay_value(NVL_TIE_DAYS, sum - 1, k), 776999);
		assert_int_equal(decay_value(NVL_TIE_DAYS, sum, k + 180), 388500);
		for (later = k; later < k + 400 && k < 8000; later += 13)
			assert_int_equal(decay_value(NVL_HELP_DAYS, sum, later),
				(int64_t)(1000 * sum / decay_factor(NVL_HELP_DAYS, later)));
	}
	assert_int_equal(decay_value(NVL_HELP_DAYS, 0, 5), 0);
	assert_true(decay_factor(NVL_HELP_DAYS, -9999) == decay_factor(NVL_HELP_DAYS, 0));
	assert_int_equal(decay_value(NVL_TIE_DAYS, 5 << 20, -1), 5000);
}

static void test_landmark(void **state)
{
	static const struct {
		const char *earliest, *landmark;
	} rows[] = {
		{"2026-03-05", "2020-01-01"},
		{"2020-01-01", "2020-01-01"},
		{"2019-12-31", "2019-01-01"},
		{"2008-09-15", "2008-01-01"},
		{"2005-01-01", "2005-01-01"},
		{"2004-12-31", "2005-01-01"},
		{"1970-01-01", "2005-01-01"},
		{"1901-05-05", "2005-01-01"},
		{"2099-01-01", "2020-01-01"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		assert_int_equal(decay_landmark(day_of(rows[i].earliest)), day_of(rows[i].landmark));
}

static void test_curves(void **state)
{
	(void)state;
	assert_int_equal(nvl_phi(0), 0);
	assert_int_equal(nvl_phi(1000000), 1000000);
	assert_int_equal(nvl_phi(3000000), 2000000);
	assert_int_equal(nvl_phi(INT64_MAX / 8), 3999999);
	assert_int_equal(nvl_tie_strength(0, 0), 0);
	assert_int_equal(nvl_tie_strength(2000000, 0), 500000);
	assert_int_equal(nvl_tie_strength(1000000, 1000000),
		600000); /* both ways is more than twice one way */
	assert_int_equal(nvl_tie_strength(3, 5), nvl_tie_strength(5, 3));
	assert_int_equal(nvl_tie_strength(INT64_MAX / 8, INT64_MAX / 8), 999999);
	assert_int_equal(nvl_found_value(50000000), 500000);
	assert_int_equal(nvl_found_value(0), 0);
}

/* Shares of a pair sum exactly to its value, whatever was added and taken away, also with sums that fill 125 bits. */
static void test_shares(void **state)
{
	static const int32_t c[] = {500, 333, -333, 77, 1000, -500, 1, 500, -1000, 250};
	int shift;

	(void)state;
	for (shift = 0; shift <= 93; shift += 3) {
		wide_t factor = (wide_t)1234577 << shift, total = 0, sum = 0;
		int64_t phi = 3141593, told = 0;
		size_t i;

		for (i = 0; i < COUNT(c); i++)
			sum += c[i] * (factor + (wide_t)i);
		for (i = 0; i < COUNT(c); i++) {
			total += c[i] * (factor + (wide_t)i);
			told += nvl_share(phi, sum, total, c[i] * (factor + (wide_t)i));
		}
		assert_int_equal(told, phi);
	}
	assert_int_equal(nvl_share(1000, 0, 5, 5), 0);
	assert_int_equal(nvl_share(1000, 3, 1, 1), 333);
	assert_int_equal(nvl_share(1000, 3, 2, 1), 333);
	assert_int_equal(nvl_share(1000, 3, 3, 1), 334);
}

static void test_wide_text(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} rows[] = {
		{"0", true},
		{"-1", true},
		{"18446744073709551616", true},
		{"170141183460469231731687303715884105727", true},
		{"-170141183460469231731687303715884105728", true},
		{"170141183460469231731687303715884105728", false},
		{"-170141183460469231731687303715884105729", false},
		{"999999999999999999999999999999999999999999", false},
		{"", false},
		{"-", false},
		{"1.5", false},
		{" 1", false},
		{"1e3", false},
	};
	char out[41];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		wide_t x = 42;

		if (wide_read(rows[i].text, &x) != rows[i].good)
			fail_msg("\"%s\"", rows[i].text);
		if (rows[i].good)
			assert_string_equal(wide_text(x, out), rows[i].text);
		else
			assert_true(x == 42);
	}
}

/* ---- who to ask ---- */

static void test_ask(void **state)
{
	int32_t d;

	(void)state;
	assert_int_equal(nvl_ask_weight(0), 1000000);
	assert_int_equal(nvl_ask_weight(-3), 1000000);
	assert_int_equal(nvl_ask_weight(90), 500000);
	assert_int_equal(nvl_ask_weight(180), 250000);
	assert_int_equal(nvl_ask_weight(100000), 0);
	assert_int_equal(nvl_ask_weight(INT32_MAX), 0);
	for (d = 0; d < 2000; d++)
		assert_true(nvl_ask_weight(d + 1) <= nvl_ask_weight(d));
	assert_int_equal(nvl_ask_score(0, 0, 0), 0);
	assert_int_equal(nvl_ask_score(1000000, 1, 0), 200000);
	assert_int_equal(nvl_ask_score(1000000, 1, 1), 400000);
	assert_int_equal(nvl_ask_score(10000000, 10, 6), 5000000);
	/* who answers well goes before who answers much */
	assert_true(nvl_ask_score(6000000, 10, 9) > nvl_ask_score(12000000, 40, 8));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_factor),
		cmocka_unit_test(test_value),
		cmocka_unit_test(test_landmark),
		cmocka_unit_test(test_curves),
		cmocka_unit_test(test_shares),
		cmocka_unit_test(test_wide_text),
		cmocka_unit_test(test_ask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
