/* announcement_pages.c -- /admin/announcements: what stands, what will, what is over; writing one, with a preview; ending it. And putting one
 * away, which the browser remembers by a cookie: nobody keeps a list of who has read what. */
#include "forum/announcement/announcement_pages.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "craft/craft.h"
#include "db/query.h"
#include "forum/announcement/announcement_sql.h"
#include "forum/announcement/announcement_time.h"
#include "forum/announcement/announcement_view.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "templates/admin/announcements.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define HERE	  "/admin/announcements"
#define TEXT_MOST 2000 /* characters */
#define YEAR_S	  (365L * 86400)

/* ---- the list ---- */

static const char *whom(struct arena *a, const struct announcement *x, const struct topics *topics)
{
	size_t i;

	if (text_is(x->audience, "guests"))
		return _("Guests");
	if (text_is(x->audience, "members"))
		return _("Members");
	for (i = 0; i < topics->n; i++)
		if (topics->v[i].id == x->topic_id)
			return arena_printf(a, _("Readers of %s"), topics->v[i].name);
	return _("Everybody");
}

/* GET /admin/announcements */
void announcements_admin_show(struct request *rq)
{
	struct announcements_admin_view v = {.frame = frame_of(rq, _("Announcements")),
		.key = guard_form_key(rq)};
	struct announcements all = {0};
	struct topics topics = {0};
	struct when now = clock_now();
	size_t i;

	announcements_all(&rq->task, &all);
	topics_all(&rq->task, &topics);
	db_wait(&rq->task);
	v.lines.v = arena_array(&rq->task.arena, struct announcement_line, all.n + 1);
	for (i = 0; i < all.n; i++) {
		const struct announcement *x = &all.v[i];

		v.lines.v[v.lines.n++] = (struct announcement_line){.x = x,
			.outage = announcement_is_outage(x),
			.stands = announcement_stands(x, now),
			.over = when_known(x->until_at) && x->until_at.us <= now.us,
			.whom = whom(&rq->task.arena, x, &topics)};
	}
	announcements_admin_page(rq->out, &v);
	reply_page(rq);
}

/* ---- the form ---- */

static void form_reply(struct request *rq, struct announcement_admin_view *v, int status)
{
	v->frame = frame_of(rq, v->typed.id ? _("Change the announcement") : _("New announcement"));
	v->key = status == 200 && rq->head.method != HTTP_POST
			 ? guard_form_key(rq)
			 : guard_form_key_again(rq, form_text(&rq->body, "key"));
	v->path = v->typed.id ? arena_printf(&rq->task.arena, HERE "/%lld", (long long)v->typed.id)
			      : HERE "/new";
	v->zone = rq->out->zone;
	announcement_admin_page(rq->out, v);
	reply_page_status(rq, status);
}

static struct announcement_typed typed_of(struct request *rq, const struct announcement *x)
{
	struct arena *a = &rq->task.arena;

	return (struct announcement_typed){.id = x->id,
		.revision = x->revision,
		.text = x->text,
		.kind = x->kind,
		.audience = x->audience,
		.topic = x->topic_id,
		.thread = x->thread_id ? arena_printf(a, "%lld", (long long)x->thread_id) : "",
		.from = announcement_time_text(a, x->from_at, rq->out->zone),
		.until = announcement_time_text(a, x->until_at, rq->out->zone)};
}

/* GET /admin/announcements/:id */
void announcement_admin_show(struct request *rq)
{
	struct announcement_admin_view v = {.typed = {.kind = "information",
						    .audience = "all",
						    .text = "",
						    .thread = "",
						    .from = "",
						    .until = ""}};
	bool is_new = text_is(route_text(rq, "id"), "new");
	struct announcement *x = NULL;

	topics_all(&rq->task, &v.topics);
	if (!is_new)
		announcement_find(&rq->task, route_int8(rq, "id"), &x);
	db_wait(&rq->task);
	if (!is_new && !x)
		return reply_not_found(rq);
	if (x)
		v.typed = typed_of(rq, x);
	form_reply(rq, &v, 200);
}

static struct announcement_typed typed_read(struct request *rq)
{
	const struct form *f = &rq->body;

	return (struct announcement_typed){.id = route_int8(rq, "id"),
		.revision = form_int8(f, "revision"),
		.text = text_lines(&rq->task.arena, form_text_or_empty(f, "text")),
		.kind = text_is(form_text(f, "kind"), "outage") ? "outage" : "information",
		.audience = form_text_or_empty(f, "audience"),
		.topic = form_int8(f, "topic"),
		.thread = text_one_line(&rq->task.arena, form_text_or_empty(f, "thread")),
		.from = form_text_or_empty(f, "from"),
		.until = form_text_or_empty(f, "until")};
}

static bool audience_known(const char *audience)
{
	return text_is(audience, "all") || text_is(audience, "guests") || text_is(audience, "members") ||
	       text_is(audience, "topic");
}

static bool topic_known(const struct topics *topics, int64_t id)
{
	size_t i;

	for (i = 0; i < topics->n; i++)
		if (topics->v[i].id == id)
			return true;
	return false;
}

static void times_read(struct request *rq, struct announcement_admin_view *v, struct announcement *x)
{
	const char *zone = rq->out->zone;
	struct when now = clock_now();

	if ((!text_empty(v->typed.from) && !announcement_time_read(v->typed.from, zone, &x->from_at)) ||
		(!text_empty(v->typed.until) && !announcement_time_read(v->typed.until, zone, &x->until_at)))
		v->wrong_until = _("A time is written like 2026-11-22T09:30.");
	else if (when_known(x->until_at) && x->until_at.us <= now.us)
		v->wrong_until = _("It would be over already.");
	else if (when_known(x->until_at) && x->until_at.us <= x->from_at.us)
		v->wrong_until = _("It would end before it begins.");
	else if (x->from_at.us > when_plus(now, YEAR_S).us)
		v->wrong_until = _("It would begin in more than a year.");
}

/* What was typed, understood; what is wrong with it stands in ${v}. */
static struct announcement understand(struct request *rq, struct announcement_admin_view *v)
{
	struct announcement x = {.id = v->typed.id,
		.revision = v->typed.revision,
		.text = v->typed.text,
		.kind = v->typed.kind,
		.audience = v->typed.audience,
		.thread_id = announcement_thread_read(v->typed.thread)};

	if (text_is(x.audience, "topic"))
		x.topic_id = v->typed.topic;
	if (text_empty(x.text) || text_characters(x.text) > TEXT_MOST)
		v->wrong_text = text_empty(x.text) ? _("Please write what there is to tell.")
						   : _("At most 2,000 characters.");
	if (!audience_known(x.audience))
		v->wrong_topic = _("Please choose who is to see it.");
	if (x.thread_id < 0)
		v->wrong_thread = _("Please give the number or the address of a thread.");
	times_read(rq, v, &x);
	return x;
}

static bool is_wrong(const struct announcement_admin_view *v)
{
	return v->wrong || v->wrong_text || v->wrong_topic || v->wrong_thread || v->wrong_until;
}

/* Against what there is: the topic, the thread. Sleeps; renders the text as well. */
static void look_up_wait(struct request *rq, struct announcement_admin_view *v, struct announcement *x)
{
	struct announcement_thread *thread = NULL;
	struct rendered text = {0};

	topics_all(&rq->task, &v->topics);
	if (x->thread_id > 0)
		announcement_thread_find(&rq->task, x->thread_id, &thread);
	db_wait(&rq->task);
	if (text_is(x->audience, "topic") && !topic_known(&v->topics, x->topic_id))
		v->wrong_topic = _("Please choose a topic.");
	if (x->thread_id > 0 && !thread)
		v->wrong_thread = _("There is no such thread.");
	if (v->wrong_text)
		return;
	craft_markdown_wait(&rq->task, x->text, &text);
	if (text.verdict != CRAFT_OK || !text.html.n)
		v->wrong_text = _("This text cannot be shown: it is empty, or nested too deeply.");
	x->html = text.html;
}

static void changed_reply_wait(struct request *rq, struct announcement_admin_view *v)
{
	struct announcement *now = NULL;

	announcement_find(&rq->task, v->typed.id, &now);
	db_wait(&rq->task);
	if (!now)
		return reply_not_found(rq);
	v->typed.revision = now->revision;
	v->wrong =
		_("Somebody else has changed it meanwhile. What you typed is kept: saved again, it holds.");
	form_reply(rq, v, 409);
}

static void save_wait(struct request *rq, struct announcement_admin_view *v, const struct announcement *x)
{
	struct task *t = &rq->task;
	struct announcement_done *done = NULL;

	db_begin(t);
	form_key_note(rq, HERE);
	announcement_set(rq, x, &done);
	if (db_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		(void)db_conflict(t);
		v->wrong = _("The topic or the thread is gone meanwhile.");
		return form_reply(rq, v, 409);
	}
	if (!done || !done->id) {
		db_rollback_wait(t);
		return changed_reply_wait(rq, v);
	}
	(void)db_commit_wait(t);
	frame_flash(rq, "saved");
	reply_see_other(rq, HERE);
}

static void end_wait(struct request *rq)
{
	struct task *t = &rq->task;
	struct announcement_done *done = NULL;

	db_begin(t);
	form_key_note(rq, HERE);
	announcement_end(rq, route_int8(rq, "id"), &done);
	if (db_commit_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		(void)db_conflict(t);
	}
	frame_flash(rq, done && done->id ? "noted" : "already");
	reply_see_other(rq, HERE);
}

/* POST /admin/announcements/:id */
void announcement_admin_post(struct request *rq)
{
	struct announcement_admin_view v = {.typed = typed_read(rq)};
	struct announcement x;

	if (text_is(form_text(&rq->body, "act"), "end"))
		return end_wait(rq);
	if (!v.typed.id && !text_is(route_text(rq, "id"), "new"))
		return reply_not_found(rq);
	x = understand(rq, &v);
	look_up_wait(rq, &v, &x);
	if (is_wrong(&v))
		return form_reply(rq, &v, 422);
	if (!form_has(&rq->body, "preview"))
		return save_wait(rq, &v, &x);
	v.preview = true;
	v.shown = x;
	form_reply(rq, &v, 200);
}

/* ---- putting one away ---- */

/* POST /announcement/:id/dismiss */
void announcement_dismiss(struct request *rq)
{
	const struct announcements *all = announcements_known();
	const char *next = form_text_or_empty(&rq->body, "next");
	int64_t id = route_int8(rq, "id");
	size_t i;

	for (i = 0; i < all->n; i++)
		if (all->v[i].id == id && !announcement_is_outage(&all->v[i]))
			reply_cookie(rq, "seen",
				announcement_dismissed_add(&rq->task.arena, all, request_cookie(rq, "seen"),
					&all->v[i]),
				YEAR_S);
	reply_see_other(rq, text_empty(next) ? "/" : next);
}
