/* admin_test.c -- what the public door can do for an admin, and for nobody else: each function with the session of an admin, of a member, of
 * nobody, one that is over, and an admin's name with somebody else's session. */
#include "sql/doors.h"

/* Members 1 and 2 (an admin), 3 (a suspended one), 4 (a moderator); session N is N's, 5 is 2's and over. Jobs: 1 waits, 2 is dead, 3 runs,
 * 4 has failed, 5 waits with the same "once" as the dead 6. */
static const struct attempt attempts[] = {
	/* the tables behind it stay closed */
	{"bothy_web", "SELECT * FROM ops.job", DENIED, NULL},
	{"bothy_web", "SELECT * FROM ops.job_dropped", DENIED, NULL},
	{"bothy_web", WRITE "DELETE FROM ops.job_dropped", DENIED, NULL},
	{"bothy_web", WRITE "INSERT INTO ops.process VALUES (1, 'x', 1, 1)", DENIED, NULL},
	{"bothy_web", WRITE "INSERT INTO ops.minute VALUES (now(), 1, 1, 1)", DENIED, NULL},
	{"bothy_web", "SELECT ops.is_admin(2, 2)", DENIED, NULL},
	{"bothy_desk", "SELECT * FROM ops.process", DENIED, NULL},
	{"bothy_desk", "SELECT * FROM ops.jobs_seen(2, 2, 'dead')", DENIED, NULL},
	{"bothy_desk", WRITE "SELECT ops.job_drop(2, 2, 2)", DENIED, NULL},
	{"bothy_work", WRITE "SELECT ops.job_drop(2, 2, 2)", DENIED, NULL},
	{"bothy_work", WRITE "UPDATE ops.process SET name = ''", DENIED, NULL},
	/* who sees jobs */
	{"bothy_web", "SELECT count(*) FROM ops.jobs_seen(2, 2, 'dead')", "", "2"},
	{"bothy_web", "SELECT count(*) FROM ops.jobs_seen(2, 2, 'waiting')", "", "2"},
	{"bothy_web", "SELECT count(*) FROM ops.jobs_seen(2, 2, 'running')", "", "1"},
	{"bothy_web", "SELECT error FROM ops.jobs_seen(2, 2, 'failed')", "", "nobody listens"},
	{"bothy_web", "SELECT count(*) FROM ops.jobs_seen(1, 1, 'dead')", "", "0"},
	{"bothy_web", "SELECT count(*) FROM ops.jobs_seen(2, 1, 'dead')", "", "0"},
	{"bothy_web", "SELECT count(*) FROM ops.jobs_seen(3, 3, 'dead')", "", "0"},
	{"bothy_web", "SELECT count(*) FROM ops.jobs_seen(4, 4, 'dead')", "", "0"},
	{"bothy_web", "SELECT count(*) FROM ops.jobs_seen(2, 5, 'dead')", "", "0"},
	{"bothy_web", "SELECT count(*) FROM ops.jobs_seen(NULL, NULL, 'dead')", "", "0"},
	{"bothy_web", "SELECT sum(jobs) FROM ops.job_counts(2, 2)", "", "6"},
	{"bothy_web", "SELECT count(*) FROM ops.job_counts(1, 1) WHERE jobs > 0", "", "0"},
	{"bothy_web", "SELECT count(*) FROM ops.costly_statements(1, 1)", "", "0"},
	/* who moves them */
	{"bothy_web", WRITE "SELECT ops.job_retry(2, 2, 2)", "", "t"},
	{"bothy_web",
		WRITE
		"SELECT ops.job_retry(2, 2, 2); SELECT attempts FROM ops.jobs_seen(2, 2, 'failed') WHERE id = 2",
		"", "0"},
	{"bothy_web",
		WRITE
		"SELECT ops.job_retry(2, 2, 4); SELECT attempts FROM ops.jobs_seen(2, 2, 'failed') WHERE id = 4",
		"", "2"},
	{"bothy_web", WRITE "SELECT ops.job_retry(2, 2, 3)", "", "f"},
	{"bothy_web", WRITE "SELECT ops.job_retry(2, 2, 99)", "", "f"},
	{"bothy_web", WRITE "SELECT ops.job_retry(2, 2, 6)", TWICE, NULL},
	{"bothy_web", WRITE "SELECT ops.job_retry(1, 1, 2)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT ops.job_retry(4, 4, 2)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT ops.job_retry(3, 3, 2)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT ops.job_retry(2, 1, 2)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT ops.job_retry(2, 5, 2)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT ops.job_drop(2, 2, 3)", "", "f"},
	{"bothy_web", WRITE "SELECT ops.job_drop(1, 1, 2)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT ops.job_put_back(1, 1, 2)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT ops.job_put_back(2, 2, 2)", "", "f"},
	/* settings: those of the admin page, by an admin, over what he saw */
	{"bothy_web", WRITE "INSERT INTO ops.setting (key, value) VALUES ('site.name', 'x')", DENIED, NULL},
	{"bothy_web",
		WRITE "INSERT INTO ops.setting_change (key, after, member_id) VALUES ('site.name', 'x', 2)",
		DENIED, NULL},
	{"bothy_work", WRITE "DELETE FROM ops.setting_change", DENIED, NULL},
	{"bothy_web",
		WRITE
		"SELECT ops.setting_set(2, 2, 'site.name', 'Other', 0, 0); SELECT value FROM ops.setting WHERE key = 'site.name'",
		"", "Other"},
	{"bothy_web", WRITE "SELECT ops.setting_set(2, 2, 'site.name', 'Other', 7, 0)", "", "f"},
	{"bothy_web", WRITE "SELECT ops.setting_set(2, 2, 'site.name', 'Other', NULL, 0)", "", "f"},
	{"bothy_web",
		WRITE
		"SELECT ops.setting_set(2, 2, 'site.name', 'A', 0, 0); SELECT ops.setting_set(2, 2, 'site.name', 'B', 0, 0)",
		"", "f"},
	{"bothy_web", WRITE "SELECT ops.setting_set(2, 2, 'site.name', NULL, 0, 0)", "23514", NULL},
	{"bothy_web", WRITE "SELECT ops.setting_set(2, 2, 'site.name', '', 0, 0)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT ops.setting_set(2, 2, 'crm.adapter', 'x', 0, 0)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT ops.setting_set(2, 2, NULL, 'x', 0, 0)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT ops.setting_set(1, 1, 'site.name', 'Other', 0, 0)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT ops.setting_set(4, 4, 'site.name', 'Other', 0, 0)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT ops.setting_set(2, 1, 'site.name', 'Other', 0, 0)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT ops.setting_set(2, 5, 'site.name', 'Other', 0, 0)", DENIED, NULL},
	{"bothy_desk", WRITE "SELECT ops.setting_set(2, 2, 'site.name', 'Other', 0, 0)", DENIED, NULL},
	/* dropped and put back, it is as it was */
	{"bothy_web", WRITE "SELECT ops.job_drop(2, 2, 2); SELECT count(*) FROM ops.jobs_seen(2, 2, 'dead')",
		"", "1"},
	{"bothy_web",
		WRITE "SELECT ops.job_drop(2, 2, 2); SELECT ops.job_put_back(2, 2, 2);"
		      " SELECT attempts || error FROM ops.jobs_seen(2, 2, 'dead') WHERE id = 2",
		"", "5nobody listens"},
	{"bothy_web",
		WRITE
		"SELECT ops.job_drop(2, 2, 2); SELECT ops.job_put_back(2, 2, 2); SELECT ops.job_put_back(2, 2, 2)",
		"", "f"},
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
		"DELETE FROM ops.job; INSERT INTO ops.job (id, kind, once, attempts, taken_at, failed_at, error) OVERRIDING SYSTEM VALUE VALUES"
		" (1, 'a', NULL, 0, NULL, NULL, NULL), (2, 'a', NULL, 5, now(), now(), 'nobody listens'), (3, 'a', NULL, 1, now(), NULL, NULL),"
		" (4, 'a', NULL, 2, NULL, NULL, 'nobody listens'), (5, 'b', 'x', 0, NULL, NULL, NULL), (6, 'b', 'x', 5, now(), now(), 'why')");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_refused),
	};

	return cmocka_run_group_tests_name("admin", tests, admin_up, cluster_down);
}
