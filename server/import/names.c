/* names.c -- see names.h. Open addressing, at most half full; a slot holds the number and one, 0 is free. */
#include "import/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"

/* FNV-1a. */
static size_t place(const struct names *set, const char *name)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325);
	const char *p;
	size_t at;

	for (p = name; *p; p++)
		hash = (hash ^ (unsigned char)*p) * UINT64_C(0x100000001B3);
	at = (hash ^ hash >> 32) & (set->room - 1);
	while (set->slot[at] && strcmp(set->name[set->slot[at] - 1], name) != 0)
		at = (at + 1) & (set->room - 1);
	return at;
}

int64_t names_find(const struct names *set, const char *name)
{
	return set->room ? (int64_t)set->slot[place(set, name)] - 1 : -1;
}

static void grow(struct names *set)
{
	size_t i;

	set->room = set->room ? set->room * 2 : 1024;
	free(set->slot);
	set->slot = calloc(set->room, sizeof(*set->slot));
	set->name = reallocarray(set->name, set->room / 2, sizeof(*set->name));
	must(set->slot && set->name);
	for (i = 0; i < set->n; i++)
		set->slot[place(set, set->name[i])] = (uint32_t)i + 1;
}

uint32_t names_add(struct names *set, const char *name)
{
	int64_t number = names_find(set, name);

	if (number >= 0)
		return (uint32_t)number;
	if (set->n * 2 >= set->room)
		grow(set);
	set->slot[place(set, name)] = (uint32_t)set->n + 1;
	set->name[set->n] = arena_text(set->arena, name);
	return (uint32_t)set->n++;
}

void names_end(struct names *set)
{
	free(set->slot);
	free(set->name);
	*set = (struct names){.arena = set->arena};
}
