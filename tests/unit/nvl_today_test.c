/* nvl_today_test.c -- in every network: what is done today lowers nobody today, crowds without a voice or without acts change nothing, and a year
 * halves what was given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "nvl_dice.h"

#define SIZE (NVL_MEMBERS + 2)

/* What is done today lowers nobody today; a tie that became stronger raises V and who was helped. */
static void today_lowers_nobody(const struct ledger *l, const struct shape *s)
{
	struct credits credits = {0};
	struct nvl *n = ledger_replay(l, l->n, s->circle_max, &credits);
	int64_t before[SIZE], value, m;
	int round;

	for (round = 0; round < 8; round++) {
		struct nvl_entry e = {.position = (int64_t)l->n + 1 + round,
			.day = nvl_day(n),
			.kind = (enum nvl_kind)(NVL_ACCEPT + any(7)),
			.giver = 1 + any(s->members),
			.receiver = 1 + any(s->members),
			.thread = 1000 + round,
			.post = 1000 + round,
			.number = 1000};
		size_t rows = credits.n;

		for (m = 1; m <= s->members; m++)
			before[m] = score_of(n, m);
		value = nvl_value(n);
		assert_int_equal(nvl_add(n, &e), NVL_TAKEN);
		for (m = 1; m <= s->members; m++)
			assert_true(score_of(n, m) >= before[m]);
		assert_true(nvl_value(n) >= value);
		if (credits.n > rows && credits.v[rows].credit >= 50) {
			assert_true(nvl_value(n) > value);
			assert_true(score_of(n, e.receiver) > before[e.receiver]);
		}
	}
	nvl_free(n);
	credits_end(&credits);
}

/* Members who never had a voice give nothing, and a thousand who do nothing change nothing. */
static void crowds_change_nothing(const struct ledger *l, const struct shape *s)
{
	struct ledger without = {0}, with = {0};
	struct nvl *n = ledger_replay(l, l->n, s->circle_max, NULL), *other;
	bool voice[SIZE] = {0};
	int64_t m;
	size_t i;

	for (i = 0; i < l->n; i++)
		if (l->v[i].kind == NVL_VERIFIED || l->v[i].kind == NVL_STAFF)
			voice[l->v[i].giver] = true;
	for (i = 0; i < l->n; i++) {
		bool act = l->v[i].kind <= NVL_THANKS && !voice[l->v[i].giver];
		struct nvl_entry e = l->v[i];

		if (act) /* keeps its place, so that positions stay */
			e = (struct nvl_entry){.day = e.day, .kind = NVL_HOUSEHOLD, .giver = 9999};
		ledger_add(&without, e);
		without.v[without.n - 1].position = l->v[i].position;
	}
	for (m = 1; m <= 1000; m++)
		ledger_add(&with, (struct nvl_entry){.day = l->v[0].day,
					  .kind = NVL_VERIFIED,
					  .giver = 10000 + m,
					  .number = 14000});
	for (i = 0; i < l->n; i++) {
		ledger_add(&with, l->v[i]);
		with.v[with.n - 1].position = l->v[i].position;
	}
	other = ledger_replay(&with, with.n, s->circle_max, NULL);
	assert_int_equal(nvl_value(other), nvl_value(n));
	for (m = 1; m <= s->members; m++)
		assert_int_equal(score_of(other, m), score_of(n, m));
	nvl_free(other);
	if (s->circle_max) { /* who receives is active, which is what the other setting counts */
		other = ledger_replay(&without, without.n, s->circle_max, NULL);
		assert_int_equal(nvl_value(other), nvl_value(n));
		for (m = 1; m <= s->members; m++)
			assert_int_equal(score_of(other, m), score_of(n, m));
		nvl_free(other);
	}
	nvl_free(n);
	ledger_end(&with);
	ledger_end(&without);
}

static void halve(void *engine, const struct nvl_pair *p)
{
	const struct nvl *n = engine;
	int32_t k = nvl_day(n) - 12784; /* any landmark: only differences count */

	assert_int_equal(decay_value(NVL_HELP_DAYS, p->sum, k + 365),
		decay_value(NVL_HELP_DAYS, p->sum, k) / 2);
}

static void a_year_halves(const struct ledger *l, const struct shape *s)
{
	struct nvl *n = ledger_replay(l, l->n, s->circle_max, NULL);

	nvl_each_pair(n, false, halve, n);
	nvl_free(n);
}

static void test_today(void **state)
{
	(void)state;
	for_each_case(today_lowers_nobody, 1);
}

static void test_crowds(void **state)
{
	(void)state;
	for_each_case(crowds_change_nothing, 1);
}

static void test_halves(void **state)
{
	(void)state;
	for_each_case(a_year_halves, 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		RANDOM_TEST(test_today),
		RANDOM_TEST(test_crowds),
		RANDOM_TEST(test_halves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
