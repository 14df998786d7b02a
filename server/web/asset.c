/* asset.c -- see asset.h. */
#include "web/asset.h"

#include <string.h>

#include "base/must.h"
#include "web/encode.h"
#include "web/reply.h"
#include "web/request.h"

#define FOR_EVER  "public, max-age=31536000, immutable"
#define FOR_A_DAY "public, max-age=86400"

static const struct asset *by_name(const char *name)
{
	size_t i;

	for (i = 0; i < asset_count; i++)
		if (strcmp(assets[i].name, name) == 0)
			return &assets[i];
	return NULL;
}

static const struct asset *by_path(const char *path)
{
	size_t from = 0, past = asset_count;

	while (from < past) {
		size_t middle = from + (past - from) / 2;
		int order = strcmp(path, assets[middle].path);

		if (order == 0)
			return &assets[middle];
		if (order < 0)
			past = middle;
		else
			from = middle + 1;
	}
	return NULL;
}

const char *asset_path(const char *name)
{
	const struct asset *a = by_name(name);

	must(a);
	return a->path;
}

/* ---- ranges ---- */

struct range {
	size_t from, n;
};

enum range_kind { RANGE_NONE, RANGE_ONE, RANGE_OUTSIDE };

static bool digits_read(struct slice s, size_t *out)
{
	size_t i;

	*out = 0;
	if (s.n == 0 || s.n > 15)
		return false;
	for (i = 0; i < s.n; i++) {
		if (s.s[i] < '0' || s.s[i] > '9')
			return false;
		*out = *out * 10 + (size_t)(s.s[i] - '0');
	}
	return true;
}

/* "bytes=0-99", "bytes=100-", "bytes=-100". More than one range, or what is none, means the whole file, as
 * RFC 9110 14.2 allows. */
static enum range_kind range_read(struct slice header, size_t size, struct range *out)
{
	struct slice last = header, first;
	size_t to;

	if (header.n < 6 || memcmp(header.s, "bytes=", 6) != 0 || memchr(header.s, ',', header.n))
		return RANGE_NONE;
	last = (struct slice){header.s + 6, header.n - 6};
	first = slice_cut(&last, '-');
	if (!last.s)
		return RANGE_NONE;
	if (first.n == 0) {
		if (!digits_read(last, &to))
			return RANGE_NONE;
		out->n = to < size ? to : size;
		out->from = size - out->n;
		return out->n ? RANGE_ONE : RANGE_OUTSIDE;
	}
	to = size - 1;
	if (!digits_read(first, &out->from) || (last.n && (!digits_read(last, &to) || to < out->from)))
		return RANGE_NONE;
	if (out->from >= size)
		return RANGE_OUTSIDE;
	out->n = (to < size ? to + 1 : size) - out->from;
	return RANGE_ONE;
}

/* A range of a file that has changed since the client got the first part would make a mixture. */
static bool range_is_of(struct request *rq, const char *etag)
{
	struct slice since = http_header(&rq->head, "if-range");

	return !since.s || slice_is(since, etag);
}

/* ---- answers ---- */

static void show_whole(struct request *rq, const struct asset *a)
{
	struct slice accept = http_header(&rq->head, "accept-encoding");
	struct reply *reply = &rq->reply;

	reply->status = 200;
	reply->etag = a->etag;
	if (a->brotli && encode_accepted(accept, "br")) {
		reply->bytes = a->brotli;
		reply->bytes_n = a->brotli_n;
		reply_header(rq, "Content-Encoding", "br");
		reply->etag = arena_printf(&rq->task.arena, "%.*s-br\"", (int)strlen(a->etag) - 1, a->etag);
	} else if (a->gzip && encode_accepted(accept, "gzip")) {
		reply->bytes = a->gzip;
		reply->bytes_n = a->gzip_n;
		reply_header(rq, "Content-Encoding", "gzip");
		reply->etag = arena_printf(&rq->task.arena, "%.*s-gz\"", (int)strlen(a->etag) - 1, a->etag);
	} else {
		reply->bytes = a->bytes;
		reply->bytes_n = a->bytes_n;
	}
}

static void show_part(struct request *rq, const struct asset *a, enum range_kind kind, struct range range)
{
	struct arena *arena = &rq->task.arena;

	rq->reply.etag = a->etag;
	if (kind == RANGE_OUTSIDE) {
		rq->reply.status = 416;
		rq->reply.type = NULL;
		reply_header(rq, "Content-Range", arena_printf(arena, "bytes */%zu", a->bytes_n));
		return;
	}
	rq->reply.status = 206;
	rq->reply.bytes = a->bytes + range.from;
	rq->reply.bytes_n = range.n;
	reply_header(rq, "Content-Range",
		arena_printf(arena, "bytes %zu-%zu/%zu", range.from, range.from + range.n - 1, a->bytes_n));
}

static void show(struct request *rq, const struct asset *a, const char *keep)
{
	struct range range = {0};
	enum range_kind kind = RANGE_NONE;

	must(rq->reply.status == 0);
	rq->reply.type = a->type;
	rq->reply.compressed = true;
	reply_header(rq, "Cache-Control", keep);
	reply_header(rq, "Accept-Ranges", "bytes");
	if (a->gzip || a->brotli)
		reply_header(rq, "Vary", "Accept-Encoding");
	if (rq->head.method == HTTP_GET && range_is_of(rq, a->etag))
		kind = range_read(http_header(&rq->head, "range"), a->bytes_n, &range);
	if (kind == RANGE_NONE)
		show_whole(rq, a);
	else
		show_part(rq, a, kind, range);
}

void asset_show(struct request *rq)
{
	const struct asset *a = by_path(rq->path);

	if (a)
		show(rq, a, FOR_EVER);
	else
		reply_not_found(rq);
}

void asset_show_named(struct request *rq, const char *name)
{
	const struct asset *a = by_name(name);

	must(a);
	show(rq, a, FOR_A_DAY);
}
