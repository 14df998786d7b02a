/* html.c -- see html.h. Runs of plain bytes are appended at once; what must be escaped is found by a table.
 *
 * Quotes are escaped in text too, where they need not be: it costs a few bytes, and there is one rule instead
 * of two. */
#include "web/html.h"

#include <string.h>
#include <strings.h>

/* What a byte becomes. */
enum byte { PLAIN, AMPERSAND, LESS, GREATER, QUOTE, APOSTROPHE };
static const unsigned char kinds[256] =
	{['&'] = AMPERSAND, ['<'] = LESS, ['>'] = GREATER, ['"'] = QUOTE, ['\''] = APOSTROPHE};
static const struct slice escapes[] = {[AMPERSAND] = {"&amp;", 5},
	[LESS] = {"&lt;", 4},
	[GREATER] = {"&gt;", 4},
	[QUOTE] = {"&quot;", 6},
	[APOSTROPHE] = {"&#39;", 5}};

static void put_n(struct out *o, const char *s, size_t n)
{
	const char *p = s, *end = s + n;

	for (;;) {
		while (p < end && kinds[(unsigned char)*p] == PLAIN)
			p++;
		out_raw(o, s, (size_t)(p - s));
		if (p == end)
			return;
		out_raw(o, escapes[kinds[(unsigned char)*p]].s, escapes[kinds[(unsigned char)*p]].n);
		s = ++p;
	}
}

static void put(struct out *o, const char *s)
{
	if (s)
		put_n(o, s, strlen(s));
}

static void put_digits(struct out *o, int64_t n)
{
	char digits[24], *p = digits + sizeof(digits);
	uint64_t left = n < 0 ? -(uint64_t)n : (uint64_t)n;

	do
		*--p = (char)('0' + left % 10);
	while (left /= 10);
	if (n < 0)
		*--p = '-';
	out_raw(o, p, (size_t)(digits + sizeof(digits) - p));
}

static void put_number(struct out *o, int64_t n)
{
	char buffer[INTL_MOST];

	put_n(o, buffer, intl_put_number(buffer, n, o->locale));
}

static void put_time(struct out *o, struct when w, enum intl_style style)
{
	char buffer[INTL_MOST];

	if (!when_known(w))
		return;
	out_literal(o, "<time datetime=\"");
	put(o, intl_iso(w, buffer));
	out_literal(o, "\">");
	put_n(o, buffer, intl_put_date(buffer, w, style, o->locale, o->zone));
	out_literal(o, "</time>");
}

static void put_counted(struct out *o, struct counted c)
{
	const char *text = intl_is_one(c.n, o->locale) ? c.one : c.other, *at;

	if (!text)
		return;
	for (; (at = strchr(text, '%')) != NULL; text = at + 1) {
		put_n(o, text, (size_t)(at - text));
		put_number(o, c.n);
	}
	put(o, text);
}

static void put_said(struct out *o, struct said s)
{
	const char *text = s.sentence, *at;

	if (!text)
		return;
	while ((at = strchr(text, '%')) != NULL) {
		bool known = at[1] >= '1' && at[1] <= '3';

		put_n(o, text, (size_t)(at - text) + !known);
		if (known)
			put(o, s.value[at[1] - '1']);
		text = at + 1 + known;
	}
	put(o, text);
}

void html_text_string(struct out *o, const char *s)
{
	put(o, s);
}

void html_text_html(struct out *o, struct html h)
{
	out_raw(o, h.s, h.n);
}

void html_text_int(struct out *o, int64_t n)
{
	put_number(o, n);
}

void html_text_when(struct out *o, struct when w)
{
	put_time(o, w, INTL_DATE_TIME);
}

void html_text_dated(struct out *o, struct dated d)
{
	put_time(o, d.at, d.style);
}

void html_text_counted(struct out *o, struct counted c)
{
	put_counted(o, c);
}

void html_text_said(struct out *o, struct said s)
{
	put_said(o, s);
}

void html_attribute_string(struct out *o, const char *s)
{
	put(o, s);
}

void html_attribute_int(struct out *o, int64_t n)
{
	put_digits(o, n);
}

void html_attribute_when(struct out *o, struct when w)
{
	char buffer[32];

	if (when_known(w))
		put(o, intl_iso(w, buffer));
}

void html_attribute_dated(struct out *o, struct dated d)
{
	char buffer[INTL_MOST];

	if (when_known(d.at))
		put_n(o, buffer, intl_put_date(buffer, d.at, d.style, o->locale, o->zone));
}

void html_attribute_counted(struct out *o, struct counted c)
{
	put_counted(o, c);
}

void html_attribute_said(struct out *o, struct said s)
{
	put_said(o, s);
}

/* Browsers drop white space around an address and line breaks inside it before they look for a scheme, and
 * read '\' as
 * '/'; so an address with a control character, or one that begins with a space, is not looked at further. */
static bool is_harmless(const char *s)
{
	static const char *const schemes[] = {"http:", "https:", "mailto:"};
	const char *p;
	size_t i;

	for (p = s; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return false;
	if (s[0] == ' ' || s[0] == '\\' || (s[0] == '/' && (s[1] == '/' || s[1] == '\\')))
		return false;
	if (s[strcspn(s, ":/?#")] != ':')
		return true;
	for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (strncasecmp(s, schemes[i], strlen(schemes[i])) == 0)
			return true;
	return false;
}

void html_attribute_path(struct out *o, struct path p)
{
	if (p.s && p.s[0] == '/' && is_harmless(p.s))
		put(o, p.s);
}

void html_address_string(struct out *o, const char *s)
{
	if (s)
		put(o, is_harmless(s) ? s : "#");
}

/* Letters, digits and "-._~" stay (RFC 3986, unreserved). */
static const bool stays_in_address[256] = {['0' ... '9'] = true,
	['A' ... 'Z'] = true,
	['a' ... 'z'] = true,
	['-'] = true,
	['.'] = true,
	['_'] = true,
	['~'] = true};

void html_address_part_string(struct out *o, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";
	const char *run;

	while (s && *s) {
		for (run = s; stays_in_address[(unsigned char)*s]; s++)
			;
		out_raw(o, run, (size_t)(s - run));
		for (; *s && !stays_in_address[(unsigned char)*s]; s++)
			out_raw(o, (char[]){'%', hex[(unsigned char)*s >> 4], hex[*s & 15]}, 3);
	}
}

void html_address_part_int(struct out *o, int64_t n)
{
	put_digits(o, n);
}
