/* money_test.c -- the arithmetic of what members are worth, in cents. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "forum/standing/money.h"

static const struct money_rate placeholders = {.margin = 400,
	.contact = 600,
	.acquisition = 2000,
	.retention = 970,
	.discount = 8,
	.kept = 4,
	.by_accept = 60,
	.by_confirm = 0,
	.by_helped = 30,
	.by_thanks = 5,
	.by_found = 5,
	.referred = 50};

/* ../shared/design/REPUTATION.md, section 4: three acceptances by two members, one "helped me too", one confirmation by the company, forty finds, one
 * referral. */
static void test_the_example_gives_its_cents(void **state)
{
	struct money_value v = {0};

	(void)state;
	money_add(&v, &placeholders,
		&(struct money_deeds){.accepts = 3,
			.confirms = 1,
			.helps = 1,
			.found = 40000,
			.accepters = 2,
			.referrals = 1});
	money_close(&v, &placeholders, true);
	assert_int_equal(v.clv, 10610);
	assert_int_equal(v.avoided, 1260);
	assert_int_equal(v.found, 1200);
	assert_int_equal(v.retention, 84);
	assert_int_equal(v.crv, 7305);
	assert_int_equal(v.cev, 20459);
}

static const struct {
	const char *what;
	struct money_deeds deeds;
	int64_t avoided, found, retention, crv;
} cases[] = {
	{"nothing", {0}, 0, 0, 0, 0},
	{"an acceptance", {.accepts = 1}, 360, 0, 0, 0},
	{"a confirmation by the company", {.confirms = 1}, 0, 0, 0, 0},
	{"helped me too", {.helps = 1}, 180, 0, 0, 0},
	{"thanks", {.thanks = 1}, 30, 0, 0, 0},
	{"found by one who said so", {.found = 1000}, 0, 30, 0, 0},
	{"found by one who did not come back", {.found = 200}, 0, 6, 0, 0},
	{"too little for a cent", {.found = 30}, 0, 0, 0, 0},
	{"an accepter", {.accepters = 1}, 0, 0, 42, 0},
	{"a customer brought", {.referrals = 1}, 0, 0, 0, 7305},
};

static void test_each_part_by_itself(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct money_value v = {0};

		money_add(&v, &placeholders, &cases[i].deeds);
		money_close(&v, &placeholders, false);
		if (v.clv || v.avoided != cases[i].avoided || v.found != cases[i].found ||
			v.retention != cases[i].retention || v.crv != cases[i].crv)
			fail_msg("%s: avoided %ld, found %ld, retention %ld, crv %ld", cases[i].what,
				(long)v.avoided, (long)v.found, (long)v.retention, (long)v.crv);
		assert_int_equal(v.cev, v.clv + v.avoided + v.found + v.retention + v.crv);
	}
}

/* Acts under other rates count by those, and rounding does not depend on how acts are gathered. */
static void test_rates_change_and_gathering_does_not_matter(void **state)
{
	struct money_rate odd = placeholders;
	struct money_value once = {0}, bit_by_bit = {0};
	int i;

	(void)state;
	odd.contact = 333;
	money_add(&once, &odd,
		&(struct money_deeds){.accepts = 7, .helps = 5, .thanks = 3, .accepters = 4, .referrals = 2});
	for (i = 0; i < 7; i++)
		money_add(&bit_by_bit, &odd,
			&(struct money_deeds){.accepts = 1,
				.helps = i < 5,
				.thanks = i < 3,
				.accepters = i < 4,
				.referrals = i < 2});
	assert_int_equal(once.avoided, 7 * 199 + 5 * 99 + 3 * 16);
	assert_memory_equal(&once, &bit_by_bit, sizeof(once));
	money_add(&once, &placeholders, &(struct money_deeds){.accepts = 1});
	assert_int_equal(once.avoided, 7 * 199 + 5 * 99 + 3 * 16 + 360);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_example_gives_its_cents),
		cmocka_unit_test(test_each_part_by_itself),
		cmocka_unit_test(test_rates_change_and_gathering_does_not_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
