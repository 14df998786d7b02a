/* money_test.c -- what members are worth, through the real tables; and that the public door sees nothing of it. */
#include "sql/schema.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "forum/standing/money.h"

static PGconn *pg;

/* The worked example of ../shared/design/REPUTATION.md, as the ledger leaves it on its day: members ana 1, ben 2, cas 3, dee 4, eli 5, the company 6;
 * and 7, whom ana brought. state: 0 pending, 1 credited, 2 nothing, 3 undone. */
static const char example[] =
	"INSERT INTO community.member (id, username, display, skeleton) SELECT i, 'm' || lpad(i::text, 4, '0'), 'M' || i, 'm' || i"
	" FROM generate_series(1, 1200) i;"
	"INSERT INTO standing.member_fact SELECT i, 20240, false, false, 0, 20240, false, false, 0 FROM unnest('{1,2,3,4,7}'::bigint[]) i;"
	"CREATE TEMP TABLE did (p bigint, b bigint, h bigint, kind int, on_day date, state int, c int, held boolean);"
	"INSERT INTO did VALUES (1, 2, 1, 1, '2026-01-05', 1, 500, false), (2, 3, 1, 3, '2026-01-20', 1, 200, false),"
	" (3, 3, 1, 1, '2026-02-03', 1, 500, false), (4, 2, 1, 1, '2026-02-14', 1, 500, false), (5, 1, 2, 1, '2026-02-15', 1, 500, false),"
	" (6, 5, 1, 1, '2026-03-01', 0, 0, false), (7, 4, 3, 4, '2026-03-05', 1, 50, false), (8, 6, 1, 2, '2026-03-10', 1, 500, false),"
	" (10, 1, 1, 1, '2026-03-11', 2, 0, false), (11, 4, 1, 1, '2026-03-12', 1, 500, true), (12, 4, 1, 3, '2026-03-12', 3, 200, false);"
	"INSERT INTO standing.ledger SELECT p, p, on_day, on_day - date '1970-01-01', kind, b, h, p, p, 0 FROM did;"
	"INSERT INTO standing.ledger SELECT 100 + i, 100 + i, '2026-03-15', date '2026-03-15' - date '1970-01-01', 7, 0, 1, 1, 1, 1000"
	" FROM generate_series(1, 40) i;"
	"INSERT INTO standing.act (position, day, kind, b, h, thread, post, state, before, held, reason, credit_id, credit, month, weight, voice, beta)"
	" SELECT p, on_day - date '1970-01-01', kind, b, h, p, p, state, 0, held, 0, 0, c, 0, 0, 0, 0 FROM did;"
	"INSERT INTO money.referral VALUES (7, 1, '2026-02-01')";

static void compute(struct task *t)
{
	assert_int_equal(money_command_wait(t, NULL), 0);
}

/* As `work`, the way the command does it. */
static void cev(void)
{
	char password[128];
	struct ended e;
	int out = dup(1), null = open("/dev/null", O_WRONLY);

	snprintf(password, sizeof(password), "%s", cluster_password("bothy_work"));
	loop_init();
	db_open(&(struct db_settings){.conninfo = cluster_address,
		.role = "bothy_work",
		.password = password,
		.door = DOOR_WORK,
		.connections = 1,
		.statement_ms = 20000});
	assert_true(loop_until(all_idle, 5000));
	fflush(stdout);
	dup2(null, 1);
	e = task_do_within(compute, 30000);
	fflush(stdout);
	dup2(out, 1);
	close(out);
	close(null);
	pool_down();
	assert_true(e.done);
	assert_int_equal(e.failed, 0);
}

#define FIGURES(member) \
	"SELECT concat_ws(' ', clv, avoided, found, retention, crv, cev) FROM money.member_value WHERE member_id = " #member

static void test_the_example_gives_its_cents(void **state)
{
	(void)state;
	schema_run(pg, example);
	cev();
	schema_expect(pg, FIGURES(1), "10610 1260 1200 84 7305 20459");
	schema_expect(pg, FIGURES(2), "10610 360 0 42 0 11012");
	schema_expect(pg, FIGURES(3), "10610 30 0 0 0 10640");
	/* No proof of being a customer, and nothing done: no row. */
	schema_expect(pg, "SELECT count(*) FROM money.member_value WHERE member_id IN (5, 6, 8, 1200)", "0");
	/* Computed again, nothing changes. */
	cev();
	schema_expect(pg, "SELECT concat_ws(' ', count(*), sum(cev)) FROM money.member_value", "5 63331");
}

static void test_acts_count_by_the_rates_of_their_day(void **state)
{
	(void)state;
	schema_run(pg,
		"INSERT INTO money.rate SELECT '2026-02-01', margin, 1000, acquisition, retention, discount, kept, by_accept, by_confirm, by_helped, by_thanks,"
		" by_found, referred FROM money.rate");
	cev();
	/* January: 360 + 180; from February on a contact costs 1000: twice 600; the finds 40 · 50. */
	schema_expect(pg, FIGURES(1), "10610 1740 2000 84 7305 21739");
	/* A member beyond the first page of them, and a second year of the same accepter. */
	schema_run(pg,
		"INSERT INTO standing.ledger VALUES (500, 500, '2025-12-30', 20452, 1, 2, 1200, 500, 500, 0), (501, 501, '2026-01-02', 20455, 1, 2, 1200, 501, 501, 0);"
		"INSERT INTO standing.act (position, day, kind, b, h, thread, post, state, before, held, reason, credit_id, credit, month, weight, voice, beta)"
		" SELECT position, day, kind, giver, receiver, thread, post, 1, 0, false, 0, 0, 500, 0, 0, 0, 0 FROM standing.ledger WHERE position >= 500");
	cev();
	schema_expect(pg, FIGURES(1200), "0 720 0 84 0 804");
}

/* Member 3, whom ana helped on January 20 and February 3, is customer 20 since 10 was merged into it; each of these is one contact. */
static void test_who_asked_the_company_anyway_avoided_nothing(void **state)
{
	static const struct {
		const char *why, *contact, *figures;
	} cases[] = {
		{"nothing is known of him", "SELECT", "10610 1740 2000 84 7305 21739"},
		{"he called within seven days",
			"INSERT INTO crm.touchpoint (customer_id, source, external_id, channel, inbound, at) VALUES (10, 't', '1', 'call', true, '2026-02-09')",
			"10610 1140 2000 84 7305 21139"},
		{"he called before, and later",
			"INSERT INTO crm.touchpoint (customer_id, source, external_id, channel, inbound, at) VALUES"
			" (10, 't', '2', 'call', true, '2026-02-02'), (10, 't', '3', 'call', true, '2026-02-11')",
			"10610 1740 2000 84 7305 21739"},
		{"the company called, and sent an invoice",
			"INSERT INTO crm.touchpoint (customer_id, source, external_id, channel, inbound, at) VALUES"
			" (10, 't', '4', 'call', false, '2026-02-04'), (20, 't', '5', 'invoice', true, '2026-02-04')",
			"10610 1740 2000 84 7305 21739"},
		{"a case was opened for him",
			"INSERT INTO crm.\"case\" (customer_id, subject, opened_at) VALUES (20, 'Bill', '2026-01-22')",
			"10610 1560 2000 84 7305 21559"},
		{"a case was made of a thread",
			"INSERT INTO crm.\"case\" (customer_id, origin_key, subject, opened_at) VALUES (20, '1:1', 'Bill', '2026-01-22')",
			"10610 1740 2000 84 7305 21739"},
		{"he wrote into his case",
			"WITH c AS (INSERT INTO crm.\"case\" (customer_id, origin_key, subject, opened_at) VALUES (20, '1:2', 'Bill', '2025-01-22') RETURNING id)"
			" INSERT INTO crm.case_entry (case_id, kind, at) SELECT id, 'received', '2026-02-04'::timestamptz FROM c",
			"10610 1140 2000 84 7305 21139"},
	};
	size_t i;

	(void)state;
	schema_run(pg,
		"INSERT INTO crm.customer (id, name, merged_into) OVERRIDING SYSTEM VALUE VALUES (20, 'Cas', NULL), (10, 'C.', 20)");
	schema_run(pg,
		"INSERT INTO crm.member_customer (member_id, customer_id, how) VALUES (3, 10, 'staff')");
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("%s\n", cases[i].why);
		schema_run(pg, cases[i].contact);
		cev();
		schema_expect(pg, FIGURES(1), cases[i].figures);
		schema_run(pg, "DELETE FROM crm.case_entry");
		schema_run(pg, "DELETE FROM crm.\"case\"");
		schema_run(pg, "DELETE FROM crm.touchpoint");
	}
	schema_run(pg, "DELETE FROM crm.member_customer");
	schema_run(pg, "DELETE FROM crm.customer");
}

/* From the catalogue, so that no later table can be forgotten: each table and each column of it, each sequence and function. */
static void test_the_public_door_sees_nothing_of_it(void **state)
{
	PGresult *tables;
	int i;

	(void)state;
	tables = PQexec(pg,
		"SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'money'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')");
	assert_true(PQntuples(tables) >= 3);
	for (i = 0; i < PQntuples(tables); i++) {
		char sql[200];
		PGresult *res;

		schema_run(pg, "BEGIN");
		schema_run(pg, "SET LOCAL ROLE bothy_web");
		snprintf(sql, sizeof(sql), "SELECT FROM %s", PQgetvalue(tables, i, 0));
		res = PQexec(pg, sql);
		if (!PQresultErrorField(res, PG_DIAG_SQLSTATE) ||
			strcmp(PQresultErrorField(res, PG_DIAG_SQLSTATE), "42501") != 0)
			fail_msg("bothy_web may say: %s", sql);
		PQclear(res);
		schema_run(pg, "ROLLBACK");
	}
	PQclear(tables);
	schema_expect(pg, "SELECT has_schema_privilege('bothy_web', 'money', 'USAGE')", "f");
	schema_expect(pg,
		"SELECT count(*) FROM pg_class c WHERE relnamespace = 'money'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')"
		" AND (has_table_privilege('bothy_web', oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')"
		" OR has_any_column_privilege('bothy_web', oid, 'SELECT, INSERT, UPDATE, REFERENCES'))",
		"0");
	schema_expect(pg,
		"SELECT count(*) FROM pg_proc WHERE pronamespace = 'money'::regnamespace AND has_function_privilege('bothy_web', oid, 'EXECUTE')",
		"0");
	/* And nothing that it may call does so for it: functions that run as somebody else do not name the room. */
	schema_expect(pg,
		"SELECT count(*) FROM pg_proc WHERE prosecdef AND prosrc ~* '\\mmoney\\.' AND has_function_privilege('bothy_web', oid, 'EXECUTE')",
		"0");
	schema_expect(pg,
		"SELECT count(*) FROM pg_views WHERE definition ~* '\\mmoney\\.' AND schemaname <> 'money'",
		"0");
}

static void test_the_desk_reads_and_does_not_write(void **state)
{
	static const char *const sql[] = {"UPDATE money.rate SET margin = 0",
		"DELETE FROM money.member_value", "INSERT INTO money.referral VALUES (8, 9)"};
	PGresult *res;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(sql) / sizeof(sql[0]); i++) {
		schema_run(pg, "BEGIN");
		schema_run(pg, "SET LOCAL ROLE bothy_desk");
		schema_run(pg, "SELECT FROM money.rate, money.referral, money.member_value");
		res = PQexec(pg, sql[i]);
		assert_string_equal(PQresultErrorField(res, PG_DIAG_SQLSTATE), "42501");
		PQclear(res);
		schema_run(pg, "ROLLBACK");
	}
}

static int up(void **state)
{
	schema_up(state);
	pg = schema_open(cluster_address);
	return 0;
}

static int down(void **state)
{
	PQfinish(pg);
	return cluster_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_example_gives_its_cents),
		cmocka_unit_test(test_acts_count_by_the_rates_of_their_day),
		cmocka_unit_test(test_who_asked_the_company_anyway_avoided_nothing),
		cmocka_unit_test(test_the_public_door_sees_nothing_of_it),
		cmocka_unit_test(test_the_desk_reads_and_does_not_write),
	};

	return cmocka_run_group_tests_name("money", tests, up, down);
}
