/* mktexts.c -- writes text files as C arrays into the program: `mktexts migrations OUT.c FILE…` makes
 * migrations[] (db/migrate.h), `mktexts demo OUT.c FILE…` makes demo_files[] (forum/demo/demo.h), `mktexts
 * policies OUT.c FILE…` makes policy_files[] (forum/policy/policy.h). */
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

static const struct kind {
	const char *name, *header, *array;
	int whole; /* the files' names with what follows their dot */
} kinds[] = {
	{"migrations", "db/migrate.h", "migration migrations[]", 0},
	{"demo", "forum/demo/demo.h", "demo_file demo_files[]", 1},
	{"policies", "forum/policy/policy.h", "policy_file policy_files[]", 0},
};

static const struct kind *kind_of(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

int main(int argc, char **argv)
{
	const struct kind *kind = argc > 2 ? kind_of(argv[1]) : NULL;
	FILE *out = kind ? fopen(argv[2], "w") : NULL;
	int i;

	if (!out) {
		fprintf(stderr, "usage: mktexts migrations|demo|policies OUT.c FILE...\n");
		return 2;
	}
	fprintf(out,
		"/* made by mktexts; do not edit */\n#include \"%s\"\n\n#include <stddef.h>\n\nconst struct %s = {\n",
		kind->header, kind->array);
	for (i = 3; i < argc; i++) {
		const char *base = strrchr(argv[i], '/') ? strrchr(argv[i], '/') + 1 : argv[i];
		int n = kind->whole ? (int)strlen(base) : (int)strcspn(base, ".");

		fprintf(out, "\t{\"%.*s\",\n", n, base);
		write_text(out, argv[i]);
		fputs("},\n", out);
	}
	fputs("\t{NULL, NULL},\n};\n", out);
	return fclose(out) == 0 ? 0 : 1;
}
