/* mktexts.c -- writes text files as C arrays into the program: `mktexts migrations OUT.c FILE…` makes
 * migrations[] (db/migrate.h), `mktexts demo OUT.c FILE…` makes demo_files[] (forum/demo/demo.h). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_text(FILE *out, const char *path)
{
	FILE *in = fopen(path, "r");
	int c, column = 0;

	if (!in) {
		perror(path);
		exit(1);
	}
	fputs("\t\"", out);
	while ((c = getc(in)) != EOF) {
		if (c == '\n')
			fputs("\\n\"\n\t\"", out), column = 0;
		else if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c == '?')
			fputs("\\?", out); /* no trigraphs */
		else if (c < 0x20 || c >= 0x7f)
			fprintf(out, "\\%03o", c);
		else
			putc(c, out);
		if (++column > 1000)
			fputs("\"\n\t\"", out), column = 0;
	}
	fputs("\"", out);
	fclose(in);
}

int main(int argc, char **argv)
{
	int demo = argc > 1 && strcmp(argv[1], "demo") == 0, i;
	FILE *out = argc > 2 ? fopen(argv[2], "w") : NULL;

	if (!out) {
		fprintf(stderr, "usage: mktexts migrations|demo OUT.c FILE...\n");
		return 2;
	}
	fprintf(out,
		"/* made by mktexts; do not edit */\n#include \"%s\"\n\n#include <stddef.h>\n\nconst struct %s = {\n",
		demo ? "forum/demo/demo.h" : "db/migrate.h",
		demo ? "demo_file demo_files[]" : "migration migrations[]");
	for (i = 3; i < argc; i++) {
		const char *base = strrchr(argv[i], '/') ? strrchr(argv[i], '/') + 1 : argv[i];
		int n = demo ? (int)strlen(base) : (int)strcspn(base, ".");

		fprintf(out, "\t{\"%.*s\",\n", n, base);
		write_text(out, argv[i]);
		fputs("},\n", out);
	}
	fputs("\t{NULL, NULL},\n};\n", out);
	return fclose(out) == 0 ? 0 : 1;
}
