/* literal.c -- see literal.h. */
#include "tools/mktemplates/literal.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mktemplates/source.h"

static const char *skip_space(const char *p, const char *end)
{
	while (p < end && isspace((unsigned char)*p))
		p++;
	return p;
}

static void put_utf8(FILE *out, unsigned long cp)
{
	if (cp < 0x80) {
		putc((int)cp, out);
	} else if (cp < 0x800) {
		fprintf(out, "%c%c", (int)(0xc0 | cp >> 6), (int)(0x80 | (cp & 0x3f)));
	} else if (cp < 0x10000) {
		fprintf(out, "%c%c%c", (int)(0xe0 | cp >> 12), (int)(0x80 | (cp >> 6 & 0x3f)),
			(int)(0x80 | (cp & 0x3f)));
	} else {
		fprintf(out, "%c%c%c%c", (int)(0xf0 | cp >> 18), (int)(0x80 | (cp >> 12 & 0x3f)),
			(int)(0x80 | (cp >> 6 & 0x3f)), (int)(0x80 | (cp & 0x3f)));
	}
}

/* The escape behind a backslash at ${p}; returns what follows it, NULL if it is none we know. */
static const char *put_escape(FILE *out, const char *p)
{
	static const char names[] = "ntr\"\\'?", values[] = "\n\t\r\"\\'?";
	const char *at = *p ? strchr(names, *p) : NULL;
	char digits[9] = "";
	size_t want = *p == 'u' ? 4 : *p == 'U' ? 8 : 0;

	if (at) {
		putc(values[at - names], out);
		return p + 1;
	}
	if (!want || strspn(p + 1, "0123456789abcdefABCDEF") < want)
		return NULL;
	memcpy(digits, p + 1, want);
	put_utf8(out, strtoul(digits, NULL, 16));
	return p + 1 + want;
}

static const char *put_string(FILE *out, const char *p, const char *end)
{
	const char *close = source_past_quote(p, end);

	if (!close)
		return NULL;
	for (p++; p && p < close - 1;) {
		if (*p == '\\')
			p = put_escape(out, p + 1);
		else
			putc(*p++, out);
	}
	return p ? close : NULL;
}

char *literal_read(const char **p, const char *end)
{
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);
	const char *at = skip_space(*p, end);
	bool any = false;

	if (!out)
		abort();
	while (at && at < end && *at == '"') {
		at = put_string(out, at, end);
		if (at)
			at = skip_space(at, end);
		any = at != NULL;
	}
	fclose(out);
	if (!any) {
		free(text);
		return NULL;
	}
	*p = at;
	return text;
}

char *literal_whole(const char *s, size_t n)
{
	const char *p = s, *end = s + n, *open = skip_space(s + (n > 0), end);
	bool marked = n > 2 && s[0] == '_' && *open == '(';
	char *text;

	if (marked)
		p = open + 1;
	text = literal_read(&p, end);
	if (!text)
		return NULL;
	if (marked)
		p = p < end && *p == ')' ? skip_space(p + 1, end) : NULL;
	if (p == end)
		return text;
	free(text);
	return NULL;
}

size_t literal_entity(const char *s, size_t n)
{
	size_t i = 1;

	if (n < 3 || s[0] != '&')
		return 0;
	i += s[1] == '#';
	while (i < n && isalnum((unsigned char)s[i]))
		i++;
	return i > 1 && i < n && s[i] == ';' ? i + 1 : 0;
}

/* Beyond ASCII, blocks of signs are told from blocks of letters; that is exact enough for text that we write
 * ourselves. */
static bool is_letter(uint32_t cp)
{
	if (cp < 0x80)
		return isalpha((int)cp);
	if (cp < 0xc0)
		return cp == 0xaa || cp == 0xb5 || cp == 0xba;
	return cp != 0xd7 && cp != 0xf7 && !(cp >= 0x2000 && cp < 0x2c00) && !(cp >= 0xfe00 && cp < 0xfe10) &&
	       cp < 0x1f000;
}

static uint32_t code_point(const char *s, size_t n, size_t *len)
{
	unsigned char c = (unsigned char)*s;
	uint32_t cp;
	size_t i;

	*len = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
	if (*len > n)
		*len = n;
	cp = *len == 1 ? c : c & (0x7fu >> *len);
	for (i = 1; i < *len; i++)
		cp = cp << 6 | ((unsigned char)s[i] & 0x3f);
	return cp;
}

bool literal_has_letters(const char *s, size_t n)
{
	size_t len;

	for (; n; s += len, n -= len) {
		len = literal_entity(s, n);
		if (len == 0 && is_letter(code_point(s, n, &len)))
			return true;
	}
	return false;
}
