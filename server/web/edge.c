/* edge.c -- see edge.h: accepting, limits, the sweep over deadlines, draining. What happens on one connection
 * is in connection.c. */
#include "web/edge.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/must.h"
#include "loop/loop.h"
#include "web/answer.h"
#include "web/connection.h"
#include "web/encode.h"

#define ACCEPT_AT_ONCE	16 /* then others get their turn */
#define ACCEPT_PAUSE_MS 100
#define LEAVE_MS	2    /* how long a connection is left to a worker that has fewer */
#define FILES_KEPT	64   /* for the database, logs, mail … */
#define ADDRESS_SHARE	2    /* one address may hold one in so many of all connections */
#define IDLE_LEAST_MS	1000 /* before a waiting connection may be closed to make room */
#define SWEEP_MS	1000
#define BEGIN_MS	2000 /* how long a process waits for being ready before it takes anybody in */
#define BEGIN_LOOK_MS	10

struct edge edge;

static struct event *accept_event;
static bool accepting;
static bool full;			/* not accepting until a connection has gone */
static int64_t begins_ms;		/* until then it is waited for being ready; 0: that is over */
static bool left;			/* the next connection was left to others: take it now */
static struct loop_timer *accept_again; /* the pause after EMFILE, LEAVE_MS, or BEGIN_LOOK_MS */
static struct loop_timer *sweep_timer;
static int sweep_ms;
static void (*drained)(void *);
static void *drained_arg;

/* ---- accepting ---- */

static void accept_want(bool want)
{
	if (!accept_event || accepting == want)
		return;
	if (!want)
		event_del(accept_event);
	else if (event_add(accept_event, NULL) != 0) {
		loop_timer_again(accept_again, ACCEPT_PAUSE_MS);
		return;
	}
	accepting = want;
}

static void on_accept_again(void *arg)
{
	(void)arg;
	if (begins_ms && !edge.settings.ready() && clock_ms() < begins_ms) {
		loop_timer_again(accept_again, BEGIN_LOOK_MS);
		return;
	}
	begins_ms = 0;
	accept_want(!edge.draining && !full);
}

static void accept_begin(void)
{
	if (!edge.settings.ready) {
		accept_want(true);
		return;
	}
	if (edge.settings.compare)
		edge.settings.compare(UINT_MAX); /* nothing is left to me yet */
	begins_ms = clock_ms() + BEGIN_MS;
	on_accept_again(NULL);
}

/* Out of file descriptors or memory: the listening socket stays readable, so we would spin. */
static void accept_pause(void)
{
	log_warn("edge.accept", "errno=%d pause_ms=%d connections=%u", errno, ACCEPT_PAUSE_MS,
		edge.connections);
	accept_want(false);
	loop_timer_again(accept_again, ACCEPT_PAUSE_MS);
}

/* Whether the next one is another worker's: he has fewer. A new connection wakes all of us, and on a busy
 * machine whoever runs first would take all that come together, and keep them. Who is stuck is waited for
 * LEAVE_MS. */
static bool others_turn(void)
{
	unsigned least = edge.settings.compare ? edge.settings.compare(edge.connections) : UINT_MAX;

	if (left || edge.connections <= least) {
		left = false;
		return false;
	}
	left = true;
	accept_want(false);
	loop_timer_again(accept_again, LEAVE_MS);
	return true;
}

/* Whether one more may come; at the limit, whoever has waited longest without a request goes. */
static bool room_for_one(void)
{
	struct edge_connection *oldest = TAILQ_FIRST(&edge.waiting);

	if (edge.connections < edge.settings.connections_most)
		return true;
	if (!oldest || clock_ms() - oldest->since_ms < IDLE_LEAST_MS)
		return false;
	connection_close(oldest);
	return true;
}

/* One address holds as many connections as it may: a word, if the socket takes it, and no more. */
static void turn_away(int fd)
{
	struct output rest = {0};
	struct answer answer;

	answer_refusal(429, &(struct answer_frame){edge.settings.server_headers, edge.settings.tls, true},
		&answer);
	output_send(&rest, fd, &answer);
	output_free(&rest);
	close(fd);
}

static void take_in(int fd, const struct sockaddr_storage *from)
{
	struct address peer = address_of(from);
	bool trusted = forwarded_trusts(&edge.trust, &peer);

	if (!trusted && !address_take(&peer, edge.settings.per_address_most)) {
		turn_away(fd);
		return;
	}
	if (connection_new(fd, &peer, trusted))
		return;
	if (!trusted)
		address_give(&peer);
	close(fd);
}

static int accept_one(struct sockaddr_storage *from)
{
	socklen_t n = sizeof(*from);

	if (fault("accept")) {
		errno = EMFILE;
		return -1;
	}
	return accept4(edge.settings.listener, (struct sockaddr *)from, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

static void on_acceptable(evutil_socket_t listener, short what, void *arg)
{
	struct sockaddr_storage from;
	int i, fd;

	(void)listener, (void)what, (void)arg;
	for (i = 0; i < ACCEPT_AT_ONCE; i++) {
		if (!room_for_one()) {
			full = true;
			accept_want(false);
			return;
		}
		if (others_turn())
			return;
		fd = accept_one(&from);
		if (fd >= 0)
			take_in(fd, &from);
		else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
			return accept_pause();
		else if (errno != EINTR && errno != ECONNABORTED)
			return;
	}
}

/* ---- time ---- */

static void sweep(struct connection_list *list, int64_t now_ms)
{
	struct edge_connection *c, *next;

	for (c = TAILQ_FIRST(list); c; c = next) {
		next = TAILQ_NEXT(c, link);
		connection_check(c, now_ms);
	}
}

static void on_sweep(void *arg)
{
	int64_t now_ms = clock_ms();

	(void)arg;
	sweep(&edge.waiting, now_ms);
	sweep(&edge.busy, now_ms);
	loop_timer_again(sweep_timer, sweep_ms);
	/* At the limit, one that has become old enough to go may be all that is needed. */
	if (full && room_for_one()) {
		full = false;
		accept_want(!edge.draining);
	}
}

static void on_gone(evutil_socket_t fd, short what, void *arg)
{
	void (*done)(void *) = drained;

	(void)fd, (void)what, (void)arg;
	connection_reap();
	if (full && edge.connections < edge.settings.connections_most) {
		full = false;
		accept_want(!edge.draining);
	}
	if (edge.draining && done && edge.connections == 0 && edge.requests == 0) {
		drained = NULL;
		done(drained_arg);
	}
}

/* Runs after the events that were ready together with the one that made it active. */
static void on_log_flush(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what, (void)arg;
	log_flush();
}

/* ---- beginning and end ---- */

static void defaults_fill(struct edge_settings *s)
{
	struct rlimit files;
	unsigned most = 1000000;

	s->head_ms = s->head_ms ? s->head_ms : 10000;
	s->body_grace_ms = s->body_grace_ms ? s->body_grace_ms : 5000;
	s->write_ms = s->write_ms ? s->write_ms : 30000;
	s->idle_ms = s->idle_ms ? s->idle_ms : 60000;
	s->request_ms = s->request_ms ? s->request_ms : 15000;
	if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < most)
		most = files.rlim_cur > 2 * FILES_KEPT ? (unsigned)files.rlim_cur - FILES_KEPT
						       : (unsigned)files.rlim_cur / 2;
	if (s->connections_most > most)
		log_warn("edge.files", "connections=%u wanted=%u why=\"%s\"", most, s->connections_most,
			"the limit of open files leaves room for no more");
	if (s->connections_most == 0 || s->connections_most > most)
		s->connections_most = most;
	/* Few files and the share that was meant for many: one address would lock all others out. */
	most = s->connections_most / ADDRESS_SHARE;
	if (s->per_address_most > most)
		s->per_address_most = most ? most : 1;
}

static int sweep_interval(const struct edge_settings *s)
{
	const int deadlines[] = {s->head_ms, s->body_grace_ms, s->write_ms, s->idle_ms};
	int least = SWEEP_MS * 4;
	size_t i;

	for (i = 0; i < sizeof(deadlines) / sizeof(deadlines[0]); i++)
		least = deadlines[i] < least ? deadlines[i] : least;
	return least / 4 + 1;
}

void edge_open(const struct edge_settings *s)
{
	edge = (struct edge){.settings = *s};
	TAILQ_INIT(&edge.waiting);
	TAILQ_INIT(&edge.busy);
	TAILQ_INIT(&edge.gone);
	defaults_fill(&edge.settings);
	edge.trust = forwarded_trust_read(&s->trusted_proxies);
	edge.reaper = event_new(loop_base(), -1, 0, on_gone, NULL);
	edge.log_flush = event_new(loop_base(), -1, 0, on_log_flush, NULL);
	must(edge.reaper && edge.log_flush);
	sweep_ms = sweep_interval(&edge.settings);
	sweep_timer = loop_timer_new(sweep_ms, on_sweep, NULL);
	if (s->listener < 0)
		return;
	accept_again = loop_timer_new(ACCEPT_PAUSE_MS, on_accept_again, NULL);
	accept_event = event_new(loop_base(), s->listener, EV_READ | EV_PERSIST, on_acceptable, NULL);
	must(accept_event);
	accept_begin();
}

void edge_drain(void (*done)(void *), void *arg)
{
	struct edge_connection *c, *next;

	if (edge.settings.compare)
		edge.settings.compare(UINT_MAX); /* do not count me */
	edge.settings.compare = NULL;
	/* Who stands in the kernel's queue believes to be connected; take in what is there. */
	if (accepting || left)
		on_acceptable(edge.settings.listener, EV_READ, NULL);
	accept_want(false);
	edge.draining = true;
	edge.draining_since_ms = clock_ms();
	drained = done;
	drained_arg = arg;
	for (c = TAILQ_FIRST(&edge.waiting); c; c = next) {
		next = TAILQ_NEXT(c, link);
		connection_finish(c);
	}
	event_active(edge.reaper, 0, 0);
}

void edge_close(void)
{
	struct edge_connection *c;

	while ((c = TAILQ_FIRST(&edge.waiting)) || (c = TAILQ_FIRST(&edge.busy)))
		connection_close(c);
	connection_reap();
	connection_end();
	encode_end();
	accept_want(false);
	if (accept_event)
		event_free(accept_event);
	event_free(edge.reaper);
	event_free(edge.log_flush);
	log_flush();
	loop_timer_free(accept_again);
	loop_timer_free(sweep_timer);
	accept_event = NULL;
	accept_again = sweep_timer = NULL;
	full = left = false;
	begins_ms = 0;
	free(edge.trust.v);
	edge.trust = (struct forwarded_trust){NULL, 0};
}

struct edge_state edge_state(void)
{
	return (struct edge_state){edge.connections, edge.requests, edge.served};
}
