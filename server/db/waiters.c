/* waiters.c -- see waiters.h. A place in the queue is on the stack of the task that waits. All wait equally
 * long at most, so one timer, for the first, is enough. */
#include "db/waiters.h"

#include <stddef.h>

#include "base/clock.h"
#include "base/must.h"
#include "db/conn.h"
#include "loop/loop.h"
#include "loop/task.h"

#define QUEUE_MS 5000

struct waiter {
	struct task *task;
	struct conn *conn; /* handed over */
	struct waiter *next;
	int64_t until_ms;
};

static struct waiter *first, **last;
static unsigned count;
static struct loop_timer *timer;

static void leave(struct waiter *w)
{
	struct waiter **at = &first;

	while (*at && *at != w)
		at = &(*at)->next;
	if (!*at)
		return;
	*at = w->next;
	if (!*at)
		last = at;
	count--;
}

/* One whose deadline has come is awake already and leaves by himself. */
bool waiters_wake_first(struct conn *c)
{
	struct waiter *w = first;

	while (w && !w->task->parked)
		w = w->next;
	if (!w)
		return false;
	leave(w);
	w->conn = c;
	if (c)
		c->state = CONN_HELD;
	task_wake(w->task, WAKE_READY);
	return true;
}

static void on_late(void *arg)
{
	int64_t now = clock_ms();

	(void)arg;
	while (first && first->until_ms <= now && first->task->parked)
		waiters_wake_first(NULL);
	if (first)
		loop_timer_again(timer, first->until_ms > now ? first->until_ms - now : 1);
}

struct conn *waiters_wait(struct task *t)
{
	struct waiter w = {.task = t, .until_ms = clock_ms() + QUEUE_MS};

	if (!first)
		loop_timer_again(timer, QUEUE_MS);
	*last = &w;
	last = &w.next;
	count++;
	if (task_park_wait(t) == WAKE_DEADLINE)
		leave(&w);
	return w.conn;
}

unsigned waiters_count(void)
{
	return count;
}

void waiters_begin(void)
{
	first = NULL;
	last = &first;
	count = 0;
	timer = loop_timer_new(QUEUE_MS, on_late, NULL);
}

void waiters_end(void)
{
	must(!first);
	loop_timer_free(timer);
	timer = NULL;
}
