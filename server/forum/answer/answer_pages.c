/* answer_pages.c -- adding an answer, a reply or a comment. What was typed comes back whenever it is not saved. */
#include "forum/answer/answer_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/draft/draft.h"
#include "forum/event.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/harm/harm.h"
#include "forum/level/level.h"
#include "forum/mention.h"
#include "forum/thread/thread.h"
#include "jobs/queue.h"
#include "markup/rendered.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

/* The form back, with what was typed and what is wrong with it. */
static void form_back_wait(struct request *rq, int64_t thread, int64_t comment_on, const char *wrong,
	const char *preview, int status)
{
	struct thread_form form = {
		.body = form_text_or_empty(&rq->body, "body"),
		.error = wrong,
		.preview_html = preview,
		.key = form_text(&rq->body, "key"),
		.official = form_has(&rq->body, "official"),
		.comment_on = comment_on,
	};

	thread_page_reply_wait(rq, thread, &form, status);
}

/* Reads and renders the text; its names are still to be asked for. What is wrong with it, or NULL. */
static const char *body_read_wait(struct request *rq, const char **source, struct rendered *out)
{
	const char *wrong;

	*source = text_lines(&rq->task.arena, form_text_or_empty(&rq->body, "body"));
	wrong = body_wrong(*source);
	if (wrong)
		return wrong;
	level_render_wait(rq, *source, out);
	return rendering_wrong(out);
}

static bool locked_writable(const struct thread_locked *th, const struct viewer *v)
{
	struct thread seen = {.locked = th && th->locked, .deleted = !th || th->deleted};

	return thread_writable(&seen, v);
}

/* Adds the post and all that goes with it in the open transaction, and commits; ${names} are named in it. Answers the request. */
static void post_commit_wait(struct request *rq, const struct thread_locked *th, const struct new_post *p,
	int64_t concerns, struct texts names, const struct harm_look *look)
{
	struct task *t = &rq->task;
	/* What is held has no address yet; its author sees it in the thread. */
	const char *path =
		harm_holds(look) ? thread_path(&t->arena, th->id, th->slug) : post_path(&t->arena, p->id);

	post_add(t, p);
	if (p->kind == POST_ANSWER && p->author_id != th->author_id)
		thread_step(t, th, thread_state_answered(th->state), p->author_id);
	if (p->kind == POST_COMMENT && th->state == STATE_AWAITING_ASKER && p->author_id == th->author_id)
		thread_step(t, th, STATE_OPEN, p->author_id);
	thread_follow(t, th->id, p->author_id);
	event_note(t, p->kind == POST_COMMENT ? EVENT_COMMENT_ADDED : EVENT_ANSWER_ADDED, p->author_id,
		concerns, th->id, p->id, p->parent_id);
	harm_apply(rq, look, p->id);
	if (!harm_holds(look))
		job_put(t, &(struct job){.kind = "notice.post",
				   .subject = p->id,
				   .text = text_joined(&t->arena, names, ",")});
	draft_forget(t, p->author_id,
		p->kind == POST_COMMENT ? draft_place(&t->arena, "a", p->parent_id)
					: draft_place(&t->arena, "t", th->id));
	form_key_note(rq, path);
	if (db_commit_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		return form_back_wait(rq, th->id, p->kind == POST_COMMENT ? p->parent_id : 0,
			_("Somebody changed this thread meanwhile. Please send it again."), NULL, 409);
	}
	frame_flash(rq, harm_holds(look) ? "waiting" : "posted");
	reply_see_other(rq, path);
}

/* What comes next, by what ${look} has read in the open transaction; unless that is HARM_GO, it is over. ${place}: where the text is kept as
 * a draft meanwhile. */
static enum harm_next next_wait(struct request *rq, struct harm_look *look, const char *place,
	const char **wrong)
{
	enum harm_next next;

	harm_look_take(rq, look);
	next = harm_next(rq, look, NULL);
	*wrong = harm_wrong(look);
	if (next == HARM_GO && !harm_rate_ok_or_reply(rq, look))
		next = HARM_ASKED;
	if (next != HARM_GO)
		db_rollback_wait(&rq->task);
	if (next != HARM_PRIVATE)
		return next;
	draft_keep_wait(rq, place);
	frame_flash(rq, "private-draft");
	reply_see_other(rq, harm_private_path(&rq->task.arena, look));
	return HARM_ASKED;
}

/* POST /t/:thread/answer -- an answer to a question, a reply in a discussion; or a preview of it. */
void answer_post(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t thread = route_int8(rq, "thread");
	struct thread_locked *th = NULL;
	struct rendered text = {0};
	const char *source, *wrong = body_read_wait(rq, &source, &text);
	enum harm_next next;
	struct mention_names *names;
	struct harm_look *look;

	if (wrong)
		return form_back_wait(rq, thread, 0, wrong, NULL, 422);
	if (form_has(&rq->body, "preview")) {
		names = mention_ask(t, &text);
		draft_keep_wait(rq, draft_place(&t->arena, "t", thread));
		db_wait(t);
		mention_settle(t, &text, names);
		return form_back_wait(rq, thread, 0, NULL, text.html.s, 200);
	}

	db_begin(t);
	thread_lock(t, thread, &th);
	names = mention_ask(t, &text);
	look = harm_look_ask(rq, &(struct harm_draft){.source = source, .thread = thread});
	db_wait(t);
	if (!th || !locked_writable(th, &rq->viewer)) {
		db_rollback_wait(t);
		return th ? form_back_wait(rq, thread, 0, _("This thread takes no further posts."), NULL, 403)
			  : reply_not_found(rq);
	}
	mention_settle(t, &text, names);
	next = next_wait(rq, look, draft_place(&t->arena, "t", thread), &wrong);
	if (next == HARM_AGAIN)
		return form_back_wait(rq, thread, 0, wrong, NULL, wrong ? 422 : 200);
	if (next != HARM_GO)
		return;
	post_commit_wait(rq, th,
		&(struct new_post){
			.id = th->new_post_id,
			.thread_id = thread,
			.author_id = rq->viewer.id,
			.kind = th->question ? POST_ANSWER : POST_REPLY,
			.official = viewer_is(&rq->viewer, ROLE_STAFF) && form_has(&rq->body, "official"),
			.source = source,
			.html = text.html,
			.plain = text.plain,
		},
		th->author_id, text.mentions, look);
}

/* The form back on the page of the thread that the post ${id} is in. */
static void comment_back_wait(struct request *rq, int64_t id, const char *wrong)
{
	struct post *on = NULL;

	post_find(&rq->task, id, &on);
	db_wait(&rq->task);
	if (!on)
		return reply_not_found(rq);
	form_back_wait(rq, on->thread_id, on->id, wrong, NULL, wrong ? 422 : 200);
}

/* POST /a/:post/comment -- a comment on the question, an answer or a reply; there are none on comments. */
void comment_post(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t post = route_int8(rq, "post");
	struct thread_locked *th = NULL;
	struct post *on = NULL;
	struct rendered text = {0};
	const char *source, *wrong = body_read_wait(rq, &source, &text);
	enum harm_next next;
	struct mention_names *names;
	struct harm_look *look;

	if (wrong)
		return comment_back_wait(rq, post, wrong);

	db_begin(t);
	thread_lock_by_post(t, post, &th);
	post_find(t, post, &on);
	names = mention_ask(t, &text);
	look = harm_look_ask(rq, &(struct harm_draft){.source = source, .post = post});
	db_wait(t);
	if (!th || !on || on->kind == POST_COMMENT) {
		db_rollback_wait(t);
		return reply_not_found(rq);
	}
	if (!locked_writable(th, &rq->viewer)) {
		db_rollback_wait(t);
		return form_back_wait(rq, th->id, post, _("This thread takes no further posts."), NULL, 403);
	}
	mention_settle(t, &text, names);
	next = next_wait(rq, look, draft_place(&t->arena, "a", post), &wrong);
	if (next == HARM_AGAIN)
		return comment_back_wait(rq, post, wrong);
	if (next != HARM_GO)
		return;
	post_commit_wait(rq, th,
		&(struct new_post){
			.id = th->new_post_id,
			.thread_id = th->id,
			.parent_id = on->id,
			.author_id = rq->viewer.id,
			.kind = POST_COMMENT,
			.source = source,
			.html = text.html,
			.plain = text.plain,
		},
		on->author.id, text.mentions, look);
}
