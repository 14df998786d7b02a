/* moment.c -- see moment.h. */
#include "intake/moment.h"

#include <stdint.h>

#define LAST_US 253402300799999999 /* of the year 9999: an offset, or a leap second, can lead behind it */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Exactly ${n} digits. */
static bool take_number(const char **s, int n, int most, int *out)
{
	*out = 0;
	for (; n; n--, (*s)++) {
		if (!is_digit(**s))
			return false;
		*out = *out * 10 + (**s - '0');
	}
	return *out <= most;
}

static bool take(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

static int days_in(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int leap = month == 2 && ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0);

	return days[month - 1] + leap;
}

/* Days since 1970-01-01, by counting years from March on. */
static int64_t day_number(int year, int month, int day)
{
	int64_t y = year - (month <= 2), era = y / 400, of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static bool take_date(const char **s, int64_t *day)
{
	int y, m, d;

	if (!take_number(s, 4, 9999, &y) || !take(s, '-') || !take_number(s, 2, 12, &m) || !take(s, '-') ||
		!take_number(s, 2, 31, &d))
		return false;
	if (y < 1900 || m < 1 || d < 1 || d > days_in(y, m))
		return false;
	*day = day_number(y, m, d);
	return true;
}

static bool take_time(const char **s, int64_t *us)
{
	int h, m, second = 0, place;

	if (!take_number(s, 2, 23, &h) || !take(s, ':') || !take_number(s, 2, 59, &m))
		return false;
	if (take(s, ':') && !take_number(s, 2, 60, &second))
		return false;
	*us = ((int64_t)h * 3600 + m * 60 + second) * 1000000;
	if (!take(s, '.') && !take(s, ','))
		return true;
	if (!is_digit(**s))
		return false;
	for (place = 100000; is_digit(**s); (*s)++, place /= 10)
		*us += (int64_t)(**s - '0') * place;
	return true;
}

/* Z, +01:00, +0100, +01, or nothing. */
static bool take_offset(const char **s, int64_t *us)
{
	int sign = **s == '-' ? -1 : 1, h, m = 0;

	*us = 0;
	if (!**s || take(s, 'Z') || take(s, 'z'))
		return true;
	if (!take(s, '+') && !take(s, '-'))
		return false;
	if (!take_number(s, 2, 14, &h))
		return false;
	if (**s && ((void)take(s, ':'), !take_number(s, 2, 59, &m)))
		return false;
	*us = sign * ((int64_t)h * 3600 + m * 60) * 1000000;
	return true;
}

bool moment_read(const char *s, struct when *out)
{
	int64_t day, time = 0, offset = 0;

	if (!take_date(&s, &day))
		return false;
	if (take(&s, 'T') || take(&s, ' '))
		if (!take_time(&s, &time) || ((void)take(&s, ' '), !take_offset(&s, &offset)))
			return false;
	out->us = day * 86400000000 + time - offset;
	return *s == 0 && when_known(*out) && out->us <= LAST_US;
}
