/* source.h -- a template's text, cut into pieces: HTML, {{ values }} and {% tags %}; and how mistakes are
 * told.
 *
 * Everything here lives until the program ends; it is short. */
#ifndef TOOLS_MKTEMPLATES_SOURCE_H
#define TOOLS_MKTEMPLATES_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

enum piece_kind { PIECE_TEXT, PIECE_VALUE, PIECE_TAG };

/* What stands between the braces, without white space at both ends; or a run of HTML as it is. */
struct piece {
	enum piece_kind kind;
	const char *s;
	size_t n;
	int line; /* of its first byte */
};

struct source {
	const char *path; /* as given, for messages and #line */
	char *text;
	size_t n;
	struct piece *pieces;
	size_t count;
	int problems;
};

/* Reads a file whole; says why and ends the program if it cannot. */
char *source_read(const char *path, size_t *n);
/* Reads and cuts a template. An unclosed {{, {% or {# ends the program. */
struct source source_open(const char *path);

/* Prints "path:line: …" and counts. */
void source_problem(struct source *s, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The same, and ends the program: nothing sensible can be said about what follows. */
_Noreturn void source_stop(struct source *s, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The end of the C text that begins at ${p} and is closed by ${close} ("}}", "%}"), past strings, characters
 * and braces; NULL if it is not closed before ${end}. */
const char *source_close(const char *p, const char *end, const char *close);
/* The byte after the string or character constant that begins at ${p}; NULL if it is not closed on its line.
 */
const char *source_past_quote(const char *p, const char *end);

#endif
