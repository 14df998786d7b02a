/* standing_time_test.c -- midnights, months and clocks, while events come in. */
#include "sql/standing_scene.h"

/* At midnight: an event of the new day is there, one of the old day commits after it. */
static void test_a_day_waits_for_its_stragglers(void **state)
{
	int day = scene_day("2026-03-20");

	(void)state;
	scene_people();
	scene_today(day);
	scene_settle();
	scene_event(day + 1, EVENT_THANKED, BEN, ANA, 1, 1, 0);
	scene_event(day, EVENT_THANKED, CAS, ANA, 2, 2, 0);
	scene_settle();
	assert_int_equal(admin_number("SELECT count(*) FROM standing.ledger WHERE kind = 4"), 0);
	scene_today(day + 1);
	scene_settle();
	assert_int_equal(admin_number("SELECT count(*) FROM standing.ledger WHERE kind = 4"), 2);
	assert_int_equal(
		admin_number("SELECT giver FROM standing.ledger WHERE kind = 4 ORDER BY position LIMIT 1"),
		CAS);
	scene_equal("after midnight", 0);
}

/* The database's clock is a year ahead for a while: its days are left again, and the ledger is as it was. */
static void test_a_clock_that_jumps_and_comes_back(void **state)
{
	int day = scene_day("2026-03-20");
	int64_t stored, entries;
	int there;

	(void)state;
	for (there = 0; there <= 1; there++) {
		admin_run(EMPTY);
		scene_people();
		scene_today(day);
		scene_settle();
		scene_event(day, EVENT_ACCEPTED, BEN, ANA, 1, 1, 0);
		scene_settle();
		stored = admin_number(ALL_TABLES);
		entries = admin_number("SELECT count(*) FROM standing.ledger");
		scene_today(day + 400);
		scene_settle();
		scene_equal("ahead", 0);
		assert_true(admin_number(ALL_TABLES) != stored);
		scene_today(day);
		if (there)
			scene_event(day, EVENT_UNACCEPTED, CAS, ANA, 1, 1, 0);
		scene_settle();
		assert_int_equal(admin_number("SELECT day FROM standing.progress"), day);
		assert_int_equal(admin_number("SELECT max(day) FROM standing.network"), day);
		assert_int_equal(admin_number(ALL_TABLES), stored);
		assert_int_equal(admin_number("SELECT count(*) FROM standing.ledger"), entries);
		scene_equal("back", 0);
	}
}

/* A worker goes on for weeks, a day every few events: over midnights and a month's start, with events of the day that ends among those of the
 * next. What waited is credited when its giver's voice begins, and at each step everything is as a replay has it. */
static void test_events_come_in_over_midnights_and_a_new_month(void **state)
{
	int first = scene_day("2026-02-24"), day, i, acts = 0;

	(void)state;
	scene_people();
	scene_customer("2026-02-01", ELI);
	scene_today(first);
	scene_settle();
	for (day = first; day < first + 12; day++) {
		for (i = 0; i < 5; i++, acts++) {
			scene_event(day + (i == 3), EVENT_THANKED, 1 + acts % 8, 1 + (acts + 3) % 8, acts + 1,
				acts + 1, 0);
			if (i == 1)
				scene_event(day, EVENT_ACCEPTED, ELI, 1 + day % 7, 500 + day, 500 + day, 0);
			scene_said();
			assert_int_equal(task_do(scene_apply).failed, 0);
		}
		/* the clock passes midnight while the worker is on its way: what it has next is of either day */
		scene_today(day + 1);
		scene_event(day, EVENT_THANKED, BEN, ANA, 900 + day, 900 + day, 0);
		scene_said();
		assert_int_equal(task_do(scene_apply).failed, 0);
		scene_settle();
		scene_equal("day", day - first);
		if (day + 1 == scene_day("2026-03-01"))
			assert_true(
				admin_number("SELECT count(*) FROM standing.act WHERE b = 8 AND state = 0") >
				0);
	}
	assert_int_equal(admin_number("SELECT count(*) FROM standing.ledger WHERE kind = 4"), acts + 12);
	scene_today(scene_day("2026-04-01"));
	scene_settle();
	assert_int_equal(admin_number("SELECT count(*) FROM standing.act WHERE b = 8 AND state = 0"), 0);
	assert_true(admin_number("SELECT sum(c) FROM standing.credit_event WHERE b = 8") > 0);
	scene_equal("a month later", 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE(test_a_day_waits_for_its_stragglers),
		SCENE(test_a_clock_that_jumps_and_comes_back),
		SCENE(test_events_come_in_over_midnights_and_a_new_month),
	};

	return SCENES("standing: time", tests);
}
