/* settings_pages.c -- what a member chooses about himself, his sessions, and everybody's light or dark. */
#include "forum/account/account_pages.h"

#include <string.h>

#include "base/intl.h"
#include "db/query.h"
#include "forum/account/account.h"
#include "forum/account/account_sql.h"
#include "forum/account/account_view.h"
#include "forum/agent.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "templates/account/settings.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/session.h"

#define YEAR_S (365L * 86400)

/* ---- settings ---- */

static void settings_reply(struct request *rq, struct settings_view *v, int status)
{
	v->frame = frame_of(rq, _("Settings"));
	v->frame.nav = "settings";
	v->key = guard_form_key_again(rq, form_text_or_empty(&rq->body, "key"));
	v->zones = intl_zones();
	settings_page(rq->out, v);
	reply_page_status(rq, status);
}

static struct member_settings *settings_wait(struct request *rq)
{
	struct member_settings *s = NULL;

	member_settings_find(&rq->task, rq->viewer.id, &s);
	db_wait(&rq->task);
	if (!s)
		task_fail(&rq->task, 503, "the account is gone");
	return s;
}

/* GET /settings */
void settings_show(struct request *rq)
{
	struct member_settings *s = settings_wait(rq);
	struct settings_view v = {.display = s->display,
		.bio = s->bio,
		.zone = s->zone,
		.locale = s->locale,
		.theme = s->theme};

	settings_reply(rq, &v, 200);
}

static const char *theme_named(const char *theme)
{
	return text_is(theme, "light") || text_is(theme, "dark") ? theme : NULL;
}

static const char *language_named(const char *code)
{
	struct languages known = languages_known();
	size_t i;

	for (i = 0; i < known.n; i++)
		if (text_is(code, known.v[i].code))
			return known.v[i].code;
	return NULL;
}

static const char *text_or_null(const char *s)
{
	return text_empty(s) ? NULL : s;
}

static struct settings_view settings_typed(struct request *rq)
{
	struct arena *a = &rq->task.arena;

	return (struct settings_view){
		.display = display_typed(a, form_text_or_empty(&rq->body, "display")),
		.bio = text_lines(a, form_text_or_empty(&rq->body, "bio")),
		.zone = text_or_null(form_text(&rq->body, "zone")),
		.locale = language_named(form_text(&rq->body, "locale")),
		.theme = theme_named(form_text(&rq->body, "theme")),
	};
}

/* A name that stands already may be one that is not given any more: imported, or older than a rule. */
static bool settings_are_fine(struct request *rq, struct settings_view *v, const struct member_settings *now)
{
	if (!text_is(v->display, now->display))
		v->display_error = display_wrong(&rq->task.arena, v->display);
	v->bio_error = bio_wrong(v->bio);
	if (v->zone && !intl_zone_known(v->zone))
		v->zone_error = _("We do not know this time zone. Please choose one from the list.");
	return !v->display_error && !v->bio_error && !v->zone_error;
}

static enum db_result settings_save_wait(struct request *rq, const struct settings_view *v)
{
	struct task *t = &rq->task;
	struct member_settings s = {v->display, v->bio, v->locale, v->zone, v->theme};

	db_begin(t);
	form_key_note(rq, "/settings");
	member_settings_set(t, rq->viewer.id, &s, intl_skeleton(&t->arena, v->display));
	return db_commit_wait(t);
}

/* POST /settings */
void settings_post(struct request *rq)
{
	struct settings_view v = settings_typed(rq);

	if (!settings_are_fine(rq, &v, settings_wait(rq)))
		return settings_reply(rq, &v, 422);
	if (settings_save_wait(rq, &v) == DB_CONFLICT) {
		if (form_key_taken(&rq->task))
			return form_key_reply_again_wait(rq);
		v.display_error = _("Another member's name is the same or looks the same. Please write yours "
				    "so that nobody mixes you up.");
		return settings_reply(rq, &v, 422);
	}
	frame_flash(rq, "saved");
	reply_see_other(rq, "/settings");
}

/* ---- sessions ---- */

/* GET /settings/sessions */
void sessions_show(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	struct sessions_view v = {.frame = frame_of(rq, _("Sessions")), .key = guard_form_key(rq)};
	struct session_rows rows = {0};

	member_sessions_of(&rq->task, rq->viewer.id, &rows);
	db_wait(&rq->task);

	v.frame.nav = "settings";
	v.sessions.v = arena_array(a, struct session_line, rows.n + 1);
	for (; v.sessions.n < rows.n; v.sessions.n++) {
		const struct session_row *row = &rows.v[v.sessions.n];

		v.sessions.v[v.sessions.n] = (struct session_line){row->id, agent_said(a, row->agent),
			row->created_at, row->seen_at, row->id == rq->viewer.session};
	}
	sessions_page(rq->out, &v);
	reply_page(rq);
}

/* POST /settings/sessions -- ends one session, or (all=1) all but this. */
void sessions_post(struct request *rq)
{
	struct task *t = &rq->task;

	db_begin(t);
	form_key_note(rq, "/settings/sessions");
	if (form_has(&rq->body, "all"))
		member_sessions_end(t, rq->viewer.id, rq->viewer.session);
	else
		member_session_end(t, rq->viewer.id, form_int8(&rq->body, "session"));
	if (!form_key_commit_wait(rq))
		return;
	frame_flash(rq, "session-ended");
	reply_see_other(rq, "/settings/sessions");
}

/* ---- light and dark ---- */

/* POST /theme -- a cookie for guests, a setting for members; then back to the page they were on. */
void theme_post(struct request *rq)
{
	const char *theme = theme_named(form_text(&rq->body, "theme"));

	if (rq->viewer.id) {
		db_begin(&rq->task);
		member_theme_set(&rq->task, rq->viewer.id, theme);
		db_commit_wait(&rq->task);
	}
	reply_cookie(rq, "theme", theme ? theme : "", theme ? YEAR_S : -1);
	reply_see_other(rq, local_path(form_text(&rq->body, "next")));
}
