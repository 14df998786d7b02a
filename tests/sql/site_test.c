/* site_test.c -- what the public door can do for an admin about the whole site, and for nobody else: announcements, policies, the logo, tests of
 * mail; each function with the session of an admin, of a member, of a moderator, one that is over, and somebody else's. */
#include "sql/doors.h"

#define SET(who, what) \
	"ops.announcement_set(" who ", " what ", 'Text', '<p>Text</p>', 'outage', 'all', 0, 0, NULL, NULL)"

/* Members 1, 2 (an admin), 3 (a suspended one), 4 (a moderator); session N is N's, 5 is 2's and over. Announcement 1 stands, 2 is over. */
static const struct attempt attempts[] = {
	/* the tables behind it stay closed */
	{"bothy_web", WRITE "UPDATE community.announcement SET text = 'x'", DENIED, NULL},
	{"bothy_web",
		WRITE "INSERT INTO community.policy_version (slug, revision, member_id) VALUES ('x', 1, 2)",
		DENIED, NULL},
	{"bothy_web", WRITE "INSERT INTO community.picture VALUES ('000000000000', 'x', 1, 1)", DENIED, NULL},
	{"bothy_web", "SELECT * FROM ops.mail_failure", DENIED, NULL},
	{"bothy_web", "SELECT * FROM ops.mail_test", DENIED, NULL},
	{"bothy_web", WRITE "INSERT INTO ops.setting_key VALUES ('crm.adapter', 9)", DENIED, NULL},
	{"bothy_desk", "SELECT * FROM ops.mail_failure", DENIED, NULL},
	{"bothy_desk", WRITE "SELECT " SET("2, 2", "0, 0"), DENIED, NULL},
	{"bothy_desk", WRITE "SELECT ops.policy_set(2, 2, 'terms', 0, 'T', 's', 'h')", DENIED, NULL},
	{"bothy_desk", WRITE "SELECT ops.mail_test_ask(2, 2)", DENIED, NULL},
	{"bothy_work", WRITE "UPDATE ops.mail_test SET member_id = 1", DENIED, NULL},
	{"bothy_work", WRITE "UPDATE community.policy_version SET source = ''", DENIED, NULL},
	/* announcements */
	{"bothy_web", WRITE "SELECT " SET("2, 2", "0, 0") " > 2", "", "t"},
	{"bothy_web", WRITE "SELECT " SET("2, 2", "1, 1"), "", "1"},
	{"bothy_web", WRITE "SELECT " SET("2, 2", "1, 2"), "", "0"},
	{"bothy_web", WRITE "SELECT " SET("2, 2", "99, 1"), "", "0"},
	{"bothy_web", WRITE "SELECT " SET("1, 1", "0, 0"), DENIED, NULL},
	{"bothy_web", WRITE "SELECT " SET("3, 3", "0, 0"), DENIED, NULL},
	{"bothy_web", WRITE "SELECT " SET("4, 4", "0, 0"), DENIED, NULL},
	{"bothy_web", WRITE "SELECT " SET("2, 1", "0, 0"), DENIED, NULL},
	{"bothy_web", WRITE "SELECT " SET("2, 5", "0, 0"), DENIED, NULL},
	{"bothy_web",
		WRITE "SELECT ops.announcement_set(2, 2, 0, 0, 'x', 'x', 'party', 'all', 0, 0, NULL, NULL)",
		CHECKED, NULL},
	{"bothy_web",
		WRITE
		"SELECT ops.announcement_set(2, 2, 0, 0, 'x', 'x', 'outage', 'topic', 0, 0, NULL, NULL)",
		CHECKED, NULL},
	{"bothy_web",
		WRITE
		"SELECT ops.announcement_set(2, 2, 0, 0, 'x', 'x', 'outage', 'all', 0, 0, now(), now() - interval '1 day')",
		CHECKED, NULL},
	{"bothy_web", WRITE "SELECT ops.announcement_end(2, 2, 1)", "", "t"},
	{"bothy_web", WRITE "SELECT ops.announcement_end(2, 2, 2)", "", "f"},
	{"bothy_web", WRITE "SELECT ops.announcement_end(1, 1, 1)", DENIED, NULL},
	{"bothy_web",
		WRITE
		"SELECT ops.announcement_end(2, 2, 1); SELECT count(*) FROM community.announcement WHERE until_at > now()",
		"", "0"},
	/* policies: each version over the one that was seen */
	{"bothy_web", WRITE "SELECT ops.policy_set(2, 2, 'terms', 0, 'T', 's', 'h')", "", "1"},
	{"bothy_web", WRITE "SELECT ops.policy_set(2, 2, 'terms', 1, 'T', 's', 'h')", "", "0"},
	{"bothy_web", WRITE "SELECT ops.policy_set(2, 2, 'terms', NULL, 'T', 's', 'h')", "", "0"},
	{"bothy_web",
		WRITE
		"SELECT ops.policy_set(2, 2, 'terms', 0, 'T', 's', 'h'); SELECT ops.policy_set(2, 2, 'terms', 1, NULL, NULL, NULL)",
		"", "2"},
	{"bothy_web", WRITE "SELECT ops.policy_set(2, 2, 'a/b', 0, 'T', 's', 'h')", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT ops.policy_set(2, 2, 'terms', 0, 'T', NULL, 'h')", CHECKED, NULL},
	{"bothy_web", WRITE "SELECT ops.policy_set(1, 1, 'terms', 0, 'T', 's', 'h')", DENIED, NULL},
	{"bothy_web", WRITE "SELECT ops.policy_set(4, 4, 'terms', 0, 'T', 's', 'h')", DENIED, NULL},
	/* the logo */
	{"bothy_web",
		WRITE
		"SELECT ops.picture_put(2, 2, '0123456789ab', 'x', 9, 9); SELECT ops.picture_put(2, 2, '0123456789ab', 'y', 9, 9); SELECT bytes = 'x' FROM community.picture",
		"", "t"},
	{"bothy_web", WRITE "SELECT ops.picture_put(1, 1, '0123456789ab', 'x', 9, 9)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT ops.picture_put(2, 2, '../x', 'x', 9, 9)", CHECKED, NULL},
	{"bothy_web",
		WRITE
		"SELECT ops.picture_put(2, 2, '0123456789ab', decode(repeat('00', 65537), 'hex'), 9, 9)",
		CHECKED, NULL},
	{"bothy_web", WRITE "SELECT ops.picture_put(2, 2, '0123456789ab', 'x', 513, 9)", CHECKED, NULL},
	/* settings have their length */
	{"bothy_web", WRITE "SELECT ops.setting_set(2, 2, 'site.welcome', repeat('x', 500), 0, 0)", "", "t"},
	{"bothy_web", WRITE "SELECT ops.setting_set(2, 2, 'site.welcome', repeat('x', 501), 0, 0)", DENIED,
		NULL},
	{"bothy_web", WRITE "SELECT ops.setting_set(2, 2, 'site.logo', repeat('x', 65), 0, 0)", DENIED, NULL},
	/* mail */
	{"bothy_web", WRITE "SELECT ops.mail_test_ask(2, 2) > 0", "", "t"},
	{"bothy_web", WRITE "SELECT ops.mail_test_ask(2, 2); SELECT ops.mail_test_ask(2, 2)", "", "0"},
	{"bothy_web", WRITE "SELECT ops.mail_test_ask(2, 2); SELECT count(*) FROM ops.mail_tests_seen(2, 2)",
		"", "1"},
	{"bothy_web", WRITE "SELECT ops.mail_test_ask(1, 1)", DENIED, NULL},
	{"bothy_web", "SELECT count(*) FROM ops.mail_failures_seen(2, 2)", "", "1"},
	{"bothy_web", "SELECT count(*) FROM ops.mail_failures_seen(1, 1)", "", "0"},
	{"bothy_web", "SELECT count(*) FROM ops.mail_failures_seen(4, 4)", "", "0"},
	{"bothy_web", "SELECT count(*) FROM ops.mail_failures_seen(2, 5)", "", "0"},
};

static void test_what_is_refused(void **state)
{
	(void)state;
	doors_hold(attempts, sizeof(attempts) / sizeof(attempts[0]));
}

static int admin_up(void **state)
{
	return doors_up(state,
		"INSERT INTO community.member (id, username, display, skeleton, roles, state) VALUES (1, 'asker', 'Asker', 'asker', 1, 'active'),"
		" (2, 'admin', 'Admin', 'admin', 9, 'active'), (3, 'gone', 'Gone', 'gone', 9, 'suspended'), (4, 'mod', 'Mod', 'mod', 3, 'active');"
		"INSERT INTO community.session (id, hash, member_id, expires_at) OVERRIDING SYSTEM VALUE"
		" SELECT n, sha256(n::text::bytea), CASE n WHEN 5 THEN 2 ELSE n END, now() + CASE n WHEN 5 THEN -1 ELSE 1 END * interval '1 hour'"
		"  FROM generate_series(1, 5) n;"
		"INSERT INTO community.announcement (text, until_at) VALUES ('stands', NULL), ('over', now());"
		"INSERT INTO ops.mail_failure (kind, outcome, code, answer) VALUES ('notice', 'never', 550, 'no such user')");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_refused),
	};

	return cmocka_run_group_tests_name("site", tests, admin_up, cluster_down);
}
