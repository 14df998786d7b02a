/* setting_pages.c -- /admin/settings: each setting with a form of its own, what was set before, and taking that back. A change follows the one
 * it was typed over, so two admins cannot overwrite each other unseen. */
#include "forum/setting/setting_inside.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/account/account.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/setting/setting_pages.h"
#include "templates/admin/settings.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

#define HERE SETTINGS_PATH

void settings_found_wait(struct task *t, struct settings_found *f)
{
	settings_find(t, &f->rows);
	setting_heads(t, &f->heads);
	setting_changes(t, &f->history);
	db_wait(t);
}

static const struct setting *setting_of(const char *key)
{
	size_t i;

	for (i = 0; i < SETTINGS; i++)
		if (text_is(key, settings[i].key))
			return &settings[i];
	return NULL;
}

static struct setting_field field_of(const struct settings_found *f, const struct setting *s)
{
	struct setting_field field = {.setting = s, .value = ""};
	size_t i;

	for (i = 0; i < f->rows.n; i++)
		if (text_is(f->rows.v[i].key, s->key))
			field.value = f->rows.v[i].value;
	for (i = 0; i < f->heads.n; i++)
		if (text_is(f->heads.v[i].key, s->key))
			field.base = f->heads.v[i].id;
	field.as_file = text_empty(setting_default(s)) ? NULL : setting_default(s);
	return field;
}

void settings_view_fill(struct request *rq, const struct settings_found *f, struct settings_admin_view *v)
{
	struct arena *a = &rq->task.arena;
	struct logo logo;
	size_t i;

	v->fields.v = arena_array(a, struct setting_field, SETTINGS);
	for (i = 0; i < SETTINGS; i++) {
		v->fields.v[i] = field_of(f, &settings[i]);
		if (!i || !text_is(settings[i].group, settings[i - 1].group))
			v->fields.v[i].group = settings[i].group;
	}
	v->fields.n = SETTINGS;
	if (logo_of(v->fields.v[SETTING_LOGO].value, &logo))
		v->logo = arena_printf(a, "/logo/%s.png", logo.hash);
	v->history.v = arena_array(a, struct setting_line, f->history.n + 1);
	for (i = 0; i < f->history.n; i++) {
		const struct setting_change *c = &f->history.v[i];
		const struct setting *s = setting_of(c->key);

		v->history.v[v->history.n++] = (struct setting_line){.change = *c,
			.name = s ? s->name : c->key,
			.may_undo = s && c->newest,
			.dangerous = s && s->dangerous};
	}
}

void settings_admin_reply(struct request *rq, struct settings_admin_view *v, int status)
{
	v->frame = frame_of(rq, _("Settings of the site"));
	v->key = status == 200 ? guard_form_key(rq) : guard_form_key_again(rq, form_text(&rq->body, "key"));
	settings_admin_page(rq->out, v);
	reply_page_status(rq, status);
}

/* GET /admin/settings */
void setting_admin_show(struct request *rq)
{
	struct settings_admin_view v = {0};
	struct settings_found f = {0};

	settings_found_wait(&rq->task, &f);
	settings_apply(
		&f.rows); /* who has just saved sees it, though this process may not have been told yet */
	settings_view_fill(rq, &f, &v);
	settings_admin_reply(rq, &v, 200);
}

/* What somebody else has set meanwhile is shown; what was typed is not lost, over that. */
static void conflict_wait(struct request *rq, const struct setting *s, const char *typed)
{
	struct settings_admin_view v = {
		.wrong = _("Somebody else has set it meanwhile: see below. What you typed is kept.")};
	struct settings_found f = {0};

	settings_found_wait(&rq->task, &f);
	settings_view_fill(rq, &f, &v);
	if (typed)
		v.fields.v[s - settings].value = typed;
	settings_admin_reply(rq, &v, 409);
}

void setting_save_wait(struct request *rq, const struct setting *s, const char *value, int64_t base,
	int64_t undoes, const char *typed, const struct png *picture)
{
	struct task *t = &rq->task;
	struct setting_done *done = NULL;

	db_begin(t);
	form_key_note(rq, HERE);
	if (picture)
		picture_put(rq, arena_text_n(&t->arena, value, 12), picture);
	setting_set(rq, s->key, text_empty(value) ? NULL : value, base, undoes, &done);
	if (db_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		(void)db_conflict(t);
		return conflict_wait(rq, s, typed);
	}
	if (!done || !done->done) {
		db_rollback_wait(t);
		return conflict_wait(rq, s, typed);
	}
	(void)db_commit_wait(t);
	frame_flash(rq, undoes ? "undone" : "saved");
	reply_see_other(rq, HERE);
}

/* Whether it needs no password, or the right one was typed; if not, it has been answered. Sleeps. */
static bool password_ok_or_reply_wait(struct request *rq, const struct setting *s,
	struct settings_admin_view *v)
{
	const char *wrong = _("This is not your password. Nothing was changed.");

	if (!s->dangerous)
		return true;
	switch (account_password_again_wait(rq)) {
	case PASSWORD_RIGHT:
		return true;
	case PASSWORD_ANSWERED:
		return false;
	case PASSWORD_WRONG:
		break;
	}
	v->fields.v[s - settings].wrong_password = wrong;
	settings_admin_reply(rq, v, 422);
	return false;
}

/* The last change of a setting gives way to what was before it. */
static void undo_wait(struct request *rq, const struct settings_found *f, struct settings_admin_view *v)
{
	int64_t id = form_int8(&rq->body, "change");
	size_t i;

	for (i = 0; i < v->history.n; i++) {
		const struct setting_change *c = &f->history.v[i];
		const struct setting *s = setting_of(c->key);

		if (c->id != id || !s)
			continue;
		if (password_ok_or_reply_wait(rq, s, v))
			setting_save_wait(rq, s, c->before, c->id, c->id, NULL, NULL);
		return;
	}
	v->wrong = _("There is no such change that could be taken back.");
	settings_admin_reply(rq, v, 422);
}

/* POST /admin/settings */
void setting_admin_post(struct request *rq)
{
	const struct setting *s = setting_of(form_text(&rq->body, "setting"));
	const char *typed = form_text_or_empty(&rq->body, "value"), *value = "";
	struct settings_admin_view v = {0};
	struct setting_field *field;
	struct settings_found f = {0};

	settings_found_wait(&rq->task, &f);
	settings_view_fill(rq, &f, &v);
	if (text_is(form_text(&rq->body, "act"), "undo"))
		return undo_wait(rq, &f, &v);
	if (!s || !s->read)
		return reply_error(rq, 422, _("There is no such setting."));
	field = &v.fields.v[s - settings];
	if (!text_empty(text_one_line(&rq->task.arena, typed)))
		value = s->read(&rq->task.arena, typed, &field->wrong);
	if (value && text_is(value, field->value) && form_int8(&rq->body, "base") == field->base) {
		frame_flash(rq, "unchanged");
		return reply_see_other(rq, HERE);
	}
	field->value = typed;
	if (!value)
		return settings_admin_reply(rq, &v, 422);
	if (password_ok_or_reply_wait(rq, s, &v))
		setting_save_wait(rq, s, value, form_int8(&rq->body, "base"), 0, typed, NULL);
}
