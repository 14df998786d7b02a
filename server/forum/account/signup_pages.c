/* signup_pages.c -- joining: the form. What the link in the mail leads to is in confirm_pages.c.
 *
 * The form's answer and its cost are the same whether the address has an account or not: the sign-up is
 * always noted and a job put; work finds out which mail to send. */
#include "forum/account/account_pages.h"

#include <string.h>

#include "base/intl.h"
#include "craft/craft.h"
#include "db/query.h"
#include "forum/account/account.h"
#include "forum/account/account_page.h"
#include "forum/account/account_sql.h"
#include "forum/account/account_view.h"
#include "forum/account/joining.h"
#include "forum/password.h"
#include "forum/frame/frame.h"
#include "forum/harm/harm.h"
#include "forum/rate.h"
#include "jobs/queue.h"
#include "templates/account/signup.h"
#include "web/reply.h"
#include "web/request.h"

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
	joining_names_wait(rq, v->username, display_of(v), &v->username_error, &v->display_error);
	return !v->username_error && !v->display_error;
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

	joining_browser_keep(rq, s.browser_hash);
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
	if (harm_trapped_wait(rq, true)) {
		v.problem = harm_trapped_text();
		return signup_refuse(rq, &v);
	}
	if (!signups_few_wait(rq, email_key(rq, v.email)))
		return;
	if (!names_are_free_wait(rq, &v))
		return signup_refuse(rq, &v);
	signup_note_wait(rq, &v, email_key(rq, v.email));
	told_reply(rq, &(struct told){
			       .status = 200,
			       .heading = _("Please check your mail"),
			       .text = arena_printf(&rq->task.arena,
				       _("We have sent a link to %s. Open it, and you are in."), v.email),
			       .more = _("Nothing came? Look in your spam folder, or sign up again: there "
					 "may be a typing mistake in the address."),
		       });
}
