/* policy_admin_pages.c -- /admin/policies: writing a policy, with a preview; putting an earlier version back; as delivered again. A version
 * follows the one it was written over, so two admins do not overwrite each other unseen. */
#include "forum/policy/policy_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "craft/craft.h"
#include "db/query.h"
#include "forum/announcement/announcement.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/policy/policy_inside.h"
#include "forum/policy/policy_rules.h"
#include "templates/admin/policies.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define HERE	  "/admin/policies"
#define TOLD_DAYS 14

/* GET /admin/policies -- those that are delivered, then a page of the others; ?after: the page behind that one. */
void policies_admin_show(struct request *rq)
{
	struct policies_admin_view v = {.frame = frame_of(rq, _("Policies"))};
	const char *after = form_text_or_empty(&rq->query, "after");
	struct policies delivered = {0}, added = {0};

	policies_delivered_find(&rq->task, &delivered);
	policies_added_after(&rq->task, after, &added);
	db_wait(&rq->task);
	if (added.n > POLICIES_PAGE) {
		added.n = POLICIES_PAGE;
		v.next = added.v[added.n - 1].slug;
	}
	if (*after)
		v.policies = added;
	else
		policies_listed(&rq->task.arena, &delivered, &added, &v.policies);
	policies_admin_page(rq->out, &v);
	reply_page(rq);
}

/* Everything about the page but what stands in its fields; sleeps. Gives its newest version; NULL: it was never changed. */
static struct policy *found_wait(struct request *rq, struct policy_admin_view *v)
{
	struct arena *a = &rq->task.arena;
	struct policy_text delivered;
	struct policies all = {0};
	struct policy *now = NULL;

	v->is_new = text_is(v->slug, "new");
	if (v->is_new)
		return NULL;
	policy_find(&rq->task, v->slug, &now);
	policy_versions(&rq->task, v->slug, form_int8(&rq->query, "before"), &all);
	db_wait(&rq->task);
	v->delivered = policy_delivered(a, v->slug, &delivered);
	v->own_text = now && now->source;
	policy_compare(a, v->slug, &all, now ? now->revision : 0, &v->steps);
	v->next = policy_compared_next(&all, &v->steps);
	return now;
}

static void form_reply(struct request *rq, struct policy_admin_view *v, int status)
{
	v->frame = frame_of(rq, v->is_new ? _("New policy") : _("Change a policy"));
	v->key = rq->head.method == HTTP_POST ? guard_form_key_again(rq, form_text(&rq->body, "key"))
					      : guard_form_key(rq);
	v->path = arena_printf(&rq->task.arena, HERE "/%s", v->is_new ? "new" : v->slug);
	policy_admin_page(rq->out, v);
	reply_page_status(rq, status);
}

/* GET /admin/policies/:slug */
void policy_admin_show(struct request *rq)
{
	struct policy_admin_view v = {.slug = route_text(rq, "slug"), .title = "", .text = ""};
	struct policy_text delivered;
	struct policy *now;

	now = found_wait(rq, &v);
	if (!now && !v.delivered && !v.is_new)
		return reply_not_found(rq);
	if (now)
		v.base = now->revision;
	if (now && now->source) {
		v.title = now->title;
		v.text = now->source;
	} else if (policy_delivered(&rq->task.arena, v.slug, &delivered)) {
		v.title = delivered.title;
		v.text = delivered.text;
	}
	if (v.is_new)
		v.slug = "";
	form_reply(rq, &v, 200);
}

/* ---- saving ---- */

/* Members are told of the change by an announcement, in the same transaction. */
static void tell(struct request *rq, const struct policy_admin_view *v, const char *text, struct html html)
{
	if (v->tell && text)
		announcement_add(rq, text, html, TOLD_DAYS);
}

static void changed_reply(struct request *rq, struct policy_admin_view *v, const struct policy *now)
{
	v->wrong =
		v->is_new
			? _("There is such a page already.")
			: _("Somebody else has changed it meanwhile: see below. What you typed is kept; saved "
			    "again, it holds.");
	if (now)
		v->base = now->revision;
	form_reply(rq, v, 409);
}

/* ${source} NULL: as delivered. */
static void save_wait(struct request *rq, struct policy_admin_view *v, const char *title, const char *source,
	struct html html)
{
	struct task *t = &rq->task;
	const char *told =
		v->tell ? arena_printf(&t->arena,
				  _("Our page “%s” has changed: [read it](/policy/%s), or [see what is different](/policy/%s/history)."),
				  title, v->slug, v->slug)
			: NULL;
	struct policy_done *done = NULL;
	struct rendered telling = {0};
	struct policy *now;

	if (told)
		craft_markdown_wait(t, told, &telling);
	db_begin(t);
	form_key_note(rq, HERE);
	policy_set(rq, v->slug, v->base, title, source, html, &done);
	tell(rq, v, told, telling.html);
	if (db_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		(void)db_conflict(t);
		done = NULL;
	}
	if (!done || !done->revision) {
		bool is_new = v->is_new;

		if (db_in_transaction(t))
			db_rollback_wait(t);
		now = found_wait(rq, v);
		v->is_new = is_new;
		return changed_reply(rq, v, now);
	}
	(void)db_commit_wait(t);
	frame_flash(rq, "saved");
	reply_see_other(rq, HERE);
}

/* What was typed, into ${v}; what is wrong with it likewise. Sleeps: the text is rendered. */
static void understand_wait(struct request *rq, struct policy_admin_view *v)
{
	struct arena *a = &rq->task.arena;
	struct rendered text = {0};

	if (v->is_new) {
		struct policy_text delivered;

		v->slug = text_one_line(a, form_text_or_empty(&rq->body, "slug"));
		v->wrong_slug = policy_delivered(a, v->slug, &delivered) ? _("There is such a page already.")
									 : policy_slug_wrong(v->slug);
	}
	v->title = text_one_line(a, form_text_or_empty(&rq->body, "title"));
	v->text = text_lines(a, form_text_or_empty(&rq->body, "body"));
	v->base = form_int8(&rq->body, "base");
	v->tell = form_has(&rq->body, "tell");
	v->wrong_title = policy_title_wrong(v->title);
	v->wrong_text = policy_text_wrong(v->text);
	if (v->wrong_text)
		return;
	craft_markdown_wait(&rq->task, v->text, &text);
	if (text.verdict != CRAFT_OK)
		v->wrong_text = _("This text cannot be shown: it is nested too deeply, or too long.");
	v->shown = text.html;
}

/* Nothing would be another: no version is made of that. */
static void refused_reply(struct request *rq, struct policy_admin_view *v, const struct policy *now,
	const char *why)
{
	struct policy_text delivered = {"", ""};

	(void)policy_delivered(&rq->task.arena, v->slug, &delivered);
	v->title = v->own_text ? now->title : delivered.title;
	v->text = v->own_text ? now->source : delivered.text;
	v->base = now ? now->revision : 0;
	v->wrong = why;
	form_reply(rq, v, 422);
}

/* As the program brings it again; a page of the admins' own goes. */
static void deliver_wait(struct request *rq, struct policy_admin_view *v, const struct policy *now)
{
	v->base = form_int8(&rq->body, "base");
	if (!v->own_text)
		return refused_reply(rq, v, now,
			v->delivered ? _("It is as delivered.") : _("There is no such page any more."));
	save_wait(rq, v, NULL, NULL, (struct html){"", 0});
}

/* An earlier version holds again, as a new one. */
static void restore_wait(struct request *rq, struct policy_admin_view *v, const struct policy *now)
{
	struct policy *old = NULL;

	v->base = form_int8(&rq->body, "base");
	policy_version(&rq->task, v->slug, form_int8(&rq->body, "revision"), &old);
	db_wait(&rq->task);
	if (!old || !old->source || old->revision == now->revision)
		return refused_reply(rq, v, now, _("There is no such version that could be put back."));
	save_wait(rq, v, old->title, old->source, old->html);
}

static bool says_the_same(const struct policy_admin_view *v, const struct policy *now)
{
	return v->own_text && v->base == now->revision && text_is(v->title, now->title) &&
	       text_is(v->text, now->source);
}

/* POST /admin/policies/:slug */
void policy_admin_post(struct request *rq)
{
	struct policy_admin_view v = {.slug = route_text(rq, "slug"), .title = "", .text = ""};
	const char *act = form_text(&rq->body, "act");
	struct policy *now;

	now = found_wait(rq, &v);
	if (!now && !v.delivered && !v.is_new)
		return reply_not_found(rq);
	if (text_is(act, "restore"))
		return restore_wait(rq, &v, now);
	if (text_is(act, "delivered") && !v.is_new)
		return deliver_wait(rq, &v, now);
	understand_wait(rq, &v);
	v.preview = form_has(&rq->body, "preview") && !v.wrong_text;
	if (v.wrong_slug || v.wrong_title || v.wrong_text)
		return form_reply(rq, &v, 422);
	if (v.preview)
		return form_reply(rq, &v, 200);
	if (says_the_same(&v, now)) {
		frame_flash(rq, "unchanged");
		return reply_see_other(rq, HERE);
	}
	save_wait(rq, &v, v.title, v.text, v.shown);
}
