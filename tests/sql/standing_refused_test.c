/* standing_refused_test.c -- what cannot be an entry of the ledger, and a list of customers from outside. */
#include "sql/standing_scene.h"

#include <stdio.h>
#include <string.h>

#include "forum/standing/verify.h"

static void test_bad_events_are_refused_and_stop_nothing(void **state)
{
	int day = scene_day("2026-03-20");
	int64_t entries, before;
	static const struct {
		const char *reason;
		int n;
	} reasons[] = {{"unknown member", 2}, {"former member", 2}, {"dated in the future", 1},
		{"nothing there to correct", 4}, {"no such act", 2}, {"found by its author", 1},
		{"no thread or post", 1}, {"no day to be a customer since", 1}};
	char sql[200];
	size_t i;

	(void)state;
	scene_people();
	scene_event(day, EVENT_ACCEPTED, BEN, ANA, 1, 1, 0);
	scene_today(day);
	scene_settle();
	before = admin_number(ALL_TABLES);
	entries = admin_number("SELECT count(*) FROM standing.ledger");
	scene_event(day, EVENT_ACCEPTED, 999, ANA, 2, 2, 0);
	scene_event(day, EVENT_THANKED, BEN, 998, 2, 2, 0);
	scene_event(day, EVENT_THANKED, BEN, 90, 2, 2, 0);
	scene_event(day, EVENT_FOUND, 0, 90, 2, 2, 0);
	scene_event(30000, EVENT_THANKED, BEN, ANA, 2, 2, 0);
	scene_event(day, EVENT_UNTHANKED, BEN, ANA, 2, 2, 0);
	scene_event(day, EVENT_CREDIT_UNVOIDED, 0, 0, 0, 0, entries);
	scene_event(day, EVENT_CREDIT_RELEASED, 0, 0, 0, 0, entries);
	scene_event(day, EVENT_UNACCEPTED, CAS, ANA, 1, 1, 0);
	scene_event(day, EVENT_CREDIT_VOIDED, 0, 0, 0, 0, 1);
	scene_event(day, EVENT_CREDIT_HELD, 0, 0, 0, 0, 12345);
	scene_event(day, EVENT_FOUND, ANA, ANA, 1, 1, 0);
	scene_event(day, EVENT_THANKED, BEN, ANA, 0, 0, 0);
	scene_event(day, EVENT_MEMBER_VERIFIED, 0, CAS, 0, 0, day + 1);
	scene_settle();
	assert_int_equal(admin_number("SELECT count(*) FROM standing.ledger"), entries);
	assert_int_equal(admin_number(ALL_TABLES), before);
	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		snprintf(sql, sizeof(sql), "SELECT count(*) FROM standing.refused WHERE reason = '%s'",
			reasons[i].reason);
		if (admin_number(sql) != reasons[i].n)
			fail_msg("%s: not %d", reasons[i].reason, reasons[i].n);
	}
	/* … and what is good among them counts: the same twice, a hold of what is held */
	scene_event(day, EVENT_ACCEPTED, 999, ANA, 2, 2, 0);
	scene_event(day, EVENT_CREDIT_HELD, 0, 0, 0, 0, entries);
	scene_event(day, EVENT_CREDIT_HELD, 0, 0, 0, 0, entries);
	scene_event(day, EVENT_THANKED, BEN, ANA, 3, 3, 0);
	scene_settle();
	assert_int_equal(admin_number("SELECT count(*) FROM standing.ledger"), entries + 2);
	/* … and looking at all of them again gives the same */
	before = admin_number(ALL_TABLES);
	admin_run("UPDATE standing.progress SET cursor_tx = '0', cursor_id = 0");
	scene_settle();
	assert_int_equal(admin_number("SELECT count(*) FROM standing.ledger"), entries + 2);
	assert_int_equal(admin_number(ALL_TABLES), before);
	scene_equal("again", 0);
}

static void test_a_list_of_customers(void **state)
{
	static const char list[] = "# customers\n"
				   "member1,2024-05-31\n"
				   "member2, 2024-06-01 ,H-17\n"
				   "\"member3\",\"2024-06-02\",H-17\n"
				   "FIVE@example.org,2023-01-01\n"
				   "member1,2024-05-30\n"
				   "\n"
				   "nobody,2024-05-31\n"
				   "gone,2024-05-31\n"
				   "member4,31.5.2024\n"
				   "member4,2024-02-30\n"
				   "member4,2099-01-01\n"
				   "member4\n";
	char path[100], rejected[120], line[200] = "";
	struct verified v = {0};
	struct bulk *b;
	FILE *f;

	(void)state;
	scene_today(scene_day("2026-03-20"));
	snprintf(path, sizeof(path), "%s/customers.csv", cluster_dir);
	snprintf(rejected, sizeof(rejected), "%s.rejected", path);
	f = fopen(path, "w");
	fputs(list, f);
	fclose(f);
	/* its events are of today, by the database's clock */
	scene_say(
		"CREATE OR REPLACE FUNCTION standing.today() RETURNS integer LANGUAGE sql STABLE AS $$ SELECT standing.day_of(now()) $$;");
	scene_said();
	b = scene_bulk();
	assert_true(verify_file(b, path, &v));
	assert_int_equal(v.lines, 11);
	assert_int_equal(v.rejected, 6);
	assert_int_equal(v.marked, 4);
	assert_int_equal(admin_number("SELECT number FROM standing.ledger WHERE kind = 20 AND giver = 1"),
		scene_day("2024-05-30"));
	assert_int_equal(
		admin_number(
			"SELECT count(DISTINCT number) FROM standing.ledger WHERE kind = 24 AND giver IN (2, 3)"),
		1);
	assert_int_equal(admin_number("SELECT count(*) FROM standing.ledger WHERE kind = 20 AND giver = 5"),
		1);
	f = fopen(rejected, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f) && !strstr(line, "member4,2099-01-01,# a day that has not come"))
		;
	fclose(f);
	assert_non_null(strstr(line, "2099"));
	v = (struct verified){0};
	assert_true(verify_file(b, path, &v));
	assert_int_equal(v.marked, 0);
	assert_int_equal(admin_number("SELECT count(*) FROM standing.ledger"), 6);
	bulk_close(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE(test_bad_events_are_refused_and_stop_nothing),
		SCENE(test_a_list_of_customers),
	};

	return SCENES("standing: refused", tests);
}
