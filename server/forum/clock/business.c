/* business.c -- see business.h. */
#include "forum/clock/business.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"

#define DAYS_MOST 3660
#define SECOND	  1000000

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int64_t seconds_of(struct when w)
{
	return floor_div(w.us, SECOND);
}

static int offset_at(const struct business *b, int64_t seconds)
{
	return intl_zone_offset((struct when){seconds * SECOND}, b->zone);
}

static int64_t local_day(const struct business *b, int64_t seconds)
{
	return floor_div(seconds + offset_at(b, seconds), BUSINESS_DAY);
}

/* The first moment at which clocks there show it; what is skipped comes when it would have been over. */
static int64_t utc_of(const struct business *b, int64_t local)
{
	int before = offset_at(b, local - BUSINESS_DAY), after = offset_at(b, local + BUSINESS_DAY);

	if (before == after || offset_at(b, local - before) == before)
		return local - before;
	return offset_at(b, local - after) == after ? local - after : local - before;
}

static int by_day(const void *key, const void *element)
{
	int64_t day = *(const int64_t *)key, other = ((const struct holiday *)element)->day;

	return (day > other) - (day < other);
}

struct span {
	int64_t from, to;
};

/* Empty on closed days. */
static struct span open_on(const struct business *b, int64_t day)
{
	const struct business_hours *h = &b->week[((day + 3) % 7 + 7) % 7]; /* 1970-01-01 was a Thursday */

	if (!h->closes || (b->holidays.n && bsearch(&day, b->holidays.v, b->holidays.n,
						    sizeof(*b->holidays.v), by_day)))
		return (struct span){0, 0};
	return (struct span){utc_of(b, day * BUSINESS_DAY + h->opens),
		utc_of(b, day * BUSINESS_DAY + h->closes)};
}

int64_t business_between(const struct business *b, struct when from, struct when to)
{
	int64_t f = seconds_of(from), t = seconds_of(to), sum = 0, day, last;

	if (t <= f)
		return 0;
	day = local_day(b, f);
	last = local_day(b, t);
	for (last = last < day + DAYS_MOST ? last : day + DAYS_MOST; day <= last; day++) {
		struct span s = open_on(b, day);
		int64_t begins = s.from > f ? s.from : f, ends = s.to < t ? s.to : t;

		if (ends > begins)
			sum += ends - begins;
	}
	return sum;
}

struct when business_after(const struct business *b, struct when from, int64_t seconds)
{
	int64_t f = seconds_of(from), day = local_day(b, f), last = day + DAYS_MOST;

	if (seconds <= 0)
		return from;
	for (; day <= last; day++) {
		struct span s = open_on(b, day);
		int64_t begins = s.from > f ? s.from : f;

		if (s.to <= begins)
			continue;
		if (seconds <= s.to - begins)
			return (struct when){(begins + seconds) * SECOND};
		seconds -= s.to - begins;
	}
	return (struct when){0};
}

struct when business_morning(const struct business *b, struct when now)
{
	int64_t day = local_day(b, seconds_of(now)) + 1, last = day + DAYS_MOST;

	for (; day <= last; day++) {
		struct span s = open_on(b, day);

		if (s.to > s.from)
			return (struct when){s.from * SECOND};
	}
	return (struct when){0};
}

/* ---- as people write it ---- */

/* Two digits. */
static int two(const char *s)
{
	return s[0] >= '0' && s[0] <= '9' && s[1] >= '0' && s[1] <= '9' ? (s[0] - '0') * 10 + s[1] - '0' : -1;
}

int business_time(const char *text)
{
	int hour, minute;

	if (strlen(text) != 5 || text[2] != ':')
		return -1;
	hour = two(text);
	minute = two(text + 3);
	if (hour < 0 || minute < 0 || minute > 59 || hour > 24 || (hour == 24 && minute))
		return -1;
	return hour * 3600 + minute * 60;
}

/* Days of the Gregorian calendar, in years that begin in March. */
static int64_t day_of(int64_t y, int m, int d)
{
	int64_t year = m > 2 ? y : y - 1, era = floor_div(year, 400), of_era = year - era * 400;
	int64_t of_year = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int month_days(int64_t y, int m)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[m - 1] + (m == 2 && ((y % 4 == 0 && y % 100) || y % 400 == 0));
}

bool business_day(const char *text, int64_t *day)
{
	int century, year, m, d;

	if (strlen(text) != 10 || text[4] != '-' || text[7] != '-')
		return false;
	century = two(text);
	year = two(text + 2);
	m = two(text + 5);
	d = two(text + 8);
	if (century < 19 || year < 0 || m < 1 || m > 12 || d < 1 || d > month_days(century * 100 + year, m))
		return false;
	*day = day_of(century * 100 + year, m, d);
	return true;
}

const char *business_day_text(int64_t day, char buffer[32])
{
	intl_iso((struct when){day * BUSINESS_DAY * SECOND}, buffer);
	buffer[10] = '\0';
	return buffer;
}
