/* suggest_pages.c -- suggesting an edit of what somebody else wrote. */
#include "forum/suggestion/suggestion_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "craft/craft.h"
#include "db/query.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/level/level.h"
#include "forum/mention.h"
#include "forum/suggestion/suggestion_view.h"
#include "forum/thread/thread.h"
#include "markup/rendered.h"
#include "templates/suggestion.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

static const char *suggestion_path(struct arena *a, int64_t id)
{
	return arena_printf(a, "/suggestion/%lld", (long long)id);
}

/* Why not, for the person; NULL: he may. */
static const char *refusal(const struct editable *p, const struct viewer *v)
{
	if (p->author.id == v->id)
		return _("You wrote this: you can edit it.");
	if (p->parent_id)
		return _("Comments are not edited by others.");
	if (thread_is_fixed(p->locked, v))
		return thread_fixed_text();
	return viewer_may(v, PRIVILEGE_SUGGEST)
		       ? NULL
		       : _("To suggest edits you need a higher level: see the page about levels.");
}

static void suggest_reply(struct request *rq, struct suggest_view *v, int status)
{
	v->frame = frame_of(rq, _("Suggest an edit"));
	suggest_page(rq->out, v);
	reply_page_status(rq, status);
}

/* GET /a/:post/suggest */
void suggest_show(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t post = route_int8(rq, "post");
	struct editable *p = NULL;
	struct suggestion *pending = NULL;
	struct suggest_view v = {.key = guard_form_key(rq)};

	editable_find(t, post, &p);
	suggestion_pending_find(t, post, rq->viewer.id, &pending);
	db_wait(t);
	if (!p)
		return reply_not_found(rq);
	if (refusal(p, &rq->viewer))
		return reply_forbidden(rq, refusal(p, &rq->viewer));
	if (pending)
		return reply_see_other(rq, suggestion_path(&t->arena, pending->id));
	v.post = p;
	edit_form_of(&t->arena, p, &v.form);
	suggest_reply(rq, &v, 200);
}

/* ---- sending it ---- */

/* Sent once more it is about what stands there now: by then its sender has seen it. */
static void conflict_reply(struct request *rq, struct suggest_view *v)
{
	v->conflict = true;
	v->key = guard_form_key(rq);
	v->form.revision = v->post->revision;
	diff_texts(&rq->task.arena, v->post->source, v->form.body, &v->difference);
	suggest_reply(rq, v, 409);
}

static void suggest_commit_wait(struct request *rq, struct suggest_view *v, const struct edit_rate *rate)
{
	struct task *t = &rq->task;
	const struct editable *p = v->post;
	const char *path = post_path(&t->arena, p->id);

	form_key_note(rq, path);
	suggestion_add(t, &(struct new_suggestion){
				  .post_id = p->id,
				  .author_id = p->author.id,
				  .thread_id = p->thread_id,
				  .base = p->revision,
				  .member_id = rq->viewer.id,
				  .source = v->form.body,
				  .note = v->form.reason,
			  });
	edit_rate_count(rq, rate);
	if (db_commit_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		(void)db_conflict(t);
		v->body_wrong = _(
			"You have suggested an edit of this post already, which waits. You find it under Suggested edits.");
		v->key = guard_form_key(rq);
		return suggest_reply(rq, v, 409);
	}
	frame_flash(rq, "suggested");
	reply_see_other(rq, path);
}

static void wrongs_find(struct suggest_view *v, const struct rendered *text)
{
	v->body_wrong = body_wrong(v->form.body);
	if (!v->body_wrong)
		v->body_wrong = rendering_wrong(text);
	if (!v->body_wrong && text_is(v->form.body, v->post->source))
		v->body_wrong = _("Nothing is changed yet.");
	if (text_characters(v->form.reason) > REASON_MOST)
		v->note_wrong = _("At most 100 characters, please.");
}

/* With the thread held: decides, and answers. */
static void suggest_decide_wait(struct request *rq, struct suggest_view *v, const struct rendered *text,
	const struct edit_rate *rate)
{
	bool fine;

	wrongs_find(v, text);
	fine = !v->body_wrong && !v->note_wrong;
	if (fine && !form_has(&rq->body, "preview") && v->form.revision == v->post->revision)
		return suggest_commit_wait(rq, v, rate);
	db_rollback_wait(&rq->task);
	v->key = guard_form_key_again(rq, form_text(&rq->body, "key"));
	if (!fine)
		return suggest_reply(rq, v, 422);
	if (!form_has(&rq->body, "preview"))
		return conflict_reply(rq, v);
	v->preview = text->html;
	suggest_reply(rq, v, 200);
}

/* POST /a/:post/suggest -- suggests it, or shows a preview of it. */
void suggest_post(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t post = route_int8(rq, "post");
	struct thread_locked *th = NULL;
	struct editable *p = NULL;
	struct suggest_view v = {0};
	struct rendered text = {0};
	struct mention_names *names;
	struct edit_rate *rate;

	edit_form_read(&t->arena, &rq->body, &v.form);
	if (!body_wrong(v.form.body))
		craft_markdown_wait(t, v.form.body, &text);
	db_begin(t);
	thread_hold_by_post(t, post, &th);
	editable_find(t, post, &p);
	names = mention_ask(t, &text);
	rate = edit_rate_look(rq);
	db_wait(t);
	if (!th || !p || refusal(p, &rq->viewer)) {
		db_rollback_wait(t);
		return p ? reply_forbidden(rq, refusal(p, &rq->viewer)) : reply_not_found(rq);
	}
	if (!form_has(&rq->body, "preview") && !edit_rate_ok_or_reply(rq, rate))
		return db_rollback_wait(t);
	mention_settle(t, &text, names);
	v.post = p;
	suggest_decide_wait(rq, &v, &text, rate);
}
