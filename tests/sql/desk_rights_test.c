/* desk_rights_test.c -- what decides who may enter the desk is out of the public door's reach: asked of the catalogue, for every
 * table that a statement of the desk's accounts names. */
#include "sql/schema.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/query.h"

/* The files whose statements decide it; in each, tables stand as schema.name. */
static const char *const files[] = {"server/forum/desk/account_sql.c", "server/forum/rate.c",
	"server/forum/formkey.c"};

static bool decides(const struct query *q)
{
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (strstr(q->file, files[i]))
			return (q->doors & DOOR_DESK) != 0;
	return false;
}

static const char *value(PGconn *pg, const char *sql, const char *table)
{
	static char text[300];
	const char *const values[] = {table};
	PGresult *res = PQexecParams(pg, sql, 1, NULL, values, NULL, NULL, 0);

	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", table, PQerrorMessage(pg));
	snprintf(text, sizeof(text), "%s", PQntuples(res) ? PQgetvalue(res, 0, 0) : "");
	PQclear(res);
	return text;
}

/* What bothy_web may do with the table that would matter, by whatever way: the right itself, one column's, or one to pass on. */
#define RIGHTS \
	"SELECT string_agg(p, ', ') FROM unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p" \
	" WHERE has_table_privilege('bothy_web', $1, p)" \
	" OR (p IN ('INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege('bothy_web', $1, p))"
#define OWNER \
	"SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = $1::regclass AND pg_has_role('bothy_web', relowner, 'MEMBER')"
/* A trigger or a rule could change on behalf of others what the door itself may not. */
#define TRIGGERS \
	"SELECT string_agg(tgname, ', ') FROM pg_trigger WHERE tgrelid = $1::regclass AND NOT tgisinternal"

static bool is_table(PGconn *pg, const char *name)
{
	return strcmp(value(pg, "SELECT to_regclass($1) IS NOT NULL", name), "t") == 0;
}

/* Calls for every schema.name in ${sql} that is a table; returns how many. */
static int tables_look(PGconn *pg, const struct query *q)
{
	const char *at = q->sql;
	regmatch_t m;
	regex_t re;
	int n = 0;

	assert_int_equal(
		regcomp(&re, "(community|standing|crm|money|desk|intake|ops)\\.\"?[a-z_]+\"?", REG_EXTENDED),
		0);
	for (; regexec(&re, at, 1, &m, 0) == 0; at += m.rm_eo) {
		char table[100];

		snprintf(table, sizeof(table), "%.*s", (int)(m.rm_eo - m.rm_so), at + m.rm_so);
		if (!is_table(pg, table))
			continue;
		n++;
		if (*value(pg, RIGHTS, table))
			fail_msg("%s names %s, where the public door may %s", q->name, table,
				value(pg, RIGHTS, table));
		if (*value(pg, OWNER, table))
			fail_msg("%s names %s, whose owner the public door is", q->name, table);
		if (*value(pg, TRIGGERS, table))
			fail_msg("%s names %s, which has triggers: %s", q->name, table,
				value(pg, TRIGGERS, table));
	}
	regfree(&re);
	return n;
}

static void test_nothing_sign_in_reads_is_writable_by_the_public_door(void **state)
{
	PGconn *pg = schema_open(cluster_address);
	const struct query *const *q;
	int statements = 0, tables = 0;

	(void)state;
	for (q = query_first(); q < query_past_last(); q++)
		if (decides(*q)) {
			statements++;
			tables += tables_look(pg, *q);
		}
	PQfinish(pg);
	assert_true(statements >= 15 && tables >= statements);
}

static void test_the_public_door_cannot_even_look_into_the_room(void **state)
{
	PGconn *pg = schema_open(cluster_address);

	(void)state;
	assert_string_equal(value(pg, "SELECT has_schema_privilege('bothy_web', $1, 'USAGE')", "desk"), "f");
	assert_string_equal(
		value(pg,
			"SELECT COALESCE(string_agg(c.relname, ', '), '') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
			" WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')"
			" AND (has_table_privilege('bothy_web', c.oid, 'SELECT') OR has_table_privilege('bothy_web', c.oid, 'UPDATE'))",
			"desk"),
		"");
	PQfinish(pg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_sign_in_reads_is_writable_by_the_public_door),
		cmocka_unit_test(test_the_public_door_cannot_even_look_into_the_room),
	};

	return cmocka_run_group_tests(tests, schema_up, cluster_down);
}
