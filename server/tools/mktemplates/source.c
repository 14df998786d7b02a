/* source.c -- see source.h. */
#include "tools/mktemplates/source.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *source_read(const char *path, size_t *n)
{
	FILE *in = fopen(path, "r");
	size_t room = 1 << 16, got;
	char *text = malloc(room);

	*n = 0;
	if (!in || !text) {
		perror(path);
		exit(1);
	}
	while ((got = fread(text + *n, 1, room - *n - 1, in)) > 0) {
		*n += got;
		if (room - *n < 2 && !(text = realloc(text, room *= 2)))
			abort();
	}
	if (ferror(in)) {
		perror(path);
		exit(1);
	}
	fclose(in);
	text[*n] = 0;
	return text;
}

static void tell(struct source *s, int line, const char *format, va_list args)
{
	fprintf(stderr, "%s:%d: ", s->path, line);
	vfprintf(stderr, format, args);
	putc('\n', stderr);
	s->problems++;
}

void source_problem(struct source *s, int line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tell(s, line, format, args);
	va_end(args);
}

void source_stop(struct source *s, int line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tell(s, line, format, args);
	va_end(args);
	exit(1);
}

const char *source_past_quote(const char *p, const char *end)
{
	char quote = *p++;

	for (; p < end; p++) {
		if (*p == '\\' && p + 1 < end)
			p++;
		else if (*p == quote)
			return p + 1;
		else if (*p == '\n')
			break;
	}
	return NULL;
}

const char *source_close(const char *p, const char *end, const char *close)
{
	int braces = 0;

	while (p && p + 1 < end) {
		if (braces == 0 && p[0] == close[0] && p[1] == close[1])
			return p;
		if (*p == '"' || *p == '\'') {
			p = source_past_quote(p, end);
			continue;
		}
		braces += *p == '{';
		braces -= *p == '}' && braces > 0;
		p++;
	}
	return NULL;
}

static void piece_add(struct source *s, enum piece_kind kind, const char *from, const char *to, int line)
{
	struct piece *p;

	if (kind == PIECE_TEXT && from == to)
		return;
	if (kind != PIECE_TEXT) {
		for (; from < to && isspace((unsigned char)*from); from++)
			line += *from == '\n';
		while (to > from && isspace((unsigned char)to[-1]))
			to--;
	}
	if (s->count % 64 == 0 && !(s->pieces = realloc(s->pieces, (s->count + 64) * sizeof(*p))))
		abort();
	s->pieces[s->count++] = (struct piece){kind, from, (size_t)(to - from), line};
}

static int count_lines(const char *from, const char *to)
{
	int lines = 0;

	for (; from < to; from++)
		lines += *from == '\n';
	return lines;
}

/* What opens at ${p} with "{{", "{%" or "{#": adds its piece and returns what follows it. */
static const char *cut_braces(struct source *s, const char *p, const char *end, int line)
{
	static const char *const close[] = {"}}", "%}", "#}"};
	int which = p[1] == '{' ? 0 : p[1] == '%' ? 1 : 2;
	const char *to = which == 2 ? strstr(p + 2, "#}") : source_close(p + 2, end, close[which]);

	if (!to)
		source_stop(s, line, "this {%c is never closed by %s", p[1], close[which]);
	if (which != 2)
		piece_add(s, which == 0 ? PIECE_VALUE : PIECE_TAG, p + 2, to, line);
	return to + 2;
}

struct source source_open(const char *path)
{
	struct source s = {.path = path};
	const char *p, *end, *from, *next;
	int line = 1, from_line = 1;

	s.text = source_read(path, &s.n);
	end = s.text + s.n;
	if (memchr(s.text, 0, s.n))
		source_stop(&s, 1, "a template is text; this file holds a NUL byte");
	for (p = from = s.text; p < end;) {
		if (p[0] == '{' && (p[1] == '{' || p[1] == '%' || p[1] == '#')) {
			piece_add(&s, PIECE_TEXT, from, p, from_line);
			next = cut_braces(&s, p, end, line);
			line += count_lines(p, next);
			p = from = next;
			from_line = line;
		} else {
			line += *p++ == '\n';
		}
	}
	piece_add(&s, PIECE_TEXT, from, end, from_line);
	return s;
}
