/* serve.c -- see serve.h. */
#include "web/serve.h"

#include <string.h>

#include "base/intl.h"
#include "base/must.h"
#include "web/guard.h"
#include "web/multipart.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"
#include "web/session.h"
#include "web/url.h"

#define BODY_MOST 65536

static void reply_malformed(struct request *rq, const char *why)
{
	rq->reply.close = true;
	reply_error(rq, 400, why);
}

static void reply_method(struct request *rq, unsigned allowed)
{
	reply_header(rq, "Allow",
		!(allowed & 1u << HTTP_POST) ? "GET, HEAD"
		: allowed & 1u << HTTP_GET   ? "GET, HEAD, POST"
					     : "POST");
	reply_error(rq, 405, _("This address does not do that."));
}

/* False: no such page, and that has been said. */
static bool find_or_reply(struct request *rq)
{
	struct route_match match = route_find(&rq->task.arena, rq->head.method, rq->path);

	if (match.route) {
		rq->route = match.route;
		rq->param_count = match.param_count;
		memcpy(rq->params, match.params, sizeof(rq->params));
		return true;
	}
	/* The page that says so shows who is signed in. */
	session_begin_wait(rq);
	if (match.allowed)
		reply_method(rq, match.allowed);
	else
		reply_not_found(rq);
	return false;
}

static bool is_type(struct request *rq, const char *name)
{
	struct slice type = http_header(&rq->head, "content-type");

	return slice_is_nocase(slice_trim(slice_cut(&type, ';')), name);
}

/* The form's fields, in either of the two ways browsers send them. False: malformed. */
static bool body_read(struct request *rq, bool multipart)
{
	struct arena *a = &rq->task.arena;

	return multipart ? multipart_read(a, http_header(&rq->head, "content-type"), rq->body_bytes,
				   &rq->body, &rq->file)
			 : form_read(a, rq->body_bytes, &rq->body);
}

static bool takes_form(const struct route *r)
{
	return r->guard == GUARD_FORM || r->guard == GUARD_GUEST;
}

/* Reads the query and, where the route takes a form, the body. False: malformed, and that has been said. */
static bool read_or_reply(struct request *rq)
{
	bool multipart = rq->route->file && is_type(rq, "multipart/form-data");

	if (!form_read(&rq->task.arena, rq->head.query, &rq->query)) {
		reply_malformed(rq, _("The address is malformed."));
		return false;
	}
	if (!takes_form(rq->route) || rq->body_bytes.n == 0)
		return true;
	if (!multipart && !is_type(rq, "application/x-www-form-urlencoded")) {
		reply_error(rq, 415, _("This form was sent in a way that is not understood here."));
		return false;
	}
	if (!body_read(rq, multipart)) {
		reply_malformed(rq, _("The form is malformed."));
		return false;
	}
	return true;
}

void web_serve(struct request *rq)
{
	rq->path = url_decode(&rq->task.arena, rq->head.path, false, false);
	must(rq->path); /* the parser has let it through */
	if (!find_or_reply(rq) || !read_or_reply(rq))
		return;
	if (rq->route->guard != GUARD_PUBLIC)
		session_begin_wait(rq);
	if (!guard_pass_or_reply_wait(rq))
		return;
	rq->route->handle(rq);
	must(rq->reply.status);
}

size_t web_body_most(const struct http_head *head)
{
	struct arena a = ARENA_EMPTY;
	const char *path = url_decode(&a, head->path, false, false);
	const struct route *route = path ? route_find(&a, head->method, path).route : NULL;
	size_t most = route && route->body_most ? route->body_most : BODY_MOST;

	arena_end(&a);
	return most;
}
