/* linkify.h -- bare addresses and @names in running text become links. */
#ifndef MARKUP_LINKIFY_H
#define MARKUP_LINKIFY_H

#include <stddef.h>

#include "base/text.h"

struct arena;
struct clean;

#define MENTIONS_MOST 10

/* Writes ${n} bytes of text to ${c}: what begins with http:// or https:// and ends where a reader would say
 * it ends is linked, and so is @name. Names are added to ${mentions} (in ${a}) in lower case, each once, the
 * first ten; with
 * ${mentions} NULL names stay text. Inside a link or in code call clean_text() instead. */
void linkify(struct clean *c, struct arena *a, const char *s, size_t n, struct texts *mentions);

/* The length of the address that begins at ${s}, 0 if none does. */
size_t linkify_address(const char *s, size_t n);

#endif
