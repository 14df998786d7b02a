/* undo_pages.c -- POST /moderation/undo/:decision: takes a decision back, or the whole group it belongs to. An edit is taken back by a new
 * version that says what stood there before. */
#include "forum/moderation/moderation_pages.h"

#include "base/intl.h"
#include "db/query.h"
#include "forum/edit/edit.h"
#include "forum/frame/frame.h"
#include "forum/mention.h"
#include "forum/moderation/decide.h"
#include "forum/moderation/decide_sql.h"
#include "forum/moderation/pages.h"
#include "forum/moderation/undo.h"
#include "forum/thread/thread.h"
#include "forum/topic/topic.h"
#include "jobs/queue.h"
#include "markup/rendered.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

/* Where one sees what it is now: the item it had ended, which is open again, else its target. */
static const char *place_after(struct request *rq, const struct log_row *row, const struct decision *d)
{
	struct arena *a = &rq->task.arena;

	if (d->item)
		return arena_printf(a, "/moderation/item/%lld", (long long)d->item);
	if (d->post)
		return arena_printf(a, "/moderation/post/%lld", (long long)d->post);
	if (d->thread)
		return arena_printf(a, "/moderation/thread/%lld", (long long)d->thread);
	return row->member ? arena_printf(a, "/moderation/member/%s", row->member) : "/moderation";
}

bool moderation_unedit_wait(struct request *rq, const struct decision *d)
{
	struct task *t = &rq->task;
	struct version_before *was = NULL;
	struct thread_locked *held = NULL;
	struct editable *p = NULL;
	struct rendered text = {0};
	struct edit_form f;

	version_before_find(t, d->post, d->revision - 1, &was);
	db_wait(t);
	if (was)
		mention_markdown_wait(t, was->source, &text);
	if (!was || rendering_wrong(&text))
		return false;
	db_begin(t);
	thread_hold_by_post(t, d->post, &held);
	editable_find(t, d->post, &p);
	db_wait(t);
	if (!p || p->revision != d->revision)
		return false;
	edit_form_of(&t->arena, p, &f);
	f.body = was->source;
	f.reason = _("An edit by a moderator was taken back.");
	f.tag_names = p->tags;
	if (p->opens && was->title) {
		f.title = was->title;
		f.product = was->product ? was->product : "";
		if (was->tags && tags_read(&t->arena, was->tags, &f.tag_names))
			f.tag_names = p->tags;
	}
	version_add(t, &(struct new_version){
			       .post = p,
			       .form = &f,
			       .text = &text,
			       .slug = p->opens ? intl_slug(&t->arena, f.title) : NULL,
			       .editor_id = rq->viewer.id,
		       });
	return true;
}

bool moderation_is_edit(const struct decision *d)
{
	return d->action == MODERATION_EDIT || d->action == MODERATION_RETITLE ||
	       d->action == MODERATION_RETAG;
}

static void refuse(struct request *rq)
{
	reply_error(rq, 409, moderation_refusal(&rq->task));
}

/* Of a sweep, or a group of before there were any. */
static void group_undo_wait(struct request *rq, const struct decision *d, const struct sweep *s)
{
	struct task *t = &rq->task;

	if (s)
		return sweep_undo_wait(rq, s);
	db_begin(t);
	if (moderation_undo_many_wait(rq, d->group) < 0 || db_commit_wait(t) == DB_CONFLICT)
		return refuse(rq);
	frame_flash(rq, "undone");
	reply_see_other(rq, "/moderation");
}

/* POST /moderation/undo/:decision */
void moderation_undo_post(struct request *rq)
{
	struct task *t = &rq->task;
	struct decision *d = NULL;
	struct log_row *row = NULL;
	struct sweep *sweep = NULL;

	decision_find(t, route_int8(rq, "decision"), &d);
	log_row_find(t, route_int8(rq, "decision"), rq->viewer.id, &row);
	sweep_find_by_decision(t, route_int8(rq, "decision"), &sweep);
	db_wait(t);
	if (!d)
		return reply_not_found(rq);
	if (d->group)
		return group_undo_wait(rq, d, sweep);
	if (moderation_is_edit(d) && !d->undone) {
		if (!moderation_unedit_wait(rq, d)) {
			if (db_in_transaction(t))
				db_rollback_wait(t);
			return reply_error(rq, 409,
				_("The post was changed since. Edit it as it should be."));
		}
	} else {
		db_begin(t);
	}
	if (!moderation_undo_wait(rq, d) || db_commit_wait(t) == DB_CONFLICT)
		return refuse(rq);
	frame_flash(rq, "undone");
	reply_see_other(rq, place_after(rq, row, d));
}
