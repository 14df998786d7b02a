/* loop.h -- the event loop of a process: libevent's event_base, and a list of what is to run next.
 *
 * One per process, reached by loop_base(). web/edge.c and db/ put their sockets on it. */
#ifndef LOOP_LOOP_H
#define LOOP_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct event_base;
struct loop_timer;

/* Makes the loop; once after fork, in the process that will run it. */
void loop_init(void);
struct event_base *loop_base(void);
/* Runs until loop_stop(). */
void loop_run(void);
void loop_stop(void);
/* Frees the base and what is kept for reuse; for tests that look for leaks. All timers must be freed before. */
void loop_end(void);

/* Calls ${f}() once, after the callbacks that run now, before the loop sleeps again. One function for the whole
 * program: task.c's list of what is ready. */
void loop_soon(void (*f)(void));

/* Calls ${f}(${arg}) after ${ms} milliseconds, once, unless loop_timer_free() comes first. Freed by the caller, also
 * after it fired. No memory: our end (timers are kept for reuse, so only a first one needs any). */
struct loop_timer *loop_timer_new(int64_t ms, void (*f)(void *), void *arg);
/* Starts it again, ${ms} from now. */
void loop_timer_again(struct loop_timer *timer, int64_t ms);
void loop_timer_free(struct loop_timer *timer);

#endif
