/* idmap.h -- from the ids of a dump (any 64-bit number) to small numbers of ours; a hash table that only
 * grows. */
#ifndef IMPORT_IDMAP_H
#define IMPORT_IDMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero bytes is an empty map. */
struct idmap {
	struct idmap_slot *slot;
	size_t room, n;
};

/* Remembers ${id} → ${value}. False, and nothing changes: ${id} is there already. */
bool idmap_add(struct idmap *m, int64_t id, int64_t value);
/* The value of ${id}, or -1; so values are not negative. */
int64_t idmap_find(const struct idmap *m, int64_t id);
void idmap_end(struct idmap *m);

#endif
