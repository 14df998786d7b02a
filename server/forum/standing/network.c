/* network.c -- see network.h. Pure. */
#include "forum/standing/network.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"
#include "forum/standing/helpers.h"

#define RADIUS_LEAST  5
#define RADIUS_MOST   20
#define LABELS_FIRST  4 /* names on phones, where letters are twice as big */
#define LABELS_MOST   16
#define LETTERS	      14 /* units high; a letter is taken to be 0.6 as wide */
#define LETTERS_PHONE 26
#define LINE_TEXT     24 /* bytes of "M123 456L789 12" */

const char *network_tenths(struct arena *a, int64_t value)
{
	int64_t tenths = (value + 50000) / 100000;

	return arena_printf(a, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

struct layout_sheet network_sheet_for(size_t n)
{
	return n > NETWORK_PHONE ? (struct layout_sheet){800, 800, 24, 28}
				 : (struct layout_sheet){800, 600, 40, 54};
}

/* The area grows with the people helped. */
static int64_t radius_of(int64_t people, bool wide)
{
	double r = RADIUS_LEAST + (wide ? 0.9 : 1.6) * sqrt((double)(people > 0 ? people : 0));
	double most = wide ? RADIUS_MOST * 0.65 : RADIUS_MOST;

	return (int64_t)(r < most ? r : most);
}

static int class_of(int32_t strength)
{
	static const int32_t from[NET_CLASSES] = {0, 100000, 250000, 450000};
	int c = NET_CLASSES - 1;

	while (c > 0 && strength < from[c])
		c--;
	return c;
}

/* Paths that grow, one for each class of strength. */
struct pen {
	char *s[NET_CLASSES];
	size_t n[NET_CLASSES];
};

static void pen_begin(struct arena *a, struct pen *pen, size_t lines)
{
	int c;

	for (c = 0; c < NET_CLASSES; c++)
		pen->s[c] = arena_array(a, char, lines *LINE_TEXT + 1);
}

static void pen_line(struct pen *pen, int32_t strength, const struct net_node *a, const struct net_node *b)
{
	int c = class_of(strength);

	pen->n[c] += (size_t)snprintf(pen->s[c] + pen->n[c], LINE_TEXT, "M%d %dL%d %d", (int)a->x, (int)a->y,
		(int)b->x, (int)b->y);
}

static void pen_end(const struct pen *pen, struct net_picture *p)
{
	int c;

	for (c = 0; c < NET_CLASSES; c++)
		p->lines[c] = pen->n[c] ? pen->s[c] : NULL;
}

/* ---- names ---- */

struct box {
	int64_t left, top, right, bottom;
};

static bool boxes_meet(const struct box *a, const struct box *b)
{
	return a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom;
}

static struct box box_of_node(const struct net_node *n)
{
	return (struct box){n->x - n->r, n->y - n->r, n->x + n->r, n->y + n->r};
}

/* Where the name of ${n} would stand in letters of ${size}. */
static struct box box_of_label(const struct net_node *n, const char *text, int64_t size, enum net_side side)
{
	int64_t wide = (int64_t)text_characters(text) * size * 6 / 10 + 4;
	int64_t left = side == NET_RIGHT  ? n->x + n->r + 4
		       : side == NET_LEFT ? n->x - n->r - 4 - wide
					  : n->x - wide / 2;
	int64_t top = side == NET_BELOW	  ? n->y + n->r + 4
		      : side == NET_ABOVE ? n->y - n->r - size - 4
					  : n->y - size / 2;

	return (struct box){left, top, left + wide, top + size};
}

/* How many circles the name of ${own} would cover in ${box}, all clearly smaller than its own; -1: it cannot stand there. */
static int covered(const struct net_picture *p, const struct net_node *own, const struct box *box,
	const struct box *taken)
{
	int n = 0;
	size_t i;

	if (box->left < 0 || box->right > p->width || box->top < 0 || box->bottom > p->height)
		return -1;
	for (i = 0; i < p->labels.n; i++)
		if (boxes_meet(box, &taken[i]))
			return -1;
	for (i = 0; i < p->nodes.n; i++) {
		const struct net_node *other = &p->nodes.v[i];
		struct box node = box_of_node(other);

		if (other == own || !boxes_meet(box, &node))
			continue;
		if (other->r * 4 > own->r * 3)
			return -1;
		n++;
	}
	return n;
}

/* Puts the name of ${n} where it covers the fewest, nobody if not ${over}. */
static void label_put(struct net_picture *p, const struct net_node *n, const char *text, struct box *taken,
	bool over)
{
	bool first = p->labels.n < LABELS_FIRST && !p->wide;
	struct box best = {0};
	enum net_side side, on = NET_RIGHT;
	int least = over ? INT_MAX : 1;

	for (side = NET_RIGHT; side <= NET_ABOVE; side++) {
		struct box box = box_of_label(n, text, first ? LETTERS_PHONE : LETTERS, side);
		int covers = covered(p, n, &box, taken);

		if (covers < 0 || covers >= least)
			continue;
		least = covers;
		best = box;
		on = side;
	}
	if (!best.bottom)
		return;
	taken[p->labels.n] = best;
	p->labels.v[p->labels.n++] = (struct net_label){.text = text,
		.x = on == NET_RIGHT  ? best.left
		     : on == NET_LEFT ? best.right
				      : n->x,
		.y = (best.top + best.bottom) / 2,
		.side = on,
		.first = first};
}

/* The bigger first; among equals as they were, the strongest first. */
static const struct net_node **nodes_by_size(struct arena *a, const struct net_nodes *nodes)
{
	const struct net_node **v = arena_array(a, const struct net_node *, nodes->n + 1);
	size_t i, k;

	for (i = 0; i < nodes->n; i++) {
		for (k = i; k > 0 && v[k - 1]->r < nodes->v[i].r; k--)
			v[k] = v[k - 1];
		v[k] = &nodes->v[i];
	}
	return v;
}

/* Names from the biggest on, beside their circles, wherever they cover nobody; those of the biggest may cover small ones. On a phone the picture is
 * half as big, so there letters are twice as big, and the first names must fit as such. */
static void labels_put(struct arena *a, struct net_picture *p)
{
	struct box taken[LABELS_MOST];
	const struct net_node **by_size = nodes_by_size(a, &p->nodes);
	size_t i;

	p->labels.v = arena_array(a, struct net_label, LABELS_MOST);
	for (i = 0; i < p->nodes.n && p->labels.n < LABELS_MOST; i++) {
		const char *text = text_excerpt(a, by_size[i]->display, 16);

		label_put(p, by_size[i], text, taken, i < LABELS_FIRST);
	}
}

/* ---- the whole network ---- */

static struct net_node node_of(struct arena *a, const struct network_place *p, bool wide)
{
	return (struct net_node){.url = p->who.gone ? NULL : arena_printf(a, "/u/%s", p->who.name),
		.display = p->who.display,
		.people = p->people,
		.ties = p->ties,
		.x = p->x,
		.y = p->y,
		.r = radius_of(p->people, wide),
		.staff = p->who.staff};
}

struct net_picture network_picture(struct arena *a, const struct network_sheet *sheet,
	const struct network_places *places, const struct network_lines *lines)
{
	struct net_picture p = {.width = sheet->width,
		.height = sheet->height,
		.wide = places->n > NETWORK_PHONE};
	const struct net_node *by_rank[LAYOUT_MOST] = {0};
	struct pen pen = {0};
	size_t i;

	p.nodes = (struct net_nodes){arena_array(a, struct net_node, places->n), places->n};
	for (i = 0; i < places->n; i++) {
		must(places->v[i].rank >= 0 && places->v[i].rank < LAYOUT_MOST);
		p.nodes.v[i] = node_of(a, &places->v[i], p.wide);
		by_rank[places->v[i].rank] = &p.nodes.v[i];
	}
	pen_begin(a, &pen, lines->n);
	for (i = 0; i < lines->n; i++) {
		const struct layout_edge *e = &lines->v[i];

		if (e->a >= 0 && e->a < LAYOUT_MOST && e->b >= 0 && e->b < LAYOUT_MOST && by_rank[e->a] &&
			by_rank[e->b])
			pen_line(&pen, e->strength, by_rank[e->a], by_rank[e->b]);
	}
	pen_end(&pen, &p);
	labels_put(a, &p);
	return p;
}

/* ---- a member's own ---- */

#define RINGS 3
static const struct ring {
	size_t room;
	double across, down, turn; /* half-axes; where it begins, in turns */
} rings[RINGS] = {{8, 165, 125, 0}, {14, 265, 200, 0.03}, {18, 365, 265, 0.015}};

/* The place of the ${k}th strongest of ${n}: on the first ring with room, evenly. */
static void near_place(size_t k, size_t n, struct net_node *node)
{
	size_t ring = 0, before = 0, here;
	double angle;

	while (ring + 1 < RINGS && k >= before + rings[ring].room)
		before += rings[ring++].room;
	here = n - before < rings[ring].room ? n - before : rings[ring].room;
	angle = 2 * M_PI * ((double)(k - before) / (double)here + rings[ring].turn - 0.25);
	node->x = 400 + lrint(rings[ring].across * cos(angle));
	node->y = 300 + lrint(rings[ring].down * sin(angle));
}

static size_t near_count(const struct network_ties *ties)
{
	size_t i, n = 0;

	for (i = 0; i < ties->n; i++)
		n += !ties->v[i].other.hidden;
	return n < NETWORK_NEAR ? n : NETWORK_NEAR;
}

struct net_picture network_near(struct arena *a, const struct standing *s, const struct network_ties *ties)
{
	struct net_picture p = {.width = 800, .height = 600};
	size_t n = near_count(ties), i, k = 0;
	struct net_node *v = arena_array(a, struct net_node, n + 1);
	struct pen pen = {0};

	v[0] = (struct net_node){.display = s->who.display,
		.people = s->people,
		.ties = s->ties,
		.x = 400,
		.y = 300,
		.r = radius_of(s->people, false) + 4,
		.centre = true};
	pen_begin(a, &pen, n);
	for (i = 0; i < ties->n && k < n; i++) {
		const struct someone *who = &ties->v[i].other;

		if (who->hidden)
			continue;
		v[++k] = (struct net_node){.url = who->gone ? NULL : arena_printf(a, "/u/%s", who->name),
			.display = who->display,
			.people = ties->v[i].people,
			.r = radius_of(ties->v[i].people, false),
			.staff = who->staff};
		near_place(k - 1, n, &v[k]);
		pen_line(&pen, (int32_t)ties->v[i].strength, &v[0], &v[k]);
	}
	p.nodes = (struct net_nodes){v, n + 1};
	pen_end(&pen, &p);
	labels_put(a, &p);
	return p;
}

/* ---- the line ---- */

#define CHART_POINTS 120
#define CHART_WIDTH  1000
#define CHART_HEIGHT 200

/* A round number, the least of those that is not below ${value}. */
static int64_t round_up(int64_t value)
{
	static const int64_t steps[] = {10, 15, 20, 30, 40, 50, 60, 80};
	const size_t count = sizeof(steps) / sizeof(steps[0]);
	int64_t ten = 10000;
	size_t i = 0;

	while (steps[i] * ten < value) {
		i = (i + 1) % count;
		if (i == 0)
			ten *= 10;
	}
	return steps[i] * ten;
}

static struct when day_at(int64_t day)
{
	return (struct when){day * 86400000000};
}

static bool month_begins(int64_t day)
{
	return day >= 0 && day_at(day).us == month_start(month_of(day_at(day))).us;
}

/* The last day, and each that begins a month, the newest first: of others no more is kept than happened to be seen. */
static struct value_rows months_of(struct arena *a, const struct network_days *days)
{
	struct value_rows rows = {arena_array(a, struct value_row, days->n), 0};
	size_t i;

	for (i = days->n; i-- > 0;) {
		const struct network_day *d = &days->v[i];

		if (i + 1 == days->n || month_begins(d->day))
			rows.v[rows.n++] = (struct value_row){day_at(d->day), network_tenths(a, d->value),
				d->members, d->ties};
	}
	return rows;
}

struct value_chart network_chart(struct arena *a, const struct network_days *days)
{
	struct value_chart c = {.months = months_of(a, days)};
	int64_t most = 0, first, span;
	const char *line = "";
	size_t i, step;

	if (days->n < 2)
		return c;
	for (i = 0; i < days->n; i++)
		most = days->v[i].value > most ? days->v[i].value : most;
	most = round_up(most);
	first = days->v[0].day;
	span = days->v[days->n - 1].day - first;
	step = (days->n + CHART_POINTS - 1) / CHART_POINTS;
	for (i = (days->n - 1) % step; i < days->n; i += step)
		line = arena_printf(a, "%s%s%d %d", line, *line ? "L" : "M",
			(int)((days->v[i].day - first) * CHART_WIDTH / span),
			(int)(CHART_HEIGHT - days->v[i].value * CHART_HEIGHT / most));
	c.line = line;
	c.area = arena_printf(a, "%sL%d %dL%d %dZ", line, CHART_WIDTH, CHART_HEIGHT,
		(int)((days->v[(days->n - 1) % step].day - first) * CHART_WIDTH / span), CHART_HEIGHT);
	c.most = network_tenths(a, most);
	c.from = day_at(first);
	c.to = day_at(first + span);
	return c;
}
