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
#include <string.h>

struct line {
	const char *s, *end; /* from its first byte that is neither indentation nor a sign */
	unsigned columns;    /* of indentation, tabs counted in full */
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
		while (p < l->end && p - l->s < 9 && *p >= '0' && *p <= '9')
			p++;
		if (p == l->s || p == l->end || (*p != '.' && *p != ')'))
			return 0;
		p++;
	}
	/* For cmark these too are spaces here. */
	return p == l->end || is_space(*p) || *p == '\v' || *p == '\f' ? (unsigned)(p - l->s) : 0;
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

struct fence {
	char byte; /* of the open one; 0: none */
	size_t length;
	bool uncertain;
};

static size_t run_length(const struct line *l)
{
	const char *p = l->s;

	while (p < l->end && *p == *l->s)
		p++;
	return (size_t)(p - l->s);
}

static bool looks_like_fence(const struct line *l)
{
	return l->s < l->end && (*l->s == '`' || *l->s == '~') && run_length(l) >= 3;
}

/* Whether the line, read from its first byte, ends the open fence. */
static bool closes(const struct fence *f, const struct line *whole)
{
	struct line l = *whole;
	const char *p;

	while (l.s < l.end && *l.s == ' ' && l.s - whole->s < 3)
		l.s++;
	if (l.s == l.end || *l.s != f->byte || run_length(&l) < f->length)
		return false;
	for (p = l.s + run_length(&l); p < l.end; p++)
		if (!is_space(*p))
			return false;
	return true;
}

/* Looks at a line outside fences. */
static void fence_begin(struct fence *f, const struct line *l)
{
	if (l->s < l->end && *l->s == '<')
		f->uncertain = true;
	if (!looks_like_fence(l))
		return;
	/* With two columns of indentation or more it may belong to a list item. */
	if (l->signs || l->columns > 1)
		f->uncertain = true;
	if (f->uncertain ||
		(*l->s == '`' && memchr(l->s + run_length(l), '`', (size_t)(l->end - l->s) - run_length(l))))
		return;
	f->byte = *l->s;
	f->length = run_length(l);
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
	struct fence fence = {0};
	unsigned open = 0;

	while (s < end && open <= most) {
		struct line l = {.s = s, .end = line_end(s, end)};
		unsigned reach;

		s = l.end + (l.end < end);
		if (fence.byte) {
			if (closes(&fence, &l))
				fence.byte = 0;
			continue;
		}
		count_signs(&l, most);
		fence_begin(&fence, &l);
		reach = (l.columns / 2 < open ? l.columns / 2 : open) + l.signs;
		if (reach > open)
			open = reach;
	}
	return open;
}
