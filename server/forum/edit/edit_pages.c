/* edit_pages.c -- changing a post. Two people who change it at once both keep what they typed: the second is
 * shown how the two differ. An edit sent twice finds the post as it says and is saved already. */
#include "forum/edit/edit_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "db/stamp.h"
#include "forum/draft/draft.h"
#include "forum/edit/edit_rate.h"
#include "forum/edit/edit_sql.h"
#include "forum/edit/edit_view.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/harm/harm.h"
#include "forum/level/level.h"
#include "forum/mention.h"
#include "forum/moderation/moderation.h"
#include "forum/thread/thread.h"
#include "forum/topic/topic.h"
#include "jobs/queue.h"
#include "markup/rendered.h"
#include "templates/edit.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

static bool may_edit(const struct editable *p, const struct viewer *v)
{
	struct post post = {.author = p->author};

	return post_may_edit(&post, p->locked, v);
}

static void refuse(struct request *rq, const struct editable *p)
{
	if (p->locked && p->author.id == rq->viewer.id)
		return reply_forbidden(rq, thread_fixed_text());
	reply_forbidden(rq, _("Only who wrote this, or a moderator, can edit it."));
}

/* What a moderator's edit is called among decisions. */
static enum moderation act_of(const struct edit_view *v)
{
	if (!text_is(v->form.body, v->post->source))
		return MODERATION_EDIT;
	return v->post->opens && text_is(v->form.title, v->post->title) ? MODERATION_RETAG
									: MODERATION_RETITLE;
}

static void edit_reply(struct request *rq, struct edit_view *v, int status)
{
	v->frame = frame_of(rq, v->post->opens ? _("Edit the question") : _("Edit the post"));
	v->others = v->post->author.id != rq->viewer.id;
	edit_page(rq->out, v);
	reply_page_status(rq, status);
}

static const char *place_of(struct request *rq, int64_t post)
{
	return draft_place(&rq->task.arena, "edit", post);
}

/* GET /a/:post/edit */
void edit_show(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t post = route_int8(rq, "post");
	struct editable *p = NULL;
	struct draft *draft = NULL;
	struct edit_view v = {.key = guard_form_key(rq)};
	struct form kept;

	editable_find(t, post, &p);
	draft_find(t, rq->viewer.id, place_of(rq, post), &draft);
	db_wait(t);
	if (!p)
		return reply_not_found(rq);
	if (!may_edit(p, &rq->viewer))
		return refuse(rq, p);
	v.post = p;
	edit_form_of(&t->arena, p, &v.form);
	if (draft && !form_has(&rq->query, "fresh")) {
		draft_form(&t->arena, draft, &kept);
		edit_form_read(&t->arena, &kept, &v.form);
		v.draft_kept = true;
	}
	edit_reply(rq, &v, 200);
}

/* ---- sending it ---- */

/* What is asked for together with the post itself, while its thread is held. */
struct asked {
	struct mention_names *names;
	struct tags_asked *tags;
	struct harm_look *look;
	struct edit_rate *rate;
};

static void ask(struct request *rq, const struct edit_form *f, const struct rendered *text, int64_t post,
	struct asked *asked)
{
	struct task *t = &rq->task;
	struct texts tags = {0};

	asked->names = mention_ask(t, text);
	if (tags_read(&t->arena, f->tags, &tags))
		tags.n = 0; /* edit_form_check() says so */
	asked->tags = tags_ask(t, tags, 0, post);
	asked->look =
		harm_look_ask(rq, &(struct harm_draft){.title = f->title, .source = f->body, .edits = post});
	asked->rate =
		form_has(&rq->body, "preview") ? NULL : edit_rate_look(rq); /* a preview saves nothing */
}

/* The form once more, with what was typed. */
static void form_back(struct request *rq, struct edit_view *v, int status)
{
	v->key = guard_form_key_again(rq, form_text(&rq->body, "key"));
	edit_reply(rq, v, status);
}

static void preview_wait(struct request *rq, struct edit_view *v, const struct rendered *text)
{
	draft_keep_wait(rq, place_of(rq, v->post->id));
	v->preview = text->html;
	form_back(rq, v, 200);
}

/* Sent once more it replaces what stands there now: by then its sender has seen it. */
static void conflict_reply(struct request *rq, struct edit_view *v)
{
	struct arena *a = &rq->task.arena;

	v->conflict = true;
	v->key = guard_form_key(rq);
	v->form.revision = v->post->revision;
	v->tags_now = text_joined(a, v->post->tags, ", ");
	diff_texts(a, v->post->source, v->form.body, &v->difference);
	edit_reply(rq, v, 409);
}

/* Nothing to save, or saved already: only the draft goes. */
static void same_commit_wait(struct request *rq, const struct edit_view *v, const struct edit_rate *rate)
{
	struct task *t = &rq->task;

	draft_forget(t, rq->viewer.id, place_of(rq, v->post->id));
	edit_rate_count(rq, rate);
	(void)db_commit_wait(t);
	frame_flash(rq, v->form.revision < v->post->revision ? "edited" : "unchanged");
	reply_see_other(rq, post_path(&t->arena, v->post->id));
}

/* What the newest words look like may hold the post back: then it goes from lists, and its author finds it in the thread. */
static void judge(struct request *rq, const struct edit_view *v, const struct harm_look *look)
{
	harm_apply_edit(rq, look, v->post->id);
	if (!harm_holds(look))
		return;
	stamp_touch(&rq->task, STAMP_LISTS, 0);
	stamp_touch(&rq->task, STAMP_MEMBER, v->post->author.id);
}

static void edit_commit_wait(struct request *rq, struct edit_view *v, const struct thread_locked *th,
	const struct rendered *text, const struct asked *asked)
{
	struct task *t = &rq->task;
	int64_t post = v->post->id, editor = rq->viewer.id;
	struct post_place *at = NULL;

	version_add(t, &(struct new_version){
			       .post = v->post,
			       .form = &v->form,
			       .text = text,
			       .slug = v->post->opens ? intl_slug(&t->arena, v->form.title) : NULL,
			       .editor_id = editor,
		       });
	moderation_note_edit(rq, act_of(v), post, v->post->author.id, th->id, v->post->revision + 1);
	/* The asker has said more, which is what was waited for. */
	if (v->post->opens && th->state == STATE_AWAITING_ASKER && editor == th->author_id)
		thread_step(t, th, STATE_OPEN, editor);
	if (editor != v->post->author.id)
		job_put(t, &(struct job){.kind = "notice.act",
				   .subject = post,
				   .other = editor,
				   .text = "edited"});
	if (v->post->opens)
		job_put(t, &(struct job){.kind = "thread.changed", .subject = v->post->thread_id});
	draft_forget(t, editor, place_of(rq, post));
	form_key_spend(rq, post_path(&t->arena, post));
	judge(rq, v, asked->look);
	edit_rate_count(rq, asked->rate);
	post_place_find(t, post, &at);
	if (db_commit_wait(t) == DB_CONFLICT)
		return conflict_reply(rq, v);
	frame_flash(rq, harm_holds(asked->look) ? "waiting" : "edited");
	reply_see_other(rq, at ? post_place_path(&t->arena, at) : thread_path(&t->arena, th->id, th->slug));
}

/* What everybody can read of it already. */
static const char *published(struct arena *a, const struct editable *p)
{
	return p->opens ? arena_printf(a, "%s\n%s", p->title, p->source) : p->source;
}

/* With the thread held, but for a preview: decides, and answers. */
static void edit_decide_wait(struct request *rq, struct edit_view *v, const struct thread_locked *th,
	const struct rendered *text, const struct asked *asked)
{
	struct task *t = &rq->task;
	enum harm_next next = HARM_GO;
	bool fine = edit_form_check(&t->arena, &v->form, v->post->opens, &v->wrong);

	if (!v->wrong.body) {
		v->wrong.body = rendering_wrong(text);
		fine = edit_form_fine(&v->wrong);
	}
	if (fine && v->post->opens) {
		v->wrong.tags = tags_wrong(rq, asked->tags, &v->form.tag_names);
		fine = edit_form_fine(&v->wrong);
	}
	if (fine && !form_has(&rq->body, "preview")) {
		if (edit_form_same(&v->form, v->post))
			return same_commit_wait(rq, v, asked->rate);
		next = harm_next(rq, asked->look, published(&t->arena, v->post));
		if (next == HARM_GO && v->form.revision == v->post->revision)
			return edit_commit_wait(rq, v, th, text, asked);
	}
	db_rollback_wait(t);
	if (next == HARM_ASKED)
		return;
	if (next == HARM_AGAIN) {
		v->wrong.body = harm_wrong(asked->look);
		return form_back(rq, v, v->wrong.body ? 422 : 200);
	}
	if (!fine)
		return form_back(rq, v, 422);
	if (form_has(&rq->body, "preview"))
		return preview_wait(rq, v, text);
	conflict_reply(rq, v);
}

/* POST /a/:post/edit -- saves it, or shows a preview of it. */
void edit_post(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t post = route_int8(rq, "post");
	struct thread_locked *th = NULL;
	struct editable *p = NULL;
	struct edit_view v = {0};
	struct rendered text = {0};
	struct asked asked;
	bool preview = form_has(&rq->body, "preview");

	edit_form_read(&t->arena, &rq->body, &v.form);
	if (!body_wrong(v.form.body))
		level_render_wait(rq, v.form.body, &text);
	if (!preview) {
		db_begin(t);
		thread_hold_by_post(t, post, &th);
	}
	editable_find(t, post, &p);
	ask(rq, &v.form, &text, post, &asked);
	db_wait(t);
	if (!p || (!preview && !th) || !may_edit(p, &rq->viewer)) {
		db_rollback_wait(t);
		return p ? refuse(rq, p) : reply_not_found(rq);
	}
	if (!preview && !edit_rate_ok_or_reply(rq, asked.rate))
		return db_rollback_wait(t);
	mention_settle(t, &text, asked.names);
	harm_look_take(rq, asked.look);
	v.post = p;
	edit_decide_wait(rq, &v, th, &text, &asked);
}
