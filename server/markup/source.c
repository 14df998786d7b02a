/* source.c -- see source.h: levels and blocks. What stands inside a line is in source_line.c. */
#include "markup/source.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"
#include "markup/clean.h"
#include "markup/markup.h"
#include "markup/source_put.h"

void source_put(struct source *m, const char *s)
{
	out_raw(&m->out, s, strlen(s));
}

void source_put_repeated(struct source *m, const char *s, size_t times)
{
	while (times--)
		source_put(m, s);
}

size_t source_longest_run(const char *s, size_t n, char byte)
{
	size_t i, run = 0, longest = 0;

	for (i = 0; i < n; i++) {
		run = s[i] == byte ? run + 1 : 0;
		if (run > longest)
			longest = run;
	}
	return longest;
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
			source_put(m, "> ");
		if (l->kind == SOURCE_ITEM && starting && !l->started)
			source_put(m, l->marker);
		else if (l->kind == SOURCE_ITEM)
			for (j = 0; l->marker[j]; j++)
				source_put(m, " ");
	}
}

static void trim_line(struct source *m)
{
	while (m->out.n && m->out.s[m->out.n - 1] == ' ')
		m->out.n--;
}

void source_next_line(struct source *m)
{
	source_put(m, "\n");
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
		source_put(m, "\n");
		if (wants_blank(parent, next, &m->level[first])) {
			put_signs(m, first, false);
			trim_line(m);
			source_put(m, "\n");
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
	source_put(m, " ");
	m->line_start = false;
	m->heading = true;
}

void source_rule(struct source *m)
{
	block_begin(m, SOURCE_OTHER);
	/* Not "---": under a line of text that would make it a heading. */
	source_put(m, "***");
}

void source_code_block(struct source *m, struct slice code, struct slice language)
{
	size_t fence = source_longest_run(code.s, code.n, '`') + 1;

	if (fence < 3)
		fence = 3;
	block_begin(m, SOURCE_OTHER);
	source_put_repeated(m, "`", fence);
	if (clean_language(language))
		out_raw(&m->out, language.s, language.n);
	do {
		struct slice line = slice_cut(&code, '\n');

		source_next_line(m);
		if (line.n)
			out_raw(&m->out, line.s, line.n);
		else
			trim_line(m);
	} while (code.s);
	source_next_line(m);
	source_put_repeated(m, "`", fence);
}
