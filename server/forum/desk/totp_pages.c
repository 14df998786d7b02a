/* totp_pages.c -- the second factor: set up with a picture and a code, recovery codes, turned off where it is not required.
 *
 * Until a code has proved that the phone has the secret, the secret is in the form alone, so looking at the page writes nothing. */
#include "forum/desk/desk_pages.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/log.h"
#include "craft/craft.h"
#include "db/query.h"
#include "forum/account/account.h"
#include "forum/desk/account_sql.h"
#include "forum/desk/desk_view.h"
#include "forum/desk/mail.h"
#include "forum/desk/qr.h"
#include "forum/desk/totp.h"
#include "forum/desk/viewer.h"
#include "forum/formkey.h"
#include "forum/password.h"
#include "forum/site.h"
#include "templates/desk/totp.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

#define HERE "/settings/totp"

static struct desk_login *login_wait(struct request *rq)
{
	struct desk_login *login = NULL;

	desk_login_of(&rq->task, rq->viewer.id, &login);
	db_wait(&rq->task);
	if (!login)
		task_fail(&rq->task, 503, "the account is gone");
	return login;
}

/* ---- the page ---- */

static void secret_show(struct request *rq, struct desk_totp_view *v, const char *secret)
{
	struct arena *a = &rq->task.arena;

	v->secret = secret;
	v->secret_said = totp_secret_said(a, secret);
	v->uri = totp_uri(a, secret, arena_printf(a, _("%s desk"), site.name), rq->viewer.name);
	v->qr = qr_path(a, v->uri, &v->qr_side);
}

static void totp_reply(struct request *rq, struct desk_totp_view *v, const struct desk_login *login,
	int status)
{
	const char *secret = form_text_or_empty(&rq->body, "secret");

	v->frame = desk_frame_of(rq, _("One-time codes"), "settings");
	v->key = guard_form_key_again(rq, form_text_or_empty(&rq->body, "key"));
	v->required = desk_totp_required();
	v->on = login->totp;
	v->since = login->totp_since;
	v->codes_left = login->codes_left;
	if (!v->on)
		secret_show(rq, v,
			totp_secret_read(&rq->task.arena, secret).n ? secret
								    : totp_secret_new(&rq->task.arena));
	desk_totp_page(rq->out, v);
	reply_page_status(rq, status);
}

/* GET /settings/totp -- ${next}: where to go once it is set up. */
void desk_totp_show(struct request *rq)
{
	struct desk_totp_view v = {.next = local_path(form_text(&rq->query, "next"))};

	totp_reply(rq, &v, login_wait(rq), 200);
}

/* ---- what changes it ---- */

/* Whether the password is his; if not, the page says so. Too many attempts are answered here, too. */
static bool password_right_or_reply_wait(struct request *rq, struct desk_totp_view *v,
	const struct desk_login *login)
{
	const char *typed = password_normal(&rq->task.arena, form_text_or_empty(&rq->body, "password"));

	if (!desk_attempt_ok_or_reply_wait(rq, false, login->username))
		return false;
	if (craft_password_verify_wait(&rq->task, login->password_hash, typed))
		return true;
	v->password_error = _("This is not your password.");
	totp_reply(rq, v, login, 422);
	return false;
}

/* Opens the transaction of what the password allows. False: it is another by now, or this form was sent a moment before; answered. */
static bool begin_as_proved_wait(struct request *rq, const struct desk_login *login)
{
	db_begin(&rq->task);
	if (desk_login_still_wait(&rq->task, login))
		return true;
	db_rollback_wait(&rq->task);
	form_key_reply_again_wait(rq);
	return false;
}

/* The form was sent twice, and what the first answer showed, which may have been dropped, is shown by no other. */
static void codes_unseen(struct request *rq)
{
	if (rq->reply.status == 303)
		desk_flash(rq, "codes-unseen");
}

/* New recovery codes, in the open transaction; what is stored of them is their hashes. */
static struct texts codes_new(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	struct texts codes = {arena_array(a, const char *, RECOVERY_CODES), 0},
		     hashes = {arena_array(a, const char *, RECOVERY_CODES), 0};
	unsigned char hash[SECRET_HASH];

	while (codes.n < RECOVERY_CODES) {
		codes.v[codes.n] = recovery_new(a);
		recovery_hash(a, codes.v[codes.n++], hash);
		hashes.v[hashes.n++] = text_hex(a, hash, SECRET_HASH);
	}
	desk_recovery_set(&rq->task, rq->viewer.id, hashes);
	return codes;
}

static void codes_reply(struct request *rq, struct texts codes, const char *next)
{
	struct desk_codes_view v = {.frame = desk_frame_of(rq, _("Recovery codes"), "settings"),
		.codes = codes,
		.next = next};

	desk_codes_page(rq->out, &v);
	reply_page(rq);
}

/* POST /settings/totp -- in force, once a code and the password are right. Other sessions, which never gave a code, end. */
void desk_totp_post(struct request *rq)
{
	struct task *t = &rq->task;
	struct desk_totp_view v = {.next = local_path(form_text(&rq->body, "next"))};
	struct desk_login *login = login_wait(rq);
	struct blob secret = totp_secret_read(&t->arena, form_text_or_empty(&rq->body, "secret"));
	int64_t step = totp_step_of(secret, totp_typed(&t->arena, form_text_or_empty(&rq->body, "code")),
		clock_now());
	struct texts codes;

	if (login->totp)
		return form_key_answered_wait(rq) ? codes_unseen(rq) : reply_see_other(rq, HERE);
	if (!step) {
		v.code_error =
			_("This is not the code of that secret right now. Is the clock of your phone right?");
		return totp_reply(rq, &v, login, 422);
	}
	if (!password_right_or_reply_wait(rq, &v, login))
		return;
	if (!begin_as_proved_wait(rq, login))
		return codes_unseen(rq);
	form_key_note(rq, HERE);
	desk_attempt_good(rq, false, login->username);
	desk_totp_set(t, login->id, secret, step);
	codes = codes_new(rq);
	desk_sessions_end(t, login->id, rq->viewer.session);
	desk_change_told(t, login->id, "totp-on");
	if (!form_key_commit_wait(rq))
		return codes_unseen(rq);
	log_info("desk.totp_on", "account=%lld", (long long)login->id);
	codes_reply(rq, codes, v.next);
}

/* POST /settings/totp/off -- back to the password alone, which must then be long enough for that. */
void desk_totp_off_post(struct request *rq)
{
	struct task *t = &rq->task;
	struct desk_totp_view v = {.next = "/"};
	struct desk_login *login = login_wait(rq);
	const char *typed = password_normal(&t->arena, form_text_or_empty(&rq->body, "password"));

	if (!login->totp)
		return reply_see_other(rq, HERE);
	if (desk_totp_required())
		return reply_forbidden(rq, _("One-time codes are required at this desk."));
	if (!password_right_or_reply_wait(rq, &v, login))
		return;
	if (text_characters(typed) < (size_t)desk_password_least(false)) {
		v.password_error =
			_("Your password is too short to stand alone: change it to one of at least 15 "
			  "characters first.");
		return totp_reply(rq, &v, login, 422);
	}
	if (!begin_as_proved_wait(rq, login))
		return;
	form_key_note(rq, HERE);
	desk_attempt_good(rq, false, login->username);
	desk_totp_drop(t, login->id);
	desk_change_told(t, login->id, "totp-off");
	if (!form_key_commit_wait(rq))
		return;
	log_info("desk.totp_off", "account=%lld", (long long)login->id);
	desk_flash(rq, "totp-off");
	reply_see_other(rq, HERE);
}

/* POST /settings/totp/recovery -- ten new recovery codes; the old ones are void. */
void desk_recovery_post(struct request *rq)
{
	struct task *t = &rq->task;
	struct desk_totp_view v = {.next = "/"};
	struct desk_login *login = login_wait(rq);
	struct texts codes;

	if (!login->totp)
		return reply_see_other(rq, HERE);
	if (!password_right_or_reply_wait(rq, &v, login))
		return;
	if (!begin_as_proved_wait(rq, login))
		return codes_unseen(rq);
	form_key_note(rq, HERE);
	desk_attempt_good(rq, false, login->username);
	codes = codes_new(rq);
	desk_change_told(t, login->id, "recovery");
	if (!form_key_commit_wait(rq))
		return codes_unseen(rq);
	log_info("desk.recovery_codes_new", "account=%lld", (long long)login->id);
	codes_reply(rq, codes, HERE);
}
