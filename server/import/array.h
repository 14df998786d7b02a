/* array.h -- lists that grow: name, names (how many), name_room. Elements begin as zero bytes. */
#ifndef IMPORT_ARRAY_H
#define IMPORT_ARRAY_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"

/* Declares the list's three members in a struct. */
#define ARRAY(type, name) \
	type *name; \
	size_t name##s, name##_room

/* A pointer to one more element at the end; elements may move, so keep numbers. */
#define array_add(x, name) \
	((x)->name = array_grown((x)->name, (x)->name##s, &(x)->name##_room, sizeof(*(x)->name)), \
		&(x)->name[(x)->name##s++])

static inline void *array_grown(void *v, size_t n, size_t *room, size_t size)
{
	if (n == *room) {
		*room = *room * 3 / 2 + 64;
		v = reallocarray(v, *room, size);
		must(v);
	}
	memset((char *)v + n * size, 0, size);
	return v;
}

#endif
