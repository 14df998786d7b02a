/* tidy.c -- see tidy.h. */
#include "forum/topic/tidy.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "db/row.h"
#include "forum/account/account.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "jobs/queue.h"
#include "web/reply.h"
#include "web/request.h"

void tidy_done_read(struct row *r, struct tidy_done *x)
{
	x->done = row_bool(r, "done");
	x->change = row_int8(r, "change");
	x->id = row_int8(r, "id");
}

/* What the database refuses by these names. */
static const struct {
	const char *constraint, *sentence;
} refusals[] = {
	{"topic_name_taken", _("There is a topic of that name.")},
	{"topic_slug_taken", _("That address leads to another topic.")},
	{"topic_slug_key", _("That address leads to another topic.")},
	{"topic_too_many",
		_("There are a hundred topics, which is more than anybody reads. Merge some first.")},
	{"topic_gone", _("One of these topics is no longer there.")},
	{"topic_not_empty",
		_("Only a topic that never had a thread can be deleted, and to which nothing leads. Merge it into another instead.")},
	{"topic_merge_itself", _("A topic cannot be merged into itself.")},
	{"topic_moving", _("Threads of an earlier merge are still being moved. Try again in a minute.")},
	{"topic_later_first",
		_("This cannot be taken back as things are: take back what came after it first.")},
	{"tag_name_taken", _("There is a tag of that name. Merge the two instead.")},
	{"tag_name_synonym", _("That name is a synonym of another tag.")},
	{"tag_name_once", _("That name has just become another's.")},
	{"tag_name_key", _("That name has just become another's.")},
	{"tag_gone", _("One of these tags is no longer there.")},
	{"tag_merge_itself", _("A tag cannot be merged into itself.")},
	{"tag_synonym_itself", _("A tag is no synonym of itself.")},
	{"tag_later_first",
		_("This cannot be taken back as things are: take back what came after it first.")},
};

static const char *refusal(const char *constraint)
{
	size_t i;

	for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (text_is(constraint, refusals[i].constraint))
			return refusals[i].sentence;
	return _("Something else still needs it as it is. Nothing was changed.");
}

bool tidy_saved_wait(struct request *rq, struct tidy_done *const *done, const char *path, const char *flash,
	struct tidy_wrong *wrong)
{
	struct task *t = &rq->task;

	if (db_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t)) {
			form_key_reply_again_wait(rq);
			return true;
		}
		*wrong = (struct tidy_wrong){422, refusal(db_conflict(t))};
		return false;
	}
	if (!*done || !(*done)->done) {
		db_rollback_wait(t);
		*wrong = (struct tidy_wrong){409,
			_("Somebody else has changed it meanwhile: see below. What you typed is kept.")};
		return false;
	}
	if ((*done)->change)
		job_put(t, &(struct job){.kind = "topic.move", .subject = (*done)->change});
	if (db_commit_wait(t) == DB_CONFLICT) {
		*wrong = (struct tidy_wrong){409, refusal(db_conflict(t))};
		return false;
	}
	frame_flash(rq, flash);
	reply_see_other(rq, path);
	return true;
}

bool tidy_sent_before_wait(struct request *rq)
{
	struct task *t = &rq->task;

	db_begin(t);
	form_key_note(rq, "/");
	if (db_wait(t) == DB_CONFLICT && form_key_taken(t)) {
		form_key_reply_again_wait(rq);
		return true;
	}
	db_rollback_wait(t);
	return false;
}

bool tidy_password_wait(struct request *rq, struct tidy_wrong *wrong)
{
	switch (account_password_again_wait(rq)) {
	case PASSWORD_RIGHT:
		return true;
	case PASSWORD_ANSWERED:
		return false;
	case PASSWORD_WRONG:
		break;
	}
	*wrong = (struct tidy_wrong){422, _("This is not your password. Nothing was changed.")};
	return false;
}

/* The line of a change that can be taken back; NULL: there is none. */
static const struct tidy_line *line_to_undo(const struct tidy_lines *all, int64_t id)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (all->v[i].id == id && all->v[i].undo)
			return &all->v[i];
	return NULL;
}

bool tidy_undo_wait(struct request *rq, const struct tidy_lines *history, tidy_undo *undo, const char *path,
	const char *list, struct tidy_wrong *wrong)
{
	const struct tidy_line *line = line_to_undo(history, form_int8(&rq->body, "change"));
	struct tidy_done *done = NULL;

	if (!line) {
		*wrong = (struct tidy_wrong){422, _("There is no such change that could be taken back.")};
		return tidy_sent_before_wait(rq);
	}
	if (line->password && !tidy_password_wait(rq, wrong))
		return !wrong->status;
	path = line->removes ? list : path;
	db_begin(&rq->task);
	form_key_note(rq, path);
	undo(rq, line->id, &done);
	return tidy_saved_wait(rq, &done, path, "undone", wrong);
}
