/* level_test.c -- levels in the database: what each door is refused, what thresholds must be, and that its rules are those of
 * level_rules.c. */
#include "sql/doors.h"

#include <stdlib.h>

#include "forum/level/level_rules.h"

#define SET(before, member, people, ratio, keep_people, keep_ratio) \
	WRITE "INSERT INTO standing.level_rules (before_id, member_id, people, ratio, keep_people, keep_ratio, judgements, settle_days)" \
	      " VALUES (" before ", " member ", '" people "', '" ratio "', '" keep_people "', '" keep_ratio \
	      "', 3, 7)"
#define SET_FINE(before, member) \
	SET(before, member, "{1,3,10,25}", "{500,600,700,750}", "{1,2,8,20}", "{400,500,600,650}")
#define SUGGEST(columns, values) \
	WRITE "INSERT INTO community.suggestion (post_id, author_id, base, source, " columns \
	      ") VALUES (2, 2, 1, 'x', " values ")"

/* Members 1 (asks), 2 (answers), 3 (an admin); question 1 and answer 2 in thread 1. */
static const struct attempt attempts[] = {
	/* nobody but work says who stands where */
	{"bothy_web", "SELECT * FROM standing.member_level", ""},
	{"bothy_web", WRITE "INSERT INTO standing.member_level VALUES (1, 4, now(), 0, 0, 0, 0, 500)",
		DENIED},
	{"bothy_web", WRITE "UPDATE standing.member_level SET level = 4", DENIED},
	{"bothy_web", WRITE "DELETE FROM standing.member_level", DENIED},
	{"bothy_web",
		WRITE
		"INSERT INTO standing.level_change (member_id, level_before, level, ratio, people, good, bad, why, rules_id)"
		" VALUES (1, 0, 4, 0, 0, 0, 0, 'helped', 1)",
		DENIED},
	{"bothy_web", "SELECT * FROM standing.level_progress", DENIED},
	{"bothy_desk", "SELECT * FROM standing.member_level", ""},
	{"bothy_desk", WRITE "UPDATE standing.member_level SET level = 4", DENIED},
	{"bothy_work", WRITE "INSERT INTO standing.member_level VALUES (1, 4, now(), 0, 0, 0, 0, 500)", ""},
	/* … and work keeps what was */
	{"bothy_work", WRITE "UPDATE standing.level_change SET level = 4", DENIED},
	{"bothy_work", WRITE "DELETE FROM standing.level_change", DENIED},
	{"bothy_work", WRITE "INSERT INTO standing.member_level VALUES (1, 5, now(), 0, 0, 0, 0, 500)",
		CHECKED},
	/* thresholds: an admin puts a new row over the newest; nobody changes one */
	{"bothy_web", SET_FINE("1", "3"), ""},
	{"bothy_web", SET_FINE("1", "2"), DENIED},
	{"bothy_web", SET_FINE("1", "NULL"), DENIED},
	{"bothy_web", SET_FINE("NULL", "3"), DENIED},
	{"bothy_web", WRITE "UPDATE standing.level_rules SET judgements = 1", DENIED},
	{"bothy_web", WRITE "DELETE FROM standing.level_rules", DENIED},
	{"bothy_web",
		WRITE "INSERT INTO standing.level_rules (at, before_id, member_id) VALUES (now(), 1, 3)",
		DENIED},
	{"bothy_work", SET_FINE("1", "3"), DENIED},
	{"bothy_desk", SET_FINE("1", "3"), DENIED},
	{"bothy_web", SET_FINE("1", "3") ";" SET_FINE("1", "3"), TWICE, "level_rules_before_id_key"},
	{"bothy_web", SET("1", "3", "{0,3,10,25}", "{500,600,700,750}", "{0,2,8,20}", "{400,500,600,650}"),
		CHECKED, "level_rules_are_whole"},
	{"bothy_web", SET("1", "3", "{1,3,10}", "{500,600,700,750}", "{1,2,8,20}", "{400,500,600,650}"),
		CHECKED, "level_rules_are_whole"},
	{"bothy_web", SET("1", "3", "{1,3,10,NULL}", "{500,600,700,750}", "{1,2,8,20}", "{400,500,600,650}"),
		CHECKED, "level_rules_are_whole"},
	{"bothy_web", SET("1", "3", "{1,3,10,25}", "{500,600,700,1001}", "{1,2,8,20}", "{400,500,600,650}"),
		CHECKED, "level_rules_are_whole"},
	{"bothy_web", SET("1", "3", "{1,11,10,25}", "{500,600,700,750}", "{1,2,8,20}", "{400,500,600,650}"),
		CHECKED, "level_rules_rise"},
	{"bothy_web", SET("1", "3", "{1,3,10,25}", "{500,600,700,750}", "{1,4,8,20}", "{400,500,600,650}"),
		CHECKED, "level_rules_keep"},
	/* suggestions: as they are put they wait, and what they say stays */
	{"bothy_web", SUGGEST("member_id", "1"), ""},
	{"bothy_web", SUGGEST("member_id", "2"), CHECKED, "suggestion_not_to_oneself"},
	{"bothy_web", SUGGEST("member_id", "1") ";" SUGGEST("member_id", "1"), TWICE, "suggestion_pending"},
	{"bothy_web", SUGGEST("member_id, state, decided_by", "1, 'approved', 1"), DENIED},
	{"bothy_web", WRITE "UPDATE community.suggestion SET source = ''", DENIED},
	{"bothy_web", WRITE "UPDATE community.suggestion SET member_id = 2", DENIED},
	{"bothy_web", WRITE "DELETE FROM community.suggestion", DENIED},
	{"bothy_web", SUGGEST("member_id", "1") "; UPDATE community.suggestion SET state = 'approved'",
		CHECKED, "suggestion_is_decided"},
	{"bothy_web",
		SUGGEST("member_id",
			"1") "; UPDATE community.suggestion SET state = 'declined', decided_by = 2",
		""},
	{"bothy_desk", WRITE "UPDATE community.suggestion SET state = 'declined', decided_by = 2", DENIED},
	{"bothy_work", WRITE "UPDATE community.suggestion SET state = 'declined', decided_by = 2", DENIED},
};

static void test_what_is_refused(void **state)
{
	(void)state;
	doors_hold(attempts, sizeof(attempts) / sizeof(attempts[0]));
}

/* ---- the same rules twice ---- */

static const struct level_rules rules = {
	.bound = {{0, 0, 0, 0}, {1, 500, 1, 400}, {3, 600, 2, 500}, {10, 700, 8, 600}, {25, 750, 20, 650}},
};

static void check_row(PGresult *res, int row)
{
	struct level_numbers n = {atoll(PQgetvalue(res, row, 2)), atoll(PQgetvalue(res, row, 3)),
		atoll(PQgetvalue(res, row, 4))};
	int now = atoi(PQgetvalue(res, row, 0));
	bool settled = PQgetvalue(res, row, 1)[0] == 't';

	if (level_ratio(n.good, n.bad) != atoll(PQgetvalue(res, row, 5)) ||
		level_after(&rules, now, settled, &n) != atoi(PQgetvalue(res, row, 6)))
		fail_msg("level %d, good %lld, bad %lld, people %lld: the database says %s, %s", now,
			(long long)n.good, (long long)n.bad, (long long)n.people, PQgetvalue(res, row, 5),
			PQgetvalue(res, row, 6));
}

static void test_the_database_judges_alike(void **state)
{
	PGconn *pg = doors_connect("bothy_web");
	PGresult *res = PQexec(pg,
		"SELECT now, settled, good, bad, people, standing.level_ratio(good, bad), standing.level_after(now, settled, people,"
		" standing.level_ratio(good, bad), '{1,3,10,25}', '{500,600,700,750}', '{1,2,8,20}', '{400,500,600,650}')"
		" FROM generate_series(0, 4) now, (VALUES (true), (false)) s (settled), generate_series(0::bigint, 30, 3) good,"
		" generate_series(0::bigint, 24, 4) bad, unnest('{0,1,2,3,7,8,9,10,19,20,24,25,26}'::bigint[]) people");
	int i;

	(void)state;
	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		fail_msg("%s", PQerrorMessage(pg));
	assert_int_equal(PQntuples(res), 5 * 2 * 11 * 7 * 13);
	for (i = 0; i < PQntuples(res); i++)
		check_row(res, i);
	PQclear(res);
	PQfinish(pg);
}

static int levels_up(void **state)
{
	return doors_up(state,
		"INSERT INTO community.member (id, username, display, skeleton, roles) VALUES (1, 'asker', 'Asker', 'asker', 1),"
		" (2, 'helper', 'Helper', 'helper', 1), (3, 'admin', 'Admin', 'admin', 9);"
		"INSERT INTO community.topic (id, slug, name) VALUES (1, 'topic', 'Topic');"
		"INSERT INTO community.thread (id, kind, topic_id, author_id, title, slug, state)"
		" VALUES (1, 'question', 1, 1, 'A question', 'a-question', 'open');"
		"INSERT INTO community.post (id, thread_id, kind, author_id, source, html, plain)"
		" VALUES (1, 1, 'question', 1, '', '', ''), (2, 1, 'answer', 2, '', '', '')");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_refused),
		cmocka_unit_test(test_the_database_judges_alike),
	};

	return cmocka_run_group_tests_name("levels", tests, levels_up, cluster_down);
}
