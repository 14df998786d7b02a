/* db_migrate_test.c -- migrations and roles on a real server: from nothing, again, interrupted, changed, in
 * parallel. */
#include "harness.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/migrate.h"

static const struct migration good[] = {
	{"0001_one", "CREATE SCHEMA room; CREATE TABLE room.one (id int);"},
	{"0002_two", "CREATE TABLE room.two (id int); INSERT INTO room.two VALUES (1);"},
	{"0003_three", "CREATE EXTENSION pg_trgm; CREATE TABLE room.three (id int);"},
	{NULL, NULL},
};
static const struct migration changed[] = {
	{"0001_one", "CREATE SCHEMA room; CREATE TABLE room.one (id bigint);"},
	{"0002_two", "CREATE TABLE room.two (id int); INSERT INTO room.two VALUES (1);"},
	{"0003_three", "CREATE EXTENSION pg_trgm; CREATE TABLE room.three (id int);"},
	{NULL, NULL},
};
static const struct migration gap[] = {
	{"0001_one", "CREATE SCHEMA room; CREATE TABLE room.one (id int);"},
	{"0001_other", "CREATE TABLE room.other (id int);"},
	{"0002_two", "CREATE TABLE room.two (id int); INSERT INTO room.two VALUES (1);"},
	{"0003_three", "CREATE EXTENSION pg_trgm; CREATE TABLE room.three (id int);"},
	{NULL, NULL},
};
static const struct migration failing[] = {
	{"0001_one", "CREATE SCHEMA room; CREATE TABLE room.one (id int);"},
	{"0002_two", "CREATE TABLE room.two (id int); SELECT 1 / 0; CREATE TABLE room.never (id int);"},
	{NULL, NULL},
};
static const struct migration committing[] = {
	{"0001_one", "CREATE SCHEMA room; COMMIT; SELECT 1;"},
	{NULL, NULL},
};

static char secrets[96], admin[128];

static bool up(const struct migration *list, const char *up_to)
{
	migrate_use(list);
	return migrate_up(cluster_address, cluster_password("bothy_owner"), up_to);
}

static int missing(const struct migration *list)
{
	migrate_use(list);
	return migrate_missing(cluster_address, "bothy_web", cluster_password("bothy_web"));
}

static int64_t tables(void)
{
	return admin_number("SELECT count(*) FROM pg_tables WHERE schemaname = 'room'");
}

static int before_each(void **state)
{
	(void)state;
	snprintf(secrets, sizeof(secrets), "%s/secrets", cluster_dir);
	snprintf(admin, sizeof(admin), "host=%s user=admin password=admin dbname=postgres", cluster_dir);
	admin_run("DROP SCHEMA IF EXISTS room, ops CASCADE; DROP EXTENSION IF EXISTS pg_trgm");
	quiet(true);
	return 0;
}

static int after_each(void **state)
{
	(void)state;
	quiet(false);
	return 0;
}

static void test_each_migration_once_and_in_order(void **state)
{
	(void)state;
	assert_int_equal(missing(good), 3);
	assert_true(up(good, "0001_one"));
	assert_int_equal(missing(good), 2);
	assert_int_equal(tables(), 1);
	assert_true(up(good, NULL));
	assert_int_equal(missing(good), 0);
	assert_int_equal(tables(), 3);
	assert_true(up(good, NULL));
	assert_int_equal(admin_number("SELECT count(*) FROM room.two"), 1);
	assert_int_equal(admin_number("SELECT count(*) FROM ops.migration"), 3);
	assert_false(up(good, "0009_none"));
}

static void test_history_must_fit(void **state)
{
	(void)state;
	assert_true(up(good, NULL));
	assert_false(up(changed, NULL));
	assert_int_equal(missing(changed), -1);
	assert_false(up(gap, NULL));
	assert_false(up(failing, NULL)); /* an older program: it does not know the third */
	assert_int_equal(tables(), 3);
}

static void test_a_file_that_fails_leaves_nothing(void **state)
{
	(void)state;
	assert_false(up(failing, NULL));
	assert_int_equal(tables(), 1);
	assert_int_equal(missing(failing), 1);
	assert_true(up(good, NULL));
	assert_int_equal(tables(), 3);
}

static void test_a_file_must_not_commit(void **state)
{
	(void)state;
	assert_false(up(committing, NULL));
	assert_int_equal(admin_number("SELECT count(*) FROM ops.migration"), 0);
}

static void test_two_at_once(void **state)
{
	pid_t children[3];
	int status;
	unsigned i;

	(void)state;
	for (i = 0; i < 3; i++) {
		children[i] = fork();
		assert_true(children[i] >= 0);
		if (children[i] == 0)
			_exit(up(good, NULL) ? 0 : 1);
	}
	for (i = 0; i < 3; i++) {
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(admin_number("SELECT count(*) FROM room.two"), 1);
}

static bool can_connect(const char *role, const char *password)
{
	char address[256];
	PGconn *pg;
	bool ok;

	snprintf(address, sizeof(address), "%s user=%s password=%s", cluster_address, role, password);
	pg = PQconnectdb(address);
	ok = PQstatus(pg) == CONNECTION_OK;
	PQfinish(pg);
	return ok;
}

static void test_secrets_are_private_and_stay(void **state)
{
	char before[128], path[160];
	struct stat st;

	(void)state;
	assert_int_equal(stat(secrets, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	snprintf(path, sizeof(path), "%s/bothy_desk", secrets);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0400);
	snprintf(before, sizeof(before), "%s", cluster_password("bothy_desk"));
	assert_int_equal(strlen(before), 43); /* 32 random bytes */
	assert_true(migrate_create_roles(admin, "bothy", secrets));
	assert_string_equal(cluster_password("bothy_desk"), before);
	assert_true(can_connect("bothy_desk", before));
	assert_int_equal(admin_number(
				 "SELECT count(*) FROM pg_authid WHERE rolname LIKE 'bothy%' AND "
				 "rolpassword LIKE 'SCRAM-SHA-256$%' AND NOT rolsuper AND NOT rolcreaterole"),
		4);
}

/* Whatever an interrupted run has left: a secret its role does not have, a role whose secret is lost, half a
 * file. */
static void test_an_interrupted_run_is_healed(void **state)
{
	char path[160];
	FILE *f;

	(void)state;
	admin_run("ALTER ROLE bothy_desk PASSWORD 'another'");
	snprintf(path, sizeof(path), "%s/bothy_work", secrets);
	assert_int_equal(unlink(path), 0);
	snprintf(path, sizeof(path), "%s/.bothy_work.new", secrets);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("half", f);
	fclose(f);
	assert_true(migrate_create_roles(admin, "bothy", secrets));
	assert_true(can_connect("bothy_desk", cluster_password("bothy_desk")));
	assert_true(can_connect("bothy_work", cluster_password("bothy_work")));
	assert_int_equal(strlen(cluster_password("bothy_work")), 43);
}

static void test_strangers_stay_outside(void **state)
{
	(void)state;
	admin_run("CREATE ROLE stranger LOGIN PASSWORD 'stranger'");
	assert_false(can_connect("stranger", "stranger"));
	admin_run("DROP ROLE stranger");
	assert_int_equal(admin_number("SELECT has_schema_privilege('bothy_web', 'public', 'USAGE')::int"), 0);
	assert_int_equal(admin_number("SELECT has_schema_privilege('bothy_owner', 'public', 'CREATE')::int"),
		1);
	assert_int_equal(admin_number("SELECT has_database_privilege('bothy_web', 'bothy', 'TEMP')::int"), 0);
}

/* The role's own defaults hold for every client that takes it, not only for our pool. */
static void test_reading_is_the_default(void **state)
{
	char address[256];
	PGconn *pg;
	PGresult *res;

	(void)state;
	snprintf(address, sizeof(address), "%s user=bothy_web password=%s", cluster_address,
		cluster_password("bothy_web"));
	pg = PQconnectdb(address);
	res = PQexec(pg, "INSERT INTO test.item (name) VALUES ('x')");
	assert_string_equal(PQresultErrorField(res, PG_DIAG_SQLSTATE), "25006");
	PQclear(res);
	res = PQexec(pg, "SHOW transaction_isolation");
	assert_string_equal(PQgetvalue(res, 0, 0), "repeatable read");
	PQclear(res);
	PQfinish(pg);
}

/* One who may create roles and databases is enough; it need not be a superuser. */
static void test_without_a_superuser(void **state)
{
	char other[96], clerk[128];

	(void)state;
	admin_run("CREATE ROLE clerk LOGIN CREATEROLE CREATEDB PASSWORD 'clerk'");
	snprintf(other, sizeof(other), "%s/other", cluster_dir);
	snprintf(clerk, sizeof(clerk), "host=%s user=clerk password=clerk dbname=postgres", cluster_dir);
	assert_true(migrate_create_roles(clerk, "other", secrets));
	assert_true(migrate_create_roles(clerk, "other", secrets));
	assert_int_equal(
		admin_number("SELECT count(*) FROM pg_auth_members WHERE roleid = 'bothy_owner'::regrole"),
		0);
	admin_run("DROP DATABASE other");
	admin_run("DROP ROLE clerk");
}

static void test_a_wrong_address_is_told(void **state)
{
	(void)state;
	migrate_use(good);
	assert_false(migrate_up("host=/nowhere dbname=bothy", "x", NULL));
	assert_int_equal(migrate_missing("host=/nowhere dbname=bothy", "bothy_web", "x"), -1);
	assert_false(migrate_create_roles("host=/nowhere", "bothy", secrets));
	assert_false(migrate_create_roles(admin, "bothy", "/proc/nowhere"));
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, before_each, after_each)
	const struct CMUnitTest tests[] = {
		EACH(test_each_migration_once_and_in_order),
		EACH(test_history_must_fit),
		EACH(test_a_file_that_fails_leaves_nothing),
		EACH(test_a_file_must_not_commit),
		EACH(test_two_at_once),
		EACH(test_secrets_are_private_and_stay),
		EACH(test_an_interrupted_run_is_healed),
		EACH(test_strangers_stay_outside),
		EACH(test_reading_is_the_default),
		EACH(test_without_a_superuser),
		EACH(test_a_wrong_address_is_told),
	};

	return cmocka_run_group_tests(tests, cluster_up, cluster_down);
}
