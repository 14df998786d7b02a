/* reply.c -- see reply.h. */
#include "web/reply.h"

#include <stdint.h>
#include <string.h>

#include "base/intl.h"
#include "base/must.h"
#include "web/request.h"

#define HTML	 "text/html; charset=utf-8"
#define TAG_FROM 256 /* bytes; a shorter page is no longer than the answer that it has not changed */

static void (*error_page)(struct request *rq, int status, const char *why);

void reply_errors(void (*write_page)(struct request *rq, int status, const char *why))
{
	error_page = write_page;
}

void reply_header(struct request *rq, const char *name, const char *value)
{
	struct reply *reply = &rq->reply;

	must(reply->header_count < sizeof(reply->headers) / sizeof(reply->headers[0]));
	reply->headers[reply->header_count++] = (struct reply_header){name, value};
}

static bool has_header(const struct reply *reply, const char *name)
{
	size_t i;

	for (i = 0; i < reply->header_count; i++)
		if (strcmp(reply->headers[i].name, name) == 0)
			return true;
	return false;
}

static uint64_t mixed(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* A number that is another one when the bytes are others; no help against somebody who wants it not to be.
 * BLAKE2b of each page took a quarter of a worker's time. */
static uint64_t fingerprint(const char *s, size_t n)
{
	static const uint64_t odd[] = {0x9e3779b97f4a7c15, 0xc2b2ae3d27d4eb4f};
	uint64_t h = n, two[2];

	for (; n >= sizeof(two); s += sizeof(two), n -= sizeof(two)) {
		memcpy(two, s, sizeof(two));
		h = mixed(two[0] ^ odd[0], two[1] ^ h);
	}
	memset(two, 0, sizeof(two));
	memcpy(two, s, n);
	return mixed(mixed(two[0] ^ odd[0], two[1] ^ h), odd[1]);
}

/* A guest's page is the same for every guest, so whoever has it need not get it again. A page that sets a
 * cookie is somebody's own. */
static void tag_for_guests(struct request *rq)
{
	if (rq->viewer.id || rq->reply.status != 200 || rq->head.method == HTTP_POST ||
		has_header(&rq->reply, "Set-Cookie"))
		return;
	rq->reply.cacheable = true;
	if (rq->out->n < TAG_FROM)
		return;
	rq->reply.etag = arena_printf(&rq->task.arena, "W/\"%016llx\"",
		(unsigned long long)fingerprint(rq->out->s, rq->out->n));
}

static void begin(struct request *rq, int status, const char *type)
{
	must(rq->reply.status == 0);
	rq->reply.status = status;
	rq->reply.type = type;
}

void reply_page_status(struct request *rq, int status)
{
	begin(rq, status, HTML);
	tag_for_guests(rq);
}

void reply_page(struct request *rq)
{
	reply_page_status(rq, 200);
}

void reply_secret_page(struct request *rq, int status)
{
	reply_page_status(rq, status);
	rq->reply.cacheable = false;
	rq->reply.etag = NULL;
}

void reply_type(struct request *rq, const char *type)
{
	begin(rq, 200, type);
	tag_for_guests(rq);
}

/* ---- elsewhere ---- */

static bool is_local(const char *path)
{
	const unsigned char *p;

	if (path[0] != '/' || path[1] == '/' || path[1] == '\\')
		return false;
	for (p = (const unsigned char *)path; *p; p++)
		if (*p < 0x20 || *p == 0x7f)
			return false;
	return true;
}

/* ${path} with what may not stand in a header's URL percent-encoded; "/" for a path that leads elsewhere. */
static const char *location(struct request *rq, const char *path)
{
	static const char digits[] = "0123456789ABCDEF";
	char *out = arena_alloc(&rq->task.arena, 3 * strlen(path) + 2), *to = out;

	if (!is_local(path))
		path = "/";
	for (; *path; path++) {
		unsigned char c = (unsigned char)*path;

		if (c < 0x80 && !strchr(" \"<>\\^`{|}", c)) {
			*to++ = (char)c;
			continue;
		}
		*to++ = '%';
		*to++ = digits[c >> 4];
		*to++ = digits[c & 15];
	}
	return out;
}

static void redirect(struct request *rq, int status, const char *path)
{
	rq->out->n = 0;
	begin(rq, status, NULL);
	reply_header(rq, "Location", location(rq, path));
}

void reply_see_other(struct request *rq, const char *path)
{
	redirect(rq, 303, path);
}

void reply_moved(struct request *rq, const char *path)
{
	redirect(rq, 301, path);
}

/* ---- errors ---- */

/* What a handler had begun to answer goes, but for the cookies it has set. */
static void drop_begun(struct request *rq)
{
	struct reply *reply = &rq->reply, fresh = {.close = reply->close};
	size_t i;

	for (i = 0; i < reply->header_count; i++)
		if (strcmp(reply->headers[i].name, "Set-Cookie") == 0 ||
			strcmp(reply->headers[i].name, "Allow") == 0 ||
			strcmp(reply->headers[i].name, "Retry-After") == 0)
			fresh.headers[fresh.header_count++] = reply->headers[i];
	*reply = fresh;
	rq->out->n = 0;
	rq->out->full = false;
}

void reply_error(struct request *rq, int status, const char *why)
{
	drop_begun(rq);
	if ((status == 503 || status == 429) && !has_header(&rq->reply, "Retry-After"))
		reply_header(rq, "Retry-After", "5");
	rq->reply.type = HTML;
	if (error_page) {
		error_page(rq, status, why);
	} else {
		rq->reply.type = "text/plain; charset=utf-8";
		out_raw(rq->out, why, strlen(why));
	}
	rq->reply.status = status;
}

void reply_not_found(struct request *rq)
{
	reply_error(rq, 404, _("This page does not exist, or you may not see it."));
}

void reply_forbidden(struct request *rq, const char *why)
{
	reply_error(rq, 403, why);
}

void reply_retry_after(struct request *rq, int status, int seconds, const char *why)
{
	reply_header(rq, "Retry-After", arena_printf(&rq->task.arena, "%d", seconds));
	reply_error(rq, status, why);
}

/* ---- cookies ---- */

const char *reply_cookie_name(struct request *rq, const char *name)
{
	return rq->tls ? arena_printf(&rq->task.arena, "__Host-%s", name) : name;
}

/* A cookie's header. One that was set in this answer before is set anew: of two of one name it is not said which holds. */
static void cookie_header(struct request *rq, const char *name, const char *line)
{
	struct reply *reply = &rq->reply;
	size_t i, n = strlen(name);

	for (i = 0; i < reply->header_count; i++) {
		struct reply_header *h = &reply->headers[i];

		if (strcmp(h->name, "Set-Cookie") == 0 && strncmp(h->value, name, n) == 0 &&
			h->value[n] == '=') {
			h->value = line;
			return;
		}
	}
	reply_header(rq, "Set-Cookie", line);
}

void reply_cookie(struct request *rq, const char *name, const char *value, long seconds)
{
	struct arena *a = &rq->task.arena;
	const char *full = reply_cookie_name(rq, name), *p;
	const char *age = seconds == 0 ? "" : arena_printf(a, "; Max-Age=%ld", seconds < 0 ? 0 : seconds);

	for (p = value; *p; p++)
		must(*p > 0x20 && *p < 0x7f && !strchr("\",;\\", *p));
	cookie_header(rq, full,
		arena_printf(a, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", full, value,
			rq->tls ? "; Secure" : "", age));
}
