/* constant.c -- see constant.h. */
#include "tools/mktemplates/constant.h"

#include <string.h>

#include "tools/mktemplates/literal.h"
#include "tools/mktemplates/page.h"

bool constant_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

const char *constant_past_spaces(const char *p, const char *end)
{
	while (p < end && constant_is_space(*p))
		p++;
	return p;
}

void constant_gap(struct page *pg)
{
	if (pg->at.where != IN_TEXT && pg->at.where != IN_PLAIN)
		return;
	if (pg->gap && !pg->at.spaced) {
		emit_char(pg->emit, pg->gap);
		pg->at.spaced = true;
	}
	pg->gap = 0;
}

void constant_must_be_marked(struct page *pg, const char *from, const char *to)
{
	int n = (int)(to - from);

	if (literal_has_letters(from, (size_t)n))
		source_problem(pg->source, pg->line,
			"mark this text for translation: {{ _(\"%.*s\") }} (or {{ \"…\" }} for a name that "
			"stays as it is)",
			n > 60 ? 60 : n, from);
}

void constant_write(struct page *pg, const char *from, const char *to)
{
	for (; from < to; from++) {
		if (*from == '&' && !literal_entity(from, (size_t)(to - from)))
			emit_bytes(pg->emit, "&amp;", 5);
		else
			emit_char(pg->emit, *from);
	}
}
