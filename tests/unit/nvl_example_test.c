/* nvl_example_test.c -- the worked example of REPUTATION.md, section 3, to the last digit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "nvl_net.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

enum { ANA = 1, BEN, CAS, DEE, ELI, R1, R2, R3, STAFF, X01 = 101, X20 = 120 };

static struct ledger ledger;
static struct credits credits;
static struct nvl *net;
/* The numbers that events have in the example, by position in the ledger. */
static int event_of[100];

static void fact(const char *date, enum nvl_kind kind, int64_t member, int64_t number)
{
	ledger_add(&ledger,
		(struct nvl_entry){.day = day_of(date), .kind = kind, .giver = member, .number = number});
}

static void event(int id, const char *date, enum nvl_kind kind, int64_t giver, int64_t receiver,
	int64_t place)
{
	event_of[ledger_add(&ledger, (struct nvl_entry){.day = day_of(date),
					     .kind = kind,
					     .giver = giver,
					     .receiver = receiver,
					     .thread = place,
					     .post = place})] = id;
}

static void ring(const char *const dates[3], int64_t place)
{
	event(0, dates[0], NVL_ACCEPT, R1, R2, place);
	event(0, dates[1], NVL_ACCEPT, R2, R3, place + 1);
	event(0, dates[2], NVL_ACCEPT, R3, R1, place + 2);
}

static int example_make(void **state)
{
	int64_t m;

	(void)state;
	for (m = ANA; m <= R3; m++)
		if (m != ELI)
			fact("2025-06-01", NVL_VERIFIED, m, day_of("2025-06-01"));
	fact("2025-06-01", NVL_STAFF, STAFF, 1);
	fact("2026-03-10", NVL_VERIFIED, ELI, day_of("2026-03-10"));
	event(1, "2026-01-05", NVL_ACCEPT, BEN, ANA, 1);
	event(2, "2026-01-20", NVL_HELPED, CAS, ANA, 1);
	event(3, "2026-02-03", NVL_ACCEPT, CAS, ANA, 2);
	event(4, "2026-02-14", NVL_ACCEPT, BEN, ANA, 3);
	event(5, "2026-02-15", NVL_ACCEPT, ANA, BEN, 4);
	event(6, "2026-03-01", NVL_ACCEPT, ELI, ANA, 5);
	event(7, "2026-03-05", NVL_THANKS, DEE, CAS, 6);
	event(8, "2026-03-10", NVL_CONFIRM, STAFF, ANA, 2);
	event(9, "2026-03-12", NVL_DIALOG, DEE, ANA, 7);
	event(10, "2026-03-12", NVL_ACCEPT, ANA, ANA, 8);
	ring((const char *[]){"2026-02-10", "2026-02-11", "2026-02-12"}, 20);
	ring((const char *[]){"2026-03-10", "2026-03-11", "2026-03-12"}, 30);
	for (m = X01; m <= X20; m++)
		event(0, "2026-03-15", NVL_ACCEPT, m, R1, m);
	ledger_add(&ledger, (struct nvl_entry){.day = day_of("2026-03-15"),
				    .kind = NVL_FOUND,
				    .receiver = ANA,
				    .post = 1,
				    .number = 40000});
	ledger_sort(&ledger);
	net = ledger_replay(&ledger, ledger.n, 30, &credits);
	nvl_go_to(net, day_of("2026-03-31"));
	return 0;
}

static int example_drop(void **state)
{
	(void)state;
	nvl_free(net);
	credits_end(&credits);
	ledger_end(&ledger);
	return 0;
}

static void test_scores(void **state)
{
	static const struct {
		int64_t member, help, found, ties, all, points;
	} rows[] = {
		{ANA, 2152326, 436955, 875810, 3465091, 34},
		{BEN, 531709, 0, 448277, 979986, 9},
		{CAS, 62463, 0, 239568, 302031, 3},
		{DEE, 0, 0, 44825, 44825, 0},
		{R1, 529089, 0, 344109, 873198, 8},
		{R2, 527347, 0, 343560, 870907, 8},
		{R3, 528217, 0, 344657, 872874, 8},
		{ELI, 0, 0, 0, 0, 0},
		{X01, 0, 0, 0, 0, 0},
		{X20, 0, 0, 0, 0, 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		const struct nvl_member *m = nvl_member_of(net, rows[i].member);

		assert_non_null(m);
		assert_int_equal(m->help, rows[i].help);
		assert_int_equal(m->found, rows[i].found);
		assert_int_equal(m->ties, rows[i].ties);
		assert_int_equal(score_of(net, rows[i].member), rows[i].all);
		assert_int_equal(rows[i].all * 10 / 1000000, rows[i].points);
	}
}

static void test_network(void **state)
{
	int64_t members, ties;

	(void)state;
	nvl_count(net, &members, &ties);
	assert_int_equal(members, 8); /* those with points or less, and the company's */
	assert_int_equal(ties, 8);
	assert_int_equal(nvl_value(net), 1414090);
	assert_int_equal(nvl_strength(net, ANA, BEN), 448277);
	assert_int_equal(nvl_strength(net, BEN, ANA), 448277);
	assert_int_equal(nvl_help(net, BEN, ANA), 884514);
	assert_int_equal(nvl_phi(nvl_help(net, BEN, ANA)), 910810);
	assert_int_equal(nvl_help(net, CAS, ANA), 624661);
	assert_int_equal(nvl_phi(nvl_help(net, CAS, ANA)), 689345);
	assert_int_equal(nvl_help(net, STAFF, ANA), 480452);
	assert_int_equal(nvl_phi(nvl_help(net, STAFF, ANA)), 552171);
}

static void test_shares(void **state)
{
	static const int64_t shares[] =
		{[1] = 438116, [4] = 472694, [2] = 193236, [3] = 496109, [8] = 552171};
	int64_t sum = 0;
	size_t i, told = 0;

	(void)state;
	for (i = 0; i < credits.n; i++) {
		const struct nvl_credit *c = &credits.v[i];
		int64_t share = credit_share(net, c, day_of("2020-01-01"));

		if (c->receiver != ANA || !share)
			continue;
		assert_int_equal(share, shares[event_of[c->position]]);
		sum += share;
		told++;
	}
	assert_int_equal(told, 5);
	assert_int_equal(sum, nvl_member_of(net, ANA)->help);
}

static void test_worth_nothing(void **state)
{
	size_t i, rings = 0, selves = 0;

	(void)state;
	assert_int_equal(nvl_member_of(net, ANA)->waiting, 1); /* eli's */
	assert_int_equal(nvl_member_of(net, ANA)->people, 4);  /* ben, cas, staff, eli */
	assert_int_equal(nvl_member_of(net, R1)->waiting, 20);
	assert_int_equal(nvl_member_of(net, R1)->people, 21);
	for (i = 0; i < credits.n; i++) {
		const struct nvl_credit *c = &credits.v[i];

		assert_true(c->giver < X01); /* sockpuppets gave nothing */
		if (c->reason == NVL_SELF && ++selves)
			assert_int_equal(event_of[c->position], 10);
		if (c->giver >= R1 && c->giver <= R3 && c->day >= day_of("2026-03-01")) {
			assert_int_equal(c->credit, 0);
			assert_int_equal(c->reason, NVL_CIRCLE);
			rings++;
		}
	}
	assert_int_equal(rings, 3);
	assert_int_equal(selves, 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scores),
		cmocka_unit_test(test_network),
		cmocka_unit_test(test_shares),
		cmocka_unit_test(test_worth_nothing),
	};

	return cmocka_run_group_tests(tests, example_make, example_drop);
}
