/* versions.h -- the versions a post has been through, out of the rows of PostHistory. */
#ifndef IMPORT_VERSIONS_H
#define IMPORT_VERSIONS_H

#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

struct arena;
struct dump;
struct dump_post;

/* One state of a post: what stood there after an edit. */
struct version {
	const char *title;  /* of a question; NULL */
	const char *source; /* Markdown */
	const char *reason; /* what the editor said about it; "" */
	uint32_t author;    /* number in d->user */
	struct when at;
};

/* The versions of ${post}, oldest first, in ${a}; returns how many, 0: its history is not in the dump. Rows
 * of one edit (title and body changed together) make one version. */
size_t versions_of(struct arena *a, const struct dump *d, const struct dump_post *post, struct version **out);

#endif
