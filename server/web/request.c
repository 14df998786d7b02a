/* request.c -- see request.h. */
#include "web/request.h"

#include "web/reply.h"

const char *request_header(struct request *rq, const char *name)
{
	struct slice value = http_header(&rq->head, name);

	return value.s ? arena_text_n(&rq->task.arena, value.s, value.n) : NULL;
}

/* Looks through one Cookie header. Returns how often ${name} stands in it; ${value} is its last. */
static int cookies_search(struct slice header, const char *name, struct slice *value)
{
	int found = 0;

	while (header.s) {
		struct slice rest = slice_trim(slice_cut(&header, ';')), cookie = slice_cut(&rest, '=');

		if (rest.s && slice_is(cookie, name)) {
			*value = rest;
			found++;
		}
	}
	return found;
}

const char *request_cookie(struct request *rq, const char *name)
{
	const char *full = reply_cookie_name(rq, name);
	struct slice value = {NULL, 0};
	int found = 0;
	size_t i;

	for (i = 0; i < rq->head.header_count; i++)
		if (slice_is_nocase(rq->head.headers[i].name, "cookie"))
			found += cookies_search(rq->head.headers[i].value, full, &value);
	return found == 1 ? arena_text_n(&rq->task.arena, value.s, value.n) : NULL;
}
