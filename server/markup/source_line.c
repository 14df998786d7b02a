/* source_line.c -- see source.h: what stands inside a paragraph or heading. Here is known what needs a backslash where. */
#include "markup/source.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "markup/clean.h"
#include "markup/linkify.h"
#include "markup/source_put.h"

static bool is_word(char byte)
{
	return isalnum((unsigned char)byte) || (unsigned char)byte >= 0x80;
}

static char last_byte(const struct source *m)
{
	return m->out.n ? m->out.s[m->out.n - 1] : '\n';
}

static bool is_punctuation(char byte)
{
	return ispunct((unsigned char)byte);
}

/* Whether ${s}[${i}], the first of its line, would begin a heading, list, quote, rule or fence there. */
static bool begins_block(const char *s, size_t n, size_t i)
{
	return strchr("#+-=>~", s[i]) && (s[i] != '~' || (i + 1 < n && s[i + 1] == '~'));
}

/* Whether the byte would mean something. */
static bool needs_backslash(const struct source *m, const char *s, size_t n, size_t i)
{
	char before = i ? s[i - 1] : 0, after = i + 1 < n ? s[i + 1] : 0;

	switch (s[i]) {
	case '`':
	case '[':
	case ']':
	case '<':
		return true;
	case '\\':
		return after == 0 || is_punctuation(after);
	case '*':
		return m->line_start || before != ' ' || after != ' ';
	case '_':
		/* Inside a word it never means emphasis. */
		return !is_word(before) || !is_word(after);
	case '&':
		return after == '#' || isalpha((unsigned char)after);
	case '#':
		return m->heading || m->line_start;
	default:
		return m->line_start && begins_block(s, n, i);
	}
}

/* The length of "12" in "12. " or "12)" at the start of a line: a number that would begin a list. */
static size_t number_length(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && i < 9 && isdigit((unsigned char)s[i]))
		i++;
	if (i == 0 || i == n || (s[i] != '.' && s[i] != ')'))
		return 0;
	return i + 1 == n || s[i + 1] == ' ' ? i : 0;
}

/* Whether it begins with one of the spaces beyond ASCII: U+00A0, U+2000–200A, U+202F, U+3000. */
static bool is_wide_space(const char *s, size_t n)
{
	return (n > 1 && memcmp(s, "\xc2\xa0", 2) == 0) ||
	       (n > 2 && memcmp(s, "\xe2\x80", 2) == 0 && s[2] <= '\x8a') ||
	       (n > 2 && (memcmp(s, "\xe2\x80\xaf", 3) == 0 || memcmp(s, "\xe3\x80\x80", 3) == 0));
}

/* After "**Note:**" a letter must not follow at once, or the stars would not close anything. */
static void part_from_emphasis(struct source *m, const char *s, size_t n)
{
	size_t i = m->out.n;

	if (!m->closed || !is_word(*s) || is_wide_space(s, n))
		return;
	while (i && m->out.s[i - 1] == '*')
		i--;
	if (i && is_punctuation(m->out.s[i - 1]))
		source_put(m, " ");
}

/* An address that linkify() finds here will be found again, if nothing in it looks like Markdown. */
static size_t plain_address(const char *s, size_t n, size_t i)
{
	size_t length, j;

	if ((s[i] != 'h' && s[i] != 'H') || (i && (is_word(s[i - 1]) || s[i - 1] == '_')))
		return 0;
	length = linkify_address(s + i, n - i);
	for (j = 0; j < length; j++)
		if (strchr("*_[]`\\<;", s[i + j]))
			return 0;
	return length;
}

void source_text(struct source *m, const char *s, size_t n)
{
	size_t i = 0, number = m->line_start ? number_length(s, n) : 0, address;

	if (n)
		part_from_emphasis(m, s, n);
	for (; i < n; i++) {
		address = plain_address(s, n, i);
		if (address) {
			out_raw(&m->out, s + i, address);
			i += address - 1;
		} else {
			if (needs_backslash(m, s, n, i) || (number && i == number))
				source_put(m, "\\");
			out_char(&m->out, s[i]);
		}
		m->line_start = m->line_start && s[i] == ' ';
		m->closed = false;
	}
}

void source_code(struct source *m, const char *s, size_t n)
{
	size_t fence = source_longest_run(s, n, '`') + 1;
	bool padded = n && (s[0] == '`' || s[n - 1] == '`');

	m->closed = false;
	source_put_repeated(m, "`", fence);
	source_put(m, padded ? " " : "");
	out_raw(&m->out, s, n);
	source_put(m, padded ? " " : "");
	source_put_repeated(m, "`", fence);
	m->line_start = false;
}

void source_space(struct source *m)
{
	source_put(m, " ");
	m->closed = false;
}

void source_break(struct source *m, bool again)
{
	if (m->heading) {
		source_put(m, " ");
		return;
	}
	/* A line with nothing on it would end the paragraph. */
	source_put(m, again ? "\\" : "");
	source_next_line(m);
	m->line_start = true;
	m->closed = false;
}

void source_open_emphasis(struct source *m, const char *sign, char next)
{
	char before = last_byte(m);

	/* Stars open only where a word could begin, and two pairs of them must not touch. */
	if ((is_word(before) && !is_word(next)) || m->closed)
		source_put(m, " ");
	source_put(m, sign);
	m->line_start = false;
	m->closed = false;
}

void source_close_emphasis(struct source *m, const char *sign)
{
	source_put(m, sign);
	m->closed = true;
}

void source_open_link(struct source *m, bool image)
{
	/* "!" before a link would make it an image. */
	if (!image && last_byte(m) == '!' && m->out.n && !m->out.full) {
		m->out.n--;
		source_put(m, "\\!");
	}
	source_put(m, image ? "![" : "[");
	m->line_start = false;
	m->closed = false;
}

/* Text in an address or a title, with backslashes before ${bytes}. References are read there before
 * backslashes are, so "&" that might begin one is written as one. */
static void put_escaped(struct source *m, struct slice s, const char *bytes)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.s[i] == '&') {
			source_put(m, needs_backslash(m, s.s, s.n, i) ? "&amp;" : "&");
			continue;
		}
		if (strchr(bytes, s.s[i]))
			source_put(m, "\\");
		out_char(&m->out, s.s[i] == '\n' || s.s[i] == '\r' ? ' ' : s.s[i]);
	}
}

/* Whether every "(" has its ")": then neither needs a backslash in an address. */
static bool is_balanced(struct slice s)
{
	int open = 0;
	size_t i;

	for (i = 0; i < s.n && open >= 0 && open < 8; i++)
		open += (s.s[i] == '(') - (s.s[i] == ')');
	return open == 0;
}

/* Addresses may not hold spaces or control characters here; percent-encoded they mean the same. */
static void put_address(struct source *m, struct slice address)
{
	const char *special = is_balanced(address) ? "\\" : "()\\";
	char encoded[8];
	size_t i, done = 0;

	for (i = 0; i < address.n; i++) {
		unsigned char byte = (unsigned char)address.s[i];

		if (byte > 0x20 && byte != 0x7f && byte != '<' && byte != '>')
			continue;
		put_escaped(m, (struct slice){address.s + done, i - done}, special);
		snprintf(encoded, sizeof(encoded), "%%%02X", byte);
		source_put(m, encoded);
		done = i + 1;
	}
	put_escaped(m, (struct slice){address.s + done, address.n - done}, special);
}

void source_close_link(struct source *m, struct slice address, struct slice title)
{
	source_put(m, "](");
	put_address(m, address);
	if (title.n) {
		source_put(m, " \"");
		put_escaped(m, title, "\"\\");
		source_put(m, "\"");
	}
	source_put(m, ")");
	m->closed = false;
}

bool source_is_autolink(struct slice address)
{
	size_t i;

	if (!clean_address(address) || address.s[0] == '/' || address.s[0] == '#')
		return false;
	for (i = 0; i < address.n; i++)
		if ((unsigned char)address.s[i] <= 0x20 || strchr("<>;\\`", address.s[i]))
			return false;
	return text_starts(address.s, "http");
}

void source_autolink(struct source *m, struct slice address)
{
	source_put(m, "<");
	out_raw(&m->out, address.s, address.n);
	source_put(m, ">");
	m->line_start = false;
	m->closed = false;
}
