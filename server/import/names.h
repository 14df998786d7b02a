/* names.h -- a set of names, numbered from 0 as they come; all in memory, for usernames and tags. */
#ifndef IMPORT_NAMES_H
#define IMPORT_NAMES_H

#include <stddef.h>
#include <stdint.h>

struct arena;

/* All zero bytes but for the arena is an empty set. */
struct names {
	struct arena *arena; /* where the names are copied to; set it first */
	const char **name;
	size_t n;
	/* names.c's own */
	uint32_t *slot;
	size_t room;
};

/* The number of ${name}, or -1. */
int64_t names_find(const struct names *set, const char *name);
/* Its number, a new one if it was not there. */
uint32_t names_add(struct names *set, const char *name);
void names_end(struct names *set);

#endif
