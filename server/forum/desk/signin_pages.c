/* signin_pages.c -- signing in at the desk, in one step or two, and out.
 *
 * An unknown name and a wrong password cost the same (craft compares with a dummy) and say the same. A right password of an
 * account with a second factor gives a session that can do one thing: ask for the code. */
#include "forum/desk/desk_pages.h"

#include <string.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/log.h"
#include "craft/craft.h"
#include "db/query.h"
#include "forum/account/account.h"
#include "forum/desk/account_sql.h"
#include "forum/desk/totp.h"
#include "forum/desk/viewer.h"
#include "forum/password.h"
#include "templates/desk/signin.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/session.h"

static const char *with_next(struct request *rq, const char *path, const char *next)
{
	return arena_printf(&rq->task.arena, "%s?next=%s", path, text_percent(&rq->task.arena, next));
}

/* ---- the first step ---- */

static void signin_reply(struct request *rq, struct desk_signin_view *v, int status)
{
	v->frame = desk_frame_of(rq, _("Sign in"), NULL);
	desk_signin_page(rq->out, v);
	reply_secret_page(rq, status);
}

/* GET /signin -- the form; ${next} is where to go then. ${again}: not as who is half signed in. */
void desk_signin_show(struct request *rq)
{
	struct desk_signin_view v = {.next = local_path(form_text(&rq->query, "next"))};
	enum desk_stage stage = desk_stage(rq);

	if (rq->viewer.id)
		return reply_see_other(rq, v.next);
	if (stage == DESK_WANTS_TOTP)
		return reply_see_other(rq, with_next(rq, "/settings/totp", v.next));
	if (stage == DESK_WANTS_CODE && !form_has(&rq->query, "again"))
		return reply_see_other(rq, with_next(rq, "/signin/code", v.next));
	signin_reply(rq, &v, 200);
}

void desk_sign_in_again(struct request *rq)
{
	struct desk_signin_view v = {.next = "/"};

	if (desk_stage(rq) == DESK_WANTS_TOTP)
		return reply_see_other(rq, "/settings/totp");
	if (strcmp(rq->path, "/signout") == 0) {
		session_forget(rq);
		return reply_see_other(rq, "/signin");
	}
	v.kept = kept_of(rq);
	signin_reply(rq, &v, 403);
}

static const char *password_typed(struct request *rq)
{
	return password_normal(&rq->task.arena, form_text_or_empty(&rq->body, "password"));
}

static struct desk_login *login_proved_wait(struct request *rq, const char *name)
{
	struct task *t = &rq->task;
	struct desk_login *login = NULL;
	bool right;

	desk_login_by_name(t, name, &login);
	db_wait(t);
	right = craft_password_verify_wait(t, login ? login->password_hash : NULL, password_typed(rq));
	return right ? login : NULL;
}

static const char *hash_renewed_wait(struct request *rq, const struct desk_login *login)
{
	if (!secret_password_stale(login->password_hash))
		return NULL;
	return craft_password_hash_wait(&rq->task, password_typed(rq));
}

/* False: the password was changed, or codes turned on, while it was being compared. */
static bool first_step_wait(struct request *rq, const struct desk_login *login,
	unsigned char hash[SECRET_HASH])
{
	struct task *t = &rq->task;
	const char *renewed = hash_renewed_wait(rq, login);

	db_begin(t);
	if (!desk_login_still_wait(t, login)) {
		db_rollback_wait(t);
		return false;
	}
	desk_attempt_good(rq, false, login->username);
	if (renewed)
		desk_hash_renew(t, login->id, login->password_hash, renewed);
	desk_session_start(rq, login->id, !login->totp, hash);
	db_commit_wait(t);
	log_info("desk.password_right", "account=%lld", (long long)login->id);
	return true;
}

static void code_reply(struct request *rq, struct desk_code_view *v, int status)
{
	v->frame = desk_frame_of(rq, _("One-time code"), NULL);
	desk_code_page(rq->out, v);
	reply_secret_page(rq, status);
}

/* A form that was kept goes along to the second step: there it is shown at once, not after a redirect. */
static void on_to_code(struct request *rq, const struct desk_signin_view *v)
{
	struct desk_code_view code = {.next = v->next, .kept = v->kept};

	if (!v->kept.path)
		return reply_see_other(rq, with_next(rq, "/signin/code", v->next));
	code_reply(rq, &code, 200);
}

/* The form that was kept, now that its sender has the session ${hash}. */
static void again_wait(struct request *rq, const struct kept *kept, const unsigned char hash[SECRET_HASH])
{
	struct desk_again_view v = {0};

	desk_viewer_wait(rq, hash);
	if (!rq->viewer.id)
		return reply_see_other(rq, "/");
	v.frame = desk_frame_of(rq, _("Welcome back"), NULL);
	v.form = kept_form_of(rq, kept);
	desk_again_page(rq->out, &v);
	reply_page(rq);
}

/* POST /signin */
void desk_signin_post(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	struct desk_signin_view v = {
		.next = local_path(form_text(&rq->body, "next")),
		.name = text_one_line(a, form_text_or_empty(&rq->body, "name")),
		.kept = kept_carried(rq),
	};
	const char *name = username_typed(a, v.name);
	unsigned char hash[SECRET_HASH];
	struct desk_login *login;

	if (text_empty(v.name) || text_empty(password_typed(rq))) {
		v.error = _("Please write your name at the desk, and your password.");
		return signin_reply(rq, &v, 422);
	}
	if (!desk_attempt_ok_or_reply_wait(rq, false, name))
		return;
	login = login_proved_wait(rq, name);
	if (!login || !first_step_wait(rq, login, hash)) {
		v.error = _("Name or password is wrong.");
		return signin_reply(rq, &v, 422);
	}
	if (login->totp)
		return on_to_code(rq, &v);
	if (v.kept.path)
		return again_wait(rq, &v.kept, hash);
	desk_flash(rq, "signed-in");
	reply_see_other(rq, v.next);
}

/* ---- the second step ---- */

/* GET /signin/code */
void desk_code_show(struct request *rq)
{
	struct desk_code_view v = {.next = local_path(form_text(&rq->query, "next"))};

	if (desk_stage(rq) != DESK_WANTS_CODE)
		return reply_see_other(rq, with_next(rq, "/signin", v.next));
	code_reply(rq, &v, 200);
}

/* Takes the code that was typed, in the open transaction; false: it is wrong or used. */
static bool code_taken_wait(struct request *rq, const struct desk_login *login, bool *recovery)
{
	struct task *t = &rq->task;
	const char *code = totp_typed(&t->arena, form_text_or_empty(&rq->body, "code"));
	unsigned char hash[SECRET_HASH];
	struct desk_taken *taken = NULL;
	int64_t step;

	*recovery = recovery_hash(&t->arena, form_text_or_empty(&rq->body, "code"), hash);
	step = *recovery ? 0 : totp_step_of(login->totp_secret, code, clock_now());
	if (*recovery)
		desk_recovery_take(t, login->id, hash, &taken);
	else if (step)
		desk_totp_take(t, login->id, step, &taken);
	db_wait(t);
	return taken != NULL;
}

/* POST /signin/code */
void desk_code_post(struct request *rq)
{
	struct task *t = &rq->task;
	struct desk_code_view v = {.next = local_path(form_text(&rq->body, "next")),
		.kept = kept_carried(rq)};
	const struct desk_standing *who = desk_standing(rq);
	unsigned char hash[SECRET_HASH];
	struct desk_login *login = NULL;
	struct desk_taken *pending = NULL;
	bool recovery;

	if (who->stage != DESK_WANTS_CODE)
		return reply_see_other(rq, with_next(rq, "/signin", v.next));
	if (!desk_attempt_ok_or_reply_wait(rq, true, who->me.username))
		return;
	db_begin(t);
	desk_login_hold(t, who->me.id, &login);
	desk_session_hold(t, who->me.id, who->session, &pending);
	db_wait(t);
	/* A new password has ended the session that the old one began. */
	if (!login || !pending || !code_taken_wait(rq, login, &recovery)) {
		db_rollback_wait(t);
		v.error = _("This code is wrong, or was used already. Codes change every 30 seconds.");
		return code_reply(rq, &v, 422);
	}
	desk_attempt_good(rq, true, who->me.username);
	desk_session_start(rq, login->id, true, hash);
	db_commit_wait(t);
	log_info("desk.code_right", "account=%lld recovery=%d", (long long)login->id, recovery);
	if (v.kept.path)
		return again_wait(rq, &v.kept, hash);
	desk_flash(rq, recovery ? "recovery-used" : "signed-in");
	reply_see_other(rq, v.next);
}

/* POST /signout */
void desk_signout_post(struct request *rq)
{
	struct task *t = &rq->task;

	db_begin(t);
	desk_session_end(t, rq->viewer.id, rq->viewer.session);
	db_commit_wait(t);
	session_forget(rq);
	desk_flash(rq, "signed-out");
	reply_see_other(rq, "/signin");
}
