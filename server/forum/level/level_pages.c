/* level_pages.c -- GET /levels: what each level is, how one rises and falls, and where the viewer stands. */
#include "forum/level/level_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/frame/frame.h"
#include "forum/level/level_text.h"
#include "templates/levels.h"
#include "web/reply.h"
#include "web/request.h"

static void changes_tell(struct arena *a, const struct level_changes *all, struct level_change_lines *out)
{
	size_t i;

	*out = (struct level_change_lines){arena_array(a, struct level_change_line, all->n), all->n};
	for (i = 0; i < all->n; i++)
		out->v[i] = (struct level_change_line){
			.at = all->v[i].at,
			.up = all->v[i].after > all->v[i].before,
			.before = level_name(all->v[i].before),
			.after = level_name(all->v[i].after),
			.why = level_change_why(a, &all->v[i]),
		};
}

static void own_tell(struct request *rq, const struct level_own *own, struct levels_view *v)
{
	struct arena *a = &rq->task.arena;
	int64_t ratio;

	if (own)
		v->own = *own;
	ratio = level_ratio(v->own.n.good, v->own.n.bad);
	v->name = level_name(v->own.level);
	v->own_ratio = level_percent(a, ratio);
	v->by_role = viewer_may(&rq->viewer, PRIVILEGE_QUEUE) && !level_may(v->own.level, PRIVILEGE_QUEUE);
	if (v->own.level == LEVELS - 1)
		return;
	v->next = level_name(v->own.level + 1);
	v->missing = level_missing(a, &v->cards.v[v->own.level + 1].bound, &v->own.n);
}

/* GET /levels */
void levels_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct level_rules_set *now = NULL;
	struct level_own *own = NULL;
	struct level_changes changes = {0};
	struct levels_view v = {.frame = frame_of(rq, _("Levels"))};

	level_rules_find(t, &now);
	if (rq->viewer.id) {
		level_own_find(t, rq->viewer.id, &own);
		level_changes_of(t, rq->viewer.id, &changes);
	}
	db_wait(t);
	v.frame.canonical = "/levels";
	v.frame.index = true;
	v.judgements = now->rules.judgements;
	v.settle_days = now->rules.settle_days;
	level_cards_make(&t->arena, &now->rules, &v.cards);
	if (rq->viewer.id)
		own_tell(rq, own, &v);
	changes_tell(&t->arena, &changes, &v.changes);
	levels_page(rq->out, &v);
	reply_page(rq);
}
