/* multipart_test.c -- forms with a file: rows of our own, and the corpus of ../shared, where that is there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "web/multipart.h"

#define CORPUS		   "../shared/corpora/multipart/own/"
#define TYPE		   "multipart/form-data; boundary=B"
#define FIELD(name, value) "--B\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define FILE_PART(value) \
	"--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a b.png\"\r\nContent-Type: image/png\r\n\r\n" value \
	"\r\n"
#define END "--B--\r\n"

static const struct row {
	const char *body;
	bool ok;
	const char *a, *file; /* the field "a", the file; NULL: none */
} rows[] = {
	{FIELD("a", "1") END, true, "1", NULL},
	{FIELD("a", "") END, true, "", NULL},
	{FIELD("a", "x\r\n--BX\r\ny") END, true, "x\r\n--BX\r\ny", NULL},
	{FIELD("a", "1") FILE_PART("\x89PNG") END, true, "1", "\x89PNG"},
	{FILE_PART("") FIELD("a", "1") END, true, "1", ""},
	{FILE_PART("1") FILE_PART("2") END, false, NULL, NULL},
	{FIELD("a", "1") FIELD("a", "2") END, false, NULL, NULL},
	{FIELD("a", "1") FIELD("file", "2") END, true, "1", NULL},
	{FIELD("a", "\xff") END, false, NULL, NULL},
	{FIELD("", "1") END, false, NULL, NULL},
	{FIELD("a", "1"), false, NULL, NULL},
	{"--B\r\nContent-Disposition: form-data; name=\"other\"; filename=\"x\"\r\n\r\n1\r\n" END, false,
		NULL, NULL},
	{"--B\r\nContent-Disposition: form-data; name=\"a\"; filename*=UTF-8''x\r\n\r\n1\r\n" END, false,
		NULL, NULL},
	{"--B\r\nContent-Disposition: form-data; name=\"a\"\r\n folded: 1\r\n\r\n1\r\n" END, false, NULL,
		NULL},
	{"--B\r\n\r\n1\r\n" END, false, NULL, NULL},
	{END, false, NULL, NULL},
	{"", false, NULL, NULL},
};

static void test_rows(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct arena a = ARENA_EMPTY;
		struct form fields;
		struct slice file;
		bool ok = multipart_read(&a, slice_of(TYPE), slice_of(row->body), &fields, &file);

		if (ok != row->ok)
			fail_msg("row %zu: %s", i, ok ? "taken" : "refused");
		if (ok && row->a && !text_is(form_text(&fields, "a"), row->a))
			fail_msg("row %zu: a is %s", i, form_text(&fields, "a"));
		if (ok && (row->file ? !slice_is(file, row->file) : file.s != NULL))
			fail_msg("row %zu: the file", i);
		arena_end(&a);
	}
}

static const struct type {
	const char *type;
	bool ok;
} types[] = {
	{"multipart/form-data; boundary=B", true},
	{"multipart/form-data;boundary=\"B\"", true},
	{"multipart/form-data; charset=utf-8; boundary=B", true},
	{"multipart/form-data", false},
	{"multipart/form-data; boundary=", false},
	{"multipart/form-data; boundary=B; boundary=B", false},
	{"multipart/form-data; boundary=\"B", false},
	{"multipart/form-data; boundary=C", false},
};

static void test_types(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct arena a = ARENA_EMPTY;
		struct form fields;
		struct slice file;

		if (multipart_read(&a, slice_of(types[i].type), slice_of(FIELD("a", "1") END), &fields,
			    &file) != types[i].ok)
			fail_msg("%s", types[i].type);
		arena_end(&a);
	}
}

/* ---- the corpus ---- */

static char *file_read(const char *name, size_t *n)
{
	char path[256];
	FILE *in;
	char *s = malloc(8 << 20);

	snprintf(path, sizeof(path), CORPUS "%s", name);
	in = fopen(path, "rb");
	*n = in ? fread(s, 1, 8 << 20, in) : 0;
	if (in)
		fclose(in);
	return s;
}

/* A case is a Content-Type line, an empty line, the body. */
static bool case_taken(const char *name, struct slice *file)
{
	struct arena a = ARENA_EMPTY;
	struct form fields;
	size_t n;
	char *s = file_read(name, &n), *end = memmem(s, n, "\r\n\r\n", 4), *exact;
	struct slice type = {s + strlen("Content-Type: "), 0};
	bool ok;

	if (!end)
		fail_msg("%s: no such case", name);
	type.n = (size_t)(end - type.s);
	n -= (size_t)(end - s) + 4;
	exact = malloc(n ? n : 1); /* so that a byte read beyond the body is found */
	memcpy(exact, end + 4, n);
	ok = multipart_read(&a, type, (struct slice){exact, n}, &fields, file);
	arena_end(&a);
	free(exact);
	free(s);
	return ok;
}

/* "ok" must be taken and "400" refused; where the manifest leaves a choice, refusing is one. What a file holds is for who takes it. */
static void test_corpus(void **state)
{
	FILE *manifest = fopen(CORPUS "manifest.tsv", "r");
	char line[512], name[128], expected[64];
	unsigned tried = 0, wrong = 0;
	struct slice file;

	(void)state;
	if (!manifest) {
		print_message("skipped: " CORPUS " is not there\n");
		skip();
	}
	while (fgets(line, sizeof(line), manifest)) {
		if (sscanf(line, "%127[^\t]\t%63[^\t]", name, expected) != 2 || !strstr(name, ".http"))
			continue;
		tried++;
		if (strcmp(expected, "ok") == 0 && !case_taken(name, &file) && ++wrong)
			print_error("%s: refused\n", name);
		else if (strcmp(expected, "400") == 0 && case_taken(name, &file) && ++wrong)
			print_error("%s: taken\n", name);
		else
			(void)case_taken(name, &file);
	}
	fclose(manifest);
	assert_true(tried > 40);
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_corpus),
	};

	return cmocka_run_group_tests_name("multipart", tests, NULL, NULL);
}
