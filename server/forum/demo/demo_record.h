/* demo_record.h -- the files of the demo cut into records; what the records mean is demo_read.c's.
 *
 *     %kind key            a record begins
 *     name: value          its fields, the same name as often as it likes
 *                          a blank line
 *     body                 its text, up to the next line that begins with %
 *     %# a remark          skipped, wherever it stands */
#ifndef FORUM_DEMO_DEMO_RECORD_H
#define FORUM_DEMO_DEMO_RECORD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/text.h"

struct demo_file;

struct demo_field {
	const char *name, *value;
	int line;
};
LIST(demo_fields, struct demo_field);

struct demo_record {
	const char *kind, *key; /* key: "" where there is none */
	const char *file;
	int line;
	struct demo_fields fields;
	const char *body; /* without blank lines at both ends; "" where there is none */
};
LIST(demo_records, struct demo_record);

/* Adds the records of ${file} to ${out}; what they point to lives in ${a}. False: *${error} names file and
 * line. */
bool demo_record_split(struct arena *a, const struct demo_file *file, struct demo_records *out,
	const char **error);
/* The first field of that name, or NULL. */
const struct demo_field *demo_record_field(const struct demo_record *record, const char *name);

/* A pointer to one more zeroed element at the end of ${list}, which moves when it grows. */
#define DEMO_PUSH(a, list) \
	((list)->v = demo_list_room((a), (list)->v, (list)->n, sizeof(*(list)->v)), &(list)->v[(list)->n++])
/* Lists of ${n} elements have room for the next power of two. */
static inline void *demo_list_room(struct arena *a, void *v, size_t n, size_t size)
{
	return n & (n - 1) ? v : arena_grow(a, v, n * size, (n ? 2 * n : 1) * size);
}

#endif
