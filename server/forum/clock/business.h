/* business.h -- time as the company counts it: only while it is open. Pure; a local day has the length it has there.
 *
 * Times of the day are seconds since local midnight as clocks show them. On a day on which clocks change, 00:00 to 24:00 is 23 or
 * 25 hours; an hour that is skipped is opened when it would have been over, one that comes twice begins the first time. */
#ifndef FORUM_CLOCK_BUSINESS_H
#define FORUM_CLOCK_BUSINESS_H

#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

#define BUSINESS_DAY 86400

struct business_hours {
	int opens, closes; /* closes 0: closed all day; 86400 is midnight at the end */
};

struct holiday {
	int64_t day; /* since 1970-01-01, of the calendar on the wall there */
	const char *name;
};
LIST(holidays, struct holiday);

struct business {
	const char *zone;
	struct business_hours week[7]; /* Monday first */
	struct holidays holidays;      /* sorted by day */
};

/* Seconds of business between two moments; 0 if ${to} is not after ${from}. Beyond ten years nothing is counted. */
int64_t business_between(const struct business *b, struct when from, struct when to);
/* The moment at which ${seconds} of business since ${from} are over; ${from} itself for 0. {0}: it never comes (ten years). */
struct when business_after(const struct business *b, struct when from, int64_t seconds);
/* When the company opens next on a later day than this; {0}: never. */
struct when business_morning(const struct business *b, struct when now);

/* "08:30" in seconds, "24:00" too; -1: no time of the day. */
int business_time(const char *text);
/* "2026-12-25" in days since 1970-01-01. False: there is no such day. */
bool business_day(const char *text, int64_t *day);
/* And back, into at least 11 bytes. */
const char *business_day_text(int64_t day, char buffer[32]);

#endif
