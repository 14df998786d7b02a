/* emit.c -- see emit.h. */
#include "tools/mktemplates/emit.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define LINE_WIDTH 100

void emit_char(struct emit *e, char c)
{
	emit_bytes(e, &c, 1);
}

void emit_bytes(struct emit *e, const char *s, size_t n)
{
	if (e->constant_room - e->constant_n < n) {
		e->constant_room = (e->constant_n + n) * 2 + 1024;
		e->constant = realloc(e->constant, e->constant_room);
		if (!e->constant)
			abort();
	}
	memcpy(e->constant + e->constant_n, s, n);
	e->constant_n += n;
}

void emit_escaped(struct emit *e, const char *s)
{
	for (; *s; s++) {
		const char *as = *s == '&'    ? "&amp;"
				 : *s == '<'  ? "&lt;"
				 : *s == '>'  ? "&gt;"
				 : *s == '"'  ? "&quot;"
				 : *s == '\'' ? "&#39;"
					      : NULL;

		if (as)
			emit_bytes(e, as, strlen(as));
		else
			emit_char(e, *s);
	}
}

static void indent(struct emit *e)
{
	int i;

	for (i = 0; i < e->depth; i++)
		putc('\t', e->c);
}

static int put_c(FILE *out, unsigned char c)
{
	if (c == '\n')
		return fprintf(out, "\\n");
	if (c == '"' || c == '\\')
		return fprintf(out, "\\%c", c);
	if (c < 0x20 || c >= 0x7f)
		return fprintf(out, "\\%03o", c);
	return fprintf(out, "%c", c);
}

void emit_flush(struct emit *e)
{
	size_t i;
	int column = 0;

	if (!e->constant_n)
		return;
	indent(e);
	fputs("out_literal(o, \"", e->c);
	for (i = 0; i < e->constant_n; i++) {
		if (column > LINE_WIDTH || (column > LINE_WIDTH / 2 && e->constant[i] == '<')) {
			fputs("\"\n", e->c);
			indent(e);
			fputs("\t\"", e->c);
			column = 0;
		}
		column += put_c(e->c, (unsigned char)e->constant[i]);
	}
	fputs("\");\n", e->c);
	e->constant_n = 0;
}

void emit_statement(struct emit *e, int line, const char *format, ...)
{
	va_list args;

	emit_flush(e);
	fprintf(e->c, "#line %d \"%s\"\n", line, e->path);
	indent(e);
	va_start(args, format);
	vfprintf(e->c, format, args);
	va_end(args);
	putc('\n', e->c);
}
