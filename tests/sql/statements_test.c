/* statements_test.c -- every statement of the program, as each role of its doors, on a database with all
 * migrations: it is prepared, planned (so the role holds every right it needs), and its reader is run against
 * its columns. And what touches the company's rooms is refused to the public door. */
#include "sql/schema.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "db/rows.h"

static const struct {
	const char *role;
	enum door door;
} roles[] = {{"bothy_web", DOOR_WEB}, {"bothy_desk", DOOR_DESK}, {"bothy_work", DOOR_WORK}};

/* What is wrong with the statement at hand; collected, so that one run names all. */
static unsigned wrongs;

static void wrong(const struct query *q, const char *role, const char *what, const char *detail)
{
	fprintf(stderr, "%s:%d: %s as %s: %s: %s\n", q->file, q->line, q->name, role, what, detail);
	wrongs++;
}

static PGconn *open_as(const char *role)
{
	char address[300];
	PGconn *pg;

	snprintf(address, sizeof(address), "%s user=%s password=%s", cluster_address, role,
		cluster_password(role));
	pg = PQconnectdb(address);
	assert_int_equal(PQstatus(pg), CONNECTION_OK);
	PQclear(PQexec(pg, "SET default_transaction_read_only = off"));
	return pg;
}

static bool good(const PGresult *res)
{
	return PQresultStatus(res) == PGRES_COMMAND_OK || PQresultStatus(res) == PGRES_TUPLES_OK;
}

static const char *message(const PGresult *res)
{
	const char *s = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);

	return s ? s : "the connection was lost";
}

static bool matches(const char *sql, const char *pattern)
{
	regex_t re;
	bool found;

	assert_int_equal(regcomp(&re, pattern, REG_EXTENDED | REG_ICASE | REG_NOSUB), 0);
	found = regexec(&re, sql, 0, NULL, 0) == 0;
	regfree(&re);
	return found;
}

/* EXPLAIN starts the executor, which asks for every right, and stops there. */
static PGresult *explain(PGconn *pg, const struct query *q, int n)
{
	char sql[300] = "EXPLAIN EXECUTE ";
	int i;

	snprintf(sql + strlen(sql), 100, "%s%s", q->name, n ? "(" : "");
	for (i = 0; i < n; i++)
		strcat(sql, i ? ", NULL" : "NULL");
	strcat(sql, n ? ")" : "");
	return PQexec(pg, sql);
}

static void check_plan(PGconn *pg, const struct query *q, const char *role, const PGresult *described)
{
	PGresult *res;

	if (PQnparams(described) > 16)
		wrong(q, role, "more than 16 arguments", "");
	if (!matches(q->sql, "^[[:space:](]*(select|insert|update|delete|merge|with|values)"))
		return;
	res = explain(pg, q, PQnparams(described));
	if (!good(res))
		wrong(q, role, "cannot be planned", message(res));
	PQclear(res);
}

static void check_reader(const struct query *q, const char *role, const PGresult *described)
{
	struct arena a = ARENA_EMPTY;
	const char *why;

	if (q->read &&
		(!rows_probe(&a, q, described, false, &why) || !rows_probe(&a, q, described, true, &why)))
		wrong(q, role, "its reader does not fit", why);
	arena_end(&a);
}

static void check_statement(PGconn *pg, const struct query *q, const char *role)
{
	PGresult *prepared = PQprepare(pg, q->name, q->sql, 0, NULL), *described;

	if (!good(prepared)) {
		wrong(q, role, "cannot be prepared", message(prepared));
		PQclear(prepared);
		return;
	}
	described = PQdescribePrepared(pg, q->name);
	assert_true(good(described));
	check_reader(q, role, described);
	check_plan(pg, q, role, described);
	PQclear(described);
	PQclear(prepared);
}

static void check_role(unsigned r)
{
	const struct query *const *q;
	PGconn *pg = open_as(roles[r].role);
	unsigned n = 0;

	wrongs = 0;
	for (q = query_first(); q < query_past_last(); q++) {
		if (!((*q)->doors & roles[r].door))
			continue;
		check_statement(pg, *q, roles[r].role);
		n++;
	}
	PQfinish(pg);
	print_message("%u statements as %s\n", n, roles[r].role);
	assert_int_equal(wrongs, 0);
}

static void test_statements_of_the_public_door(void **state)
{
	(void)state;
	check_role(0);
}

static void test_statements_of_the_desk(void **state)
{
	(void)state;
	check_role(1);
}

static void test_statements_of_the_worker(void **state)
{
	(void)state;
	check_role(2);
}

static void test_the_company_is_closed_to_the_public_door(void **state)
{
	const struct query *const *q;
	PGconn *pg = open_as("bothy_web");

	(void)state;
	wrongs = 0;
	for (q = query_first(); q < query_past_last(); q++) {
		PGresult *prepared, *planned;

		if (((*q)->doors & DOOR_WEB) || !matches((*q)->sql, "[^a-z_.](crm|money|desk|intake)\\."))
			continue;
		prepared = PQprepare(pg, (*q)->name, (*q)->sql, 0, NULL);
		if (good(prepared)) {
			PGresult *described = PQdescribePrepared(pg, (*q)->name);

			planned = explain(pg, *q, PQnparams(described));
			if (good(planned))
				wrong(*q, "bothy_web", "is not refused", (*q)->sql);
			PQclear(planned);
			PQclear(described);
		}
		PQclear(prepared);
	}
	PQfinish(pg);
	assert_int_equal(wrongs, 0);
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct query *const *)a)->name, (*(const struct query *const *)b)->name);
}

static void test_names_are_unique(void **state)
{
	size_t n = (size_t)(query_past_last() - query_first()), i;
	const struct query **sorted = malloc(n * sizeof(*sorted));

	(void)state;
	assert_non_null(sorted);
	memcpy(sorted, query_first(), n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), by_name);
	for (wrongs = 0, i = 1; i < n; i++)
		if (strcmp(sorted[i - 1]->name, sorted[i]->name) == 0)
			wrong(sorted[i], "all", "the name is taken already by", sorted[i - 1]->file);
	free(sorted);
	assert_int_equal(wrongs, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_are_unique),
		cmocka_unit_test(test_statements_of_the_public_door),
		cmocka_unit_test(test_statements_of_the_desk),
		cmocka_unit_test(test_statements_of_the_worker),
		cmocka_unit_test(test_the_company_is_closed_to_the_public_door),
	};

	return cmocka_run_group_tests(tests, schema_up, cluster_down);
}
