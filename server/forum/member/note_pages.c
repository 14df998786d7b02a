/* note_pages.c -- POST /moderation/note: a note about a member, in other words, or gone. */
#include "forum/member/member_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/member/member.h"
#include "forum/member/members_sql.h"
#include "forum/member/note_sql.h"
#include "forum/member/refusal.h"
#include "web/reply.h"
#include "web/request.h"

/* The page the form stood on. */
static const char *place_of(struct request *rq, int64_t member)
{
	const char *page =
		text_is(form_text(&rq->body, "back"), "member") ? "/admin/member" : "/moderation/member";

	return arena_printf(&rq->task.arena, "%s/%lld#notes", page, (long long)member);
}

/* POST /moderation/note -- ?drop: one's own note goes; ?note: it gets other words. */
void note_post(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t member = form_int8(&rq->body, "member"), drop = form_int8(&rq->body, "drop");
	const char *text = text_lines(&t->arena, form_text_or_empty(&rq->body, "body"));
	const char *place = place_of(rq, member);
	struct member_row *who = NULL;
	struct note_done *done = NULL;

	if (!drop && (!intl_visible(text) || text_characters(text) > NOTE_MOST))
		return reply_error(rq, 422, _("Please write a note of at most 2,000 characters."));
	member_find(rq, member, NULL, &who);
	db_wait(t);
	if (!who)
		return reply_not_found(rq);
	db_begin(t);
	form_key_note(rq, place);
	if (drop)
		note_delete(rq, member, drop, &done);
	else
		note_write(rq, member, form_int8(&rq->body, "note"), text, &done);
	if (db_commit_wait(t) == DB_CONFLICT) {
		const struct refusal *r;

		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		r = member_refusal(db_conflict(t));
		return reply_error(rq, r->status, r->why);
	}
	if (!done || !done->done)
		return reply_error(rq, 409,
			_("This note is not there any more, or it is another moderator's. Nothing was changed."));
	frame_flash(rq, drop ? "deleted" : "saved");
	reply_see_other(rq, place);
}
