/* db_pool_test.c -- connections: killed in mid-query and while idle, the server stopped and started,
 * deadlines, the queue. */
#include "harness.h"

#include "db/migrate.h"
#include "db/row.h"

const struct migration migrations[] = {{NULL, NULL}};

struct item {
	int64_t id;
	const char *name;
	int64_t size;
};
LIST(items, struct item);

static void read_item(struct row *r, struct item *x)
{
	x->id = row_int8(r, "id");
	x->name = row_text(r, "name");
	x->size = row_int8(r, "size");
}

QUERY(item_by_name, DOOR_WEB, struct item, read_item, "SELECT id, name, size FROM test.item WHERE name = $1");
QUERY(items_all, DOOR_WEB, struct item, read_item,
	"SELECT id, name, size FROM test.item ORDER BY id LIMIT 100");
COMMAND(sleep_for, DOOR_WEB, "SELECT pg_sleep($1)");

static void one_read(struct task *t)
{
	struct item *item;

	db_one(t, &item_by_name, &item, "nobody");
	db_wait(t);
	assert_null(item);
}

static void test_read(void **state)
{
	struct ended e;

	(void)state;
	pool_up(2);
	e = task_do(one_read);
	assert_int_equal(e.failed, 0);
	assert_int_equal(e.trips, 1);
	pool_down();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
	};

	return cmocka_run_group_tests(tests, cluster_up, cluster_down);
}
