/* migrations_test.c -- the real migrations: in one run, and each in a run of its own, to the same schema; and
 * that what stands there and in the program is the same. */
#include "sql/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/migrate.h"
#include "forum/thread/thread.h"

/* All there is to say about the schema, in a fixed order, as one hash. */
static const char fingerprint[] =
	"SELECT md5(string_agg(line, E'\\n' ORDER BY line COLLATE \"C\")) FROM ("
	" SELECT format('%s.%s.%s %s %s %s', n.nspname, c.relname, a.attname, format_type(a.atttypid, "
	"a.atttypmod),"
	"  a.attnotnull, pg_get_expr(d.adbin, d.adrelid)) AS line FROM pg_attribute a JOIN pg_class c ON "
	"c.oid = "
	"  a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_attrdef d ON d.adrelid = "
	"c.oid AND "
	"  d.adnum = a.attnum WHERE a.attnum > 0 AND NOT a.attisdropped AND n.nspname !~ '^pg_|^information'"
	" UNION ALL SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM "
	"pg_constraint"
	" UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname !~ '^pg_'"
	" UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
	" UNION ALL SELECT format('%s %s', p.oid::regprocedure, p.prosrc) FROM pg_proc p JOIN pg_namespace n "
	"ON n.oid = "
	"  p.pronamespace WHERE n.nspname !~ '^pg_|^information'"
	" UNION ALL SELECT format('%s %s %s', relkind, oid::regclass, relacl) FROM pg_class WHERE "
	"relnamespace::regnamespace"
	"  ::text !~ '^pg_|^information'"
	" UNION ALL SELECT format('%s %s', nspname, nspacl) FROM pg_namespace WHERE nspname !~ "
	"'^pg_|^information') AS lines";

static void remake(char address[128])
{
	char secrets[96], admin[128];

	snprintf(secrets, sizeof(secrets), "%s/secrets", cluster_dir);
	snprintf(admin, sizeof(admin), "host=%s user=admin password=admin dbname=postgres", cluster_dir);
	snprintf(address, 128, "host=%s dbname=again", cluster_dir);
	admin_run("DROP DATABASE IF EXISTS again");
	assert_true(migrate_create_roles(admin, "again", secrets));
}

static void take_fingerprint(const char *address, char out[40])
{
	PGconn *pg = schema_open(address);
	PGresult *res = PQexec(pg, fingerprint);

	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		fail_msg("%s", PQerrorMessage(pg));
	snprintf(out, 40, "%s", PQgetvalue(res, 0, 0));
	PQclear(res);
	PQfinish(pg);
}

/* What a migration finds is what those before it left: if each, in a run of its own, leads from there to the next state, every
 * earlier state leads to the last one. A run of its own, because a session remembers settings that a later one would not have. */
static void test_in_one_run_and_each_in_its_own(void **state)
{
	char address[128], whole[40], stepped[40];
	const struct migration *m;

	(void)state;
	remake(address);
	assert_true(migrate_up(address, cluster_password("bothy_owner"), NULL));
	take_fingerprint(address, whole);
	assert_int_equal(migrate_missing(address, "bothy_web", cluster_password("bothy_web")), 0);
	remake(address);
	for (m = migrations; m->name; m++) {
		assert_true(migrate_missing(address, "bothy_owner", cluster_password("bothy_owner")) > 0);
		assert_true(migrate_up(address, cluster_password("bothy_owner"), m->name));
	}
	take_fingerprint(address, stepped);
	if (strcmp(whole, stepped) != 0)
		fail_msg("the schema is another one when each migration is applied in a run of its own");
	assert_int_equal(migrate_missing(address, "bothy_web", cluster_password("bothy_web")), 0);
}

static bool step_is_in_the_database(PGconn *pg, enum thread_state was, enum thread_state becomes)
{
	const char *const names[] = {thread_state_name(was), thread_state_name(becomes)};
	PGresult *res = PQexecParams(pg, "SELECT FROM community.thread_step WHERE was = $1 AND becomes = $2",
		2, NULL, names, NULL, NULL, 0);
	bool there = PQntuples(res) == 1;

	assert_int_equal(PQresultStatus(res), PGRES_TUPLES_OK);
	PQclear(res);
	return there;
}

static void test_the_program_and_the_database_know_the_same_steps(void **state)
{
	enum thread_state was, becomes;
	char address[128];
	PGconn *pg;

	(void)state;
	remake(address);
	assert_true(migrate_up(address, cluster_password("bothy_owner"), NULL));
	pg = schema_open(address);
	for (was = STATE_OPEN; was <= STATE_CLOSED_UNCONFIRMED; was++)
		for (becomes = STATE_OPEN; becomes <= STATE_CLOSED_UNCONFIRMED; becomes++)
			if (step_is_in_the_database(pg, was, becomes) != thread_step_legal(was, becomes))
				fail_msg("%s to %s", thread_state_name(was), thread_state_name(becomes));
	PQfinish(pg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in_one_run_and_each_in_its_own),
		cmocka_unit_test(test_the_program_and_the_database_know_the_same_steps),
	};

	return cmocka_run_group_tests(tests, cluster_up, cluster_down);
}
