/* db_transaction_test.c -- transactions: conflicts, early returns, forgotten commits and deep failures all
 * end rolled back, with a clean connection; success is only what COMMIT has confirmed. */
#include "harness.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/conn.h"
#include "db/row.h"
#include "db/session.h"
#include "db/stamp.h"

struct item {
	int64_t id;
	const char *name;
};

static void read_item(struct row *r, struct item *x)
{
	x->id = row_int8(r, "id");
	x->name = row_text(r, "name");
}

QUERY(item_add, DOOR_WEB, struct item, read_item,
	"INSERT INTO test.item (name, size, parent_id) VALUES ($1, $2, $3) RETURNING id, name");
QUERY(item_find, DOOR_WEB, struct item, read_item, "SELECT id, name FROM test.item WHERE name = $1");
COMMAND(end_by_hand, DOOR_WEB, "ROLLBACK");
COMMAND(sleep_for, DOOR_WEB, "SELECT pg_sleep($1)");
COMMAND(break_something, DOOR_WEB, "SELECT 1 / $1::int");

static const char *const nothing;

static int64_t saved(void)
{
	return admin_number("SELECT count(*) FROM test.item");
}

static int before_each(void **state)
{
	(void)state;
	admin_run("TRUNCATE test.item");
	pool_up(1);
	return 0;
}

/* Whatever happened, the one connection is idle, outside a transaction, and works. */
static void find_nothing(struct task *t)
{
	struct item *item;

	db_one(t, &item_find, &item, "not there");
	db_wait(t);
	assert_null(item);
}

static int after_each(void **state)
{
	(void)state;
	assert_true(loop_until(all_idle, 5000));
	assert_int_equal(
		admin_number("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"),
		0);
	assert_int_equal(task_do(find_nothing).failed, 0);
	pool_down();
	quiet(false);
	return 0;
}

static void add(struct task *t, const char *name, int size)
{
	struct item **item = arena_alloc(&t->arena, sizeof(*item));

	db_one(t, &item_add, item, name, size, nothing);
}

/* ---- what succeeds ---- */

static void write_two(struct task *t)
{
	uint64_t before = stamp_now();
	struct item *first, *second;

	called[0] = '\0';
	db_begin(t);
	db_one(t, &item_add, &first, "first", 1, nothing);
	assert_int_equal(db_wait(t), DB_OK);
	assert_string_equal(first->name, "first");
	assert_true(db_in_transaction(t));
	db_one(t, &item_add, &second, "second", 1, first->id);
	db_on_committed(t, call_committed, NULL);
	db_on_commit_sent(t, call_sent, NULL);
	stamp_touch(t, STAMP_THREAD, 7);
	assert_true(stamp_fresh(before, STAMP_THREAD, 7));
	assert_int_equal(db_commit_wait(t), DB_OK);
	assert_false(stamp_fresh(before, STAMP_THREAD, 7));
	assert_true(stamp_fresh(stamp_now(), STAMP_THREAD, 7));
	assert_string_equal(called, "sc");
	assert_int_equal(second->id, first->id + 1);
	assert_false(db_in_transaction(t));
	assert_int_equal(t->trips, 2);
}

static void test_a_transaction_over_two_waits(void **state)
{
	(void)state;
	assert_int_equal(task_do(write_two).failed, 0);
	assert_int_equal(saved(), 2);
}

static void write_in_one_trip(struct task *t)
{
	db_begin(t);
	add(t, "one", 1);
	assert_int_equal(db_commit_wait(t), DB_OK);
	assert_int_equal(t->trips, 1);
}

static void test_a_write_in_one_trip(void **state)
{
	(void)state;
	assert_int_equal(task_do(write_in_one_trip).failed, 0);
	assert_int_equal(saved(), 1);
}

static void commit_nothing(struct task *t)
{
	called[0] = '\0';
	db_begin(t);
	db_on_committed(t, call_committed, NULL);
	assert_int_equal(db_commit_wait(t), DB_OK);
	assert_string_equal(called, "c");
	assert_int_equal(t->trips, 0);
}

static void test_an_empty_transaction_costs_nothing(void **state)
{
	(void)state;
	assert_int_equal(task_do(commit_nothing).failed, 0);
}

/* ---- conflicts ---- */

static void conflict_at_second_wait(struct task *t)
{
	struct item *item;

	called[0] = '\0';
	db_begin(t);
	db_on_commit_sent(t, call_sent, NULL);
	db_on_committed(t, call_committed, NULL);
	add(t, "mine", 1);
	assert_int_equal(db_wait(t), DB_OK);
	add(t, "mine", 1);
	assert_int_equal(db_wait(t), DB_CONFLICT);
	assert_false(db_in_transaction(t));
	assert_string_equal(db_conflict(t), "item_name_once");
	assert_string_equal(called, "");
	/* The handler shows its form again, and may read for it. */
	db_one(t, &item_find, &item, "mine");
	assert_int_equal(db_wait(t), DB_OK);
	assert_null(item);
}

static void test_a_conflict_undoes_the_whole_transaction(void **state)
{
	(void)state;
	assert_int_equal(task_do(conflict_at_second_wait).failed, 0);
	assert_int_equal(saved(), 0);
}

static void conflict_with_commit(struct task *t)
{
	db_begin(t);
	add(t, "mine", 1);
	add(t, "mine", 1);
	add(t, "another", 1);
	assert_int_equal(db_commit_wait(t), DB_CONFLICT);
	assert_string_equal(db_conflict(t), "item_name_once");
}

static void conflict_by_check(struct task *t)
{
	db_begin(t);
	add(t, "negative", -1);
	assert_int_equal(db_commit_wait(t), DB_CONFLICT);
	assert_string_equal(db_conflict(t), "item_size_positive");
}

static void conflict_by_trigger(struct task *t)
{
	db_begin(t);
	add(t, "thirteen", 13);
	assert_int_equal(db_commit_wait(t), DB_CONFLICT);
	assert_string_equal(db_conflict(t), "item_not_thirteen");
}

/* Refused by COMMIT itself: the foreign key is looked at only then. */
static void conflict_at_commit(struct task *t)
{
	struct item *item;

	db_begin(t);
	db_one(t, &item_add, &item, "orphan", 1, 4711);
	assert_int_equal(db_wait(t), DB_OK);
	assert_int_equal(db_commit_wait(t), DB_CONFLICT);
	assert_string_equal(db_conflict(t), "item_parent");
}

static void conflict_and_again(struct task *t)
{
	db_begin(t);
	add(t, "negative", -1);
	assert_int_equal(db_wait(t), DB_CONFLICT);
	db_begin(t);
	add(t, "positive", 1);
	assert_int_equal(db_commit_wait(t), DB_OK);
}

static void test_conflicts_have_names(void **state)
{
	(void)state;
	assert_int_equal(task_do(conflict_with_commit).failed, 0);
	assert_int_equal(task_do(conflict_by_check).failed, 0);
	assert_int_equal(task_do(conflict_by_trigger).failed, 0);
	assert_int_equal(task_do(conflict_at_commit).failed, 0);
	assert_int_equal(saved(), 0);
	assert_int_equal(task_do(conflict_and_again).failed, 0);
	assert_int_equal(saved(), 1);
}

/* ---- what is not committed ---- */

static void early_return(struct task *t)
{
	db_begin(t);
	add(t, "early", 1);
	db_wait(t);
}

static void never_sent(struct task *t)
{
	db_begin(t);
	add(t, "unsent", 1);
}

static void conflict_unseen(struct task *t)
{
	db_begin(t);
	add(t, "same", 1);
	db_wait(t);
	add(t, "same", 1);
	db_wait(t);
}

/* What was asked would have been outside any transaction: it costs the task, and nobody else. */
static void conflict_unseen_and_asked(struct task *t)
{
	conflict_unseen(t);
	add(t, "more", 1);
	fail();
}

static void conflict_unseen_and_hooked(struct task *t)
{
	conflict_unseen(t);
	db_on_committed(t, call_committed, NULL);
	fail();
}

static void conflict_unseen_and_waited(struct task *t)
{
	conflict_unseen(t);
	assert_int_equal(db_wait(t), DB_CONFLICT);
	assert_int_equal(db_commit_wait(t), DB_CONFLICT);
	assert_string_equal(db_conflict(t), "item_name_once");
	db_begin(t);
	assert_int_equal(db_commit_wait(t), DB_OK);
}

static void conflict_not_expected(struct task *t)
{
	db_begin(t);
	add(t, "negative", -1);
	db_commit_sure_wait(t);
	fail();
}

static void test_a_conflict_nobody_looked_at_ends_the_task(void **state)
{
	(void)state;
	assert_int_equal(task_do(conflict_unseen_and_asked).failed, 503);
	assert_int_equal(task_do(conflict_unseen_and_hooked).failed, 503);
	assert_int_equal(task_do(conflict_unseen_and_waited).failed, 0);
	assert_int_equal(task_do(conflict_not_expected).failed, 503);
	assert_int_equal(saved(), 0);
}

static void given_up(struct task *t)
{
	db_begin(t);
	add(t, "given up", 1);
	db_wait(t);
	add(t, "never sent", 1);
	db_rollback_wait(t);
	assert_false(db_in_transaction(t));
	add(t, "refused outside", 1);
	db_wait(t);
}

static size_t fail_deep(struct task *t, int depth)
{
	char *s = arena_printf(&t->arena, "%d", depth);

	if (depth < 0)
		return 0;
	if (depth == 0)
		task_fail(t, 418, "deep");
	return fail_deep(t, depth - 1) + strlen(s);
}

static void failing_deep(struct task *t)
{
	db_begin(t);
	add(t, "deep", 1);
	db_wait(t);
	fail_deep(t, 100);
}

static void broken_statement(struct task *t)
{
	db_begin(t);
	add(t, "before", 1);
	db_wait(t);
	db_run(t, &break_something, 0);
	db_commit_wait(t);
}

static void too_slow(struct task *t)
{
	db_begin(t);
	add(t, "slow", 1);
	db_wait(t);
	db_run(t, &sleep_for, 30);
	db_commit_wait(t);
}

static void too_slow_to_commit(struct task *t)
{
	db_begin(t);
	add(t, "slow", 1);
	db_wait(t);
	task_sleep_wait(t, 30000);
	db_commit_wait(t);
}

static void test_what_is_not_committed_is_rolled_back(void **state)
{
	static const struct {
		const char *name;
		void (*run)(struct task *);
		int64_t timeout_ms;
		int failed;
	} rows[] = {
		{"an early return", early_return, 9000, 0},
		{"asked, but never sent", never_sent, 9000, 0},
		{"a conflict nobody looked at", conflict_unseen, 9000, 0},
		{"given up, and then written outside", given_up, 9000, 500},
		{"a failure deep down", failing_deep, 9000, 418},
		{"a statement that is wrong", broken_statement, 9000, 500},
		{"the deadline with a statement in flight", too_slow, 300, 503},
		{"the deadline between two waits", too_slow_to_commit, 300, 503},
	};
	unsigned i;

	(void)state;
	quiet(true);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct ended e = task_do_within(rows[i].run, rows[i].timeout_ms);

		if (e.failed != rows[i].failed || !loop_until(all_idle, 5000) || saved() != 0)
			fail_msg("%s: %d, %d saved", rows[i].name, e.failed, (int)saved());
		assert_int_equal(task_do(find_nothing).failed, 0);
	}
}

/* ---- success that is none ---- */

/* Makes the server fail inside the transaction without our code seeing it. */
static void fail_behind_our_back(struct task *t)
{
	PGconn *pg = t->db->conn->pg;
	PGresult *res;
	bool end = false;

	assert_true(PQsendQueryParams(pg, "SELECT 1 / 0", 0, NULL, NULL, NULL, NULL, 1));
	assert_true(PQpipelineSync(pg));
	while (!end) {
		res = PQgetResult(pg);
		end = res && PQresultStatus(res) == PGRES_PIPELINE_SYNC;
		PQclear(res);
	}
	assert_int_equal(PQtransactionStatus(pg), PQTRANS_INERROR);
}

static void commit_answers_rollback(struct task *t)
{
	called[0] = '\0';
	db_begin(t);
	add(t, "not kept", 1);
	db_wait(t);
	fail_behind_our_back(t);
	db_on_committed(t, call_committed, NULL);
	db_commit_wait(t);
	fail();
}

static void ended_by_hand(struct task *t)
{
	called[0] = '\0';
	db_begin(t);
	add(t, "not kept", 1);
	db_run(t, &end_by_hand);
	db_on_committed(t, call_committed, NULL);
	db_commit_wait(t);
	fail();
}

static void test_commit_that_answers_rollback_is_no_success(void **state)
{
	(void)state;
	quiet(true);
	assert_int_equal(task_do(commit_answers_rollback).failed, 500);
	assert_string_equal(called, "");
	assert_int_equal(saved(), 0);
	/* Here the server even answers COMMIT, with a warning that there was nothing to commit. */
	assert_int_equal(task_do(ended_by_hand).failed, 500);
	assert_string_equal(called, "");
	assert_int_equal(saved(), 0);
}

/* The backend dies while the task thinks between two waits: nothing was sent, so it is known that nothing was
 * kept. */
static void killed_between_waits(struct task *t)
{
	db_begin(t);
	add(t, "killed", 1);
	db_wait(t);
	admin_run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'bothy_web'");
	task_sleep_wait(t, 100);
	db_commit_wait(t);
}

static void test_killed_between_two_waits(void **state)
{
	struct ended e;

	(void)state;
	quiet(true);
	e = task_do(killed_between_waits);
	assert_int_equal(e.failed, 503);
	assert_ptr_not_equal(e.why, DB_UNKNOWN);
	assert_int_equal(saved(), 0);
}

static void on_cancel(void *arg)
{
	(void)arg;
	admin_run("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
}

static void commit_waits_for_a_standby(struct task *t)
{
	struct loop_timer *timer = loop_timer_new(500, on_cancel, NULL);

	called[0] = '\0';
	arena_defer(&t->arena, (void (*)(void *))loop_timer_free, timer);
	db_begin(t);
	add(t, "only here", 1);
	db_on_commit_sent(t, call_sent, NULL);
	db_on_committed(t, call_committed, NULL);
	db_commit_wait(t);
	fail();
}

/* COMMIT is answered by COMMIT and a warning: kept here, but perhaps not by the standby that may take over.
 */
static void test_committed_only_locally_is_unknown(void **state)
{
	struct ended e;

	(void)state;
	quiet(true);
	admin_run("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
	admin_run("SELECT pg_reload_conf()");
	loop_for(300);
	e = task_do(commit_waits_for_a_standby);
	admin_run("ALTER SYSTEM RESET synchronous_standby_names");
	admin_run("SELECT pg_reload_conf()");
	assert_int_equal(e.failed, 503);
	assert_ptr_equal(e.why, DB_UNKNOWN);
	assert_string_equal(called, "s");
}

/* ---- our own errors end the process ---- */

static void begin_twice(struct task *t)
{
	db_begin(t);
	db_begin(t);
}

static void commit_without_begin(struct task *t)
{
	db_commit_wait(t);
}

static bool dies(void (*run)(struct task *))
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		pool_up(1);
		task_do(run);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void test_our_own_errors_end_the_process(void **state)
{
	(void)state;
	quiet(true);
	assert_true(dies(begin_twice));
	assert_true(dies(commit_without_begin));
	quiet(false);
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, before_each, after_each)
	const struct CMUnitTest tests[] = {
		EACH(test_a_transaction_over_two_waits),
		EACH(test_a_write_in_one_trip),
		EACH(test_an_empty_transaction_costs_nothing),
		EACH(test_a_conflict_undoes_the_whole_transaction),
		EACH(test_conflicts_have_names),
		EACH(test_a_conflict_nobody_looked_at_ends_the_task),
		EACH(test_what_is_not_committed_is_rolled_back),
		EACH(test_commit_that_answers_rollback_is_no_success),
		EACH(test_killed_between_two_waits),
		EACH(test_committed_only_locally_is_unknown),
		cmocka_unit_test(test_our_own_errors_end_the_process),
	};

	return cmocka_run_group_tests(tests, cluster_up, cluster_down);
}
