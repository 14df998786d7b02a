/* jobs_test.c -- the queue and its workers on a real server: jobs that fail, jobs that kill their process,
 * two workers side by side, ends in order. A worker that may die runs in a child process. */
#include "harness.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/secret.h"
#include "db/migrate.h"
#include "jobs/queue.h"
#include "jobs/worker.h"

COMMAND(test_work, DOOR_WORK, "INSERT INTO test.done (name, worker) VALUES ($1, $2)");

static void work_wait(struct task *t, const struct job *job)
{
	db_begin(t);
	db_run(t, &test_work, job->text, (int)getpid());
	db_commit_wait(t);
}

static void slow_wait(struct task *t, const struct job *job)
{
	task_sleep_wait(t, 300);
	work_wait(t, job);
}

static void fail_wait(struct task *t, const struct job *job)
{
	(void)job;
	task_fail(t, 503, "as the test wants it");
}

static void crash_wait(struct task *t, const struct job *job)
{
	(void)job;
	task_sleep_wait(t, 20);
	kill(getpid(), SIGKILL);
}

static void fail_beside_another_wait(struct task *t, const struct job *job)
{
	struct job another = {.kind = "test.work", .text = "unused"};

	(void)job;
	db_begin(t);
	another.kind = "test.fail_beside_another";
	another.once = "the same";
	another.run_at = when_plus(clock_now(), 3600);
	job_put(t, &another);
	db_commit_wait(t);
	task_fail(t, 503, "and another one waits by now");
}

static const struct job_kind kinds[] = {
	{"test.work", work_wait},
	{"test.slow", slow_wait},
	{"test.fail", fail_wait},
	{"test.crash", crash_wait},
	{"test.fail_beside_another", fail_beside_another_wait},
};

static unsigned rounds_run;

static void round_wait(struct task *t)
{
	(void)t;
	rounds_run++;
}

static const struct job_round rounds[] = {{"test.round", 3600, round_wait}};

static int event = -1;

static void open_as(const char *role, enum door door)
{
	static char password[128];

	snprintf(password, sizeof(password), "%s", cluster_password(role));
	loop_init();
	db_open(&(struct db_settings){.conninfo = cluster_address,
		.role = role,
		.password = password,
		.door = door,
		.connections = 3,
		.statement_ms = 10000});
}

#define LOOK_MS 5000

static void worker_begin(unsigned at_once)
{
	open_as("bothy_work", DOOR_WORK);
	worker_open(kinds, sizeof(kinds) / sizeof(kinds[0]), rounds, 1, event, at_once, LOOK_MS);
}

static void on_drained(void *arg)
{
	*(bool *)arg = true;
	loop_stop();
}

static bool drained;

static bool is_drained(void)
{
	return drained;
}

static void worker_end(void)
{
	drained = false;
	worker_drain(on_drained, &drained);
	assert_true(drained || loop_until(is_drained, 10000));
	pool_down();
}

/* A worker in a process of its own, until it is killed. */
static pid_t worker_fork(void)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	quiet(true);
	worker_begin(4);
	loop_run();
	_exit(1);
}

static int status_of(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void worker_kill(pid_t pid)
{
	kill(pid, SIGKILL);
	status_of(pid);
}

static void put(const char *kind, const char *text)
{
	char sql[256];

	snprintf(sql, sizeof(sql),
		"INSERT INTO ops.job (kind, payload) VALUES ('%s', jsonb_build_object('text', '%s'))", kind,
		text);
	admin_run(sql);
}

static int64_t jobs(void)
{
	return admin_number("SELECT count(*) FROM ops.job");
}

/* ---- what is waited for, in this process or by looking ---- */

static bool none_left(void)
{
	return jobs() == 0;
}

static bool one_failed_once(void)
{
	return admin_number("SELECT count(*) FROM ops.job WHERE attempts = 1 AND taken_at IS NULL AND error "
			    "IS NOT NULL") == 1;
}

static void look_for(bool (*condition)(void))
{
	int i;

	for (i = 0; i < 1000 && !condition(); i++)
		usleep(10000);
	assert_true(condition());
}

/* ---- the tests ---- */

static int all_before(void **state)
{
	char owner[128];

	if (cluster_up(state) != 0)
		return -1;
	snprintf(owner, sizeof(owner), "%s", cluster_password("bothy_owner"));
	if (!migrate_up(cluster_address, owner, NULL))
		return -1;
	admin_run("CREATE TABLE test.done (name text PRIMARY KEY, worker int NOT NULL); GRANT INSERT ON "
		  "test.done TO bothy_work");
	return 0;
}

static int before_each(void **state)
{
	(void)state;
	event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	admin_run("TRUNCATE test.done, ops.job");
	rounds_run = 0;
	quiet(true);
	return 0;
}

static int after_each(void **state)
{
	(void)state;
	quiet(false);
	job_wake_with(-1);
	close(event);
	return 0;
}

static void test_a_job_is_done_and_gone(void **state)
{
	(void)state;
	put("test.work", "a");
	worker_begin(2);
	assert_true(loop_until(none_left, 4000));
	worker_end();
	assert_int_equal(admin_number("SELECT count(*) FROM test.done WHERE name = 'a'"), 1);
}

static bool round_ran(void)
{
	return rounds_run > 0;
}

static void test_rounds_run_by_themselves(void **state)
{
	(void)state;
	worker_begin(2);
	assert_true(loop_until(round_ran, 7000));
	worker_end();
}

static void put_two_of_one(struct task *t)
{
	db_begin(t);
	job_put(t, &(struct job){.kind = "test.work", .text = "a", .once = "x"});
	job_put(t, &(struct job){.kind = "test.work", .text = "b", .once = "x"});
	job_put(t, &(struct job){.kind = "test.work", .text = "c", .once = "y", .subject = 7});
	db_commit_wait(t);
}

/* The public door may insert jobs and not even read them. */
static void test_the_web_door_puts_jobs(void **state)
{
	(void)state;
	open_as("bothy_web", DOOR_WEB);
	job_wake_with(event);
	assert_int_equal(task_do(put_two_of_one).failed, 0);
	pool_down();
	assert_int_equal(jobs(), 2);
	assert_int_equal(
		admin_number(
			"SELECT count(*) FROM ops.job WHERE payload = '{\"text\": \"c\", \"subject\": 7}'"),
		1);
	assert_int_equal(admin_number("SELECT count(*) FROM ops.job WHERE payload = '{\"text\": \"a\"}'"), 1);
}

static void put_and_forget(struct task *t)
{
	db_begin(t);
	job_put(t, &(struct job){.kind = "test.work", .text = "a"});
	db_wait(t);
}

static void test_a_job_of_a_transaction_that_fails_never_was(void **state)
{
	uint64_t count;

	(void)state;
	open_as("bothy_web", DOOR_WEB);
	job_wake_with(event);
	assert_int_equal(task_do(put_and_forget).failed, 0);
	assert_true(loop_until(all_idle, 5000));
	pool_down();
	assert_int_equal(jobs(), 0);
	assert_int_equal(read(event, &count, sizeof(count)), -1);
}

static void put_one(struct task *t)
{
	db_begin(t);
	job_put(t, &(struct job){.kind = "test.work", .text = "woken"});
	db_commit_wait(t);
}

/* Between its looks by itself the worker is woken. */
static void test_a_put_wakes_the_worker(void **state)
{
	(void)state;
	job_wake_with(event);
	worker_begin(2);
	loop_for(500);
	assert_int_equal(task_do(put_one).failed, 0);
	assert_true(loop_until(none_left, 3500));
	worker_end();
}

static void test_a_failed_job_is_tried_again_later_and_at_last_buried(void **state)
{
	int i;

	(void)state;
	put("test.fail", "a");
	for (i = 1; i <= 5; i++) {
		char sql[300];

		worker_begin(2);
		snprintf(sql, sizeof(sql),
			"SELECT (attempts = %d AND error = 'as the test wants it')::int FROM ops.job", i);
		while (admin_number(sql) != 1)
			loop_for(20);
		worker_end();
		if (i == 5)
			break;
		/* A minute, doubled each time, a quarter more or less. */
		snprintf(sql, sizeof(sql),
			"SELECT (taken_at IS NULL AND failed_at IS NULL AND run_at - now() BETWEEN interval "
			"'%d seconds' AND"
			" interval '%d seconds')::int FROM ops.job",
			(60 << (i - 1)) * 3 / 4 - 20, (60 << (i - 1)) * 5 / 4);
		assert_int_equal(admin_number(sql), 1);
		admin_run("UPDATE ops.job SET run_at = now()");
	}
	assert_int_equal(admin_number("SELECT (failed_at IS NOT NULL)::int FROM ops.job"), 1);
	/* The dead do not stop the living. */
	put("test.work", "b");
	worker_begin(2);
	while (jobs() != 1)
		loop_for(20);
	worker_end();
}

static void test_a_kind_nobody_knows_waits_for_one_who_does(void **state)
{
	(void)state;
	put("test.of_tomorrow", "a");
	worker_begin(2);
	assert_true(loop_until(one_failed_once, 4000));
	worker_end();
}

/* It failed, and meanwhile a job with the same ${once} has come to wait: one of the two is enough. */
static void test_a_failed_job_gives_way_to_its_like(void **state)
{
	(void)state;
	admin_run("INSERT INTO ops.job (kind, once) VALUES ('test.fail_beside_another', 'the same')");
	worker_begin(2);
	while (admin_number("SELECT count(*) FROM ops.job WHERE attempts = 1") ||
		admin_number("SELECT count(*) FROM ops.job WHERE attempts = 0 AND run_at > now()") != 1)
		loop_for(20);
	worker_end();
	assert_int_equal(jobs(), 1);
}

static void test_ending_waits_for_what_is_in_work(void **state)
{
	(void)state;
	put("test.slow", "a");
	worker_begin(1);
	while (!admin_number("SELECT count(*) FROM ops.job WHERE taken_at IS NOT NULL"))
		loop_for(10);
	put("test.work", "not any more");
	worker_end();
	assert_int_equal(admin_number("SELECT count(*) FROM test.done WHERE name = 'a'"), 1);
	assert_int_equal(jobs(), 1);
}

static void test_two_workers_do_each_job_once(void **state)
{
	pid_t one, two;

	(void)state;
	admin_run(
		"INSERT INTO ops.job (kind, payload) SELECT 'test.work', jsonb_build_object('text', n::text)"
		" FROM generate_series(1, 300) n");
	one = worker_fork();
	two = worker_fork();
	look_for(none_left);
	worker_kill(one);
	worker_kill(two);
	assert_int_equal(admin_number("SELECT count(*) FROM test.done"), 300);
	assert_int_equal(admin_number("SELECT count(DISTINCT worker) FROM test.done"), 2);
}

static bool crash_is_dead(void)
{
	return admin_number(
		       "SELECT count(*) FROM ops.job WHERE kind = 'test.crash' AND failed_at IS NOT NULL") ==
	       1;
}

/* A job that kills its process loses its five tries; those in work beside it lose one and are done. Time is
 * not waited for but moved. */
static void test_a_job_that_kills_is_buried_and_its_neighbours_live(void **state)
{
	char name[2] = "a";
	pid_t pid;
	int deaths = 0;

	(void)state;
	put("test.crash", "x");
	for (; name[0] <= 'c'; name[0]++)
		put("test.slow", name);
	while (!crash_is_dead()) {
		pid = worker_fork();
		while (waitpid(pid, NULL, WNOHANG) == 0) {
			usleep(10000);
			if (!crash_is_dead())
				continue;
			look_for(crash_is_dead);
			worker_kill(pid);
			goto buried;
		}
		assert_true(++deaths <= 5);
		admin_run("UPDATE ops.job SET taken_at = taken_at - interval '3 minutes' WHERE taken_at IS "
			  "NOT NULL");
	}
buried:
	assert_int_equal(deaths, 5);
	assert_int_equal(admin_number("SELECT attempts FROM ops.job WHERE kind = 'test.crash'"), 5);
	pid = worker_fork();
	admin_run("UPDATE ops.job SET taken_at = taken_at - interval '3 minutes' WHERE failed_at IS NULL AND "
		  "taken_at IS NOT NULL");
	while (jobs() != 1)
		usleep(10000);
	worker_kill(pid);
	assert_int_equal(admin_number("SELECT count(*) FROM test.done"), 3);
}

/* A job of a living worker is not taken away, one of a dead worker is not taken at once. */
static void test_a_taken_job_is_left_alone_for_two_minutes(void **state)
{
	(void)state;
	put("test.work", "a");
	admin_run("UPDATE ops.job SET taken_at = now() - interval '110 seconds', attempts = 1");
	worker_begin(2);
	loop_for(1000);
	worker_end();
	assert_int_equal(jobs(), 1);
	admin_run("UPDATE ops.job SET taken_at = now() - interval '121 seconds'");
	worker_begin(2);
	assert_true(loop_until(none_left, 4000));
	worker_end();
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, before_each, after_each)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a_job_is_done_and_gone),
		TEST(test_rounds_run_by_themselves),
		TEST(test_the_web_door_puts_jobs),
		TEST(test_a_job_of_a_transaction_that_fails_never_was),
		TEST(test_a_put_wakes_the_worker),
		TEST(test_a_failed_job_is_tried_again_later_and_at_last_buried),
		TEST(test_a_kind_nobody_knows_waits_for_one_who_does),
		TEST(test_a_failed_job_gives_way_to_its_like),
		TEST(test_ending_waits_for_what_is_in_work),
		TEST(test_two_workers_do_each_job_once),
		TEST(test_a_job_that_kills_is_buried_and_its_neighbours_live),
		TEST(test_a_taken_job_is_left_alone_for_two_minutes),
	};

	return cmocka_run_group_tests_name("jobs", tests, all_before, cluster_down);
}
