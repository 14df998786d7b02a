/* task.c -- see task.h. A list of ready tasks, run by one event after the callbacks that made them ready. */
#include "loop/task.h"

#include <stddef.h>

#include "base/clock.h"
#include "base/must.h"
#include "loop/fiber.h"
#include "loop/loop.h"

static struct task *current;
static struct task *ready_first, **ready_last = &ready_first;
static unsigned running;

static void task_finish(struct task *t)
{
	running--;
	t->fiber = NULL;
	loop_timer_free(t->timer);
	t->timer = NULL;
	t->done(t);
}

static void task_go(struct task *t)
{
	bool more;

	current = t;
	more = fiber_resume(t->fiber);
	current = NULL;
	if (!more)
		task_finish(t);
}

static void run_ready(void)
{
	struct task *t = ready_first, *next;

	ready_first = NULL;
	ready_last = &ready_first;
	for (; t; t = next) {
		next = t->next_ready;
		t->ready = false;
		task_go(t);
	}
}

static void ready_push(struct task *t)
{
	if (!ready_first)
		loop_soon(run_ready);
	t->next_ready = NULL;
	*ready_last = t;
	ready_last = &t->next_ready;
}

void task_wake(struct task *t, enum task_wake reason)
{
	must(t->parked && !t->ready);
	t->reason = reason;
	t->parked = false;
	t->ready = true;
	ready_push(t);
}

/* The deadline's timer is set once, for the task's whole life; it wakes only a task that sleeps. One that is
 * ready or running meets its deadline at its next wait. */
static void on_deadline(void *arg)
{
	struct task *t = arg;

	if (t->parked)
		task_wake(t, WAKE_DEADLINE);
}

enum task_wake task_park_wait(struct task *t)
{
	int64_t left = t->deadline_ms - clock_ms();

	must(t == current);
	if (left <= 0)
		return WAKE_DEADLINE;
	if (!t->timer)
		t->timer = loop_timer_new(left, on_deadline, t);
	t->parked = true;
	fiber_yield();
	return t->reason;
}

void task_park_late_wait(struct task *t)
{
	must(t == current);
	t->parked = true;
	fiber_yield();
}

static void on_slept(void *arg)
{
	struct task *t = arg;

	if (t->parked)
		task_wake(t, WAKE_READY);
}

void task_sleep_wait(struct task *t, int64_t ms)
{
	struct loop_timer *timer = loop_timer_new(ms, on_slept, t);
	enum task_wake reason = task_park_wait(t);

	loop_timer_free(timer);
	if (reason == WAKE_DEADLINE)
		task_fail(t, 503, "the time for this request is over");
}

static void task_main(void *arg)
{
	struct task *t = arg;

	t->run(t);
}

static void no_memory(struct arena *a)
{
	struct task *t = (struct task *)((char *)a - offsetof(struct task, arena));

	if (t == current)
		task_fail(t, 503, "out of memory");
}

void task_start(struct task *t, void (*run)(struct task *), void (*done)(struct task *), int64_t timeout_ms)
{
	t->run = run;
	t->done = done;
	t->started_us = clock_us();
	t->deadline_ms = clock_ms() + timeout_ms;
	t->arena.out_of_memory = no_memory;
	running++;
	t->fiber = fiber_new(task_main, t);
	if (!t->fiber) {
		t->failed = 503;
		t->why = "no memory for a stack";
		task_finish(t);
		return;
	}
	/* Not from inside another task: there the new one waits its turn. */
	if (current) {
		t->ready = true;
		ready_push(t);
		return;
	}
	task_go(t);
}

void task_end(struct task *t)
{
	must(!t->fiber);
	arena_end(&t->arena);
}

_Noreturn void task_fail(struct task *t, int status, const char *why)
{
	must(t == current);
	t->failed = status;
	t->why = why;
	fiber_exit();
}

struct task *task_current(void)
{
	return current;
}

unsigned tasks_running(void)
{
	return running;
}
