/* pool.c -- see pool.h: as many connections as the settings say are kept open; idle ones lie on a stack (the
 * one used last is warm), tasks that find none wait in a queue, first come first served.
 *
 * After a loss the first new try is made at once, the next ones after 50 ms to 1 s, with jitter. From the
 * first failed try until one succeeds the database counts as away, and whoever asks gets his 503 at once
 * instead of waiting for it in a queue.
 *
 * A connection that could not prepare every statement (a right or a migration is missing) serves the others,
 * and is tried again: one is opened anew after 1 s, then 2 s … 60 s; as soon as one can prepare all, those that
 * cannot are replaced. */
#include "db/pool.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/log.h"
#include "base/must.h"
#include "base/secret.h"
#include "db/bulk.h"
#include "db/conn.h"
#include "db/open.h"
#include "db/settings.h"
#include "db/waiters.h"
#include "loop/loop.h"
#include "loop/task.h"

#define OPENING_AT_ONCE	 2
#define FIRST_RETRY_MS	 50
#define LAST_RETRY_MS	 1000
#define QUEUE_MS	 5000
#define FIRST_RENEWAL_MS 1000
#define LAST_RENEWAL_MS	 60000

static struct {
	struct conn_settings settings;
	unsigned most, open, opening, idle_count, failures;
	struct conn *idle;
	struct conn **all; /* ${most} places */
	struct loop_timer *retry, *renewal;
	unsigned renewals; /* tries since one was opened that was fit */
	bool running, away;
	bool fit;	  /* the one opened last could prepare every statement */
	bool renewal_due; /* the next unfit one that comes back is opened anew */
	char problem[300];
} pool;

static void pool_fill(void);
static void retire(struct conn *c);

/* ---- idle ones ---- */

static struct conn *idle_pop(void)
{
	struct conn *c = pool.idle;

	if (c) {
		pool.idle = c->next;
		c->next = NULL;
		pool.idle_count--;
	}
	return c;
}

static void idle_remove(struct conn *c)
{
	struct conn **at = &pool.idle;

	while (*at && *at != c)
		at = &(*at)->next;
	if (!*at)
		return;
	*at = c->next;
	pool.idle_count--;
}

static void idle_push(struct conn *c)
{
	c->state = CONN_IDLE;
	c->task = NULL;
	if (c->unfit && (pool.fit || pool.renewal_due)) {
		retire(c);
		return;
	}
	if (waiters_wake_first(c))
		return;
	c->next = pool.idle;
	pool.idle = c;
	pool.idle_count++;
}

/* ---- opening and losing ---- */

static void forget(struct conn *c)
{
	unsigned i;

	for (i = 0; i < pool.most && pool.all[i] != c; i++)
		;
	must(i < pool.most);
	pool.all[i] = NULL;
	conn_close(c);
}

/* Nobody holds it, and it is not on the stack. */
static void retire(struct conn *c)
{
	pool.renewal_due = false;
	forget(c);
	pool.open--;
	pool_fill();
}

static void on_retry(void *arg)
{
	(void)arg;
	loop_timer_free(pool.retry);
	pool.retry = NULL;
	pool_fill();
}

static void opening_failed(const char *why)
{
	unsigned steps = pool.failures < 5 ? pool.failures : 5, jitter;
	int64_t ms = (int64_t)FIRST_RETRY_MS << steps;

	if (pool.failures++ == 0 || strcmp(why, pool.problem) != 0)
		log_error("db.away", "why=\"%s\"", why);
	snprintf(pool.problem, sizeof(pool.problem), "%s", why);
	if (pool.open == 0) {
		pool.away = true;
		while (waiters_wake_first(NULL))
			;
	}
	if (ms > LAST_RETRY_MS)
		ms = LAST_RETRY_MS;
	secret_random(&jitter, sizeof(jitter));
	if (!pool.retry)
		pool.retry = loop_timer_new(ms / 2 + (int64_t)jitter % (ms / 2), on_retry, NULL);
}

static void on_lost(struct conn *c)
{
	char why[300];

	snprintf(why, sizeof(why), "%s", conn_error(c));
	if (c->state == CONN_OPENING) {
		forget(c);
		pool.opening--;
		opening_failed(why);
		return;
	}
	log_warn("db.lost", "state=%s sqlstate=%s why=\"%s\"", c->state == CONN_IDLE ? "idle" : "resetting",
		c->fatal, why);
	idle_remove(c);
	forget(c);
	pool.open--;
	pool_fill();
}

/* ---- those that cannot prepare every statement ---- */

static struct conn *idle_unfit(void)
{
	struct conn *c = pool.idle;

	while (c && !c->unfit)
		c = c->next;
	return c;
}

/* If all are in use, the next one that comes back. */
static void on_renewal(void *arg)
{
	struct conn *c = idle_unfit();

	(void)arg;
	loop_timer_free(pool.renewal);
	pool.renewal = NULL;
	pool.renewal_due = !c;
	if (!c)
		return;
	idle_remove(c);
	retire(c);
}

static void unfit_opened(void)
{
	int64_t ms = FIRST_RENEWAL_MS;
	unsigned i;

	for (i = 0; i < pool.renewals && ms < LAST_RENEWAL_MS; i++)
		ms *= 2;
	if (ms > LAST_RENEWAL_MS)
		ms = LAST_RENEWAL_MS;
	if (!pool.settings.told)
		log_warn("db.unfit", "why=\"%s\"",
			"statements could not be prepared; it is tried again until they can, without a word");
	pool.settings.told = true;
	pool.fit = pool.renewal_due = false;
	if (pool.renewal)
		return;
	pool.renewals++;
	pool.renewal = loop_timer_new(ms, on_renewal, NULL);
}

static void fit_opened(void)
{
	struct conn *c;

	pool.fit = true;
	if (!pool.settings.told)
		return;
	log_info("db.fit", "renewals=%u", pool.renewals);
	pool.settings.told = false;
	pool.renewals = 0;
	loop_timer_free(pool.renewal);
	pool.renewal = NULL;
	while ((c = idle_unfit()) != NULL) {
		idle_remove(c);
		retire(c);
	}
}

static void on_ready(struct conn *c)
{
	if (!c->counted) {
		c->counted = true;
		pool.opening--;
		pool.open++;
		if (pool.failures)
			log_info("db.back", "failures=%u", pool.failures);
		pool.failures = 0;
		pool.away = false;
		pool.problem[0] = '\0';
		if (c->unfit)
			unfit_opened();
		else
			fit_opened();
	}
	idle_push(c);
	pool_fill();
}

static bool open_one(void)
{
	unsigned i;

	for (i = 0; pool.all[i]; i++)
		;
	pool.all[i] = open_start(&pool.settings);
	if (!pool.all[i]) {
		opening_failed("out of memory");
		return false;
	}
	pool.opening++;
	return true;
}

/* While tries fail, one at a time is enough. */
static void pool_fill(void)
{
	unsigned at_once = pool.failures || pool.open == 0 ? 1 : OPENING_AT_ONCE;

	while (pool.running && !pool.retry && pool.open + pool.opening < pool.most && pool.opening < at_once)
		if (!open_one())
			return;
}

/* ---- for query.c ---- */

struct conn *pool_take_wait(struct task *t)
{
	struct conn *c;

	must(pool.running);
	while ((c = idle_pop()) != NULL && !conn_alive(c)) {
		c->broken = true;
		c->state = CONN_HELD;
		pool_give(c);
	}
	if (!c && pool.away)
		task_fail(t, 503, "the database is away");
	if (!c)
		c = waiters_wait(t);
	if (!c)
		task_fail(t, 503,
			pool.away ? "the database is away" : "no database connection came free in time");
	c->state = CONN_HELD;
	c->task = t;
	return c;
}

void pool_give(struct conn *c)
{
	c->task = NULL;
	if (!c->broken && !c->in_flight) {
		idle_push(c);
		return;
	}
	if (c->broken)
		log_warn("db.lost", "state=held sqlstate=%s why=\"%s\"", c->fatal, conn_error(c));
	forget(c);
	pool.open--;
	pool_fill();
}

void pool_renew(void)
{
	struct conn *c;

	while ((c = idle_pop()) != NULL) {
		forget(c);
		pool.open--;
	}
	pool_fill();
}

enum door pool_door(void)
{
	return pool.settings.door;
}

/* ---- for everybody ---- */

void db_open(const struct db_settings *s)
{
	must(!pool.running && (s->single || s->connections > 0));
	memset(&pool, 0, sizeof(pool));
	settings_fill(&pool.settings, s);
	pool.settings.ready = on_ready;
	pool.settings.lost = on_lost;
	pool.most = s->single ? 1 : s->connections;
	pool.all = calloc(pool.most, sizeof(struct conn *));
	must(pool.all);
	waiters_begin();
	pool.running = true;
	pool_fill();
}

void db_close(void)
{
	unsigned i;

	pool.running = false;
	waiters_end();
	for (i = 0; i < pool.most; i++) {
		must(!pool.all[i] || pool.all[i]->state != CONN_HELD);
		conn_close(pool.all[i]);
	}
	loop_timer_free(pool.retry);
	loop_timer_free(pool.renewal);
	free(pool.all);
	settings_free(&pool.settings);
	memset(&pool, 0, sizeof(pool));
}

bool db_ready(void)
{
	unsigned i;

	for (i = 0; i < pool.most; i++)
		if (pool.all[i] && pool.all[i]->counted && !pool.all[i]->broken && !pool.all[i]->unfit)
			return true;
	return false;
}

const char *db_problem(void)
{
	unsigned i;

	for (i = 0; i < pool.most; i++)
		if (pool.all[i] && pool.all[i]->unfit)
			return "a statement could not be prepared (see the log): are all migrations applied?";
	return pool.problem[0] ? pool.problem : NULL;
}

struct db_pool_state db_pool_state(void)
{
	return (struct db_pool_state){.open = pool.open,
		.idle = pool.idle_count,
		.waiting = waiters_count(),
		.most = pool.most};
}

struct bulk *bulk_open_child(void)
{
	return bulk_open(pool.settings.conninfo, pool.settings.role, pool.settings.password);
}
