/* appeal_pages.c -- appeals: the person concerned says once why a decision is wrong; another moderator than who decided answers. */
#include "forum/moderation/moderation_pages.h"

#include "base/intl.h"
#include "db/query.h"
#include "forum/event.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/moderation/decide.h"
#include "forum/moderation/decide_sql.h"
#include "forum/moderation/pages.h"
#include "forum/moderation/undo.h"
#include "jobs/queue.h"
#include "templates/moderation_log.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define TEXT_MOST  4000
#define REPLY_MOST 1000

/* ---- appealing ---- */

/* What somebody else wrote in the same thread is not his to read, if it is hidden. */
static void own_text_wait(struct request *rq, struct appeal_view *v)
{
	if (!v->decision->post)
		return;
	judged_find(&rq->task, v->decision->post, &v->post);
	db_wait(&rq->task);
	if (v->post && v->post->author.id != rq->viewer.id)
		v->post = NULL;
}

static void appeal_reply_wait(struct request *rq, int64_t decision, const char *text, const char *error,
	int status)
{
	struct appeal_view v = {.frame = frame_of(rq, _("A decision about you")),
		.text = text,
		.error = error};
	struct decision *d = NULL;

	log_row_find(&rq->task, decision, rq->viewer.id, &v.decision);
	decision_find(&rq->task, decision, &d);
	db_wait(&rq->task);
	if (!v.decision || d->member != rq->viewer.id)
		return reply_not_found(rq);
	v.decision->actor = NULL; /* who decided is not said */
	own_text_wait(rq, &v);
	v.key = status == 200 ? v.frame.key : guard_form_key_again(rq, form_text(&rq->body, "key"));
	appeal_page(rq->out, &v);
	reply_page_status(rq, status);
}

/* GET /moderation/appeal/:decision */
void moderation_appeal_show(struct request *rq)
{
	appeal_reply_wait(rq, route_int8(rq, "decision"), NULL, NULL, 200);
}

/* POST /moderation/appeal/:decision */
void moderation_appeal_post(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t decision = route_int8(rq, "decision");
	const char *text = text_lines(&t->arena, form_text_or_empty(&rq->body, "body"));

	if (!intl_visible(text))
		return appeal_reply_wait(rq, decision, text, _("Please say why it is wrong."), 422);
	if (text_characters(text) > TEXT_MOST)
		return appeal_reply_wait(rq, decision, text, _("That is too long: at most 4,000 characters."),
			422);
	db_begin(t);
	form_key_note(rq, "/moderation/mine");
	moderation_appeal_add(t, rq->viewer.id, rq->viewer.session, decision, text);
	event_note(t, EVENT_APPEALED, rq->viewer.id, 0, 0, 0, decision);
	if (db_commit_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		return appeal_reply_wait(rq, decision, text, moderation_refusal(t), 409);
	}
	frame_flash(rq, "appealed");
	reply_see_other(rq, "/moderation/mine");
}

/* ---- answering ---- */

static void appeal_ask_wait(struct request *rq, struct answer_view *v)
{
	struct task *t = &rq->task;

	moderation_appeal_find(t, route_int8(rq, "appeal"), rq->viewer.id, &v->appeal);
	did_ask(rq, &v->did);
	db_wait(t);
	if (!v->appeal)
		return;
	log_row_find(t, v->appeal->decision, rq->viewer.id, &v->decision);
	db_wait(t);
	if (v->decision->post) {
		judged_find(t, v->decision->post, &v->post);
		db_wait(t);
	}
	v->may = !v->appeal->answered && !v->appeal->by_viewer;
}

/* GET /moderation/answer/:appeal */
void moderation_answer_show(struct request *rq)
{
	struct answer_view v = {.frame = frame_of(rq, _("An appeal")), .way = queue_way_asked(rq)};

	appeal_ask_wait(rq, &v);
	if (!v.appeal)
		return reply_not_found(rq);
	answer_page(rq->out, &v);
	reply_page(rq);
}

static void answer_commit_wait(struct request *rq, const struct appeal_row *appeal, const struct decision *d,
	bool overturn, const char *reply)
{
	struct task *t = &rq->task;
	struct queue_way way = queue_way_asked(rq);
	struct queue_taken *next = NULL;

	moderation_appeal_answer(t, rq->viewer.id, rq->viewer.session, appeal->id, overturn, reply);
	if (db_wait(t) == DB_CONFLICT)
		return reply_error(rq, 409, moderation_refusal(t));
	event_note(t, EVENT_APPEAL_ANSWERED, rq->viewer.id, appeal->member, 0, 0, appeal->decision);
	if (overturn && !d->undone)
		moderation_consequences(rq, d, true);
	job_put(t, &(struct job){.kind = "moderation.appeal", .subject = appeal->id});
	queue_take_next(t, rq->viewer.id, 0, way.kind, &next);
	if (db_commit_wait(t) == DB_CONFLICT)
		return reply_error(rq, 409, moderation_refusal(t));
	frame_flash(rq, "appeal-answered");
	reply_see_other(rq, item_path(rq, next, way.kind, 0));
}

/* POST /moderation/answer/:appeal */
void moderation_answer_post(struct request *rq)
{
	struct task *t = &rq->task;
	struct answer_view v = {0};
	struct decision *d = NULL;
	const char *reply = text_one_line(&t->arena, form_text_or_empty(&rq->body, "reply"));
	bool overturn = text_is(form_text(&rq->body, "act"), "overturn");

	appeal_ask_wait(rq, &v);
	if (!v.appeal)
		return reply_not_found(rq);
	if (text_characters(reply) < 3 || text_characters(reply) > REPLY_MOST)
		return reply_error(rq, 422, _("Please say why, in a few words: the member reads it."));
	decision_find(t, v.appeal->decision, &d);
	db_wait(t);
	/* An edit goes back by a new version of the text, unless somebody has edited since. */
	if (!overturn || d->undone || !moderation_is_edit(d) || !moderation_unedit_wait(rq, d)) {
		if (db_in_transaction(t))
			db_rollback_wait(t);
		db_begin(t);
	}
	answer_commit_wait(rq, v.appeal, d, overturn, reply);
}
