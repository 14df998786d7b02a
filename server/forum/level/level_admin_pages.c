/* level_admin_pages.c -- /admin/levels: the thresholds. Who would be affected is shown before they are set; each set follows the one it
 * was typed over, so that two admins cannot overwrite each other unseen; the last one can be taken back. */
#include "forum/level/level_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/level/level_text.h"
#include "templates/levels_admin.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

static const char *number(struct arena *a, int64_t n)
{
	return arena_printf(a, "%lld", (long long)n);
}

/* The fields as they hold. */
static void fields_of(struct arena *a, const struct level_rules *rules, struct levels_admin_view *v)
{
	int i;

	v->base = rules->id;
	v->judgements = number(a, rules->judgements);
	v->settle_days = number(a, rules->settle_days);
	v->rows.v = arena_array(a, struct level_fields, LEVELS);
	for (i = 1; i < LEVELS; i++)
		v->rows.v[v->rows.n++] = (struct level_fields){i, level_name(i),
			number(a, rules->bound[i].people), level_percent(a, rules->bound[i].ratio),
			number(a, rules->bound[i].keep_people), level_percent(a, rules->bound[i].keep_ratio)};
}

static const char *typed(struct request *rq, const char *what, int level)
{
	return form_text_or_empty(&rq->body, arena_printf(&rq->task.arena, "%s-%d", what, level));
}

/* The fields as they were typed. */
static void fields_again(struct request *rq, struct levels_admin_view *v)
{
	int i;

	v->judgements = form_text_or_empty(&rq->body, "judgements");
	v->settle_days = form_text_or_empty(&rq->body, "settle-days");
	v->rows.v = arena_array(&rq->task.arena, struct level_fields, LEVELS);
	v->rows.n = 0;
	for (i = 1; i < LEVELS; i++)
		v->rows.v[v->rows.n++] = (struct level_fields){i, level_name(i), typed(rq, "people", i),
			typed(rq, "ratio", i), typed(rq, "keep-people", i), typed(rq, "keep-ratio", i)};
}

static void history_tell(struct arena *a, const struct level_rules_sets *sets, struct levels_admin_view *v)
{
	size_t i;

	v->history.v = arena_array(a, struct level_history_line, sets->n);
	for (i = 0; i + 1 < sets->n && i < LEVEL_HISTORY; i++)
		v->history.v[v->history.n++] = (struct level_history_line){
			.at = sets->v[i].at,
			.admin = sets->v[i].admin,
			.admin_display = sets->v[i].admin_display,
			.undoes = sets->v[i].undoes_id != 0,
			.changes = level_rules_changes(a, &sets->v[i + 1].rules, &sets->v[i].rules),
		};
	v->latest = sets->v[0].rules.id;
	v->may_undo = sets->n > 1;
}

static void admin_reply(struct request *rq, const struct level_rules_sets *sets, struct levels_admin_view *v,
	int status)
{
	v->frame = frame_of(rq, _("Thresholds of levels"));
	history_tell(&rq->task.arena, sets, v);
	levels_admin_page(rq->out, v);
	reply_page_status(rq, status);
}

/* GET /admin/levels */
void levels_admin_show(struct request *rq)
{
	struct level_rules_sets sets = {0};
	struct levels_admin_view v = {.key = guard_form_key(rq)};

	level_rules_history(&rq->task, &sets);
	db_wait(&rq->task);
	fields_of(&rq->task.arena, &sets.v[0].rules, &v);
	admin_reply(rq, &sets, &v, 200);
}

/* ---- who would be affected ---- */

static void moves_tell(struct arena *a, const struct level_moves *moves, struct levels_admin_view *v)
{
	size_t i;

	v->tallies = (struct level_tallies){arena_array(a, struct level_tally, LEVELS), LEVELS};
	for (i = 0; i < LEVELS; i++)
		v->tallies.v[i].name = level_name((int)i);
	for (i = 0; i < moves->n; i++) {
		const struct level_move *m = &moves->v[i];

		v->tallies.v[m->before].before += m->members;
		v->tallies.v[m->after].after += m->members;
		if (m->after > m->before) {
			v->tallies.v[m->before].rise += m->members;
			v->rise += m->members;
		} else if (m->after < m->before) {
			v->tallies.v[m->before].fall += m->members;
			v->fall += m->members;
		}
	}
}

static void movers_tell(struct arena *a, const struct level_movers *movers, struct levels_admin_view *v)
{
	size_t i;

	v->movers = (struct level_mover_lines){arena_array(a, struct level_mover_line, movers->n), movers->n};
	for (i = 0; i < movers->n; i++) {
		const struct level_mover *m = &movers->v[i];

		v->movers.v[i] = (struct level_mover_line){m->name, m->display, level_name((int)m->before),
			level_name((int)m->after), level_percent(a, m->ratio), m->people,
			m->after > m->before};
	}
}

static void preview_wait(struct request *rq, const struct level_rules *rules,
	const struct level_rules_sets *sets, struct levels_admin_view *v)
{
	struct level_moves moves = {0};
	struct level_movers movers = {0};

	level_preview(&rq->task, rules, &moves, &movers);
	db_wait(&rq->task);
	v->previewed = true;
	v->changed = !level_rules_same(rules, &sets->v[0].rules);
	moves_tell(&rq->task.arena, &moves, v);
	movers_tell(&rq->task.arena, &movers, v);
	admin_reply(rq, sets, v, 200);
}

/* ---- setting them ---- */

/* What somebody else has set meanwhile is in the history; what was typed stays, over that. */
static void conflict_wait(struct request *rq, struct levels_admin_view *v)
{
	struct level_rules_sets sets = {0};

	level_rules_history(&rq->task, &sets);
	db_wait(&rq->task);
	v->conflict = true;
	v->base = sets.v[0].rules.id;
	v->key = guard_form_key(rq);
	admin_reply(rq, &sets, v, 409);
}

static void apply_wait(struct request *rq, const struct level_rules *rules, int64_t undoes,
	struct levels_admin_view *v)
{
	struct task *t = &rq->task;

	db_begin(t);
	form_key_note(rq, "/admin/levels");
	level_rules_add(t, rules, undoes, rq->viewer.id);
	if (db_commit_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		(void)db_conflict(t);
		return conflict_wait(rq, v);
	}
	frame_flash(rq, undoes ? "levels-undone" : "levels-set");
	reply_see_other(rq, "/admin/levels");
}

/* The last set gives way to a copy of the one before it. */
static void undo_wait(struct request *rq, const struct level_rules_sets *sets, struct levels_admin_view *v)
{
	struct level_rules back;

	fields_of(&rq->task.arena, &sets->v[0].rules, v);
	if (sets->n < 2 || form_int8(&rq->body, "base") != sets->v[0].rules.id)
		return conflict_wait(rq, v);
	back = sets->v[1].rules;
	back.id = sets->v[0].rules.id;
	apply_wait(rq, &back, sets->v[0].rules.id, v);
}

/* POST /admin/levels */
void levels_admin_post(struct request *rq)
{
	const char *act = form_text_or_empty(&rq->body, "act");
	struct level_rules_sets sets = {0};
	struct level_rules rules;
	struct levels_admin_view v = {.key = guard_form_key_again(rq, form_text(&rq->body, "key"))};

	level_rules_history(&rq->task, &sets);
	db_wait(&rq->task);
	if (text_is(act, "undo"))
		return undo_wait(rq, &sets, &v);
	level_rules_read(&rq->body, &rules);
	fields_again(rq, &v);
	v.base = rules.id;
	v.wrong = level_rules_wrong(&rules);
	if (v.wrong)
		return admin_reply(rq, &sets, &v, 422);
	if (!text_is(act, "apply"))
		return preview_wait(rq, &rules, &sets, &v);
	if (rules.id != sets.v[0].rules.id)
		return apply_wait(rq, &rules, 0,
			&v); /* sent twice, or somebody was quicker: the database knows */
	if (level_rules_same(&rules, &sets.v[0].rules)) {
		frame_flash(rq, "unchanged");
		return reply_see_other(rq, "/admin/levels");
	}
	apply_wait(rq, &rules, 0, &v);
}
