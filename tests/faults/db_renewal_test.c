/* db_renewal_test.c -- connections whose statements could not be prepared are opened anew until they can: a right
 * that was taken and given back, a table that was away. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "db/row.h"

struct count {
	int64_t n;
};

static void read_count(struct row *r, struct count *x)
{
	x->n = row_int8(r, "n");
}

QUERY(a_plain_one, DOOR_WEB, struct count, read_count, "SELECT 1::int8 AS n");
QUERY(of_the_shed, DOOR_WEB, struct count, read_count, "SELECT count(*) AS n FROM shed.tool");
COMMAND(rest, DOOR_WEB, "SELECT pg_sleep($1)");

static void ask_plain(struct task *t)
{
	struct count *one;

	db_one(t, &a_plain_one, &one);
	db_wait(t);
	assert_int_equal(one->n, 1);
}

static void ask_shed(struct task *t)
{
	struct count *tools;

	db_one(t, &of_the_shed, &tools);
	db_wait(t);
}

static void hold(struct task *t)
{
	db_run(t, &rest, 3);
	db_wait(t);
}

static int before_all(void **state)
{
	cluster_up(state);
	admin_run("CREATE SCHEMA shed; CREATE TABLE shed.tool (); GRANT SELECT ON shed.tool TO bothy_web");
	return 0;
}

static int shut(void **state)
{
	(void)state;
	admin_run("REVOKE USAGE ON SCHEMA shed FROM bothy_web");
	return 0;
}

static void give_back(void)
{
	admin_run("GRANT USAGE ON SCHEMA shed TO bothy_web");
}

/* What the log says meanwhile. */
static char *said;
static int stderr_before;

static void listen_to_log(void)
{
	FILE *file = tmpfile();

	fflush(stderr);
	stderr_before = dup(STDERR_FILENO);
	dup2(fileno(file), STDERR_FILENO);
	fclose(file);
}

static void log_end(void)
{
	long n = lseek(STDERR_FILENO, 0, SEEK_END);

	said = calloc(1, (size_t)n + 1);
	assert_int_equal(pread(STDERR_FILENO, said, (size_t)n, 0), n);
	dup2(stderr_before, STDERR_FILENO);
	close(stderr_before);
}

static unsigned times(const char *word)
{
	const char *at = said;
	unsigned n = 0;

	while ((at = strstr(at, word)) != NULL)
		at++, n++;
	return n;
}

static bool all_fit(void)
{
	return all_idle() && !db_problem();
}

static void test_a_right_that_comes_back(void **state)
{
	unsigned i;

	(void)state;
	listen_to_log();
	pool_up(3);
	assert_false(db_ready());
	assert_int_equal(task_do(ask_shed).failed, 503);
	assert_int_equal(task_do(ask_plain).failed, 0);
	loop_for(1500); /* one try more, and in vain */
	assert_false(db_ready());
	assert_int_equal(task_do(ask_plain).failed, 0);
	give_back();
	assert_true(loop_until(all_fit, 10000));
	assert_true(db_ready());
	for (i = 0; i < 6; i++)
		assert_int_equal(task_do(ask_shed).failed, 0);
	pool_down();
	log_end();
	assert_int_equal(times("db.prepare"), 1);
	assert_int_equal(times("db.unfit"), 1);
	assert_int_equal(times("db.fit"), 1);
	free(said);
}

/* With all of them in use when the time comes, it is the first that comes back. */
static void test_connections_in_use(void **state)
{
	struct ended e[2];
	unsigned i;

	(void)state;
	quiet(true);
	pool_up(2);
	give_back();
	for (i = 0; i < 2; i++)
		task_begin(hold, 10000, &e[i]);
	loop_for(1500);
	assert_false(db_ready());
	assert_true(loop_until(all_fit, 10000));
	for (i = 0; i < 2; i++)
		assert_true(e[i].done && e[i].failed == 0);
	assert_int_equal(task_do(ask_shed).failed, 0);
	pool_down();
	quiet(false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_a_right_that_comes_back, shut),
		cmocka_unit_test_setup(test_connections_in_use, shut),
	};

	return cmocka_run_group_tests(tests, before_all, cluster_down);
}
