/* connection.c -- see connection.h. Everything that happens to a connection ends in connection_advance(),
 * which goes on as far as bytes and sockets allow. A closed connection is freed by connection_reap(), when
 * nobody stands on it. */
#include "web/connection.h"

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
#include "web/request.h"
#include "web/route.h"

#define REQUESTS_KEPT  64
#define BODY_MOST      65536 /* where the door says nothing else */
#define LINGER_MS      2000
#define LINGER_BYTES   65536	   /* read and dropped after the last answer */
#define DRAIN_FRESH_MS 1000	   /* for a connection that has not said anything yet when we are to stop */
#define LEAST_RATE     1024	   /* bytes a second */
#define UNSENT_MOST    (16u << 20) /* of all connections together */

struct edge_request {
	struct request rq; /* first: a request is a task */
	struct out out;
	char forwarded_text[ADDRESS_TEXT];
	struct address forwarded;
	bool forwarded_counted;
	struct edge_request *next_kept;
};

static struct edge_request *kept;
static unsigned kept_n;

static struct edge_request *request_take(void)
{
	struct edge_request *er = kept;

	if (!er)
		return fault("malloc") ? NULL : malloc(sizeof(*er));
	kept = er->next_kept;
	kept_n--;
	return er;
}

static void request_give(struct edge_request *er)
{
	if (kept_n == REQUESTS_KEPT) {
		free(er);
		return;
	}
	er->next_kept = kept;
	kept = er;
	kept_n++;
}

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

static void event_want(struct event *event, bool *added, bool want)
{
	if (*added == want)
		return;
	if (want)
		*added = event_add(event, NULL) == 0;
	else
		event_del(event);
	if (!want)
		*added = false;
}

static void want_reading(struct edge_connection *c, bool want)
{
	event_want(&c->read_event, &c->reading, want);
	if (want && !c->reading)
		connection_close(c);
}

static void want_writing(struct edge_connection *c, bool want)
{
	event_want(&c->write_event, &c->writing, want);
	if (want && !c->writing)
		connection_close(c);
}

static void request_free(struct edge_connection *c)
{
	struct edge_request *er = c->request;

	if (er->forwarded_counted)
		address_give(&er->forwarded);
	out_end(&er->out);
	request_give(er);
	c->request = NULL;
}

void connection_close(struct edge_connection *c)
{
	if (c->state == CONNECTION_GONE)
		return;
	want_reading(c, false);
	want_writing(c, false);
	close(c->fd);
	edge.unsent -= output_left(&c->output);
	output_free(&c->output);
	if (!c->trusted)
		address_give(&c->peer);
	/* A task in work is not ours to end: its request is freed when it is done. */
	if (c->request && c->state != CONNECTION_WORK)
		request_free(c);
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
		state_set(c, CONNECTION_HEAD);
}

/* When all sockets together have not taken more than we can hold, the one that has been stuck longest goes.
 */
static void unsent_check(void)
{
	struct edge_connection *c, *worst = NULL;

	if (edge.unsent <= UNSENT_MOST)
		return;
	TAILQ_FOREACH(c, &edge.busy, link)
	if (c->state == CONNECTION_WRITE && (!worst || c->progress_ms < worst->progress_ms))
		worst = c;
	if (worst) {
		log_warn("edge.unsent", "bytes=%zu closed=1", edge.unsent);
		connection_close(worst);
	}
}

static void answer_send(struct edge_connection *c, struct answer *answer)
{
	switch (output_send(&c->output, c->fd, answer)) {
	case OUTPUT_DONE:
		answer_sent(c);
		break;
	case OUTPUT_MORE:
		state_set(c, CONNECTION_WRITE);
		edge.unsent += output_left(&c->output);
		want_writing(c, true);
		break;
	case OUTPUT_FAILED:
		connection_close(c);
	}
}

static struct answer_frame frame_of(const struct edge_connection *c)
{
	return (struct answer_frame){edge.settings.server_headers, edge.settings.tls, c->close_after};
}

/* Answers with a constant text and closes: framing can no longer be trusted, or there is no room for the
 * request. */
static void refuse(struct edge_connection *c, int status, const char *why)
{
	struct answer_frame frame;
	struct answer answer;

	log_info("edge.refused", "status=%d why=\"%s\"", status, why);
	c->close_after = true;
	frame = frame_of(c);
	answer_refusal(status, &frame, &answer);
	answer_send(c, &answer);
}

/* ---- requests ---- */

static void request_log(struct request *rq, const struct answer *answer)
{
	static const char *const methods[] = {"GET", "HEAD", "POST", "other"};
	int64_t us = clock_us() - rq->task.started_us;
	size_t bytes = answer->head_n + answer->body_n;

	if (edge.settings.log) {
		edge.settings.log(rq, answer->status, bytes, us);
		return;
	}
	log_info("request", "method=%s route=%s status=%d ms=%d.%03d queries=%u trips=%u bytes=%zu%s%s%s",
		methods[rq->head.method],
		!rq->route	  ? "-"
		: rq->route->name ? rq->route->name
				  : rq->route->pattern,
		answer->status, (int)(us / 1000), (int)(us % 1000), rq->task.queries, rq->task.trips, bytes,
		rq->task.why ? " why=\"" : "", rq->task.why ? rq->task.why : "", rq->task.why ? "\"" : "");
}

static struct reply failure(int status, const char *type)
{
	struct reply reply = {.status = status, .type = type};

	if (status == 503)
		reply.headers[reply.header_count++] = (struct reply_header){"Retry-After", "2"};
	return reply;
}

/* Puts the error page in place of whatever the task had begun to answer. */
static void reply_failed(struct request *rq, int status, const char *why)
{
	out_end(rq->out);
	rq->reply = failure(status, "text/html; charset=utf-8");
	if (edge.settings.failed)
		edge.settings.failed(rq, status, why);
	if (rq->out->n == 0 || rq->out->full) {
		out_end(rq->out);
		rq->reply = failure(status, "text/plain; charset=utf-8");
		out_raw(rq->out, why, strlen(why));
	}
}

static void request_settle(struct request *rq)
{
	if (rq->task.failed)
		reply_failed(rq, rq->task.failed, rq->task.why);
	else if (rq->out->full)
		reply_failed(rq, 500, "the page is too long");
	else if (rq->reply.status == 0)
		reply_failed(rq, 500, "no answer");
}

static void on_request_done(struct task *t)
{
	struct request *rq = request_of(t);
	struct edge_connection *c = rq->connection;
	struct answer_frame frame;
	struct answer answer;

	request_settle(rq);
	c->close_after = !rq->head.keep_alive || rq->reply.close || edge.draining;
	frame = frame_of(c);
	answer_make(rq, &frame, &answer);
	request_log(rq, &answer);
	edge.requests--;
	edge.served++;
	task_end(t);
	request_free(c);
	if (c->state == CONNECTION_GONE) {
		free(answer.owned);
		event_active(edge.reaper, 0, 0);
		return;
	}
	input_consume(&c->input);
	answer_send(c, &answer);
	unsent_check();
	if (!c->advancing)
		connection_advance(c);
}

static void request_run(struct task *t)
{
	edge.settings.serve(request_of(t));
}

static void request_start(struct edge_connection *c)
{
	struct request *rq = &c->request->rq;

	rq->body_bytes = input_body(&c->input);
	state_set(c, CONNECTION_WORK);
	edge.requests++;
	task_start(&rq->task, request_run, on_request_done, edge.settings.request_ms);
}

/* Who really asks, when the peer is a proxy of ours: the right-most address that is not such a proxy. What
 * stands further left, anybody can have written. */
static struct address forwarded_for(const struct edge_connection *c, const struct http_head *head)
{
	struct address client = c->peer, next;
	size_t i = head->header_count, j;

	while (i-- > 0) {
		struct slice rest = head->headers[i].value;

		if (!slice_is_nocase(head->headers[i].name, "x-forwarded-for"))
			continue;
		while (rest.n) {
			struct slice last = rest;

			while (last.n && rest.s[last.n - 1] != ',')
				last.n--;
			last = (struct slice){rest.s + last.n, rest.n - last.n};
			rest.n = (size_t)(last.s - rest.s) - (last.s > rest.s);
			if (!address_read(slice_trim(last), &next))
				return client;
			client = next;
			for (j = 0; j < edge.trusted_n && !address_within(&client, &edge.trusted[j]); j++)
				;
			if (j == edge.trusted_n)
				return client;
		}
	}
	return client;
}

/* False: too many requests of that address are in work. */
static bool client_known(struct edge_connection *c)
{
	struct edge_request *er = c->request;

	er->rq.address = c->peer_text;
	if (!c->trusted)
		return true;
	er->forwarded = forwarded_for(c, &er->rq.head);
	address_text(&er->forwarded, er->forwarded_text);
	er->rq.address = er->forwarded_text;
	er->forwarded_counted = address_take(&er->forwarded, edge.settings.per_address_most);
	return er->forwarded_counted;
}

static bool host_answered(struct slice host)
{
	size_t i;

	for (i = 0; i < edge.settings.hosts.n; i++)
		if (slice_is_nocase(host, edge.settings.hosts.v[i]) || text_is(edge.settings.hosts.v[i], "*"))
			return true;
	return false;
}

static int64_t body_most(const struct http_head *head)
{
	return edge.settings.body_most ? (int64_t)edge.settings.body_most(head) : BODY_MOST;
}

static void continue_send(struct edge_connection *c)
{
	static const char line[] = "HTTP/1.1 100 Continue\r\n\r\n";

	/* If the socket cannot take 25 bytes now, the client will send its body unasked, as RFC 9110 10.1.1
	 * says. */
	(void)!send(c->fd, line, sizeof(line) - 1, MSG_NOSIGNAL);
}

/* The head is good in itself; is it for us, and is there room for the body? */
static void head_accept(struct edge_connection *c, size_t head_n)
{
	struct http_head *head = &c->request->rq.head;

	if (head->method == HTTP_OTHER)
		return refuse(c, 405, "method not served");
	if (!host_answered(head->host))
		return refuse(c, 421, "host not served");
	if (head->content_length > 0 && head->content_length > body_most(head))
		return refuse(c, 413, "body too long");
	if (!client_known(c))
		return refuse(c, 429, "too many requests of one address");
	if (!input_expect(&c->input, head_n, (size_t)head->content_length))
		return refuse(c, 503, "no memory for the body");
	state_set(c, CONNECTION_BODY);
	c->moved = input_body_here(&c->input);
	if (head->expect_continue && c->moved < (size_t)head->content_length)
		continue_send(c);
}

static void request_prepare(struct edge_connection *c, struct edge_request *er)
{
	struct http_head *head = &er->rq.head;
	size_t after_headers = offsetof(struct edge_request, rq.head.headers) + sizeof(head->headers);

	/* All but the head, which is filled already. */
	memset(er, 0, offsetof(struct edge_request, rq.head));
	memset((char *)er + after_headers, 0, sizeof(*er) - after_headers);
	er->rq.connection = c;
	er->rq.out = &er->out;
	er->rq.tls = edge.settings.tls;
	er->out.locale = "en";
	er->out.zone = "UTC";
	c->request = er;
}

static bool step_head(struct edge_connection *c)
{
	struct slice unread = input_unread(&c->input);
	struct edge_request *er;
	struct http_result result;

	if (unread.n == 0) {
		input_rest(&c->input);
		if (c->state == CONNECTION_HEAD)
			state_set(c, CONNECTION_IDLE);
		if (edge.draining && c->state == CONNECTION_IDLE)
			connection_close(c);
		else
			want_reading(c, true);
		return false;
	}
	if (c->state != CONNECTION_HEAD)
		state_set(c, CONNECTION_HEAD);
	er = request_take();
	if (!er) {
		refuse(c, 503, "no memory for a request");
		return false;
	}
	result = http_parse(unread.s, unread.n, &er->rq.head);
	if (result.verdict == HTTP_HEAD_READ) {
		request_prepare(c, er);
		head_accept(c, result.used);
		if (c->state != CONNECTION_BODY && c->request)
			request_free(c);
		return true;
	}
	request_give(er);
	if (result.verdict == HTTP_REFUSE)
		refuse(c, result.status, result.why);
	else
		want_reading(c, true);
	return false;
}

static bool step_body(struct edge_connection *c)
{
	if (input_body_here(&c->input) < c->input.body_wanted) {
		want_reading(c, true);
		return false;
	}
	request_start(c);
	return true;
}

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

static void receive(struct edge_connection *c)
{
	size_t got = 0;

	switch (input_receive(&c->input, c->fd, &got)) {
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
}

static void linger_receive(struct edge_connection *c)
{
	static char dropped[16384];
	ssize_t n = recv(c->fd, dropped, sizeof(dropped), 0);

	c->moved += n > 0 ? (size_t)n : 0;
	if (n == 0 || c->moved > LINGER_BYTES)
		connection_close(c);
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct edge_connection *c = arg;

	(void)fd, (void)what;
	switch (c->state) {
	case CONNECTION_WORK:
	case CONNECTION_WRITE:
		/* Not taken off until it really happens: most clients send nothing while they wait. */
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
	edge.unsent -= sent;
	c->moved += sent;
	if (sent)
		c->progress_ms = clock_ms();
	if (result == OUTPUT_FAILED) {
		connection_close(c);
	} else if (result == OUTPUT_DONE) {
		output_free(&c->output);
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

/* ---- deadlines ---- */

/* Whether a transfer has, after its grace, fallen behind the least rate of its whole duration. */
static bool is_behind(const struct edge_connection *c, int64_t now_ms, int64_t grace_ms)
{
	int64_t over = now_ms - c->since_ms - grace_ms;

	return over > 0 && (int64_t)c->moved < over * LEAST_RATE / 1000 + 1;
}

void connection_check(struct edge_connection *c, int64_t now_ms)
{
	const struct edge_settings *s = &edge.settings;
	int64_t age = now_ms - c->since_ms;

	switch (c->state) {
	case CONNECTION_FRESH:
		if (age > (edge.draining && s->head_ms > DRAIN_FRESH_MS ? DRAIN_FRESH_MS : s->head_ms))
			connection_close(c);
		break;
	case CONNECTION_IDLE:
		if (age > s->idle_ms)
			connection_close(c);
		break;
	case CONNECTION_HEAD:
		if (age > s->head_ms)
			refuse(c, 408, "head too slow");
		break;
	case CONNECTION_BODY:
		if (is_behind(c, now_ms, s->body_grace_ms)) {
			request_free(c);
			refuse(c, 408, "body too slow");
		}
		break;
	case CONNECTION_WRITE:
		if (now_ms - c->progress_ms > s->write_ms || is_behind(c, now_ms, s->write_ms))
			connection_close(c);
		break;
	case CONNECTION_LINGER:
		if (age > LINGER_MS)
			connection_close(c);
		break;
	case CONNECTION_WORK:
	case CONNECTION_GONE:
		break;
	}
}

void connection_finish(struct edge_connection *c)
{
	bool fresh = c->state == CONNECTION_FRESH;
	size_t got = 0;

	if (c->state != CONNECTION_IDLE && !fresh)
		return;
	switch (input_receive(&c->input, c->fd, &got)) {
	case INPUT_GOT:
		connection_advance(c);
		break;
	case INPUT_NOTHING:
		input_rest(&c->input);
		if (!fresh)
			connection_close(c);
		break;
	case INPUT_ENDED:
		connection_close(c);
	}
}

void connection_end(void)
{
	while (kept) {
		struct edge_request *next = kept->next_kept;

		free(kept);
		kept = next;
	}
	kept_n = 0;
	input_end();
}
