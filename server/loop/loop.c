/* loop.c -- see loop.h. */
#include "loop/loop.h"

#include <event2/event.h>
#include <event2/event_struct.h>
#include <malloc.h>
#include <stdlib.h>

#include "base/must.h"

#define TIMERS_KEPT 256

/* Every request has a timer, so they are used again instead of allocated anew. */
struct loop_timer {
	struct event event;
	void (*f)(void *);
	void *arg;
	struct loop_timer *next;
};

static struct event_base *base;
static struct event soon_event;
static void (*soon)(void);
static struct loop_timer *kept;
static unsigned kept_count;

static void on_soon(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what, (void)arg;
	soon();
}

/* What a request frees the next one wants again: given back to the system in between, it cost two system
 * calls and a handful of page faults a request. */
static void keep_memory(void)
{
	mallopt(M_TRIM_THRESHOLD, 8 << 20);
	mallopt(M_TOP_PAD, 256 << 10);
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
}

void loop_init(void)
{
	struct event_config *config = event_config_new();

	keep_memory();
	must(config && !base);
	event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
	base = event_base_new_with_config(config);
	event_config_free(config);
	must(base);
	must(event_assign(&soon_event, base, -1, 0, on_soon, NULL) == 0);
}

struct event_base *loop_base(void)
{
	return base;
}

void loop_run(void)
{
	must(event_base_loop(base, EVLOOP_NO_EXIT_ON_EMPTY) >= 0);
}

void loop_stop(void)
{
	event_base_loopbreak(base);
}

void loop_end(void)
{
	while (kept) {
		struct loop_timer *next = kept->next;

		free(kept);
		kept = next;
	}
	kept_count = 0;
	if (base)
		event_base_free(base);
	base = NULL;
}

void loop_soon(void (*f)(void))
{
	must(!soon || soon == f);
	soon = f;
	event_active(&soon_event, 0, 0);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct loop_timer *timer = arg;

	(void)fd, (void)what;
	timer->f(timer->arg);
}

struct loop_timer *loop_timer_new(int64_t ms, void (*f)(void *), void *arg)
{
	struct loop_timer *timer = kept;

	if (timer) {
		kept = timer->next;
		kept_count--;
	} else {
		timer = malloc(sizeof(*timer));
		must(timer);
	}
	timer->f = f;
	timer->arg = arg;
	must(evtimer_assign(&timer->event, base, on_timer, timer) == 0);
	loop_timer_again(timer, ms);
	return timer;
}

void loop_timer_again(struct loop_timer *timer, int64_t ms)
{
	struct timeval tv = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};

	must(ms >= 0 && evtimer_add(&timer->event, &tv) == 0);
}

void loop_timer_free(struct loop_timer *timer)
{
	if (!timer)
		return;
	event_del(&timer->event);
	if (kept_count >= TIMERS_KEPT) {
		free(timer);
		return;
	}
	timer->next = kept;
	kept = timer;
	kept_count++;
}
