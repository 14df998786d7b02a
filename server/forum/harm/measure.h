/* measure.h -- what of a text is counted: links to other sites, names that are called. Pure. */
#ifndef FORUM_HARM_MEASURE_H
#define FORUM_HARM_MEASURE_H

#include <stddef.h>

#include "base/text.h"

struct arena;

#define HOSTS_MOST 50

/* Hosts of the links in ${text}, lower case, as often as they stand there; not those to ${own}, the site's own address. Also links without
 * a scheme ("www.x.example/y"), which people copy by hand. */
struct texts measure_hosts(struct arena *a, const char *text, const char *own);
/* How many different names are called by @. */
size_t measure_mentions(struct arena *a, const char *text);

#endif
