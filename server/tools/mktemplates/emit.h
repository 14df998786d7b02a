/* emit.h -- the C that is being written: constant text gathers until a statement comes. */
#ifndef TOOLS_MKTEMPLATES_EMIT_H
#define TOOLS_MKTEMPLATES_EMIT_H

#include <stddef.h>
#include <stdio.h>

struct emit {
	FILE *c;
	const char *path; /* of the template, for #line */
	char *constant;
	size_t constant_n, constant_room;
	int depth;
};

/* Constant bytes of the page, as they are. */
void emit_char(struct emit *e, char c);
void emit_bytes(struct emit *e, const char *s, size_t n);
/* Constant text that is escaped now, once. */
void emit_escaped(struct emit *e, const char *s);

/* A statement that belongs to ${line} of the template; what was constant so far comes before it. */
void emit_statement(struct emit *e, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Writes out the constant text. */
void emit_flush(struct emit *e);

#endif
