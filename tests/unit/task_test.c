/* task_test.c -- fibers, tasks and timers on the real loop: who wakes when, who fails where, and what is
 * left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fault.h"
#include "loop/fiber.h"
#include "loop/loop.h"
#include "loop/task.h"

static char story[256];

static void tell(const char *s)
{
	assert_true(strlen(story) + strlen(s) < sizeof(story));
	strcat(story, s);
}

static int before(void **state)
{
	(void)state;
	story[0] = '\0';
	loop_init();
	return 0;
}

static int after(void **state)
{
	(void)state;
	assert_int_equal(tasks_running(), 0);
	loop_end();
	fiber_end();
	return 0;
}

/* ---- a small crew of tasks ---- */

struct worker {
	struct task task;
	char name[8];
	bool done;
};

static void on_done(struct task *t)
{
	struct worker *w = (struct worker *)t;

	tell(w->name);
	tell(t->failed ? "! " : ". ");
	w->done = true;
	task_end(t);
	if (tasks_running() == 0)
		loop_stop();
}

static void start(struct worker *w, const char *name, void (*run)(struct task *), int64_t timeout_ms)
{
	memset(w, 0, sizeof(*w));
	snprintf(w->name, sizeof(w->name), "%s", name);
	task_start(&w->task, run, on_done, timeout_ms);
}

static const char *name_of(struct task *t)
{
	return ((struct worker *)t)->name;
}

static void run_all(void)
{
	if (tasks_running() > 0)
		loop_run();
}

/* ---- starting and ending ---- */

static void only_speak(struct task *t)
{
	assert_ptr_equal(task_current(), t);
	assert_non_null(fiber_current());
	tell(name_of(t));
	tell(" ");
}

static void test_a_task_runs_before_start_returns(void **state)
{
	struct worker w;

	(void)state;
	start(&w, "a", only_speak, 1000);
	assert_true(w.done);
	assert_string_equal(story, "a a. ");
	assert_null(task_current());
	assert_null(fiber_current());
}

static struct worker inner;

static void start_another(struct task *t)
{
	start(&inner, "b", only_speak, 1000);
	assert_false(inner.done);
	only_speak(t);
}

static void test_a_task_started_by_a_task_waits_its_turn(void **state)
{
	struct worker w;

	(void)state;
	start(&w, "a", start_another, 1000);
	run_all();
	assert_string_equal(story, "a a. b b. ");
}

static void test_no_stack(void **state)
{
	struct worker w;

	(void)state;
	fault_arm("stack", 1, 1);
	start(&w, "a", only_speak, 1000);
	fault_disarm();
	assert_true(w.done);
	assert_int_equal(w.task.failed, 503);
	assert_string_equal(story, "a! ");
}

/* ---- sleeping and waking ---- */

static void park(struct task *t)
{
	tell(task_park_wait(t) == WAKE_READY ? "ready-" : "late-");
	tell(name_of(t));
	tell(" ");
}

static void test_the_order_of_waking(void **state)
{
	struct worker a, b, c;

	(void)state;
	start(&a, "a", park, 1000);
	start(&b, "b", park, 1000);
	start(&c, "c", park, 1000);
	task_wake(&c.task, WAKE_READY);
	task_wake(&a.task, WAKE_READY);
	task_wake(&b.task, WAKE_READY);
	assert_string_equal(story, "");
	run_all();
	assert_string_equal(story, "ready-c c. ready-a a. ready-b b. ");
}

static struct worker friend;

static void wake_friend(struct task *t)
{
	task_wake(&friend.task, WAKE_READY);
	only_speak(t);
}

static void test_waking_from_inside_a_task(void **state)
{
	struct worker w;

	(void)state;
	start(&friend, "f", park, 1000);
	start(&w, "a", wake_friend, 1000);
	assert_string_equal(story, "a a. ");
	run_all();
	assert_string_equal(story, "a a. ready-f f. ");
}

static void sleep_twice(struct task *t)
{
	int64_t begin = clock_ms();

	task_sleep_wait(t, 20);
	assert_true(clock_ms() - begin >= 19);
	task_sleep_wait(t, 0);
	only_speak(t);
}

static void test_sleeping(void **state)
{
	struct worker w;

	(void)state;
	start(&w, "a", sleep_twice, 5000);
	run_all();
	assert_string_equal(story, "a a. ");
}

/* ---- deadlines ---- */

static void park_twice(struct task *t)
{
	park(t);
	park(t);
}

static void test_a_deadline_wakes_and_stays(void **state)
{
	struct worker w;

	(void)state;
	start(&w, "a", park_twice, 30);
	run_all();
	assert_string_equal(story, "late-a late-a a. ");
	assert_int_equal(w.task.failed, 0);
}

static void sleep_too_long(struct task *t)
{
	task_sleep_wait(t, 5000);
	tell("never");
}

static void test_sleeping_past_the_deadline_fails(void **state)
{
	struct worker w;

	(void)state;
	start(&w, "a", sleep_too_long, 30);
	run_all();
	assert_string_equal(story, "a! ");
	assert_int_equal(w.task.failed, 503);
}

/* The child sleeps on after the parent's time is over; the parent's loop lets it. */
static void sleep_and_speak(struct task *t)
{
	task_sleep_wait(t, 60);
	only_speak(t);
}

static void child_done(struct task *t)
{
	on_done(t);
	if (friend.task.parked)
		task_wake(&friend.task, WAKE_READY);
}

static void wait_for_child(struct task *t)
{
	strcpy(inner.name, "b");
	task_start(&inner.task, sleep_and_speak, child_done, 1000);
	while (!inner.done)
		task_park_late_wait(t);
	assert_true(clock_ms() >= t->deadline_ms);
	only_speak(t);
}

static void test_what_must_be_waited_for_is_past_the_deadline(void **state)
{
	(void)state;
	memset(&inner, 0, sizeof(inner));
	start(&friend, "a", wait_for_child, 20);
	run_all();
	assert_string_equal(story, "b b. a a. ");
}

static void wake_late(void *arg)
{
	struct worker *w = arg;

	usleep(50000); /* the deadline passes meanwhile, but the task is awake already */
	task_wake(&w->task, WAKE_READY);
}

static void test_what_came_first_counts(void **state)
{
	struct loop_timer *timer;
	struct worker w;

	(void)state;
	start(&w, "a", park, 40);
	timer = loop_timer_new(10, wake_late, &w);
	run_all();
	loop_timer_free(timer);
	assert_string_equal(story, "ready-a a. ");
}

/* ---- failing ---- */

static void tell_deferred(void *arg)
{
	tell(arg);
}

static int dive(struct task *t, int depth)
{
	char *own = arena_printf(&t->arena, "depth %d", depth);

	if (depth < 0)
		return 0;
	if (depth == 0)
		task_fail(t, 504, "deep down");
	return dive(t, depth - 1) + own[0];
}

static void fail_deep(struct task *t)
{
	arena_defer(&t->arena, tell_deferred, "1");
	arena_defer(&t->arena, tell_deferred, "2");
	task_sleep_wait(t, 1);
	arena_defer(&t->arena, tell_deferred, "3");
	dive(t, 50);
	tell("never");
}

static void test_failing_deep_down(void **state)
{
	struct worker w;

	(void)state;
	start(&w, "a", fail_deep, 1000);
	run_all();
	assert_string_equal(story, "a! 321");
	assert_int_equal(w.task.failed, 504);
	assert_string_equal(w.task.why, "deep down");
}

static void allocate_much(struct task *t)
{
	int i;

	for (i = 0; i < 100; i++)
		arena_alloc(&t->arena, 10000);
	only_speak(t);
}

static void test_no_memory_fails_the_task_alone(void **state)
{
	struct worker a, b;
	int nth;

	(void)state;
	for (nth = 1; nth < 10; nth++) {
		story[0] = '\0';
		fault_arm("malloc", nth, 1);
		start(&a, "a", allocate_much, 1000);
		assert_int_equal(fault_disarm(), 1);
		assert_int_equal(a.task.failed, 503);
		start(&b, "b", allocate_much, 1000);
		assert_string_equal(story, "a! b b. ");
	}
}

/* ---- many ---- */

#define MANY 10000

static struct task many[MANY];
static unsigned resting, finished;

static void rest_and_finish(struct task *t)
{
	char *own = arena_alloc(&t->arena, 100);
	unsigned i;

	task_sleep_wait(t, t - many < MANY / 2 ? 1 : 2);
	own[99] = 1;
	if (++resting < MANY)
		task_park_wait(t);
	else
		for (i = 0; i < MANY; i++)
			if (&many[i] != t)
				task_wake(&many[i], WAKE_READY);
	finished += own[99];
}

static void done_quietly(struct task *t)
{
	task_end(t);
	if (tasks_running() == 0)
		loop_stop();
}

static void test_ten_thousand_at_once(void **state)
{
	unsigned i;

	(void)state;
	memset(many, 0, sizeof(many));
	resting = finished = 0;
	for (i = 0; i < MANY; i++)
		task_start(&many[i], rest_and_finish, done_quietly, 600000);
	assert_int_equal(tasks_running(), MANY);
	loop_run();
	assert_int_equal(finished, MANY);
}

static const char *stack_seen;

static void see_stack(struct task *t)
{
	char here;

	(void)t;
	stack_seen = &here;
}

static void test_stacks_are_used_again(void **state)
{
	struct task t;
	const char *first;
	int i;

	(void)state;
	memset(&t, 0, sizeof(t));
	task_start(&t, see_stack, done_quietly, 1000);
	first = stack_seen;
	for (i = 0; i < 1000; i++) {
		memset(&t, 0, sizeof(t));
		task_start(&t, see_stack, done_quietly, 1000);
		assert_ptr_equal(stack_seen, first);
	}
}

static void use_stack(struct task *t)
{
	volatile char room[100000];
	size_t i;

	(void)t;
	for (i = 0; i < sizeof(room); i += 1000)
		room[i] = 1;
	task_sleep_wait(t, 1);
}

static void test_the_deepest_stack_is_known(void **state)
{
	struct worker w[65];
	int i;

	(void)state;
	for (i = 0; i < 65; i++) /* measured at each 64th end */
		start(&w[i], "", use_stack, 5000);
	run_all();
	assert_true(fiber_high_water() >= 100000);
}

/* ---- the guard page ---- */

static int overflow(int n)
{
	volatile char room[1000];

	room[n % 1000] = (char)n;
	return n == 1 << 30 ? 0 : overflow(n + 1) + room[n % 1000];
}

static void run_off_the_stack(struct task *t)
{
	t->queries = (unsigned)overflow(0);
}

static void test_a_stack_overflow_meets_the_guard_page(void **state)
{
	char said[400] = "";
	int ends[2], status;
	pid_t child;
	ssize_t n;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct worker w;

		dup2(ends[1], STDERR_FILENO);
		fiber_guard_signals();
		start(&w, "a", run_off_the_stack, 1000);
		_exit(0);
	}
	close(ends[1]);
	n = read(ends[0], said, sizeof(said) - 1);
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
	assert_true(n > 0);
	assert_non_null(strstr(said, "ran off its stack"));
}

/* ---- timers ---- */

static void tell_timer(void *arg)
{
	tell(arg);
	if (strcmp(arg, "c") == 0)
		loop_stop();
}

static void test_timers(void **state)
{
	struct loop_timer *a = loop_timer_new(20, tell_timer, "a"), *b = loop_timer_new(1, tell_timer, "b");
	struct loop_timer *c = loop_timer_new(60, tell_timer, "c"),
			  *never = loop_timer_new(5, tell_timer, "x");

	(void)state;
	loop_timer_free(never);
	loop_timer_free(NULL);
	loop_timer_again(a, 30);
	loop_run();
	assert_string_equal(story, "bac");
	loop_timer_free(a);
	loop_timer_free(b);
	loop_timer_free(c);
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, before, after)
	const struct CMUnitTest tests[] = {
		EACH(test_a_task_runs_before_start_returns),
		EACH(test_a_task_started_by_a_task_waits_its_turn),
		EACH(test_no_stack),
		EACH(test_the_order_of_waking),
		EACH(test_waking_from_inside_a_task),
		EACH(test_sleeping),
		EACH(test_a_deadline_wakes_and_stays),
		EACH(test_sleeping_past_the_deadline_fails),
		EACH(test_what_must_be_waited_for_is_past_the_deadline),
		EACH(test_what_came_first_counts),
		EACH(test_failing_deep_down),
		EACH(test_no_memory_fails_the_task_alone),
		EACH(test_ten_thousand_at_once),
		EACH(test_stacks_are_used_again),
		EACH(test_the_deepest_stack_is_known),
		EACH(test_a_stack_overflow_meets_the_guard_page),
		EACH(test_timers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
