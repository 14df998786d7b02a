/* loop.c -- see loop.h. */
#include "loop/loop.h"

#include <event2/event.h>
#include <stdlib.h>

#include "base/must.h"

struct loop_timer {
	struct event *event;
	void (*f)(void *);
	void *arg;
};

static struct event_base *base;

void loop_init(void)
{
	struct event_config *config = event_config_new();

	must(config && !base);
	event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
	base = event_base_new_with_config(config);
	event_config_free(config);
	must(base);
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
	if (base)
		event_base_free(base);
	base = NULL;
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct loop_timer *timer = arg;

	(void)fd, (void)what;
	timer->f(timer->arg);
}

struct loop_timer *loop_timer_new(int64_t ms, void (*f)(void *), void *arg)
{
	struct loop_timer *timer = calloc(1, sizeof(*timer));

	must(timer);
	timer->f = f;
	timer->arg = arg;
	timer->event = evtimer_new(base, on_timer, timer);
	must(timer->event);
	loop_timer_again(timer, ms);
	return timer;
}

void loop_timer_again(struct loop_timer *timer, int64_t ms)
{
	struct timeval tv = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};

	must(ms >= 0 && evtimer_add(timer->event, &tv) == 0);
}

void loop_timer_free(struct loop_timer *timer)
{
	if (!timer)
		return;
	event_free(timer->event);
	free(timer);
}
