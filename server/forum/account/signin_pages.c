/* signin_pages.c -- signing in and out; and keeping what was typed when a form arrives without a session.
 *
 * An unknown name and a wrong password cost the same (craft compares with a dummy) and say the same. */
#include "forum/account/account_pages.h"

#include <string.h>

#include "base/intl.h"
#include "craft/craft.h"
#include "db/query.h"
#include "forum/account/account.h"
#include "forum/account/account_page.h"
#include "forum/account/account_sql.h"
#include "forum/account/account_view.h"
#include "forum/password.h"
#include "forum/frame/frame.h"
#include "forum/personal/personal.h"
#include "jobs/queue.h"
#include "templates/account/again.h"
#include "templates/account/signin.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/session.h"

/* GET /signin -- the form; ${next} is where to go then. */
void signin_show(struct request *rq)
{
	struct signin_view v = {.frame = frame_of(rq, _("Sign in")),
		.next = local_path(form_text(&rq->query, "next")),
		.keep = true};

	if (rq->viewer.id)
		return reply_see_other(rq, v.next);
	signin_page(rq->out, &v);
	reply_page(rq);
}

void account_sign_in_again(struct request *rq)
{
	struct signin_view v = {.frame = frame_of(rq, _("Sign in")), .next = "/", .keep = true};

	session_forget(rq);
	if (strcmp(rq->path, "/signout") == 0)
		return reply_see_other(rq, "/");
	v.kept = kept_of(rq);
	signin_page(rq->out, &v);
	reply_page_status(rq, 403);
}

static struct signin_view signin_typed(struct request *rq)
{
	struct signin_view v = {
		.frame = frame_of(rq, _("Sign in")),
		.next = local_path(form_text(&rq->body, "next")),
		.name = text_one_line(&rq->task.arena, form_text_or_empty(&rq->body, "name")),
		.keep = form_has(&rq->body, "keep"),
	};

	v.kept = kept_carried(rq);
	return v;
}

static void signin_refuse(struct request *rq, struct signin_view *v, const char *error)
{
	v->error = error;
	signin_page(rq->out, v);
	reply_page_status(rq, 422);
}

static void signin_refuse_wrong(struct request *rq, struct signin_view *v)
{
	signin_refuse(rq, v,
		_("Username or password is wrong. If you have just joined, open the link in our mail first."));
}

/* Who it is if the password is right; else NULL. Both take one look and one comparison. */
static struct login *login_proved_wait(struct request *rq, const char *account)
{
	struct task *t = &rq->task;
	struct login *login = NULL;
	bool right;

	if (strchr(account, '@'))
		login_by_email(t, account, &login);
	else
		login_by_name(t, account, &login);
	db_wait(t);
	right = craft_password_verify_wait(t, login ? login->password_hash : NULL,
		password_field(rq, "password"));
	return right ? login : NULL;
}

/* A right password that is shorter than the roles ask: it was chosen before they were given. */
static void short_password_reply_wait(struct request *rq, const struct login *login)
{
	struct task *t = &rq->task;

	db_begin(t);
	job_put(t, &(struct job){.kind = "account.reset_mail",
			   .text = login->username,
			   .once = login->username});
	db_commit_wait(t);
	told_reply(rq, &(struct told){
			       .status = 403,
			       .heading = _("Your role asks for a longer password"),
			       .text = _("Moderators and admins need at least 15 characters. We have sent "
					 "you a mail: its link lets you choose a new one."),
		       });
}

/* What Argon2id costs may rise over the years; whoever signs in has told us the password to hash it anew. */
static const char *hash_renewed_wait(struct request *rq, const struct login *login)
{
	if (!secret_password_stale(login->password_hash))
		return NULL;
	return craft_password_hash_wait(&rq->task, password_field(rq, "password"));
}

/* False: the password was changed while it was being compared. */
static bool signed_in_wait(struct request *rq, const struct login *login, const struct signin_view *v,
	unsigned char hash[SECRET_HASH])
{
	struct task *t = &rq->task;
	const char *renewed = hash_renewed_wait(rq, login);
	struct login *held = NULL;

	db_begin(t);
	login_hold(t, login->member_id, &held);
	db_wait(t);
	if (!login_still(held, login)) {
		db_rollback_wait(t);
		return false;
	}
	attempt_good(rq, login_typed(&t->arena, v->name));
	if (renewed)
		login_hash_renew(t, login->member_id, login->password_hash, renewed);
	session_start(rq, login->member_id, v->keep, hash);
	db_commit_wait(t);
	return true;
}

/* The form that was kept, now that its sender has the session ${hash}. */
static void again_wait(struct request *rq, const struct kept *kept, const unsigned char hash[SECRET_HASH])
{
	struct again_view view = {0};

	account_viewer_wait(rq, hash);
	if (!rq->viewer.id)
		return reply_see_other(rq, "/");
	view.frame = frame_of(rq, _("Welcome back"));
	view.form = kept_form_of(rq, kept);
	again_page(rq->out, &view);
	reply_page(rq);
}

/* POST /signin */
void signin_post(struct request *rq)
{
	struct signin_view v = signin_typed(rq);
	const char *account = login_typed(&rq->task.arena, v.name);
	unsigned char hash[SECRET_HASH];
	struct login *login;

	if (text_empty(v.name) || text_empty(password_field(rq, "password")))
		return signin_refuse(rq, &v,
			_("Please write your username or e-mail address, and your password."));
	if (!attempt_ok_or_reply_wait(rq, account))
		return;
	login = login_proved_wait(rq, account);
	if (!login)
		return signin_refuse_wrong(rq, &v);
	/* Who is suspended may still read, appeal, and take his data along. */
	if (strcmp(login->state, "active") != 0 && strcmp(login->state, "suspended") != 0)
		return reply_forbidden(rq, _("This account is closed."));
	if (!password_long_enough(password_field(rq, "password"), login->roles))
		return short_password_reply_wait(rq, login);
	if (!signed_in_wait(rq, login, &v, hash))
		return signin_refuse_wrong(rq, &v);
	if (v.kept.path)
		return again_wait(rq, &v.kept, hash);
	frame_flash(rq, "signed-in");
	if (personal_is_leaving_wait(&rq->task, login->member_id))
		return reply_see_other(rq, "/settings/erase");
	reply_see_other(rq, strcmp(login->state, "suspended") == 0 ? "/moderation/mine" : v.next);
}

/* POST /signout */
void signout_post(struct request *rq)
{
	struct task *t = &rq->task;

	db_begin(t);
	member_session_end(t, rq->viewer.id, rq->viewer.session);
	db_commit_wait(t);
	session_forget(rq);
	frame_flash(rq, "signed-out");
	reply_see_other(rq, "/");
}
