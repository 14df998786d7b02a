/* harm_admin_pages.c -- /admin/harm: all thresholds in one form. They can be tried on the last thirty days before they are saved, which saves
 * nothing; what is saved follows what it was typed over, so that two admins cannot overwrite each other unseen, and can be taken back. */
#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/harm/harm_admin_view.h"
#include "templates/harm_admin.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

#define HERE	  "/admin/harm"
#define TEXT_MOST 20000 /* bytes that a pattern is tried on */

/* What the page is made of, in one snapshot. */
struct found {
	struct harm_rows rows;
	struct harm_changes changes;
};

static void found_wait(struct task *t, struct found *f)
{
	harm_rows_find(t, &f->rows);
	harm_changes_find(t, &f->changes);
	db_wait(t);
}

static int64_t newest_of(const struct found *f)
{
	return f->changes.n ? f->changes.v[0].id : 0;
}

static void admin_reply(struct request *rq, const struct found *f, struct harm_admin_view *v, int status)
{
	struct arena *a = &rq->task.arena;
	size_t i;

	v->frame = frame_of(rq, _("Before a post is published"));
	v->history.v = arena_array(a, struct harm_history_line, f->changes.n + 1);
	for (i = 0; i < f->changes.n; i++)
		v->history.v[v->history.n++] =
			(struct harm_history_line){f->changes.v[i], harm_form_name(a, f->changes.v[i].key)};
	harm_admin_page(rq->out, v);
	reply_page_status(rq, status);
}

/* GET /admin/harm */
void harm_admin_show(struct request *rq)
{
	struct harm_admin_view v = {.key = guard_form_key(rq), .text = ""};
	struct found f = {0};

	found_wait(&rq->task, &f);
	v.base = newest_of(&f);
	harm_form_of(&rq->task.arena, &f.rows, &v.form);
	admin_reply(rq, &f, &v, 200);
}

/* ---- trying ---- */

static const struct {
	const char *one, *many;
} told[TRIES] = {
	[TRY_HELD] = {_("% post would have been held which was shown"),
		_("% posts would have been held which were shown")},
	[TRY_SHOWN] = {_("% post would have been shown which was held"),
		_("% posts would have been shown which were held")},
	[TRY_QUEUED] = {_("% post that was shown would have been put before a moderator as well"),
		_("% posts that were shown would have been put before a moderator as well")},
	[TRY_UNQUEUED] = {_("% post would not have been put before a moderator"),
		_("% posts would not have been put before a moderator")},
	[TRY_OFTEN] = {_("% post would have come too soon after its author’s others"),
		_("% posts would have come too soon after their authors’ others")},
	[TRY_ADDRESS] = {_("% post would have come too soon after others from its address"),
		_("% posts would have come too soon after others from their addresses")},
	[TRY_LINKS] = {_("% post would have come back for its links"),
		_("% posts would have come back for their links")},
	[TRY_MENTIONS] = {_("% post would have come back for the names in it"),
		_("% posts would have come back for the names in them")},
	[TRY_SAME] = {_("% post would have come back because its text was posted already"),
		_("% posts would have come back because their text was posted already")},
	[TRY_QUICK] = {_("% form would have been shown once more because it was so quick"),
		_("% forms would have been shown once more because they were so quick")},
};

/* The samples of all lines are asked for together. */
static struct texts samples_all(struct arena *a, const struct harm_tried_all *tried)
{
	struct texts all = {arena_array(a, const char *, TRIES * 5), 0};
	size_t i, j;

	for (i = 0; i < TRIES; i++)
		for (j = 0; j < tried->of[i].samples.n; j++)
			all.v[all.n++] = tried->of[i].samples.v[j];
	return all;
}

static struct harm_samples samples_of(struct arena *a, const struct harm_tried *x,
	const struct harm_samples *all)
{
	struct harm_samples some = {arena_array(a, struct harm_sample, x->samples.n + 1), 0};
	size_t i, j;
	int64_t id;

	for (i = 0; i < x->samples.n; i++)
		for (j = 0; j < all->n; j++)
			if (text_int8(x->samples.v[i], &id) && id == all->v[j].post)
				some.v[some.n++] = all->v[j];
	return some;
}

static void try_wait(struct request *rq, struct harm_admin_view *v)
{
	struct task *t = &rq->task;
	struct harm_tried_all *tried = NULL;
	struct harm_samples samples = {0};
	size_t i;

	harm_try(t, &v->form.settings, &tried);
	db_wait(t);
	harm_samples_find(t, samples_all(&t->arena, tried), &samples);
	db_wait(t);
	v->tried = true;
	v->looks = tried->looks;
	v->most = tried->looks == HARM_TRIED_MOST;
	v->lines.v = arena_array(&t->arena, struct harm_line, TRIES);
	for (i = 0; i < TRIES; i++)
		if (tried->of[i].posts)
			v->lines.v[v->lines.n++] =
				(struct harm_line){tried->of[i].posts, told[i].one, told[i].many,
					tried->of[i].members, samples_of(&t->arena, &tried->of[i], &samples)};
}

/* What would be found in the text that was typed for it. */
static void text_try(struct request *rq, struct harm_admin_view *v)
{
	struct private_rules rules = {v->form.settings.list[HARM_PATTERNS], v->form.settings.list[HARM_FINE]};

	private_find(&rq->task.arena, v->text, &rules, &v->found);
}

/* ---- saving ---- */

/* What somebody else has set meanwhile is in the history; what was typed stays, over that. */
static void conflict_wait(struct request *rq, struct harm_admin_view *v)
{
	struct found f = {0};

	found_wait(&rq->task, &f);
	v->wrong = _("Somebody else has set something meanwhile: see below. What you typed is kept.");
	v->base = newest_of(&f);
	v->key = guard_form_key(rq);
	admin_reply(rq, &f, v, 409);
}

static void save_wait(struct request *rq, struct harm_admin_view *v, struct texts keys, struct texts values,
	int64_t undoes)
{
	struct task *t = &rq->task;
	struct harm_saved *saved = NULL;

	db_begin(t);
	form_key_note(rq, HERE);
	harm_set(rq, keys, values, form_int8(&rq->body, "base"), undoes, &saved);
	if (db_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		(void)db_conflict(t);
		return conflict_wait(rq, v);
	}
	if (!saved || !saved->done) {
		db_rollback_wait(t);
		return conflict_wait(rq, v);
	}
	(void)db_commit_wait(t);
	frame_flash(rq, undoes ? "undone" : "saved");
	reply_see_other(rq, HERE);
}

/* The last change of a threshold gives way to what was before it. */
static void undo_wait(struct request *rq, const struct found *f, struct harm_admin_view *v)
{
	int64_t id = form_int8(&rq->body, "change");
	size_t i;

	for (i = 0; i < f->changes.n; i++) {
		const struct harm_change *c = &f->changes.v[i];
		const char *key = c->key, *value = c->before ? c->before : "";

		if (c->id == id && c->newest)
			return save_wait(rq, v, (struct texts){&key, 1}, (struct texts){&value, 1}, id);
	}
	v->wrong = _("There is no such change that could be taken back.");
	admin_reply(rq, f, v, 422);
}

/* POST /admin/harm */
void harm_admin_post(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	const char *act = form_text_or_empty(&rq->body, "act");
	struct harm_admin_view v = {.base = form_int8(&rq->body, "base"),
		.key = guard_form_key_again(rq, form_text(&rq->body, "key")),
		.text = text_lines(a, form_text_or_empty(&rq->body, "text"))};
	struct found f = {0};

	found_wait(&rq->task, &f);
	if (text_is(act, "undo")) {
		harm_form_of(a, &f.rows, &v.form);
		return undo_wait(rq, &f, &v);
	}
	if (!harm_form_read(a, &rq->body, &f.rows, &v.form)) {
		v.wrong = _("Something cannot be as it was typed. Nothing was changed.");
		return admin_reply(rq, &f, &v, 422);
	}
	if (text_is(act, "save") && v.form.keys.n)
		return save_wait(rq, &v, v.form.keys, v.form.values, 0);
	if (text_is(act, "save")) {
		frame_flash(rq, "unchanged");
		return reply_see_other(rq, HERE);
	}
	v.text = arena_text_n(a, v.text, slice_of(v.text).n < TEXT_MOST ? slice_of(v.text).n : TEXT_MOST);
	text_try(rq, &v);
	try_wait(rq, &v);
	admin_reply(rq, &f, &v, 200);
}
