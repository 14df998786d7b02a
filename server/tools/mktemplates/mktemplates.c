/* mktemplates.c -- turns templates/X.html into C when the program is built.
 *
 *	mktemplates IN.html OUT.c OUT.h
 *	mktemplates --strings FILE...     the texts marked for translation, as a gettext template
 *
 * The language is described in templates/README.md, the way through the source in ../README.md. Nothing is
 *written when the template has a mistake. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mktemplates/compile.h"
#include "tools/mktemplates/source.h"
#include "tools/mktemplates/strings.h"

static void write_file(const char *path, const char *text, size_t n)
{
	FILE *out = fopen(path, "w");

	if (!out || fwrite(text, 1, n, out) != n || fclose(out) != 0) {
		perror(path);
		remove(path);
		exit(1);
	}
}

static int make(const char *in, const char *c_path, const char *h_path)
{
	struct source s = source_open(in);
	char *c_text = NULL, *h_text = NULL;
	size_t c_n, h_n;
	FILE *c = open_memstream(&c_text, &c_n), *h = open_memstream(&h_text, &h_n);
	const char *slash = strrchr(h_path, '/');

	if (!c || !h)
		abort();
	compile(&s, slash ? slash + 1 : h_path, c, h);
	fclose(c);
	fclose(h);
	if (s.problems)
		return 1;
	write_file(h_path, h_text, h_n);
	write_file(c_path, c_text, c_n);
	free(c_text);
	free(h_text);
	free(s.pieces);
	free(s.text);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "--strings") == 0) {
		strings_print(argc - 2, argv + 2);
		return 0;
	}
	if (argc != 4) {
		fprintf(stderr,
			"usage: mktemplates IN.html OUT.c OUT.h\n       mktemplates --strings FILE...\n");
		return 2;
	}
	return make(argv[1], argv[2], argv[3]);
}
