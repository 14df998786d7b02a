/* idmap.c -- see idmap.h. Open addressing, at most three quarters full; a free slot has the value -1. */
#include "import/idmap.h"

#include <stdlib.h>

#include "base/must.h"

struct idmap_slot {
	int64_t id, value;
};

/* Ids come in long runs, so their bits are spread first (Fibonacci hashing). */
static size_t place(const struct idmap *m, int64_t id)
{
	size_t at = (size_t)(((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & (m->room - 1);

	while (m->slot[at].value >= 0 && m->slot[at].id != id)
		at = (at + 1) & (m->room - 1);
	return at;
}

static void grow(struct idmap *m)
{
	struct idmap_slot *old = m->slot;
	size_t i, room = m->room;

	m->room = room ? room * 2 : 1024;
	m->slot = reallocarray(NULL, m->room, sizeof(*m->slot));
	must(m->slot);
	for (i = 0; i < m->room; i++)
		m->slot[i].value = -1;
	for (i = 0; i < room; i++)
		if (old[i].value >= 0)
			m->slot[place(m, old[i].id)] = old[i];
	free(old);
}

bool idmap_add(struct idmap *m, int64_t id, int64_t value)
{
	size_t at;

	must(value >= 0);
	if (m->n * 4 >= m->room * 3)
		grow(m);
	at = place(m, id);
	if (m->slot[at].value >= 0)
		return false;
	m->slot[at] = (struct idmap_slot){id, value};
	m->n++;
	return true;
}

int64_t idmap_find(const struct idmap *m, int64_t id)
{
	return m->room ? m->slot[place(m, id)].value : -1;
}

void idmap_end(struct idmap *m)
{
	free(m->slot);
	*m = (struct idmap){0};
}
