/* elements.h -- the list of elements, shared by the writer (clean.c) and the proof (clean_html.c); nobody
 * else's. */
#ifndef MARKUP_ELEMENTS_H
#define MARKUP_ELEMENTS_H

#include <stdbool.h>

#include "markup/clean.h"

#define CLEAN_REL "nofollow ugc noopener"

struct clean_kind {
	const char *name;
	unsigned lines; /* line ends around it in the plain text; 0: it stands inside a line */
	bool empty;	/* never closed */
};

extern const struct clean_kind clean_kinds[CLEAN_ELEMENTS];

#endif
