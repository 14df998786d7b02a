/* db_memory_test.c -- memory runs out at the first place, then at the second, until a run has none left: each
 * ends in an honest status, leaks nothing, and the next one works. */
#include "harness.h"

#include "base/fault.h"
#include "db/row.h"
#include "db/stamp.h"

struct item {
	int64_t id;
	const char *name;
};
LIST(items, struct item);

static void read_item(struct row *r, struct item *x)
{
	x->id = row_int8(r, "id");
	x->name = row_text(r, "name");
}

QUERY(item_add, DOOR_WEB, struct item, read_item,
	"INSERT INTO test.item (name) VALUES ('key') ON CONFLICT DO NOTHING RETURNING id, repeat(name, 9000) "
	"AS name");
QUERY(rows_large, DOOR_WEB, struct item, read_item,
	"SELECT i::int8 AS id, repeat('x', 9000) AS name FROM generate_series(1, 20) i LIMIT 20");

static void nothing(void *arg)
{
	(void)arg;
}

/* Rows of the last pipeline are read between COMMIT and its answer: memory that runs out there must not say
 * that nothing was saved. */
static void write_and_read(struct task *t)
{
	struct item *item;
	struct items before, after;

	db_many(t, &rows_large, &before);
	db_wait(t);
	db_begin(t);
	db_many(t, &rows_large, &before);
	db_wait(t);
	db_one(t, &item_add, &item);
	db_many(t, &rows_large, &after);
	stamp_touch(t, STAMP_THREAD, 1);
	db_on_committed(t, nothing, NULL);
	assert_int_equal(db_commit_wait(t), DB_OK);
	assert_int_equal(after.n, 20);
}

static int64_t saved(void)
{
	return admin_number("SELECT count(*) FROM test.item");
}

/* Memory fails at the ${nth} request for it, ${count} times. Whether it failed at all. */
static bool run_with_fault(int nth, int count)
{
	struct ended e;
	int failures;

	admin_run("TRUNCATE test.item");
	quiet(true);
	fault_arm("malloc", nth, count);
	e = task_do(write_and_read);
	failures = fault_disarm();
	quiet(false);
	if (e.failed == 0 && saved() != 1)
		fail_msg("malloc %d: a false success", nth);
	if (e.failed != 0 && e.failed != 503)
		fail_msg("malloc %d: status %d", nth, e.failed);
	if (e.failed != 0 && e.why != DB_UNKNOWN && saved() != 0)
		fail_msg("malloc %d: saved, and told that it failed (%s)", nth, e.why);
	if (failures == 0)
		assert_int_equal(e.failed, 0);
	assert_true(loop_until(all_idle, 5000));
	assert_int_equal(task_do(write_and_read).failed, 0);
	assert_int_equal(saved(), 1);
	return failures > 0;
}

static void test_memory_runs_out_in_a_transaction(void **state)
{
	int nth = 1;

	(void)state;
	pool_up(1);
	while (run_with_fault(nth, 1))
		nth++;
	assert_true(nth > 10);
	for (nth = 1; run_with_fault(nth, 0); nth++)
		;
	assert_true(nth > 10);
	pool_down();
}

/* A connection that finds no memory is tried again. */
static void test_memory_runs_out_while_connecting(void **state)
{
	int nth;

	(void)state;
	quiet(true);
	for (nth = 1; nth <= 4; nth++) {
		fault_arm("malloc", nth, 1);
		pool_up_at(cluster_address, 2);
		assert_true(loop_until(all_idle, 5000));
		fault_disarm();
		assert_int_equal(task_do(write_and_read).failed, 0);
		pool_down();
	}
	quiet(false);
}

static void test_no_stack_is_503(void **state)
{
	struct ended e;

	(void)state;
	pool_up(1);
	fault_arm("stack", 1, 1);
	e = task_do(write_and_read);
	assert_int_equal(fault_disarm(), 1);
	assert_int_equal(e.failed, 503);
	assert_int_equal(task_do(write_and_read).failed, 0);
	pool_down();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memory_runs_out_in_a_transaction),
		cmocka_unit_test(test_memory_runs_out_while_connecting),
		cmocka_unit_test(test_no_stack_is_503),
	};

	return cmocka_run_group_tests(tests, cluster_up, cluster_down);
}
