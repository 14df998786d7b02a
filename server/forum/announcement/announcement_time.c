/* announcement_time.c -- see announcement_time.h. */
#include "forum/announcement/announcement_time.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/text.h"

#define SECOND_US 1000000

/* Digits where the pattern has 0, the same character elsewhere. */
static bool has_form(const char *s, const char *pattern)
{
	for (; *pattern; s++, pattern++)
		if (*pattern == '0' ? *s < '0' || *s > '9' : *s != *pattern)
			return false;
	return *s == 0;
}

/* Seconds since 1970 as if the clock showed UTC. False: there is no such day or time. */
static bool seconds_of(const char *typed, int64_t *out)
{
	struct tm tm = {0}, again;
	int second = 0;
	time_t at;

	if (sscanf(typed, "%4d-%2d-%2dT%2d:%2d:%2d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
		    &tm.tm_min, &second) < 5)
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	tm.tm_sec = second;
	again = tm;
	at = timegm(&again);
	*out = at;
	return tm.tm_year >= 70 && again.tm_mday == tm.tm_mday && again.tm_mon == tm.tm_mon &&
	       again.tm_hour == tm.tm_hour && again.tm_min == tm.tm_min && again.tm_sec == tm.tm_sec;
}

bool announcement_time_read(const char *typed, const char *zone, struct when *out)
{
	int64_t local, before, after;

	if (!has_form(typed, "0000-00-00T00:00") && !has_form(typed, "0000-00-00T00:00:00"))
		return false;
	if (!seconds_of(typed, &local))
		return false;
	/* The zone's offset depends on the moment, which is what is sought: it is one of the day before and after. */
	before = local - intl_zone_offset((struct when){(local - 86400) * SECOND_US}, zone);
	after = local - intl_zone_offset((struct when){(local + 86400) * SECOND_US}, zone);
	*out = (struct when){before * SECOND_US};
	if (before + intl_zone_offset(*out, zone) != local &&
		after + intl_zone_offset((struct when){after * SECOND_US}, zone) == local)
		*out = (struct when){after * SECOND_US};
	return out->us > 0;
}

const char *announcement_time_text(struct arena *a, struct when at, const char *zone)
{
	char iso[32];

	if (!when_known(at))
		return "";
	intl_iso(when_plus(at, intl_zone_offset(at, zone)), iso);
	return arena_text_n(a, iso, strlen("2026-11-22T09:30"));
}

int64_t announcement_thread_read(const char *typed)
{
	const char *path = strstr(typed, "/t/"), *digits = path ? path + 3 : typed;
	size_t n = strspn(digits, "0123456789");
	int64_t id = 0;

	if (text_empty(typed))
		return 0;
	if (n == 0 || n > 18 || (digits[n] && !(path && strchr("/?#", digits[n]))))
		return -1;
	for (; n; n--)
		id = id * 10 + (*digits++ - '0');
	return id > 0 ? id : -1;
}
