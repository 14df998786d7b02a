/* nvl_ring_test.c -- in every ring: one that nobody outside gives to earns once and never again, and never more than 46.25 points a member;
 * one with credit from outside earns by the share of that; and an account gives another at most 50 points, whatever it does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "nvl/month.h"
#include "nvl_dice.h"

#define RING_MOST 30	      /* members of a ring; their ids begin at 1 */
#define OUTSIDE	  100	      /* ids of others begin here */
#define FIRST	  (2026 * 12) /* the month before acts begin */
#define PLACES	  1000000     /* threads and posts of acts begin here */

static struct ledger ledger;
static int64_t place;

static void fact(enum nvl_kind kind, int64_t member, int64_t number)
{
	ledger_add(&ledger, (struct nvl_entry){.day = nvl_month_start(FIRST),
				    .kind = kind,
				    .giver = member,
				    .number = number});
}

static void customers(int64_t first, int64_t count)
{
	int64_t m;

	for (m = first; m < first + count; m++)
		fact(NVL_VERIFIED, m, nvl_month_start(FIRST) - 30 - any(900));
}

static void act_on(int32_t day, enum nvl_kind kind, int64_t giver, int64_t receiver)
{
	place++;
	ledger_add(&ledger, (struct nvl_entry){.day = day,
				    .kind = kind,
				    .giver = giver,
				    .receiver = receiver,
				    .thread = PLACES + place,
				    .post = PLACES + place});
}

/* On any day of the month, on a post of its own. */
static void act(int32_t month, enum nvl_kind kind, int64_t giver, int64_t receiver)
{
	int32_t start = nvl_month_start(month);

	act_on(start + (int32_t)any(nvl_month_start(month + 1) - start), kind, giver, receiver);
}

static enum nvl_kind any_kind(void)
{
	static const enum nvl_kind kinds[] = {NVL_ACCEPT, NVL_ACCEPT, NVL_HELPED, NVL_THANKS, NVL_CONFIRM,
		NVL_DIALOG};

	return kinds[any(6)];
}

/* Any acts of its members for each other. */
static void inside(int32_t month, int64_t size, int64_t acts)
{
	int64_t i;

	for (i = 0; i < acts; i++) {
		int64_t giver = any(size);

		act(month, any_kind(), 1 + giver, 1 + (giver + 1 + any(size - 1)) % size);
	}
}

/* Once around while there is budget, so that it is closed when the month is over; and whatever else. */
static void close_ring(int32_t month, int64_t size)
{
	int64_t i;

	for (i = 0; i < size; i++)
		act_on(nvl_month_start(month), one_in(2) ? NVL_ACCEPT : NVL_HELPED, 1 + i,
			1 + (i + 1) % size);
	inside(month, size, any(12 * size));
}

static struct nvl *replayed(struct credits *c)
{
	ledger_sort(&ledger);
	return ledger_replay(&ledger, ledger.n, RING_MOST, c);
}

static void begin(void)
{
	ledger_end(&ledger);
	place = 0;
}

static void done(struct nvl *n, struct credits *c)
{
	nvl_free(n);
	credits_end(c);
	ledger_end(&ledger);
}

static bool in_ring(int64_t member)
{
	return member < OUTSIDE;
}

/* ---- closed ones ---- */

static int64_t earned_inside(const struct credits *c, int32_t month)
{
	int64_t sum = 0;
	size_t i;

	for (i = 0; i < c->n; i++)
		if (c->v[i].month == month && in_ring(c->v[i].giver) && in_ring(c->v[i].receiver))
			sum += c->v[i].credit;
	return sum;
}

static void no_more_than_once(struct nvl *n, int64_t size)
{
	int64_t m, sum = 0;

	for (m = 1; m <= size; m++)
		sum += score_of(n, m);
	assert_true(sum * 10 <= 46250000LL * size);
}

/* It may give to others as it likes; the others help each other, and none of them the ring. */
static void closed_ring(void)
{
	int64_t size = 2 + any(RING_MOST - 1), others = any(8);
	int32_t month, months = 2 + (int32_t)any(14);
	struct credits c = {0};
	struct nvl *n;
	int64_t i;

	begin();
	customers(1, size);
	customers(OUTSIDE, others);
	close_ring(FIRST + 1, size);
	n = replayed(&c);
	assert_true(earned_inside(&c, FIRST + 1) > 0);
	no_more_than_once(n, size);
	nvl_free(n);
	credits_end(&c);
	for (month = FIRST + 2; month < FIRST + months; month++) {
		inside(month, size, any(6 * size));
		for (i = any(20); others && i > 0; i--)
			act(month, any_kind(), one_in(2) ? 1 + any(size) : OUTSIDE + any(others),
				OUTSIDE + any(others));
	}
	n = replayed(&c);
	for (month = FIRST + 2; month < FIRST + months; month++)
		assert_int_equal(earned_inside(&c, month), 0);
	done(n, &c);
}

/* ---- with credit from outside ---- */

/* In per mille, what a ring's own credit counts in ${month}, from what was given before it; -1: its members have none of their own. */
static int64_t share_from_outside(const struct credits *c, int32_t month)
{
	wide_t given[OUTSIDE * 2][RING_MOST + 1] = {0};
	int32_t landmark = ledger_settings(&ledger, 0).landmark;
	int64_t in = 0, from_outside = 0, b, h;
	size_t i;

	for (i = 0; i < c->n; i++)
		if (c->v[i].month < month && c->v[i].kind != NVL_DIALOG && in_ring(c->v[i].receiver))
			given[c->v[i].giver][c->v[i].receiver] +=
				c->v[i].credit * decay_factor(NVL_HELP_DAYS, c->v[i].day - landmark);
	for (b = 1; b < OUTSIDE * 2; b++)
		for (h = 1; h <= RING_MOST; h++)
			*(in_ring(b) ? &in : &from_outside) +=
				decay_value(NVL_HELP_DAYS, given[b][h], nvl_month_start(month) - landmark);
	if (!in)
		return -1;
	return from_outside >= in ? 1000 : (int64_t)((wide_t)1000 * from_outside / in);
}

/* Every row of credit between members of the ring has the share as its factor; every other row none. */
static void counts_by_share(const struct credits *c, int32_t month)
{
	int64_t share = share_from_outside(c, month);
	size_t i;

	for (i = 0; i < c->n; i++) {
		const struct nvl_credit *r = &c->v[i];

		if (r->month != month)
			continue;
		if (!in_ring(r->giver) || !in_ring(r->receiver)) {
			assert_int_equal(r->beta, 1000);
			continue;
		}
		assert_int_equal(r->beta, share);
		assert_int_equal(r->credit, (int64_t)r->weight * r->voice * r->beta / 1000000);
	}
}

static void ring_with_outside(void)
{
	int64_t size = 2 + any(11), others = 1 + any(20), i;
	int32_t month, months = 2 + (int32_t)any(5);
	struct credits c = {0};
	struct nvl *n;

	begin();
	customers(1, size);
	customers(OUTSIDE, others);
	close_ring(FIRST + 1, size);
	for (month = FIRST + 1; month < FIRST + months; month++) {
		inside(month, size, any(4 * size));
		for (i = any(3 * others); i > 0; i--)
			act(month, any_kind(), OUTSIDE + any(others), 1 + any(size));
	}
	n = replayed(&c);
	for (month = FIRST + 2; month < FIRST + months; month++)
		counts_by_share(&c, month);
	done(n, &c);
}

/* ---- one account ---- */

/* A few accounts of any voice, who do all they can for one, and are thanked for it as often. */
static void ceiling(void)
{
	int64_t accounts = 1 + any(4), i, acts = 20 + any(300);
	int32_t months = 1 + (int32_t)any(40);
	struct credits c = {0};
	struct nvl *n;

	begin();
	customers(OUTSIDE, accounts + 1);
	for (i = 1; i <= accounts; i++)
		if (one_in(2))
			fact(NVL_STAFF, OUTSIDE + i, 1);
	if (one_in(2))
		fact(NVL_STAFF, OUTSIDE, 1);
	for (i = 0; i < acts; i++) {
		int64_t other = OUTSIDE + 1 + any(accounts);
		int32_t month = FIRST + 1 + (int32_t)any(months);

		act(month, any_kind(), other, OUTSIDE);
		if (one_in(3))
			act(month, any_kind(), OUTSIDE, other);
	}
	ledger_sort(&ledger);
	n = ledger_replay(&ledger, ledger.n, 1, &c); /* no group is a ring: the ceiling holds by itself */
	assert_true(score_of(n, OUTSIDE) > 0);
	assert_true(score_of(n, OUTSIDE) < 5000000 * accounts);
	done(n, &c);
}

static void test_closed_ring(void **state)
{
	(void)state;
	for_each_roll(closed_ring, 1);
}

static void test_ring_with_outside(void **state)
{
	(void)state;
	for_each_roll(ring_with_outside, 1);
}

static void test_ceiling(void **state)
{
	(void)state;
	for_each_roll(ceiling, 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		RANDOM_TEST(test_closed_ring),
		RANDOM_TEST(test_ring_with_outside),
		RANDOM_TEST(test_ceiling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
