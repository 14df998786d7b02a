/* email_pages.c -- changing one's address: asked with the password, told to the old address, done by a link
 * in a mail to the new one. Whether the new address belongs to another account is for work to see, so that
 * nobody can find out here. */
#include "forum/account/account_pages.h"

#include "base/intl.h"
#include "craft/craft.h"
#include "db/query.h"
#include "forum/account/account.h"
#include "forum/account/account_page.h"
#include "forum/account/account_sql.h"
#include "forum/account/account_view.h"
#include "forum/event.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/rate.h"
#include "jobs/queue.h"
#include "templates/account/email.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

#define HERE "/settings/email"

static void email_reply(struct request *rq, const struct login *login, struct email_view *v, int status)
{
	v->frame = frame_of(rq, _("E-mail address"));
	v->frame.nav = "settings";
	v->key = guard_form_key_again(rq, form_text_or_empty(&rq->body, "key"));
	v->current = login->email;
	v->confirmed = login->confirmed;
	email_page(rq->out, v);
	reply_page_status(rq, status);
}

static struct login *login_wait(struct request *rq)
{
	struct login *login = NULL;

	login_of(&rq->task, rq->viewer.id, &login);
	db_wait(&rq->task);
	if (!login)
		task_fail(&rq->task, 503, "the account is gone");
	return login;
}

/* GET /settings/email */
void email_show(struct request *rq)
{
	struct email_view v = {0};

	email_reply(rq, login_wait(rq), &v, 200);
}

static bool mails_few_wait(struct request *rq, const char *email)
{
	struct rate limit = {"mail to address", email, 6, 86400};
	int again_s;

	if (rate_ok_wait(&rq->task, &limit, 1, &again_s))
		return true;
	reply_retry_after(rq, 429, again_s,
		_("We have sent several mails to this address today. Please try again tomorrow."));
	return false;
}

/* False, and nothing is written or answered: the password was changed while it was being compared. */
static bool email_ask_wait(struct request *rq, const struct login *compared, const char *email, bool tell_old)
{
	struct task *t = &rq->task;
	struct login *held = NULL;

	db_begin(t);
	form_key_note(rq, HERE);
	login_hold(t, rq->viewer.id, &held);
	attempt_good(rq, rq->viewer.name);
	job_put(t, &(struct job){.kind = "account.email_mail",
			   .subject = rq->viewer.id,
			   .other = compared->password_at.us,
			   .text = email});
	if (tell_old)
		job_put(t, &(struct job){.kind = "account.notice_mail",
				   .subject = rq->viewer.id,
				   .text = "email"});
	if (db_wait(t) == DB_CONFLICT && form_key_taken(t)) {
		form_key_reply_again_wait(rq);
		return true;
	}
	if (!login_still(held, compared)) {
		db_rollback_wait(t);
		return false;
	}
	db_commit_wait(t);
	frame_flash(rq, "mailed");
	reply_see_other(rq, HERE);
	return true;
}

static bool password_is_right_wait(struct request *rq, const struct login *login)
{
	return craft_password_verify_wait(&rq->task, login->password_hash, password_field(rq, "password"));
}

/* POST /settings/email -- asks for a link to the new address, or (again=1) to the present one that is not
 * confirmed. */
void email_post(struct request *rq)
{
	struct email_view v = {.email = email_typed(&rq->task.arena, form_text_or_empty(&rq->body, "email"))};
	struct login *login = login_wait(rq);
	bool again = form_has(&rq->body, "again") && !login->confirmed;

	if (again)
		v.email = login->email;
	v.email_error = email_wrong(&rq->task.arena, v.email);
	if (v.email_error)
		return email_reply(rq, login, &v, 422);
	if (!attempt_ok_or_reply_wait(rq, rq->viewer.name))
		return;
	if (again || password_is_right_wait(rq, login)) {
		if (!mails_few_wait(rq, email_key(rq, v.email)) || email_ask_wait(rq, login, v.email, !again))
			return;
	}
	v.password_error = _("This is not your password.");
	email_reply(rq, login, &v, 422);
}

/* ---- the link ---- */

/* GET /email/:token */
void email_confirm_show(struct request *rq)
{
	unsigned char hash[SECRET_HASH];
	struct confirm_view v = {.frame = frame_of(rq, _("Confirm your address")), .action = rq->path};
	struct token *token = NULL;

	if (token_read(rq, hash)) {
		token_find(&rq->task, hash, &token);
		db_wait(&rq->task);
	}
	if (!token || !text_is(token->kind, "email"))
		return link_over_reply(rq);
	v.username = token->username;
	v.email = token->email;
	confirm_email_page(rq->out, &v);
	reply_secret_page(rq, 200);
}

static void email_taken_reply(struct request *rq)
{
	told_reply(rq, &(struct told){
			       .status = 409,
			       .heading = _("This address belongs to another account"),
			       .text = _("Nothing was changed. Somebody has confirmed the same address for "
					 "another account."),
			       .path = HERE,
			       .label = _("Choose another address"),
		       });
}

/* In the transaction in which the token was used: the address is the member's; what the old one may still
 * open is void. */
static enum db_result email_take_wait(struct request *rq, const struct token *token, const struct login *was)
{
	struct task *t = &rq->task;

	login_email_set(t, token->member_id, token->email, email_key(rq, token->email));
	tokens_void(t, token->member_id);
	if (!was->confirmed)
		event_note(t, EVENT_MEMBER_CONFIRMED, token->member_id, 0, 0, 0, 0);
	else if (!text_is(was->email, token->email))
		job_put(t, &(struct job){.kind = "account.email_changed_mail",
				   .subject = token->member_id,
				   .text = was->email});
	return db_commit_wait(t);
}

static void email_taken_over_reply(struct request *rq, const struct token *token)
{
	if (rq->viewer.id == token->member_id) {
		frame_flash(rq, "confirmed");
		return reply_see_other(rq, HERE);
	}
	told_reply(rq, &(struct told){
			       .status = 200,
			       .heading = _("Your e-mail address is confirmed"),
			       .text = _("Mail from this community goes there from now on."),
			       .path = "/",
			       .label = _("Start page"),
		       });
}

/* POST /email/:token */
void email_confirm_post(struct request *rq)
{
	struct task *t = &rq->task;
	unsigned char hash[SECRET_HASH];
	struct token *token = NULL;
	struct login *login = NULL;

	if (!token_read(rq, hash))
		return link_over_reply(rq);
	db_begin(t);
	token_use(t, hash, &token);
	db_wait(t);
	if (token && text_is(token->kind, "email")) {
		login_of(t, token->member_id, &login);
		db_wait(t);
	}
	if (!login) {
		db_rollback_wait(t);
		return link_over_reply(rq);
	}
	if (email_take_wait(rq, token, login) == DB_CONFLICT)
		return email_taken_reply(rq);
	email_taken_over_reply(rq, token);
}
