/* db_loss_test.c -- connections that are lost: killed in mid-query and while idle, the server stopped,
 * crashed and started again; and servers we do not want. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/row.h"

struct count {
	int64_t n;
};

static void read_count(struct row *r, struct count *x)
{
	x->n = row_int8(r, "n");
}

QUERY(items_count, DOOR_WEB, struct count, read_count, "SELECT count(*) AS n FROM test.item");
COMMAND(sleep_thirty, DOOR_WEB, "SELECT pg_sleep(30)");
COMMAND(sleep_two, DOOR_WEB, "SELECT pg_sleep(2)");

static void read_once(struct task *t)
{
	struct count *count;

	db_one(t, &items_count, &count);
	db_wait(t);
	assert_non_null(count);
}

static void sleep_long(struct task *t)
{
	db_run(t, &sleep_thirty);
	db_wait(t);
}

static void sleep_short(struct task *t)
{
	db_run(t, &sleep_two);
	db_wait(t);
}

static bool everybody_works(void)
{
	struct db_pool_state s = db_pool_state();

	return s.idle == 0 &&
	       admin_number("SELECT count(*) FROM pg_stat_activity WHERE usename = 'bothy_web' AND state = "
			    "'active'") == s.most;
}

/* ---- killed ---- */

static void test_killed_in_mid_query(void **state)
{
	struct ended victim, other;

	(void)state;
	pool_up(2);
	task_begin(sleep_long, 20000, &victim);
	task_begin(sleep_short, 20000, &other);
	assert_true(loop_until(everybody_works, 5000));
	quiet(true);
	admin_run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'bothy_web' AND "
		  "query = "
		  "'SELECT pg_sleep(30)'");
	assert_true(loop_until(all_idle, 5000));
	quiet(false);
	assert_int_equal(victim.failed, 503);
	assert_int_equal(other.failed, 0);
	assert_int_equal(task_do(read_once).failed, 0);
	pool_down();
}

static void test_crashed_in_mid_query(void **state)
{
	struct ended victim;
	char line[128];

	(void)state;
	pool_up(1);
	task_begin(sleep_long, 20000, &victim);
	assert_true(loop_until(everybody_works, 5000));
	quiet(true);
	snprintf(line, sizeof(line), "kill -9 %lld",
		(long long)admin_number("SELECT pid FROM pg_stat_activity WHERE usename = 'bothy_web'"));
	assert_int_equal(system(line), 0);
	assert_true(loop_until(all_idle, 10000));
	quiet(false);
	assert_int_equal(victim.failed, 503);
	assert_int_equal(task_do(read_once).failed, 0);
	pool_down();
}

static void kill_all(void)
{
	admin_run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'bothy_web'");
}

/* Neither when the loop has seen it, nor when the next one to ask is the first to see it. */
static void test_killed_while_idle_costs_nobody_anything(void **state)
{
	(void)state;
	pool_up(3);
	quiet(true);
	kill_all();
	assert_int_equal(task_do(read_once).failed, 0);
	assert_true(loop_until(all_idle, 5000));
	kill_all();
	loop_for(50);
	assert_int_equal(task_do(read_once).failed, 0);
	quiet(false);
	pool_down();
}

static void test_stopped_and_started(void **state)
{
	static const char *const modes[] = {"fast", "immediate"};
	struct ended victim, e;
	unsigned i;

	(void)state;
	pool_up(3);
	for (i = 0; i < 2; i++) {
		task_begin(sleep_long, 20000, &victim);
		loop_for(100);
		quiet(true);
		cluster_stop(modes[i]);
		loop_for(300);
		assert_int_equal(victim.failed, 503);
		assert_false(db_ready());
		assert_non_null(db_problem());
		/* Not one of them waits for a time-out: it has ended before the loop goes on. */
		task_begin(read_once, 20000, &e);
		assert_true(e.done);
		assert_int_equal(e.failed, 503);
		loop_for(2000);
		cluster_start();
		assert_true(loop_until(db_ready, 2000));
		quiet(false);
		assert_null(db_problem());
		assert_int_equal(task_do(read_once).failed, 0);
		assert_true(loop_until(all_idle, 5000));
	}
	pool_down();
}

/* ---- a server we do not want ---- */

static void test_a_server_that_may_lose_data_is_refused(void **state)
{
	(void)state;
	admin_run("ALTER ROLE bothy_web SET synchronous_commit = off");
	quiet(true);
	pool_up_at(cluster_address, 2);
	loop_for(300);
	assert_false(db_ready());
	assert_non_null(strstr(db_problem(), "synchronous_commit"));
	assert_int_equal(task_do(read_once).failed, 503);
	admin_run("ALTER ROLE bothy_web RESET synchronous_commit");
	assert_true(loop_until(all_idle, 5000));
	quiet(false);
	pool_down();
}

static void test_a_wrong_password_is_told(void **state)
{
	(void)state;
	admin_run("ALTER ROLE bothy_web NOLOGIN");
	quiet(true);
	pool_up_at(cluster_address, 2);
	assert_int_equal(task_do(read_once).failed, 503);
	assert_non_null(strstr(db_problem(), "bothy_web"));
	admin_run("ALTER ROLE bothy_web LOGIN");
	assert_true(loop_until(all_idle, 5000));
	quiet(false);
	assert_int_equal(task_do(read_once).failed, 0);
	pool_down();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_killed_in_mid_query),
		cmocka_unit_test(test_crashed_in_mid_query),
		cmocka_unit_test(test_killed_while_idle_costs_nobody_anything),
		cmocka_unit_test(test_stopped_and_started),
		cmocka_unit_test(test_a_server_that_may_lose_data_is_refused),
		cmocka_unit_test(test_a_wrong_password_is_told),
	};

	return cmocka_run_group_tests(tests, cluster_up, cluster_down);
}
