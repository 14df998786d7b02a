/* tags_admin_pages.c -- /admin/tags: finding among many tags, a page at a time; making or forbidding one; who makes new ones by using them. */
#include "forum/topic/topic_pages.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/topic/topic_form.h"
#include "templates/topic/tags.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

#define HERE "/admin/tags"

/* A page's key is "12-name": the threads and the name of the last tag before it. */
static void key_read(struct arena *a, const char *key, struct tags_query *q)
{
	const char *dash = key ? strchr(key, '-') : NULL;

	if (!dash || !text_int8(arena_text_n(a, key, (size_t)(dash - key)), &q->threads))
		return;
	q->name = dash + 1;
	q->from = true;
}

static struct tags_query query_of(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	struct tags_query q = {
		.q = intl_lower(a, text_one_line(a, form_text_or_empty(&rq->query, "q"))),
		.by_name = text_is(form_text(&rq->query, "by"), "name"),
		.forbidden = form_has(&rq->query, "forbidden"),
		.name = "",
	};

	key_read(a, form_text(&rq->query, "from"), &q);
	return q;
}

static const char *path_of(struct arena *a, const struct tags_query *q)
{
	return arena_printf(a, HERE "?q=%s%s%s", text_percent(a, q->q), q->by_name ? "&by=name" : "",
		q->forbidden ? "&forbidden=1" : "");
}

/* Everything the page is made of, in one snapshot. */
static void view_find_wait(struct request *rq, struct tags_admin_view *v)
{
	struct task *t = &rq->task;
	struct tag_changes changes = {0};
	struct tag_makers *makers = NULL;

	v->query = query_of(rq);
	tags_page_find(t, &v->query, &v->tags);
	tags_sum(t, &v->sum);
	tag_makers_now(t, &makers);
	tag_changes(t, 0, &changes);
	db_wait(t);
	v->makers = makers ? makers->who : "all";
	v->here = path_of(&t->arena, &v->query);
	v->admin = viewer_is(&rq->viewer, ROLE_ADMIN);
	if (v->tags.n > TAGS_PAGE) {
		const struct tag_row *last = &v->tags.v[TAGS_PAGE - 1];

		v->tags.n = TAGS_PAGE;
		v->next = arena_printf(&t->arena, "%lld-%s", (long long)last->threads, last->name);
	}
	tidy_lines_of_tags(&t->arena, &changes, &v->history);
}

static void tags_reply(struct request *rq, struct tags_admin_view *v)
{
	int status = v->wrong.status ? v->wrong.status : 200;

	v->frame = frame_of(rq, _("Tags"));
	v->key = status == 200 ? guard_form_key(rq) : guard_form_key_again(rq, form_text(&rq->body, "key"));
	tags_admin_page(rq->out, v);
	reply_page_status(rq, status);
}

/* GET /admin/tags */
void tags_admin_show(struct request *rq)
{
	struct tags_admin_view v = {.make = ""};

	view_find_wait(rq, &v);
	tags_reply(rq, &v);
}

static void refused_wait(struct request *rq, struct tags_admin_view *v)
{
	struct tags_admin_view now = {.wrong = v->wrong, .make = v->make};

	view_find_wait(rq, &now);
	tags_reply(rq, &now);
}

static void make_wait(struct request *rq, struct tags_admin_view *v)
{
	struct arena *a = &rq->task.arena;
	const char *name = tag_name_read(a, v->make, &v->wrong.text), *path;
	struct tidy_done *done = NULL;

	v->wrong.status = name ? 0 : 422;
	if (name) {
		path = arena_printf(a, HERE "?q=%s", text_percent(a, name));
		db_begin(&rq->task);
		form_key_note(rq, path);
		tag_make(rq, name, form_has(&rq->body, "forbidden"), &done);
		if (tidy_saved_wait(rq, &done, path, "saved", &v->wrong))
			return;
	}
	refused_wait(rq, v);
}

static void makers_wait(struct request *rq, struct tags_admin_view *v)
{
	const char *who = form_text_or_empty(&rq->body, "makers");
	struct tidy_done *done = NULL;

	if (!viewer_is(&rq->viewer, ROLE_ADMIN))
		return reply_forbidden(rq, _("Who makes new tags is set by admins."));
	if (!text_is(who, "all") && !text_is(who, "level") && !text_is(who, "moderators")) {
		v->wrong = (struct tidy_wrong){422, _("Please choose who makes new tags.")};
		return refused_wait(rq, v);
	}
	db_begin(&rq->task);
	form_key_note(rq, HERE);
	tag_makers_set(rq, who, &done);
	if (!tidy_saved_wait(rq, &done, HERE, "saved", &v->wrong))
		refused_wait(rq, v);
}

static void undo_wait(struct request *rq, struct tags_admin_view *v)
{
	view_find_wait(rq, v);
	if (!tidy_undo_wait(rq, &v->history, tag_undo, HERE, HERE, &v->wrong))
		refused_wait(rq, v);
}

/* POST /admin/tags */
void tags_admin_post(struct request *rq)
{
	const char *act = form_text(&rq->body, "act");
	struct tags_admin_view v = {.make = form_text_or_empty(&rq->body, "name")};

	if (text_is(act, "make"))
		return make_wait(rq, &v);
	if (text_is(act, "makers"))
		return makers_wait(rq, &v);
	if (text_is(act, "undo"))
		return undo_wait(rq, &v);
	reply_error(rq, 422, _("It is not known what to do."));
}
