/* connection.c -- see connection.h. Whatever happens to a connection leads to connection_advance(), which
 * goes on as far as bytes and sockets allow. A closed connection stays in memory until connection_reap(), so
 * that nobody up the stack holds one that was freed. */
#include "web/connection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/must.h"
#include "loop/loop.h"
#include "web/answer.h"
#include "web/exchange.h"

#define LINGER_MS	2000
#define LINGER_BYTES	65536	    /* read and dropped after the last answer */
#define DRAIN_SILENT_MS 1000	    /* when we are to stop */
#define LEAST_RATE	1024	    /* bytes a second */
#define HELD_MOST	(16u << 20) /* of all connections together */

static void connection_advance(struct edge_connection *c);

/* ---- states and the events they want ---- */

static void list_move(struct edge_connection *c, struct connection_list *list)
{
	if (c->list == list)
		return;
	TAILQ_REMOVE(c->list, c, link);
	TAILQ_INSERT_TAIL(list, c, link);
	c->list = list;
}

static void state_set(struct edge_connection *c, enum connection_state state)
{
	c->state = state;
	c->since_ms = c->progress_ms = clock_ms();
	c->moved = 0;
	list_move(c, state == CONNECTION_FRESH || state == CONNECTION_IDLE ? &edge.waiting : &edge.busy);
}

static void event_want(struct edge_connection *c, struct event *event, bool *added, bool want)
{
	if (*added == want)
		return;
	*added = want;
	if (!want)
		event_del(event);
	else if (event_add(event, NULL) != 0)
		connection_close(c);
}

static void want_reading(struct edge_connection *c, bool want)
{
	event_want(c, &c->read_event, &c->reading, want);
}

static void want_writing(struct edge_connection *c, bool want)
{
	event_want(c, &c->write_event, &c->writing, want);
}

static void output_drop(struct edge_connection *c)
{
	edge.held -= c->output.held;
	output_free(&c->output);
}

void connection_close(struct edge_connection *c)
{
	if (c->state == CONNECTION_GONE)
		return;
	want_reading(c, false);
	want_writing(c, false);
	close(c->fd);
	output_drop(c);
	if (!c->trusted)
		address_give(&c->peer);
	/* A task in work is not ours to end: its request goes when it is done. */
	if (c->request && c->state != CONNECTION_WORK)
		exchange_drop(c);
	c->state = CONNECTION_GONE;
	list_move(c, &edge.gone);
	edge.connections--;
	event_active(edge.reaper, 0, 0);
}

void connection_reap(void)
{
	struct edge_connection *c, *next;

	for (c = TAILQ_FIRST(&edge.gone); c; c = next) {
		next = TAILQ_NEXT(c, link);
		if (c->request)
			continue;
		TAILQ_REMOVE(&edge.gone, c, link);
		input_free(&c->input);
		free(c);
	}
}

/* ---- answers ---- */

/* The last answer is out: say so by FIN, and read on for a moment, because closing over unread bytes would
 * make the kernel send RST and the client might never see what we answered. */
static void linger_begin(struct edge_connection *c)
{
	state_set(c, CONNECTION_LINGER);
	shutdown(c->fd, SHUT_WR);
	want_reading(c, true);
}

static void answer_sent(struct edge_connection *c)
{
	want_writing(c, false);
	if (c->close_after)
		linger_begin(c);
	else
		state_set(c, CONNECTION_IDLE);
}

static void answer_send(struct edge_connection *c, struct answer *answer)
{
	switch (output_send(&c->output, c->fd, answer)) {
	case OUTPUT_DONE:
		answer_sent(c);
		break;
	case OUTPUT_MORE:
		state_set(c, CONNECTION_WRITE);
		edge.held += c->output.held;
		want_writing(c, true);
		break;
	case OUTPUT_FAILED:
		connection_close(c);
	}
}

/* When clients that do not read make us hold more than we can, the one that has been stuck longest goes. */
static void held_check(void)
{
	struct edge_connection *c, *worst = NULL;

	if (edge.held <= HELD_MOST)
		return;
	for (c = TAILQ_FIRST(&edge.busy); c; c = TAILQ_NEXT(c, link))
		if (c->state == CONNECTION_WRITE && (!worst || c->progress_ms < worst->progress_ms))
			worst = c;
	log_warn("edge.held", "bytes=%zu why=\"clients do not read\"", edge.held);
	if (worst)
		connection_close(worst);
}

void connection_answer(struct edge_connection *c, struct answer *answer)
{
	if (c->state == CONNECTION_GONE) {
		free(answer->owned);
		event_active(edge.reaper, 0, 0);
		return;
	}
	input_consume(&c->input);
	answer_send(c, answer);
	held_check();
	if (!c->advancing)
		connection_advance(c);
}

/* Who asks with HEAD takes what follows our head for the next answer, whatever we think of the request. */
static bool asks_with_head(struct edge_connection *c)
{
	struct slice unread = input_unread(&c->input);

	return unread.n >= 5 && memcmp(unread.s, "HEAD ", 5) == 0;
}

void connection_refuse_with(struct edge_connection *c, int status, const char *why, struct answer *answer)
{
	log_info("edge.refused", "status=%d why=\"%s\"", status, why);
	c->close_after = true;
	answer_send(c, answer);
}

void connection_refuse(struct edge_connection *c, int status, const char *why)
{
	struct answer answer;

	answer_refusal(status, &(struct answer_frame){edge.settings.server_headers, edge.settings.tls, true},
		&answer);
	if (asks_with_head(c))
		answer.body_n = 0;
	connection_refuse_with(c, status, why, &answer);
}

/* ---- going on ---- */

static void continue_send(struct edge_connection *c)
{
	static const char line[] = "HTTP/1.1 100 Continue\r\n\r\n";

	/* If the socket cannot take 25 bytes now, the client will send its body unasked, as RFC 9110 10.1.1
	 * says. */
	(void)!send(c->fd, line, sizeof(line) - 1, MSG_NOSIGNAL);
}

static bool step_head(struct edge_connection *c)
{
	if (input_unread(&c->input).n == 0) {
		input_rest(&c->input);
		want_reading(c, true);
		return false;
	}
	if (c->state != CONNECTION_HEAD)
		state_set(c, CONNECTION_HEAD);
	switch (exchange_begin(c)) {
	case EXCHANGE_MORE:
		want_reading(c, true);
		return false;
	case EXCHANGE_REFUSED:
		return false;
	case EXCHANGE_BODY:
		state_set(c, CONNECTION_BODY);
		c->moved = input_body_here(&c->input);
		if (exchange_waits_for_us(c))
			continue_send(c);
		want_reading(c, true);
		return false;
	case EXCHANGE_READY:
		exchange_start(c);
	}
	return true;
}

static bool step_body(struct edge_connection *c)
{
	if (input_body_here(&c->input) < c->input.body_wanted)
		return false;
	exchange_start(c);
	return true;
}

/* False: nothing more can be done now. */
static bool step(struct edge_connection *c)
{
	switch (c->state) {
	case CONNECTION_FRESH:
	case CONNECTION_IDLE:
	case CONNECTION_HEAD:
		return step_head(c);
	case CONNECTION_BODY:
		return step_body(c);
	case CONNECTION_WORK:
	case CONNECTION_WRITE:
	case CONNECTION_LINGER:
	case CONNECTION_GONE:
		break;
	}
	return false;
}

static void connection_advance(struct edge_connection *c)
{
	must(!c->advancing);
	c->advancing = true;
	while (step(c))
		;
	c->advancing = false;
}

/* ---- events ---- */

static enum input_result receive(struct edge_connection *c)
{
	size_t got = 0;
	enum input_result result = input_receive(&c->input, c->fd, &got);

	switch (result) {
	case INPUT_GOT:
		c->moved += got;
		connection_advance(c);
		break;
	case INPUT_NOTHING:
		input_rest(&c->input);
		break;
	case INPUT_ENDED:
		/* Whatever was half sent is dropped: a request is run whole or not at all. */
		connection_close(c);
	}
	return result;
}

static void linger_receive(struct edge_connection *c)
{
	static char dropped[16384];
	ssize_t n = recv(c->fd, dropped, sizeof(dropped), 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	c->moved += n > 0 ? (size_t)n : 0;
	if (n <= 0 || c->moved > LINGER_BYTES)
		connection_close(c);
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct edge_connection *c = arg;

	(void)fd, (void)what;
	switch (c->state) {
	case CONNECTION_WORK:
	case CONNECTION_WRITE:
		/* Not taken off before it happens: most clients send nothing while they wait. */
		want_reading(c, false);
		break;
	case CONNECTION_LINGER:
		linger_receive(c);
		break;
	default:
		receive(c);
	}
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct edge_connection *c = arg;
	size_t sent = 0;
	enum output_result result = output_more(&c->output, c->fd, &sent);

	(void)fd, (void)what;
	c->moved += sent;
	if (sent)
		c->progress_ms = clock_ms();
	if (result == OUTPUT_FAILED) {
		connection_close(c);
	} else if (result == OUTPUT_DONE) {
		output_drop(c);
		answer_sent(c);
		connection_advance(c);
	}
}

bool connection_new(int fd, const struct address *peer, bool trusted)
{
	struct edge_connection *c = fault("malloc") ? NULL : calloc(1, sizeof(*c));

	if (!c)
		return false;
	c->fd = fd;
	c->peer = *peer;
	c->trusted = trusted;
	address_text(peer, c->peer_text);
	event_assign(&c->read_event, loop_base(), fd, EV_READ | EV_PERSIST, on_readable, c);
	event_assign(&c->write_event, loop_base(), fd, EV_WRITE | EV_PERSIST, on_writable, c);
	c->list = &edge.busy;
	TAILQ_INSERT_TAIL(c->list, c, link);
	edge.connections++;
	state_set(c, CONNECTION_FRESH);
	want_reading(c, true);
	return true;
}

void connection_finish(struct edge_connection *c)
{
	(void)receive(c);
}

/* ---- deadlines ---- */

/* Whether a transfer has, after its grace, fallen behind the least rate of its whole duration. */
static bool is_behind(const struct edge_connection *c, int64_t now_ms, int64_t grace_ms)
{
	int64_t over = now_ms - c->since_ms - grace_ms;

	return over > 0 && (int64_t)c->moved < over * LEAST_RATE / 1000 + 1;
}

/* A client may have sent its next request the moment before we were told to stop; whoever stays silent a
 * second has not. */
static bool silent_at_the_end(int64_t now_ms)
{
	return edge.draining && now_ms - edge.draining_since_ms > DRAIN_SILENT_MS;
}

static bool is_over(const struct edge_connection *c, int64_t now_ms)
{
	const struct edge_settings *s = &edge.settings;
	int64_t age = now_ms - c->since_ms;

	switch (c->state) {
	case CONNECTION_FRESH:
		return age > s->head_ms || silent_at_the_end(now_ms);
	case CONNECTION_IDLE:
		return age > s->idle_ms || silent_at_the_end(now_ms);
	case CONNECTION_HEAD:
		return age > s->head_ms;
	case CONNECTION_BODY:
		return is_behind(c, now_ms, s->body_grace_ms);
	case CONNECTION_WRITE:
		return now_ms - c->progress_ms > s->write_ms || is_behind(c, now_ms, s->write_ms);
	case CONNECTION_LINGER:
		return age > LINGER_MS;
	case CONNECTION_WORK:
	case CONNECTION_GONE:
		break;
	}
	return false;
}

void connection_check(struct edge_connection *c, int64_t now_ms)
{
	if (!is_over(c, now_ms))
		return;
	if (c->state != CONNECTION_HEAD && c->state != CONNECTION_BODY)
		return connection_close(c);
	if (c->request)
		exchange_drop(c);
	connection_refuse(c, 408, "request too slow");
}

void connection_end(void)
{
	exchange_end();
	input_end();
}
