/* answer.c -- see answer.h. */
#include "web/answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "web/encode.h"
#include "web/headers.h"
#include "web/request.h"

#define HEAD_ROOM     16384
#define COMPRESS_FROM 1024 /* bytes; below it the packet is the same */

static char head[HEAD_ROOM];
static size_t head_n;
static bool head_full; /* it did not fit, or a value would have broken out of its line */

static void add_n(const char *s, size_t n)
{
	if (n > HEAD_ROOM - head_n) {
		head_full = true;
		return;
	}
	memcpy(head + head_n, s, n);
	head_n += n;
}

#define add_literal(s) add_n((s), sizeof(s) - 1)

static void add(const char *s)
{
	add_n(s, strlen(s));
}

static void add_number(size_t n)
{
	char digits[24], *p = digits + sizeof(digits);
	size_t used;

	do
		*--p = (char)('0' + n % 10);
	while (n /= 10);
	used = (size_t)(digits + sizeof(digits) - p);
	add_n(p, used);
}

static void add_header(const char *name, const char *value)
{
	const char *p;

	for (p = value; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			head_full = true;
	add(name);
	add_literal(": ");
	add(value);
	add_literal("\r\n");
}

/* "Date: Sat, 21 Nov 2026 20:53:12 GMT", made once a second. */
static void add_date(void)
{
	static char line[48];
	static size_t n;
	static time_t made_for = -1;
	time_t now = (time_t)(clock_now().us / 1000000);
	struct tm tm;

	if (now != made_for) {
		gmtime_r(&now, &tm);
		n = strftime(line, sizeof(line), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &tm);
		made_for = now;
	}
	add_n(line, n);
}

static void head_begin(int status)
{
	head_n = 0;
	head_full = false;
	if (status == 200) {
		add_literal("HTTP/1.1 200 OK\r\n");
	} else {
		add_literal("HTTP/1.1 ");
		add_number((size_t)status);
		add_literal(" ");
		add(http_reason(status));
		add_literal("\r\n");
	}
	add_date();
}

static void head_end(const struct answer_frame *frame)
{
	add(frame->server_headers ? frame->server_headers : headers_security);
	if (frame->tls)
		add(headers_tls);
	if (frame->close)
		add_literal("Connection: close\r\n");
	add_literal("\r\n");
}

static void add_length(size_t n)
{
	add_literal("Content-Length: ");
	add_number(n);
	add_literal("\r\n");
}

void answer_refusal(int status, const struct answer_frame *frame, struct answer *out)
{
	static char text[64];

	*out = (struct answer){.status = status, .body = (const unsigned char *)text};
	out->body_n = (size_t)snprintf(text, sizeof(text), "%d %s\n", status, http_reason(status));
	head_begin(status);
	add_header("Content-Type", "text/plain; charset=utf-8");
	add_header("Cache-Control", "no-store");
	if (status == 405)
		add_header("Allow", "GET, HEAD, POST");
	if (status == 429 || status == 503)
		add_header("Retry-After", "5");
	add_length(out->body_n);
	head_end(frame);
	out->head = head;
	out->head_n = head_n;
}

/* Entity tags without the mark of weakness, which does not count for If-None-Match. */
static struct slice tag_of(struct slice tag)
{
	if (tag.n > 2 && tag.s[0] == 'W' && tag.s[1] == '/')
		return (struct slice){tag.s + 2, tag.n - 2};
	return tag;
}

static bool is_known_to_client(const struct request *rq)
{
	struct slice list = http_header(&rq->head, "if-none-match"), ours;

	if (!rq->reply.etag || rq->reply.status != 200 || rq->head.method == HTTP_POST)
		return false;
	ours = tag_of(slice_of(rq->reply.etag));
	while (list.s) {
		struct slice theirs = tag_of(slice_trim(slice_cut(&list, ',')));

		if (slice_is(theirs, "*") || (theirs.n == ours.n && memcmp(theirs.s, ours.s, ours.n) == 0))
			return true;
	}
	return false;
}

static bool is_compressible(const struct reply *reply)
{
	static const char *const types[] = {"text/", "application/json", "application/xml",
		"application/atom+xml", "application/xhtml+xml", "image/svg+xml"};
	size_t i;

	if (reply->compressed || !reply->type)
		return false;
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (text_starts(reply->type, types[i]))
			return true;
	return false;
}

/* The length of a compressed page tells how much of a text, chosen by whoever sent the person here, recurs in
 * it. The keys in forms are new each time; what else a member's page says is kept from such measuring by not
 * compressing what another site asked for. Without TLS the length is the least of the worries. */
static bool lengths_may_tell(const struct request *rq)
{
	struct slice site = http_header(&rq->head, "sec-fetch-site");

	return rq->viewer.id != 0 && rq->tls && !slice_is(site, "same-origin") && !slice_is(site, "none");
}

static bool compress(const struct request *rq, struct answer *out)
{
	unsigned char *packed;
	size_t n;

	if (out->body_n <= COMPRESS_FROM || lengths_may_tell(rq) ||
		!encode_accepted(http_header(&rq->head, "accept-encoding"), "gzip"))
		return false;
	packed = encode_gzip(out->body, out->body_n, &n);
	if (!packed)
		return false;
	free(out->owned);
	out->owned = packed;
	out->body = packed;
	out->body_n = n;
	return true;
}

static void take_body(struct request *rq, struct answer *out)
{
	if (rq->reply.bytes) {
		out->body = rq->reply.bytes;
		out->body_n = rq->reply.bytes_n;
		return;
	}
	out->body = (const unsigned char *)rq->out->s;
	out->body_n = rq->out->n;
	out->owned = rq->out->s;
	rq->out->s = NULL;
	rq->out->n = rq->out->room = 0;
}

static bool has_header(const struct reply *reply, const char *name)
{
	size_t i;

	for (i = 0; i < reply->header_count; i++)
		if (slice_is_nocase(slice_of(reply->headers[i].name), name))
			return true;
	return false;
}

static void add_headers(const struct request *rq, bool vary)
{
	const struct reply *reply = &rq->reply;
	size_t i;

	for (i = 0; i < reply->header_count; i++)
		add_header(reply->headers[i].name, reply->headers[i].value);
	if (reply->etag)
		add_header("ETag", reply->etag);
	/* Asked for anew each time, so that nobody sees a page older than what was answered before. */
	if (!has_header(reply, "Cache-Control"))
		add_header("Cache-Control", reply->cacheable ? "public, no-cache" : "private, no-store");
	if (vary && !has_header(reply, "Vary"))
		add_header("Vary", reply->cacheable ? "Accept-Encoding, Cookie" : "Accept-Encoding");
	if (rq->head.minor == 0 && rq->head.keep_alive && !reply->close)
		add_header("Connection", "keep-alive");
}

void answer_make(struct request *rq, const struct answer_frame *frame, struct answer *out)
{
	struct reply *reply = &rq->reply;
	bool vary = is_compressible(reply), packed = false;

	*out = (struct answer){.status = reply->status};
	if (is_known_to_client(rq))
		out->status = 304;
	else
		take_body(rq, out);
	if (vary && out->status != 304)
		packed = compress(rq, out);
	head_begin(out->status);
	if (out->status != 304) {
		if (reply->type)
			add_header("Content-Type", reply->type);
		add_length(out->body_n);
	}
	if (packed)
		add_literal("Content-Encoding: gzip\r\n");
	add_headers(rq, vary);
	head_end(frame);
	if (head_full) {
		log_error("answer.head", "why=\"header too long or with a control character\"");
		free(out->owned);
		return answer_refusal(500, frame, out);
	}
	out->head = head;
	out->head_n = head_n;
	if (rq->head.method == HTTP_HEAD)
		out->body_n = 0;
}
