/* demo_age.h -- how long ago something in the demo happened, and which of two things came first.
 *
 * An age is a day and a time of day in UTC ("212d 09:12", "212d" is noon) or a span ("5h 20m", "40m"). A day
 * counts from today's midnight and is at least 1, a span from now, so nothing lies in the future whenever the
 * demo is loaded. */
#ifndef FORUM_DEMO_DEMO_AGE_H
#define FORUM_DEMO_DEMO_AGE_H

#include <stdbool.h>

#include "base/clock.h"

struct demo_age {
	int minutes; /* before now; where ${day}, before today's midnight */
	bool day;
};

bool demo_age_read(const char *s, struct demo_age *out);
struct when demo_age_at(struct demo_age age, struct when now);
/* Whether ${a} is not later than ${b} at whatever hour the demo is loaded. A span never surely precedes a
 * day. */
bool demo_age_precedes(struct demo_age a, struct demo_age b);

#endif
