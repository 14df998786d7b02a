/* network_pages.c -- the network, drawn; and a member's own part of it. */
#include "forum/standing/network.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/frame/frame.h"
#include "forum/standing/standing_pages.h"
#include "forum/standing/take.h"
#include "forum/standing/why.h"
#include "templates/standing/network.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

/* "448277.12.345": strength and ids of the last tie seen; of a member's own ties "448277.345". */
static bool key_read(struct arena *a, const char *text, size_t n, int64_t *key)
{
	struct slice rest = slice_of(text ? text : "");
	size_t i;

	for (i = 0; i < n; i++) {
		struct slice part = slice_cut(&rest, '.');

		if (!part.s || !text_int8(arena_text_n(a, part.s, part.n), &key[i]))
			return false;
	}
	return !rest.s && key[0] >= 0 && key[0] <= 1000000;
}

static struct tie_row row_of(struct arena *a, const struct network_tie *t)
{
	return (struct tie_row){.one = t->one,
		.other = t->other,
		.mutual = t->mutual,
		.strength = why_points(a, t->strength),
		.percent = (t->strength + 5000) / 10000};
}

static struct tie_rows rows_of(struct arena *a, const struct network_ties *ties, size_t most)
{
	struct tie_rows rows = {arena_array(a, struct tie_row, most), ties->n < most ? ties->n : most};
	size_t i;

	for (i = 0; i < rows.n; i++)
		rows.v[i] = row_of(a, &ties->v[i]);
	return rows;
}

/* GET /network -- its value over time, its picture, its ties. */
void network_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct network_view v = {.by_email = standing_by_email};
	struct network_days days = {0};
	struct network_sheet *sheet = NULL;
	struct network_places places = {0};
	struct network_lines lines = {0};
	struct network_ties ties = {0};
	int64_t key[3];

	v.first = !key_read(&t->arena, form_text(&rq->query, "after"), 3, key);
	if (v.first)
		key[0] = 1000000, key[1] = key[2] = 0;
	network_ties_find(t, key[0], key[1], key[2], &ties);
	if (v.first) {
		network_days_find(t, &days);
		network_picture_find(t, &sheet, &places, &lines);
	}
	db_wait(t);

	v.frame = frame_of(rq, _("The network"));
	v.frame.canonical = "/network";
	v.frame.index = v.first;
	v.pairs = rows_of(&t->arena, &ties, NETWORK_PAGE);
	if (ties.n > NETWORK_PAGE) {
		const struct network_tie *last = &ties.v[NETWORK_PAGE - 1];

		v.next = arena_printf(&t->arena, "%lld.%lld.%lld", (long long)last->strength,
			(long long)last->i, (long long)last->j);
	}
	if (v.first) {
		const struct network_day *now = days.n ? &days.v[days.n - 1] : NULL;

		v.chart = network_chart(&t->arena, &days);
		v.drawn = sheet && sheet->drawn && places.n;
		v.value = network_tenths(&t->arena, now ? now->value : 0);
		v.members = now ? now->members : 0;
		v.ties = now ? now->ties : 0;
		if (v.drawn)
			v.picture = network_picture(&t->arena, sheet, &places, &lines);
	}
	network_page(rq->out, &v);
	reply_page(rq);
}

static void ties_assemble(struct arena *a, const struct network_ties *ties, struct ties_view *v)
{
	int64_t sum = 0;
	size_t i;

	v->whole = v->first && ties->n <= NETWORK_NEAR;
	v->ties = rows_of(a, ties, NETWORK_NEAR);
	for (i = 0; i < v->ties.n; i++)
		sum += ties->v[i].strength;
	v->page_sum = why_points(a, sum);
	v->sum = why_points(a, v->standing->tie);
	if (ties->n > NETWORK_NEAR) {
		const struct network_tie *last = &ties->v[NETWORK_NEAR - 1];

		v->next = arena_printf(a, "%lld.%lld", (long long)last->strength, (long long)last->j);
	}
	if (v->first)
		v->picture = network_near(a, v->standing, ties);
}

/* GET /u/:name/ties -- he in the middle, those he is tied to around him; the same as a table. */
void ties_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct ties_view v = {0};
	struct network_ties ties = {0};
	const char *name = route_text(rq, "name"), *lower = text_lower_ascii(&t->arena, name);
	int64_t key[2];

	if (!text_is(name, lower))
		return reply_moved(rq, arena_printf(&t->arena, "/u/%s/ties", lower));
	v.first = !key_read(&t->arena, form_text(&rq->query, "after"), 2, key);
	if (v.first)
		key[0] = 1000000, key[1] = 0;
	standing_find(t, name, &v.standing);
	network_own_ties_find(t, name, key[0], key[1], NETWORK_NEAR + 1, &ties);
	db_wait(t);

	if (!v.standing || v.standing->who.gone || v.standing->suspended)
		return reply_not_found(rq);
	v.mine = v.standing->who.id == rq->viewer.id;
	v.frame = frame_of(rq, arena_printf(&t->arena, _("Ties of %s"), v.standing->who.display));
	v.frame.canonical = arena_printf(&t->arena, "/u/%s/ties", name);
	ties_assemble(&t->arena, &ties, &v);
	ties_page(rq->out, &v);
	reply_page(rq);
}
