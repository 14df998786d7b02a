/* confirm_pages.c -- the page behind the link in the mail to who signed up: here he becomes a member. */
#include "base/intl.h"
#include "craft/craft.h"
#include "db/query.h"
#include "db/stamp.h"
#include "forum/account/account.h"
#include "forum/account/account_page.h"
#include "forum/account/account_pages.h"
#include "forum/account/account_sql.h"
#include "forum/account/account_view.h"
#include "forum/account/joining.h"
#include "forum/password.h"
#include "forum/event.h"
#include "forum/frame/frame.h"
#include "templates/account/signup.h"
#include "web/reply.h"
#include "web/request.h"

static void confirm_reply(struct request *rq, struct confirm_view *v, int status)
{
	v->frame = frame_of(rq, _("Confirm your address"));
	v->action = rq->path;
	confirm_signup_page(rq->out, v);
	reply_secret_page(rq, status);
}

static struct signup *signup_of_link_wait(struct request *rq)
{
	unsigned char hash[SECRET_HASH], browser[SECRET_HASH];
	struct signup *s = NULL;

	if (!token_read(rq, hash))
		return NULL;
	joining_browser(rq, browser);
	signup_by_token(&rq->task, hash, browser, &s);
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
	v.password = !s->same_browser;
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

/* Who opens the link in another browser than the one in which somebody signed up writes the password again: a stranger
 * may have chosen the first. False: it will not do. */
static bool password_of_confirm(struct request *rq, const struct signup *s, struct confirm_view *v)
{
	v->password = !s->same_browser;
	if (v->password)
		v->password_error = password_wrong(&rq->task.arena, password_field(rq, "password"),
			ROLE_MEMBER, s->username, s->email);
	return !v->password_error;
}

static void confirm_conflict_wait(struct request *rq, struct confirm_view *v)
{
	if (text_is(db_conflict(&rq->task), "login_email_key_key"))
		return told_reply(rq, &(struct told){
					      .status = 409,
					      .heading = _("This address already has an account"),
					      .text = _("You can simply sign in. If you have forgotten the "
							"password, set a new one."),
					      .path = "/signin",
					      .label = _("Sign in"),
				      });
	v->choose = true;
	joining_names_wait(rq, v->username, v->display, &v->username_error, &v->display_error);
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
	joining_browser_forget(rq);
	return db_commit_wait(t) == DB_OK;
}

/* POST /confirm/:token -- now there is a member. */
void signup_confirm_post(struct request *rq)
{
	struct signup *s = signup_of_link_wait(rq);
	struct confirm_view v = {0};
	bool names, password;

	if (!s)
		return link_over_reply(rq);
	names = names_of_confirm(rq, s, &v);
	password = password_of_confirm(rq, s, &v);
	if (!names || !password)
		return confirm_reply(rq, &v, 422);
	if (v.password)
		s->password_hash = craft_password_hash_wait(&rq->task, password_field(rq, "password"));
	if (!member_join_wait(rq, s))
		return confirm_conflict_wait(rq, &v);
	frame_flash(rq, "welcome");
	reply_see_other(rq, local_path(s->next));
}
