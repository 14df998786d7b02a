/* value.c -- see value.h. */
#include "import/value.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

/* ---- dates ---- */

static bool number(const char **s, int digits, int *out)
{
	for (*out = 0; digits > 0; digits--, (*s)++) {
		if (**s < '0' || **s > '9')
			return false;
		*out = *out * 10 + (**s - '0');
	}
	return true;
}

static bool literal(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

static int days_of(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

/* Days since 1970-01-01, counting years from March, so that the leap day is their last. */
static int64_t days_since_1970(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year, m = month <= 2 ? month + 9 : month - 3;

	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static bool time_of_day(const char **s, int64_t *us)
{
	int hour, minute, second, place = 100000;

	if (!number(s, 2, &hour) || !literal(s, ':') || !number(s, 2, &minute) || !literal(s, ':') ||
		!number(s, 2, &second) || hour > 23 || minute > 59 || second > 59)
		return false;
	*us = ((int64_t)hour * 3600 + minute * 60 + second) * 1000000;
	if (!literal(s, '.'))
		return true;
	if (**s < '0' || **s > '9')
		return false;
	for (; **s >= '0' && **s <= '9'; (*s)++, place /= 10)
		*us += (int64_t)(**s - '0') * place;
	return true;
}

bool value_date(const char *s, struct when *out)
{
	int year, month, day;
	int64_t us = 0;

	if (!number(&s, 4, &year) || !literal(&s, '-') || !number(&s, 2, &month) || !literal(&s, '-') ||
		!number(&s, 2, &day))
		return false;
	if (year < 1970 || month < 1 || month > 12 || day < 1 || day > days_of(year, month))
		return false;
	if (literal(&s, 'T') || literal(&s, ' ')) {
		if (!time_of_day(&s, &us))
			return false;
		literal(&s, 'Z');
	}
	out->us = days_since_1970(year, month, day) * 86400000000 + us;
	return *s == 0 && out->us != 0;
}

/* ---- tags ---- */

/* The bytes of the character at ${s}, if a tag must not have it: ASCII's and Unicode's spaces and controls,
 * and what means something in an address. 0: it may. */
static size_t unfit(const char *s)
{
	static const char *const spaces[] = {"\u00a0", "\u1680", "\u2028", "\u2029", "\u202f", "\u205f",
		"\u3000"};
	const unsigned char *u = (const unsigned char *)s;
	size_t i;

	if (*u <= ' ' || *u == 0x7F || strchr("/?&,", *s))
		return 1;
	for (i = 0; i < sizeof(spaces) / sizeof(*spaces); i++)
		if (text_starts(s, spaces[i]))
			return strlen(spaces[i]);
	if (u[0] == 0xC2 && u[1] < 0xA0)
		return 2;
	return u[0] == 0xE2 && u[1] == 0x80 && u[2] <= 0x8A ? 3 : 0;
}

/* Cuts after ${most} characters. */
static void cut(char *s, size_t most)
{
	for (; *s; s++) {
		most -= ((unsigned char)*s & 0xC0) != 0x80;
		if (most == SIZE_MAX) {
			*s = 0;
			return;
		}
	}
}

const char *value_tag(struct arena *a, const char *s)
{
	char *out = arena_alloc(a, strlen(s) * 6 + 1), *p = out;
	size_t bad;

	for (; *s; s += bad ? bad : 1) {
		bad = unfit(s);
		if (*s == '#')
			p = stpcpy(p, "-sharp");
		else
			*p++ = bad ? '-' : *s;
	}
	*p = 0;
	cut(out, VALUE_TAG_MOST);
	return *out ? out : NULL;
}

static bool listed(const char *const *name, size_t n, const char *s)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(name[i], s) == 0)
			return true;
	return false;
}

size_t value_tags(struct arena *a, const char *s, const char *name[VALUE_TAGS])
{
	const char *tag;
	size_t n = 0, length;

	while (s && *s && n < VALUE_TAGS) {
		s += strspn(s, "<>|");
		length = strcspn(s, "<>|");
		tag = length ? value_tag(a, arena_text_n(a, s, length)) : NULL;
		if (tag && !listed(name, n, tag))
			name[n++] = tag;
		s += length;
	}
	return n;
}
