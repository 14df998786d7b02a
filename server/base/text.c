/* text.c -- see text.h. */
#include "base/text.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"

struct slice slice_of(const char *s)
{
	return (struct slice){s, s ? strlen(s) : 0};
}

bool slice_is(struct slice a, const char *s)
{
	return a.s && strlen(s) == a.n && memcmp(a.s, s, a.n) == 0;
}

bool slice_is_nocase(struct slice a, const char *s)
{
	return a.s && strlen(s) == a.n && strncasecmp(a.s, s, a.n) == 0;
}

struct slice slice_trim(struct slice a)
{
	while (a.n && (a.s[0] == ' ' || a.s[0] == '\t'))
		a.s++, a.n--;
	while (a.n && (a.s[a.n - 1] == ' ' || a.s[a.n - 1] == '\t'))
		a.n--;
	return a;
}

struct slice slice_cut(struct slice *rest, char at)
{
	const char *p = rest->n ? memchr(rest->s, at, rest->n) : NULL;
	struct slice before = *rest;

	if (!p) {
		*rest = (struct slice){NULL, 0};
		return before;
	}
	before.n = (size_t)(p - rest->s);
	rest->n -= before.n + 1;
	rest->s = p + 1;
	return before;
}

bool text_is(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

bool text_empty(const char *s)
{
	return !s || !*s;
}

bool text_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* The length of the well-formed UTF-8 sequence at ${s} (1–4) with its code point, 0 if there is none. */
static size_t utf8_next(const unsigned char *s, size_t n, uint32_t *cp)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t len, i;

	if (n == 0)
		return 0;
	if (s[0] < 0x80) {
		*cp = s[0];
		return 1;
	}
	len = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : s[0] >= 0xc2 ? 2 : 0;
	if (len == 0 || len > n || s[0] > 0xf4)
		return 0;
	*cp = s[0] & (0x7fu >> len);
	for (i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*cp = *cp << 6 | (s[i] & 0x3f);
	}
	if (*cp < least[len] || *cp > 0x10ffff || (*cp >= 0xd800 && *cp <= 0xdfff))
		return 0;
	return len;
}

bool text_utf8(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	uint32_t cp;
	size_t len;

	for (; n; p += len, n -= len) {
		len = utf8_next(p, n, &cp);
		if (len == 0 || cp == 0)
			return false;
	}
	return true;
}

bool text_clean(const char *s, size_t n, bool lines)
{
	size_t i;

	if (!text_utf8(s, n))
		return false;
	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		bool line_character = c == '\t' || c == '\n' || c == '\r';

		if (c == 0x7f || (c < 0x20 && !(lines && line_character)))
			return false;
	}
	return true;
}

size_t text_characters(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

const char *text_excerpt(struct arena *a, const char *s, size_t most)
{
	const char *p = s;
	size_t n = 0;

	for (; *p; p++) {
		if (((unsigned char)*p & 0xc0) != 0x80 && n++ == most)
			break;
	}
	if (!*p)
		return arena_text(a, s);
	return arena_printf(a, "%.*s…", (int)(p - s), s);
}

static bool is_invisible(uint32_t cp)
{
	return (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0x200e ||
	       cp == 0x200f || cp == 0xfeff || (cp >= 0x80 && cp < 0xa0) || cp == 0x7f;
}

static bool is_space(uint32_t cp)
{
	return cp <= 0x20 || cp == 0xa0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200a) || cp == 0x2028 ||
	       cp == 0x2029 || cp == 0x202f || cp == 0x205f || cp == 0x3000;
}

const char *text_one_line(struct arena *a, const char *s)
{
	size_t n = strlen(s), len, used = 0;
	char *out = arena_alloc(a, n + 1);
	bool gap = false;
	uint32_t cp;

	for (; n; s += len, n -= len) {
		len = utf8_next((const unsigned char *)s, n, &cp);
		if (len == 0) {
			len = 1;
			continue;
		}
		if (is_space(cp)) {
			gap = used > 0;
			continue;
		}
		if (is_invisible(cp))
			continue;
		if (gap)
			out[used++] = ' ';
		gap = false;
		memcpy(out + used, s, len);
		used += len;
	}
	return out;
}

const char *text_lines(struct arena *a, const char *s)
{
	char *out = arena_alloc(a, strlen(s) + 1);
	size_t used = 0;

	for (; *s; s++) {
		if (*s == '\r') {
			out[used++] = '\n';
			if (s[1] == '\n')
				s++;
		} else {
			out[used++] = *s;
		}
	}
	while (used && (out[used - 1] == '\n' || out[used - 1] == ' ' || out[used - 1] == '\t'))
		out[--used] = 0;
	return out;
}

bool text_int8(const char *s, int64_t *out)
{
	bool minus = s && *s == '-';
	int64_t value = 0;
	int digits = 0;

	if (!s)
		return false;
	for (s += minus; *s >= '0' && *s <= '9' && digits < 19; s++, digits++)
		if (digits < 18)
			value = value * 10 + (*s - '0');
	if (*s || digits == 0 || digits > 18)
		return false;
	*out = minus ? -value : value;
	return true;
}

const char *text_lower_ascii(struct arena *a, const char *s)
{
	char *copy = arena_text(a, s), *p;

	for (p = copy; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	return copy;
}

const char *text_hex(struct arena *a, const unsigned char *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	char *out = arena_alloc(a, 2 * n + 1);
	size_t i;

	for (i = 0; i < n; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	return out;
}

const char *text_initial(const char *name)
{
	static char kept[16][5];
	static unsigned turn;
	char *out = kept[turn++ % 16];
	uint32_t cp;
	size_t n = name ? utf8_next((const unsigned char *)name, strlen(name), &cp) : 0;

	memcpy(out, name ? name : "", n);
	out[n] = 0;
	if (n == 1 && out[0] >= 'a' && out[0] <= 'z')
		out[0] = (char)(out[0] - 'a' + 'A');
	return out;
}

const char *text_percent(struct arena *a, const char *s)
{
	static const char digits[] = "0123456789ABCDEF";
	char *out = arena_alloc(a, 3 * strlen(s) + 1), *p = out;

	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			strchr("-._~", c)) {
			*p++ = (char)c;
		} else {
			*p++ = '%';
			*p++ = digits[c >> 4];
			*p++ = digits[c & 15];
		}
	}
	return out;
}

const char *text_joined(struct arena *a, struct texts all, const char *between)
{
	const char *joined = "";
	size_t i;

	for (i = 0; i < all.n; i++)
		joined = arena_printf(a, "%s%s%s", joined, i ? between : "", all.v[i]);
	return joined;
}
