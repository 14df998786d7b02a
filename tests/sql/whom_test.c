/* whom_test.c -- who to ask: the weights in the database are the program's, and the right members come out, best first. */
#include "sql/schema.h"

#include <stdlib.h>
#include <string.h>

#include "db/query.h"
#include "forum/standing/whom.h"
#include "nvl/ask.h"

static PGresult *rows(PGconn *pg, const char *sql)
{
	PGresult *res = PQexec(pg, sql);

	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(pg));
	return res;
}

static void test_weights_are_the_programs(void **state)
{
	PGconn *pg = schema_open(cluster_address);
	PGresult *res = rows(pg, "SELECT days, weight FROM standing.ask_weight ORDER BY days");
	int i, n = PQntuples(res);

	(void)state;
	for (i = 0; i < n; i++) {
		assert_int_equal(atoi(PQgetvalue(res, i, 0)), i);
		if (atoll(PQgetvalue(res, i, 1)) != nvl_ask_weight(i))
			fail_msg("%d days: %s, not %lld", i, PQgetvalue(res, i, 1),
				(long long)nvl_ask_weight(i));
	}
	/* What the table does not have weighs nothing. */
	assert_int_equal(nvl_ask_weight(n), 0);
	PQclear(res);
	PQfinish(pg);
}

/* Members: 1 asks; 2 answered often; 3 seldom, but is accepted; 4 is staff; 5 answered long ago; 6 has answered this one already;
 * 7 is suspended; 8 only under the tag. */
static const char community[] =
	"INSERT INTO community.member (id, username, display, skeleton, roles, state) SELECT n, 'member' || n, 'Member ' || n, 'm' || n,"
	"  CASE n WHEN 4 THEN 5 ELSE 1 END, CASE n WHEN 7 THEN 'suspended' ELSE 'active' END FROM generate_series(1, 8) n;"
	"INSERT INTO community.topic (id, slug, name) VALUES (1, 'one', 'One'), (2, 'two', 'Two');"
	"INSERT INTO community.tag (id, name) VALUES (1, 'sim');"
	"INSERT INTO community.thread (id, kind, topic_id, author_id, title, slug, state) SELECT n, 'question', CASE n WHEN 30 THEN 2 ELSE 1 END, 1,"
	"  'Question ' || n, 'q', 'open' FROM generate_series(1, 30) n;"
	"INSERT INTO community.thread_tag (thread_id, tag_id, active_at) VALUES (1, 1, now()), (30, 1, now());"
	"INSERT INTO community.post (thread_id, kind, author_id, source, html, plain, created_at, accepted) VALUES"
	"  (1, 'answer', 6, 'x', 'x', 'x', now(), 0), (2, 'answer', 6, 'x', 'x', 'x', now(), 1),"
	"  (2, 'answer', 4, 'x', 'x', 'x', now(), 1), (3, 'answer', 7, 'x', 'x', 'x', now(), 1),"
	"  (4, 'answer', 5, 'x', 'x', 'x', now() - interval '370 days', 1),"
	"  (5, 'answer', 3, 'x', 'x', 'x', now(), 1), (6, 'answer', 3, 'x', 'x', 'x', now(), 1),"
	"  (30, 'answer', 8, 'x', 'x', 'x', now() - interval '90 days', 0), (7, 'answer', 1, 'x', 'x', 'x', now(), 1);"
	"INSERT INTO community.post (thread_id, kind, author_id, source, html, plain) SELECT n, 'answer', 2, 'x', 'x', 'x' FROM generate_series(10, 13) n";

/* The statement that the program prepares, by its name. */
static const char *statement_of(const char *name)
{
	const struct query *const *q;

	for (q = query_first(); q < query_past_last(); q++)
		if (strcmp((*q)->name, name) == 0)
			return (*q)->sql;
	fail_msg("no statement %s", name);
	return NULL;
}

static void test_the_right_ones_come_out(void **state)
{
	static const struct {
		const char *id;
		int64_t weights, answers, accepted;
	} expected[] = {{"3", 2000000, 2, 2}, {"2", 4000000, 4, 0}, {"8", 500000, 1, 0}};
	static const char *const values[] = {"1", "10"};
	PGconn *pg = schema_open(cluster_address);
	const char *sql = statement_of("whom_best");
	PGresult *res;
	size_t i;

	(void)state;
	schema_run(pg, "BEGIN");
	schema_run(pg, community);
	res = PQexecParams(pg, sql, 2, NULL, values, NULL, NULL, 0);
	assert_int_equal(PQresultStatus(res), PGRES_TUPLES_OK);
	assert_non_null(whom_to_ask); /* brings the statement in */
	assert_int_equal(PQntuples(res), 3);
	for (i = 0; i < 3; i++) {
		assert_string_equal(PQgetvalue(res, (int)i, 0), expected[i].id);
		assert_int_equal(atoll(PQgetvalue(res, (int)i, PQfnumber(res, "score"))),
			nvl_ask_score(expected[i].weights, expected[i].answers, expected[i].accepted));
	}
	PQclear(res);
	schema_run(pg, "ROLLBACK");
	PQfinish(pg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_weights_are_the_programs),
		cmocka_unit_test(test_the_right_ones_come_out),
	};

	return cmocka_run_group_tests(tests, schema_up, cluster_down);
}
