/* rights_test.c -- what each role must be refused, and what constraints refuse to everybody: tried one by one
 * against the real schema. A right that is granted too widely, or a CHECK that is dropped, fails here by its
 * line. */
#include "sql/doors.h"

#define READ_ONLY "25006"

/* Members 1 (asks) and 2 (answers), topic 1, thread 1 with question 1 and answer 2, made by the fixture. */
static const struct attempt attempts[] = {
	/* the public door: events and jobs are put, never read or changed */
	{"bothy_web", WRITE "INSERT INTO ops.event (kind) VALUES (1)", ""},
	{"bothy_web", "SELECT * FROM ops.event", DENIED},
	{"bothy_web", WRITE "UPDATE ops.event SET kind = 2", DENIED},
	{"bothy_web", WRITE "DELETE FROM ops.event", DENIED},
	{"bothy_web", "SELECT * FROM ops.job", DENIED},
	{"bothy_web", WRITE "DELETE FROM ops.job", DENIED},
	{"bothy_web", "SELECT * FROM ops.audit", DENIED},
	{"bothy_web", WRITE "UPDATE ops.setting SET value = ''", DENIED},
	{"bothy_web", WRITE "UPDATE ops.site_key SET key = key", DENIED},
	/* … it makes nobody more than he is */
	{"bothy_web", WRITE "UPDATE community.member SET roles = 8 WHERE id = 1", DENIED},
	{"bothy_web", WRITE "UPDATE community.member SET state = 'suspended' WHERE id = 1", DENIED},
	{"bothy_web", WRITE "UPDATE community.member SET username = 'other' WHERE id = 1", DENIED},
	{"bothy_web",
		WRITE "INSERT INTO community.member (username, display, skeleton, roles) VALUES ('evil', "
		      "'e', 'e', 8)",
		DENIED},
	{"bothy_web", WRITE "DELETE FROM community.member", DENIED},
	/* … it makes no links that prove an address, and cannot read back what it was given to keep */
	{"bothy_web",
		WRITE "INSERT INTO community.token (hash, kind, member_id, email, expires_at)"
		      " VALUES (sha256('x'), 'reset', 1, 'x', now())",
		DENIED},
	/* … history stays */
	{"bothy_web", WRITE "DELETE FROM community.post", DENIED},
	{"bothy_web", WRITE "DELETE FROM community.thread", DENIED},
	{"bothy_web", WRITE "UPDATE community.post SET author_id = 2 WHERE id = 1", DENIED},
	{"bothy_web", WRITE "UPDATE community.post SET created_at = now()", DENIED},
	{"bothy_web", WRITE "UPDATE community.thread SET author_id = 2", DENIED},
	{"bothy_web", WRITE "UPDATE community.post_revision SET source = ''", DENIED},
	{"bothy_web", WRITE "DELETE FROM community.post_revision", DENIED},
	{"bothy_web", WRITE "DELETE FROM community.acceptance", DENIED},
	{"bothy_web", WRITE "DELETE FROM community.reaction", DENIED},
	{"bothy_web", WRITE "UPDATE community.reaction SET member_id = 2", DENIED},
	{"bothy_web", WRITE "DELETE FROM community.found", DENIED},
	{"bothy_web", WRITE "INSERT INTO community.topic (slug, name) VALUES ('new', 'New')", DENIED},
	{"bothy_web", WRITE "INSERT INTO community.announcement (text) VALUES ('x')", DENIED},
	/* … private details are handed in, and neither read nor taken back */
	{"bothy_web",
		WRITE
		"INSERT INTO intake.message (thread_id, member_id, sealed) VALUES (1, 1, decode(repeat('00', 49), 'hex'))",
		""},
	{"bothy_web",
		WRITE "INSERT INTO intake.message (thread_id, member_id, sealed) VALUES (1, 1, 'not sealed')",
		CHECKED},
	{"bothy_web",
		WRITE
		"INSERT INTO intake.message (thread_id, member_id, sealed, opened_by) VALUES (1, 1, decode(repeat('00', 49), 'hex'), 1)",
		DENIED},
	{"bothy_web", "SELECT id FROM intake.message", DENIED},
	{"bothy_web", WRITE "UPDATE intake.message SET sealed = sealed", DENIED},
	{"bothy_web", WRITE "DELETE FROM intake.message", DENIED},
	{"bothy_web", WRITE "UPDATE ops.intake_key SET public = public", DENIED},
	{"bothy_desk", WRITE "UPDATE intake.message SET sealed = sealed", DENIED},
	/* … of follow-ups it may answer what work has asked */
	{"bothy_web",
		WRITE
		"INSERT INTO community.stayed_solved (thread_id, episode, days, member_id) VALUES (1, 1, 3, 1)",
		DENIED},
	{"bothy_web", WRITE "UPDATE community.stayed_solved SET member_id = 2", DENIED},
	{"bothy_web", WRITE "UPDATE community.stayed_solved SET answer = 'no', answered_at = now()", ""},
	{"bothy_web", "SELECT * FROM crm.followup", DENIED},
	{"bothy_web", "SELECT * FROM crm.clock", DENIED},
	{"bothy_web", "SELECT * FROM crm.inbox", DENIED},
	{"bothy_web", "SELECT crm.clock_settings()", DENIED},
	{"bothy_web", WRITE "UPDATE crm.clock_setting SET followup_first = 1", DENIED},
	{"bothy_desk", WRITE "UPDATE crm.clock_setting SET followup_first = 5, followup_second = 20", ""},
	{"bothy_desk", WRITE "UPDATE crm.clock_setting SET followup_first = 14", "23514"},
	{"bothy_desk", WRITE "UPDATE crm.clock_setting SET followup_second = 61", "23514"},
	{"bothy_desk", WRITE "UPDATE crm.clock_setting SET followup_first = 0", "23514"},
	{"bothy_desk",
		WRITE
		"INSERT INTO crm.clock_turn (thread_id, episode, at, state, why, priority) VALUES (1, 1, now(), 'running', 'asked', 'normal')",
		DENIED},
	/* … members ask for their data and leave by functions that look whose session it is; the archive itself it reads by one too */
	{"bothy_web", "SELECT id FROM community.export", ""},
	{"bothy_web", "SELECT * FROM community.export_chunk", DENIED},
	{"bothy_web", WRITE "INSERT INTO community.export (member_id) VALUES (1)", DENIED},
	{"bothy_web", WRITE "SELECT community.export_ask(1, 999999)", DENIED},
	{"bothy_web", "SELECT community.export_read(1, 999999, 1, 1, 0)", ""},
	{"bothy_web", WRITE "INSERT INTO community.erasure (member_id) VALUES (1)", DENIED},
	{"bothy_web", WRITE "UPDATE community.erasure SET due_at = now()", DENIED},
	{"bothy_web", WRITE "SELECT community.erasure_ask(1, 999999, true)", DENIED},
	{"bothy_web", WRITE "SELECT community.erasure_cancel(1, 999999)", DENIED},
	{"bothy_web", WRITE "SELECT community.erase_member(1, 'x', 'x', '', '', '', '')", DENIED},
	{"bothy_web", WRITE "SELECT community.erase_texts(1, '', '', '', '')", DENIED},
	{"bothy_desk", "SELECT * FROM community.export", DENIED},
	{"bothy_desk", WRITE "SELECT crm.forget_member(1)", DENIED},
	{"bothy_work", WRITE "UPDATE community.erasure SET due_at = now()", DENIED},
	{"bothy_work", WRITE "INSERT INTO community.erasure (member_id) VALUES (1)", DENIED},
	{"bothy_work", WRITE "SELECT community.erase_member(1, 'x', 'x', '', '', '', '')", ""},
	{"bothy_work", WRITE "SELECT community.erase_texts(1, '', '', '', '')", DENIED},
	/* … it reads what was learnt of spam, and teaches nothing */
	{"bothy_web", "SELECT * FROM community.harm_sign", ""},
	{"bothy_web", WRITE "INSERT INTO community.harm_sign (sign) VALUES ('x')", DENIED},
	{"bothy_web", WRITE "UPDATE community.harm_learnt SET spam = 1", DENIED},
	{"bothy_web", "SELECT * FROM community.harm_lesson", DENIED},
	{"bothy_web", WRITE "DELETE FROM community.harm_look", DENIED},
	/* … the other rooms are closed */
	{"bothy_web", WRITE "CREATE TABLE crm.x ()", DENIED},
	{"bothy_web", WRITE "CREATE TABLE money.x ()", DENIED},
	{"bothy_web", WRITE "CREATE TABLE desk.x ()", DENIED},
	{"bothy_web", WRITE "CREATE TABLE intake.x ()", DENIED},
	/* … and it changes no structure and becomes nobody else */
	{"bothy_web", WRITE "CREATE TABLE community.x ()", DENIED},
	{"bothy_web", WRITE "CREATE TABLE public.x ()", DENIED},
	{"bothy_web", WRITE "CREATE SCHEMA x", DENIED},
	{"bothy_web", WRITE "ALTER TABLE community.post ADD x int", DENIED},
	{"bothy_web", WRITE "DROP TABLE community.post", DENIED},
	{"bothy_web", WRITE "TRUNCATE community.post", DENIED},
	{"bothy_web", WRITE "CREATE ROLE x", DENIED},
	{"bothy_web", "SET ROLE bothy_owner", DENIED},
	{"bothy_web", "SET ROLE bothy_desk", DENIED},
	{"bothy_web", "SELECT rolpassword FROM pg_authid", DENIED},
	{"bothy_web", WRITE "COPY community.topic TO '/tmp/x'", DENIED},
	{"bothy_web", WRITE "COPY community.topic TO PROGRAM 'cat'", DENIED},
	/* … nothing is written outside a transaction that says so */
	{"bothy_web", "INSERT INTO ops.event (kind) VALUES (1)", READ_ONLY},
	{"bothy_desk", "INSERT INTO ops.event (kind) VALUES (1)", READ_ONLY},

	/* the desk reads what everybody may read, and changes nothing of the community's */
	{"bothy_desk", "SELECT * FROM community.post", ""},
	{"bothy_desk", "SELECT * FROM community.login", DENIED},
	{"bothy_desk", "SELECT * FROM community.session", DENIED},
	{"bothy_desk", "SELECT * FROM community.token", DENIED},
	{"bothy_desk", "SELECT * FROM community.draft", DENIED},
	{"bothy_desk", "SELECT * FROM community.found", DENIED},
	{"bothy_desk", WRITE "UPDATE community.post SET html = ''", DENIED},
	{"bothy_desk", WRITE "UPDATE community.thread SET title = ''", DENIED},
	{"bothy_desk", WRITE "UPDATE community.member SET roles = 8", DENIED},
	{"bothy_desk", WRITE "DELETE FROM community.reaction", DENIED},
	{"bothy_desk", "SELECT * FROM ops.job", DENIED},
	{"bothy_desk", "SELECT * FROM ops.site_key", DENIED},
	{"bothy_desk", WRITE "CREATE TABLE desk.x ()", DENIED},
	{"bothy_desk", "SET ROLE bothy_work", DENIED},

	/* work does what it is asked, and rewrites no history */
	{"bothy_work", WRITE "UPDATE ops.event SET kind = 2", DENIED},
	{"bothy_work", WRITE "DELETE FROM ops.event", DENIED},
	{"bothy_work", WRITE "UPDATE ops.audit SET what = ''", DENIED},
	{"bothy_work", WRITE "UPDATE community.post_revision SET source = ''", DENIED},
	{"bothy_work", WRITE "DELETE FROM community.post", DENIED},
	{"bothy_work", WRITE "UPDATE ops.site_key SET key = key", DENIED},
	{"bothy_work", WRITE "CREATE TABLE community.x ()", DENIED},
	{"bothy_work", WRITE "ALTER TABLE community.post ADD x int", DENIED},
	{"bothy_work", "SET ROLE bothy_owner", DENIED},

	/* what constraints refuse, whoever asks */
	{"bothy_web",
		WRITE "INSERT INTO community.reaction (post_id, author_id, member_id, kind) VALUES (2, 2, 2, "
		      "'thanks')",
		CHECKED, "reaction_not_to_oneself"},
	{"bothy_web",
		WRITE "INSERT INTO community.reaction (post_id, author_id, member_id, kind) VALUES (2, 2, 2, "
		      "'helped')",
		CHECKED, "reaction_not_to_oneself"},
	/* … naming another author does not help: the pair must be the post's */
	{"bothy_web",
		WRITE "INSERT INTO community.reaction (post_id, author_id, member_id, kind) VALUES (2, 1, 2, "
		      "'thanks')",
		"23503"},
	{"bothy_web", WRITE "INSERT INTO community.me_too (thread_id, author_id, member_id) VALUES (1, 1, 1)",
		CHECKED, "me_too_not_oneself"},
	{"bothy_web",
		WRITE "UPDATE community.thread SET state = 'confirmed' WHERE id = 1;"
		      "UPDATE community.thread SET state = 'answered' WHERE id = 1",
		CHECKED, "thread_step_is_legal"},
	{"bothy_web", WRITE "UPDATE community.thread SET state = 'nonsense' WHERE id = 1", CHECKED},
	{"bothy_web", WRITE "UPDATE community.thread SET state = NULL WHERE id = 1", CHECKED},
	{"bothy_web",
		WRITE "INSERT INTO community.form_key (nonce, member_id, body_hash, result)"
		      " SELECT decode(repeat('00', 16), 'hex'), 1, '', '' FROM generate_series(1, 2)",
		TWICE, "form_key_pkey"},
	{"bothy_web",
		WRITE "INSERT INTO community.reaction (post_id, author_id, member_id, kind)"
		      " SELECT 2, 2, 1, 'thanks' FROM generate_series(1, 2)",
		TWICE, "reaction_live"},
	{"bothy_web",
		WRITE "INSERT INTO community.acceptance (thread_id, post_id, member_id)"
		      " SELECT 1, 2, 1 FROM generate_series(1, 2)",
		TWICE, "acceptance_live"},
	{"bothy_web",
		WRITE "INSERT INTO community.post (id, thread_id, kind, author_id, source, html, plain)"
		      " VALUES (9, 1, 'question', 1, '', '', '')",
		TWICE, "post_question"},
	{"bothy_work", WRITE "UPDATE community.member SET username = 'Not Allowed' WHERE id = 1", CHECKED},
	{"bothy_work", WRITE "UPDATE community.topic SET colour = 13", CHECKED},
};

static void test_what_is_refused(void **state)
{
	(void)state;
	doors_hold(attempts, sizeof(attempts) / sizeof(attempts[0]));
}

/* Tables that later rooms bring are closed to the public door from their first day: whoever adds one that is
 * not, meets this. */
static void test_public_door_has_no_right_in_closed_rooms(void **state)
{
	PGconn *pg = doors_connect("bothy_web");
	PGresult *res = PQexec(pg, "SELECT c.oid::regclass::text FROM pg_class c WHERE "
				   "c.relnamespace::regnamespace::text IN ('crm', 'money', 'desk')"
				   " AND c.relkind IN ('r', 'v', 'm', 'S') AND (has_table_privilege(c.oid, "
				   "'SELECT, INSERT, UPDATE, DELETE, TRUNCATE'))");

	(void)state;
	assert_int_equal(PQresultStatus(res), PGRES_TUPLES_OK);
	if (PQntuples(res))
		fail_msg("bothy_web has rights on %s", PQgetvalue(res, 0, 0));
	PQclear(res);
	PQfinish(pg);
}

static int rights_up(void **state)
{
	return doors_up(state,
		"INSERT INTO community.member (id, username, display, skeleton) VALUES (1, "
		"'asker', 'Asker', 'asker'),"
		" (2, 'helper', 'Helper', 'helper');"
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
		cmocka_unit_test(test_public_door_has_no_right_in_closed_rooms),
	};

	return cmocka_run_group_tests_name("rights", tests, rights_up, cluster_down);
}
