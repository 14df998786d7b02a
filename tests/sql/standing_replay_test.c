/* standing_replay_test.c -- what is applied entry by entry is what a replay gives, after whatever happened. */
#include "sql/standing_scene.h"

#include <stdio.h>
#include <string.h>

static unsigned seed;

static int some(int n)
{
	seed = seed * 1103515245 + 12345;
	return (int)((seed >> 8) % (unsigned)n);
}

#define CROWD 10

#define SOME_ACT \
	"FROM standing.ledger WHERE kind BETWEEN 1 AND 4 ORDER BY md5(position::text || '%d') LIMIT 1;"

/* A moderator's or a finding's word about some act. */
static void judged(int day, enum event_kind kind)
{
	scene_say(
		"INSERT INTO ops.event (at, kind, number) SELECT timestamptz '1970-01-01 12:00+00' + %d * interval '1 day', %d, position " SOME_ACT,
		day, (int)kind, some(9999));
}

/* Some act is undone by its giver. */
static void taken_back(int day)
{
	scene_say(
		"INSERT INTO ops.event (at, kind, member_id, other_id, thread_id, post_id) SELECT timestamptz '1970-01-01 12:00+00' + %d * interval"
		" '1 day', (ARRAY[11, 13, 17, 15])[kind], giver, receiver, thread, post " SOME_ACT,
		day, some(9999));
}

/* Posts 1 to 24 in threads 1 to 12, by members 1 to CROWD. */
static void something(int day)
{
	static const enum event_kind acts[] = {EVENT_ACCEPTED, EVENT_ACCEPTED, EVENT_HELPED, EVENT_THANKED,
		EVENT_STAFF_ACCEPTED, EVENT_UNACCEPTED, EVENT_UNHELPED, EVENT_UNTHANKED,
		EVENT_STAFF_UNACCEPTED};
	int post = 1 + some(24), thread = (post + 1) / 2, author = 1 + post % CROWD, who = 1 + some(CROWD);

	switch (some(12)) {
	case 0:
	case 1:
		scene_event(day, EVENT_ANSWER_ADDED, who, 1 + thread % CROWD, thread, 1000 + some(1000), 0);
		break;
	case 2:
		scene_event(day, EVENT_COMMENT_ADDED, who, 1 + some(CROWD), thread, 1000 + some(1000), post);
		break;
	case 3:
		scene_event(day, EVENT_FOUND, some(2) ? who : 0, author, thread, post, 0);
		break;
	case 4:
		judged(day, some(4) ? EVENT_CREDIT_HELD : EVENT_CREDIT_VOIDED);
		break;
	case 5:
		if (some(3))
			taken_back(day);
		else
			judged(day, some(2) ? EVENT_CREDIT_RELEASED : EVENT_CREDIT_UNVOIDED);
		break;
	case 6:
		if (some(4) == 0)
			scene_event(day, EVENT_MEMBER_SUSPENDED + (unsigned)some(2), 0, who, 0, 0, 0);
		else if (some(3) == 0)
			scene_event(day, EVENT_HOUSEHOLD_SET, 0, who, 0, 0, some(3));
		else
			scene_event(day, some(4) ? EVENT_MEMBER_VERIFIED : EVENT_MEMBER_UNVERIFIED, 0, who, 0,
				0, day - some(200));
		break;
	default:
		scene_event(day, acts[some(9)], who, author, thread, post, 0);
	}
}

/* ${alone}: each event is applied before the next comes. */
static void days_of_anything(unsigned with, int days, bool alone)
{
	int first = scene_day("2025-01-20"), day, i, n;

	seed = with;
	for (i = 1; i <= CROWD - 2; i++)
		scene_event(first - 200, EVENT_MEMBER_VERIFIED, 0, i, 0, 0, first - 200);
	scene_event(first - 100, EVENT_ROLES_CHANGED, 0, 3, 0, 0, 5);
	for (day = first; day < first + days; day += 1 + some(4)) {
		scene_today(day);
		scene_settle();
		for (n = some(3) ? some(40) : 0, i = 0; i < n; i++) {
			something(some(40) ? day : day - some(30));
			if (alone)
				scene_step();
		}
		scene_settle();
		scene_settle();
		scene_equal("day", day - first);
	}
}

static void test_anything_applied_is_what_a_replay_gives(void **state)
{
	int64_t stored;
	unsigned i;

	(void)state;
	for (i = 1; i <= 2; i++) {
		admin_run(EMPTY);
		days_of_anything(i * 7919, 100, i == 2);
		assert_true(admin_number("SELECT count(*) FROM standing.credit_event WHERE c > 0") > 20);
		assert_true(admin_number("SELECT count(*) FROM standing.credit_event WHERE c < 0") > 3);
		assert_true(admin_number("SELECT count(*) FROM standing.refused") > 5);
		stored = admin_number(ALL_TABLES);
		admin_run(
			"TRUNCATE standing.act, standing.credit_event, standing.pair_state, standing.tie_state, standing.answer_found,"
			" standing.said, standing.member_fact, standing.member_voice, standing.member_score, standing.network,"
			" standing.helped_month");
		scene_rebuild(false);
		assert_int_equal(admin_number(ALL_TABLES), stored);
	}
}

static void test_a_check_names_what_is_different(void **state)
{
	char difference[1000];
	struct standing_replay r;
	struct bulk *b;

	(void)state;
	scene_people();
	scene_event(scene_day("2026-01-05"), EVENT_ACCEPTED, BEN, ANA, 1, 1, 0);
	scene_today(scene_day("2026-01-31"));
	scene_settle();
	scene_equal("at first", 0);
	admin_run("UPDATE standing.member_score SET people = 7 WHERE m = 1");
	b = scene_bulk();
	standing_check(b, difference, &r);
	assert_string_equal(difference, "standing.member_score (1): people: stored 7, replayed 1");
	admin_run("DELETE FROM standing.member_score WHERE m = 1");
	standing_check(b, difference, &r);
	assert_non_null(strstr(difference, "standing.member_score (1): not stored"));
	bulk_close(b);
	scene_rebuild(false);
	scene_equal("in the end", 0);
}

/* Ben accepted two answers of Ana's; the later word came first. The earlier day holds the key, and when it is taken back, the act with
 * the smaller position takes the key from one that is written after it. */
static void test_a_key_passes_to_an_act_that_came_before(void **state)
{
	int day = scene_day("2026-03-20");

	(void)state;
	scene_people();
	scene_today(day);
	scene_settle();
	scene_event(day, EVENT_ACCEPTED, BEN, ANA, 1, 12, 0);
	scene_settle();
	scene_event(day - 1, EVENT_ACCEPTED, BEN, ANA, 1, 11, 0);
	scene_settle();
	assert_int_equal(admin_number("SELECT post FROM standing.act WHERE state = 1"), 11);
	scene_event(day, EVENT_UNACCEPTED, BEN, ANA, 1, 11, 0);
	scene_settle();
	assert_int_equal(admin_number("SELECT post FROM standing.act WHERE state = 1"), 12);
	scene_equal("passed on", 0);
}

/* What a post is found for stays its first author's, whoever it belongs to when the next act or visitor comes. */
static void test_a_found_post_that_has_another_author_now(void **state)
{
	int day = scene_day("2026-03-20");

	(void)state;
	scene_people();
	scene_today(day);
	scene_settle();
	scene_event(day, EVENT_ACCEPTED, CAS, ANA, 7, 7, 0);
	scene_event(day, EVENT_THANKED, CAS, ANA, 1, 1, 0);
	scene_event(day, EVENT_FOUND, 0, ANA, 1, 1, 0);
	scene_settle();
	scene_event(day, EVENT_FOUND, 0, BEN, 1, 1, 0);
	scene_settle();
	scene_equal("found", 1);
	scene_event(day, EVENT_UNTHANKED, CAS, ANA, 1, 1, 0);
	scene_settle();
	scene_event(day, EVENT_THANKED, DEE, BEN, 1, 1, 0);
	scene_settle();
	scene_equal("thanked", 2);
	assert_true(admin_number("SELECT hv FROM standing.member_score WHERE m = 1") > 0);
	assert_true(admin_number("SELECT fv FROM standing.member_score WHERE m = 1") > 0);
}

/* One act goes the short way, whatever became of it; anything else, and two at once, the long one. */
static void test_an_act_alone_takes_the_short_way(void **state)
{
	static const struct {
		enum event_kind kind;
		int member, other, post;
		bool alone, is_short;
	} steps[] = {{EVENT_ACCEPTED, BEN, ANA, 1, true, true}, {EVENT_THANKED, BEN, ANA, 1, true, true},
		{EVENT_THANKED, BEN, ANA, 1, true, true}, /* a duplicate: in the ledger, worth nothing */
		{EVENT_STAFF_ACCEPTED, STAFF, ANA, 1, true, true}, {EVENT_HELPED, X01, ANA, 1, true, true},
		{EVENT_THANKED, ELI, CAS, 2, true, true}, {EVENT_THANKED, ANA, ANA, 1, true, false},
		{EVENT_THANKED, BEN, 90, 4, true, false}, {EVENT_THANKED, 99, ANA, 1, true, false},
		{EVENT_THANKED, BEN, ANA, 0, true, false}, {EVENT_UNTHANKED, BEN, ANA, 1, true, false},
		{EVENT_THANKED, BEN, ANA, 1, true, true}, {EVENT_FOUND, 0, ANA, 1, true, false},
		{EVENT_ACCEPTED, CAS, BEN, 3, false, false}, {EVENT_HELPED, CAS, BEN, 4, false, false}};
	int day = scene_day("2026-03-20");
	size_t i;

	(void)state;
	scene_people();
	scene_today(day);
	scene_settle();
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		scene_event(day, steps[i].kind, steps[i].member, steps[i].other, 1, steps[i].post, 0);
		if (!steps[i].alone)
			scene_event(day, steps[i].kind, DEE, steps[i].other, 1, steps[i].post, 0);
		scene_step();
		if ((scene_statements == 3) != steps[i].is_short)
			fail_msg("step %zu: %u statements", i, scene_statements);
		scene_equal("step", (int)i);
	}
	assert_int_equal(admin_number("SELECT count(*) FROM standing.refused"), 3);
}

static int64_t judged_again(void)
{
	int64_t n = admin_number("SELECT count(*) FROM standing.level_again WHERE member_id = 1");

	assert_int_equal(admin_number("SELECT count(*) FROM standing.level_again"), n);
	admin_run("DELETE FROM standing.level_again");
	return n;
}

/* Levels do not count what is held back or voided, so they are told of whom that is: by an entry of today, and by one that came late. */
static void test_who_is_judged_again(void **state)
{
	static const struct {
		int late;
		enum event_kind kind;
		int64_t told;
	} steps[] = {{0, EVENT_THANKED, 0}, {1, EVENT_CREDIT_HELD, 1}, {0, EVENT_CREDIT_RELEASED, 1},
		{0, EVENT_CREDIT_VOIDED, 1}, {0, EVENT_CREDIT_VOIDED, 0}, {2, EVENT_CREDIT_HELD, 0},
		{0, EVENT_CREDIT_UNVOIDED, 1}, {1, EVENT_CREDIT_VOIDED, 1}};
	int day = scene_day("2026-03-20");
	size_t i;

	(void)state;
	scene_people();
	scene_today(day);
	scene_settle();
	scene_event(day - 4, EVENT_ACCEPTED, BEN, ANA, 1, 1, 0);
	scene_settle();
	assert_int_equal(judged_again(), 0);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		int64_t act = admin_number("SELECT position FROM standing.act WHERE kind = 1");

		scene_event(day - steps[i].late, steps[i].kind, BEN, ANA, 9, 9, act);
		scene_settle();
		if ((judged_again() > 0) != steps[i].told)
			fail_msg("step %zu", i);
		scene_equal("step", (int)i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE(test_anything_applied_is_what_a_replay_gives),
		SCENE(test_a_check_names_what_is_different),
		SCENE(test_a_key_passes_to_an_act_that_came_before),
		SCENE(test_a_found_post_that_has_another_author_now),
		SCENE(test_an_act_alone_takes_the_short_way),
		SCENE(test_who_is_judged_again),
	};

	return SCENES("standing: replay", tests);
}
