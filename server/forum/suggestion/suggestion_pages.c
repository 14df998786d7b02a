/* suggestion_pages.c -- a suggested edit: shown beside what it changes, approved or declined by the post's author or a moderator with one
 * click, withdrawn by who made it, taken back while it is the newest version. A click sent twice finds it done. */
#include "forum/suggestion/suggestion_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/frame/frame.h"
#include "forum/level/level.h"
#include "forum/mention.h"
#include "forum/suggestion/suggestion_view.h"
#include "forum/thread/thread.h"
#include "jobs/queue.h"
#include "markup/rendered.h"
#include "templates/suggestion.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define LINES_AROUND 3

static bool may_decide(const struct suggestion *s, const struct viewer *v)
{
	return s->author_id == v->id || (viewer_is(v, ROLE_MODERATOR) && s->by.id != v->id);
}

static bool may_see(const struct suggestion *s, const struct viewer *v)
{
	return s->by.id == v->id || s->author_id == v->id || viewer_is(v, ROLE_MODERATOR);
}

/* ---- the page ---- */

/* What the suggestion is compared with: what it was written on, or what stands there now if that has changed, or held what is not shown any
 * more. */
static const char *compared_with(const struct suggestion *s, const struct editable *p, bool stale,
	const struct viewer *v)
{
	return stale || (s->base_hidden && !viewer_is(v, ROLE_MODERATOR)) ? p->source : s->base_source;
}

static void view_fill(struct request *rq, const struct suggestion *s, const struct editable *p,
	struct suggestion_view *v)
{
	v->frame = frame_of(rq, _("Suggested edit"));
	v->suggestion = s;
	v->post = p;
	v->key = v->frame.key;
	v->open = text_is(s->state, "open");
	v->stale = v->open && p->revision != s->base;
	v->may_decide = v->open && may_decide(s, &rq->viewer);
	v->may_withdraw = v->open && s->by.id == rq->viewer.id;
	if (viewer_is(&rq->viewer, ROLE_MODERATOR))
		v->way = queue_way_asked(rq);
	v->fixed = thread_is_fixed(p->locked, &rq->viewer);
	v->may_undo = text_is(s->state, "approved") && s->made == p->revision && may_decide(s, &rq->viewer) &&
		      !v->fixed;
	diff_texts(&rq->task.arena, compared_with(s, p, v->stale, &rq->viewer), s->source, &v->difference);
	diff_shorten(&rq->task.arena, &v->difference, LINES_AROUND);
}

static void suggestion_reply_wait(struct request *rq, int64_t id, bool too_late, int status)
{
	struct task *t = &rq->task;
	struct suggestion *s = NULL;
	struct editable *p = NULL;
	struct suggestion_view v = {.too_late = too_late};

	suggestion_find(t, id, &s);
	editable_find_suggested(t, id, &p);
	did_ask(rq, &v.did);
	db_wait(t);
	if (!s || !p || !may_see(s, &rq->viewer))
		return reply_not_found(rq);
	view_fill(rq, s, p, &v);
	suggestion_page(rq->out, &v);
	reply_page_status(rq, status);
}

/* GET /suggestion/:id */
void suggestion_show(struct request *rq)
{
	suggestion_reply_wait(rq, route_int8(rq, "id"), false, 200);
}

/* GET /suggestions */
void suggestions_show(struct request *rq)
{
	struct suggestion_list_view v = {.frame = frame_of(rq, _("Suggested edits")),
		.all = viewer_is(&rq->viewer, ROLE_MODERATOR),
		.viewer = rq->viewer.id};

	suggestions_open(&rq->task, rq->viewer.id, v.all, form_int8(&rq->query, "from"), &v.suggestions);
	db_wait(&rq->task);
	if (v.suggestions.n > SUGGESTIONS_PAGE) {
		v.suggestions.n = SUGGESTIONS_PAGE;
		v.next = v.suggestions.v[SUGGESTIONS_PAGE].id;
	}
	suggestions_page(rq->out, &v);
	reply_page(rq);
}

/* ---- deciding ---- */

/* The post says ${source} from now on, by ${editor}. */
static void rewrite(struct task *t, const struct editable *p, const char *source, const char *reason,
	const struct rendered *text, int64_t editor)
{
	struct edit_form f;

	edit_form_of(&t->arena, p, &f);
	f.body = source;
	f.reason = reason;
	f.tag_names = p->tags;
	version_add(t, &(struct new_version){
			       .post = p,
			       .form = &f,
			       .text = text,
			       .slug = p->opens ? intl_slug(&t->arena, p->title) : NULL,
			       .editor_id = editor,
		       });
	if (p->opens)
		job_put(t, &(struct job){.kind = "thread.changed", .subject = p->thread_id});
}

static const char *page_of(struct request *rq, const struct suggestion *s)
{
	struct arena *a = &rq->task.arena;
	struct queue_way way = queue_way_asked(rq);

	return queue_way_path(a, arena_printf(a, "/suggestion/%lld", (long long)s->id), &way);
}

/* Who goes through the queue sees what came of it, and goes on; others see that only of what changed the post. */
static void commit_wait(struct request *rq, const struct suggestion *s, const char *flash)
{
	if (db_commit_wait(&rq->task) == DB_CONFLICT) {
		(void)db_conflict(&rq->task);
		return suggestion_reply_wait(rq, s->id, true, 409);
	}
	frame_flash(rq, flash);
	reply_see_other(rq,
		text_is(flash, "suggestion-approved") || text_is(flash, "undone") || queue_way_asked(rq).item
			? page_of(rq, s)
			: "/suggestions");
}

/* What the click means, with everything held. */
enum step { STEP_APPROVE, STEP_DECLINE, STEP_WITHDRAW, STEP_UNDO, STEP_NONE };

static enum step step_of(const char *act)
{
	static const char *const names[STEP_NONE] = {"approve", "decline", "withdraw", "undo"};
	int i;

	for (i = 0; i < STEP_NONE && !text_is(act, names[i]); i++)
		;
	return (enum step)i;
}

static const char *state_after(enum step step)
{
	static const char *const states[] = {"approved", "declined", "withdrawn", "undone"};

	return states[step];
}

static bool may_step(enum step step, const struct suggestion *s, const struct viewer *v)
{
	return step == STEP_WITHDRAW ? s->by.id == v->id : may_decide(s, v);
}

static void approve_wait(struct request *rq, const struct suggestion *s, const struct editable *p,
	const struct rendered *text)
{
	struct task *t = &rq->task;

	rewrite(t, p, s->source, s->note, text, s->by.id);
	suggestion_decide(t, s, "approved", p->revision + 1, rq->viewer.id);
	if (rq->viewer.id != s->author_id)
		job_put(t, &(struct job){.kind = "notice.act",
				   .subject = p->id,
				   .other = rq->viewer.id,
				   .text = "edited"});
	commit_wait(rq, s, "suggestion-approved");
}

static void undo_wait(struct request *rq, const struct suggestion *s, const struct editable *p,
	const struct earlier *before, const struct rendered *text)
{
	rewrite(&rq->task, p, before->source, _("A suggested edit was taken back"), text, rq->viewer.id);
	suggestion_decide(&rq->task, s, "undone", 0, rq->viewer.id);
	commit_wait(rq, s, "undone");
}

/* Done already: told the same. Not as it was when the page was shown: shown again. */
static void refuse_wait(struct request *rq, const struct suggestion *s, enum step step)
{
	db_rollback_wait(&rq->task);
	if (!text_is(s->state, state_after(step)))
		return suggestion_reply_wait(rq, s->id, true, 409);
	frame_flash(rq, "already");
	reply_see_other(rq, page_of(rq, s));
}

/* What the post will say, known before anything is locked; the row does not change it. */
static const char *source_after_wait(struct request *rq, enum step step, const struct suggestion *s,
	struct earlier **before, struct rendered *text)
{
	if (step == STEP_APPROVE) {
		/* Who suggests may post links; the rights of who says yes are no matter. */
		mention_markdown_wait(&rq->task, s->source, text);
		return rendering_wrong(text);
	}
	if (step != STEP_UNDO || !s->made)
		return NULL;
	earlier_find(&rq->task, s->post_id, s->made, before);
	db_wait(&rq->task);
	level_markdown_wait(rq, *before ? (*before)->source : "", text);
	return rendering_wrong(text);
}

static void step_wait(struct request *rq, enum step step, const struct suggestion *seen,
	const struct earlier *before, const struct rendered *text)
{
	struct task *t = &rq->task;
	struct thread_locked *th = NULL;
	struct suggestion *s = NULL;
	struct editable *p = NULL;

	db_begin(t);
	thread_hold_by_post(t, seen->post_id, &th);
	suggestion_hold(t, seen->id, &s);
	editable_find(t, seen->post_id, &p);
	db_wait(t);
	if (!s || !p) {
		db_rollback_wait(t);
		return reply_not_found(rq);
	}
	if ((step == STEP_UNDO || step == STEP_APPROVE) && thread_is_fixed(p->locked, &rq->viewer)) {
		db_rollback_wait(t);
		return reply_forbidden(rq, thread_fixed_text());
	}
	if (step == STEP_UNDO) {
		if (before && text_is(s->state, "approved") && s->made == p->revision)
			return undo_wait(rq, s, p, before, text);
	} else if (text_is(s->state, "open")) {
		if (step == STEP_APPROVE && form_int8(&rq->body, "revision") == p->revision)
			return approve_wait(rq, s, p, text);
		if (step != STEP_APPROVE) {
			suggestion_decide(t, s, state_after(step), 0, rq->viewer.id);
			return commit_wait(rq, s,
				step == STEP_DECLINE ? "suggestion-declined" : "suggestion-withdrawn");
		}
	}
	refuse_wait(rq, s, step);
}

/* POST /suggestion/:id */
void suggestion_post(struct request *rq)
{
	enum step step = step_of(form_text_or_empty(&rq->body, "act"));
	struct suggestion *s = NULL;
	struct earlier *before = NULL;
	struct rendered text = {0};

	suggestion_find(&rq->task, route_int8(rq, "id"), &s);
	db_wait(&rq->task);
	if (!s || !may_see(s, &rq->viewer))
		return reply_not_found(rq);
	if (step == STEP_NONE)
		return reply_error(rq, 422, _("This is no decision about a suggestion."));
	if (!may_step(step, s, &rq->viewer))
		return reply_forbidden(rq, _("The author of the post, or a moderator, decides about it."));
	if (source_after_wait(rq, step, s, &before, &text))
		return reply_error(rq, 422, rendering_wrong(&text));
	step_wait(rq, step, s, before, &text);
}
