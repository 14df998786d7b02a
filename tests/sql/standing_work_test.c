/* standing_work_test.c -- `work` killed at any moment, and two of them at once. */
#include "sql/standing_scene.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t worker_start(void)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	quiet(true);
	scene_work();
	for (;;)
		if (task_do(scene_apply).failed)
			_exit(1);
}

static void test_killed_at_any_moment_it_goes_on_where_it_was(void **state)
{
	int day = scene_day("2026-03-20"), i, round, acts = 0;

	(void)state;
	scene_people();
	scene_today(day);
	scene_settle();
	pool_down();
	for (round = 0; round < 12; round++) {
		pid_t pid = worker_start();

		for (i = 0; i < 40; i++, acts++)
			scene_event(day, EVENT_THANKED, 1 + acts % 7, 1 + (acts + 1 + acts / 7) % 7, acts + 1,
				acts + 1, 0);
		scene_said();
		usleep(20000 + (unsigned)round * 7000);
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
	}
	scene_work();
	scene_settle();
	assert_int_equal(admin_number("SELECT count(*) FROM standing.ledger WHERE kind = 4"), acts);
	assert_int_equal(admin_number("SELECT count(*) FROM standing.act"), acts);
	scene_equal("after the kills", 0);
}

/* ${n} members thank each other, each act on a post of its own; ${acts} counts. In one transaction. */
static void thanks(int day, int n, int *acts)
{
	for (; n > 0; n--, ++*acts)
		scene_event(day, EVENT_THANKED, 1 + *acts % 7, 1 + (*acts + 1 + *acts / 7) % 7, *acts + 1,
			*acts + 1, 0);
	scene_said();
}

static void assert_each_once(int acts)
{
	assert_int_equal(admin_number("SELECT count(*) FROM standing.ledger WHERE kind = 4"), acts);
	assert_int_equal(admin_number("SELECT count(DISTINCT event_id) FROM standing.ledger WHERE kind = 4"),
		acts);
	assert_int_equal(
		admin_number(
			"SELECT count(*) FROM standing.ledger WHERE position > (SELECT position FROM standing.progress)"),
		0);
	assert_int_equal(admin_number("SELECT count(*) FROM standing.act"), acts);
	assert_int_equal(admin_number("SELECT count(*) FROM standing.credit_event"),
		admin_number("SELECT count(DISTINCT position) FROM standing.credit_event"));
	scene_equal("each once", acts);
}

static void locked_wait(bool locked)
{
	while (locked ==
		admin_number("SELECT count(*) FROM (SELECT FROM standing.progress FOR UPDATE SKIP LOCKED) p"))
		usleep(1000);
}

/* A batch is 500 entries. It is there as a whole or not at all, wherever the process was. */
static void test_killed_within_a_batch_it_leaves_all_of_it_or_nothing(void **state)
{
	int day = scene_day("2026-03-20"), round, acts = 0, halves = 0;

	(void)state;
	scene_people();
	scene_today(day);
	scene_settle();
	pool_down();
	for (round = 0; round < 10; round++) {
		int64_t before = admin_number("SELECT applied FROM standing.progress"), after;
		pid_t pid;

		thanks(day, 500, &acts);
		pid = worker_start();
		locked_wait(true);
		usleep((unsigned)round * 15000);
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		locked_wait(false); /* the database may still be at what was sent before */
		after = admin_number("SELECT applied FROM standing.progress");
		assert_int_equal((after - before) % 500, 0);
		assert_int_equal(admin_number("SELECT count(*) FROM standing.act"),
			admin_number("SELECT count(*) FROM standing.ledger, standing.progress WHERE kind = 4"
				     " AND ledger.position <= applied"));
		halves += after == before;
	}
	scene_work();
	scene_settle();
	assert_each_once(acts);
	print_message("%d of 10 were killed before they had applied any\n", halves);
}

/* While one holds the ledger the other waits for its turn: nothing is taken twice, and nothing is left. */
static void test_two_at_once_take_each_event_once(void **state)
{
	int day = scene_day("2026-03-20"), round, acts = 0;
	pid_t two[2];

	(void)state;
	scene_people();
	scene_today(day);
	scene_settle();
	pool_down();
	two[0] = worker_start();
	two[1] = worker_start();
	for (round = 0; round < 40; round++) {
		thanks(day, 1 + round % 30, &acts);
		usleep(10000);
	}
	for (round = 0; round < 2; round++) {
		kill(two[round], SIGKILL);
		assert_int_equal(waitpid(two[round], NULL, 0), two[round]);
	}
	scene_work();
	scene_settle();
	assert_each_once(acts);
}

/* Who comes while another is at it is told so at once, and has changed nothing. */
static void test_the_second_is_sent_away(void **state)
{
	struct bulk *first;
	struct ended e;
	int acts = 0;

	(void)state;
	scene_people();
	scene_today(scene_day("2026-03-20"));
	scene_settle();
	first = scene_bulk();
	bulk_begin(first);
	bulk_run(first, "SELECT FROM standing.progress FOR UPDATE");
	thanks(scene_day("2026-03-20"), 3, &acts);
	e = task_do(scene_apply);
	assert_int_equal(e.failed, 0);
	assert_false(scene_applied);
	assert_int_equal(admin_number("SELECT count(*) FROM standing.act"), 0);
	bulk_rollback(first);
	bulk_close(first);
	scene_settle();
	assert_each_once(acts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE(test_killed_at_any_moment_it_goes_on_where_it_was),
		SCENE(test_killed_within_a_batch_it_leaves_all_of_it_or_nothing),
		SCENE(test_two_at_once_take_each_event_once),
		SCENE(test_the_second_is_sent_away),
	};

	return SCENES("standing: work", tests);
}
