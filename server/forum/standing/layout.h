/* layout.h -- where each member of a network is drawn: strong ties near each other, nobody on top of another.
 *
 * Pure, and the same for the same input: no randomness, and of floating point only what IEEE 754 fixes to the last bit
 * (+ - * / sqrt). Work is bounded: LAYOUT_ROUNDS passes over all pairs, some 50 ms for LAYOUT_MOST members.
 * So `work` draws once a day, and a page only reads where everybody stands. */
#ifndef FORUM_STANDING_LAYOUT_H
#define FORUM_STANDING_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

struct arena;

#define LAYOUT_MOST   300 /* members */
#define LAYOUT_ROUNDS 300

/* A tie between two of the ${n} members, by their places in the order given. */
struct layout_edge {
	int32_t a, b;
	int32_t strength; /* millionths of a full tie */
};

struct layout_place {
	int32_t x, y;
};

/* The sheet: places are within [margin, width - margin] and likewise; two members are ${gap} apart if there is room. */
struct layout_sheet {
	int32_t width, height, margin, gap;
};

/* Fills ${places} with ${n} places. Members come strongest first: the first begins in the middle. More than LAYOUT_MOST is
 * our own error, and so is an edge that names nobody. ${a} is used while it works. */
void layout_draw(struct arena *a, const struct layout_sheet *sheet, size_t n, const struct layout_edge *edges,
	size_t edge_count, struct layout_place *places);

/* Keeps of ${edges}, which come strongest first, at most ${most}: for each member the two strongest, then the strongest of
 * all. Returns how many; they stand at the front, in their order. */
size_t layout_pick(struct arena *a, size_t n, struct layout_edge *edges, size_t edge_count, size_t most);

#endif
