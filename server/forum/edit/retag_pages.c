/* retag_pages.c -- the tags of a thread by themselves: its author changes them, and who has the level for it. They are a version of the
 * question like any other edit, with its text as it stands. */
#include "forum/edit/edit_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/edit/edit_rate.h"
#include "forum/edit/edit_sql.h"
#include "forum/edit/edit_view.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/level/level.h"
#include "forum/moderation/moderation.h"
#include "forum/thread/thread.h"
#include "forum/topic/topic.h"
#include "jobs/queue.h"
#include "templates/retag.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

static bool may_retag(const struct editable *p, const struct viewer *v)
{
	return (p->author.id == v->id || viewer_may(v, PRIVILEGE_TAGS)) && !thread_is_fixed(p->locked, v);
}

static void forbidden(struct request *rq, const struct editable *p)
{
	if (thread_is_fixed(p->locked, &rq->viewer))
		return reply_forbidden(rq, thread_fixed_text());
	reply_forbidden(rq,
		_("Tags are edited by who began the thread, and by members of a higher level: see the page about levels."));
}

static void retag_reply(struct request *rq, struct retag_view *v, int status)
{
	v->frame = frame_of(rq, _("Edit tags"));
	v->thread = v->post->thread_id;
	v->others = v->post->author.id != rq->viewer.id;
	retag_page(rq->out, v);
	reply_page_status(rq, status);
}

/* GET /t/:thread/tags */
void retag_show(struct request *rq)
{
	struct editable *p = NULL;
	struct retag_view v = {.key = guard_form_key(rq)};

	opening_find(&rq->task, route_int8(rq, "thread"), &p);
	db_wait(&rq->task);
	if (!p)
		return reply_not_found(rq);
	if (!may_retag(p, &rq->viewer))
		return forbidden(rq, p);
	v.post = p;
	edit_form_of(&rq->task.arena, p, &v.form);
	retag_reply(rq, &v, 200);
}

/* ---- sending it ---- */

/* Sent once more it replaces what stands there now: by then its sender has seen it. */
static void conflict_reply(struct request *rq, struct retag_view *v)
{
	v->conflict = true;
	v->tags_now = text_joined(&rq->task.arena, v->post->tags, ", ");
	v->key = guard_form_key(rq);
	v->form.revision = v->post->revision;
	retag_reply(rq, v, 409);
}

static void retag_commit_wait(struct request *rq, struct retag_view *v, const struct thread_locked *th,
	const struct edit_rate *rate)
{
	struct task *t = &rq->task;
	const char *path = thread_path(&t->arena, th->id, th->slug);

	tags_version_add(t, v->post, &v->form, rq->viewer.id);
	moderation_note_edit(rq, MODERATION_RETAG, v->post->id, v->post->author.id, th->id,
		v->post->revision + 1);
	if (rq->viewer.id != v->post->author.id)
		job_put(t, &(struct job){.kind = "notice.act",
				   .subject = v->post->id,
				   .other = rq->viewer.id,
				   .text = "retagged"});
	job_put(t, &(struct job){.kind = "thread.changed", .subject = th->id});
	form_key_spend(rq, path);
	edit_rate_count(rq, rate);
	if (db_commit_wait(t) == DB_CONFLICT) {
		(void)db_conflict(t);
		return conflict_reply(rq, v);
	}
	frame_flash(rq, "edited");
	reply_see_other(rq, path);
}

/* With the thread held: decides, and answers. */
static void retag_decide_wait(struct request *rq, struct retag_view *v, const struct thread_locked *th,
	const struct edit_rate *rate)
{
	struct task *t = &rq->task;
	bool same;

	if (!v->wrong && text_characters(v->form.reason) > REASON_MOST)
		v->wrong = _("At most 100 characters for what you changed, please.");
	same = !v->wrong && text_is(text_joined(&t->arena, v->form.tag_names, ","),
				    text_joined(&t->arena, v->post->tags, ","));
	if (!v->wrong && !same && v->form.revision == v->post->revision)
		return retag_commit_wait(rq, v, th, rate);
	db_rollback_wait(t);
	if (same) {
		frame_flash(rq, v->form.revision < v->post->revision ? "edited" : "unchanged");
		return reply_see_other(rq, thread_path(&t->arena, th->id, th->slug));
	}
	if (!v->wrong)
		return conflict_reply(rq, v);
	v->key = guard_form_key_again(rq, form_text(&rq->body, "key"));
	retag_reply(rq, v, 422);
}

/* POST /t/:thread/tags */
void retag_post(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t thread = route_int8(rq, "thread");
	struct thread_locked *th = NULL;
	struct editable *p = NULL;
	struct retag_view v = {0};
	struct tags_asked *tags;
	struct edit_rate *rate;

	edit_form_read(&t->arena, &rq->body, &v.form);
	v.wrong = tags_read(&t->arena, v.form.tags, &v.form.tag_names);
	if (v.wrong)
		v.form.tag_names.n = 0;
	db_begin(t);
	thread_hold(t, thread, &th);
	opening_find(t, thread, &p);
	tags = tags_ask(t, v.form.tag_names, thread, 0);
	rate = edit_rate_look(rq);
	db_wait(t);
	if (!th || !p || !may_retag(p, &rq->viewer)) {
		db_rollback_wait(t);
		return p ? forbidden(rq, p) : reply_not_found(rq);
	}
	if (!edit_rate_ok_or_reply(rq, rate))
		return db_rollback_wait(t);
	v.post = p;
	if (!v.wrong)
		v.wrong = tags_wrong(rq, tags, &v.form.tag_names);
	retag_decide_wait(rq, &v, th, rate);
}
