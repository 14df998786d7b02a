/* signup_pages.c -- joining: the form, and the page behind the link in the mail.
 *
 * The form's answer and its cost are the same whether the address has an account or not: the sign-up is
 * always noted and a job put; work finds out which mail to send. */
#include "forum/account/account_pages.h"

#include <string.h>

#include "base/intl.h"
#include "craft/craft.h"
#include "db/query.h"
#include "db/stamp.h"
#include "forum/account/account.h"
#include "forum/account/account_page.h"
#include "forum/account/account_sql.h"
#include "forum/account/account_view.h"
#include "forum/account/password.h"
#include "forum/event.h"
#include "forum/frame/frame.h"
#include "forum/rate.h"
#include "jobs/queue.h"
#include "templates/account/signup.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define TAKEN_USERNAME _("Somebody has this username already. Please choose another.")
#define TAKEN_DISPLAY \
	_("Another member's name is the same or looks the same. Please write yours so that nobody mixes " \
	  "you up.")

/* ---- the form ---- */

/* GET /signup -- the form to join. */
void signup_show(struct request *rq)
{
	struct signup_view v = {.frame = frame_of(rq, _("Join")),
		.next = local_path(form_text(&rq->query, "next"))};

	if (rq->viewer.id)
		return reply_see_other(rq, v.next);
	signup_page(rq->out, &v);
	reply_page(rq);
}

static struct signup_view signup_typed(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	struct signup_view v = {
		.frame = frame_of(rq, _("Join")),
		.next = local_path(form_text(&rq->body, "next")),
		.username = username_typed(a, form_text_or_empty(&rq->body, "username")),
		.display = display_typed(a, form_text_or_empty(&rq->body, "display")),
		.email = email_typed(a, form_text_or_empty(&rq->body, "email")),
	};

	return v;
}

/* The name others see is the username where none was written. */
static const char *display_of(const struct signup_view *v)
{
	return text_empty(v->display) ? v->username : v->display;
}

static bool signup_is_fine(struct request *rq, struct signup_view *v)
{
	struct arena *a = &rq->task.arena;

	v->username_error = username_wrong(a, v->username);
	v->display_error = text_empty(v->display) ? NULL : display_wrong(a, v->display);
	v->email_error = email_wrong(a, v->email);
	v->password_error =
		password_wrong(a, password_field(rq, "password"), ROLE_MEMBER, v->username, v->email);
	return !v->username_error && !v->display_error && !v->email_error && !v->password_error;
}

static bool names_are_free_wait(struct request *rq, struct signup_view *v)
{
	struct names_taken *taken = NULL;

	signup_names_look(&rq->task, v->username, intl_skeleton(&rq->task.arena, display_of(v)), 0, &taken);
	db_wait(&rq->task);
	v->username_error = taken->username ? TAKEN_USERNAME : NULL;
	v->display_error = taken->display && !taken->username ? TAKEN_DISPLAY : NULL;
	return !taken->username && !taken->display;
}

static void signup_refuse(struct request *rq, const struct signup_view *v)
{
	signup_page(rq->out, v);
	reply_page_status(rq, 422);
}

static bool signups_few_wait(struct request *rq, const char *key)
{
	struct rate limits[] = {
		{"signup of address", rate_prefix(&rq->task.arena, rq->address), 60, 3600},
		{"mail to address", key, 6, 86400},
	};
	int again_s;

	if (rate_ok_wait(&rq->task, limits, 2, &again_s))
		return true;
	reply_retry_after(rq, 429, again_s,
		_("There were too many sign-ups from here, or with this address. Please try again later."));
	return false;
}

static const char *random_key(struct arena *a)
{
	unsigned char bytes[16];

	secret_random(bytes, sizeof(bytes));
	return text_hex(a, bytes, sizeof(bytes));
}

static void signup_note_wait(struct request *rq, const struct signup_view *v, const char *key)
{
	struct task *t = &rq->task;
	struct signup s = {
		.key = random_key(&t->arena),
		.username = v->username,
		.display = display_of(v),
		.email = v->email,
		.email_key = key,
		.password_hash = craft_password_hash_wait(t, password_field(rq, "password")),
		.next = v->next,
	};

	db_begin(t);
	signup_add(t, &s);
	job_put(t, &(struct job){.kind = "account.signup_mail", .text = s.key});
	db_commit_wait(t);
}

/* POST /signup -- notes the sign-up; the mail decides. */
void signup_post(struct request *rq)
{
	struct signup_view v = signup_typed(rq);

	if (rq->viewer.id)
		return reply_see_other(rq, v.next);
	if (!signup_is_fine(rq, &v))
		return signup_refuse(rq, &v);
	if (!signups_few_wait(rq, email_key(rq, v.email)))
		return;
	if (!names_are_free_wait(rq, &v))
		return signup_refuse(rq, &v);
	signup_note_wait(rq, &v, email_key(rq, v.email));
	told_reply(rq, &(struct told){
			       .status = 200,
			       .heading = _("Please look into your mail"),
			       .text = arena_printf(&rq->task.arena,
				       _("We have sent a link to %s. Open it, and you are in."), v.email),
			       .more = _("Nothing came? Look into the folder for spam, or sign up again: the "
					 "address may have a typing mistake."),
		       });
}

/* ---- the link ---- */

static void confirm_reply(struct request *rq, struct confirm_view *v, int status)
{
	v->frame = frame_of(rq, _("Confirm your address"));
	v->action = rq->path;
	confirm_signup_page(rq->out, v);
	reply_secret_page(rq, status);
}

static struct signup *signup_of_link_wait(struct request *rq)
{
	unsigned char hash[SECRET_HASH];
	struct signup *s = NULL;

	if (!token_read(rq, hash))
		return NULL;
	signup_by_token(&rq->task, hash, &s);
	db_wait(&rq->task);
	return s;
}

/* GET /confirm/:token -- a page with a button, since programs that scan mail open links too. */
void signup_confirm_show(struct request *rq)
{
	struct signup *s = signup_of_link_wait(rq);
	struct confirm_view v = {0};

	if (!s)
		return link_over_reply(rq);
	v.username = s->username;
	v.display = s->display;
	v.email = s->email;
	confirm_reply(rq, &v, 200);
}

/* The names as they were chosen, or chosen anew because somebody was quicker. */
static bool names_of_confirm(struct request *rq, struct signup *s, struct confirm_view *v)
{
	struct arena *a = &rq->task.arena;

	if (form_has(&rq->body, "username")) {
		s->username = username_typed(a, form_text_or_empty(&rq->body, "username"));
		s->display = display_typed(a, form_text_or_empty(&rq->body, "display"));
		v->username_error = username_wrong(a, s->username);
		v->display_error = display_wrong(a, s->display);
	}
	v->username = s->username;
	v->display = s->display;
	v->email = s->email;
	v->choose = v->username_error || v->display_error;
	return !v->choose;
}

static void confirm_conflict(struct request *rq, struct confirm_view *v)
{
	const char *constraint = db_conflict(&rq->task);

	if (text_is(constraint, "login_email_key_key"))
		return told_reply(rq, &(struct told){
					      .status = 409,
					      .heading = _("This address already has an account"),
					      .text = _("You can simply sign in. If you have forgotten the "
							"password, set a new one."),
					      .path = "/signin",
					      .label = _("Sign in"),
				      });
	v->choose = true;
	if (text_is(constraint, "member_username_key"))
		v->username_error = TAKEN_USERNAME;
	else
		v->display_error = TAKEN_DISPLAY;
	confirm_reply(rq, v, 422);
}

/* Makes the member and signs him in. False: a conflict, everything is undone. */
static bool member_join_wait(struct request *rq, const struct signup *s)
{
	struct task *t = &rq->task;
	unsigned char hash[SECRET_HASH];
	struct member_made *made = NULL;

	db_begin(t);
	member_make(t, s, intl_skeleton(&t->arena, s->display), &made);
	signups_delete(t, s->email_key);
	if (db_wait(t) == DB_CONFLICT)
		return false;
	event_note(t, EVENT_MEMBER_JOINED, made->id, 0, 0, 0, 0);
	event_note(t, EVENT_MEMBER_CONFIRMED, made->id, 0, 0, 0, 0);
	stamp_touch(t, STAMP_MEMBER, made->id);
	session_start(rq, made->id, false, hash);
	return db_commit_wait(t) == DB_OK;
}

/* POST /confirm/:token -- now there is a member. */
void signup_confirm_post(struct request *rq)
{
	struct signup *s = signup_of_link_wait(rq);
	struct confirm_view v = {0};

	if (!s)
		return link_over_reply(rq);
	if (!names_of_confirm(rq, s, &v))
		return confirm_reply(rq, &v, 422);
	if (!member_join_wait(rq, s))
		return confirm_conflict(rq, &v);
	frame_flash(rq, "welcome");
	reply_see_other(rq, local_path(s->next));
}
