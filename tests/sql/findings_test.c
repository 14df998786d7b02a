/* findings_test.c -- what is a sign of abuse and what is not, statement by statement on acts as the ledger leaves them; and who may decide
 * about it, and what becomes of the credit. */
#include "sql/schema.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "forum/evidence/limits.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static PGconn *pg;
static struct arena arena;

/* ---- asking ---- */

/* The first value of ${sql}; "" for none. */
static const char *value(const char *sql)
{
	PGresult *res = PQexec(pg, sql);
	const char *text;

	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(pg));
	text = arena_text(&arena, PQntuples(res) ? PQgetvalue(res, 0, 0) : "");
	PQclear(res);
	return text;
}

static const char *statement(const char *name)
{
	const struct query *const *q;

	for (q = query_first(); q < query_past_last(); q++)
		if (strcmp((*q)->name, name) == 0)
			return (*q)->sql;
	fail_msg("no statement %s", name);
	return NULL;
}

/* ${sql}, a statement of the program, with numbers for its parameters. */
static void run_with(const char *sql, const int64_t *args, int n)
{
	const char *values[8];
	PGresult *res;
	int i;

	for (i = 0; i < n; i++)
		values[i] = arena_printf(&arena, "%lld", (long long)args[i]);
	res = PQexecParams(pg, sql, n, NULL, values, NULL, NULL, 0);
	if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK)
		fail_msg("%s", PQerrorMessage(pg));
	PQclear(res);
}

/* ---- looking ---- */

static const struct {
	const char *name;
	enum limit limits[3];
	int n;
} looks[] = {
	{"finding_circles", {LIMIT_CIRCLE_ACTS, LIMIT_CIRCLE_SHARE}, 2},
	{"finding_mutual", {LIMIT_MUTUAL_ACTS, LIMIT_MUTUAL_SHARE}, 2},
	{"finding_newcomers", {LIMIT_NEWCOMER_ACTS, LIMIT_NEWCOMER_DAYS}, 2},
	{"finding_bursts", {LIMIT_BURST_ACTS, LIMIT_BURST_SECONDS}, 2},
	{"finding_quick", {LIMIT_QUICK_ACTS, LIMIT_QUICK_SECONDS}, 2},
	{"finding_pairs", {LIMIT_PAIR_ACTS, LIMIT_PAIR_SHARE, LIMIT_PAIR_CREDIT}, 3},
	{"finding_inactive", {LIMIT_INACTIVE_ACTS, LIMIT_INACTIVE_SHARE, LIMIT_INACTIVE_ACCOUNTS}, 3},
};

/* All kinds in their order, with the limits as delivered. */
static void look(void)
{
	struct evidence_limits l = limits_default();
	int64_t args[5];
	size_t i;
	int j;

	sscanf(value("SELECT standing.today()"), "%ld", &args[0]);
	args[1] = l.of[LIMIT_DAYS];
	for (i = 0; i < COUNT(looks); i++) {
		for (j = 0; j < looks[i].n; j++)
			args[2 + j] = l.of[looks[i].limits[j]];
		run_with(statement(looks[i].name), args, 2 + looks[i].n);
	}
}

/* "circle {1,2,3} 6": what was found, with the number of acts. */
static const char *found(void)
{
	return value(
		"SELECT COALESCE(string_agg(format('%s %s %s', kind, members, acts), ' ' ORDER BY id), '') FROM standing.finding");
}

/* act(kind, giver, receiver, days ago, time of day, credit); give() the same n times, each on another day. */
static const char helpers[] =
	"CREATE FUNCTION pg_temp.act(k int, b bigint, h bigint, ago int, at interval DEFAULT '12:00', c int DEFAULT 500,"
	"  post bigint DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$ DECLARE p bigint; d int := standing.today() - ago; BEGIN"
	" SELECT COALESCE(max(position), 0) + 1 INTO p FROM standing.ledger;"
	" INSERT INTO standing.ledger VALUES (p, p, (date '1970-01-01' + d)::timestamp AT TIME ZONE 'UTC' + at, d, k, b, h, 1000 + p,"
	"  COALESCE(post, 1000 + p), 0);"
	" INSERT INTO standing.act (position, day, kind, b, h, thread, post, state, before, held, reason, credit_id, credit, month, weight,"
	"  voice, beta) VALUES (p, d, k, b, h, 1000 + p, COALESCE(post, 1000 + p), (c > 0)::int, 0, false, 0, 0, c, 0, 0, 0, 0); END $$;"
	"CREATE FUNCTION pg_temp.give(n int, b bigint, h bigint, c int DEFAULT 500) RETURNS void LANGUAGE sql AS $$"
	" SELECT pg_temp.act(1, b, h, 5 + i * 7, '12:00', c) FROM generate_series(1, n) i $$";

static const char members[] =
	"INSERT INTO community.member (id, username, display, skeleton, joined_at) SELECT i, 'm' || lpad(i::text, 3, '0'), 'M' || i, 'm' || i,"
	" '2020-01-01' FROM generate_series(1, 60) i;"
	"INSERT INTO community.topic (id, slug, name) VALUES (1, 'topic', 'Topic');"
	"INSERT INTO community.thread (id, kind, topic_id, author_id, title, slug, state) VALUES (1, 'question', 1, 1, 'A question', 'q', 'open');"
	"INSERT INTO community.post (id, thread_id, kind, author_id, source, html, plain, created_at) VALUES (1, 1, 'question', 1, '', '', '', now())";

#define GIVE(n, b, h) "SELECT pg_temp.give(" #n ", " #b ", " #h ");"
/* Member 2's answer 7, written yesterday at noon. */
#define ANSWER \
	"INSERT INTO community.post (id, thread_id, kind, author_id, source, html, plain, created_at) VALUES (7, 1, 'answer', 2, '', '', ''," \
	" (date '1970-01-01' + standing.today() - 1)::timestamp AT TIME ZONE 'UTC' + interval '12:00');"
#define JOINED(m) "UPDATE community.member SET joined_at = now() - interval '5 days' WHERE id = " #m ";"

static const struct {
	const char *what, *acts, *found;
} rows[] = {
	{"nothing", "SELECT 1", ""},
	{"three in a circle", GIVE(2, 1, 2) GIVE(2, 2, 3) GIVE(2, 3, 1), "circle {1,2,3} 6"},
	{"the other way round", GIVE(2, 2, 1) GIVE(2, 3, 2) GIVE(2, 1, 3), "circle {1,3,2} 6"},
	{"a circle of acts that wait for voices",
		"SELECT pg_temp.give(2, b, h, 0) FROM (VALUES (1, 2), (2, 3), (3, 1)) v (b, h)",
		"circle {1,2,3} 6"},
	{"a circle of single acts", GIVE(1, 1, 2) GIVE(1, 2, 3) GIVE(1, 3, 1), ""},
	{"a circle that does not close", GIVE(2, 1, 2) GIVE(2, 2, 3) GIVE(2, 1, 3), ""},
	{"a circle among those whom everybody credits",
		GIVE(2, 1, 2) GIVE(2, 2, 3) GIVE(2, 3,
			1) "SELECT pg_temp.give(1, b, h, 500) FROM generate_series(10, 40) b, generate_series(1, 3) h",
		""},
	{"two each other", GIVE(3, 1, 2) GIVE(3, 2, 1), "mutual {1,2} 6"},
	{"two each other, one of them seldom", GIVE(3, 1, 2) GIVE(2, 2, 1), ""},
	{"five at once",
		"SELECT pg_temp.act(4, 1, 2, 1, '12:00'::interval + i * interval '2 min') FROM generate_series(1, 5) i",
		"burst {1,2} 5"},
	{"five, not at once",
		"SELECT pg_temp.act(4, 1, 2, 1, '12:00'::interval + i * interval '3 min') FROM generate_series(1, 5) i",
		""},
	{"five at once, for two authors",
		"SELECT pg_temp.act(4, 1, 2 + i % 2, 1, '12:00'::interval + i * interval '1 min') FROM generate_series(1, 5) i",
		""},
	{"only those at once are named",
		"SELECT pg_temp.act(4, 1, 2, 1, '12:00'::interval + i * interval '1 min', 10) FROM generate_series(1, 6) i; SELECT pg_temp.act(4, 1, 2, 1, '18:00', 10)",
		"burst {1,2} 6"},
	{"accepted within a minute", ANSWER "SELECT pg_temp.act(1, 1, 2, 1, '12:00:59', 500, 7)",
		"quick {1,2} 1"},
	{"accepted after a minute", ANSWER "SELECT pg_temp.act(1, 1, 2, 1, '12:01:00', 500, 7)", ""},
	{"accepted in the same moment, by an import",
		ANSWER "SELECT pg_temp.act(1, 1, 2, 1, '12:00', 500, 7)", ""},
	{"thanked within a minute", ANSWER "SELECT pg_temp.act(4, 1, 2, 1, '12:00:20', 500, 7)", ""},
	{"much from one", "SELECT pg_temp.give(6, 1, 2, 600), pg_temp.give(1, 3, 2, 10000)", "pair {1,2} 6"},
	{"not so much from one", "SELECT pg_temp.give(6, 1, 2, 600), pg_temp.give(1, 3, 2, 20000)", ""},
	{"all from one, but little", "SELECT pg_temp.give(6, 1, 2, 400)", ""},
	{"all from one, in few acts", "SELECT pg_temp.give(4, 1, 2, 1000)", ""},
	{"all from the company", "SELECT pg_temp.act(2, 1, 2, i, '12:00', 500) FROM generate_series(1, 9) i",
		""},
	{"new accounts that do nothing else",
		GIVE(2, 10, 2) GIVE(2, 11,
			2) "UPDATE community.member SET joined_at = now() - interval '5 days' WHERE id IN (10, 11)",
		"newcomers {2,10,11} 4"},
	{"a new account that answers as well",
		GIVE(2, 1, 2) JOINED(
			1) "INSERT INTO community.post (id, thread_id, kind, author_id, source, html, plain) VALUES (8, 1, 'answer', 1, '', '', '')",
		""},
	{"a new account that accepts others as well", GIVE(2, 10, 2) GIVE(1, 10, 3) JOINED(10), ""},
	{"a new account that thanks as well", GIVE(2, 10, 2) "SELECT pg_temp.act(4, 10, 2, 3);" JOINED(10),
		""},
	{"an old account that does nothing else", GIVE(2, 10, 2), ""},
	{"three accounts that do nothing else, over and over", GIVE(2, 10, 2) GIVE(2, 11, 2) GIVE(2, 12, 2),
		"inactive {2,10,11,12} 6"},
	{"many who asked once", "SELECT pg_temp.give(1, b, 2) FROM generate_series(10, 40) b", ""},
	{"two accounts that do nothing else", GIVE(2, 10, 2) GIVE(2, 11, 2), ""},
	{"accounts that credit others too", GIVE(2, 10, 2) GIVE(2, 11, 2) GIVE(2, 12, 2) GIVE(1, 12, 5), ""},
	{"accounts that do nothing else, beside many",
		GIVE(2, 10, 2) GIVE(2, 11, 2)
			GIVE(2, 12, 2) "SELECT pg_temp.give(1, b, 2, 900) FROM generate_series(20, 40) b",
		""},
	{"long ago",
		"SELECT pg_temp.act(1, b, h, 95 + i) FROM (VALUES (1, 2), (2, 3), (3, 1)) v (b, h), generate_series(1, 3) i",
		""},
	{"taken back", GIVE(2, 1, 2) GIVE(2, 2, 3) GIVE(2, 3, 1) "UPDATE standing.act SET state = 3", ""},
	{"held already", GIVE(2, 1, 2) GIVE(2, 2, 3) GIVE(2, 3, 1) "UPDATE standing.act SET held = true", ""},
	{"for oneself", GIVE(9, 1, 1), ""},
};

static void test_what_is_found_and_what_is_not(void **state)
{
	size_t i, wrong = 0;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		schema_run(pg, "BEGIN");
		schema_run(pg, members);
		schema_run(pg, rows[i].acts);
		look();
		if (strcmp(found(), rows[i].found) != 0 && ++wrong)
			print_error("%s: found \"%s\", not \"%s\"\n", rows[i].what, found(), rows[i].found);
		assert_string_equal(
			value("SELECT count(*) FROM standing.finding_act a FULL JOIN"
			      " (SELECT number FROM ops.event WHERE kind = 60) e ON e.number = a.position"
			      " WHERE a.position IS NULL OR e.number IS NULL"),
			"0");
		schema_run(pg, "ROLLBACK");
	}
	assert_int_equal(wrong, 0);
}

static void test_the_same_acts_are_no_news(void **state)
{
	(void)state;
	schema_run(pg, "BEGIN");
	schema_run(pg, members);
	schema_run(pg, GIVE(2, 1, 2) GIVE(2, 2, 3) GIVE(2, 3, 1));
	look();
	look();
	assert_string_equal(found(), "circle {1,2,3} 6");
	/* Released: they count again, and are still no news; with as many new ones there is a new finding, which names those. */
	schema_run(pg, "UPDATE standing.finding SET state = 'released'");
	look();
	assert_string_equal(found(), "circle {1,2,3} 6");
	schema_run(pg,
		"SELECT pg_temp.act(1, b, h, i) FROM (VALUES (1, 2), (2, 3), (3, 1)) v (b, h), generate_series(1, 2) i");
	look();
	assert_string_equal(found(), "circle {1,2,3} 6 circle {1,2,3} 6");
	assert_string_equal(value("SELECT count(DISTINCT position) FROM standing.finding_act"), "12");
	schema_run(pg, "ROLLBACK");
}

static void test_an_act_belongs_to_the_first_that_names_it(void **state)
{
	(void)state;
	schema_run(pg, "BEGIN");
	schema_run(pg, members);
	/* Two circles share the way from 1 to 2; both hold it, once. */
	schema_run(pg, GIVE(2, 1, 2) GIVE(2, 2, 3) GIVE(2, 3, 1) GIVE(2, 2, 4) GIVE(2, 4, 1));
	look();
	assert_string_equal(value("SELECT string_agg(kind, ' ') FROM standing.finding"), "circle circle");
	assert_string_equal(value("SELECT count(*) FROM ops.event WHERE kind = 60"), "10");
	schema_run(pg, "ROLLBACK");
}

/* ---- deciding ---- */

/* Moderators 51 and 52, plain members besides; finding 1 of acts 1 and 2, finding 2 of act 1 alone; 53 is a moderator who is part of both. */
static const char two_findings[] =
	"SELECT pg_temp.act(1, 1, 2, 3), pg_temp.act(1, 1, 2, 4);"
	"UPDATE community.member SET roles = 3 WHERE id BETWEEN 51 AND 53;"
	"INSERT INTO standing.finding (id, kind, day, members, concerned, acts, credit) VALUES (1, 'pair', 1, '{1,2,53}', '{2}', 2, 1000),"
	" (2, 'quick', 1, '{1,2,53}', '{2}', 1, 500);"
	"INSERT INTO standing.finding_act VALUES (1, 1), (1, 2), (2, 1)";

#define DECIDE(finding, member, what) \
	"INSERT INTO standing.finding_decision (finding, member_id, what) VALUES (" #finding ", " #member \
	", '" #what "');"
#define APPEAL "INSERT INTO standing.appeal (finding, member_id, text) VALUES (1, 2, 'I earned it');"
#define STANDS(member) \
	"UPDATE standing.appeal SET answered_at = now(), answered_by = " #member \
	", reply = '' WHERE finding = 1 AND member_id = 2;"

static const struct {
	const char *what, *role, *sql, *state, *constraint;
} attempts[] = {
	{"the public door sees findings", "bothy_web",
		"SELECT FROM standing.finding, standing.finding_act, standing.finding_decision, standing.appeal",
		""},
	{"but not what night it was", "bothy_web", "SELECT FROM standing.finding_night", "42501"},
	{"it makes none", "bothy_web",
		"INSERT INTO standing.finding (kind, day, members, concerned, acts, credit) VALUES ('pair', 1, '{1,2}', '{2}', 1, 1)",
		"42501"},
	{"nor moves them", "bothy_web", "UPDATE standing.finding SET state = 'released'", "42501"},
	{"nor what they name", "bothy_web", "DELETE FROM standing.finding_act", "42501"},
	{"nor says what its decisions lead to", "bothy_web",
		"INSERT INTO standing.finding_decision (finding, member_id, what, was, becomes) VALUES (1, 51, 'void', 'open', 'released')",
		"42501"},
	{"nor rewrites them", "bothy_web",
		DECIDE(1, 51, void) "UPDATE standing.finding_decision SET why = 'x'", "42501"},
	{"nor deletes them", "bothy_web", "DELETE FROM standing.finding_decision", "42501"},
	{"nor changes what was appealed", "bothy_web", APPEAL "UPDATE standing.appeal SET text = 'x'",
		"42501"},
	{"work decides nothing", "bothy_work", DECIDE(1, 51, release), "42501"},
	{"work moves nothing", "bothy_work", "UPDATE standing.finding SET state = 'released'", "42501"},
	{"the desk has nothing to do with it", "bothy_desk", "SELECT FROM standing.appeal", "42501"},
	{"a moderator releases", "bothy_web", DECIDE(1, 51, release), ""},
	{"a moderator voids", "bothy_web", DECIDE(1, 51, void), ""},
	{"a member does not", "bothy_web", DECIDE(1, 5, release), "42501"},
	{"nobody judges himself", "bothy_web", DECIDE(1, 53, release), "23514", "finding_not_of_oneself"},
	{"what is decided is decided", "bothy_web", DECIDE(1, 51, release) DECIDE(1, 52, void), "23514",
		"finding_step"},
	{"what is decided is decided twice alike", "bothy_web", DECIDE(1, 51, void) DECIDE(1, 51, void),
		"23514", "finding_step"},
	{"nothing to undo", "bothy_web", DECIDE(1, 51, undo), "23514", "finding_step"},
	{"undone by another, decided anew", "bothy_web",
		DECIDE(1, 51, void) DECIDE(1, 52, undo) DECIDE(1, 52, release), ""},
	{"undone twice", "bothy_web", DECIDE(1, 51, void) DECIDE(1, 51, undo) DECIDE(1, 51, undo), "23514",
		"finding_step"},
	{"no such finding", "bothy_web", DECIDE(99, 51, void), "23514", "finding_step"},
	{"an appeal while it is held", "bothy_web", APPEAL, ""},
	{"an appeal when it is voided", "bothy_web", DECIDE(1, 51, void) APPEAL, ""},
	{"no appeal when it is released", "bothy_web", DECIDE(1, 51, release) APPEAL, "23514",
		"appeal_against"},
	{"no appeal for somebody else", "bothy_web",
		"INSERT INTO standing.appeal (finding, member_id, text) VALUES (1, 1, 'x')", "23514",
		"appeal_against"},
	{"no second appeal", "bothy_web", APPEAL APPEAL, "23505", "appeal_pkey"},
	{"another one lets it stand", "bothy_web", DECIDE(1, 51, void) APPEAL STANDS(52), ""},
	{"another one releases it", "bothy_web", DECIDE(1, 51, void) APPEAL DECIDE(1, 52, release), ""},
	{"who decided does not let it stand", "bothy_web", DECIDE(1, 51, void) APPEAL STANDS(51), "23514",
		"appeal_by_another"},
	{"who decided does not release it either", "bothy_web",
		DECIDE(1, 51, void) APPEAL DECIDE(1, 51, release), "23514", "finding_step"},
	{"who is part of it does not answer", "bothy_web", DECIDE(1, 51, void) APPEAL STANDS(53), "23514",
		"appeal_by_another"},
	{"a member does not answer", "bothy_web", DECIDE(1, 51, void) APPEAL STANDS(5), "42501"},
	{"nothing is answered before it is decided", "bothy_web", APPEAL STANDS(52), "23514", "finding_step"},
	{"nor twice", "bothy_web", DECIDE(1, 51, void) APPEAL STANDS(52) STANDS(52), "23514", "finding_step"},
	{"nor is a reply taken back", "bothy_web",
		DECIDE(1, 51, void) APPEAL STANDS(52) "UPDATE standing.appeal SET reply = ''", "23514",
		"finding_step"},
	{"voided stays without an appeal", "bothy_web", DECIDE(1, 51, void) DECIDE(1, 52, release), "23514",
		"finding_step"},
	{"and after one that was answered", "bothy_web",
		DECIDE(1, 51, void) APPEAL STANDS(52) DECIDE(1, 52, release), "23514", "finding_step"},
	{"evidence holds no words", "bothy_work",
		"INSERT INTO standing.finding (kind, day, members, concerned, acts, credit, evidence) VALUES ('pair', 1, '{1,2}', '{2}', 1, 1, '{\"a\": [\"x\"]}')",
		"23514", "finding_evidence_is_numbers"},
};

static void test_who_may_do_what(void **state)
{
	size_t i, wrong = 0;

	(void)state;
	for (i = 0; i < COUNT(attempts); i++) {
		const char *is, *constraint;
		PGresult *res;

		schema_run(pg, "BEGIN");
		schema_run(pg, members);
		schema_run(pg, two_findings);
		schema_run(pg, arena_printf(&arena, "SET LOCAL ROLE %s", attempts[i].role));
		res = PQexec(pg, attempts[i].sql);
		is = PQresultErrorField(res, PG_DIAG_SQLSTATE);
		constraint = PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME);
		if ((strcmp(is ? is : "", attempts[i].state) != 0 ||
			    (attempts[i].constraint &&
				    (!constraint || strcmp(constraint, attempts[i].constraint) != 0))) &&
			++wrong)
			print_error("%s: %s", attempts[i].what,
				is ? PQresultErrorMessage(res) : "went through\n");
		PQclear(res);
		schema_run(pg, "ROLLBACK");
	}
	assert_int_equal(wrong, 0);
}

/* Act 1 is named by both findings, act 2 by the first alone. After each step: its events, as kind:act. */
static void test_credit_follows_all_findings_that_name_an_act(void **state)
{
	static const struct {
		const char *step;
		int64_t finding;
		const char *events;
	} steps[] = {
		{DECIDE(1, 51, void), 1, "62:1 62:2"},
		{DECIDE(1, 51, undo), 1, "63:1 63:2"},
		{DECIDE(1, 51, release), 1, "61:2"}, /* the second still holds act 1 */
		{DECIDE(2, 51, release), 2, "61:1"},
		{DECIDE(2, 51, undo), 2, "60:1"},
		{DECIDE(2, 51, void), 2, "62:1"},
		{DECIDE(1, 51, undo), 1, "60:2"}, /* the second voided act 1 */
		{DECIDE(1, 51, void), 1, "62:2"},
		{DECIDE(2, 51, undo), 2, ""}, /* the first has voided it too */
		{APPEAL DECIDE(1, 52, release), 1, "63:1 63:2 61:2"},
		{DECIDE(2, 51, release), 2, "61:1"},
		{DECIDE(1, 51, undo), 1, "60:1 62:1 60:2 62:2"}, /* back to what it was before the release */
		{DECIDE(1, 51, undo), 1, "63:1 63:2"},
	};
	const char *sql = statement("finding_events_insert");
	size_t i;

	(void)state;
	schema_run(pg, "BEGIN");
	schema_run(pg, members);
	schema_run(pg, two_findings);
	for (i = 0; i < COUNT(steps); i++) {
		int64_t args[] = {steps[i].finding, 60, 61, 62, 63};
		const char *events;

		schema_run(pg, "DELETE FROM ops.event");
		schema_run(pg, steps[i].step);
		run_with(sql, args, 5);
		events = value(
			"SELECT COALESCE(string_agg(kind || ':' || number, ' ' ORDER BY id), '') FROM ops.event");
		if (strcmp(events, steps[i].events) != 0)
			fail_msg("step %zu: %s, not %s", i, events, steps[i].events);
	}
	schema_run(pg, "ROLLBACK");
}

static int up(void **state)
{
	schema_up(state);
	pg = schema_open(cluster_address);
	schema_run(pg, helpers);
	return 0;
}

static int down(void **state)
{
	PQfinish(pg);
	arena_end(&arena);
	return cluster_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_found_and_what_is_not),
		cmocka_unit_test(test_the_same_acts_are_no_news),
		cmocka_unit_test(test_an_act_belongs_to_the_first_that_names_it),
		cmocka_unit_test(test_who_may_do_what),
		cmocka_unit_test(test_credit_follows_all_findings_that_name_an_act),
	};

	return cmocka_run_group_tests_name("findings", tests, up, down);
}
