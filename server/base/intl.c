/* intl.c -- dates, numbers and plurals as languages write them; see intl.h. Names and addresses are in
 * intl_text.c, time zones in intl_zone.c.
 *
 * ICU's formatters cost from 10 µs to a millisecond to open and some 10 KiB each, so they are kept: up to
 * LANGUAGES languages and ZONES zones, the oldest making room. A finished date is kept by minute as well,
 * since the dates of a page are printed for one visitor after the other. */
#include "base/intl.h"

#include <stdio.h>
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/uloc.h>
#include <unicode/unum.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

#include "base/arena.h"
#include "base/must.h"

#define LANGUAGES 24
#define ZONES	  48
#define DATES	  4096 /* a power of two */
#define STYLES	  3
#define WIDE_MOST ((INTL_MOST - 1) / 3) /* UTF-16 units that surely fit into a buffer */

struct language {
	char name[32];	 /* as asked for; "": this place is free */
	uint32_t serial; /* of this opening; dates are kept under it */
	UDateFormat *dates[STYLES];
	UNumberFormat *numbers;
	UPluralRules *plurals;
	bool western;		 /* 0–999 are plain ASCII digits */
	signed char is_one[128]; /* what intl_is_one() said: 1 yes, -1 no, 0 not asked yet */
};

struct zone {
	char name[64];
	uint32_t serial;
	UCalendar *calendar;
};

struct kept_date {
	int64_t minute;
	uint32_t language, zone; /* serials; 0: nothing is kept here */
	unsigned char style, n;
	char text[62];
};

static struct language languages[LANGUAGES];
static struct zone zones[ZONES];
static struct kept_date dates[DATES];
static uint32_t last_serial;

static size_t to_utf8(char *out, size_t room, const UChar *s, int32_t n)
{
	UErrorCode e = U_ZERO_ERROR;
	int32_t made = 0;

	u_strToUTF8(out, (int32_t)room, &made, s, n, &e);
	must(U_SUCCESS(e) && (size_t)made < room);
	return (size_t)made;
}

/* ---- languages ---- */

bool intl_locale_known(const char *locale)
{
	char id[ULOC_FULLNAME_CAPACITY], language[ULOC_LANG_CAPACITY];
	UErrorCode e = U_ZERO_ERROR;
	int32_t parsed = 0, i;
	size_t n = locale ? strlen(locale) : 0;

	if (n == 0 || n >= sizeof(languages[0].name) || strchr(locale, '_'))
		return false;
	uloc_forLanguageTag(locale, id, sizeof(id), &parsed, &e);
	if (U_FAILURE(e) || (size_t)parsed != n)
		return false;
	uloc_getLanguage(id, language, sizeof(language), &e);
	for (i = 0; U_SUCCESS(e) && *language && i < uloc_countAvailable(); i++)
		if (strcmp(uloc_getAvailable(i), language) == 0)
			return true;
	return false;
}

/* Day before month and 24 hours, as the rest of the world reads English, unless a country is named. */
static void icu_name(const char *locale, char id[ULOC_FULLNAME_CAPACITY])
{
	UErrorCode e = U_ZERO_ERROR;

	strcpy(id, "en_GB");
	if (!intl_locale_known(locale) || strcmp(locale, "en") == 0)
		return;
	uloc_forLanguageTag(locale, id, ULOC_FULLNAME_CAPACITY, NULL, &e);
	must(U_SUCCESS(e));
}

static UDateFormat *open_dates(const char *id, enum intl_style style, UDateTimePatternGenerator *patterns)
{
	static const UChar *const skeletons[STYLES] =
		{[INTL_DATE] = u"yMMMd", [INTL_DATE_TIME] = u"yMMMdjmm", [INTL_MONTH] = u"yMMMM"};
	UErrorCode e = U_ZERO_ERROR;
	UChar pattern[128];
	int32_t n = udatpg_getBestPattern(patterns, skeletons[style], -1, pattern, 128, &e);
	UDateFormat *f = udat_open(UDAT_PATTERN, UDAT_PATTERN, id, u"UTC", -1, pattern, n, &e);

	must(U_SUCCESS(e));
	return f;
}

static bool counts_in_ascii(UNumberFormat *numbers)
{
	UErrorCode e = U_ZERO_ERROR;
	UChar text[16];
	int32_t n = unum_formatInt64(numbers, 123, text, 16, NULL, &e);

	return U_SUCCESS(e) && n == 3 && text[0] == '1' && text[1] == '2' && text[2] == '3';
}

static void language_close(struct language *l)
{
	int i;

	for (i = 0; i < STYLES; i++)
		udat_close(l->dates[i]);
	unum_close(l->numbers);
	uplrules_close(l->plurals);
}

static void language_open(struct language *l, const char *locale)
{
	char id[ULOC_FULLNAME_CAPACITY];
	UErrorCode e = U_ZERO_ERROR;
	UDateTimePatternGenerator *patterns;
	int i;

	if (*l->name)
		language_close(l);
	memset(l, 0, sizeof(*l));
	icu_name(locale, id);
	patterns = udatpg_open(id, &e);
	must(U_SUCCESS(e));
	for (i = 0; i < STYLES; i++)
		l->dates[i] = open_dates(id, (enum intl_style)i, patterns);
	udatpg_close(patterns);
	l->numbers = unum_open(UNUM_DECIMAL, NULL, 0, id, NULL, &e);
	l->plurals = uplrules_open(id, &e);
	must(U_SUCCESS(e));
	l->western = counts_in_ascii(l->numbers);
	snprintf(l->name, sizeof(l->name), "%s", locale);
	l->serial = ++last_serial;
}

static struct language *language_of(const char *locale)
{
	static unsigned latest, next;
	unsigned i;

	/* A name that is too long to be kept is no name that we know. */
	if (!locale || strlen(locale) >= sizeof(languages[0].name) || !*locale)
		locale = "en";
	if (strcmp(languages[latest].name, locale) == 0)
		return &languages[latest];
	for (i = 0; i < LANGUAGES && strcmp(languages[i].name, locale) != 0; i++)
		;
	if (i == LANGUAGES) {
		i = next++ % LANGUAGES;
		language_open(&languages[i], locale);
	}
	latest = i;
	return &languages[i];
}

/* ---- zones ---- */

static void zone_open(struct zone *z, const char *name)
{
	UErrorCode e = U_ZERO_ERROR;
	UChar id[64];

	if (*z->name)
		ucal_close(z->calendar);
	snprintf(z->name, sizeof(z->name), "%s", name);
	u_uastrcpy(id, intl_zone_known(name) ? name : "UTC");
	z->calendar = ucal_open(id, -1, "en", UCAL_GREGORIAN, &e);
	must(U_SUCCESS(e));
	z->serial = ++last_serial;
}

static struct zone *zone_of(const char *name)
{
	static unsigned latest, next;
	unsigned i;

	if (!name || strlen(name) >= sizeof(zones[0].name) || !*name)
		name = "UTC";
	if (strcmp(zones[latest].name, name) == 0)
		return &zones[latest];
	for (i = 0; i < ZONES && strcmp(zones[i].name, name) != 0; i++)
		;
	if (i == ZONES) {
		i = next++ % ZONES;
		zone_open(&zones[i], name);
	}
	latest = i;
	return &zones[i];
}

int intl_zone_offset(struct when at, const char *zone)
{
	UCalendar *c = zone_of(zone)->calendar;
	UErrorCode e = U_ZERO_ERROR;
	int ms;

	ucal_setMillis(c, (double)(at.us / 1000), &e);
	ms = ucal_get(c, UCAL_ZONE_OFFSET, &e) + ucal_get(c, UCAL_DST_OFFSET, &e);
	must(U_SUCCESS(e));
	return ms / 1000;
}

/* ---- dates ---- */

/* 0: ICU could not. */
static size_t format_date(char buffer[INTL_MOST], int64_t minute, UDateFormat *format, UCalendar *calendar)
{
	UErrorCode e = U_ZERO_ERROR;
	UChar text[WIDE_MOST];
	int32_t n;

	ucal_setMillis(calendar, (UDate)minute * 60000, &e);
	n = udat_formatCalendar(format, calendar, text, WIDE_MOST, NULL, &e);
	if (U_FAILURE(e) || n >= WIDE_MOST)
		return 0;
	n = (int32_t)to_utf8(buffer, INTL_MOST, text, n);
	buffer[n] = 0;
	return (size_t)n;
}

static struct kept_date *date_place(int64_t minute, uint32_t language, uint32_t zone, enum intl_style style)
{
	uint64_t h = (uint64_t)minute * 4 + (uint64_t)style;

	h = (h ^ (uint64_t)language << 40 ^ (uint64_t)zone << 52) * 0x9e3779b97f4a7c15u;
	return &dates[h >> 32 & (DATES - 1)];
}

size_t intl_put_date(char buffer[INTL_MOST], struct when at, enum intl_style style, const char *locale,
	const char *zone)
{
	struct language *l = language_of(locale);
	struct zone *z = zone_of(zone);
	int64_t minute = at.us / 60000000 - (at.us % 60000000 < 0);
	struct kept_date *d = date_place(minute, l->serial, z->serial, style);
	size_t n;

	if (d->minute == minute && d->language == l->serial && d->zone == z->serial && d->style == style) {
		memcpy(buffer, d->text, d->n + 1u);
		return d->n;
	}
	n = format_date(buffer, minute, l->dates[style], z->calendar);
	if (n == 0)
		return strlen(intl_iso(at, buffer));
	if (n < sizeof(d->text)) {
		*d = (struct kept_date){minute, l->serial, z->serial, (unsigned char)style, (unsigned char)n,
			""};
		memcpy(d->text, buffer, n + 1);
	}
	return n;
}

/* The calendar date of a day since 1970-01-01 (proleptic Gregorian): years are counted from March, so that
 * the leap day comes last, and in cycles of 400 years, which all have 146,097 days. */
static void day_to_date(int64_t day, int64_t *year, int *month, int *of_month)
{
	int64_t z = day + 719468, cycle = (z >= 0 ? z : z - 146096) / 146097;
	int64_t in_cycle = z - cycle * 146097;
	int64_t y = (in_cycle - in_cycle / 1460 + in_cycle / 36524 - in_cycle / 146096) / 365;
	int64_t in_year = in_cycle - (365 * y + y / 4 - y / 100), from_march = (5 * in_year + 2) / 153;

	*of_month = (int)(in_year - (153 * from_march + 2) / 5 + 1);
	*month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
	*year = y + cycle * 400 + (*month <= 2);
}

static char *put_two(char *p, int n, char after)
{
	p[0] = (char)('0' + n / 10);
	p[1] = (char)('0' + n % 10);
	p[2] = after;
	return p + 3;
}

const char *intl_iso(struct when at, char buffer[32])
{
	int64_t day = when_day(at), year;
	int64_t of_day = at.us % 86400000000;
	int second = (int)((of_day < 0 ? of_day + 86400000000 : of_day) / 1000000), month, of_month;
	char *p;

	day_to_date(day, &year, &month, &of_month);
	if (year >= 0 && year <= 9999)
		p = put_two(put_two(buffer, (int)year / 100, 0) - 1, (int)year % 100, '-');
	else
		p = buffer + snprintf(buffer, 12, "%05d-", (int)year);
	p = put_two(p, month, '-');
	p = put_two(p, of_month, 'T');
	p = put_two(p, second / 3600, ':');
	p = put_two(p, second / 60 % 60, ':');
	p = put_two(p, second % 60, 'Z');
	*p = 0;
	return buffer;
}

/* ---- numbers ---- */

/* 0–999, which no language that counts in these digits groups. */
static size_t put_small(char *p, int n)
{
	size_t digits = n < 10 ? 1 : n < 100 ? 2 : 3, i;

	for (i = digits; i-- > 0; n /= 10)
		p[i] = (char)('0' + n % 10);
	p[digits] = 0;
	return digits;
}

size_t intl_put_number(char buffer[INTL_MOST], int64_t n, const char *locale)
{
	struct language *l = language_of(locale);
	UErrorCode e = U_ZERO_ERROR;
	UChar text[WIDE_MOST];
	int32_t made;

	if (l->western && n >= 0 && n < 1000)
		return put_small(buffer, (int)n);
	made = unum_formatInt64(l->numbers, n, text, WIDE_MOST, NULL, &e);
	if (U_FAILURE(e) || made >= WIDE_MOST)
		return (size_t)sprintf(buffer, "%lld", (long long)n);
	made = (int32_t)to_utf8(buffer, INTL_MOST, text, made);
	buffer[made] = 0;
	return (size_t)made;
}

static bool is_one(struct language *l, int64_t n)
{
	UErrorCode e = U_ZERO_ERROR;
	UChar keyword[16];
	int32_t made = uplrules_select(l->plurals, (double)n, keyword, 16, &e);

	return U_SUCCESS(e) && made == 3 && u_strncmp(keyword, u"one", 3) == 0;
}

bool intl_is_one(int64_t n, const char *locale)
{
	struct language *l = language_of(locale);

	if (n < 0 || n >= (int64_t)sizeof(l->is_one))
		return is_one(l, n);
	if (l->is_one[n] == 0)
		l->is_one[n] = is_one(l, n) ? 1 : -1;
	return l->is_one[n] > 0;
}
