/* tags.h -- the tags of a dump become the community's. */
#ifndef IMPORT_TAGS_H
#define IMPORT_TAGS_H

#include <stdint.h>

struct bulk;
struct dump;
struct plan;

/* Makes those that threads of the plan carry and that are not here yet, as tags or as synonyms. Returns the
 * id of each name in d->tags (0: nobody needs it); the caller frees. */
int64_t *tags_write(struct bulk *b, struct dump *d, const struct plan *p);

#endif
