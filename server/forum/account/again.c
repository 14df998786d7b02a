/* again.c -- see again.h. */
#include "forum/account/again.h"

#include <string.h>

#include "base/intl.h"
#include "forum/account/account.h"
#include "forum/account/account_view.h"
#include "forum/frame/frame.h"
#include "templates/account/again.h"
#include "web/guard.h"
#include "web/http.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define PREFIX	 "again_"
#define PREFIX_N (sizeof(PREFIX) - 1)
#define PATH	 "again_path" /* so a field named "path" is not kept; no form of ours has one */

static bool is_secret(const char *name)
{
	return strstr(name, "password") != NULL || text_is(name, "confirm") || text_is(name, "path");
}

void again_keep(struct request *rq, struct signin_view *v)
{
	struct arena *a = &rq->task.arena;
	size_t i;

	v->again_path = arena_text_n(a, rq->head.target.s, rq->head.target.n);
	v->again.v = arena_array(a, struct form_field, rq->body.n + 1);
	for (i = 0; i < rq->body.n; i++)
		if (!is_secret(rq->body.v[i].name))
			v->again.v[v->again.n++] = (struct form_field){
				arena_printf(a, PREFIX "%s", rq->body.v[i].name), rq->body.v[i].value};
}

/* Whether ${target} is the address of a form for members. */
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

void again_carry(struct request *rq, struct signin_view *v)
{
	const char *target = form_text(&rq->body, PATH);
	size_t i;

	if (!target || !is_form(rq, target))
		return;
	v->again_path = target;
	v->again.v = arena_array(&rq->task.arena, struct form_field, rq->body.n + 1);
	for (i = 0; i < rq->body.n; i++) {
		const struct form_field *f = &rq->body.v[i];

		if (text_starts(f->name, PREFIX) && strcmp(f->name, PATH) != 0 && !is_secret(f->name))
			v->again.v[v->again.n++] = *f;
	}
}

static void again_fields(struct request *rq, const struct form *carried, struct again_view *v)
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

void again_show_wait(struct request *rq, const struct signin_view *v, const unsigned char hash[SECRET_HASH])
{
	struct again_view view = {.action = v->again_path};

	account_viewer_wait(rq, hash);
	if (!rq->viewer.id)
		return reply_see_other(rq, "/");
	view.frame = frame_of(rq, _("Welcome back"));
	again_fields(rq, &v->again, &view);
	again_page(rq->out, &view);
	reply_page(rq);
}
