/* exchange.c -- see exchange.h. */
#include "web/exchange.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "web/answer.h"
#include "web/connection.h"
#include "web/request.h"
#include "web/route.h"
#include "web/url.h"

#define REQUESTS_KEPT 64
#define BODY_MOST     65536 /* where the door says nothing else */

struct edge_request {
	struct request rq; /* first: a request is a task */
	struct out out;
	char client_text[ADDRESS_TEXT];
	struct address client;
	bool client_counted;
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

void exchange_end(void)
{
	while (kept) {
		struct edge_request *next = kept->next_kept;

		free(kept);
		kept = next;
	}
	kept_n = 0;
}

void exchange_drop(struct edge_connection *c)
{
	struct edge_request *er = c->request;

	if (er->client_counted)
		address_give(&er->client);
	out_end(&er->out);
	request_give(er);
	c->request = NULL;
}

/* ---- from the head to the task ---- */

/* False: too many requests of that client are in work. */
static bool client_known(struct edge_connection *c)
{
	struct edge_request *er = c->request;

	er->rq.address = c->peer_text;
	if (!c->trusted)
		return true;
	er->client = forwarded_client(&edge.trust, &c->peer, &er->rq.head);
	address_text(&er->client, er->client_text);
	er->rq.address = er->client_text;
	er->client_counted = address_take(&er->client, edge.settings.per_address_most);
	return er->client_counted;
}

static bool host_is_ours(struct slice host)
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

/* Too long a body is a mistake of people's, and they are told by a page. It is a guest's: the body was not read, and nobody has asked who it is. */
static void refuse_by_page(struct edge_connection *c, int status, const char *why)
{
	struct request *rq = &c->request->rq;
	struct answer answer;

	rq->address = c->peer_text;
	rq->path = url_decode(&rq->task.arena, rq->head.path, false, false);
	reply_failed(rq, status, why);
	answer_make(rq, &(struct answer_frame){edge.settings.server_headers, edge.settings.tls, true},
		&answer);
	arena_end(&rq->task.arena);
	exchange_drop(c);
	connection_refuse_with(c, status, why, &answer);
}

/* The head is good in itself; is it for us, and is there room for the body? False: refused. */
static bool accept_or_refuse(struct edge_connection *c, size_t head_n)
{
	struct http_head *head = &c->request->rq.head;
	int status = 0;
	const char *why = NULL;

	if (head->method == HTTP_OTHER)
		status = 405, why = "method not served";
	else if (!host_is_ours(head->host))
		status = 421, why = "host not served";
	else if (head->content_length > 0 && head->content_length > body_most(head))
		status = 413, why = "body too long";
	else if (!client_known(c))
		status = 429, why = "too many requests of one address";
	else if (!input_expect(&c->input, head_n, (size_t)head->content_length))
		status = 503, why = "no memory for the body";
	if (!status)
		return true;
	if (status == 413 && edge.settings.failed) {
		refuse_by_page(c, status, why);
		return false;
	}
	exchange_drop(c);
	connection_refuse(c, status, why);
	return false;
}

/* Zeroes all but the head, which has just been read. */
static void request_prepare(struct edge_connection *c, struct edge_request *er)
{
	size_t after_head = offsetof(struct edge_request, rq.head) + sizeof(er->rq.head);

	memset(er, 0, offsetof(struct edge_request, rq.head));
	memset((char *)er + after_head, 0, sizeof(*er) - after_head);
	er->rq.connection = c;
	er->rq.out = &er->out;
	er->rq.tls = edge.settings.tls;
	er->out.locale = "en";
	er->out.zone = "UTC";
	c->request = er;
}

enum exchange_begun exchange_begin(struct edge_connection *c)
{
	struct slice unread = input_unread(&c->input);
	struct edge_request *er = request_take();
	struct http_result result;

	if (!er) {
		connection_refuse(c, 503, "no memory for a request");
		return EXCHANGE_REFUSED;
	}
	result = http_parse(unread.s, unread.n, &er->rq.head);
	if (result.verdict != HTTP_HEAD_READ) {
		request_give(er);
		if (result.verdict == HTTP_MORE)
			return EXCHANGE_MORE;
		connection_refuse(c, result.status, result.why);
		return EXCHANGE_REFUSED;
	}
	request_prepare(c, er);
	if (!accept_or_refuse(c, result.used))
		return EXCHANGE_REFUSED;
	return input_body_here(&c->input) == c->input.body_wanted ? EXCHANGE_READY : EXCHANGE_BODY;
}

bool exchange_waits_for_us(const struct edge_connection *c)
{
	return c->request->rq.head.expect_continue && input_body_here(&c->input) == 0;
}

/* ---- from the task to the answer ---- */

static void reply_settle(struct request *rq)
{
	if (rq->task.failed)
		reply_failed(rq, rq->task.failed, rq->task.why);
	else if (rq->out->full)
		reply_failed(rq, 500, rq->task.why = "the page is too long");
	else if (rq->reply.status == 0)
		reply_failed(rq, 500, rq->task.why = "no answer");
}

static const char *route_name(const struct request *rq)
{
	if (!rq->route)
		return "-";
	return rq->route->name ? rq->route->name : rq->route->pattern;
}

static void request_log(struct request *rq, const struct answer *answer)
{
	static const char *const methods[] = {"GET", "HEAD", "POST"};
	int64_t us = clock_us() - rq->task.started_us;
	size_t bytes = answer->head_n + answer->body_n;

	if (edge.settings.log) {
		edge.settings.log(rq, answer->status, bytes, us);
		return;
	}
	log_soon("request", "method=%s route=%s status=%d ms=%d.%03d queries=%u trips=%u bytes=%zu%s%s%s",
		methods[rq->head.method], route_name(rq), answer->status, (int)(us / 1000), (int)(us % 1000),
		rq->task.queries, rq->task.trips, bytes, rq->task.why ? " why=\"" : "",
		rq->task.why ? rq->task.why : "", rq->task.why ? "\"" : "");
}

static void on_done(struct task *t)
{
	struct request *rq = request_of(t);
	struct edge_connection *c = rq->connection;
	struct answer answer;

	reply_settle(rq);
	c->close_after = !rq->head.keep_alive || rq->reply.close || edge.draining;
	answer_make(rq,
		&(struct answer_frame){edge.settings.server_headers, edge.settings.tls, c->close_after},
		&answer);
	request_log(rq, &answer);
	edge.requests--;
	edge.served++;
	event_active(edge.log_flush, 0, 0);
	/* The answer stands by itself; what the task held goes before sending, which may close the
	 * connection. */
	task_end(t);
	exchange_drop(c);
	connection_answer(c, &answer);
}

static void run(struct task *t)
{
	edge.settings.serve(request_of(t));
}

void exchange_start(struct edge_connection *c)
{
	struct request *rq = &c->request->rq;

	rq->body_bytes = input_body(&c->input);
	c->state = CONNECTION_WORK; /* without a time: the task has a deadline of its own */
	edge.requests++;
	task_start(&rq->task, run, on_done, edge.settings.request_ms);
}
