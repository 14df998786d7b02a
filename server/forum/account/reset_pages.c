/* reset_pages.c -- a new password by a link in a mail, for those who forgot theirs and for imported accounts
 * that find their person. What is answered to the first form does not depend on whether there is such an
 * account; neither does its cost, since work looks. */
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
#include "forum/event.h"
#include "forum/frame/frame.h"
#include "forum/harm/harm.h"
#include "forum/rate.h"
#include "jobs/queue.h"
#include "templates/account/reset.h"
#include "web/reply.h"
#include "web/request.h"

/* GET /reset */
void reset_show(struct request *rq)
{
	struct reset_view v = {.frame = frame_of(rq, _("Set a new password"))};

	reset_page(rq->out, &v);
	reply_page(rq);
}

static bool resets_few_wait(struct request *rq, const char *name)
{
	struct rate limits[] = {
		{"reset of address", rate_prefix(&rq->task.arena, rq->address), 30, 3600},
		{"reset of account", name, 5, 3600},
	};
	int again_s;

	if (rate_ok_wait(&rq->task, limits, 2, &again_s))
		return true;
	reply_retry_after(rq, 429, again_s,
		_("You have asked for several links already. Please check your mail, or wait an hour."));
	return false;
}

static void reset_refuse(struct request *rq, const char *name, const char *error)
{
	struct reset_view v = {.frame = frame_of(rq, _("Set a new password")), .name = name, .error = error};

	reset_page(rq->out, &v);
	reply_page_status(rq, 422);
}

/* POST /reset -- sends a link, if there is somebody to send it to. */
void reset_post(struct request *rq)
{
	struct task *t = &rq->task;
	const char *name = login_typed(&t->arena, form_text_or_empty(&rq->body, "name"));

	if (text_empty(name) || strlen(name) > EMAIL_MOST)
		return reset_refuse(rq, name, _("Please write your username or e-mail address."));
	if (harm_trapped_wait(rq, true))
		return reset_refuse(rq, name, harm_trapped_text());
	if (!resets_few_wait(rq, name))
		return;
	db_begin(t);
	job_put(t, &(struct job){.kind = "account.reset_mail", .text = name, .once = name});
	db_commit_wait(t);
	told_reply(rq, &(struct told){
			       .status = 200,
			       .heading = _("Please check your mail"),
			       .text = _("If there is an account of that name, we have sent a link to its "
					 "e-mail address. It works for two hours."),
			       .more = _("Nothing came? Look in your spam folder, and check that the name is "
					 "spelt right."),
		       });
}

/* ---- the link ---- */

static struct token *password_token_wait(struct request *rq, unsigned char hash[SECRET_HASH])
{
	struct token *token = NULL;

	if (!token_read(rq, hash))
		return NULL;
	token_find(&rq->task, hash, &token);
	db_wait(&rq->task);
	return token && (text_is(token->kind, "reset") || text_is(token->kind, "claim")) ? token : NULL;
}

static void password_new_reply(struct request *rq, const struct token *token, const char *error, int status)
{
	struct password_new_view v = {
		.frame = frame_of(rq, _("Choose a password")),
		.action = rq->path,
		.username = token->username,
		.claim = text_is(token->kind, "claim"),
		.least = password_least(token->roles),
		.password_error = error,
	};

	password_new_page(rq->out, &v);
	reply_secret_page(rq, status);
}

/* GET /reset/:token */
void password_new_show(struct request *rq)
{
	unsigned char hash[SECRET_HASH];
	struct token *token = password_token_wait(rq, hash);

	if (!token)
		return link_over_reply(rq);
	password_new_reply(rq, token, NULL, 200);
}

/* In the transaction in which the token was used. */
static void password_renew(struct request *rq, const struct token *token, const char *password_hash)
{
	struct task *t = &rq->task;
	unsigned char session[SECRET_HASH];

	login_password_set(t, token->member_id, password_hash);
	tokens_void(t, token->member_id);
	member_sessions_end(t, token->member_id, 0);
	session_start(rq, token->member_id, false, session);
	if (text_is(token->kind, "claim"))
		event_note(t, EVENT_MEMBER_CLAIMED, token->member_id, 0, 0, 0, 0);
	else
		job_put(t, &(struct job){.kind = "account.notice_mail",
				   .subject = token->member_id,
				   .text = "password"});
}

/* POST /reset/:token -- the new password; every other session and link ends. */
void password_new_post(struct request *rq)
{
	struct task *t = &rq->task;
	unsigned char hash[SECRET_HASH];
	struct token *token = password_token_wait(rq, hash);
	const char *password = password_field(rq, "password"), *wrong, *password_hash;

	if (!token)
		return link_over_reply(rq);
	wrong = password_wrong(&t->arena, password, token->roles, token->username, token->email);
	if (wrong)
		return password_new_reply(rq, token, wrong, 422);
	password_hash = craft_password_hash_wait(t, password);
	db_begin(t);
	token_use(t, hash, &token);
	db_wait(t);
	if (!token) {
		db_rollback_wait(t);
		return link_over_reply(rq);
	}
	password_renew(rq, token, password_hash);
	db_commit_wait(t);
	frame_flash(rq, "password");
	reply_see_other(rq, "/");
}
