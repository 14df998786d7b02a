/* walls_test.c -- the rooms that are closed to the public door, tried as an intruder would who has its password: everything there is
 * in them, by the catalogue, so that what is added is tried because it exists; and the ways round them. */
#include "sql/schema.h"

#include <stdio.h>
#include <string.h>

static PGconn *web, *admin;

#define CLOSED "('crm', 'money', 'desk', 'intake')"

static PGresult *ask(PGconn *pg, const char *sql)
{
	PGresult *res = PQexec(pg, sql);

	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(pg));
	return res;
}

/* What a query finds, which should be nothing: its rows are told. */
static void expect_none(PGconn *pg, const char *what, const char *sql)
{
	PGresult *res = ask(pg, sql);
	int i, n = PQntuples(res);

	for (i = 0; i < n; i++)
		print_error("%s: %s\n", what, PQgetvalue(res, i, 0));
	PQclear(res);
	assert_int_equal(n, 0);
}

/* Runs ${sql} as the public door in a transaction that is rolled back; its SQLSTATE, "" for success. */
static const char *state_of(const char *sql)
{
	static char state[6], all[8000];
	const char *field;
	PGresult *res;

	snprintf(all, sizeof(all), "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; %s", sql);
	res = PQexec(web, all);
	field = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	snprintf(state, sizeof(state), "%s", field ? field : "");
	PQclear(res);
	PQclear(PQexec(web, "ROLLBACK"));
	return state;
}

/* ---- everything in the rooms ---- */

/* Statements about each thing of a kind, made by the catalogue. */
static const struct {
	const char *kind, *sql;
	int at_least;
} attempts[] = {
	{"tables, views",
		"SELECT replace(s, '%', c.oid::regclass::text) FROM pg_class c, unnest(ARRAY["
		"'SELECT FROM %', 'SELECT count(*) FROM %', 'SELECT * FROM % FOR UPDATE', 'DELETE FROM %',"
		"'DELETE FROM % RETURNING 1', 'TRUNCATE %', 'LOCK % IN ROW SHARE MODE', 'COPY % TO STDOUT',"
		"'CREATE TRIGGER x AFTER INSERT ON % EXECUTE FUNCTION suppress_redundant_updates_trigger()']) s"
		" WHERE c.relnamespace::regnamespace::text IN " CLOSED
		" AND c.relkind IN ('r', 'p', 'v', 'm', 'f')",
		300},
	{"tables, inserting",
		"SELECT format('INSERT INTO %s DEFAULT VALUES', c.oid::regclass) FROM pg_class c"
		" WHERE c.relnamespace::regnamespace::text IN " CLOSED
		" AND c.relkind IN ('r', 'p', 'v', 'f') AND c.oid <> 'intake.message'::regclass",
		35},
	{"columns",
		"SELECT replace(replace(s, '%', c.oid::regclass::text), '#', quote_ident(a.attname))"
		" FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped,"
		" unnest(ARRAY['SELECT # FROM %', 'UPDATE % SET # = DEFAULT']) s"
		" WHERE c.relnamespace::regnamespace::text IN " CLOSED
		" AND c.relkind IN ('r', 'p', 'v', 'm', 'f')",
		400},
	{"columns, inserting",
		"SELECT format('INSERT INTO %s (%I) OVERRIDING SYSTEM VALUE VALUES (DEFAULT)', c.oid::regclass, a.attname)"
		" FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
		" WHERE c.relnamespace::regnamespace::text IN " CLOSED
		" AND c.relkind IN ('r', 'p', 'v', 'f')"
		" AND NOT (c.oid = 'intake.message'::regclass AND a.attname IN ('thread_id', 'member_id', 'sealed'))",
		200},
	{"sequences",
		"SELECT format(s, c.oid::regclass) FROM pg_class c, unnest(ARRAY['SELECT nextval(''%s'')',"
		"'SELECT currval(''%s'')', 'SELECT setval(''%s'', 1)', 'SELECT last_value FROM %s']) s"
		" WHERE c.relnamespace::regnamespace::text IN " CLOSED " AND c.relkind = 'S'",
		40},
	/* … and by number, which needs no way into the schema */
	{"sequences, by number",
		"SELECT format(s, c.oid) FROM pg_class c, unnest(ARRAY['SELECT nextval(%s::oid::regclass)',"
		"'SELECT setval(%s::oid::regclass, 1)', 'SELECT pg_sequence_last_value(%s::oid::regclass)']) s"
		" WHERE c.relnamespace::regnamespace::text IN " CLOSED " AND c.relkind = 'S'",
		30},
	{"functions",
		"SELECT format('SELECT %s.%I(%s)', p.pronamespace::regnamespace, p.proname,"
		" (SELECT string_agg('NULL::' || format_type(t, NULL), ', ') FROM unnest(p.proargtypes) t))"
		" FROM pg_proc p WHERE p.pronamespace::regnamespace::text IN " CLOSED
		" AND p.prorettype <> 'trigger'::regtype",
		5},
};

static void test_everything_in_the_closed_rooms_is_refused(void **state)
{
	int wrong = 0, i;
	size_t k;

	(void)state;
	for (k = 0; k < sizeof(attempts) / sizeof(attempts[0]); k++) {
		PGresult *res = ask(admin, attempts[k].sql);

		for (i = 0; i < PQntuples(res); i++) {
			const char *got = state_of(PQgetvalue(res, i, 0));

			if (strcmp(got, "42501") != 0 && ++wrong)
				print_error("%s: gave %s, not 42501\n", PQgetvalue(res, i, 0),
					*got ? got : "success");
		}
		if (PQntuples(res) < attempts[k].at_least)
			fail_msg("%s: only %d were tried", attempts[k].kind, PQntuples(res));
		PQclear(res);
	}
	assert_int_equal(wrong, 0);
}

/* The one thing it may put in: its thread, its member, its box. */
static void test_intake_takes_and_gives_nothing_back(void **state)
{
	static const char *const refused[] = {
		"INSERT INTO intake.message (thread_id, member_id, sealed) VALUES (1, 1, decode(repeat('00', 49), 'hex')) RETURNING id",
		"INSERT INTO intake.message (thread_id, member_id, sealed) VALUES (1, 1, decode(repeat('00', 49), 'hex'))"
		" ON CONFLICT (id) DO NOTHING",
		"INSERT INTO intake.message (thread_id, member_id, sealed, case_id) VALUES (1, 1, decode(repeat('00', 49), 'hex'), 1)",
		"INSERT INTO intake.message (thread_id, member_id, sealed, opened_by) VALUES (1, 1, decode(repeat('00', 49), 'hex'), 1)",
		"COPY intake.message (sealed) TO STDOUT",
	};
	size_t i;

	(void)state;
	assert_string_equal(state_of("INSERT INTO intake.message (thread_id, member_id, sealed)"
				     " VALUES (1, 1, decode(repeat('00', 49), 'hex'))"),
		"");
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (strcmp(state_of(refused[i]), "42501") != 0)
			fail_msg("%s: gave %s", refused[i], state_of(refused[i]));
}

/* ---- ways round ---- */

/* What runs with the owner's rights when the public door asks: each looked at for what it could say about the closed rooms. */
static const char *const definers[][2] = {
	{"community.moderate", "writes decisions about posts, threads, members; reads no closed table"},
	{"community.moderate_many", "the same for several posts"},
	{"community.moderate_undo", "takes such a decision back"},
	{"community.moderate_undo_many", "the same for several"},
	{"community.sweep_begin", "decides about many posts and who wrote them, for the worker to carry out"},
	{"community.sweep_undo", "takes that back"},
	{"community.report_add", "puts a report and its item into the moderators' queue"},
	{"community.appeal_add", "puts an appeal against a decision"},
	{"community.appeal_answer", "answers one"},
	{"community.queue_put", "puts an item into the moderators' queue"},
	{"community.export_ask", "for the member himself: a copy of his data is to be made"},
	{"community.export_read", "for the member himself: a piece of that, made without the closed rooms"},
	{"community.erasure_ask", "for the member himself: he wants to leave"},
	{"community.erasure_cancel", "for the member himself: he stays"},
	{"community.post_hold", "holds the post that was just written back until somebody has looked"},
	{"community.members_seen", "for moderators: members; by address for admins, who are written down"},
	{"community.member_seen", "for moderators: one member's state"},
	{"community.member_email_seen", "for admins, who are written down"},
	{"community.member_sessions_seen", "for admins; where they were begun is written down"},
	{"community.member_audit_seen", "for admins: what was done with a member's account"},
	{"community.member_roles_set", "for admins: gives and takes roles, never the last admin's"},
	{"community.member_sessions_end", "for admins: ends sessions"},
	{"community.member_reset_noted", "for admins: the audit of a link that is sent"},
	{"community.member_email_noted", "for admins: the same of one to another address"},
	{"community.member_email_confirm", "for admins: an address counts as proved"},
	{"community.notes_seen", "for moderators: what they noted about a member"},
	{"community.note_write", "for moderators: writes one, or changes one's own"},
	{"community.note_delete", "for moderators: one's own"},
	{"ops.setting_set", "for admins: the keys of ops.setting_key, no other"},
	{"ops.harm_set", "for admins: the thresholds of what is looked at before it is shown, no other key"},
	{"ops.announcement_set", "for admins: makes an announcement, or changes one"},
	{"ops.announcement_end", "for admins: ends one"},
	{"ops.policy_set", "for admins: adds a version of a policy"},
	{"ops.picture_put", "for admins: keeps a picture that may be the logo"},
	{"ops.mail_test_ask", "for admins: begins a test of mail"},
	{"ops.mail_tests_seen", "for admins: what came of their own"},
	{"ops.mail_failures_seen",
		"for admins: mails that could not be handed over, without whom they were for"},
	{"ops.costly_statements", "for admins; leaves out statements that name a closed room"},
	{"ops.jobs_seen",
		"for admins; of the company's own jobs neither whom they are about nor what went wrong"},
	{"ops.job_counts", "for admins: how many jobs there are in which state"},
	{"ops.job_retry", "for admins: lets a job be tried again"},
	{"ops.job_drop", "for admins: takes a job out"},
	{"ops.job_put_back", "for admins: puts it back"},
	{"community.topic_make", "for admins: a new topic"},
	{"community.topic_set", "for admins: its name, address, colour"},
	{"community.topics_order", "for admins: the order of topics"},
	{"community.topic_merge", "for admins: threads of one topic move to another"},
	{"community.topic_delete", "for admins: an empty one goes"},
	{"community.topic_undo", "for admins: takes one of these back"},
	{"community.tag_make", "for moderators: a new tag, or one that is forbidden"},
	{"community.tag_set", "for moderators: its name and what it means"},
	{"community.tag_synonym_add", "for moderators: another name that means it"},
	{"community.tag_synonym_remove", "for moderators: one less"},
	{"community.tag_merge", "for moderators: one tag gives its threads to another"},
	{"community.tag_makers_set", "for admins: who makes new tags"},
	{"community.tag_undo", "for moderators: takes one of these back"},
};

static bool is_listed(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(definers) / sizeof(definers[0]); i++)
		if (strcmp(definers[i][0], name) == 0)
			return true;
	return false;
}

static void test_what_runs_as_the_owner_is_known_by_name(void **state)
{
	PGresult *res = ask(admin,
		"SELECT DISTINCT format('%s.%s', p.pronamespace::regnamespace, p.proname) FROM pg_proc p"
		" WHERE p.prosecdef AND p.pronamespace <> 'pg_catalog'::regnamespace"
		" AND has_function_privilege('bothy_web', p.oid, 'EXECUTE') ORDER BY 1");
	int i, wrong = 0;

	(void)state;
	for (i = 0; i < PQntuples(res); i++)
		if (!is_listed(PQgetvalue(res, i, 0)) && ++wrong)
			print_error("%s runs as its owner for the public door: say here why it may\n",
				PQgetvalue(res, i, 0));
	assert_int_equal(wrong, 0);
	assert_int_equal(PQntuples(res),
		sizeof(definers) / sizeof(definers[0])); /* none is listed that is no more */
	PQclear(res);
	expect_none(admin, "runs as its owner with a search path that others could fill",
		"SELECT p.oid::regprocedure FROM pg_proc p WHERE p.prosecdef AND p.pronamespace <> 'pg_catalog'::regnamespace"
		" AND NOT COALESCE('search_path=pg_catalog, pg_temp' = ANY (p.proconfig), false)");
	/* Their triggers and what they call in PL/pgSQL: a variable's type is looked up by whoever calls first. */
	expect_none(admin, "is ours in PL/pgSQL with a search path that others could fill",
		"SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE l.lanname = 'plpgsql'"
		" AND p.pronamespace::regnamespace::text IN ('community', 'standing', 'crm', 'money', 'desk', 'intake', 'ops')"
		" AND NOT COALESCE('search_path=pg_catalog, pg_temp' = ANY (p.proconfig), false)");
	expect_none(admin, "runs as its owner for everybody",
		"SELECT p.oid::regprocedure FROM pg_proc p WHERE p.prosecdef AND p.pronamespace <> 'pg_catalog'::regnamespace"
		" AND (p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) WHERE grantee = 0))");
}

/* Nothing that the public door can touch reads a closed table on its behalf. */
static void test_nothing_outside_looks_in(void **state)
{
	(void)state;
	expect_none(admin, "an open function names a closed room",
		"SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace::regnamespace::text NOT IN " CLOSED
		" AND p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
		" AND p.prosrc ~* '\\m(crm|money|desk|intake)\\.'");
	expect_none(admin, "a trigger of an open table runs a function of a closed room",
		"SELECT t.tgname || ' of ' || t.tgrelid::regclass FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
		" JOIN pg_proc p ON p.oid = t.tgfoid WHERE c.relnamespace::regnamespace::text NOT IN " CLOSED
		" AND p.pronamespace::regnamespace::text IN " CLOSED);
	expect_none(admin, "a view shows a closed table",
		"SELECT DISTINCT r.ev_class::regclass FROM pg_rewrite r JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid"
		" JOIN pg_class c ON d.refclassid = 'pg_class'::regclass AND c.oid = d.refobjid"
		" WHERE c.relnamespace::regnamespace::text IN " CLOSED);
	expect_none(admin, "an open table points into a closed room: inserting would tell what is there",
		"SELECT conname FROM pg_constraint k JOIN pg_class a ON a.oid = conrelid JOIN pg_class b ON b.oid = confrelid"
		" WHERE contype = 'f' AND a.relnamespace::regnamespace::text NOT IN " CLOSED
		" AND b.relnamespace::regnamespace::text IN " CLOSED);
	/* Of what a closed table points to, it may change no key and delete no row: a refusal would say "still referenced". */
	expect_none(admin,
		"what a closed table points to could be deleted or renumbered, and the refusal would tell",
		"SELECT conname FROM pg_constraint k JOIN pg_class a ON a.oid = conrelid WHERE contype = 'f'"
		" AND a.relnamespace::regnamespace::text IN " CLOSED
		" AND (has_table_privilege('bothy_web', confrelid, 'DELETE, TRUNCATE')"
		" OR EXISTS (SELECT FROM unnest(confkey) n WHERE has_column_privilege('bothy_web', confrelid, n, 'UPDATE')))");
}

static void test_the_public_door_is_nobody_else(void **state)
{
	(void)state;
	expect_none(admin, "bothy_web is a member of",
		"SELECT roleid::regrole FROM pg_auth_members WHERE member = 'bothy_web'::regrole");
	expect_none(admin, "bothy_web is more than a role that signs in",
		"SELECT rolname FROM pg_roles WHERE rolname = 'bothy_web' AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication"
		" OR rolbypassrls OR rolinherit)");
	expect_none(admin, "bothy_web may make things in",
		"SELECT nspname FROM pg_namespace WHERE has_schema_privilege('bothy_web', oid, 'CREATE')");
	expect_none(admin, "bothy_web may make things in the database",
		"SELECT p FROM unnest('{CREATE,TEMPORARY}'::text[]) p WHERE has_database_privilege('bothy_web', current_database(), p)");
	expect_none(admin, "what is made later is given away by itself",
		"SELECT defaclacl::text FROM pg_default_acl");
	expect_none(admin, "a closed room may be entered",
		"SELECT n FROM unnest('{crm,money,desk}'::text[]) n WHERE has_schema_privilege('bothy_web', n, 'USAGE')");
	/* … and if it could be: its tables and sequences stay shut */
	expect_none(admin, "bothy_web has a right to",
		"SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace::regnamespace::text IN " CLOSED
		" AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.oid <> 'intake.message'::regclass AND (c.relacl::text ~ '[{,](bothy_web)?='"
		" OR CASE WHEN c.relkind = 'S' THEN has_sequence_privilege('bothy_web', c.oid, 'SELECT, USAGE, UPDATE')"
		" ELSE has_table_privilege('bothy_web', c.oid, 'DELETE, TRUNCATE, TRIGGER')"
		" OR has_any_column_privilege('bothy_web', c.oid, 'SELECT, INSERT, UPDATE, REFERENCES') END)");
	expect_none(admin, "bothy_web has a right to this column",
		"SELECT attname FROM pg_attribute, unnest('{SELECT,INSERT,UPDATE,REFERENCES}'::text[]) p"
		" WHERE attrelid = 'intake.message'::regclass AND attnum > 0 AND NOT attisdropped"
		" AND has_column_privilege('bothy_web', attrelid, attnum, p)"
		" AND NOT (p = 'INSERT' AND attname IN ('thread_id', 'member_id', 'sealed'))");
	expect_none(admin, "a function in a closed room is everybody's",
		"SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace::regnamespace::text IN " CLOSED
		" AND has_function_privilege('bothy_web', p.oid, 'EXECUTE')");
}

/* ---- what the server tells any role by itself ---- */

static void test_the_catalogue_tells_no_content(void **state)
{
	(void)state;
	expect_none(web, "statistics hold values of closed tables",
		"SELECT tablename || '.' || attname FROM pg_stats WHERE schemaname IN " CLOSED
		" UNION ALL SELECT statistics_name FROM pg_stats_ext WHERE schemaname IN " CLOSED);
	expect_none(web, "sequences tell how many there are",
		"SELECT sequencename FROM pg_sequences WHERE schemaname IN " CLOSED
		" AND last_value IS NOT NULL");
	expect_none(web, "statements of other roles",
		"SELECT query FROM pg_stat_activity WHERE usename <> current_user"
		" AND query <> '<insufficient privilege>'");
	expect_none(web, "settings of the closed rooms",
		"SELECT key FROM ops.setting WHERE key LIKE 'crm.%'");
}

static void test_no_way_out_of_the_database(void **state)
{
	static const char *const refused[] = {"SELECT pg_read_file('/etc/passwd')",
		"SELECT pg_read_binary_file('PG_VERSION')", "SELECT pg_ls_dir('.')", "SELECT pg_ls_logdir()",
		"SELECT pg_stat_file('PG_VERSION')", "SELECT pg_current_logfile()",
		"SELECT lo_import('/etc/passwd')", "SELECT lo_export(1, '/tmp/x')",
		"COPY (SELECT 1) TO PROGRAM 'cat'", "COPY (SELECT 1) TO '/tmp/x'", "CREATE EXTENSION dblink",
		"CREATE EXTENSION postgres_fdw", "CREATE TEMP TABLE x ()",
		"CREATE FUNCTION pg_temp.x() RETURNS int LANGUAGE sql AS 'SELECT 1'",
		"SELECT * FROM pg_statistic", "SELECT * FROM pg_authid", "SELECT * FROM pg_user_mapping",
		"SELECT * FROM pg_hba_file_rules", "SELECT pg_logical_slot_peek_changes('x', NULL, NULL)",
		"SET ROLE bothy_work", "SET SESSION AUTHORIZATION bothy_desk",
		"SELECT schema_to_xml('crm', true, true, '')",
		"SELECT query_to_xml('SELECT * FROM crm.customer', true, true, '')"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (strncmp(state_of(refused[i]), "42501", 5) != 0 &&
			strncmp(state_of(refused[i]), "55000", 5) != 0)
			fail_msg("%s: gave %s", refused[i], state_of(refused[i]));
}

static int walls_up(void **state)
{
	char all[300];

	schema_up(state);
	admin = schema_open(cluster_address);
	snprintf(all, sizeof(all), "%s user=bothy_web password=%s", cluster_address,
		cluster_password("bothy_web"));
	web = PQconnectdb(all);
	PQclear(PQexec(admin,
		"INSERT INTO community.member (id, username, display, skeleton) VALUES (1, 'asker', 'Asker', 'asker');"
		"INSERT INTO community.topic (id, slug, name) VALUES (1, 'topic', 'Topic');"
		"INSERT INTO community.thread (id, kind, topic_id, author_id, title, slug, state)"
		" VALUES (1, 'question', 1, 1, 'A question', 'a-question', 'open');"
		"INSERT INTO crm.customer (name) VALUES ('Jane'), ('Joe'), ('Jim');"
		"INSERT INTO ops.setting (key, value) VALUES ('crm.adapter', 'rt'); ANALYZE"));
	return PQstatus(web) == CONNECTION_OK && PQstatus(admin) == CONNECTION_OK ? 0 : -1;
}

static int walls_down(void **state)
{
	PQfinish(web);
	PQfinish(admin);
	return cluster_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_everything_in_the_closed_rooms_is_refused),
		cmocka_unit_test(test_intake_takes_and_gives_nothing_back),
		cmocka_unit_test(test_what_runs_as_the_owner_is_known_by_name),
		cmocka_unit_test(test_nothing_outside_looks_in),
		cmocka_unit_test(test_the_public_door_is_nobody_else),
		cmocka_unit_test(test_the_catalogue_tells_no_content),
		cmocka_unit_test(test_no_way_out_of_the_database),
	};

	return cmocka_run_group_tests_name("walls", tests, walls_up, walls_down);
}
