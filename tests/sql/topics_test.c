/* topics_test.c -- topics and tags in the database: who may do what to them; that a merge taken back leaves all as it was; that two at once,
 * and somebody who writes meanwhile, leave no double, no wrong count and no thread behind. */
#include "sql/doors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAKE(who) "SELECT community.topic_make(" who ", " who ", 'News', 'What is new', 'news', 3, true); "
#define SET(base, name, slug) \
	"SELECT community.topic_set(2, 2, 1, " base ", '" name "', '', '" slug "', 2, false); "
#define NEWEST_OF(table) "(SELECT max(id) FROM community." table ")"

/* Members 1, 2 (an admin), 3 (a suspended one), 4 (a moderator); session N is N's, 5 is 2's and over. Topics 1 to 4, 4 without threads; tags 1 to
 * 4, "one" to "four", "uno" and "eins" for 1. Threads: see fixture. */
static const struct attempt attempts[] = {
	/* the tables behind it stay closed */
	{"bothy_web", WRITE "UPDATE community.topic SET name = 'x'", DENIED, NULL},
	{"bothy_web", WRITE "UPDATE community.topic SET merged_into = 2 WHERE id = 1", DENIED, NULL},
	{"bothy_web", WRITE "DELETE FROM community.topic WHERE id = 4", DENIED, NULL},
	{"bothy_web", WRITE "INSERT INTO community.topic_redirect VALUES ('x', 1)", DENIED, NULL},
	{"bothy_web", WRITE "INSERT INTO community.topic_change (what, member_id) VALUES ('ordered', 2)",
		DENIED, NULL},
	{"bothy_web", "SELECT moved FROM community.topic_change", DENIED, NULL},
	{"bothy_web", WRITE "UPDATE community.tag SET name = 'x' WHERE id = 1", DENIED, NULL},
	{"bothy_web", WRITE "UPDATE community.tag SET forbidden = false", DENIED, NULL},
	{"bothy_web", WRITE "INSERT INTO community.tag_synonym VALUES ('x', 1)", DENIED, NULL},
	{"bothy_web", WRITE "DELETE FROM community.tag_synonym", DENIED, NULL},
	{"bothy_web", WRITE "UPDATE community.tag_change SET member_id = 1", DENIED, NULL},
	{"bothy_work", WRITE "DELETE FROM community.topic_change", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.topic_write(2, 1, '{}', NULL)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.threads_move(1, 2, NULL, 10)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.topic_move_on(1)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.tag_write(2, 1, '{}', NULL)", DENIED, NULL},
	/* whose session it is */
	{"bothy_web", WRITE MAKE("2"), "", NULL},
	{"bothy_web", WRITE MAKE("1"), DENIED, NULL},
	{"bothy_web", WRITE MAKE("3"), DENIED, NULL},
	{"bothy_web", WRITE MAKE("4"), DENIED, NULL},
	{"bothy_web", WRITE MAKE("NULL"), DENIED, NULL},
	{"bothy_desk", WRITE MAKE("2"), DENIED, NULL},
	{"bothy_work", WRITE MAKE("2"), DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.topic_merge(2, 1, 1, 2)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.topic_merge(2, 5, 1, 2)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.topic_merge(4, 4, 1, 2)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.topic_set(4, 4, 1, 0, 'x', '', 'x', 1, true)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.topics_order(4, 4, 0, '{2,1}')", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.topic_delete(4, 4, 4)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.topic_undo(4, 4, 1)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.tag_merge(4, 4, 1, 2)", "", NULL},
	{"bothy_web", WRITE "SELECT community.tag_merge(1, 1, 1, 2)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.tag_merge(4, 2, 1, 2)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.tag_set(1, 1, 1, 0, 'x', '', false)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.tag_make(1, 1, 'x', false)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.tag_synonym_add(1, 1, 1, 'x')", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.tag_synonym_remove(1, 1, 1, 'uno')", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.tag_undo(1, 1, 1)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.tag_makers_set(2, 2, 'level')", "", NULL},
	{"bothy_web", WRITE "SELECT community.tag_makers_set(4, 4, 'level')", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.tag_makers_set(2, 2, 'nobody')", DENIED, NULL},
	/* topics: names and addresses are one topic's */
	{"bothy_web", WRITE SET("0", "Topic 2", "else"), CHECKED, "topic_name_taken"},
	{"bothy_web", WRITE SET("0", "Else", "topic-2"), CHECKED, "topic_slug_taken"},
	{"bothy_web", WRITE SET("0", "Else", "Not An Address"), CHECKED, "topic_slug_check"},
	{"bothy_web", WRITE SET("7", "Else", "else"), "", "f"},
	{"bothy_web", WRITE SET("0", "Else", "else") SET("0", "More", "more"), "", "f"},
	{"bothy_web", WRITE SET("0", "Else", "else") "SELECT community.topic_meant('topic-1')", "", "1"},
	{"bothy_web", WRITE SET("0", "Else", "else") "SELECT community.topic_meant('else')", "", "1"},
	{"bothy_web",
		WRITE SET("0", "Else",
			"else") "SELECT community.topic_make(2, 2, 'Other', '', 'topic-1', 1, true)",
		CHECKED, "topic_slug_taken"},
	{"bothy_web",
		WRITE SET("0", "Else", "else") SET(NEWEST_OF("topic_change"), "Back",
			"topic-1") "SELECT string_agg(slug, ',') FROM community.topic_redirect WHERE topic_id = 1",
		"", "else"},
	{"bothy_web",
		WRITE SET("0", "Else", "else") "SELECT community.topic_undo(2, 2, " NEWEST_OF(
			"topic_change") "); SELECT slug || name || open FROM community.topic WHERE id = 1",
		"", "topic-1Topic 1true"},
	{"bothy_web",
		WRITE SET("0", "Else", "else") SET(NEWEST_OF("topic_change"), "More",
			"more") "SELECT community.topic_undo(2, 2, " NEWEST_OF("topic_change") " - 1)",
		CHECKED, "topic_later_first"},
	/* their order: who is not named stays behind */
	{"bothy_web",
		WRITE
		"SELECT community.topics_order(2, 2, 0, '{3,1,99}'); SELECT string_agg(id::text, ',' ORDER BY position, id) FROM community.topic",
		"", "3,1,2,4"},
	{"bothy_web",
		WRITE
		"SELECT community.topics_order(2, 2, 0, '{3,1,2}'); SELECT community.topic_undo(2, 2, " NEWEST_OF(
			"topic_change") "); SELECT string_agg(id::text, ',' ORDER BY position, id) FROM community.topic",
		"", "1,2,3,4"},
	{"bothy_web",
		WRITE
		"SELECT community.topics_order(2, 2, 0, '{3,1}'); SELECT community.topics_order(2, 2, 0, '{1,3}')",
		"", "f"},
	/* deleting */
	{"bothy_web", WRITE "SELECT community.topic_delete(2, 2, 1)", CHECKED, "topic_not_empty"},
	{"bothy_web", WRITE "SELECT community.topic_delete(2, 2, 3)", CHECKED, "topic_not_empty"},
	{"bothy_web",
		WRITE "SELECT community.topic_merge(2, 2, 1, 4); SELECT community.topic_delete(2, 2, 1)",
		CHECKED, "topic_gone"},
	{"bothy_web",
		WRITE "SELECT community.topic_delete(2, 2, 4); SELECT community.topic_undo(2, 2, " NEWEST_OF(
			"topic_change") "); SELECT slug || position FROM community.topic WHERE id = 4",
		"", "topic-44"},
	{"bothy_web", WRITE "SELECT community.topic_delete(2, 2, 4); SELECT count(*) FROM community.topic",
		"", "3"},
	/* merging */
	{"bothy_web", WRITE "SELECT community.topic_merge(2, 2, 1, 1)", CHECKED, "topic_merge_itself"},
	{"bothy_web", WRITE "SELECT community.topic_merge(2, 2, 1, 99)", CHECKED, "topic_gone"},
	{"bothy_web",
		WRITE "SELECT community.topic_merge(2, 2, 1, 2); SELECT community.topic_merge(2, 2, 3, 1)",
		CHECKED, "topic_gone"},
	{"bothy_web",
		WRITE "SELECT community.topic_merge(2, 2, 1, 2); SELECT community.topic_merge(2, 2, 2, 3)",
		CHECKED, "topic_moving"},
	{"bothy_web",
		WRITE
		"SELECT community.topic_merge(2, 2, 1, 2); SELECT threads FROM community.topic WHERE id = 2",
		"", "5"},
	{"bothy_web",
		WRITE "SELECT community.topic_merge(2, 2, 1, 2); SELECT community.topic_meant('topic-1')", "",
		"2"},
	/* whoever still puts a thread there puts it where the signpost leads */
	{"bothy_web",
		WRITE
		"SELECT community.topic_merge(2, 2, 1, 2); UPDATE community.thread SET topic_id = 1 WHERE id = 7;"
		" SELECT topic_id FROM community.thread WHERE id = 7",
		"", "2"},
	{"bothy_web",
		WRITE
		"SELECT community.topic_merge(2, 2, 1, 2);"
		" INSERT INTO community.thread (kind, topic_id, author_id, title, slug) VALUES ('discussion', 1, 1, 'A title', 'a') RETURNING topic_id",
		"", "2"},
	/* tags: a name is a tag's or a synonym, and no synonym of a synonym: no rings */
	{"bothy_web", WRITE "SELECT community.tag_synonym_add(4, 4, 1, 'one')", CHECKED,
		"tag_synonym_itself"},
	{"bothy_web", WRITE "SELECT community.tag_synonym_add(4, 4, 1, 'two')", CHECKED, "tag_name_taken"},
	{"bothy_web", WRITE "SELECT community.tag_synonym_add(4, 4, 2, 'uno')", CHECKED, "tag_name_synonym"},
	{"bothy_web", WRITE "SELECT community.tag_synonym_add(4, 4, 99, 'x')", CHECKED, "tag_gone"},
	{"bothy_web", WRITE "SELECT community.tag_synonym_add(4, 4, 1, 'a b')", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT community.tag_make(4, 4, 'uno', true)", CHECKED, "tag_name_synonym"},
	{"bothy_web", WRITE "INSERT INTO community.tag (name) VALUES ('uno')", TWICE, "tag_name_once"},
	{"bothy_work", WRITE "INSERT INTO community.tag_synonym VALUES ('two', 1)", TWICE, "tag_name_once"},
	{"bothy_web", WRITE "SELECT community.tag_set(4, 4, 1, 0, 'two', '', false)", CHECKED,
		"tag_name_taken"},
	{"bothy_web", WRITE "SELECT community.tag_set(4, 4, 2, 0, 'uno', '', false)", CHECKED,
		"tag_name_synonym"},
	{"bothy_web", WRITE "SELECT community.tag_set(4, 4, 1, 3, 'x', '', false)", "", "f"},
	{"bothy_web",
		WRITE
		"SELECT community.tag_set(4, 4, 1, 0, 'uno', '', false); SELECT string_agg(name, ',' ORDER BY name) FROM community.tag_synonym",
		"", "eins,one"},
	{"bothy_web",
		WRITE
		"SELECT community.tag_set(4, 4, 1, 0, 'uno', 'x', true); SELECT community.tag_undo(4, 4, " NEWEST_OF(
			"tag_change") "); SELECT name || description || forbidden FROM community.tag WHERE id = 1",
		"", "onefalse"},
	{"bothy_web", WRITE "SELECT community.tag_merge(4, 4, 1, 1)", CHECKED, "tag_merge_itself"},
	{"bothy_web", WRITE "SELECT community.tag_merge(4, 4, 1, 2); SELECT community.tag_merge(4, 4, 2, 1)",
		CHECKED, "tag_gone"},
	{"bothy_web",
		WRITE
		"SELECT community.tag_merge(4, 4, 1, 2); SELECT string_agg(name, ',' ORDER BY name) FROM community.tag_synonym WHERE tag_id = 2",
		"", "eins,one,uno"},
	{"bothy_web",
		WRITE
		"SELECT community.tag_merge(4, 4, 1, 2); SELECT threads FROM community.tag WHERE id = 2",
		"", "4"},
	{"bothy_web",
		WRITE
		"SELECT community.tag_merge(4, 4, 1, 2); SELECT community.tag_synonym_remove(4, 4, 2, 'one');"
		" SELECT community.tag_undo(4, 4, " NEWEST_OF("tag_change") " - 1)",
		CHECKED, "tag_later_first"},
	{"bothy_web",
		WRITE
		"SELECT community.tag_make(4, 4, 'five', true); SELECT community.tag_undo(4, 4, " NEWEST_OF(
			"tag_change") "); SELECT count(*) FROM community.tag",
		"", "4"},
	{"bothy_web",
		WRITE
		"SELECT community.tag_makers_set(2, 2, 'level'); SELECT community.tag_undo(4, 4, " NEWEST_OF(
			"tag_change") ")",
		DENIED, NULL},
	{"bothy_web",
		WRITE
		"SELECT community.tag_makers_set(2, 2, 'level'); SELECT community.tag_undo(2, 2, " NEWEST_OF(
			"tag_change") "); SELECT value FROM ops.setting WHERE key = 'tags.makers'",
		"", "all"},
	{"bothy_web",
		WRITE
		"SELECT community.tag_merge(4, 4, 1, 2); SELECT count(*) FROM community.tag_change WHERE member_id = 4",
		"", "1"},
};

static void test_who_may_do_what(void **state)
{
	(void)state;
	doors_hold(attempts, sizeof(attempts) / sizeof(attempts[0]));
}

/* ---- merged and taken back ---- */

static PGconn *admin;

static long number(const char *sql)
{
	PGresult *res = PQexec(admin, sql);
	long n;

	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(admin));
	n = strtol(PQgetvalue(res, 0, 0), NULL, 10);
	PQclear(res);
	return n;
}

/* All that a merge may touch, as one text. */
static void picture(char out[33])
{
	PGresult *res = PQexec(admin,
		"SELECT md5(concat_ws('|',"
		" (SELECT string_agg(x::text, ',' ORDER BY id) FROM community.topic x),"
		" (SELECT string_agg(x::text, ',' ORDER BY slug) FROM community.topic_redirect x),"
		" (SELECT string_agg(concat_ws('-', id, topic_id), ',' ORDER BY id) FROM community.thread x),"
		" (SELECT string_agg(x::text, ',' ORDER BY id) FROM community.tag x),"
		" (SELECT string_agg(x::text, ',' ORDER BY name) FROM community.tag_synonym x),"
		" (SELECT string_agg(x::text, ',' ORDER BY thread_id, tag_id) FROM community.thread_tag x),"
		" (SELECT string_agg(x::text, ',' ORDER BY m, topic) FROM standing.member_topic x)))");

	assert_int_equal(PQresultStatus(res), PGRES_TUPLES_OK);
	snprintf(out, 33, "%s", PQgetvalue(res, 0, 0));
	PQclear(res);
}

/* Counts are what can be counted, no thread has a tag twice or is in a signpost, and no name means two things. */
static void is_sound(void)
{
	assert_int_equal(
		number("SELECT count(*) FROM community.topic t WHERE threads <> (SELECT count(*) FROM community.thread h"
		       " WHERE h.topic_id = t.id AND h.deleted_at IS NULL)"),
		0);
	assert_int_equal(
		number("SELECT count(*) FROM community.tag g WHERE threads <> (SELECT count(*) FROM community.thread_tag x"
		       " JOIN community.thread h ON h.id = x.thread_id WHERE x.tag_id = g.id AND h.deleted_at IS NULL)"),
		0);
	assert_int_equal(
		number("SELECT count(*) FROM community.thread h JOIN community.topic t ON t.id = h.topic_id"
		       " WHERE t.merged_into IS NOT NULL"),
		0);
	assert_int_equal(number("SELECT count(*) FROM community.tag JOIN community.tag_synonym USING (name)"),
		0);
}

#define MOVE_ON		    "SELECT community.topic_move_on(" NEWEST_OF("topic_change") ")"
#define NEWEST_TOPIC_CHANGE number("SELECT max(id) FROM community.topic_change")

static void undo_topic(long change)
{
	char sql[200];

	snprintf(sql, sizeof(sql), "SELECT community.topic_undo(2, 2, %ld); " MOVE_ON, change);
	schema_run(admin, sql);
}

static void undo_tag(long change)
{
	char sql[100];

	snprintf(sql, sizeof(sql), "SELECT community.tag_undo(4, 4, %ld)", change);
	schema_run(admin, sql);
}

static void test_a_merge_of_topics_taken_back_leaves_all_as_it_was(void **state)
{
	char before[33], after[33];
	long first, second;

	(void)state;
	schema_run(admin, "SELECT standing.topics_recount('{1,2,3,4}')");
	picture(before);
	schema_run(admin, "SELECT community.topic_merge(2, 2, 1, 2); " MOVE_ON);
	first = NEWEST_TOPIC_CHANGE;
	is_sound();
	assert_int_equal(number("SELECT people FROM standing.member_topic WHERE m = 2 AND topic = 2"), 2);
	assert_int_equal(number("SELECT count(*) FROM standing.member_topic WHERE topic = 1"), 0);
	/* What it was merged into is merged in turn: its signpost is turned, and must be turned back first. */
	schema_run(admin, "SELECT community.topic_merge(2, 2, 2, 3); " MOVE_ON);
	second = NEWEST_TOPIC_CHANGE;
	is_sound();
	assert_int_equal(number("SELECT community.topic_meant('topic-1')"), 3);
	{
		char sql[100];
		PGresult *res;

		snprintf(sql, sizeof(sql), "SELECT community.topic_undo(2, 2, %ld)", first);
		res = PQexec(admin, sql);
		assert_string_equal(PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME), "topic_later_first");
		PQclear(res);
	}
	undo_topic(second);
	is_sound();
	undo_topic(first);
	picture(after);
	assert_string_equal(before, after);
	assert_int_equal(
		number("SELECT count(*) FROM ops.audit WHERE what IN ('topic.merged', 'topic.unmerged') AND actor_id = 2"),
		4);
}

static void test_a_thread_that_was_moved_since_stays_where_it_is(void **state)
{
	(void)state;
	schema_run(admin, "SELECT community.topic_merge(2, 2, 1, 2); " MOVE_ON);
	schema_run(admin, "UPDATE community.thread SET topic_id = 3 WHERE id = 1;"
			  " SELECT community.topic_and_tags_recount('{1}', '{2}')");
	undo_topic(NEWEST_TOPIC_CHANGE);
	assert_int_equal(number("SELECT topic_id FROM community.thread WHERE id = 1"), 3);
	assert_int_equal(number("SELECT topic_id FROM community.thread WHERE id = 2"), 1);
	is_sound();
	schema_run(admin, "UPDATE community.thread SET topic_id = 1 WHERE id = 1;"
			  " SELECT community.topic_and_tags_recount('{1}', '{3}')");
}

static void test_many_threads_move_in_several_goes(void **state)
{
	char before[33], after[33];

	(void)state;
	schema_run(admin, "INSERT INTO community.thread (kind, topic_id, author_id, title, slug)"
			  " SELECT 'discussion', 4, 1, 'One of many', 'one' FROM generate_series(1, 10001);"
			  " SELECT community.topic_and_tags_recount('{}', '{4}')");
	picture(before);
	schema_run(admin, "SELECT community.topic_merge(2, 2, 4, 3)");
	assert_int_equal(number("SELECT count(*) FROM community.thread WHERE topic_id = 4"), 5001);
	assert_int_equal(number("SELECT community.topic_meant('topic-4')"), 3);
	while (number(MOVE_ON "::int") == 0)
		;
	is_sound();
	assert_int_equal(number("SELECT threads FROM community.topic_change ORDER BY id DESC LIMIT 1"),
		10001);
	undo_topic(NEWEST_TOPIC_CHANGE);
	while (number(MOVE_ON "::int") == 0)
		;
	is_sound();
	picture(after);
	assert_string_equal(before, after);
	schema_run(admin,
		"DELETE FROM community.thread WHERE topic_id = 4; UPDATE community.topic SET threads = 0 WHERE id = 4");
}

static void test_a_merge_of_tags_taken_back_leaves_all_as_it_was(void **state)
{
	char before[33], after[33];
	long first, second;

	(void)state;
	picture(before);
	schema_run(admin, "SELECT community.tag_merge(4, 4, 1, 2)");
	first = number("SELECT max(id) FROM community.tag_change");
	is_sound();
	schema_run(admin, "SELECT community.tag_merge(4, 4, 2, 3)");
	second = number("SELECT max(id) FROM community.tag_change");
	is_sound();
	assert_int_equal(number("SELECT count(*) FROM community.tag_synonym WHERE tag_id = 3"), 4);
	undo_tag(second);
	is_sound();
	undo_tag(first);
	picture(after);
	assert_string_equal(before, after);
}

static void test_who_took_a_tag_off_meanwhile_has_the_last_word(void **state)
{
	(void)state;
	schema_run(admin, "SELECT community.tag_merge(4, 4, 1, 2)");
	schema_run(admin, "DELETE FROM community.thread_tag WHERE thread_id = 2;"
			  " SELECT community.topic_and_tags_recount('{1,2,3,4,5}', '{}')");
	undo_tag(number("SELECT max(id) FROM community.tag_change"));
	assert_int_equal(number("SELECT count(*) FROM community.thread_tag WHERE thread_id = 2"), 0);
	is_sound();
	schema_run(admin, "INSERT INTO community.thread_tag (thread_id, tag_id, active_at, position)"
			  " SELECT 2, 1, active_at, 0 FROM community.thread WHERE id = 2;"
			  " SELECT community.topic_and_tags_recount('{2}', '{}')");
	is_sound();
}

/* ---- at the same time ---- */

/* Whether ${pg} still waits for somebody's lock, half a second after it was asked. */
static bool waits(PGconn *pg)
{
	int i;

	for (i = 0; i < 50; i++) {
		PQconsumeInput(pg);
		if (!PQisBusy(pg))
			return false;
		if (number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") > 0)
			return true;
		usleep(10000);
	}
	return true;
}

/* The SQLSTATE of the last statement; "" if all went well. */
static void finish(PGconn *pg, char state[6])
{
	PGresult *res;

	*state = 0;
	while ((res = PQgetResult(pg))) {
		const char *got = PQresultErrorField(res, PG_DIAG_SQLSTATE);

		if (got)
			snprintf(state, 6, "%s", got);
		PQclear(res);
	}
}

static const struct race {
	const char *name, *first, *second;
	const char *state; /* of the second, once the first has committed */
	const char *after; /* true then */
	const char *still; /* what the first does while the second waits; NULL: nothing */
} races[] = {
	{"two merges of tags, crosswise", "SELECT community.tag_merge(4, 4, 1, 2)",
		"SELECT community.tag_merge(4, 4, 2, 1)", CHECKED,
		"SELECT (count(*) = 3)::int FROM community.tag"},
	{"two merges of one tag", "SELECT community.tag_merge(4, 4, 1, 2)",
		"SELECT community.tag_merge(4, 4, 1, 3)", CHECKED,
		"SELECT (count(*) = 3)::int FROM community.tag"},
	{"a thread is given the tag that is being merged", "SELECT community.tag_merge(4, 4, 1, 2)",
		"INSERT INTO community.thread_tag (thread_id, tag_id, active_at) VALUES (6, 1, now())",
		"23503", "SELECT (count(*) = 0)::int FROM community.thread_tag WHERE thread_id = 6"},
	{"a tag is made whose name becomes a synonym", "SELECT community.tag_synonym_add(4, 4, 1, 'fresh')",
		"INSERT INTO community.tag (name) VALUES ('fresh')", TWICE,
		"SELECT (count(*) = 4)::int FROM community.tag"},
	{"a name becomes a synonym that somebody makes a tag of",
		"INSERT INTO community.tag (name) VALUES ('fresh')",
		"SELECT community.tag_synonym_add(4, 4, 1, 'fresh')", CHECKED,
		"SELECT (count(*) = 5)::int FROM community.tag"},
	{"two merges of topics, crosswise", "SELECT community.topic_merge(2, 2, 1, 2)",
		"SELECT community.topic_merge(2, 2, 2, 1)", CHECKED, "SELECT 1"},
	{"a thread begins in a topic that is being merged", "SELECT community.topic_merge(2, 2, 1, 2)",
		"INSERT INTO community.thread (id, kind, topic_id, author_id, title, slug) VALUES (50, 'discussion', 1, 1, 'A title', 'a');"
		" UPDATE community.topic SET threads = threads + 1 WHERE id = (SELECT topic_id FROM community.thread WHERE id = 50)",
		"", "SELECT (topic_id = 2)::int FROM community.thread WHERE id = 50"},
	{"a topic is merged in which a thread begins",
		"INSERT INTO community.thread (id, kind, topic_id, author_id, title, slug) VALUES (51, 'discussion', 1, 1, 'A title', 'a');"
		" UPDATE community.topic SET threads = threads + 1 WHERE id = (SELECT topic_id FROM community.thread WHERE id = 51)",
		"SELECT community.topic_merge(2, 2, 1, 2)", "",
		"SELECT (count(*) > 0)::int FROM community.thread WHERE id = 51"},
	{"a topic is merged in which a thread begins that is not counted yet",
		"INSERT INTO community.thread (id, kind, topic_id, author_id, title, slug) VALUES (51, 'discussion', 1, 1, 'A title', 'a')",
		"SELECT community.topic_merge(2, 2, 1, 2)", "",
		"SELECT (topic_id = 2)::int FROM community.thread WHERE id = 51",
		"UPDATE community.topic SET threads = threads + 1 WHERE id = (SELECT topic_id FROM community.thread WHERE id = 51)"},
};

static void test_at_the_same_time(void **state)
{
	PGconn *one = schema_open(doors_address), *other = schema_open(doors_address);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(races) / sizeof(races[0]); i++) {
		const struct race *r = &races[i];
		char got[6];

		schema_run(admin, "DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept");
		schema_run(admin,
			"CREATE TABLE kept.tag AS TABLE community.tag; CREATE TABLE kept.synonym AS TABLE community.tag_synonym;"
			" CREATE TABLE kept.thread_tag AS TABLE community.thread_tag; CREATE TABLE kept.topic AS TABLE community.topic;"
			" CREATE TABLE kept.thread AS SELECT id, topic_id FROM community.thread");
		schema_run(one, "BEGIN");
		schema_run(one, r->first);
		schema_run(other, "BEGIN");
		assert_int_equal(PQsendQuery(other, r->second), 1);
		if (!waits(other))
			fail_msg("%s: did not wait", r->name);
		if (r->still)
			schema_run(one, r->still);
		schema_run(one, "COMMIT");
		finish(other, got);
		schema_run(other, *got ? "ROLLBACK" : "COMMIT");
		if (strcmp(got, r->state) != 0)
			fail_msg("%s: gave %s", r->name, *got ? got : "success");
		schema_run(admin, MOVE_ON);
		is_sound();
		if (number(r->after) != 1)
			fail_msg("%s: %s", r->name, r->after);
		schema_run(admin,
			"DELETE FROM community.thread WHERE id IN (50, 51); TRUNCATE community.thread_tag; DELETE FROM community.tag_synonym;"
			" DELETE FROM community.tag; INSERT INTO community.tag TABLE kept.tag; INSERT INTO community.tag_synonym TABLE kept.synonym;"
			" INSERT INTO community.thread_tag TABLE kept.thread_tag;"
			" UPDATE community.topic t SET merged_into = k.merged_into, threads = k.threads FROM kept.topic k WHERE k.id = t.id;"
			" UPDATE community.thread t SET topic_id = k.topic_id FROM kept.thread k WHERE k.id = t.id");
		is_sound();
	}
	schema_run(admin, "DROP SCHEMA kept CASCADE");
	PQfinish(one);
	PQfinish(other);
}

/* Threads 1 to 3 are in topic 1, 4 and 5 in topic 2, 6 (deleted) and 7 in topic 3. Tag 1 is on 1, 2, 3, tag 2 on 1, 4, tag 3 on 5. Member 2 helped one in
 * topic 1 and another in topic 2, and one of them in both. */
static const char fixture[] =
	"INSERT INTO community.member (id, username, display, skeleton, roles, state) VALUES (1, 'asker', 'Asker', 'asker', 1, 'active'),"
	" (2, 'admin', 'Admin', 'admin', 9, 'active'), (3, 'gone', 'Gone', 'gone', 9, 'suspended'), (4, 'mod', 'Mod', 'mod', 3, 'active');"
	"INSERT INTO community.session (id, hash, member_id, expires_at) OVERRIDING SYSTEM VALUE"
	" SELECT n, sha256(n::text::bytea), CASE n WHEN 5 THEN 2 ELSE n END, now() + CASE n WHEN 5 THEN -1 ELSE 1 END * interval '1 hour'"
	"  FROM generate_series(1, 5) n;"
	"INSERT INTO community.topic (id, slug, name, position) SELECT n, 'topic-' || n, 'Topic ' || n, n FROM generate_series(1, 4) n;"
	"SELECT setval('community.topic_id_seq', 100);"
	"INSERT INTO community.thread (id, kind, topic_id, author_id, title, slug, deleted_at)"
	" SELECT n, 'discussion', CASE WHEN n < 4 THEN 1 WHEN n < 6 THEN 2 ELSE 3 END, 1, 'A title', 'a', CASE n WHEN 6 THEN now() END"
	"  FROM generate_series(1, 7) n;"
	"SELECT setval('community.thread_id_seq', 100);"
	"INSERT INTO community.tag (id, name) VALUES (1, 'one'), (2, 'two'), (3, 'three'), (4, 'four');"
	"SELECT setval('community.tag_id_seq', 100);"
	"INSERT INTO community.tag_synonym VALUES ('uno', 1), ('eins', 1);"
	"INSERT INTO community.thread_tag (thread_id, tag_id, active_at, position) SELECT t.id, g, t.active_at, p FROM community.thread t"
	" JOIN (VALUES (1, 1, 1), (1, 2, 0), (2, 1, 0), (3, 1, 2), (4, 2, 0), (5, 3, 0)) v (thread, g, p) ON v.thread = t.id;"
	"SELECT community.topic_and_tags_recount('{1,2,3,4,5}', '{1,2,3,4}');"
	"UPDATE standing.drawn SET day = 20000;"
	"INSERT INTO standing.act (position, b, h, thread, post, kind, state, before, day, held, reason, credit_id, credit, month, weight, voice, beta)"
	" SELECT n, b, 2, t, t, 1, 1, 1, 19990, false, 0, n, 0, 0, 0, 0, 0 FROM (VALUES (1, 1, 1), (2, 3, 4), (3, 1, 5)) v (n, b, t)";

static int topics_up(void **state)
{
	if (doors_up(state, fixture) != 0)
		return -1;
	admin = schema_open(doors_address);
	schema_run(admin, "SET client_min_messages = warning");
	return 0;
}

static int topics_down(void **state)
{
	PQfinish(admin);
	return cluster_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_who_may_do_what),
		cmocka_unit_test(test_a_merge_of_topics_taken_back_leaves_all_as_it_was),
		cmocka_unit_test(test_a_thread_that_was_moved_since_stays_where_it_is),
		cmocka_unit_test(test_many_threads_move_in_several_goes),
		cmocka_unit_test(test_a_merge_of_tags_taken_back_leaves_all_as_it_was),
		cmocka_unit_test(test_who_took_a_tag_off_meanwhile_has_the_last_word),
		cmocka_unit_test(test_at_the_same_time),
	};

	return cmocka_run_group_tests_name("topics", tests, topics_up, topics_down);
}
