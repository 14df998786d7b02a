/* intl_test.c -- dates, numbers, plurals, zones, slugs, names and e-mail addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/idn.h"
#include "base/intl.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define AT	    ((struct when){1795165920000000}) /* 2026-11-20 09:12 UTC */
#define SUMMER	    ((struct when){1782907200000000}) /* 2026-07-01 12:00 UTC */

static struct arena a;

static int tear_down(void **state)
{
	(void)state;
	arena_end(&a);
	return 0;
}

static void check(const char *row, const char *is, const char *should)
{
	if (is != should && !text_is(is, should))
		fail_msg("\"%s\" became \"%s\", not \"%s\"", row, is ? is : "(null)",
			should ? should : "(null)");
}

static const char *date(struct when at, enum intl_style style, const char *locale, const char *zone)
{
	char buffer[INTL_MOST];
	size_t n = intl_put_date(buffer, at, style, locale, zone);

	assert_int_equal(n, strlen(buffer));
	return arena_text(&a, buffer);
}

static const char *number(int64_t n, const char *locale)
{
	char buffer[INTL_MOST];
	size_t made = intl_put_number(buffer, n, locale);

	assert_int_equal(made, strlen(buffer));
	return arena_text(&a, buffer);
}

static void test_dates(void **state)
{
	static const struct {
		const char *locale, *zone;
		enum intl_style style;
		const char *text;
	} rows[] = {
		{"en", "UTC", INTL_DATE, "20 Nov 2026"},
		{"en", "UTC", INTL_DATE_TIME, "20 Nov 2026, 09:12"},
		{"en", "UTC", INTL_MONTH, "November 2026"},
		{"en", "Europe/Berlin", INTL_DATE_TIME, "20 Nov 2026, 10:12"},
		{"en", "Asia/Kolkata", INTL_DATE_TIME, "20 Nov 2026, 14:42"},
		{"en", "Pacific/Auckland", INTL_DATE_TIME, "20 Nov 2026, 22:12"},
		{"en-GB", "UTC", INTL_DATE, "20 Nov 2026"},
		{"en-US", "UTC", INTL_DATE, "Nov 20, 2026"},
		{"de", "UTC", INTL_DATE_TIME, "20. Nov. 2026, 09:12"},
		{"de", "UTC", INTL_MONTH, "November 2026"},
		{"fr", "UTC", INTL_DATE, "20 nov. 2026"},
		{"ja", "UTC", INTL_DATE, "2026年11月20日"},
		{"th", "UTC", INTL_DATE, "20 พ.ย. 2569"},
		{"zz", "UTC", INTL_DATE, "20 Nov 2026"},
		{"not a language", "UTC", INTL_DATE, "20 Nov 2026"},
		{"", "", INTL_DATE_TIME, "20 Nov 2026, 09:12"},
		{NULL, NULL, INTL_DATE_TIME, "20 Nov 2026, 09:12"},
		{"en", "Mars/Olympus", INTL_DATE_TIME, "20 Nov 2026, 09:12"},
		{"en", "GMT+5", INTL_DATE_TIME, "20 Nov 2026, 09:12"},
		{"en-x-a-tag-that-is-longer-than-any-we-keep", "UTC", INTL_DATE, "20 Nov 2026"},
	};
	size_t i, round;

	(void)state;
	/* Twice: the second time, they are kept. */
	for (round = 0; round < 2; round++)
		for (i = 0; i < COUNT(rows); i++)
			check(rows[i].locale, date(AT, rows[i].style, rows[i].locale, rows[i].zone),
				rows[i].text);
}

static void test_days_begin_at_home(void **state)
{
	struct when late = {1795217400000000}; /* 2026-11-20 23:30 UTC */

	(void)state;
	check("UTC", date(late, INTL_DATE, "en", "UTC"), "20 Nov 2026");
	check("Berlin", date(late, INTL_DATE, "en", "Europe/Berlin"), "21 Nov 2026");
	check("summer", date(SUMMER, INTL_DATE_TIME, "en", "Europe/Berlin"), "1 Jul 2026, 14:00");
	check("before 1970", date((struct when){-1}, INTL_DATE_TIME, "en", "UTC"), "31 Dec 1969, 23:59");
	check("seconds do not matter", date((struct when){AT.us + 59999999}, INTL_DATE_TIME, "en", "UTC"),
		"20 Nov 2026, 09:12");
	check("a minute does", date((struct when){AT.us + 60000000}, INTL_DATE_TIME, "en", "UTC"),
		"20 Nov 2026, 09:13");
}

/* More languages, zones and minutes than are kept: what makes room must not be shown for something else. */
static void test_kept_dates(void **state)
{
	static const char *const languages[] = {"en", "de", "fr", "es", "it", "pt-BR", "nl", "sv", "da", "nb",
		"fi", "pl", "cs", "sk", "hu", "ro", "bg", "ru", "uk", "el", "tr", "he", "ar", "fa", "hi",
		"th", "vi", "ja", "ko", "zh"};
	struct texts zones = intl_zones();
	const char *first[COUNT(languages)];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(languages); i++)
		first[i] = date(AT, INTL_DATE_TIME, languages[i], "Europe/Berlin");
	for (i = 0; i < zones.n; i++)
		date(AT, INTL_DATE_TIME, "en", zones.v[i]);
	for (i = 0; i < 20000; i++)
		date((struct when){(int64_t)i * 60000000}, INTL_DATE_TIME, "de", "UTC");
	for (i = 0; i < COUNT(languages); i++)
		check(languages[i], date(AT, INTL_DATE_TIME, languages[i], "Europe/Berlin"), first[i]);
	check("style", date(AT, INTL_MONTH, "en", "UTC"), "November 2026");
	check("a kept minute", date((struct when){60000000 * 7}, INTL_DATE_TIME, "de", "UTC"),
		"1. Jan. 1970, 00:07");
}

static void test_iso(void **state)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} rows[] = {
		{0, "1970-01-01T00:00:00Z"},
		{-1, "1969-12-31T23:59:59Z"},
		{951782400, "2000-02-29T00:00:00Z"},
		{951868799, "2000-02-29T23:59:59Z"},
		{951868800, "2000-03-01T00:00:00Z"},
		{4107542399, "2100-02-28T23:59:59Z"},
		{4107542400, "2100-03-01T00:00:00Z"},
		{1795165920, "2026-11-20T09:12:00Z"},
		{253402300799, "9999-12-31T23:59:59Z"},
		{253402300800, "10000-01-01T00:00:00Z"},
		{-62135596800, "0001-01-01T00:00:00Z"},
		{-62167219200, "0000-01-01T00:00:00Z"},
		{-62167219201, "-0001-12-31T23:59:59Z"},
		{9223372036854, "294247-01-10T04:00:54Z"},
		{-9223372036854, "-290308-12-21T19:59:06Z"},
	};
	char buffer[32];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		check(rows[i].text, intl_iso((struct when){rows[i].seconds * 1000000}, buffer), rows[i].text);
	check("no fractions", intl_iso((struct when){AT.us + 999999}, buffer), "2026-11-20T09:12:00Z");
}

static void test_numbers(void **state)
{
	static const struct {
		int64_t n;
		const char *locale, *text;
	} rows[] = {
		{0, "en", "0"},
		{9, "en", "9"},
		{10, "en", "10"},
		{99, "en", "99"},
		{100, "en", "100"},
		{999, "en", "999"},
		{1000, "en", "1,000"},
		{-1, "en", "-1"},
		{-1000, "en", "-1,000"},
		{1234567, "de", "1.234.567"},
		{1234567, "hi", "12,34,567"},
		{1234567, "fr", "1\u202f234\u202f567"},
		{12, "fa", "۱۲"},
		{1234567, "nonsense", "1,234,567"},
		{1234567, NULL, "1,234,567"},
		{INT64_MAX, "en", "9,223,372,036,854,775,807"},
		{INT64_MIN, "en", "-9,223,372,036,854,775,808"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		check(rows[i].text, number(rows[i].n, rows[i].locale), rows[i].text);
}

static void test_plurals(void **state)
{
	static const struct {
		const char *locale;
		int64_t n;
		bool one;
	} rows[] = {
		{"en", 0, false},
		{"en", 1, true},
		{"en", 2, false},
		{"en", 127, false},
		{"en", 128, false},
		{"en", 1000001, false},
		{"en", -1, true},
		{"fr", 0, true},
		{"fr", 1, true},
		{"fr", 2, false},
		{"ru", 1, true},
		{"ru", 11, false},
		{"ru", 21, true},
		{"ru", 121, true},
		{"ru", 201, true},
		{"ja", 1, false},
		{NULL, 1, true},
	};
	size_t i, round;

	(void)state;
	for (round = 0; round < 2; round++)
		for (i = 0; i < COUNT(rows); i++)
			if (intl_is_one(rows[i].n, rows[i].locale) != rows[i].one)
				fail_msg("%s %lld", rows[i].locale, (long long)rows[i].n);
}

static void test_known(void **state)
{
	static const char *const locales[] = {"en", "en-US", "de", "pt-BR", "zh-Hant-TW", "sr-Latn", "EN"};
	static const char *const no_locales[] = {"", "zz", "en_US", "en-", "-en", "english please",
		"../../etc", "en\n", "x", "root", "123"};
	static const char *const no_zones[] = {"", "Mars/X", "GMT+3", "UTC+1", "Europe/Berlin ",
		"europe/berlin", "Europe",
		"Europe/Berlinistan/That/Has/A/Name/Much/Longer/Than/Any/Zone/Really/Has", "Europe/\xc3\xa9",
		"../etc/passwd"};
	struct texts zones = intl_zones();
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(locales); i++)
		if (!intl_locale_known(locales[i]))
			fail_msg("%s is not known", locales[i]);
	for (i = 0; i < COUNT(no_locales); i++)
		if (intl_locale_known(no_locales[i]))
			fail_msg("\"%s\" is known", no_locales[i]);
	assert_false(intl_locale_known(NULL));
	assert_false(intl_zone_known(NULL));
	assert_true(intl_zone_known("UTC"));
	for (i = 0; i < COUNT(no_zones); i++)
		if (intl_zone_known(no_zones[i]))
			fail_msg("\"%s\" is known", no_zones[i]);
	assert_true(zones.n > 400);
	for (i = 0; i < zones.n; i++)
		if (!intl_zone_known(zones.v[i]) || (i && strcmp(zones.v[i - 1], zones.v[i]) >= 0))
			fail_msg("%s", zones.v[i]);
	assert_ptr_equal(intl_zones().v, zones.v);
}

static bool has_zone(const char *name)
{
	struct texts zones = intl_zones();
	size_t i;

	for (i = 0; i < zones.n; i++)
		if (text_is(zones.v[i], name))
			return true;
	return false;
}

static void test_zones_of_today(void **state)
{
	static const char *const today[] = {"Europe/Berlin", "America/New_York", "Asia/Kolkata",
		"Asia/Ho_Chi_Minh", "America/Argentina/Buenos_Aires", "Europe/Kyiv", "Asia/Tokyo",
		"Africa/Cairo"};
	static const char *const once[] = {"Asia/Calcutta", "Asia/Saigon", "Europe/Kiev", "UTC", "EST",
		"Etc/GMT+5", "US/Pacific"};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(today); i++)
		if (!has_zone(today[i]))
			fail_msg("%s is missing", today[i]);
	for (i = 0; i < COUNT(once); i++)
		if (has_zone(once[i]))
			fail_msg("%s is listed", once[i]);
}

static void test_lower_case(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{"", ""},
		{"eSIM", "esim"},
		{"Z\u00dcRICH", "z\u00fcrich"},
		{"Zu\u0308rich", "z\u00fcrich"},
		{"\u0130", "i\u0307"},
		{"\u039f\u03b4\u03cc\u03a3", "\u03bf\u03b4\u03cc\u03c2"},
		{"\u6771\u4eac", "\u6771\u4eac"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		check(rows[i].in, intl_lower(&a, rows[i].in), rows[i].out);
}

static void test_slugs(void **state)
{
	static const struct {
		const char *title, *slug;
	} rows[] = {
		{"How do I reset my SIM?", "how-do-i-reset-my-sim"},
		{"Don't lose — your número!", "dont-lose-your-numero"},
		{"Don’t", "dont"},
		{"  --A__b..C--  ", "a-b-c"},
		{"übergröße Straße ÆØÅ", "ubergrosse-strasse-aeoa"},
		{"Как настроить роуминг?", "kak-nastroit-rouming"},
		{"Ελληνικά", "ellenika"},
		{"Việt Nam đẹp", "viet-nam-dep"},
		{"한국어", "hangug-eo"},
		{"a\u0301e\u0300", "ae"},
		{"ﬁne x²", "fine-x2"},
		{"İstanbul", "istanbul"},
		{"", "thread"},
		{"???", "thread"},
		{"😀", "thread"},
		{"\xff\xfe", "thread"},
		{"../../etc/passwd", "etc-passwd"},
		{"a&b<c>\"d\"", "a-b-c-d"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		check(rows[i].title, intl_slug(&a, rows[i].title), rows[i].slug);
}

static void test_long_slugs(void **state)
{
	char title[2001], ninety[91];
	const char *slug;

	(void)state;
	memset(ninety, 'a', 90);
	ninety[90] = 0;
	assert_int_equal(strlen(intl_slug(&a, ninety)), 80);
	ninety[80] = ' ';
	assert_int_equal(strlen(intl_slug(&a, ninety)), 80); /* exactly the first word */
	ninety[80] = 'a';
	ninety[20] = ' ';
	assert_int_equal(strlen(intl_slug(&a, ninety)), 20);
	memset(title, ' ', 2000);
	title[2000] = 0;
	check("spaces", intl_slug(&a, title), "thread");
	while (strlen(title) > 1990)
		title[strlen(title) - 1] = 0;
	slug = intl_slug(&a, arena_printf(&a, "%s%s",
				     "日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語", title));
	assert_true(strlen(slug) > 20 && strlen(slug) <= 80);
}

/* Whatever is typed, a slug has its form. */
static void test_slugs_have_a_form(void **state)
{
	uint64_t seed = 12345;
	int round, i;

	(void)state;
	for (round = 0; round < 2000; round++) {
		char title[64];
		const char *slug, *p;
		int n = 0;

		for (i = 0; i < 12; i++) {
			unsigned cp;

			seed = seed * 6364136223846793005u + 1442695040888963407u;
			cp = (unsigned)(seed >> 40) % (round % 2 ? 0x3000 : 0x80);
			n += cp < 0x80 ? sprintf(title + n, "%c", cp ? (int)cp : 'x')
			     : cp < 0x800
				     ? sprintf(title + n, "%c%c", (int)(0xc0 | cp >> 6),
					       (int)(0x80 | (cp & 0x3f)))
				     : sprintf(title + n, "%c%c%c", (int)(0xe0 | cp >> 12),
					       (int)(0x80 | (cp >> 6 & 0x3f)), (int)(0x80 | (cp & 0x3f)));
		}
		slug = intl_slug(&a, title);
		for (p = slug; *p; p++)
			if (!(strchr("abcdefghijklmnopqrstuvwxyz0123456789", *p) ||
				    (*p == '-' && p > slug && p[1] && p[1] != '-')))
				fail_msg("\"%s\" became \"%s\"", title, slug);
		assert_true(p > slug && p - slug <= 80);
	}
}

static void test_look_alikes(void **state)
{
	static const struct {
		const char *one, *other;
		bool alike;
	} rows[] = {
		{"paypal", "раураl", true},
		{"bob", "BOB", true},
		{"bob", "b0b", true},
		{"BOB", "B0B", true},
		{"admin", "Ａdmin", true},
		{"admin", "ad\u200bmin", true},
		{"admin", "аdmin", true},
		{"admin", "adrnin", true},
		{"l1l", "lll", true},
		{"Straße", "STRASSE", true},
		{"e\u0301a", "\u00e9a", true},
		{"ﬁne", "fine", true},
		{"anna", "anne", false},
		{"Zoë", "Zoe", false},
		{"田中", "田仲", false},
		{"ab", "ba", false},
		{"a b", "ab", false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		const char *one = intl_skeleton(&a, rows[i].one), *other = intl_skeleton(&a, rows[i].other);

		if (text_is(one, other) != rows[i].alike)
			fail_msg("%s is %s, %s is %s", rows[i].one, one, rows[i].other, other);
		check("a skeleton's skeleton", intl_skeleton(&a, one), one);
	}
	check("nobody", intl_skeleton(&a, ""), "");
	/* One character that becomes eighteen, many times over. */
	assert_true(strlen(intl_skeleton(&a, "\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa")) > 8 * 18);
}

static void test_what_can_be_seen(void **state)
{
	static const char *const visible[] = {"a", "?", " * ", "\u00ad-", "😀", "田", "\u200e\u05d0",
		"e\u0301", "\xff"};
	static const char *const nothing[] = {"", " \n\t", "\u200b\u200b", "\u0301\u0301", "\u3164",
		"\u2800 \u2800", "\u00a0\u2003", "\u115f", "\uffa0", "\U000e0041", "\u034f\u2060\ufe0f"};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(visible); i++)
		if (!intl_visible(visible[i]))
			fail_msg("%s is not seen", visible[i]);
	for (i = 0; i < COUNT(nothing); i++)
		if (intl_visible(nothing[i]))
			fail_msg("row %zu is seen", i);
}

static void test_names(void **state)
{
	static const char *const fine[] = {"Zoë Müller", "Олег", "田中 さくら", "山田 Taro", "Ann 😀",
		"O'Brien", "X Æ A-12", "José 123", "محمد", "राम", "نام\u200cها", "👩\u200d👧", "1999",
		"Nguyễn Thị", "e\u0301", "ß", "김철수 Kim"};
	static const char *const refused[] = {"", " ", "...", "\u0301", "\u0301a",
		"e\u0301\u0302\u0303\u0304\u0305", "a\u200bb", "a\u200db", "a\u202eb", "\u2066a", "\ue000",
		"\U000f0000", "\uffff", "a\x01z", "a\nb", "Oлег", "Αlpha", "раypal", "\u0378", "a\u2028b",
		"a\ufeffb", "١٢٣1", "\xff", "\ufffd", "\u00ad\u00ad", "a\U000e0041", "\u3164\u3164",
		"\u115f\u1160", "\uffa0", "\u2800\u2800"};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(fine); i++)
		if (!intl_name_ok(fine[i]))
			fail_msg("%s is refused", fine[i]);
	for (i = 0; i < COUNT(refused); i++)
		if (intl_name_ok(refused[i]))
			fail_msg("row %zu, \"%s\", is let through", i, refused[i]);
}

static void test_nfc(void **state)
{
	(void)state;
	check("composes", intl_nfc(&a, "e\u0301"), "é");
	check("ASCII", intl_nfc(&a, "plain"), "plain");
	check("keeps ligatures", intl_nfc(&a, "ﬁ²"), "ﬁ²");
	check("Hangul", intl_nfc(&a, "\u1112\u1161\u11ab"), "한");
	check("grows", intl_nfc(&a, "\U0001d160"), "\U0001d158\U0001d165\U0001d16e");
	check("bad bytes", intl_nfc(&a, "a\xff\xc3z"), "a\ufffd\ufffdz");
	check("nothing", intl_nfc(&a, ""), "");
}

static void test_emails(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{"A.B@Example.ORG", "a.b@example.org"},
		{"a+tag@x.org", "a+tag@x.org"},
		{"o'neil@x.org", "o'neil@x.org"},
		{"ü@münchen.de", "ü@xn--mnchen-3ya.de"},
		{"a@xn--mnchen-3ya.de", "a@xn--mnchen-3ya.de"},
		{"a@faß.de", "a@xn--fa-hia.de"},
		{"a@BÜCHER.example", "a@xn--bcher-kva.example"},
		{"ａ@x.org", "a@x.org"},
		{"a@x。org", "a@x.org"},
		{"a@sub.x.museum", "a@sub.x.museum"},
		{"a@1a.org", "a@1a.org"},
		{"a@b", NULL},
		{"a.b.c", NULL},
		{"@x.org", NULL},
		{"a@", NULL},
		{"", NULL},
		{"a b@x.org", NULL},
		{" a@x.org", NULL},
		{"a@x.org ", NULL},
		{"a@x.org\n", NULL},
		{"a\r\nBcc: b@x.org", NULL},
		{"a@@x.org", NULL},
		{"a@b@x.org", NULL},
		{"x\uff20y@x.org", NULL},
		{"a@x..org", NULL},
		{"a@.x.org", NULL},
		{"a@x.org.", NULL},
		{"a@-x.org", NULL},
		{"a@x-.org", NULL},
		{"a@x_y.org", NULL},
		{"a@1.2.3.4", NULL},
		{"a@[1.2.3.4]", NULL},
		{"\"a\"@x.org", NULL},
		{"a,b@x.org", NULL},
		{"<a@x.org>", NULL},
		{"a..b@x.org", NULL},
		{".a@x.org", NULL},
		{"a.@x.org", NULL},
		{"a@x.org,b@x.org", NULL},
		{"a@x.org?cc=b", NULL},
		{"a\xff@x.org", NULL},
		{"a@x\xff.org", NULL},
		{"a@x/y.org", NULL},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		check(rows[i].in, intl_email(&a, rows[i].in), rows[i].out);
}

static void test_email_lengths(void **state)
{
	char local[66], domain[300];
	size_t i;

	(void)state;
	memset(local, 'a', 65);
	local[65] = 0;
	assert_null(intl_email(&a, arena_printf(&a, "%s@x.org", local)));
	local[64] = 0;
	assert_non_null(intl_email(&a, arena_printf(&a, "%s@x.org", local)));
	for (i = 0; i < 250; i++)
		domain[i] = i % 50 == 49 ? '.' : 'd';
	domain[249] = 0;
	assert_non_null(intl_email(&a, arena_printf(&a, "aaaa@%s", domain)));
	assert_null(intl_email(&a, arena_printf(&a, "aaaaa@%s", domain))); /* 255 bytes */
	memset(domain, 'd', 64);
	strcpy(domain + 64, ".org");
	assert_null(intl_email(&a, arena_printf(&a, "a@%s", domain)));
	assert_non_null(intl_email(&a, arena_printf(&a, "a@%s", domain + 1)));
}

static void test_domains(void **state)
{
	(void)state;
	check("lower case", idn_ascii(&a, "EXAMPLE.org"), "example.org");
	check("one label", idn_ascii(&a, "localhost"), "localhost");
	check("IDNA", idn_ascii(&a, "日本.jp"), "xn--wgv71a.jp");
	check("nothing", idn_ascii(&a, ""), NULL);
	check("a dot", idn_ascii(&a, "."), NULL);
	check("an address", idn_ascii(&a, "10.0.0.1"), NULL);
	check("a space", idn_ascii(&a, "x y.org"), NULL);
	check("broken punycode", idn_ascii(&a, "xn--a-ecp.ru\x80"), NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_dates, tear_down),
		cmocka_unit_test_teardown(test_days_begin_at_home, tear_down),
		cmocka_unit_test_teardown(test_kept_dates, tear_down),
		cmocka_unit_test_teardown(test_iso, tear_down),
		cmocka_unit_test_teardown(test_numbers, tear_down),
		cmocka_unit_test_teardown(test_plurals, tear_down),
		cmocka_unit_test_teardown(test_known, tear_down),
		cmocka_unit_test_teardown(test_zones_of_today, tear_down),
		cmocka_unit_test_teardown(test_lower_case, tear_down),
		cmocka_unit_test_teardown(test_slugs, tear_down),
		cmocka_unit_test_teardown(test_long_slugs, tear_down),
		cmocka_unit_test_teardown(test_slugs_have_a_form, tear_down),
		cmocka_unit_test_teardown(test_look_alikes, tear_down),
		cmocka_unit_test_teardown(test_what_can_be_seen, tear_down),
		cmocka_unit_test_teardown(test_names, tear_down),
		cmocka_unit_test_teardown(test_nfc, tear_down),
		cmocka_unit_test_teardown(test_emails, tear_down),
		cmocka_unit_test_teardown(test_email_lengths, tear_down),
		cmocka_unit_test_teardown(test_domains, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
