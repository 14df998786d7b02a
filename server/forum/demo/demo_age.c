/* demo_age.c -- see demo_age.h. */
#include "forum/demo/demo_age.h"

#include <stdio.h>
#include <string.h>

#define DAY 1440 /* minutes */

static bool day_read(const char *s, struct demo_age *out)
{
	int days, hour = 12, minute = 0, end = 0;

	if (sscanf(s, "%4dd%n", &days, &end) != 1 || !end)
		return false;
	if (s[end]) {
		s += end;
		end = 0;
		if (sscanf(s, " %2d:%2d%n", &hour, &minute, &end) != 2 || !end || s[end])
			return false;
	}
	*out = (struct demo_age){days * DAY - hour * 60 - minute, true};
	return days >= 1 && hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
}

static bool span_read(const char *s, struct demo_age *out)
{
	int hours = 0, minutes = 0, end = 0;

	if (strchr(s, 'h') && (sscanf(s, "%3dh%n", &hours, &end) != 1 || !end))
		return false;
	s += end;
	end = 0;
	if (*s && (sscanf(s, " %3dm%n", &minutes, &end) != 1 || !end || s[end]))
		return false;
	*out = (struct demo_age){hours * 60 + minutes, false};
	return hours >= 0 && minutes >= 0 && out->minutes > 0;
}

bool demo_age_read(const char *s, struct demo_age *out)
{
	return strchr(s, 'd') ? day_read(s, out) : span_read(s, out);
}

struct when demo_age_at(struct demo_age age, struct when now)
{
	int64_t from = age.day ? when_day(now) * 86400 * 1000000 : now.us;

	return (struct when){from - (int64_t)age.minutes * 60 * 1000000};
}

bool demo_age_precedes(struct demo_age a, struct demo_age b)
{
	return (a.day || !b.day) && a.minutes >= b.minutes;
}
