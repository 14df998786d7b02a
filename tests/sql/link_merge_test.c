/* link_merge_test.c -- threads that become one take their links along, and give them back; by the program's own functions, as `work`. */
#include "sql/schema.h"

#include <stdio.h>

#include "db/query.h"
#include "forum/link/link.h"

static PGconn *pg;

/* In a transaction of a task of `work`. */
static void as_work(void (*what)(struct task *))
{
	char password[128];
	struct ended e;

	snprintf(password, sizeof(password), "%s", cluster_password("bothy_work"));
	loop_init();
	db_open(&(struct db_settings){.conninfo = cluster_address,
		.role = "bothy_work",
		.password = password,
		.door = DOOR_WORK,
		.connections = 1,
		.statement_ms = 20000});
	assert_true(loop_until(all_idle, 5000));
	e = task_do_within(what, 30000);
	pool_down();
	assert_true(e.done);
	assert_int_equal(e.failed, 0);
}

static void merge(struct task *t)
{
	db_begin(t);
	links_of_threads_merge(t, 1, 2, 0);
	assert_int_equal(db_commit_wait(t), DB_OK);
}

static void split(struct task *t)
{
	db_begin(t);
	links_of_threads_split(t, 1, 2, 0);
	assert_int_equal(db_commit_wait(t), DB_OK);
}

#define LINKS \
	"SELECT string_agg(concat_ws(' ', id, thread_id, case_id, kind, state), ', ' ORDER BY id) FROM crm.link"
#define SEEN \
	"SELECT coalesce(string_agg(thread_id::text, ' ' ORDER BY thread_id), '') FROM community.thread_company"

/* Thread 1: the origin of case 1, and of case 2 the same; thread 2: the origin of case 2. Case 3 is unlinked from 1 long since. */
static void scene(void)
{
	schema_run(pg,
		"SET client_min_messages = warning; TRUNCATE crm.link_move, crm.link, crm.case_entry, crm.\"case\", community.thread_company RESTART IDENTITY CASCADE;"
		"INSERT INTO community.member (id, username, display, skeleton) VALUES (1, 'jo1', 'Jo', 'jo1') ON CONFLICT DO NOTHING;"
		"INSERT INTO community.topic (id, slug, name) VALUES (1, 'a', 'A') ON CONFLICT DO NOTHING;"
		"INSERT INTO community.thread (id, kind, topic_id, author_id, title, slug, state)"
		" SELECT i, 'question', 1, 1, 'Thread', 'thread', 'open' FROM generate_series(1, 2) i ON CONFLICT DO NOTHING;"
		"INSERT INTO crm.\"case\" (subject) SELECT 'Case' FROM generate_series(1, 3);"
		"INSERT INTO crm.link (thread_id, episode, case_id, kind, state) VALUES (1, 1, 1, 'origin', 'active'),"
		" (1, 1, 2, 'same_problem', 'active'), (2, 1, 2, 'origin', 'active'), (1, 1, 3, 'evidence', 'removed');"
		"INSERT INTO community.thread_company (thread_id) VALUES (1), (2)");
}

static void test_merged_and_split_again(void **state)
{
	(void)state;
	scene();
	as_work(merge);
	schema_expect(pg, LINKS,
		"1 2 1 same_problem active, 2 1 2 same_problem removed, 3 2 2 origin active, 4 1 3 evidence removed");
	schema_expect(pg, SEEN, "2");
	schema_expect(pg,
		"SELECT string_agg(concat_ws(' ', case_id, kind, thread_id), ', ' ORDER BY id) FROM crm.case_entry",
		"1 unlinked 1, 1 linked 2");
	as_work(split);
	schema_expect(pg, LINKS,
		"1 1 1 origin active, 2 1 2 same_problem active, 3 2 2 origin active, 4 1 3 evidence removed");
	schema_expect(pg, SEEN, "1 2");
	/* Nothing is left to split. */
	as_work(split);
	schema_expect(pg, LINKS,
		"1 1 1 origin active, 2 1 2 same_problem active, 3 2 2 origin active, 4 1 3 evidence removed");
}

static void test_what_was_unlinked_meanwhile_stays_so(void **state)
{
	(void)state;
	scene();
	as_work(merge);
	schema_run(pg, "UPDATE crm.link SET state = 'removed', removed_at = now() WHERE id = 1");
	as_work(split);
	schema_expect(pg, LINKS,
		"1 2 1 same_problem removed, 2 1 2 same_problem active, 3 2 2 origin active, 4 1 3 evidence removed");
	schema_expect(pg, SEEN, "1 2");
}

static int up(void **state)
{
	if (schema_up(state) != 0)
		return -1;
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
		cmocka_unit_test(test_merged_and_split_again),
		cmocka_unit_test(test_what_was_unlinked_meanwhile_stays_so),
	};

	return cmocka_run_group_tests_name("link_merge", tests, up, down);
}
