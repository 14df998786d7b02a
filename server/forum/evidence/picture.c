/* picture.c -- see picture.h. */
#include "forum/evidence/picture.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"

#define CENTRE (RING_SIZE / 2)
#define BEND   14 /* how far a line bends to its right */
#define ARROW  5  /* room for its head */
#define LEFT   60 /* of the time axis: labels stand before it */
#define RIGHT  (TIMELINE_WIDTH - 10)
#define ROW    24

/* ---- who credited whom ---- */

static int by_pair(const void *x, const void *y)
{
	const struct ring_edge *a = x, *b = y;

	if (a->giver != b->giver)
		return a->giver < b->giver ? -1 : 1;
	return a->receiver < b->receiver ? -1 : a->receiver > b->receiver;
}

/* One edge for each pair, with its number of acts. */
static struct ring_edges edges_of(struct arena *a, const struct drawn_acts *acts)
{
	struct ring_edges e = {arena_array(a, struct ring_edge, acts->n + 1), 0};
	size_t i, kept = 0;

	for (i = 0; i < acts->n; i++)
		e.v[e.n++] = (struct ring_edge){.giver = acts->v[i].giver,
			.receiver = acts->v[i].receiver,
			.acts = 1};
	qsort(e.v, e.n, sizeof(*e.v), by_pair);
	for (i = 0; i < e.n; i++)
		if (kept && by_pair(&e.v[kept - 1], &e.v[i]) == 0)
			e.v[kept - 1].acts++;
		else
			e.v[kept++] = e.v[i];
	e.n = kept;
	return e;
}

static int64_t width_of(int64_t acts)
{
	return acts < 3 ? 1 : acts < 6 ? 2 : acts < 12 ? 3 : 4;
}

/* From the rim of one circle to that of the other, by a point to the right of the middle. */
static const char *path_of(struct arena *a, struct ring_node from, struct ring_node to)
{
	double dx = (double)(to.x - from.x), dy = (double)(to.y - from.y), length = hypot(dx, dy);

	if (length < 1)
		return "";
	dx /= length;
	dy /= length;
	return arena_printf(a, "M%.0f %.0fQ%.0f %.0f %.0f %.0f", (double)from.x + dx * RING_RADIUS,
		(double)from.y + dy * RING_RADIUS, (double)(from.x + to.x) / 2 - dy * BEND,
		(double)(from.y + to.y) / 2 + dx * BEND, (double)to.x - dx * (RING_RADIUS + ARROW),
		(double)to.y - dy * (RING_RADIUS + ARROW));
}

void ring_draw(struct arena *a, size_t members, const struct drawn_acts *acts, struct ring *out)
{
	double radius = CENTRE - RING_RADIUS - 8;
	size_t i;

	out->nodes = (struct ring_nodes){arena_array(a, struct ring_node, members + 1), members};
	for (i = 0; i < members; i++) {
		double angle = 2 * M_PI * (double)i / (double)members;

		out->nodes.v[i] = (struct ring_node){lround(CENTRE + radius * sin(angle)),
			lround(CENTRE - radius * cos(angle))};
	}
	out->edges = edges_of(a, acts);
	for (i = 0; i < out->edges.n; i++) {
		struct ring_edge *e = &out->edges.v[i];

		e->width = width_of(e->acts);
		e->path = path_of(a, out->nodes.v[e->giver], out->nodes.v[e->receiver]);
	}
}

/* ---- when ---- */

static int by_acts(const void *x, const void *y)
{
	const struct ring_edge *a = x, *b = y;

	if (a->acts != b->acts)
		return a->acts > b->acts ? -1 : 1;
	return by_pair(x, y);
}

static int64_t row_y(size_t row)
{
	return ROW / 2 + (int64_t)row * ROW;
}

static size_t row_of(const struct ring_edges *pairs, size_t own, const struct drawn_act *act)
{
	size_t i;

	for (i = 0; i < own; i++)
		if (pairs->v[i].giver == act->giver && pairs->v[i].receiver == act->receiver)
			break;
	return i;
}

static void span_of(const struct drawn_acts *acts, struct timeline *out)
{
	size_t i;

	out->first = out->last = acts->v[0].at;
	for (i = 1; i < acts->n; i++) {
		if (acts->v[i].at.us < out->first.us)
			out->first = acts->v[i].at;
		if (acts->v[i].at.us > out->last.us)
			out->last = acts->v[i].at;
	}
}

void timeline_draw(struct arena *a, const struct drawn_acts *acts, struct timeline *out)
{
	struct ring_edges pairs = edges_of(a, acts);
	size_t own = pairs.n > TIMELINE_ROWS ? TIMELINE_ROWS - 1 : pairs.n, i;
	double span;

	*out = (struct timeline){0};
	if (!acts->n)
		return;
	qsort(pairs.v, pairs.n, sizeof(*pairs.v), by_acts);
	out->rows.v = arena_array(a, struct time_row, own + 1);
	for (i = 0; i < own; i++)
		out->rows.v[out->rows.n++] = (struct time_row){
			arena_printf(a, "%zu → %zu", pairs.v[i].giver + 1, pairs.v[i].receiver + 1),
			row_y(i)};
	if (own < pairs.n)
		out->rows.v[out->rows.n++] = (struct time_row){NULL, row_y(own)};
	out->height = (int64_t)out->rows.n * ROW;
	span_of(acts, out);
	span = (double)(out->last.us - out->first.us);
	out->dots.v = arena_array(a, struct time_dot, acts->n);
	for (i = 0; i < acts->n; i++) {
		double from_left = span > 0 ? (double)(acts->v[i].at.us - out->first.us) / span : 0;

		out->dots.v[out->dots.n++] =
			(struct time_dot){lround(LEFT + 8 + from_left * (RIGHT - LEFT - 16)),
				row_y(row_of(&pairs, own, &acts->v[i]))};
	}
}
