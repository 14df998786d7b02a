/* task.h -- one piece of work in a fiber: its memory, its deadline, and how it ends.
 *
 * Every request and every job is a task. Only functions whose names end in _wait sleep, and all of them do so through
 * task_park_wait() (or task_park_late_wait()). One that finds the deadline over does not sleep at all: a loop round it must end then. A task is never killed from outside: it is woken with a reason and leaves by itself. */
#ifndef LOOP_TASK_H
#define LOOP_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

struct db_session;
struct fiber;
struct loop_timer;

enum task_wake {
	WAKE_READY,    /* what was waited for is there */
	WAKE_DEADLINE, /* the task's total time is over */
};

struct task {
	struct arena arena;
	struct fiber *fiber;
	struct db_session *db;	 /* belongs to db/; NULL until the first question */
	int64_t deadline_ms;	 /* on clock_ms(); task_park_wait() returns WAKE_DEADLINE then */
	int64_t started_us;	 /* clock_us() */
	unsigned queries, trips; /* statements sent, round trips made: for the log and the bench */
	int failed;		 /* 0, or the status given to task_fail() */
	const char *why;	 /* a constant, for the log and the error page */

	/* task.c's own */
	void (*run)(struct task *);
	void (*done)(struct task *);
	struct loop_timer *timer;
	struct task *next_ready;
	enum task_wake reason;
	bool parked, ready;
};

/* Starts ${run}(${t}) in a fiber, now, before this returns. ${t} is zeroed memory the caller owns. When the fiber
 * has ended, by returning or by task_fail(), ${done}(${t}) is called on the loop's own stack, exactly once; it looks
 * at t->failed, and must call task_end(). No memory for a stack: t->failed = 503 and ${done} is called at once. */
void task_start(struct task *t, void (*run)(struct task *), void (*done)(struct task *), int64_t timeout_ms);
/* Rolls back and gives back what the task held (arena_end). The struct itself stays the caller's. */
void task_end(struct task *t);

/* Sleeps until task_wake() or the deadline; says which. The world may have changed. */
enum task_wake task_park_wait(struct task *t);
/* Sleeps until task_wake(), whatever the deadline, which may wake it once as well: for what must be waited for however late it gets,
 * because it stands on this task's stack. Whoever calls it sees to it that he is woken, and looks what for. */
void task_park_late_wait(struct task *t);
/* Wakes a parked task; it goes on later, never before this returns. Waking one that is not parked, or twice, is
 * our own error. */
void task_wake(struct task *t, enum task_wake reason);
/* Sleeps for ${ms}; past the deadline the task fails with 503. */
void task_sleep_wait(struct task *t, int64_t ms);

/* The world has let us down (database away, deadline, limit): the fiber ends where it stands, and the answer will be
 * ${status}. ${why} is a constant text. Never returns. Only inside the task's own fiber. */
_Noreturn void task_fail(struct task *t, int status, const char *why);

/* The task whose fiber is running, or NULL. */
struct task *task_current(void);
/* Tasks started and not yet done, in this process. */
unsigned tasks_running(void);

#endif
