/* run.c -- see run.h. */
#include "markup/run.h"

#include <string.h>

#include "base/arena.h"
#include "base/must.h"
#include "markup/linkify.h"

void run_begin_all(struct run *r, struct arena *a)
{
	memset(r, 0, sizeof(*r));
	r->a = a;
	clean_begin(&r->c);
	source_begin(&r->m);
}

/* ---- formats ---- */

/* The Markdown of a format; NULL where it has none. */
static const char *sign_of(enum clean_element element)
{
	return element == CLEAN_EM ? "*" : element == CLEAN_STRONG ? "**" : NULL;
}

static void format_open(struct run *r, struct run_format *f, char next)
{
	const char *sign = sign_of(f->element);

	f->opened = true;
	if (f->element == CLEAN_A) {
		clean_open_link(&r->c, f->address, f->title);
		source_open_link(&r->m, false);
	} else if (f->element != CLEAN_ELEMENTS) {
		clean_open(&r->c, f->element);
	}
	if (sign)
		source_open_emphasis(&r->m, sign, next);
}

static void format_close(struct run *r, struct run_format *f)
{
	const char *sign = sign_of(f->element);

	if (!f->opened)
		return;
	f->opened = false;
	if (f->element != CLEAN_ELEMENTS)
		clean_close(&r->c);
	if (f->element == CLEAN_A)
		source_close_link(&r->m, f->address, f->title);
	if (sign)
		source_close_emphasis(&r->m, sign);
}

static bool in_link(const struct run *r)
{
	size_t i;

	for (i = 0; i < r->format_count; i++)
		if (r->formats[i].element == CLEAN_A)
			return true;
	return false;
}

void run_push(struct run *r, struct run_format format)
{
	if (r->format_count == RUN_FORMATS_MOST) {
		r->beyond++;
		return;
	}
	if (format.element == CLEAN_A && in_link(r))
		format.element = CLEAN_ELEMENTS;
	r->formats[r->format_count++] = format;
}

void run_pop(struct run *r)
{
	if (r->beyond) {
		r->beyond--;
		return;
	}
	must(r->format_count > 0);
	format_close(r, &r->formats[--r->format_count]);
}

/* ---- the run ---- */

static void begin(struct run *r)
{
	static const enum clean_element headings[] = {CLEAN_H3, CLEAN_H4, CLEAN_H5, CLEAN_H6, CLEAN_H6,
		CLEAN_H6};

	r->open = true;
	r->space = false;
	r->breaks = 0;
	r->element = r->heading || !r->bare;
	if (r->heading) {
		clean_open(&r->c, headings[r->heading - 1]);
		source_heading(&r->m, r->heading);
	} else if (r->bare && source_after_paragraph(&r->m)) {
		/* Two paragraphs in a short item: the second is a line of the first. */
		clean_void(&r->c, CLEAN_BR);
		source_break(&r->m, false);
	} else {
		if (!r->bare)
			clean_open(&r->c, CLEAN_P);
		source_paragraph(&r->m);
	}
}

/* Opens what is not open yet. An emphasis needs to know what comes after it: ${next}, or the "[" of a link.
 */
static void formats_open(struct run *r, char next)
{
	size_t i, j;

	for (i = 0; i < r->format_count; i++) {
		char after = next;

		if (r->formats[i].opened)
			continue;
		for (j = i + 1; j < r->format_count; j++)
			if (r->formats[j].element == CLEAN_A)
				after = '[';
		format_open(r, &r->formats[i], after);
	}
}

/* Makes everything ready for a character: the paragraph, what stood before it, the formats it stands in. */
static void ready(struct run *r, char next)
{
	unsigned i;

	if (!r->open)
		begin(r);
	for (i = 0; i < r->breaks; i++) {
		clean_void(&r->c, CLEAN_BR);
		source_break(&r->m, i > 0);
	}
	if (r->space && !r->breaks) {
		clean_text(&r->c, " ", 1);
		source_space(&r->m);
	}
	r->space = false;
	r->breaks = 0;
	formats_open(r, next);
}

void run_end(struct run *r)
{
	size_t i;

	if (!r->open)
		return;
	for (i = r->format_count; i-- > 0;)
		format_close(r, &r->formats[i]);
	if (r->element)
		clean_close(&r->c);
	r->open = false;
	r->space = false;
	r->breaks = 0;
}

static bool is_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f' || byte == '\v';
}

/* Copies with white space made single spaces, without it at both ends, and without control characters. */
static struct slice collapsed(struct arena *a, const char *s, size_t n)
{
	char *copy = arena_alloc(a, n + 1);
	size_t i, used = 0;
	bool gap = false;

	for (i = 0; i < n; i++) {
		if (is_space(s[i])) {
			gap = used > 0;
			continue;
		}
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
			continue;
		if (gap)
			copy[used++] = ' ';
		gap = false;
		copy[used++] = s[i];
	}
	return (struct slice){copy, used};
}

void run_text(struct run *r, const char *s, size_t n)
{
	struct slice text = collapsed(r->a, s, n);

	if (n && is_space(s[0]))
		r->space = true;
	if (text.n == 0)
		return;
	ready(r, text.s[0]);
	source_text(&r->m, text.s, text.n);
	if (in_link(r))
		clean_text(&r->c, text.s, text.n);
	else
		linkify(&r->c, r->a, text.s, text.n, NULL);
	r->space = is_space(s[n - 1]);
}

void run_break(struct run *r)
{
	if (r->open)
		r->breaks++;
}

void run_code(struct run *r, enum clean_element element, struct slice text)
{
	text = collapsed(r->a, text.s, text.n);
	if (text.n == 0)
		return;
	ready(r, '`');
	clean_open(&r->c, element);
	clean_text(&r->c, text.s, text.n);
	clean_close(&r->c);
	source_code(&r->m, text.s, text.n);
}

void run_image(struct run *r, struct slice address, struct slice text)
{
	text = collapsed(r->a, text.s, text.n);
	if (!clean_address(address)) {
		run_text(r, text.s, text.n);
		return;
	}
	ready(r, '!');
	clean_open_link(&r->c, address, (struct slice){0});
	if (text.n)
		clean_text(&r->c, text.s, text.n);
	else
		clean_text(&r->c, address.s, address.n);
	clean_close(&r->c);
	source_open_link(&r->m, true);
	source_text(&r->m, text.s, text.n);
	source_close_link(&r->m, address, (struct slice){0});
}

void run_autolink(struct run *r, struct slice address)
{
	ready(r, '<');
	clean_open_link(&r->c, address, (struct slice){0});
	clean_text(&r->c, address.s, address.n);
	clean_close(&r->c);
	source_autolink(&r->m, address);
}
