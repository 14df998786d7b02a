/* why_pages.c -- the page that answers "why is my score what it is?" */
#include "base/intl.h"
#include "db/query.h"
#include "forum/evidence/evidence.h"
#include "forum/frame/frame.h"
#include "forum/standing/standing_pages.h"
#include "forum/standing/take.h"
#include "forum/standing/why.h"
#include "nvl/engine.h"
#include "templates/standing/why.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

/* What the page shows, before it is made into lines. */
struct material {
	struct why_credits credits;
	struct why_founds founds;
	struct why_waitings waitings;
	struct why_voice *voice;
};

static enum why_part part_of(const char *name)
{
	if (text_is(name, "found"))
		return WHY_FOUND;
	return text_is(name, "waiting") ? WHY_WAITING : WHY_HELP;
}

static void ask(struct request *rq, const char *name, struct why_view *v, struct material *m)
{
	struct task *t = &rq->task;
	int64_t before = form_int8(&rq->query, "before");

	v->whole = before <= 0;
	if (before <= 0)
		before = INT64_MAX;
	standing_find(t, name, &v->standing);
	if (v->part == WHY_FOUND)
		why_founds_find(t, name, before, &m->founds);
	else if (v->part == WHY_WAITING)
		why_waitings_find(t, name, before, &m->waitings);
	else
		why_credits_find(t, name, before, &m->credits);
	if (rq->viewer.id)
		why_voice_find(t, rq->viewer.id, &m->voice);
}

/* How many of ${n} rows are shown; sets the key of the next page, the ${last} shown row's, if there is one. */
static size_t page_cut(struct arena *a, struct why_view *v, size_t n, int64_t last)
{
	if (n <= WHY_PAGE)
		return n;
	v->next = arena_printf(a, "%lld", (long long)last);
	v->whole = false;
	return WHY_PAGE;
}

static int64_t show_credits(struct arena *a, struct why_view *v, const struct why_credits *from)
{
	size_t n = page_cut(a, v, from->n, from->n > WHY_PAGE ? from->v[WHY_PAGE - 1].id : 0), i;
	int64_t sum = 0;

	v->rows = (struct why_rows){arena_array(a, struct why_row, n), n};
	for (i = 0; i < n; i++) {
		const struct why_credit *c = &from->v[i];
		int64_t share = why_share(v->standing, c);

		sum += share;
		v->rows.v[i] = (struct why_row){.id = c->id,
			.at = c->at,
			.what = why_what(c->entry, c->kind),
			.note = why_note(c),
			.share = why_points(a, share),
			.minus = c->credit < 0,
			.ties = c->kind == NVL_DIALOG,
			.giver = c->giver,
			.title = c->title,
			.deleted = c->deleted,
			.post = c->post,
			.thread = c->thread};
	}
	return sum;
}

static int64_t show_founds(struct arena *a, struct why_view *v, const struct why_founds *from)
{
	size_t n = page_cut(a, v, from->n, from->n > WHY_PAGE ? from->v[WHY_PAGE - 1].post : 0), i;
	int64_t sum = 0;

	v->finds = (struct found_rows){arena_array(a, struct found_row, n), n};
	for (i = 0; i < n; i++) {
		const struct why_found *f = &from->v[i];
		int64_t value = why_found_value(v->standing, f);

		sum += value;
		v->finds.v[i] = (struct found_row){.post = f->post,
			.title = f->title,
			.visitors = why_visitors(a, v->standing, f),
			.points = why_points(a, value),
			.waits = f->credits <= 0};
	}
	return sum;
}

static void show_waitings(struct arena *a, struct why_view *v, const struct why_waitings *from)
{
	size_t n = page_cut(a, v, from->n, from->n > WHY_PAGE ? from->v[WHY_PAGE - 1].position : 0), i;

	v->waiting = (struct waiting_rows){arena_array(a, struct waiting_row, n), n};
	for (i = 0; i < n; i++) {
		const struct why_waiting *w = &from->v[i];

		v->waiting.v[i] = (struct waiting_row){.position = w->position,
			.at = w->at,
			.what = why_what(0, w->kind),
			.giver = w->giver,
			.title = w->title,
			.deleted = w->deleted,
			.post = w->post,
			.from = w->from};
	}
}

static void sums_show(struct arena *a, struct why_view *v)
{
	const struct standing *s = v->standing;

	v->points = why_points(a, s->help + s->found + s->tie);
	v->help = why_points(a, s->help);
	v->found = why_points(a, s->found);
	v->ties = why_points(a, s->tie);
}

/* GET /u/:name/why -- every event with its share; ?part=found the answers that were found, ?part=waiting what is on its way. */
void why_show(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	struct material m = {0};
	struct why_view v = {.part = part_of(form_text(&rq->query, "part")), .by_email = standing_by_email};
	const char *name = route_text(rq, "name"), *lower = text_lower_ascii(a, name);
	int64_t sum = 0;

	if (!text_is(name, lower))
		return reply_moved(rq, arena_printf(a, "/u/%s/why", lower));
	ask(rq, name, &v, &m);
	if (rq->viewer.id)
		evidence_held_of(&rq->task, rq->viewer.id, &v.held);
	db_wait(&rq->task);

	if (!v.standing || v.standing->who.gone || v.standing->suspended)
		return reply_not_found(rq);
	v.mine = v.standing->who.id == rq->viewer.id;
	sums_show(a, &v);
	if (v.part == WHY_FOUND)
		sum = show_founds(a, &v, &m.founds);
	else if (v.part == WHY_WAITING)
		show_waitings(a, &v, &m.waitings);
	else
		sum = show_credits(a, &v, &m.credits);
	v.page_sum = why_points(a, sum);
	if (v.mine)
		v.budget = why_budget(a, v.standing, m.voice);
	v.frame = frame_of(rq, arena_printf(a, _("Why %s has these points"), v.standing->who.display));
	v.frame.canonical = arena_printf(a, "/u/%s/why", name);
	why_page(rq->out, &v);
	reply_page(rq);
}
