/* nvl_voice_test.c -- months: the calendar, whose word counts how much and how often, rings, and times long ago and far ahead. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

#include "nvl/month.h"
#include "nvl_net.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void test_calendar(void **state)
{
	int32_t day;

	(void)state;
	for (day = -40000; day < 80000; day++) {
		time_t at = (time_t)day * 86400;
		struct tm tm;

		gmtime_r(&at, &tm);
		assert_int_equal(nvl_month_of(day), (tm.tm_year + 1900) * 12 + tm.tm_mon);
		assert_int_equal(nvl_month_start(nvl_month_of(day)), day - tm.tm_mday + 1);
	}
}

/* ---- a ledger of few words ---- */

static struct ledger ledger;
static struct credits credits;
static int64_t place;

static void fact(const char *date, enum nvl_kind kind, int64_t member, int64_t number)
{
	ledger_add(&ledger,
		(struct nvl_entry){.day = day_of(date), .kind = kind, .giver = member, .number = number});
}

static void act_on(int32_t day, enum nvl_kind kind, int64_t giver, int64_t receiver)
{
	place++;
	ledger_add(&ledger, (struct nvl_entry){.day = day,
				    .kind = kind,
				    .giver = giver,
				    .receiver = receiver,
				    .thread = place,
				    .post = place});
}

static void act(const char *date, enum nvl_kind kind, int64_t giver, int64_t receiver)
{
	act_on(day_of(date), kind, giver, receiver);
}

static struct nvl *replay(int32_t circle_max, const char *until)
{
	struct nvl *n;

	ledger_sort(&ledger);
	n = ledger_replay(&ledger, ledger.n, circle_max, &credits);
	if (until)
		nvl_go_to(n, day_of(until));
	return n;
}

static void done(struct nvl *n)
{
	nvl_free(n);
	ledger_end(&ledger);
	credits_end(&credits);
	place = 0;
}

/* ---- voices ---- */

/* What an ACCEPT by member 1 of ${given} is worth on ${asked}: -1: it waits. */
static void test_voices(void **state)
{
	static const struct {
		const char *recorded;
		enum nvl_kind kind;
		const char *since; /* or NULL: number is 1 */
		const char *recorded_too;
		enum nvl_kind too;
		const char *given, *asked;
		int credit;
	} rows[] = {
		/* thirty days before the first of the month */
		{"2026-01-15", NVL_VERIFIED, "2026-01-15", NULL, 0, "2026-01-20", "2026-02-28", -1},
		{"2026-01-15", NVL_VERIFIED, "2026-01-15", NULL, 0, "2026-03-01", "2026-03-01", 500},
		{"2026-01-30", NVL_VERIFIED, "2026-01-30", NULL, 0, "2026-03-01", "2026-03-01", 500},
		{"2026-01-31", NVL_VERIFIED, "2026-01-31", NULL, 0, "2026-03-01", "2026-03-01", -1},
		/* since when counts, but not before it was recorded */
		{"2026-01-31", NVL_VERIFIED, "2010-01-31", NULL, 0, "2026-01-31", "2026-01-31", -1},
		{"2026-01-31", NVL_VERIFIED, "2010-01-31", NULL, 0, "2026-02-01", "2026-02-01", 500},
		{"2026-02-01", NVL_VERIFIED, "2010-01-31", NULL, 0, "2026-02-01", "2026-02-01", -1},
		{"2026-02-01", NVL_VERIFIED, "2010-01-31", NULL, 0, "2026-02-28", "2026-02-28", -1},
		{"2026-02-01", NVL_VERIFIED, "2010-01-31", NULL, 0, "2026-03-01", "2026-03-01", 500},
		{"2026-02-01", NVL_VERIFIED, "2027-01-31", NULL, 0, "2026-03-01", "2026-12-01", -1},
		/* years of belonging alone establish nobody */
		{"2026-01-31", NVL_VERIFIED, "2010-01-31", NULL, 0, "2029-02-01", "2029-02-01", 500},
		/* the company */
		{"2026-02-11", NVL_STAFF, NULL, NULL, 0, "2026-02-28", "2026-02-28", -1},
		{"2026-02-11", NVL_STAFF, NULL, NULL, 0, "2026-03-01", "2026-03-01", 1000},
		{"2026-02-11", NVL_STAFF, NULL, "2026-04-11", NVL_SUSPENDED, "2026-04-30", "2026-04-30",
			1000},
		{"2026-02-11", NVL_STAFF, NULL, "2026-04-11", NVL_SUSPENDED, "2026-05-01", "2026-06-01", -1},
		/* taken back */
		{"2026-01-01", NVL_VERIFIED, "2020-01-01", "2026-04-11", NVL_SUSPENDED, "2026-04-12",
			"2026-04-12", 500},
		{"2026-01-01", NVL_VERIFIED, "2020-01-01", "2026-04-11", NVL_SUSPENDED, "2026-05-12",
			"2026-09-12", -1},
		{"2026-01-01", NVL_VERIFIED, "2020-01-01", "2026-04-11", NVL_UNVERIFIED, "2026-04-12",
			"2026-04-12", 500},
		{"2026-01-01", NVL_VERIFIED, "2020-01-01", "2026-04-11", NVL_UNVERIFIED, "2026-05-01",
			"2026-09-12", -1},
		/* quiet months: what waited is credited in the first that may */
		{"2026-01-15", NVL_VERIFIED, "2026-01-15", NULL, 0, "2026-01-20", "2026-12-24", 500},
		{"2026-01-15", NVL_VERIFIED, "2026-01-15", "2026-02-02", NVL_SUSPENDED, "2026-01-20",
			"2026-12-24", -1},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct nvl *n;
		int credit;

		fact(rows[i].recorded, rows[i].kind, 1, rows[i].since ? day_of(rows[i].since) : 1);
		if (rows[i].too)
			fact(rows[i].recorded_too, rows[i].too, 1, 1);
		act(rows[i].given, NVL_ACCEPT, 1, 2);
		n = replay(30, rows[i].asked);
		credit = credits.n ? credits.v[0].credit : -1;
		if (credit != rows[i].credit)
			fail_msg("row %zu: %d", i, credit);
		if (credits.n > 0 && credits.v[0].month != nvl_month_of(day_of(rows[i].given)))
			assert_int_equal(credits.v[0].month, 2026 * 12 + 2);
		assert_int_equal(nvl_member_of(n, 2)->waiting, credit < 0);
		done(n);
	}
}

/* Established: ninety days, three givers, 3 he on the first of the month; suspension of givers changes nothing that was given. */
static void test_established(void **state)
{
	static const struct {
		int givers, each; /* ACCEPTs of 1 he by the company */
		const char *since;
		enum nvl_level level;
	} rows[] = {
		{3, 2, "2026-01-01", NVL_ESTABLISHED},
		{2, 9, "2026-01-01", NVL_CUSTOMER}, /* φ: at most 4 from one, but two are few */
		{3, 1, "2026-01-01", NVL_CUSTOMER}, /* it faded a little below 3 */
		{4, 1, "2026-01-01", NVL_ESTABLISHED},
		{3, 2, "2026-03-03", NVL_ESTABLISHED},
		{3, 2, "2026-03-04", NVL_CUSTOMER},
	};
	size_t i;
	int g, k;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct nvl *n;

		for (g = 0; g < rows[i].givers; g++)
			fact("2026-03-01", NVL_STAFF, 10 + g, 1);
		fact("2026-03-05", NVL_VERIFIED, 1, day_of(rows[i].since));
		for (g = 0; g < rows[i].givers; g++)
			for (k = 0; k < rows[i].each; k++)
				act("2026-05-20", NVL_ACCEPT, 10 + g, 1);
		n = replay(30, "2026-05-31");
		assert_int_equal(nvl_member_of(n, 1)->level, NVL_CUSTOMER);
		nvl_go_to(n, day_of("2026-06-01"));
		if (nvl_member_of(n, 1)->level != rows[i].level)
			fail_msg("row %zu", i);
		nvl_go_to(n, day_of("2031-06-01"));
		assert_int_equal(nvl_member_of(n, 1)->level, NVL_CUSTOMER); /* it fades */
		done(n);
	}
}

/* The month's budget is spent in order, and the act at its end earns what is left. */
static void test_budget(void **state)
{
	struct nvl *n;
	int i;

	(void)state;
	fact("2026-01-01", NVL_VERIFIED, 1, day_of("2020-01-01"));
	for (i = 0; i < 7; i++)
		act("2026-02-03", NVL_HELPED, 1, 2 + i);
	act("2026-02-03", NVL_ACCEPT, 1, 2);
	act("2026-02-03", NVL_THANKS, 1, 2);
	act("2026-03-03", NVL_THANKS, 1, 2);
	n = replay(30, NULL);
	assert_int_equal(credits.n, 10);
	assert_int_equal(credits.v[6].weight, 400);
	assert_int_equal(credits.v[7].weight, 200);
	assert_int_equal(credits.v[7].credit, 100);
	assert_int_equal(credits.v[7].reason, NVL_BUDGET);
	assert_int_equal(credits.v[8].weight, 0);
	assert_int_equal(credits.v[8].reason, NVL_BUDGET);
	assert_int_equal(credits.v[9].weight, 100);
	assert_int_equal(credits.v[9].reason, NVL_COUNTED);
	done(n);
}

/* Households count as they were when the month began. */
static void test_household(void **state)
{
	static const enum nvl_reason reasons[] = {NVL_COUNTED, NVL_HOUSEHOLD_OWN, NVL_HOUSEHOLD_OWN,
		NVL_COUNTED, NVL_COUNTED, NVL_COUNTED, NVL_HOUSEHOLD_OWN};
	struct nvl *n;
	size_t i;

	(void)state;
	fact("2026-01-01", NVL_VERIFIED, 1, day_of("2020-01-01"));
	fact("2026-03-01", NVL_HOUSEHOLD, 1, 7);
	fact("2026-03-01", NVL_HOUSEHOLD, 2, 7);
	act("2026-03-02", NVL_ACCEPT, 1, 2);
	act("2026-04-01", NVL_ACCEPT, 1, 2);
	fact("2026-04-02", NVL_HOUSEHOLD, 2, 0);
	act("2026-04-03", NVL_ACCEPT, 1, 2);
	act("2026-05-01", NVL_ACCEPT, 1, 2);
	fact("2026-05-02", NVL_HOUSEHOLD, 2, 9);
	act("2026-06-01", NVL_ACCEPT, 1, 2);
	fact("2026-06-02", NVL_HOUSEHOLD, 1, 9);
	act("2026-06-03", NVL_ACCEPT, 1, 2);
	act("2026-07-01", NVL_ACCEPT, 1, 2);
	n = replay(30, NULL);
	for (i = 0; i < COUNT(reasons); i++)
		assert_int_equal(credits.v[i].reason, reasons[i]);
	done(n);
}

/* ---- rings ---- */

static void ring(int64_t first, int members, const char *date, int each)
{
	int i, k;

	for (i = 0; i < members; i++)
		for (k = 0; k < each; k++)
			act(date, NVL_ACCEPT, first + i, first + (i + 1 + k % (members - 1)) % members);
}

static void members(int64_t first, int count)
{
	int i;

	for (i = 0; i < count; i++)
		fact("2025-10-01", NVL_VERIFIED, first + i, day_of("2024-01-01"));
}

static int64_t earned_in(int32_t month, int64_t from, int64_t to)
{
	int64_t sum = 0;
	size_t i;

	for (i = 0; i < credits.n; i++)
		if (credits.v[i].month == month && credits.v[i].giver >= from && credits.v[i].giver < to)
			sum += credits.v[i].credit;
	return sum;
}

/* A closed ring earns once and never again, and never more than 46.25 points a member. */
static void test_closed_ring(void **state)
{
	static const char *const months[] = {"2026-02-10", "2026-03-10", "2026-04-20", "2026-09-01",
		"2027-01-05"};
	int size, each, i;
	size_t m;

	(void)state;
	for (size = 2; size <= 30; size += 4)
		for (each = 1; each <= 9; each += 2) {
			int64_t sum = 0;
			struct nvl *n;

			members(1, size);
			for (m = 0; m < COUNT(months); m++)
				ring(1, size, months[m], each);
			n = replay(30, NULL);
			assert_true(earned_in(nvl_month_of(day_of(months[0])), 1, 99) > 0);
			for (m = 1; m < COUNT(months); m++)
				assert_int_equal(earned_in(nvl_month_of(day_of(months[m])), 1, 99), 0);
			done(n);
			members(1, size);
			ring(1, size, months[0], each);
			n = replay(30, NULL);
			for (i = 1; i <= size; i++)
				sum += score_of(n, i);
			assert_true(sum * 10 <= 46250000LL * size);
			done(n);
		}
}

/* Credit from outside lets that part of a ring's own count: a third of it here, on the first of the month. */
static void test_ring_with_outside(void **state)
{
	struct nvl *n;

	(void)state;
	members(1, 4);
	ring(1, 3, "2026-02-10", 1);
	act("2026-02-10", NVL_ACCEPT, 4, 1);
	act("2026-03-10", NVL_ACCEPT, 1, 2);
	act("2026-03-10", NVL_ACCEPT, 1, 4); /* to outside: whole */
	n = replay(30, NULL);
	assert_int_equal(credits.v[4].beta, 333);
	assert_int_equal(credits.v[4].credit, 166);
	assert_int_equal(credits.v[4].reason, NVL_CIRCLE);
	assert_int_equal(credits.v[5].beta, 1000);
	assert_int_equal(nvl_member_of(n, 3)->circle, 1);
	assert_int_equal(nvl_member_of(n, 4)->circle, 0);
	done(n);
}

/* Without a setting, a ring is one only if it is a twentieth of who is active, so that a handful of first members is none. */
static void test_size_of_circles(void **state)
{
	static const struct {
		int others;
		const char *when; /* they gave or received, two by two */
		int receivers;	  /* 1: half of them did nothing else than receive */
		bool caught;
	} rows[] = {
		{0, NULL, 0, false},
		{57, "2026-02-10", 0, true},
		{56, "2026-02-10", 0, false},
		{57, "2025-12-01", 0, true},
		{57, "2025-11-30", 0, false},
		{57, "2026-02-10", 1, true},
	};
	size_t i;
	int k;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct nvl *n;

		members(1, 3 + rows[i].others);
		ring(1, 3, "2026-02-10", 1);
		for (k = 0; k < rows[i].others; k++)
			if (!rows[i].receivers)
				act(rows[i].when, NVL_THANKS, 4 + k, 500);
			else if (k % 2 || k + 1 == rows[i].others)
				act(rows[i].when, NVL_THANKS, 4 + k, 4 + k / 2 * 2 - (k % 2 == 0));
		ring(1, 3, "2026-03-31", 1);
		n = replay(0, NULL);
		if ((earned_in(2026 * 12 + 2, 1, 4) == 0) != rows[i].caught)
			fail_msg("row %zu", i);
		done(n);
	}
}

/* ---- one account, however busy ---- */

static void test_ceiling(void **state)
{
	struct nvl *n;
	int32_t day;
	int i;

	(void)state;
	fact("2026-01-01", NVL_STAFF, 1, 1);
	for (day = day_of("2026-02-01"); day < day_of("2030-01-01"); day += 15)
		for (i = 0; i < 20; i++)
			act_on(day, NVL_ACCEPT, 1, 2);
	n = replay(30, NULL);
	assert_true(score_of(n, 2) > 4800000);
	assert_true(score_of(n, 2) < 5000000);
	done(n);
}

/* ---- long ago and far ahead ---- */

static void test_import(void **state)
{
	struct nvl *n;
	int64_t shares = 0;
	int32_t day;
	size_t k;
	int i;

	(void)state;
	fact("2008-08-01", NVL_STAFF, 1, 1);
	fact("2008-08-01", NVL_STAFF, 2, 1);
	for (day = day_of("2008-09-15"); day < day_of("2050-01-01"); day += 7)
		for (i = 0; i < 10; i++)
			act_on(day, NVL_ACCEPT, 1 + i % 2, 2 - i % 2);
	n = replay(1, "2050-01-31"); /* no groups: two who only help each other would be a ring */
	assert_true(score_of(n, 1) > 4500000);
	assert_int_equal(nvl_value(n), nvl_strength(n, 1, 2));
	for (k = 0; k < credits.n; k++)
		shares +=
			credits.v[k].receiver == 1 ? credit_share(n, &credits.v[k], day_of("2008-01-01")) : 0;
	assert_int_equal(shares, nvl_member_of(n, 1)->help);
	done(n);
}

/* An act dated before anything we allow for counts as of the landmark. */
static void test_wild_date(void **state)
{
	struct nvl *n;

	(void)state;
	fact("1969-12-01", NVL_STAFF, 1, 1);
	act("1970-01-01", NVL_ACCEPT, 1, 2);
	act("2026-01-01", NVL_ACCEPT, 1, 3);
	n = replay(30, NULL);
	assert_int_equal(nvl_member_of(n, 3)->help, 1000000);
	assert_true(nvl_member_of(n, 2)->help < 10);
	done(n);
}

static void test_nothing_yet(void **state)
{
	struct nvl *n = replay(30, NULL);

	(void)state;
	assert_int_equal(nvl_day(n), NVL_NEVER);
	assert_int_equal(nvl_value(n), 0);
	assert_null(nvl_member_of(n, 1));
	assert_int_equal(nvl_strength(n, 1, 2), 0);
	nvl_go_to(n, day_of("2026-01-31"));
	nvl_go_to(n, day_of("2026-01-31"));
	nvl_go_to(n, day_of("2027-01-31"));
	assert_int_equal(nvl_value(n), 0);
	done(n);
	nvl_free(NULL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calendar),
		cmocka_unit_test(test_voices),
		cmocka_unit_test(test_established),
		cmocka_unit_test(test_budget),
		cmocka_unit_test(test_household),
		cmocka_unit_test(test_closed_ring),
		cmocka_unit_test(test_ring_with_outside),
		cmocka_unit_test(test_size_of_circles),
		cmocka_unit_test(test_ceiling),
		cmocka_unit_test(test_import),
		cmocka_unit_test(test_wild_date),
		cmocka_unit_test(test_nothing_yet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
