/* standing_example_test.c -- the numbers of the worked example in ../shared/design/REPUTATION.md, section 3, through a real database. */
#include "sql/standing_scene.h"

#include <stdio.h>

struct act {
	const char *day;
	enum event_kind kind;
	int giver, receiver, post;
};

/* Posts are threads, too: the script has one accepted answer a post. */
static const struct act example[] = {
	{"2026-01-05", EVENT_ACCEPTED, BEN, ANA, 1},
	{"2026-01-20", EVENT_HELPED, CAS, ANA, 1},
	{"2026-02-03", EVENT_ACCEPTED, CAS, ANA, 2},
	{"2026-02-10", EVENT_ACCEPTED, R1, R2, 11},
	{"2026-02-11", EVENT_ACCEPTED, R2, R3, 12},
	{"2026-02-12", EVENT_ACCEPTED, R3, R1, 13},
	{"2026-02-14", EVENT_ACCEPTED, BEN, ANA, 3},
	{"2026-02-15", EVENT_ACCEPTED, ANA, BEN, 4},
	{"2026-03-01", EVENT_ACCEPTED, ELI, ANA, 5},
	{"2026-03-05", EVENT_THANKED, DEE, CAS, 6},
	{"2026-03-10", EVENT_STAFF_ACCEPTED, STAFF, ANA, 2},
	{"2026-03-10", EVENT_ACCEPTED, R1, R2, 14},
	{"2026-03-11", EVENT_ACCEPTED, R2, R3, 15},
	{"2026-03-12", EVENT_ACCEPTED, ANA, ANA, 8},
	{"2026-03-12", EVENT_ACCEPTED, R3, R1, 16},
};
#define EXAMPLE (sizeof(example) / sizeof(example[0]))

/* No event becomes a DIALOG in one direction, which the script has; so that entry is put into the ledger as it is. */
static void dialog(void)
{
	scene_say(
		"UPDATE standing.progress SET position = position + 1; INSERT INTO standing.ledger SELECT position, -1, '2026-03-12 12:00+00',"
		" %d, 6, %d, %d, 7, 0, 0 FROM standing.progress;",
		scene_day("2026-03-12"), DEE, ANA);
}

static void crowd(void)
{
	int i;

	for (i = 0; i < 20; i++)
		scene_event(scene_day("2026-03-15"), EVENT_ACCEPTED, X01 + i, R1, 100 + i, 100 + i, 0);
	for (i = 0; i < 40; i++)
		scene_event(scene_day("2026-03-15"), EVENT_FOUND, 0, ANA, 1, 1, 0);
}

static void assert_example(void)
{
	static const struct {
		int member;
		int64_t hv, fv, tv;
	} wanted[] = {
		{ANA, 2152326, 436955, 875810},
		{BEN, 531709, 0, 448277},
		{CAS, 62463, 0, 239568},
		{DEE, 0, 0, 44825},
		{R1, 529089, 0, 344109},
		{R2, 527347, 0, 343560},
		{R3, 528217, 0, 344657},
		{ELI, 0, 0, 0},
		{X01, 0, 0, 0},
	};
	char sql[300];
	size_t i;

	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		snprintf(sql, sizeof(sql),
			"SELECT (COALESCE(max(hv), 0) = %lld AND COALESCE(max(fv), 0) = %lld AND COALESCE(max(tv), 0) = %lld)::integer"
			" FROM standing.member_score WHERE m = %d",
			(long long)wanted[i].hv, (long long)wanted[i].fv, (long long)wanted[i].tv,
			wanted[i].member);
		if (!admin_number(sql))
			fail_msg("member %d has another score", wanted[i].member);
	}
	assert_int_equal(admin_number("SELECT v FROM standing.network WHERE day = standing.today()"),
		1414090);
	assert_int_equal(admin_number("SELECT strength FROM standing.tie_state WHERE i = 1 AND j = 2"),
		448277);
	assert_int_equal(admin_number("SELECT pending FROM standing.member_score WHERE m = 1"), 1);
	assert_int_equal(admin_number("SELECT people FROM standing.member_score WHERE m = 1"), 4);
	assert_int_equal(
		admin_number(
			"SELECT people FROM standing.helped_month WHERE h = 1 AND month = 2026 * 12 + 2"),
		2);
	assert_int_equal(admin_number("SELECT sum(tv) FROM standing.member_score"), 2 * 1414090);
}

static void test_the_worked_example_at_once(void **state)
{
	size_t i;

	(void)state;
	scene_people();
	for (i = 0; i < EXAMPLE; i++)
		scene_event(scene_day(example[i].day), example[i].kind, example[i].giver, example[i].receiver,
			example[i].post, example[i].post, 0);
	scene_customer("2026-03-10", ELI);
	crowd();
	dialog();
	scene_today(scene_day("2026-03-31"));
	scene_settle();
	assert_example();
	scene_equal("at once", 0);
}

static void test_the_worked_example_day_by_day(void **state)
{
	size_t i = 0;
	int day;

	(void)state;
	scene_people();
	scene_settle();
	for (day = scene_day("2026-01-05"); day <= scene_day("2026-03-31"); day++) {
		if (day != scene_day("2026-03-15") && day != scene_day("2026-03-31") &&
			scene_day(example[i % EXAMPLE].day) != day)
			continue;
		scene_today(day);
		scene_settle();
		for (; i < EXAMPLE && scene_day(example[i].day) == day; i++)
			scene_event(day, example[i].kind, example[i].giver, example[i].receiver,
				example[i].post, example[i].post, 0);
		if (day == scene_day("2026-03-10"))
			scene_customer("2026-03-10", ELI);
		if (day == scene_day("2026-03-15"))
			crowd();
		if (day == scene_day("2026-03-12"))
			dialog();
		scene_settle();
		scene_equal("day", day);
	}
	assert_example();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE(test_the_worked_example_at_once),
		SCENE(test_the_worked_example_day_by_day),
	};

	return SCENES("standing: the example", tests);
}
