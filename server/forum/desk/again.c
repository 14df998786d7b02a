/* again.c -- see again.h. */
#include "forum/desk/again.h"

#include <string.h>

#include "base/intl.h"
#include "forum/account/account.h"
#include "forum/desk/viewer.h"
#include "forum/frame/frame.h"
#include "templates/desk/signin.h"
#include "web/guard.h"
#include "web/http.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define PREFIX	 "again_"
#define PREFIX_N (sizeof(PREFIX) - 1)
#define PATH	 "again_path" /* no form of ours has a field "path" */

static bool is_secret(const char *name)
{
	return strstr(name, "password") || strstr(name, "secret") || text_is(name, "code") ||
	       text_is(name, "confirm") || text_is(name, "path");
}

struct desk_kept desk_kept_of(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	struct desk_kept kept = {.path = arena_text_n(a, rq->head.target.s, rq->head.target.n)};
	size_t i;

	kept.fields.v = arena_array(a, struct form_field, rq->body.n + 1);
	for (i = 0; i < rq->body.n; i++)
		if (!is_secret(rq->body.v[i].name))
			kept.fields.v[kept.fields.n++] = (struct form_field){
				arena_printf(a, PREFIX "%s", rq->body.v[i].name), rq->body.v[i].value};
	return kept;
}

/* Whether ${target} is the address of a form for staff. */
static bool is_form(struct request *rq, const char *target)
{
	struct slice path = {target, strcspn(target, "?")};
	struct route_match match;
	const char *decoded;

	if (strcmp(local_path(target), target) != 0)
		return false;
	decoded = http_decode(&rq->task.arena, path, false, false);
	if (!decoded)
		return false;
	match = route_find(&rq->task.arena, HTTP_POST, decoded);
	return match.route && match.route->guard == GUARD_FORM;
}

struct desk_kept desk_kept_carried(struct request *rq)
{
	struct desk_kept kept = {.path = form_text(&rq->body, PATH)};
	size_t i;

	if (!kept.path || !is_form(rq, kept.path))
		return (struct desk_kept){0};
	kept.fields.v = arena_array(&rq->task.arena, struct form_field, rq->body.n + 1);
	for (i = 0; i < rq->body.n; i++) {
		const struct form_field *f = &rq->body.v[i];

		if (text_starts(f->name, PREFIX) && strcmp(f->name, PATH) != 0 &&
			!is_secret(f->name + PREFIX_N))
			kept.fields.v[kept.fields.n++] = *f;
	}
	return kept;
}

static void fields_back(struct request *rq, const struct form *carried, struct desk_again_view *v)
{
	const char *key = guard_form_key(rq);
	size_t i;

	v->fields.v = arena_array(&rq->task.arena, struct form_field, carried->n + 1);
	for (i = 0; i < carried->n; i++) {
		struct form_field f = {carried->v[i].name + PREFIX_N, carried->v[i].value};

		if (strcmp(f.name, "key") == 0) {
			key = guard_form_key_again(rq, f.value);
			continue;
		}
		v->visible = v->visible || frame_field_is_long(f.name) || frame_field_is_text(f.name);
		v->fields.v[v->fields.n++] = f;
	}
	v->fields.v[v->fields.n++] = (struct form_field){"key", key};
}

void desk_kept_show_wait(struct request *rq, const struct desk_kept *kept,
	const unsigned char hash[SECRET_HASH])
{
	struct desk_again_view v = {.action = kept->path};

	desk_viewer_wait(rq, hash);
	if (!rq->viewer.id)
		return reply_see_other(rq, "/");
	v.frame = desk_frame_of(rq, _("Welcome back"), NULL);
	fields_back(rq, &kept->fields, &v);
	desk_again_page(rq->out, &v);
	reply_page(rq);
}
