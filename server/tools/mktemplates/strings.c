/* strings.c -- see strings.h. */
#include "tools/mktemplates/strings.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mktemplates/literal.h"
#include "tools/mktemplates/source.h"

struct marked {
	char *one, *other; /* other: NULL if it is no plural */
	char *places;
};

static struct marked *found;
static size_t found_n;

static char *places_and(char *places, const char *path, int line)
{
	char *out;

	if (asprintf(&out, "%s%s%s:%d", places ? places : "", places ? " " : "", path, line) < 0)
		abort();
	free(places);
	return out;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static void add(char *one, char *other, const char *path, int line)
{
	size_t i;

	for (i = 0; i < found_n; i++)
		if (same_text(found[i].one, one) && same_text(found[i].other, other))
			break;
	if (i == found_n) {
		found = realloc(found, (found_n + 1) * sizeof(*found));
		if (!found)
			abort();
		found[found_n++] = (struct marked){one, other, NULL};
	}
	found[i].places = places_and(found[i].places, path, line);
}

/* Past a string or a character, or past a quote that is never closed. */
static const char *past_quote(const char *p, const char *end)
{
	const char *to = source_past_quote(p, end);

	return to ? to : p + 1;
}

/* The string at *${p}, bare or marked by _( ). */
static char *read_text(const char **p, const char *end)
{
	const char *at = *p;
	char *text;

	while (at < end && (isspace((unsigned char)*at) || *at == '_' || *at == '('))
		at++;
	text = literal_read(&at, end);
	if (!text)
		return NULL;
	while (at < end && (isspace((unsigned char)*at) || *at == ')'))
		at++;
	*p = at;
	return text;
}

/* Past the comma that ends the argument at ${p}. */
static const char *past_argument(const char *p, const char *end)
{
	int depth = 0;

	while (p < end) {
		if (*p == '"' || *p == '\'') {
			p = past_quote(p, end);
			continue;
		}
		if (*p == ',' && depth == 0)
			return p + 1;
		depth += *p == '(' || *p == '[' || *p == '{';
		depth -= *p == ')' || *p == ']' || *p == '}';
		p++;
	}
	return end;
}

static const char *past_comment(const char *p, const char *end)
{
	const char *to = p[1] == '/' ? memchr(p, '\n', (size_t)(end - p))
				     : memmem(p + 2, (size_t)(end - p - 2), "*/", 2);

	return !to ? end : p[1] == '/' ? to : to + 2;
}

/* A marked text at the word ${p}; returns where to read on. */
static const char *read_word(const char *p, const char *end, const char *path, int line)
{
	const char *word = p, *at;
	char *one, *other = NULL;
	bool plural;

	while (p < end && (isalnum((unsigned char)*p) || *p == '_'))
		p++;
	plural = p - word == 7 && memcmp(word, "counted", 7) == 0;
	if (p == end || *p != '(' || !(plural || (p - word == 1 && *word == '_')))
		return p;
	at = plural ? past_argument(p + 1, end) : p + 1;
	one = read_text(&at, end);
	if (one && plural && at < end && *at == ',') {
		at++;
		other = read_text(&at, end);
	}
	if (!one || (plural && !other))
		return p;
	add(one, other, path, line);
	return at;
}

static void read_c(const char *p, const char *end, const char *path, int line)
{
	while (p < end) {
		const char *from = p;

		if (*p == '/' && p + 1 < end && (p[1] == '/' || p[1] == '*'))
			p = past_comment(p, end);
		else if (*p == '"' || *p == '\'')
			p = past_quote(p, end);
		else if (isalnum((unsigned char)*p) || *p == '_')
			p = read_word(p, end, path, line);
		else
			p++;
		for (; from < p; from++)
			line += *from == '\n';
	}
}

static void read_file(const char *path)
{
	size_t n = strlen(path), i;
	struct source s;

	if (n < 5 || strcmp(path + n - 5, ".html") != 0) {
		char *text = source_read(path, &n);

		read_c(text, text + n, path, 1);
		return;
	}
	s = source_open(path);
	for (i = 0; i < s.count; i++)
		if (s.pieces[i].kind != PIECE_TEXT)
			read_c(s.pieces[i].s, s.pieces[i].s + s.pieces[i].n, path, s.pieces[i].line);
}

static void print_text(const char *what, const char *text)
{
	printf("%s \"", what);
	for (; *text; text++) {
		if (*text == '\n')
			fputs("\\n", stdout);
		else if (*text == '"' || *text == '\\')
			printf("\\%c", *text);
		else
			putchar(*text);
	}
	puts("\"");
}

void strings_print(int count, char **paths)
{
	size_t i;

	for (; count > 0; count--, paths++)
		read_file(*paths);
	for (i = 0; i < found_n; i++) {
		printf("#: %s\n", found[i].places);
		print_text("msgid", found[i].one);
		if (found[i].other) {
			print_text("msgid_plural", found[i].other);
			puts("msgstr[0] \"\"\nmsgstr[1] \"\"\n");
		} else {
			puts("msgstr \"\"\n");
		}
	}
}
