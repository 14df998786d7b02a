/* nesting.c -- see nesting.h.
 *
 * A quote or list item that goes on in a line is there either by its own sign (">", "-", "1.") or by at least
 *two columns of indentation. So at each line at most
 *
 *	min(open before, columns of indentation / 2) + signs at the start of the line
 *
 * are open. A line without signs may be a lazy continuation, which keeps everything open: so the bound never
 *falls. It knows no code blocks and may be too high by deep indentation inside one; never too low. */
#include "markup/nesting.h"

#include <stdbool.h>

struct line {
	const char *s, *end;
	unsigned columns; /* of indentation, tabs counted in full */
	unsigned signs;
};

static bool is_space(char byte)
{
	return byte == ' ' || byte == '\t';
}

static void skip_indentation(struct line *l)
{
	for (; l->s < l->end && is_space(*l->s); l->s++)
		l->columns += *l->s == '\t' ? 4 : 1;
}

/* Three or more of the same sign and nothing else are a rule across the page, not nested lists. */
static bool is_rule(const struct line *l)
{
	const char *p;
	unsigned signs = 0;

	for (p = l->s; p < l->end; p++) {
		if (*p == *l->s)
			signs++;
		else if (!is_space(*p))
			return false;
	}
	return signs >= 3;
}

/* The length of a list marker at l->s without the space after it, 0 if there is none. */
static unsigned marker_length(const struct line *l)
{
	const char *p = l->s;

	if (p < l->end && (*p == '-' || *p == '+' || *p == '*')) {
		if (*p != '+' && is_rule(l))
			return 0;
		p++;
	} else {
		while (p < l->end && p - l->s < 10 && *p >= '0' && *p <= '9')
			p++;
		if (p == l->s || p == l->end || (*p != '.' && *p != ')'))
			return 0;
		p++;
	}
	return p == l->end || is_space(*p) ? (unsigned)(p - l->s) : 0;
}

static void count_signs(struct line *l, unsigned most)
{
	while (l->signs <= most) {
		unsigned length;

		skip_indentation(l);
		length = l->s < l->end && *l->s == '>' ? 1 : marker_length(l);
		if (length == 0)
			return;
		l->signs++;
		l->s += length;
		/* One space after a sign is part of it. */
		if (l->s < l->end && *l->s == ' ')
			l->s++;
	}
}

static const char *line_end(const char *s, const char *end)
{
	while (s < end && *s != '\n' && *s != '\r')
		s++;
	return s;
}

unsigned nesting_count(const char *s, size_t n, unsigned most)
{
	const char *end = s + n;
	unsigned open = 0;

	while (s < end && open <= most) {
		struct line l = {.s = s, .end = line_end(s, end)};
		unsigned reach;

		count_signs(&l, most);
		reach = (l.columns / 2 < open ? l.columns / 2 : open) + l.signs;
		if (reach > open)
			open = reach;
		s = l.end + (l.end < end);
	}
	return open;
}
