/* thread_post_pages.c -- what staff write into a thread: the official reply, and a state. */
#include "forum/link/link_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/event.h"
#include "forum/formkey.h"
#include "forum/inbox/inbox.h"
#include "forum/link/link_page.h"
#include "forum/link/link_view.h"
#include "forum/link/states.h"
#include "forum/mention.h"
#include "markup/rendered.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

static void back_wait(struct request *rq, int64_t thread, const char *error, const char *preview, int status)
{
	struct desk_thread_form form = {.body = form_text_or_empty(&rq->body, "body"),
		.error = error,
		.preview_html = preview};

	if (db_in_transaction(&rq->task))
		db_rollback_wait(&rq->task);
	desk_thread_reply_wait(rq, thread, &form, status);
}

static void refused_wait(struct request *rq, int64_t thread, const char *why, int status)
{
	struct desk_thread_form form = {.act_error = why};

	if (db_in_transaction(&rq->task))
		db_rollback_wait(&rq->task);
	desk_thread_reply_wait(rq, thread, &form, status);
}

/* What is wrong with the reply, or NULL. */
static const char *reply_read_wait(struct request *rq, const char **source, struct rendered *out)
{
	const char *wrong;

	*source = text_lines(&rq->task.arena, form_text_or_empty(&rq->body, "body"));
	wrong = body_wrong(*source);
	if (wrong)
		return wrong;
	mention_markdown_wait(&rq->task, *source, out);
	return rendering_wrong(out);
}

/* POST /thread/:thread/reply -- the company's word, or a preview of it. */
void desk_reply_post(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t thread = route_int8(rq, "thread"), member = desk_me(rq)->member_id;
	struct thread_locked *th = NULL;
	struct rendered text = {0};
	const char *source, *path = desk_thread_path(&t->arena, thread), *wrong;

	if (!member)
		return back_wait(rq, thread, _("Your account has no member of the community to write as."),
			NULL, 403);
	wrong = reply_read_wait(rq, &source, &text);
	if (wrong)
		return back_wait(rq, thread, wrong, NULL, 422);
	if (form_has(&rq->body, "preview"))
		return back_wait(rq, thread, NULL, text.html.s, 200);
	db_begin(t);
	thread_lock(t, thread, &th);
	db_wait(t);
	if (!th || th->deleted)
		return back_wait(rq, thread, _("This thread takes no further posts."), NULL, th ? 409 : 404);
	official_post_add(t, th, member, source, &text, text.mentions);
	inbox_end_by(t, thread, rq->viewer.id);
	crm_event_note(t, CRM_THREAD_REPLY, rq->viewer.id, 0, 0, thread, th->new_post_id);
	crm_audit_note(t, rq->viewer.id, "thread.replied", 0, 0, thread, NULL);
	form_key_note(rq, path);
	if (db_commit_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		return back_wait(rq, thread,
			_("The member your account writes as may not speak for the company any more."), NULL,
			409);
	}
	desk_flash(rq, "official-posted");
	reply_see_other(rq, arena_printf(&t->arena, "%s#a%lld", path, (long long)th->new_post_id));
}

/* POST /thread/:thread/state -- a step of the thread's state by staff. */
void desk_state_post(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t thread = route_int8(rq, "thread");
	enum thread_state becomes = thread_state_of(form_text(&rq->body, "state"));
	struct thread_locked *th = NULL;
	const char *path = desk_thread_path(&t->arena, thread);

	if (becomes == STATE_NONE)
		return refused_wait(rq, thread, _("Please choose a state."), 422);
	db_begin(t);
	thread_hold(t, thread, &th);
	db_wait(t);
	if (!th || th->deleted || !staff_step_legal(th->state, becomes))
		return refused_wait(rq, thread, _("The thread cannot go to that state from where it is."),
			th ? 409 : 404);
	thread_step(t, th, becomes, desk_me(rq)->member_id);
	if (becomes == STATE_ANSWERED || !thread_company_looks(becomes))
		inbox_end_by(t, thread, rq->viewer.id);
	crm_event_note(t, CRM_THREAD_STATE, rq->viewer.id, 0, 0, thread, becomes);
	crm_audit_note(t, rq->viewer.id, "thread.state", 0, 0, thread, thread_state_name(becomes));
	form_key_note(rq, path);
	if (db_commit_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		return refused_wait(rq, thread,
			_("Somebody changed this thread meanwhile. Please send it again."), 409);
	}
	desk_flash(rq, "thread-state");
	reply_see_other(rq, path);
}
