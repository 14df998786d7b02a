/* source.c -- see source.h. */
#include "markup/source.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"
#include "markup/clean.h"
#include "markup/linkify.h"
#include "markup/markup.h"

static void put(struct source *m, const char *s)
{
	out_raw(&m->out, s, strlen(s));
}

static bool is_word(char byte)
{
	return isalnum((unsigned char)byte) || (unsigned char)byte >= 0x80;
}

static char last_byte(const struct source *m)
{
	return m->out.n ? m->out.s[m->out.n - 1] : '\n';
}

void source_begin(struct source *m)
{
	memset(m, 0, sizeof(*m));
	m->out.most = MARKUP_HTML_MOST;
	m->level[0] = (struct source_level){.kind = SOURCE_OTHER, .started = true, .loose = true};
	m->levels = 1;
}

bool source_end(struct source *m, struct arena *a, const char **out)
{
	bool whole = !m->out.full;

	if (whole)
		*out = arena_text_n(a, m->out.s, m->out.n);
	out_end(&m->out);
	return whole;
}

/* ---- levels and blocks ---- */

static struct source_level *level_push(struct source *m, enum source_kind kind)
{
	must(m->levels < SOURCE_LEVELS_MOST);
	m->level[m->levels] = (struct source_level){.kind = kind, .loose = true};
	return &m->level[m->levels++];
}

void source_open_quote(struct source *m)
{
	level_push(m, SOURCE_QUOTE);
}

void source_open_list(struct source *m, bool ordered, unsigned start, bool loose)
{
	struct source_level *parent = &m->level[m->levels - 1], *list = level_push(m, SOURCE_LIST);
	char usual = ordered ? '.' : '-', other = ordered ? ')' : '*';

	list->ordered = ordered;
	list->number = start;
	list->loose = loose;
	/* Two lists in a row with the same sign would be one. */
	list->sign = parent->last == SOURCE_LIST && parent->last_sign == usual ? other : usual;
}

void source_open_item(struct source *m)
{
	struct source_level *list = &m->level[m->levels - 1], *item = level_push(m, SOURCE_ITEM);

	must(list->kind == SOURCE_LIST);
	item->loose = list->loose;
	if (list->ordered)
		snprintf(item->marker, sizeof(item->marker), "%u%c ", list->number, list->sign);
	else
		snprintf(item->marker, sizeof(item->marker), "%c ", list->sign);
}

void source_close(struct source *m)
{
	must(m->levels > 1);
	m->levels--;
}

/* What the levels put before a line. Signs that were not written yet are written with ${starting}; without it
 * only the line ends where text would begin (blank lines, lines of code). */
static void put_signs(struct source *m, size_t levels, bool starting)
{
	size_t i, j;

	for (i = 1; i < levels; i++) {
		struct source_level *l = &m->level[i];

		if (l->kind == SOURCE_QUOTE)
			put(m, "> ");
		if (l->kind == SOURCE_ITEM && starting && !l->started)
			put(m, l->marker);
		else if (l->kind == SOURCE_ITEM)
			for (j = 0; l->marker[j]; j++)
				put(m, " ");
	}
}

static void trim_line(struct source *m)
{
	while (m->out.n && m->out.s[m->out.n - 1] == ' ')
		m->out.n--;
}

static void next_line(struct source *m)
{
	put(m, "\n");
	put_signs(m, m->levels, false);
}

/* Whether a blank line has to stand between the last block of ${parent} and one of ${kind}. */
static bool wants_blank(const struct source_level *parent, enum source_kind kind,
	const struct source_level *list)
{
	if (parent->loose || parent->kind == SOURCE_QUOTE)
		return true;
	if (parent->kind == SOURCE_LIST)
		return false;
	if (parent->last == SOURCE_LIST || parent->last == SOURCE_QUOTE)
		return true;
	if (kind == SOURCE_LIST)
		/* Only a list that begins with 1 may follow a paragraph at once. */
		return list->ordered && list->number != 1;
	return kind == SOURCE_PARAGRAPH && parent->last == SOURCE_PARAGRAPH;
}

/* Ends what was there and writes the signs of the line on which a block of ${kind} begins. */
static void block_begin(struct source *m, enum source_kind kind)
{
	size_t first = 1, i;
	struct source_level *parent;

	while (first < m->levels && m->level[first].started)
		first++;
	parent = &m->level[first - 1];
	if (parent->last != SOURCE_NOTHING) {
		enum source_kind next = first < m->levels ? m->level[first].kind : kind;

		trim_line(m);
		put(m, "\n");
		if (wants_blank(parent, next, &m->level[first])) {
			put_signs(m, first, false);
			trim_line(m);
			put(m, "\n");
		}
	}
	put_signs(m, m->levels, true);
	for (i = first; i <= m->levels; i++) {
		parent = &m->level[i - 1];
		parent->last = i < m->levels ? m->level[i].kind : kind;
		if (i == m->levels)
			break;
		m->level[i].started = true;
		if (m->level[i].kind == SOURCE_LIST)
			parent->last_sign = m->level[i].sign;
		if (m->level[i].kind == SOURCE_ITEM && parent->number < 999999999)
			parent->number++;
	}
	m->line_start = true;
	m->heading = false;
	m->closed = false;
}

bool source_after_paragraph(const struct source *m)
{
	const struct source_level *l = &m->level[m->levels - 1];

	return l->started && l->last == SOURCE_PARAGRAPH;
}

void source_paragraph(struct source *m)
{
	block_begin(m, SOURCE_PARAGRAPH);
}

void source_heading(struct source *m, int level)
{
	block_begin(m, SOURCE_OTHER);
	out_raw(&m->out, "######", (size_t)level);
	put(m, " ");
	m->line_start = false;
	m->heading = true;
}

void source_rule(struct source *m)
{
	block_begin(m, SOURCE_OTHER);
	/* Not "---": under a line of text that would make it a heading. */
	put(m, "***");
}

static size_t longest_run(const char *s, size_t n, char byte)
{
	size_t i, run = 0, longest = 0;

	for (i = 0; i < n; i++) {
		run = s[i] == byte ? run + 1 : 0;
		if (run > longest)
			longest = run;
	}
	return longest;
}

static void put_repeated(struct source *m, const char *s, size_t times)
{
	while (times--)
		put(m, s);
}

void source_code_block(struct source *m, struct slice code, struct slice language)
{
	size_t fence = longest_run(code.s, code.n, '`') + 1;

	if (fence < 3)
		fence = 3;
	block_begin(m, SOURCE_OTHER);
	put_repeated(m, "`", fence);
	if (clean_language(language))
		out_raw(&m->out, language.s, language.n);
	do {
		struct slice line = slice_cut(&code, '\n');

		next_line(m);
		if (line.n)
			out_raw(&m->out, line.s, line.n);
		else
			trim_line(m);
	} while (code.s);
	next_line(m);
	put_repeated(m, "`", fence);
}

/* ---- inside a line ---- */

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
		put(m, " ");
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
				put(m, "\\");
			out_char(&m->out, s[i]);
		}
		m->line_start = m->line_start && s[i] == ' ';
		m->closed = false;
	}
}

void source_code(struct source *m, const char *s, size_t n)
{
	size_t fence = longest_run(s, n, '`') + 1;
	bool padded = n && (s[0] == '`' || s[n - 1] == '`');

	m->closed = false;
	put_repeated(m, "`", fence);
	put(m, padded ? " " : "");
	out_raw(&m->out, s, n);
	put(m, padded ? " " : "");
	put_repeated(m, "`", fence);
	m->line_start = false;
}

void source_space(struct source *m)
{
	put(m, " ");
	m->closed = false;
}

void source_break(struct source *m, bool again)
{
	if (m->heading) {
		put(m, " ");
		return;
	}
	/* A line with nothing on it would end the paragraph. */
	put(m, again ? "\\" : "");
	next_line(m);
	m->line_start = true;
	m->closed = false;
}

void source_open_emphasis(struct source *m, const char *sign, char next)
{
	char before = last_byte(m);

	/* Stars open only where a word could begin, and two pairs of them must not touch. */
	if ((is_word(before) && !is_word(next)) || m->closed)
		put(m, " ");
	put(m, sign);
	m->line_start = false;
	m->closed = false;
}

void source_close_emphasis(struct source *m, const char *sign)
{
	put(m, sign);
	m->closed = true;
}

void source_open_link(struct source *m, bool image)
{
	/* "!" before a link would make it an image. */
	if (!image && last_byte(m) == '!' && m->out.n && !m->out.full) {
		m->out.n--;
		put(m, "\\!");
	}
	put(m, image ? "![" : "[");
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
			put(m, needs_backslash(m, s.s, s.n, i) ? "&amp;" : "&");
			continue;
		}
		if (strchr(bytes, s.s[i]))
			put(m, "\\");
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
		put(m, encoded);
		done = i + 1;
	}
	put_escaped(m, (struct slice){address.s + done, address.n - done}, special);
}

void source_close_link(struct source *m, struct slice address, struct slice title)
{
	put(m, "](");
	put_address(m, address);
	if (title.n) {
		put(m, " \"");
		put_escaped(m, title, "\"\\");
		put(m, "\"");
	}
	put(m, ")");
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
	put(m, "<");
	out_raw(&m->out, address.s, address.n);
	put(m, ">");
	m->line_start = false;
	m->closed = false;
}
