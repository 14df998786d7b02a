/* db_unfit_test.c -- statements that cannot be prepared: the program is not ready, says which, and the others
 * work. That it is tried again: db_renewal_test.c. */
#include "harness.h"

#include <string.h>

#include "db/row.h"

struct count {
	int64_t n;
};

static void read_count(struct row *r, struct count *x)
{
	x->n = row_int8(r, "n");
}

QUERY(a_good_one, DOOR_WEB, struct count, read_count, "SELECT 1::int8 AS n");
QUERY(b_bad_one, DOOR_WEB, struct count, read_count, "SELECT n FROM test.not_there");
QUERY(c_good_one, DOOR_WEB, struct count, read_count, "SELECT 2::int8 AS n");
COMMAND(d_bad_one, DOOR_WEB, "SELEKT 1");
QUERY(e_good_one, DOOR_WEB, struct count, read_count, "SELECT 3::int8 AS n");
COMMAND(f_for_others, DOOR_DESK, "SELECT FROM test.not_there_either");

static void ask_the_good(struct task *t)
{
	struct count *a, *c, *e;

	db_one(t, &a_good_one, &a);
	db_one(t, &c_good_one, &c);
	db_one(t, &e_good_one, &e);
	db_wait(t);
	assert_int_equal(a->n * 100 + c->n * 10 + e->n, 123);
}

static void ask_the_bad(struct task *t)
{
	struct count *b;

	db_one(t, &b_bad_one, &b);
	db_wait(t);
}

static void test_bad_statements(void **state)
{
	(void)state;
	quiet(true);
	pool_up(2);
	assert_false(db_ready());
	assert_non_null(strstr(db_problem(), "prepared"));
	assert_int_equal(task_do(ask_the_bad).failed, 503);
	assert_int_equal(task_do(ask_the_good).failed, 0);
	pool_down();
	quiet(false);
}

static void test_they_are_repaired_by_a_migration(void **state)
{
	(void)state;
	quiet(true);
	admin_run("CREATE TABLE test.not_there (n int8); GRANT SELECT ON test.not_there TO bothy_web");
	pool_up(1);
	assert_false(db_ready()); /* d_bad_one */
	assert_int_equal(task_do(ask_the_bad).failed, 0);
	pool_down();
	quiet(false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad_statements),
		cmocka_unit_test(test_they_are_repaired_by_a_migration),
	};

	return cmocka_run_group_tests(tests, cluster_up, cluster_down);
}
