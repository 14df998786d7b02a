/* settings_pages.c -- what a staff member chooses, his sessions, his password. */
#include "forum/desk/desk_pages.h"

#include "base/intl.h"
#include "base/log.h"
#include "craft/craft.h"
#include "db/query.h"
#include "forum/account/account.h"
#include "forum/agent.h"
#include "forum/desk/account_sql.h"
#include "forum/desk/desk_view.h"
#include "forum/desk/mail.h"
#include "forum/desk/settings_sql.h"
#include "forum/desk/viewer.h"
#include "forum/formkey.h"
#include "forum/password.h"
#include "templates/desk/settings.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

/* ---- settings ---- */

static void settings_reply(struct request *rq, struct desk_settings_view *v, int status)
{
	v->frame = desk_frame_of(rq, _("Settings"), "settings");
	v->key = guard_form_key_again(rq, form_text_or_empty(&rq->body, "key"));
	v->zones = intl_zones();
	desk_settings_page(rq->out, v);
	reply_page_status(rq, status);
}

static struct desk_choices *choices_wait(struct request *rq)
{
	struct desk_choices *c = NULL;

	desk_choices_find(&rq->task, rq->viewer.id, &c);
	db_wait(&rq->task);
	if (!c)
		task_fail(&rq->task, 503, "the account is gone");
	return c;
}

/* GET /settings */
void desk_settings_show(struct request *rq)
{
	struct desk_choices *c = choices_wait(rq);
	struct desk_settings_view v = {.display = c->display,
		.zone = c->zone,
		.theme = c->theme,
		.shortcuts = c->shortcuts,
		.member = c->member};

	settings_reply(rq, &v, 200);
}

static const char *theme_named(const char *theme)
{
	return text_is(theme, "light") || text_is(theme, "dark") ? theme : NULL;
}

/* NULL, or what is wrong: staff names are seen by staff alone, and need not differ by look. */
static const char *name_wrong(const char *display)
{
	if (text_empty(display) || !intl_name_ok(display))
		return _("Please write the name your colleagues know you by.");
	return text_characters(display) > DISPLAY_MOST ? _("Too long: at most 60 characters.") : NULL;
}

/* POST /settings */
void desk_settings_post(struct request *rq)
{
	struct task *t = &rq->task;
	const char *zone = form_text(&rq->body, "zone");
	struct desk_settings_view v = {
		.display = display_typed(&t->arena, form_text_or_empty(&rq->body, "display")),
		.zone = text_empty(zone) ? NULL : zone,
		.theme = theme_named(form_text(&rq->body, "theme")),
		.shortcuts = form_has(&rq->body, "shortcuts"),
	};
	struct desk_choices chosen = {v.display, v.zone, v.theme, v.shortcuts, NULL};

	v.display_error = name_wrong(v.display);
	if (v.zone && !intl_zone_known(v.zone))
		v.zone_error = _("We do not know this time zone. Please choose one from the list.");
	if (v.display_error || v.zone_error) {
		v.member = choices_wait(rq)->member;
		return settings_reply(rq, &v, 422);
	}
	db_begin(t);
	form_key_note(rq, "/settings");
	desk_choices_set(t, rq->viewer.id, &chosen);
	if (!form_key_commit_wait(rq))
		return;
	desk_flash(rq, "saved");
	reply_see_other(rq, "/settings");
}

/* ---- sessions ---- */

/* GET /settings/sessions */
void desk_sessions_show(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	struct desk_sessions_view v = {0};
	struct desk_session_rows rows = {0};

	desk_sessions_of(&rq->task, rq->viewer.id, &rows);
	db_wait(&rq->task);

	v.frame = desk_frame_of(rq, _("Sessions"), "settings");
	v.key = guard_form_key(rq);
	v.sessions.v = arena_array(a, struct desk_session_line, rows.n + 1);
	for (; v.sessions.n < rows.n; v.sessions.n++) {
		const struct desk_session_row *row = &rows.v[v.sessions.n];

		v.sessions.v[v.sessions.n] = (struct desk_session_line){row->id, agent_said(a, row->agent),
			row->created_at, row->seen_at, row->id == rq->viewer.session};
	}
	desk_sessions_page(rq->out, &v);
	reply_page(rq);
}

/* POST /settings/sessions -- ends one session, or (all=1) all but this. */
void desk_sessions_post(struct request *rq)
{
	struct task *t = &rq->task;

	db_begin(t);
	form_key_note(rq, "/settings/sessions");
	if (form_has(&rq->body, "all"))
		desk_sessions_end(t, rq->viewer.id, rq->viewer.session);
	else
		desk_session_end(t, rq->viewer.id, form_int8(&rq->body, "session"));
	if (!form_key_commit_wait(rq))
		return;
	desk_flash(rq, "session-ended");
	reply_see_other(rq, "/settings/sessions");
}

/* ---- the password ---- */

static void password_reply(struct request *rq, struct desk_password_view *v, int status)
{
	v->frame = desk_frame_of(rq, _("Password"), "settings");
	v->key = guard_form_key_again(rq, form_text_or_empty(&rq->body, "key"));
	v->least = desk_password_least(desk_me(rq)->totp);
	desk_password_page(rq->out, v);
	reply_page_status(rq, status);
}

/* GET /settings/password */
void desk_password_show(struct request *rq)
{
	struct desk_password_view v = {0};

	password_reply(rq, &v, 200);
}

static const char *password_typed(struct request *rq, const char *name)
{
	return password_normal(&rq->task.arena, form_text_or_empty(&rq->body, name));
}

/* Every session but this ends; this one stays, so that a form sent twice still has its key. */
static void password_change_wait(struct request *rq, const struct desk_login *login, const char *hash)
{
	struct task *t = &rq->task;

	db_begin(t);
	if (!desk_login_still_wait(t, login)) {
		db_rollback_wait(t);
		return form_key_reply_again_wait(rq);
	}
	form_key_note(rq, "/settings/password");
	desk_attempt_good(rq, false, rq->viewer.name);
	desk_password_set(t, rq->viewer.id, hash);
	desk_change_told(t, rq->viewer.id, "password");
	desk_sessions_end(t, rq->viewer.id, rq->viewer.session);
	if (!form_key_commit_wait(rq))
		return;
	log_info("desk.password_changed", "account=%lld", (long long)rq->viewer.id);
	desk_flash(rq, "password");
	reply_see_other(rq, "/settings/password");
}

/* POST /settings/password -- a new password that will not do is no failed attempt. */
void desk_password_post(struct request *rq)
{
	struct task *t = &rq->task;
	const char *wanted = password_typed(rq, "new_password");
	struct desk_password_view v = {0};
	struct desk_login *login = NULL;

	desk_login_of(t, rq->viewer.id, &login);
	db_wait(t);
	if (!login)
		task_fail(t, 503, "the account is gone");
	v.new_error = desk_password_wrong(&t->arena, wanted, login->totp, login->username, login->email);
	if (v.new_error)
		return password_reply(rq, &v, 422);
	if (!desk_attempt_ok_or_reply_wait(rq, false, login->username))
		return;
	if (!craft_password_verify_wait(t, login->password_hash, password_typed(rq, "password"))) {
		v.now_error = _("This is not your present password.");
		return password_reply(rq, &v, 422);
	}
	password_change_wait(rq, login, craft_password_hash_wait(t, wanted));
}
