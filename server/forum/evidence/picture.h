/* picture.h -- a finding drawn: who credited whom, on a circle, and when. Pure; coordinates for SVG. */
#ifndef FORUM_EVIDENCE_PICTURE_H
#define FORUM_EVIDENCE_PICTURE_H

#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct arena;

#define RING_SIZE      320 /* the picture's width and height */
#define RING_RADIUS    13  /* a member's */
#define TIMELINE_WIDTH 420
#define TIMELINE_ROWS  12 /* pairs with a row of their own; the rest share one */

/* An act, by the places of giver and receiver among the members. */
struct drawn_act {
	size_t giver, receiver;
	struct when at;
};
LIST(drawn_acts, struct drawn_act);

struct ring_node {
	int64_t x, y;
};
LIST(ring_nodes, struct ring_node);
/* All acts of one pair. */
struct ring_edge {
	size_t giver, receiver; /* places */
	int64_t acts;
	int64_t width;	  /* of the line, 1 to 4 */
	const char *path; /* for <path d>, bent so that the way back is another line */
};
LIST(ring_edges, struct ring_edge);
struct ring {
	struct ring_nodes nodes; /* a place for each member, the first on top, clockwise */
	struct ring_edges edges; /* by giver, receiver */
};
/* Everybody on a circle. */
void ring_draw(struct arena *a, size_t members, const struct drawn_acts *acts, struct ring *out);

struct time_row {
	const char *label; /* "1 → 2": numbers of members; NULL: all other pairs */
	int64_t y;
};
LIST(time_rows, struct time_row);
struct time_dot {
	int64_t x, y;
};
LIST(time_dots, struct time_dot);
struct timeline {
	int64_t height;
	struct time_rows rows;
	struct time_dots dots; /* one for each act */
	struct when first, last;
};
/* A row for each pair, those with most acts first; time from left to right. */
void timeline_draw(struct arena *a, const struct drawn_acts *acts, struct timeline *out);

#endif
