/* members_test.c -- what admins and moderators can do with members at the public door, and nobody else: each function with the session of an
 * admin, of a moderator, of a member, one that is over, and an admin's name with somebody else's session; what is written down; and that the
 * last admin stays whoever asks, two at a time as well. */
#include "sql/doors.h"

#include <string.h>

#define FOUND "SELECT count(*) FROM community.members_seen("
#define ALL   ", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'newest', NULL)"

/* Members 1, 2 (the only active admin), 3 (an admin who is suspended), 4 (a moderator), 5 (company), 6 (silenced, address not confirmed),
 * 7 (imported), 8 (erased); session N is N's, 9 is 2's and over, 10 is 1's second. 1 signed in from 192.0.2.7, 4 from 2001:db8:1:2::5, 6 from
 * 198.51.100.1. Note 1 is by 4 about 1, note 2 by 2. */
static const struct attempt attempts[] = {
	/* the tables behind it stay closed */
	{"bothy_web", "SELECT * FROM community.sign_in", DENIED, NULL},
	{"bothy_web", "SELECT address FROM community.sign_in", DENIED, NULL},
	{"bothy_web", WRITE "DELETE FROM community.sign_in", DENIED, NULL},
	{"bothy_web",
		WRITE
		"INSERT INTO community.sign_in (member_id, session_id, address, at) VALUES (1, 1, '192.0.2.1', now())",
		DENIED, NULL},
	{"bothy_web",
		WRITE
		"INSERT INTO community.sign_in (member_id, session_id, address) VALUES (1, 1, '192.0.2.1')",
		"", NULL},
	{"bothy_web", "SELECT text FROM community.member_note", DENIED, NULL},
	{"bothy_web",
		WRITE "INSERT INTO community.member_note (member_id, author_id, text) VALUES (1, 4, 'x')",
		DENIED, NULL},
	{"bothy_web", WRITE "UPDATE community.member_note SET deleted_at = now()", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.roles_set(1, 9)", DENIED, NULL},
	{"bothy_web", "SELECT community.is_moderator(2, 2)", DENIED, NULL},
	{"bothy_web", "SELECT * FROM ops.audit", DENIED, NULL},
	{"bothy_desk", "SELECT * FROM community.sign_in", DENIED, NULL},
	{"bothy_desk", FOUND "2, 2" ALL, DENIED, NULL},
	{"bothy_desk", "SELECT * FROM community.notes_seen(2, 2, 1)", DENIED, NULL},
	{"bothy_work", WRITE "UPDATE community.sign_in SET address = '192.0.2.1'", DENIED, NULL},
	{"bothy_work", WRITE "SELECT community.member_roles_set(2, 2, 1, 1, 3, '')", DENIED, NULL},

	/* who finds */
	{"bothy_web", FOUND "2, 2" ALL, "", "8"},
	{"bothy_web", FOUND "4, 4" ALL, "", "8"},
	{"bothy_web", FOUND "1, 1" ALL, "", "0"},
	{"bothy_web", FOUND "5, 5" ALL, "", "0"},
	{"bothy_web", FOUND "3, 3" ALL, "", "0"},
	{"bothy_web", FOUND "2, 1" ALL, "", "0"},
	{"bothy_web", FOUND "2, 9" ALL, "", "0"},
	{"bothy_web", FOUND "NULL, NULL" ALL, "", "0"},
	/* what */
	{"bothy_web", FOUND "4, 4, 'askr', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'fit', NULL)", "", "1"},
	{"bothy_web", FOUND "4, 4, 'askers', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'fit', NULL)", "",
		"1"},
	{"bothy_web", FOUND "4, 4, '%', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'fit', NULL)", "", "0"},
	{"bothy_web", FOUND "4, 4, 'zoe', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'fit', NULL)", "", "1"},
	{"bothy_web", FOUND "4, 4, NULL, NULL, NULL, NULL, 8, NULL, NULL, NULL, 'newest', NULL)", "", "2"},
	{"bothy_web", FOUND "4, 4, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, 'newest', NULL)", "", "4"},
	{"bothy_web", FOUND "4, 4, NULL, NULL, NULL, NULL, NULL, 'active', NULL, NULL, 'name', NULL)", "",
		"4"},
	{"bothy_web",
		"SELECT id FROM community.members_seen(4, 4, NULL, NULL, NULL, NULL, NULL, 'silenced', NULL, NULL, 'name', NULL)",
		"", "6"},
	{"bothy_web",
		"SELECT id FROM community.members_seen(4, 4, NULL, NULL, NULL, NULL, NULL, 'suspended', NULL, NULL, 'name', NULL)",
		"", "3"},
	{"bothy_web",
		"SELECT id FROM community.members_seen(4, 4, NULL, NULL, NULL, NULL, NULL, 'unclaimed', NULL, NULL, 'name', NULL)",
		"", "7"},
	{"bothy_web",
		"SELECT id FROM community.members_seen(4, 4, NULL, NULL, NULL, NULL, NULL, 'erased', NULL, NULL, 'oldest', NULL)",
		"", "8"},
	{"bothy_web", FOUND "4, 4, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, 'answers', NULL)", "", "7"},
	{"bothy_web", FOUND "4, 4, NULL, NULL, NULL, NULL, NULL, NULL, 2, NULL, 'answers', NULL)", "", "1"},
	{"bothy_web",
		FOUND
		"4, 4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, now() - interval '3 days 1 hour', 'newest', NULL)",
		"", "4"},
	/* each order goes on where it stopped, to the last and no further */
	{"bothy_web", FOUND "4, 4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'newest', 3)", "", "2"},
	{"bothy_web", FOUND "4, 4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'oldest', 3)", "", "5"},
	{"bothy_web", FOUND "4, 4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'name', 1)", "", "7"},
	{"bothy_web", FOUND "4, 4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'answers', 8)", "", "7"},
	{"bothy_web", FOUND "4, 4, 'a', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'fit', 1)", "", "1"},
	{"bothy_web", FOUND "4, 4, 'a', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'fit', 2)", "", "0"},
	/* addresses: for admins, and written down */
	{"bothy_web",
		"SELECT id FROM community.members_seen(2, 2, NULL, 'asker@one.example', NULL, NULL, NULL, NULL, NULL, NULL, '', NULL)",
		"25006", NULL},
	{"bothy_web",
		WRITE
		"SELECT email FROM community.members_seen(2, 2, NULL, 'asker@one.example', NULL, NULL, NULL, NULL, NULL, NULL, '', NULL)",
		"", "Asker@one.example"},
	{"bothy_web",
		WRITE
		"SELECT count(*) FROM community.members_seen(2, 2, NULL, NULL, 'one.example', NULL, NULL, NULL, NULL, NULL, '', NULL)",
		"", "2"},
	{"bothy_web",
		WRITE
		"SELECT id FROM community.members_seen(2, 2, NULL, NULL, NULL, '192.0.2.99/24', NULL, NULL, NULL, NULL, '', NULL)",
		"", "1"},
	{"bothy_web",
		WRITE
		"SELECT address FROM community.members_seen(2, 2, NULL, NULL, NULL, '2001:db8:1::/48', NULL, NULL, NULL, NULL, '', NULL)",
		"", "2001:db8:1:2::/64"},
	{"bothy_web",
		WRITE
		"SELECT count(*) FROM community.members_seen(2, 2, NULL, NULL, NULL, '192.0.2.8', NULL, NULL, NULL, NULL, '', NULL)",
		"", "0"},
	{"bothy_web",
		WRITE FOUND "4, 4, NULL, 'asker@one.example', NULL, NULL, NULL, NULL, NULL, NULL, '', NULL)",
		CHECKED, NULL},
	{"bothy_web", WRITE FOUND "4, 4, NULL, NULL, 'one.example', NULL, NULL, NULL, NULL, NULL, '', NULL)",
		CHECKED, NULL},
	{"bothy_web", WRITE FOUND "4, 4, NULL, NULL, NULL, '0.0.0.0/0', NULL, NULL, NULL, NULL, '', NULL)",
		CHECKED, NULL},
	{"bothy_web", WRITE FOUND "2, 9, NULL, NULL, NULL, '0.0.0.0/0', NULL, NULL, NULL, NULL, '', NULL)",
		CHECKED, NULL},
	{"bothy_web",
		"SELECT count(email) + count(address) FROM community.members_seen(2, 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '', NULL)",
		"", "0"},

	/* one member */
	{"bothy_web", "SELECT username FROM community.member_seen(4, 4, 1, NULL)", "", "asker"},
	{"bothy_web", "SELECT sessions FROM community.member_seen(4, 4, NULL, 'asker')", "", "2"},
	{"bothy_web", "SELECT * FROM community.member_seen(1, 1, 1, NULL)", "", "nothing"},
	{"bothy_web", "SELECT * FROM community.member_seen(3, 3, 1, NULL)", "", "nothing"},
	{"bothy_web", "SELECT * FROM community.member_seen(2, 9, 1, NULL)", "", "nothing"},
	{"bothy_web", WRITE "SELECT email FROM community.member_email_seen(2, 2, 1)", "",
		"Asker@one.example"},
	{"bothy_web", WRITE "SELECT email FROM community.member_email_seen(4, 4, 1)", "", "nothing"},
	{"bothy_web", WRITE "SELECT email FROM community.member_email_seen(1, 1, 1)", "", "nothing"},
	{"bothy_web", WRITE "SELECT email FROM community.member_email_seen(2, 4, 1)", "", "nothing"},
	{"bothy_web", "SELECT count(*) FROM community.member_sessions_seen(2, 2, 1, false)", "", "2"},
	{"bothy_web", "SELECT count(address) FROM community.member_sessions_seen(2, 2, 1, false)", "", "0"},
	{"bothy_web", "SELECT * FROM community.member_sessions_seen(2, 2, 1, true)", "25006", NULL},
	{"bothy_web", WRITE "SELECT count(address) FROM community.member_sessions_seen(2, 2, 1, true)", "",
		"1"},
	{"bothy_web", WRITE "SELECT count(*) FROM community.member_sessions_seen(4, 4, 1, false)", "", "0"},
	{"bothy_web", WRITE "SELECT count(*) FROM community.member_sessions_seen(1, 1, 1, true)", "", "0"},
	{"bothy_web",
		WRITE
		"SELECT community.member_email_seen(2, 2, 1); SELECT what FROM community.member_audit_seen(2, 2, 1)",
		"", "member.email_seen"},
	{"bothy_web",
		WRITE
		"SELECT count(*) FROM community.members_seen(2, 2, NULL, 'asker@one.example', NULL, NULL, NULL, NULL, NULL, NULL, '', NULL);"
		" SELECT what FROM community.member_audit_seen(2, 2, 1)",
		"", "members.looked_up"},
	{"bothy_web",
		WRITE
		"SELECT community.member_email_seen(2, 2, 1); SELECT * FROM community.member_audit_seen(4, 4, 1)",
		"", "nothing"},

	/* roles */
	{"bothy_web", WRITE "SELECT community.member_roles_set(2, 2, 1, 1, 3, '')", "", "t"},
	{"bothy_web", WRITE "SELECT community.member_roles_set(2, 2, 1, 1, 1, '')", "", "f"},
	{"bothy_web", WRITE "SELECT community.member_roles_set(2, 2, 1, 3, 9, '')", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT community.member_roles_set(2, 2, 1, 1, 2, '')", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT community.member_roles_set(2, 2, 1, 1, 17, '')", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT community.member_roles_set(2, 2, 1, 1, NULL, '')", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT community.member_roles_set(2, 2, 8, 1, 3, '')", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT community.member_roles_set(2, 2, 7, 1, 3, '')", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT community.member_roles_set(2, 2, 3, 9, 11, '')", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT community.member_roles_set(2, 2, 3, 9, 1, '')", "", "t"},
	{"bothy_web", WRITE "SELECT community.member_roles_set(2, 2, 99, 1, 3, '')", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT community.member_roles_set(4, 4, 1, 1, 3, '')", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT community.member_roles_set(4, 4, 4, 3, 9, '')", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT community.member_roles_set(1, 1, 1, 1, 9, '')", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT community.member_roles_set(2, 1, 1, 1, 9, '')", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT community.member_roles_set(2, 9, 1, 1, 9, '')", CHECKED, NULL},
	/* the last admin, by whatever way; company and moderators may go */
	{"bothy_web", WRITE "SELECT community.member_roles_set(2, 2, 2, 9, 1, '')", CHECKED, NULL},
	{"bothy_work", WRITE "SELECT community.roles_set(2, 3)", CHECKED, NULL},
	{"bothy_work", WRITE "UPDATE community.member SET state = 'former' WHERE id = 2", CHECKED, NULL},
	{"bothy_work", WRITE "UPDATE community.member SET state = 'suspended' WHERE id = 2", CHECKED, NULL},
	{"bothy_work", WRITE "UPDATE community.member SET state = 'former', roles = 1 WHERE id = 3", "",
		NULL},
	{"bothy_web",
		WRITE
		"SELECT community.member_roles_set(2, 2, 1, 1, 9, ''); SELECT community.member_roles_set(2, 2, 2, 9, 1, '')",
		"", "t"},
	/* more rights begin with a new sign-in, fewer hold at once */
	{"bothy_web",
		WRITE
		"SELECT community.member_roles_set(2, 2, 1, 1, 3, ''); SELECT sessions FROM community.member_seen(2, 2, 1, NULL)",
		"", "0"},
	{"bothy_web",
		WRITE
		"SELECT community.member_roles_set(2, 2, 4, 3, 1, ''); SELECT sessions FROM community.member_seen(2, 2, 4, NULL)",
		"", "1"},

	/* sessions */
	{"bothy_web", WRITE "SELECT community.member_sessions_end(2, 2, 1, 0)", "", "2"},
	{"bothy_web", WRITE "SELECT community.member_sessions_end(2, 2, 1, 1)", "", "1"},
	{"bothy_web", WRITE "SELECT community.member_sessions_end(2, 2, 1, 4)", "", "0"},
	{"bothy_web", WRITE "SELECT community.member_sessions_end(2, 2, 2, 2)", "", "0"},
	{"bothy_web",
		WRITE
		"SELECT community.member_sessions_end(2, 2, 2, 0); SELECT count(*) FROM community.session WHERE id = 2",
		"", "1"},
	{"bothy_web", WRITE "SELECT community.member_sessions_end(4, 4, 1, 0)", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT community.member_sessions_end(1, 1, 1, 0)", CHECKED, NULL},

	/* links and addresses */
	{"bothy_web", WRITE "SELECT community.member_reset_noted(2, 2, 1)", "", "asker"},
	{"bothy_web", WRITE "SELECT community.member_reset_noted(2, 2, 3)", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT community.member_reset_noted(2, 2, 7)", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT community.member_reset_noted(4, 4, 1)", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT community.member_email_noted(2, 2, 1, 'new@one.example')", "", "t"},
	{"bothy_web", WRITE "SELECT community.member_email_noted(2, 2, 1, 'asker@one.example')", "", "f"},
	{"bothy_web", WRITE "SELECT community.member_email_noted(2, 2, 6, 'mute@two.example')", "", "t"},
	{"bothy_web", WRITE "SELECT community.member_email_noted(2, 2, 6, 'asker@one.example')", CHECKED,
		NULL},
	{"bothy_web", WRITE "SELECT community.member_email_noted(4, 4, 1, 'new@one.example')", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT community.member_email_confirm(2, 2, 6)", "", "t"},
	{"bothy_web", WRITE "SELECT community.member_email_confirm(2, 2, 1)", "", "f"},
	{"bothy_web", WRITE "SELECT community.member_email_confirm(4, 4, 6)", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT community.member_email_confirm(6, 6, 6)", CHECKED, NULL},

	/* notes */
	{"bothy_web", "SELECT count(*) FROM community.notes_seen(4, 4, 1)", "", "2"},
	{"bothy_web", "SELECT count(*) FROM community.notes_seen(2, 2, 1)", "", "2"},
	{"bothy_web", "SELECT count(*) FROM community.notes_seen(1, 1, 1)", "", "0"},
	{"bothy_web", "SELECT count(*) FROM community.notes_seen(5, 5, 1)", "", "0"},
	{"bothy_web", "SELECT count(*) FROM community.notes_seen(4, 1, 1)", "", "0"},
	{"bothy_web",
		WRITE
		"SELECT community.note_write(4, 4, 1, 0, 'More'); SELECT text FROM community.notes_seen(2, 2, 1)",
		"", "More"},
	{"bothy_web",
		WRITE
		"SELECT community.note_write(4, 4, 1, 1, 'Other'); SELECT text FROM community.notes_seen(2, 2, 1) WHERE id = 1",
		"", "Other"},
	{"bothy_web", WRITE "SELECT community.note_write(4, 4, 1, 2, 'Other')", "", "f"},
	{"bothy_web", WRITE "SELECT community.note_write(4, 4, 6, 1, 'Other')", "", "f"},
	{"bothy_web", WRITE "SELECT community.note_write(4, 4, 99, 0, 'More')", "23503", NULL},
	{"bothy_web", WRITE "SELECT community.note_write(1, 1, 1, 0, 'More')", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT community.note_write(3, 3, 1, 0, 'More')", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT community.note_write(4, 1, 1, 0, 'More')", CHECKED, NULL},
	{"bothy_web",
		WRITE
		"SELECT community.note_delete(4, 4, 1, 1); SELECT count(*) FROM community.notes_seen(2, 2, 1)",
		"", "1"},
	{"bothy_web", WRITE "SELECT community.note_delete(4, 4, 1, 2)", "", "f"},
	{"bothy_web", WRITE "SELECT community.note_delete(2, 2, 1, 1)", "", "f"},
	{"bothy_web", WRITE "SELECT community.note_delete(1, 1, 1, 1)", CHECKED, NULL},
};

static void test_what_is_refused(void **state)
{
	(void)state;
	doors_hold(attempts, sizeof(attempts) / sizeof(attempts[0]));
}

static PGresult *run(PGconn *pg, const char *sql)
{
	PGresult *res = PQexec(pg, sql);

	if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(pg));
	return res;
}

/* Each takes the other's rights, at the same moment: one of them must stay. */
static void test_two_admins_cannot_both_take_the_others_rights(void **state)
{
	PGconn *owner = schema_open(doors_address), *one = doors_connect("bothy_web"),
	       *two = doors_connect("bothy_web");
	PGresult *res;

	(void)state;
	PQclear(run(owner, "UPDATE community.member SET roles = 9 WHERE id = 1"));
	PQclear(run(one, WRITE "SELECT community.member_roles_set(2, 2, 1, 9, 1, '')"));
	assert_int_equal(PQsendQuery(two, WRITE "SELECT community.member_roles_set(1, 1, 2, 9, 1, '')"), 1);
	do {
		res = run(owner, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
		if (strcmp(PQgetvalue(res, 0, 0), "0") != 0)
			break;
		PQclear(res);
	} while (PQstatus(owner) == CONNECTION_OK);
	PQclear(res);
	PQclear(run(one, "COMMIT"));
	res = PQgetResult(two);
	while (res && PQresultStatus(res) == PGRES_COMMAND_OK) {
		PQclear(res);
		res = PQgetResult(two);
	}
	assert_non_null(res);
	assert_string_equal(PQresultErrorField(res, PG_DIAG_SQLSTATE), CHECKED);
	PQclear(res);
	PQfinish(two);
	PQfinish(one);
	res = run(owner,
		"SELECT string_agg(id::text, ' ') FROM community.member WHERE roles & 8 <> 0 AND state = 'active'");
	assert_string_equal(PQgetvalue(res, 0, 0), "2");
	PQclear(res);
	PQfinish(owner);
}

static const char fixture[] =
	"INSERT INTO community.member (id, username, display, skeleton, roles, state, joined_at, silenced_until, answers)"
	" SELECT n, name, display, name, roles, state, now() - (8 - n) * interval '1 day', CASE n WHEN 6 THEN now() + interval '1 day' END, n"
	" FROM (VALUES (1, 'asker', 'Asker', 1, 'active'), (2, 'boss', 'Admin', 9, 'active'), (3, 'gone', 'Out', 9, 'suspended'),"
	"  (4, 'mod', 'Judge', 3, 'active'), (5, 'company', 'Staff', 5, 'active'), (6, 'quiet', 'Zo\xc3\xab', 1, 'active'),"
	"  (7, 'import', 'From there', 1, 'unclaimed'), (8, 'left', 'Former', 1, 'former')) v (n, name, display, roles, state);"
	"INSERT INTO community.login (member_id, email, email_key, confirmed_at) VALUES (1, 'Asker@one.example', 'asker@one.example', now()),"
	" (2, 'b@one.example', 'b@one.example', now()), (3, 'g@two.example', 'g@two.example', now()),"
	" (6, 'mute@two.example', 'mute@two.example', NULL);"
	"INSERT INTO community.session (id, hash, member_id, expires_at) OVERRIDING SYSTEM VALUE"
	" SELECT n, sha256(n::text::bytea), CASE n WHEN 9 THEN 2 WHEN 10 THEN 1 ELSE n END,"
	"  now() + CASE n WHEN 9 THEN -1 ELSE 1 END * interval '1 hour' FROM generate_series(1, 10) n;"
	"INSERT INTO community.sign_in (member_id, session_id, address) VALUES (1, 1, '192.0.2.7'), (4, 4, '2001:db8:1:2::5'),"
	" (6, 6, '198.51.100.1');"
	"INSERT INTO community.member_note (member_id, author_id, text) VALUES (1, 4, 'Words'),"
	" (1, 2, 'Words');"
	"INSERT INTO standing.member_level (member_id, level, since, good, bad, removals, people, ratio) VALUES (5, 2, now(), 9, 0, 0, 5, 800)";

static int members_up(void **state)
{
	return doors_up(state, fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_refused),
		cmocka_unit_test(test_two_admins_cannot_both_take_the_others_rights),
	};

	return cmocka_run_group_tests_name("members", tests, members_up, cluster_down);
}
