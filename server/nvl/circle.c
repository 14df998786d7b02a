/* circle.c -- Tarjan's algorithm without recursion. */
#include "nvl/circle.h"

#include <stdlib.h>

#include "base/must.h"
#include "nvl/table.h"

#define NOT_YET UINT32_MAX

struct walk {
	const uint32_t *first, *to;
	uint32_t *group;
	uint32_t *order; /* when a node was reached, from 1; 0: not yet */
	uint32_t *low;	 /* the earliest node still open that can be reached from it */
	uint32_t *next;	 /* the edge it goes on with */
	uint32_t *path;	 /* from where we started to where we are */
	uint32_t *open;	 /* reached, component not known yet */
	uint32_t path_n, open_n, reached, groups;
};

static void enter(struct walk *w, uint32_t v)
{
	w->order[v] = w->low[v] = ++w->reached;
	w->next[v] = w->first[v];
	w->path[w->path_n++] = v;
	w->open[w->open_n++] = v;
}

static void lower(uint32_t *low, uint32_t to)
{
	if (to < *low)
		*low = to;
}

/* All edges of ${v} are done: it closes a component if nothing before it can be reached, and tells the node we came from. */
static void leave(struct walk *w, uint32_t v)
{
	uint32_t u;

	if (w->low[v] == w->order[v]) {
		do {
			u = w->open[--w->open_n];
			w->group[u] = w->groups;
		} while (u != v);
		w->groups++;
	}
	if (--w->path_n)
		lower(&w->low[w->path[w->path_n - 1]], w->low[v]);
}

static void step(struct walk *w)
{
	uint32_t v = w->path[w->path_n - 1], u;

	if (w->next[v] == w->first[v + 1]) {
		leave(w, v);
		return;
	}
	u = w->to[w->next[v]++];
	if (!w->order[u])
		enter(w, u);
	else if (w->group[u] == NOT_YET)
		lower(&w->low[v], w->order[u]);
}

size_t circle_groups(size_t n, const uint32_t *first, const uint32_t *to, uint32_t *group)
{
	uint32_t *memory = table_memory(n, 5 * sizeof(*memory));
	struct walk w = {.first = first, .to = to, .group = group};
	uint32_t v;

	must(n < NOT_YET);
	w.order = memory;
	w.low = memory + n;
	w.next = memory + 2 * n;
	w.path = memory + 3 * n;
	w.open = memory + 4 * n;
	for (v = 0; v < n; v++)
		group[v] = NOT_YET;
	for (v = 0; v < n; v++) {
		if (!w.order[v])
			enter(&w, v);
		while (w.path_n)
			step(&w);
	}
	free(memory);
	return w.groups;
}
