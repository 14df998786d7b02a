/* password_pages.c -- changing one's password: the old one proves it; every other session ends. */
#include "forum/account/account_pages.h"

#include "base/intl.h"
#include "craft/craft.h"
#include "db/query.h"
#include "forum/account/account_page.h"
#include "forum/account/account_sql.h"
#include "forum/account/account_view.h"
#include "forum/password.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "jobs/queue.h"
#include "templates/account/password.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

#define HERE "/settings/password"

static void password_reply(struct request *rq, struct password_view *v, int status)
{
	v->frame = frame_of(rq, _("Password"));
	v->frame.nav = "settings";
	v->key = guard_form_key_again(rq, form_text_or_empty(&rq->body, "key"));
	v->least = password_least(rq->viewer.roles);
	password_page(rq->out, v);
	reply_page_status(rq, status);
}

/* GET /settings/password */
void password_show(struct request *rq)
{
	struct password_view v = {0};

	password_reply(rq, &v, 200);
}

/* One more session for a form that was sent twice: the first sending ended the session this one came with,
 * and its answer with the new cookie may never have been seen. Whoever is here has just proved to know the
 * password. */
static void session_again_wait(struct request *rq, bool keep)
{
	unsigned char hash[SECRET_HASH];

	form_key_reply_again_wait(rq);
	if (rq->reply.status != 303)
		return;
	db_begin(&rq->task);
	session_start(rq, rq->viewer.id, keep, hash);
	db_commit_wait(&rq->task);
}

static void password_now_wrong(struct request *rq)
{
	struct password_view v = {.now_error = _("This is not your present password.")};

	password_reply(rq, &v, 422);
}

static void password_change_wait(struct request *rq, const struct login *compared, const char *password_hash,
	bool keep)
{
	struct task *t = &rq->task;
	unsigned char hash[SECRET_HASH];
	struct login *held = NULL;

	db_begin(t);
	form_key_note(rq, HERE);
	login_hold(t, rq->viewer.id, &held);
	if (db_wait(t) == DB_CONFLICT && form_key_taken(t))
		return session_again_wait(rq, keep);
	if (!login_still(held, compared)) {
		db_rollback_wait(t);
		return password_now_wrong(rq);
	}
	attempt_good(rq, rq->viewer.name);
	login_password_set(t, rq->viewer.id, password_hash);
	tokens_void(t, rq->viewer.id);
	member_sessions_end(t, rq->viewer.id, 0);
	job_put(t,
		&(struct job){.kind = "account.notice_mail", .subject = rq->viewer.id, .text = "password"});
	session_start(rq, rq->viewer.id, keep, hash);
	db_commit_wait(t);
	frame_flash(rq, "password");
	reply_see_other(rq, HERE);
}

/* Whether this browser asked to stay signed in; the new session does as the old. */
static bool is_kept(const struct request *rq, const struct session_rows *sessions)
{
	size_t i;

	for (i = 0; i < sessions->n; i++)
		if (sessions->v[i].id == rq->viewer.session)
			return sessions->v[i].kept;
	return false;
}

/* POST /settings/password -- a new password that will not do is no failed attempt. */
void password_post(struct request *rq)
{
	struct task *t = &rq->task;
	const char *wanted = password_field(rq, "new_password");
	struct password_view v = {0};
	struct session_rows sessions = {0};
	struct login *login = NULL;

	login_of(t, rq->viewer.id, &login);
	member_sessions_of(t, rq->viewer.id, &sessions);
	db_wait(t);
	if (!login)
		task_fail(t, 503, "the account is gone");
	v.new_error = password_wrong(&t->arena, wanted, login->roles, login->username, login->email);
	if (v.new_error)
		return password_reply(rq, &v, 422);
	if (!attempt_ok_or_reply_wait(rq, rq->viewer.name))
		return;
	if (!craft_password_verify_wait(t, login->password_hash, password_field(rq, "password")))
		return password_now_wrong(rq);
	password_change_wait(rq, login, craft_password_hash_wait(t, wanted), is_kept(rq, &sessions));
}
