/* layout.c -- see layout.h. Springs and charges, after Fruchterman and Reingold (1991): everybody pushes away who is near,
 * ties pull, all are drawn a little to the middle, and steps get shorter until nothing moves. Then who stands too near
 * to another is moved apart. */
#include "forum/standing/layout.h"

#include <math.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/must.h"

/* The golden angle, by which seeds of a sunflower turn. */
#define TURN_COS     -0.7373688780783197
#define TURN_SIN     0.6754902942615238
#define APART_ROUNDS 400
#define REACH	     6.0 /* nobody pushes from further away, so who has no ties to the others stays near them */
#define STRETCH	     90 /* units of the sheet for one of ours, at most */

struct node {
	double x, y;   /* in units of the distance that two unrelated members keep */
	double dx, dy; /* where this round's forces pull */
	double links;
};

/* A sunflower: the strongest in the middle, no two at the same place, nothing left to chance. */
static void begin(struct node *v, size_t n)
{
	double c = 1, s = 0, old;
	size_t i;

	for (i = 0; i < n; i++) {
		double r = sqrt((double)i);

		v[i] = (struct node){.x = r * c, .y = r * s};
		old = c;
		c = old * TURN_COS - s * TURN_SIN;
		s = old * TURN_SIN + s * TURN_COS;
	}
}

static void push_all(struct node *v, size_t n)
{
	size_t i, j;

	for (i = 0; i < n; i++)
		for (j = i + 1; j < n; j++) {
			double x = v[i].x - v[j].x, y = v[i].y - v[j].y, d2 = x * x + y * y, push;

			if (d2 >= REACH * REACH)
				continue;
			push = 1 / (d2 + 1e-3) - 1 / (REACH * REACH);
			v[i].dx += x * push;
			v[i].dy += y * push;
			v[j].dx -= x * push;
			v[j].dy -= y * push;
		}
}

/* A tie pulls by its strength, and less at a member who has many: so circles of friends come apart instead of all
 * crowding around the busiest. */
static void pull_ties(struct node *v, const struct layout_edge *edges, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		struct node *a = &v[edges[i].a], *b = &v[edges[i].b];
		double x = a->x - b->x, y = a->y - b->y, d = sqrt(x * x + y * y);
		double w = 0.4 + 1.6 * edges[i].strength / 1e6;
		double fewer = a->links < b->links ? a->links : b->links;
		double pull = w * d / sqrt(fewer);

		a->dx -= x * pull;
		a->dy -= y * pull;
		b->dx += x * pull;
		b->dy += y * pull;
	}
}

/* One step of at most ${step} for each, after a pull to the middle, stronger along the shorter side of the sheet. */
static void move_all(struct node *v, size_t n, double step, double flat)
{
	double middle = 0.9 / sqrt((double)n + 1);
	size_t i;

	for (i = 0; i < n; i++) {
		double x = v[i].dx - v[i].x * middle, y = v[i].dy - v[i].y * middle * flat,
		       d = sqrt(x * x + y * y);

		if (d > step) {
			x *= step / d;
			y *= step / d;
		}
		v[i].x += x;
		v[i].y += y;
		v[i].dx = v[i].dy = 0;
	}
}

/* Spreads one coordinate over [from, to], but a few members not wider than STRETCH for each unit. */
static void fit(struct node *v, size_t n, bool across, double from, double to)
{
	double low = INFINITY, high = -INFINITY, scale = STRETCH;
	size_t i;

	for (i = 0; i < n; i++) {
		double at = across ? v[i].x : v[i].y;

		low = at < low ? at : low;
		high = at > high ? at : high;
	}
	if ((high - low) * scale > to - from)
		scale = (to - from) / (high - low);
	for (i = 0; i < n; i++) {
		double *at = across ? &v[i].x : &v[i].y;

		*at = (from + to) / 2 + (*at - (low + high) / 2) * scale;
	}
}

static double within(double at, double low, double high)
{
	return at < low ? low : at > high ? high : at;
}

/* Moves two that are too near to each other apart by half of what is missing, each. True: they were. */
static bool part(struct node *a, struct node *b, double gap, size_t turn)
{
	double x = a->x - b->x, y = a->y - b->y, d2 = x * x + y * y, d, half;

	if (d2 >= gap * gap)
		return false;
	d = sqrt(d2);
	if (d < 1e-3) { /* at the very same place: apart in a direction of their own */
		x = turn % 2 ? 1 : -1;
		y = turn % 3 ? 1 : -1;
		d = sqrt(2);
	}
	half = (gap * 1.02 - sqrt(d2)) / 2;
	a->x += x / d * half;
	a->y += y / d * half;
	b->x -= x / d * half;
	b->y -= y / d * half;
	return true;
}

static void keep_apart(struct node *v, size_t n, const struct layout_sheet *sheet)
{
	double right = sheet->width - sheet->margin, bottom = sheet->height - sheet->margin,
	       gap = sheet->gap + 1.5;
	bool again = true;
	size_t i, j, round;

	for (round = 0; again && round < APART_ROUNDS; round++) {
		again = false;
		for (i = 0; i < n; i++)
			for (j = i + 1; j < n; j++)
				again |= part(&v[i], &v[j], gap, i + j);
		for (i = 0; i < n; i++) {
			v[i].x = within(v[i].x, sheet->margin, right);
			v[i].y = within(v[i].y, sheet->margin, bottom);
		}
	}
}

static void count_links(struct node *v, size_t n, const struct layout_edge *edges, size_t edge_count)
{
	size_t i;

	for (i = 0; i < edge_count; i++) {
		must(edges[i].a >= 0 && (size_t)edges[i].a < n && edges[i].b >= 0 && (size_t)edges[i].b < n &&
			edges[i].a != edges[i].b);
		v[edges[i].a].links++;
		v[edges[i].b].links++;
	}
}

void layout_draw(struct arena *a, const struct layout_sheet *sheet, size_t n, const struct layout_edge *edges,
	size_t edge_count, struct layout_place *places)
{
	struct node *v = arena_array(a, struct node, n + 1);
	double step = 0.4 * sqrt((double)n);
	size_t i;

	must(n <= LAYOUT_MOST);
	begin(v, n);
	count_links(v, n, edges, edge_count);
	for (i = 0; i < LAYOUT_ROUNDS; i++) {
		push_all(v, n);
		pull_ties(v, edges, edge_count);
		move_all(v, n, step * (double)(LAYOUT_ROUNDS - i) / LAYOUT_ROUNDS,
			(double)sheet->width / sheet->height);
	}
	fit(v, n, true, sheet->margin, sheet->width - sheet->margin);
	fit(v, n, false, sheet->margin, sheet->height - sheet->margin);
	keep_apart(v, n, sheet);
	for (i = 0; i < n; i++)
		places[i] = (struct layout_place){(int32_t)(v[i].x + 0.5), (int32_t)(v[i].y + 0.5)};
}

size_t layout_pick(struct arena *a, size_t n, struct layout_edge *edges, size_t edge_count, size_t most)
{
	unsigned char *has = arena_alloc(a, n + 1);
	bool *kept = arena_array(a, bool, edge_count + 1);
	size_t i, count = 0;

	for (i = 0; i < edge_count && count < most; i++) {
		unsigned char *one = &has[edges[i].a], *other = &has[edges[i].b];

		kept[i] = *one < 2 || *other < 2;
		if (!kept[i])
			continue;
		count++;
		*one += *one < 2;
		*other += *other < 2;
	}
	for (i = 0; i < edge_count && count < most; i++) {
		count += !kept[i];
		kept[i] = true;
	}
	for (i = count = 0; i < edge_count; i++)
		if (kept[i])
			edges[count++] = edges[i];
	return count;
}
