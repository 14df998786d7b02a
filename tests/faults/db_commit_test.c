/* db_commit_test.c -- the line to the server is cut around COMMIT: what is not known is said to be not known,
 * and sending again is safe. */
#include "harness.h"
#include "proxy.h"

#include <string.h>

#include "db/row.h"
#include "db/stamp.h"

struct item {
	int64_t id;
};

static void read_item(struct row *r, struct item *x)
{
	x->id = row_int8(r, "id");
}

QUERY(item_add, DOOR_WEB, struct item, read_item, "INSERT INTO test.item (name) VALUES ($1) RETURNING id");
QUERY(item_by_name, DOOR_WEB, struct item, read_item, "SELECT id FROM test.item WHERE name = $1");

static const char *address;

static int before_each(void **state)
{
	(void)state;
	admin_run("TRUNCATE test.item");
	called[0] = '\0';
	proxy_set(PROXY_FORWARD);
	pool_up_at(address, 1);
	assert_true(loop_until(all_idle, 5000));
	return 0;
}

static int after_each(void **state)
{
	(void)state;
	quiet(false);
	pool_down();
	return 0;
}

/* What a handler with a form key does: the key is the name. */
static void write_once(struct task *t)
{
	struct item *item, *again;

	db_begin(t);
	db_one(t, &item_add, &item, "key");
	db_on_commit_sent(t, call_sent, NULL);
	db_on_committed(t, call_committed, NULL);
	stamp_touch(t, STAMP_THREAD, 1);
	if (db_commit_wait(t) == DB_OK)
		return;
	assert_string_equal(db_conflict(t), "item_name_once");
	db_one(t, &item_by_name, &again, "key");
	db_wait(t);
	assert_non_null(again);
}

static int64_t saved(void)
{
	return admin_number("SELECT count(*) FROM test.item");
}

static void test_cut(enum proxy_mode mode, int64_t timeout_ms, int64_t expected)
{
	uint64_t before = stamp_now();
	struct ended e;

	quiet(true);
	proxy_set(mode);
	e = task_do_within(write_once, timeout_ms);
	assert_int_equal(e.failed, 503);
	assert_ptr_equal(e.why, DB_UNKNOWN);
	assert_string_equal(called, "s");
	assert_false(stamp_fresh(before, STAMP_THREAD, 1));
	assert_int_equal(saved(), expected);
	/* Sending again is safe. */
	proxy_set(PROXY_FORWARD);
	assert_int_equal(task_do(write_once).failed, 0);
	assert_int_equal(saved(), 1);
}

static void test_cut_before_commit_reaches_the_server(void **state)
{
	(void)state;
	test_cut(PROXY_CUT_BEFORE_COMMIT, 10000, 0);
}

static void test_cut_after_commit_reached_the_server(void **state)
{
	(void)state;
	test_cut(PROXY_CUT_AFTER_COMMIT, 10000, 1);
}

static void test_silence_after_commit(void **state)
{
	(void)state;
	test_cut(PROXY_MUTE_AFTER_COMMIT, 1500, 1);
}

/* The epoch moves again for a while, because the COMMIT may still become visible. */
static void test_doubt_goes_on(void **state)
{
	uint64_t noted;

	(void)state;
	test_cut(PROXY_CUT_AFTER_COMMIT, 10000, 1);
	noted = stamp_now();
	loop_for(1200);
	assert_false(stamp_fresh(noted, STAMP_TAG, 99));
}

static void test_answers_byte_by_byte(void **state)
{
	(void)state;
	proxy_set(PROXY_ONE_BYTE);
	assert_int_equal(task_do(write_once).failed, 0);
	assert_int_equal(task_do(write_once).failed, 0);
	assert_int_equal(saved(), 1);
	assert_string_equal(called, "sc"); /* the second one was refused before its COMMIT */
}

static int up(void **state)
{
	cluster_up(state);
	address = proxy_up();
	return 0;
}

static int down(void **state)
{
	proxy_down();
	return cluster_down(state);
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, before_each, after_each)
	const struct CMUnitTest tests[] = {
		EACH(test_cut_before_commit_reaches_the_server),
		EACH(test_cut_after_commit_reached_the_server),
		EACH(test_silence_after_commit),
		EACH(test_doubt_goes_on),
		EACH(test_answers_byte_by_byte),
	};

	return cmocka_run_group_tests(tests, up, down);
}
