/* erase_pages.c -- a member asks to be forgotten: what would go and what stays, and the way back for 14 days. */
#include "forum/personal/personal_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/account/account.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/personal/personal_view.h"
#include "jobs/queue.h"
#include "templates/personal/settings.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

#define HERE "/settings/erase"

static void page_wait(struct request *rq, const char *password_error, int status)
{
	struct task *t = &rq->task;
	struct erase_view v = {.frame = frame_of(rq, _("Erase your account")),
		.password_error = password_error,
		.with_texts = text_is(form_text(&rq->body, "texts"), "remove"),
		.former = arena_printf(&t->arena, _("Former member %lld"), (long long)rq->viewer.id),
		.speaks = (rq->viewer.roles & (ROLE_MODERATOR | ROLE_STAFF | ROLE_ADMIN)) != 0};

	v.frame.nav = "settings";
	v.key = guard_form_key_again(rq, form_text_or_empty(&rq->body, "key"));
	erasure_find(t, rq->viewer.id, &v.pending);
	erase_counts_find(t, rq->viewer.id, &v.counts);
	db_wait(t);
	erase_page(rq->out, &v);
	reply_page_status(rq, status);
}

/* GET /settings/erase */
void personal_erase_show(struct request *rq)
{
	page_wait(rq, NULL, 200);
}

/* Asks, or calls it off: both say so by mail. */
static void said_wait(struct request *rq, bool asks, const char *mail, const char *flash)
{
	struct task *t = &rq->task;
	struct erasure_said *said = NULL;

	db_begin(t);
	form_key_note(rq, HERE);
	if (asks)
		erasure_ask(rq, text_is(form_text(&rq->body, "texts"), "remove"), &said);
	else
		erasure_cancel(rq, &said);
	if (db_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		task_fail(t, 503, "somebody asked at the same moment");
	}
	if (!said || !said->done) {
		db_rollback_wait(t);
		return page_wait(rq, NULL, 409);
	}
	job_put(t, &(struct job){.kind = "personal.told", .subject = rq->viewer.id, .text = mail});
	(void)db_commit_wait(t);
	frame_flash(rq, flash);
	reply_see_other(rq, HERE);
}

/* POST /settings/erase */
void personal_erase_post(struct request *rq)
{
	switch (account_password_again_wait(rq)) {
	case PASSWORD_RIGHT:
		return said_wait(rq, true, "leaving", "erasure-asked");
	case PASSWORD_WRONG:
		return page_wait(rq, _("This is not your password. Nothing was changed."), 422);
	case PASSWORD_ANSWERED:
		return;
	}
}

/* POST /settings/erase/cancel */
void personal_erase_cancel(struct request *rq)
{
	said_wait(rq, false, "staying", "erasure-cancelled");
}
