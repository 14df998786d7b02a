/* limits_pages.c -- /admin/evidence: from when on something is a sign. What the days behind us would have given is shown before limits are
 * set; each set follows the one it was typed over, so that two admins cannot overwrite each other unseen; the last can be taken back. */
#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/evidence/evidence_pages.h"
#include "forum/evidence/finding_sql.h"
#include "forum/evidence/limits_sql.h"
#include "forum/evidence/limits_view.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "templates/evidence_limits.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

#define PATH "/admin/evidence"

static const char *number(struct arena *a, int64_t n)
{
	return arena_printf(a, "%lld", (long long)n);
}

static struct limit_field field_of(struct arena *a, enum limit i, const char *value)
{
	struct evidence_limits scrap = limits_default();

	return (struct limit_field){limit_key(i), limit_label(i), value,
		arena_printf(a, "%lld–%lld", (long long)limit_least(i), (long long)limit_most(i)),
		number(a, limit_usual(i)), !limits_take(&scrap, limit_key(i), value)};
}

/* A field for each limit, by kind: as it was typed (${l} NULL), or as it is in ${l}. */
static void fields_fill(struct request *rq, const struct evidence_limits *l, struct evidence_limits_view *v)
{
	struct arena *a = &rq->task.arena;
	int kind;
	unsigned i;

	v->groups.v = arena_array(a, struct limit_group, FINDING_KINDS + 1);
	for (kind = -1; kind < FINDING_KINDS; kind++) {
		struct limit_group *g = &v->groups.v[v->groups.n++];

		*g = (struct limit_group){limits_kind_name(kind),
			{arena_array(a, struct limit_field, LIMITS), 0}};
		for (i = 0; i < LIMITS; i++)
			if (limit_kind(i) == kind)
				g->fields.v[g->fields.n++] = field_of(a, i,
					l ? number(a, l->of[i])
					  : form_text_or_empty(&rq->body, limit_key(i)));
	}
}

/* False: something typed makes no sense. */
static bool typed_read(const struct form *body, struct evidence_limits *l)
{
	bool fine = true;
	unsigned i;

	*l = limits_default();
	for (i = 0; i < LIMITS; i++)
		fine = limits_take(l, limit_key(i), form_text_or_empty(body, limit_key(i))) && fine;
	return fine;
}

static void history_tell(struct arena *a, const struct limits_sets *sets, struct evidence_limits_view *v)
{
	size_t i;

	v->history.v = arena_array(a, struct limit_history_line, sets->n);
	for (i = 0; i + 1 < sets->n && i < LIMITS_HISTORY; i++) {
		struct evidence_limits was = limits_of(&sets->v[i + 1]), is = limits_of(&sets->v[i]);

		v->history.v[v->history.n++] = (struct limit_history_line){
			.at = sets->v[i].at,
			.admin = sets->v[i].admin,
			.admin_display = sets->v[i].admin_display,
			.undoes = sets->v[i].undoes_id != 0,
			.changes = limits_changes(a, &was, &is),
		};
	}
	v->latest = sets->v[0].id;
	v->may_undo = sets->n > 1;
}

static void page_reply(struct request *rq, const struct limits_sets *sets, struct evidence_limits_view *v,
	int status)
{
	v->frame = frame_of(rq, _("Limits of evidence"));
	history_tell(&rq->task.arena, sets, v);
	evidence_limits_page(rq->out, v);
	reply_page_status(rq, status);
}

/* GET /admin/evidence */
void evidence_limits_show(struct request *rq)
{
	struct limits_sets sets = {0};
	struct evidence_limits_view v = {.key = guard_form_key(rq)};
	struct evidence_limits now;

	limits_history(&rq->task, &sets);
	db_wait(&rq->task);
	now = limits_of(&sets.v[0]);
	v.base = sets.v[0].id;
	fields_fill(rq, &now, &v);
	page_reply(rq, &sets, &v, 200);
}

/* ---- what it would have given ---- */

static void preview_wait(struct request *rq, const struct evidence_limits *l, const struct limits_sets *sets,
	struct evidence_limits_view *v)
{
	struct evidence_limits now = limits_of(&sets->v[0]);
	struct would *before[FINDING_KINDS] = {0}, *then[FINDING_KINDS] = {0};
	int64_t day = sets->v[0].today;
	int i;

	for (i = 0; i < FINDING_KINDS; i++) {
		finding_count(&rq->task, i, day, &now, &before[i]);
		finding_count(&rq->task, i, day, l, &then[i]);
	}
	db_wait(&rq->task);
	v->previewed = true;
	v->changed = !limits_same(l, &now);
	v->days = l->of[LIMIT_DAYS];
	v->tallies.v = arena_array(&rq->task.arena, struct limit_tally, FINDING_KINDS);
	for (i = 0; i < FINDING_KINDS; i++)
		v->tallies.v[v->tallies.n++] = (struct limit_tally){limits_kind_name(i), before[i]->findings,
			before[i]->acts, then[i]->findings, then[i]->acts};
	page_reply(rq, sets, v, 200);
}

/* ---- setting them ---- */

/* What somebody else has set meanwhile is in the history; what was typed stays, over that. */
static void conflict_wait(struct request *rq, struct evidence_limits_view *v)
{
	struct limits_sets sets = {0};

	limits_history(&rq->task, &sets);
	db_wait(&rq->task);
	v->conflict = true;
	v->base = sets.v[0].id;
	v->key = guard_form_key(rq);
	page_reply(rq, &sets, v, 409);
}

static void apply_wait(struct request *rq, const struct evidence_limits *l, int64_t before, int64_t undoes,
	struct evidence_limits_view *v)
{
	struct task *t = &rq->task;

	db_begin(t);
	form_key_note(rq, PATH);
	limits_add(t, l, before, undoes, rq->viewer.id);
	if (db_commit_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		(void)db_conflict(t);
		return conflict_wait(rq, v);
	}
	frame_flash(rq, undoes ? "undone" : "saved");
	reply_see_other(rq, PATH);
}

/* The last set gives way to a copy of the one before it. */
static void undo_wait(struct request *rq, const struct limits_sets *sets, struct evidence_limits_view *v)
{
	struct evidence_limits now = limits_of(&sets->v[0]), back;

	fields_fill(rq, &now, v);
	if (sets->n < 2 || form_int8(&rq->body, "base") != sets->v[0].id)
		return conflict_wait(rq, v);
	back = limits_of(&sets->v[1]);
	apply_wait(rq, &back, sets->v[0].id, sets->v[0].id, v);
}

/* POST /admin/evidence */
void evidence_limits_post(struct request *rq)
{
	const char *act = form_text_or_empty(&rq->body, "act");
	struct evidence_limits_view v = {.key = guard_form_key_again(rq, form_text(&rq->body, "key"))};
	struct evidence_limits l, now;
	struct limits_sets sets = {0};

	limits_history(&rq->task, &sets);
	db_wait(&rq->task);
	if (text_is(act, "undo"))
		return undo_wait(rq, &sets, &v);
	v.wrong = !typed_read(&rq->body, &l);
	v.base = form_int8(&rq->body, "base");
	now = limits_of(&sets.v[0]);
	fields_fill(rq, NULL, &v);
	if (v.wrong)
		return page_reply(rq, &sets, &v, 422);
	if (!text_is(act, "apply"))
		return preview_wait(rq, &l, &sets, &v);
	if (v.base == sets.v[0].id && limits_same(&l, &now)) {
		frame_flash(rq, "unchanged");
		return reply_see_other(rq, PATH);
	}
	/* sent twice, or somebody was quicker: the database knows */
	apply_wait(rq, &l, v.base, 0, &v);
}
