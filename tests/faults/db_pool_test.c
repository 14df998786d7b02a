/* db_pool_test.c -- connections: killed in mid-query and while idle, the server stopped and started,
 * deadlines, the queue, and that one wait is one snapshot. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "db/row.h"

struct count {
	int64_t n;
};

static void read_count(struct row *r, struct count *x)
{
	x->n = row_int8(r, "n");
}

struct text {
	const char *s;
};

static void read_text(struct row *r, struct text *x)
{
	x->s = row_text(r, "s");
}

QUERY(items_count, DOOR_WEB, struct count, read_count, "SELECT count(*) AS n FROM test.item");
QUERY(backend, DOOR_WEB, struct count, read_count, "SELECT pg_backend_pid() AS n");
QUERY(echo, DOOR_WEB, struct text, read_text, "SELECT $1::text AS s");
QUERY(many_rows, DOOR_WEB, struct text, read_text,
	"SELECT repeat('x', 1000) || i AS s FROM generate_series(1, $1::int) i ORDER BY i LIMIT 100000");
QUERY(changing, DOOR_WEB, struct text, read_text, "SELECT s FROM test.changing LIMIT 1");
QUERY(secret_read, DOOR_WEB, struct count, read_count, "SELECT id AS n FROM test.secret LIMIT 1");
QUERY(desk_only, DOOR_DESK, struct count, read_count, "SELECT 1 AS n");
COMMAND(sleep_for, DOOR_WEB, "SELECT pg_sleep($1)");
COMMAND(item_insert, DOOR_WEB, "INSERT INTO test.item (name) VALUES ($1)");
COMMAND(item_lock, DOOR_WEB, "SELECT 1 FROM test.item WHERE name = $1 FOR UPDATE");
COMMAND(begin_by_hand, DOOR_WEB, "BEGIN");
COMMAND(divide, DOOR_WEB, "SELECT 1 / $1::int");

static int before_all(void **state)
{
	cluster_up(state);
	admin_run("CREATE TABLE test.changing (s text); GRANT SELECT ON test.changing TO bothy_web;"
		  "INSERT INTO test.item (name) VALUES ('left'), ('right')");
	return 0;
}

static void read_once(struct task *t)
{
	struct count *count;

	db_one(t, &items_count, &count);
	db_wait(t);
	assert_non_null(count);
}

static void sleep_long(struct task *t)
{
	db_run(t, &sleep_for, 30);
	db_wait(t);
}

/* ---- what a wait is ---- */

static void insert_meanwhile(void *arg)
{
	(void)arg;
	admin_run("INSERT INTO test.item (name) VALUES ('meanwhile')");
}

static void two_looks(struct task *t)
{
	struct loop_timer *timer = loop_timer_new(100, insert_meanwhile, NULL);
	struct count *first, *second;

	db_one(t, &items_count, &first);
	db_run(t, &sleep_for, 0.5);
	db_one(t, &items_count, &second);
	db_wait(t);
	loop_timer_free(timer);
	assert_int_equal(first->n, 2);
	assert_int_equal(second->n, 2);
	assert_int_equal(t->trips, 1);
	assert_int_equal(t->queries, 3);
	db_one(t, &items_count, &first);
	db_wait(t);
	assert_int_equal(first->n, 3);
}

static void test_one_wait_is_one_snapshot(void **state)
{
	(void)state;
	pool_up(1);
	assert_int_equal(task_do(two_looks).failed, 0);
	pool_down();
}

static void ask_nothing(struct task *t)
{
	assert_int_equal(db_wait(t), DB_OK);
	db_rollback_wait(t);
	assert_int_equal(t->trips, 0);
	assert_false(db_in_transaction(t));
}

static void test_nothing_asked_costs_nothing(void **state)
{
	(void)state;
	pool_up(1);
	assert_int_equal(task_do(ask_nothing).failed, 0);
	pool_down();
}

/* More than the sockets hold, in both directions at once: sending must not wait for reading. */
static void ask_large(struct task *t)
{
	size_t n = 3 << 20;
	char *s = arena_alloc(&t->arena, n + 1);
	struct text *out[8];
	struct {
		struct text *v;
		size_t n;
	} rows;
	unsigned i;

	memset(s, 'y', n);
	for (i = 0; i < 8; i++)
		db_one(t, &echo, &out[i], s);
	db_many(t, &many_rows, &rows, 5000);
	db_wait(t);
	for (i = 0; i < 8; i++)
		assert_int_equal(strlen(out[i]->s), n);
	assert_int_equal(rows.n, 5000);
	assert_string_equal(rows.v[4999].s + 1000, "5000");
}

static void test_large_questions_and_answers(void **state)
{
	(void)state;
	pool_up(1);
	assert_int_equal(task_do(ask_large).failed, 0);
	pool_down();
}

static void ask_many_statements(struct task *t)
{
	struct text *out[300];
	unsigned i;
	char s[16];

	for (i = 0; i < 300; i++) {
		snprintf(s, sizeof(s), "%u", i);
		db_one(t, &echo, &out[i], (const char *)s);
	}
	db_wait(t);
	for (i = 0; i < 300; i++)
		assert_int_equal(atoi(out[i]->s), i);
	assert_int_equal(t->trips, 1);
}

static void test_many_statements_in_one_trip(void **state)
{
	(void)state;
	pool_up(1);
	assert_int_equal(task_do(ask_many_statements).failed, 0);
	pool_down();
}

/* ---- what is refused ---- */

static void write_outside(struct task *t)
{
	db_run(t, &item_insert, "outside");
	db_wait(t);
}

static void read_forbidden(struct task *t)
{
	struct count *count;

	db_one(t, &secret_read, &count);
	db_wait(t);
}

static void begin_alone(struct task *t)
{
	db_run(t, &begin_by_hand);
	db_wait(t);
}

static void divide_by_zero(struct task *t)
{
	db_run(t, &divide, 0);
	db_wait(t);
}

static void test_our_own_errors_are_500_and_cost_no_connection(void **state)
{
	static void (*const tasks[])(struct task *) = {write_outside, read_forbidden, divide_by_zero};
	int64_t before;
	unsigned i;

	(void)state;
	pool_up(1);
	before = admin_number("SELECT pid FROM pg_stat_activity WHERE usename = 'bothy_web'");
	quiet(true);
	for (i = 0; i < 3; i++)
		assert_int_equal(task_do(tasks[i]).failed, 500);
	quiet(false);
	assert_int_equal(admin_number("SELECT count(*) FROM test.item WHERE name = 'outside'"), 0);
	assert_int_equal(task_do(read_once).failed, 0);
	assert_int_equal(admin_number("SELECT pid FROM pg_stat_activity WHERE usename = 'bothy_web'"),
		before);
	pool_down();
}

static void test_a_transaction_begun_by_hand_is_found_and_ended(void **state)
{
	(void)state;
	pool_up(1);
	quiet(true);
	assert_int_equal(task_do(begin_alone).failed, 500);
	quiet(false);
	assert_true(loop_until(all_idle, 5000));
	assert_int_equal(admin_number("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'"),
		0);
	assert_int_equal(task_do(read_once).failed, 0);
	pool_down();
}

static void read_changing(struct task *t)
{
	struct text *text;

	db_one(t, &changing, &text);
	db_wait(t);
}

/* The type of a column changes under a prepared statement: one 503, and new connections have it right. */
static void test_a_statement_whose_table_changed(void **state)
{
	(void)state;
	pool_up(3);
	assert_int_equal(task_do(read_changing).failed, 0);
	admin_run("ALTER TABLE test.changing ALTER s TYPE varchar(20)");
	quiet(true);
	assert_int_equal(task_do(read_changing).failed, 503);
	quiet(false);
	assert_true(loop_until(all_idle, 5000));
	assert_int_equal(task_do(read_changing).failed, 0);
	pool_down();
}

/* ---- deadlines and the queue ---- */

static bool web_gone(void)
{
	return admin_number("SELECT count(*) FROM pg_stat_activity WHERE usename = 'bothy_web'") == 0;
}

static void test_deadline_in_mid_query(void **state)
{
	struct ended e;

	(void)state;
	pool_up(1);
	quiet(true);
	e = task_do_within(sleep_long, 200);
	assert_int_equal(e.failed, 503);
	assert_int_equal(task_do(read_once).failed, 0);
	quiet(false);
	pool_down();
	/* The server notices that nobody waits any more. */
	loop_init();
	assert_true(loop_until(web_gone, 10000));
	loop_end();
}

static void test_statement_timeout_keeps_the_connection(void **state)
{
	int64_t before;

	(void)state;
	pool_up(1);
	before = admin_number("SELECT pid FROM pg_stat_activity WHERE usename = 'bothy_web'");
	quiet(true);
	assert_int_equal(task_do_within(sleep_long, 20000).failed, 503);
	quiet(false);
	assert_int_equal(task_do(read_once).failed, 0);
	assert_int_equal(admin_number("SELECT pid FROM pg_stat_activity WHERE usename = 'bothy_web'"),
		before);
	pool_down();
}

static char order[64];
static unsigned order_n;

static void note_order(struct task *t)
{
	char me = (char)('a' + tasks_running() - 1);

	read_once(t);
	order[order_n++] = me;
}

static void test_queue_is_first_come_first_served(void **state)
{
	struct ended e[20];
	unsigned i;

	(void)state;
	pool_up(1);
	order_n = 0;
	memset(order, 0, sizeof(order));
	for (i = 0; i < 20; i++)
		task_begin(note_order, 10000, &e[i]);
	assert_int_equal(db_pool_state().waiting, 19);
	assert_true(loop_until(all_idle, 10000));
	assert_string_equal(order, "abcdefghijklmnopqrst");
	for (i = 0; i < 20; i++)
		assert_int_equal(e[i].failed, 0);
	assert_int_equal(db_pool_state().waiting, 0);
	pool_down();
}

static void test_waiting_in_the_queue_ends(void **state)
{
	struct ended holder, by_deadline, by_queue, last;

	(void)state;
	pool_up(1);
	quiet(true);
	task_begin(sleep_long, 6500, &holder);
	task_begin(read_once, 300, &by_deadline);
	task_begin(read_once, 20000, &by_queue);
	loop_for(1000);
	assert_true(by_deadline.done);
	assert_int_equal(by_deadline.failed, 503);
	assert_false(by_queue.done);
	loop_for(2500);
	task_begin(read_once, 20000, &last);
	loop_for(2000);
	assert_true(by_queue.done);
	assert_int_equal(by_queue.failed, 503);
	assert_false(last.done);
	assert_true(loop_until(all_idle, 5000));
	quiet(false);
	assert_int_equal(holder.failed, 503);
	assert_int_equal(last.failed, 0);
	pool_down();
}

/* The connection used last is used next: it is warm. */
static int64_t backend_seen;

static void see_backend(struct task *t)
{
	struct count *pid;

	db_one(t, &backend, &pid);
	db_wait(t);
	backend_seen = pid->n;
}

static void test_the_warm_connection_is_used_again(void **state)
{
	int64_t first;
	int i;

	(void)state;
	pool_up(4);
	task_do(see_backend);
	first = backend_seen;
	for (i = 0; i < 5; i++) {
		task_do(see_backend);
		assert_int_equal(backend_seen, first);
	}
	pool_down();
}

/* ---- deadlocks ---- */

static int locked;

static void lock_both(struct task *t, const char *first, const char *second)
{
	db_begin(t);
	db_run(t, &item_lock, first);
	db_wait(t);
	for (locked++; locked < 2;)
		task_sleep_wait(t, 10);
	db_run(t, &item_lock, second);
	db_commit_wait(t);
}

static void lock_left_right(struct task *t)
{
	lock_both(t, "left", "right");
}

static void lock_right_left(struct task *t)
{
	lock_both(t, "right", "left");
}

static void test_a_deadlock_costs_one_of_two(void **state)
{
	struct ended a, b;

	(void)state;
	pool_up(2);
	quiet(true);
	task_begin(lock_left_right, 10000, &a);
	task_begin(lock_right_left, 10000, &b);
	assert_true(loop_until(all_idle, 10000));
	quiet(false);
	assert_int_equal(a.failed + b.failed, 503);
	assert_int_equal(task_do(read_once).failed, 0);
	pool_down();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_wait_is_one_snapshot),
		cmocka_unit_test(test_nothing_asked_costs_nothing),
		cmocka_unit_test(test_large_questions_and_answers),
		cmocka_unit_test(test_many_statements_in_one_trip),
		cmocka_unit_test(test_our_own_errors_are_500_and_cost_no_connection),
		cmocka_unit_test(test_a_transaction_begun_by_hand_is_found_and_ended),
		cmocka_unit_test(test_a_statement_whose_table_changed),
		cmocka_unit_test(test_deadline_in_mid_query),
		cmocka_unit_test(test_statement_timeout_keeps_the_connection),
		cmocka_unit_test(test_queue_is_first_come_first_served),
		cmocka_unit_test(test_waiting_in_the_queue_ends),
		cmocka_unit_test(test_the_warm_connection_is_used_again),
		cmocka_unit_test(test_a_deadlock_costs_one_of_two),
	};

	return cmocka_run_group_tests(tests, before_all, cluster_down);
}
