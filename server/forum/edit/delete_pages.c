/* delete_pages.c -- taking back what one wrote, as long as nobody has built on it; asked once more before it
 * is done. */
#include "forum/edit/edit_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/edit/delete_sql.h"
#include "forum/edit/edit_view.h"
#include "forum/frame/frame.h"
#include "forum/thread/thread.h"
#include "jobs/queue.h"
#include "templates/edit.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

static bool may_delete(const struct deletable *d, const struct viewer *v)
{
	struct thread th = {.deleted = d->deleted, .locked = d->locked, .answers = d->answers};
	struct post post = {.author = {.id = d->author_id}, .accepted = d->accepted};

	post.kind = d->opens	  ? POST_QUESTION
		    : d->comment  ? POST_COMMENT
		    : d->question ? POST_ANSWER
				  : POST_REPLY;
	return post_may_delete(&th, &post, d->others_commented, v);
}

/* Why not, for the person. */
static const char *reason_against(const struct deletable *d, const struct viewer *v)
{
	if (d->author_id != v->id)
		return _("Only who wrote this can delete it.");
	if (thread_is_fixed(d->locked, v))
		return thread_fixed_text();
	if (d->opens)
		return _(
			"Somebody has answered already, so this stays for others who look for it. You can edit it.");
	if (d->accepted)
		return _(
			"This answer solved the question, so it stays for others who look for it. You can edit it.");
	return _("Somebody has commented on this already, so it stays. You can edit it.");
}

/* The click's form is not shown again: it would be refused again. */
static void refuse(struct request *rq, const struct deletable *d)
{
	rq->body = (struct form){NULL, 0};
	reply_error(rq, d->author_id == rq->viewer.id && !thread_is_fixed(d->locked, &rq->viewer) ? 409 : 403,
		reason_against(d, &rq->viewer));
}

/* GET /a/:post/delete */
void delete_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct deletable *d = NULL;
	struct delete_view v;

	deletable_find(t, route_int8(rq, "post"), &d);
	db_wait(t);
	if (!d || d->deleted)
		return reply_not_found(rq);
	if (!may_delete(d, &rq->viewer))
		return refuse(rq, d);
	v = (struct delete_view){
		.frame = frame_of(rq, _("Delete")),
		.post = d->id,
		.key = guard_form_key(rq),
		.excerpt = text_excerpt(&t->arena, d->plain, 300),
		.title = d->title,
		.opens = d->opens,
		.question = d->question,
		.comment = d->comment,
	};
	delete_page(rq->out, &v);
	reply_page(rq);
}

static const char *path_after(struct arena *a, const struct deletable *d, const struct thread_locked *th)
{
	if (d->opens)
		return "/";
	return d->comment ? post_path(a, d->parent_id) : thread_path(a, th->id, th->slug);
}

static void delete_commit_wait(struct request *rq, const struct deletable *d, const struct thread_locked *th)
{
	struct task *t = &rq->task;

	if (d->opens) {
		thread_delete(t, d);
		job_put(t, &(struct job){.kind = "thread.changed", .subject = d->thread_id});
	} else {
		post_delete(t, d);
		if (th->state == STATE_ANSWERED && !d->comment && !d->others_answers)
			thread_step(t, th, STATE_OPEN, d->author_id);
	}
	if (db_commit_wait(t) == DB_CONFLICT)
		return reply_error(rq, 409, _("Somebody changed this thread meanwhile. Please look again."));
	frame_flash(rq, "deleted");
	reply_see_other(rq, path_after(&t->arena, d, th));
}

/* POST /a/:post/delete -- a second click finds it gone and is told the same. */
void delete_post(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t post = route_int8(rq, "post");
	struct thread_locked *th = NULL;
	struct deletable *d = NULL;

	db_begin(t);
	thread_hold_by_post(t, post, &th);
	deletable_find(t, post, &d);
	db_wait(t);
	if (d && !d->deleted && may_delete(d, &rq->viewer))
		return delete_commit_wait(rq, d, th);
	db_rollback_wait(t);
	if (!d || (d->deleted && d->author_id != rq->viewer.id))
		return reply_not_found(rq);
	if (!d->deleted)
		return refuse(rq, d);
	frame_flash(rq, "deleted");
	reply_see_other(rq, th->deleted ? "/" : path_after(&t->arena, d, th));
}
