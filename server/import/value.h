/* value.h -- the values of a Stack Exchange dump: numbers, dates, lists of tags. Pure. */
#ifndef IMPORT_VALUE_H
#define IMPORT_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"

struct arena;

/* "2018-03-12T17:00:45.567": a date, and if it is there a time (after T or a space) with up to nine digits of
 * a fraction, in UTC; a Z at the end is fine. False: anything else, or a day that does not exist. The years
 * are 1970 to 9999; 1970-01-01T00:00 itself is refused, because {0} means "not known". */
bool value_date(const char *s, struct when *out);

#define VALUE_TAGS     5
#define VALUE_TAG_MOST 35 /* characters */

/* The names in "<roaming><sim-card>" or "|roaming|sim-card|", in order, each once, at most VALUE_TAGS. '#'
 * becomes
 * "-sharp" (c# → c-sharp); what an address cannot hold and a tag therefore must not becomes a hyphen. Names
 * that have nothing left are dropped. Returns how many; the names live in ${a}. */
size_t value_tags(struct arena *a, const char *s, const char *name[VALUE_TAGS]);
/* One name by the same rules; NULL if nothing is left. */
const char *value_tag(struct arena *a, const char *s);

#endif
