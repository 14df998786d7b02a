/* db_ledger_test.c -- many writers while backends are killed and the server crashes: what was acknowledged is
 * there once, what was told to have failed is not there, and only what was told to be unknown may be either.
 */
#include "harness.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/must.h"
#include "db/row.h"

#define WRITERS 12
#define MOST	200000

struct item {
	int64_t id;
};

static void read_item(struct row *r, struct item *x)
{
	x->id = row_int8(r, "id");
}

QUERY(ledger_last, DOOR_WEB, struct item, read_item, "SELECT id FROM test.item ORDER BY id DESC LIMIT 1");
QUERY(ledger_insert, DOOR_WEB, struct item, read_item,
	"INSERT INTO test.item (name) VALUES ($1) RETURNING id");

enum told { TOLD_NOTHING, TOLD_SAVED, TOLD_FAILED, TOLD_UNKNOWN };

struct writer {
	struct task task;
	int number; /* of the row it writes */
};

static struct writer writers[WRITERS];
static unsigned char ledger[MOST];
static int numbers;
static bool stopping;

/* As a handler does: look, then write in two waits. */
static void write_one(struct task *t)
{
	struct writer *w = (struct writer *)t;
	struct item *last, *item;

	db_one(t, &ledger_last, &last);
	db_wait(t);
	db_begin(t);
	db_one(t, &ledger_insert, &item, (const char *)arena_printf(&t->arena, "%d", w->number));
	if (w->number % 2)
		db_wait(t);
	must(db_commit_wait(t) == DB_OK);
	must(item && item->id > 0);
}

static void again(struct writer *w);

static void on_done(struct task *t)
{
	struct writer *w = (struct writer *)t;

	ledger[w->number] = !t->failed ? TOLD_SAVED : t->why == DB_UNKNOWN ? TOLD_UNKNOWN : TOLD_FAILED;
	must(t->failed == 0 || t->failed == 503);
	task_end(t);
	if (!stopping)
		again(w);
}

/* While the database is away every task ends at once, so the next one starts from the loop, not from here. */
static void on_again(void *arg)
{
	struct writer *w = arg;

	w->number = numbers++;
	must(numbers < MOST);
	memset(&w->task, 0, sizeof(w->task));
	task_start(&w->task, write_one, on_done, 2000);
}

static struct loop_timer *starters[WRITERS];

static void again(struct writer *w)
{
	loop_timer_again(starters[w - writers], numbers % 4);
}

/* Kills whatever backend comes first, a hundred times, and crashes the server in the middle of it. */
static pid_t trouble_start(void)
{
	pid_t child = fork();
	int i;

	assert_true(child >= 0);
	if (child > 0)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (i = 0; i < 100; i++) {
		usleep(20000);
		admin_run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'bothy_web'"
			  " ORDER BY random() LIMIT 1");
		if (i == 50) {
			cluster_stop("immediate");
			cluster_start();
		}
	}
	_exit(0);
}

static pid_t trouble;
static int trouble_status;

static bool trouble_over(void)
{
	static bool over;

	over = over || waitpid(trouble, &trouble_status, WNOHANG) == trouble;
	return over;
}

static bool nobody_works(void)
{
	return tasks_running() == 0;
}

static unsigned told(enum told what)
{
	unsigned n = 0;
	int i;

	for (i = 0; i < numbers; i++)
		n += ledger[i] == what;
	return n;
}

static void check_ledger(void)
{
	char address[200], sql[100];
	PGconn *pg;
	PGresult *res;
	int i;

	snprintf(address, sizeof(address), "%s user=admin password=admin", cluster_address);
	pg = PQconnectdb(address);
	snprintf(sql, sizeof(sql), "SELECT name::int FROM test.item");
	res = PQexec(pg, sql);
	assert_int_equal(PQresultStatus(res), PGRES_TUPLES_OK);
	for (i = 0; i < PQntuples(res); i++) {
		int number = atoi(PQgetvalue(res, i, 0));

		if (ledger[number] == TOLD_FAILED)
			fail_msg("%d is there, and was told to have failed", number);
		ledger[number] = TOLD_NOTHING; /* names are unique: once */
	}
	PQclear(res);
	PQfinish(pg);
	for (i = 0; i < numbers; i++)
		if (ledger[i] == TOLD_SAVED)
			fail_msg("%d was acknowledged, and is not there", i);
}

static void test_ledger_against_table(void **state)
{
	unsigned i;

	(void)state;
	pool_up(4);
	trouble = trouble_start();
	quiet(true);
	for (i = 0; i < WRITERS; i++)
		starters[i] = loop_timer_new(0, on_again, &writers[i]);
	assert_true(loop_until(trouble_over, 60000));
	stopping = true;
	assert_true(loop_until(nobody_works, 10000));
	loop_for(10); /* those who were about to begin */
	assert_true(loop_until(nobody_works, 10000));
	assert_true(loop_until(all_idle, 10000));
	quiet(false);
	assert_int_equal(trouble_status, 0);
	print_message("%u saved, %u failed, %u unknown\n", told(TOLD_SAVED), told(TOLD_FAILED),
		told(TOLD_UNKNOWN));
	assert_true(told(TOLD_SAVED) > 100 && told(TOLD_FAILED) > 10);
	check_ledger();
	for (i = 0; i < WRITERS; i++)
		loop_timer_free(starters[i]);
	pool_down();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ledger_against_table),
	};

	return cmocka_run_group_tests(tests, cluster_up, cluster_down);
}
