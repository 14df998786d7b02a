/* harm_test.c -- what is looked at before a post is published, in the database: that a look back judges as judge.c does, and what each door is
 * refused. */
#include "sql/doors.h"

#include <stdlib.h>

#include "base/arena.h"
#include "forum/harm/judge.h"

/* ---- the same rules twice ---- */

static int number(PGresult *res, int row, int column)
{
	return atoi(PQgetvalue(res, row, column));
}

static void check_row(struct arena *a, PGresult *res, int row)
{
	struct harm_settings settings;
	struct harm_verdict v;
	struct harm_signs s = {.level = number(res, row, 2),
		.posts = number(res, row, 3),
		.learnt = number(res, row, 4),
		.spam = number(res, row, 5),
		.alike = number(res, row, 6)};

	harm_settings_default(&settings);
	settings.number[HARM_NEWCOMER_POSTS] = number(res, row, 0);
	settings.number[HARM_FIRST_POST] = number(res, row, 1);
	harm_judge(a, &settings, &s, &v);
	if ((int)v.fate != number(res, row, 7))
		fail_msg("row %d: level %d, %lld posts, learnt %lld, spam %d, alike %d: %d here, %s there",
			row, s.level, (long long)s.posts, (long long)s.learnt, s.spam, s.alike, (int)v.fate,
			PQgetvalue(res, row, 7));
}

static void the_database_judges_alike(void **state)
{
	PGconn *pg = doors_connect("bothy_web");
	PGresult *res = PQexec(pg,
		"SELECT few, first, level, posts, learnt, spam, alike, community.harm_fate(few, first, 20, 950, 800, 60, level, posts, learnt, spam, alike)"
		" FROM unnest('{0,1,3}'::integer[]) few, generate_series(0, 2) first, generate_series(0, 1) level, unnest('{0,1,2,3}'::integer[]) posts,"
		" unnest('{0,19,20}'::integer[]) learnt, unnest('{-1,0,799,800,949,950,1000}'::integer[]) spam, unnest('{0,59,60,100}'::integer[]) alike");
	struct arena a = ARENA_EMPTY;
	int i;

	(void)state;
	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		fail_msg("%s", PQerrorMessage(pg));
	assert_int_equal(PQntuples(res), 3 * 3 * 2 * 4 * 3 * 7 * 4);
	for (i = 0; i < PQntuples(res); i++)
		check_row(&a, res, i);
	PQclear(res);
	PQfinish(pg);
	arena_end(&a);
}

/* ---- rights ---- */

static const struct attempt attempts[] = {
	{"bothy_web", "SELECT ops.harm_set(1, 1, '{harm.hold}', '{1001}', 0, 0)", DENIED},
	{"bothy_web", "SELECT ops.harm_set(NULL, NULL, '{harm.hold}', '{1001}', 0, 0)", DENIED},
	{"bothy_work", "SELECT ops.harm_set(1, 1, '{harm.hold}', '{1001}', 0, 0)", DENIED},
	{"bothy_desk", "SELECT ops.harm_set(1, 1, '{harm.hold}', '{1001}', 0, 0)", DENIED},
	{"bothy_web", WRITE "INSERT INTO ops.setting (key, value) VALUES ('harm.hold', '1001')", DENIED},
	{"bothy_web", WRITE "UPDATE community.harm_look SET fate = 0", DENIED},
	{"bothy_web", WRITE "DELETE FROM community.harm_look", DENIED},
	{"bothy_work", WRITE "DELETE FROM community.harm_look", ""},
	{"bothy_web", WRITE "DELETE FROM community.thread_unsolved", DENIED},
	{"bothy_web", "SELECT community.thread_solved_follows(1)", DENIED},
	{"bothy_work", "SELECT community.thread_solved_follows(1)", DENIED},
	{"bothy_desk", "SELECT * FROM community.harm_look", DENIED},
};

static void doors_are_refused(void **state)
{
	(void)state;
	doors_hold(attempts, sizeof(attempts) / sizeof(attempts[0]));
}

static int harm_up(void **state)
{
	return doors_up(state, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_database_judges_alike),
		cmocka_unit_test(doors_are_refused),
	};

	return cmocka_run_group_tests_name("harm", tests, harm_up, cluster_down);
}
