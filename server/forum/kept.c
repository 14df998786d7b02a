/* kept.c -- see kept.h. */
#include "forum/kept.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "forum/account/account.h"
#include "forum/frame/frame.h"
#include "web/guard.h"
#include "web/http.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"
#include "web/url.h"

#define PREFIX	 "again_"
#define PREFIX_N (sizeof(PREFIX) - 1)
#define PATH	 "again_path" /* so a field named "path" is not kept; no form of ours has one */

static bool is_secret(const char *name)
{
	return strstr(name, "password") || strstr(name, "secret") || text_is(name, "code") ||
	       text_is(name, "confirm") || text_is(name, "path");
}

struct kept kept_of(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	struct kept kept = {.path = arena_text_n(a, rq->head.target.s, rq->head.target.n)};
	size_t i;

	kept.fields.v = arena_array(a, struct form_field, rq->body.n + 1);
	for (i = 0; i < rq->body.n; i++)
		if (!is_secret(rq->body.v[i].name))
			kept.fields.v[kept.fields.n++] = (struct form_field){
				arena_printf(a, PREFIX "%s", rq->body.v[i].name), rq->body.v[i].value};
	return kept;
}

/* Whether ${target} is the address of a form that asks for a session. */
static bool is_form(struct request *rq, const char *target)
{
	struct slice path = {target, strcspn(target, "?")};
	struct route_match match;
	const char *decoded;

	if (strcmp(local_path(target), target) != 0)
		return false;
	decoded = url_decode(&rq->task.arena, path, false, false);
	if (!decoded)
		return false;
	match = route_find(&rq->task.arena, HTTP_POST, decoded);
	return match.route && match.route->guard == GUARD_FORM;
}

struct kept kept_carried(struct request *rq)
{
	struct kept kept = {.path = form_text(&rq->body, PATH)};
	size_t i;

	if (!kept.path || !is_form(rq, kept.path))
		return (struct kept){0};
	kept.fields.v = arena_array(&rq->task.arena, struct form_field, rq->body.n + 1);
	for (i = 0; i < rq->body.n; i++) {
		const struct form_field *f = &rq->body.v[i];

		if (text_starts(f->name, PREFIX) && strcmp(f->name, PATH) != 0 &&
			!is_secret(f->name + PREFIX_N))
			kept.fields.v[kept.fields.n++] = *f;
	}
	return kept;
}

struct kept_form kept_form_of(struct request *rq, const struct kept *kept)
{
	struct kept_form form = {.action = kept->path};
	const char *key = guard_form_key(rq);
	size_t i;

	form.fields.v = arena_array(&rq->task.arena, struct form_field, kept->fields.n + 1);
	for (i = 0; i < kept->fields.n; i++) {
		struct form_field f = {kept->fields.v[i].name + PREFIX_N, kept->fields.v[i].value};

		if (strcmp(f.name, "key") == 0) {
			key = guard_form_key_again(rq, f.value);
			continue;
		}
		form.visible = form.visible || frame_field_is_long(f.name) || frame_field_is_text(f.name);
		form.fields.v[form.fields.n++] = f;
	}
	form.fields.v[form.fields.n++] = (struct form_field){"key", key};
	return form;
}
