/* import_reader_test.c -- the readers of an import: the same rows out of CSV and XML, plain and packed,
 * however the bytes arrive; and of what is broken, the exact place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "import/reader.h"

static char folder[64], path[128];

static int folder_make(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "%s/bothy-reader-XXXXXX",
		getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	return mkdtemp(folder) ? 0 : -1;
}

static int folder_drop(void **state)
{
	(void)state;
	return rmdir(folder);
}

static struct reader *open_with(const char *ending, const char *content, size_t n)
{
	struct reader *r;
	FILE *f;

	snprintf(path, sizeof(path), "%s/t%s", folder, ending);
	if (strstr(ending, ".gz")) {
		gzFile packed = gzopen(path, "wb");

		assert_int_equal(gzwrite(packed, content, (unsigned)n), (int)n);
		gzclose(packed);
	} else {
		f = fopen(path, "w");
		assert_int_equal(fwrite(content, 1, n, f), n);
		fclose(f);
	}
	r = reader_open(path);
	unlink(path);
	return r;
}

/* Rows as text: values of a and b joined by '|' (missing ones as '-'), rows by '/'. */
static void read_all(struct reader *r, char *out, size_t room)
{
	int a = reader_column(r, "a"), b = reader_column(r, "b");
	size_t n = 0;

	*out = 0;
	while (reader_next(r))
		n += (size_t)snprintf(out + n, room - n, "%s%s|%s", n ? "/" : "",
			reader_text(r, a) ? reader_text(r, a) : "-",
			reader_text(r, b) ? reader_text(r, b) : "-");
}

/* Expects the rows, and then either no problem or one that ends in ${problem}. */
static void expect(const char *ending, const char *content, size_t n, const char *rows, const char *problem)
{
	struct reader *r = open_with(ending, content, n);
	char got[4096];
	const char *why;

	read_all(r, got, sizeof(got));
	why = reader_problem(r);
	if (strcmp(got, rows) != 0)
		fail_msg("%s \"%s\": \"%s\", not \"%s\" (%s)", ending, content, got, rows,
			why ? why : "fine");
	if (!why != !problem)
		fail_msg("%s \"%s\": %s", ending, content, why ? why : "no problem");
	if (why && !strstr(why, problem))
		fail_msg("%s \"%s\": \"%s\", not \"%s\"", ending, content, why, problem);
	assert_false(reader_next(r));
	reader_close(r);
}

struct wanted {
	const char *content, *rows, *problem;
};

static void test_csv(void **state)
{
	static const struct wanted cases[] = {
		{"a,b\n1,2\n3,4\n", "1|2/3|4", NULL},
		{"a,b\r\n1,2\r\n3,4\r\n", "1|2/3|4", NULL},
		{"a,b\n1,2", "1|2", NULL},
		{"a,b\n", "", NULL},
		{"a,b", "", NULL},
		{"\xEF\xBB\xBF"
		 "a,b\n1,2\n",
			"1|2", NULL},
		{"b,x,a\n2,9,1\n", "1|2", NULL},
		{"x,y\n1,2\n", "-|-", NULL},
		{"a,b\n,\n", "-|-", NULL},
		{"a,b\n\"\",2\n", "-|2", NULL},
		{"\"a\",\"b\"\n\"1,1\",\"2\"\"2\"\n", "1,1|2\"2", NULL},
		{"a,b\n\"x\ny\",\"\r\nz\"\n3,4\n", "x\ny|\r\nz/3|4", NULL},
		{"a,b\n 1 , 2\n", " 1 | 2", NULL},
		{"a,b\nGr\xC3\xBC\xC3\x9F"
		 "e,\xF0\x9F\x8F\x94\n",
			"Grüße|🏔", NULL},
		{"a\n1\n\n2\n", "1|-/-|-/2|-", NULL},
		{"", "", "line 1, byte 1: no header: the file is empty"},
		{"a,b\n1,2\n3\n", "1|2", "line 3, byte 9: 1 value where the header has 2"},
		{"a,b\n1,2,3\n", "", "line 2, byte 5: 3 values where the header has 2"},
		{"a,b\n1,2\n\n", "1|2", "line 3, byte 9: 1 value where the header has 2"},
		{"a,a\n", "", "line 1, byte 1: two columns are called \"a\""},
		{"a,b\n1,x\"y\n", "", "line 2, byte 8: a quote inside a value that is not quoted"},
		{"a,b\n\"1\"x,2\n", "", "line 2, byte 8: text behind a closing quote"},
		{"a,b\n\"1\n\n2,3\n", "", "line 2, byte 5: a quote that is never closed"},
		{"a,b\n\"x\ny\",\"z\n", "", "line 3, byte 11: a quote that is never closed"},
		{"a,b\n1\r,2\n", "", "line 2, byte 7: a carriage return without a line feed"},
		{"a,b\n1,2\r", "", "line 2, byte 9: a carriage return without a line feed"},
		{"a,b\n1,\xC3\x28\n", "", "line 2, byte 8: a byte that is not UTF-8"},
		{"a,b\n1,\x80\n", "", "line 2, byte 7: a byte that is not UTF-8"},
		{"a,b\n1,\xE2\x82", "", "line 2, byte 9: a character is cut off"},
		{"a,b\n\xC0\xAF,2\n", "", "line 2, byte 5: a byte that is not UTF-8"},
		{"a,b\n\xED\xA0\x80,2\n", "", "line 2, byte 6: a byte that is not UTF-8"},
		{"a,b\n\xF4\x90\x80\x80,2\n", "", "line 2, byte 6: a byte that is not UTF-8"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		expect(".csv", cases[i].content, strlen(cases[i].content), cases[i].rows, cases[i].problem);
		expect(".csv.gz", cases[i].content, strlen(cases[i].content), cases[i].rows,
			cases[i].problem);
	}
	expect(".csv", "a,b\n1,\0\n", 9, "", "line 2, byte 7: a NUL byte");
}

#define HEAD "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" /* 39 bytes */

static void test_xml(void **state)
{
	static const struct wanted cases[] = {
		{HEAD "<t>\n  <row a=\"1\" b=\"2\" />\n  <row b=\"4\" a='3'/>\n</t>\n", "1|2/3|4", NULL},
		{"\xEF\xBB\xBF" HEAD "<t><row a=\"1\" b=\"2\"></row></t>", "1|2", NULL},
		{"<t/>", "", NULL},
		{"<t><row c=\"1\"/></t>", "-|-", NULL},
		{"<t><row a=\"\" b=\"2\"/></t>", "-|2", NULL},
		{"<t><row a=\"&lt;p&gt;&amp;amp;&#38;lt;&quot;&apos;\" b=\"x&#xA;y&#10;&#x1F3D4;\"/></t>",
			"<p>&amp;&lt;\"'|x\ny\n🏔", NULL},
		{"<t><!-- a > b --><row a=\"1\"/><?x y?></t>", "1|-", NULL},
		{"<t><row a=\"1\"/>", "1|-", "line 1, byte 16: the file ends too early"},
		{"", "", "line 1, byte 1: the file ends too early"},
		{"<t>\n<row a=\"1\"/>\n<row a=\"2\"", "1|-", "line 3, byte 28: the file ends too early"},
		{"<t>\n<row a=\"1\"/>\n<row a=\"2\" a=\"3\"/></t>", "1|-",
			"line 3, byte 34: Attribute a redefined"},
		{"<t>\n<row a=\"1\"/>\n<row <a=\"2\"/></t>", "1|-",
			"line 3, byte 23: error parsing attribute name"},
		{"<t>\n<row a=\"\xFF\"/></t>", "", "line 2, byte 13: Input is not proper UTF-8"},
		{"<t>\n<row a=\"&x;\"/></t>", "", "line 2, byte 16: Entity 'x' not defined"},
		{"<t>\n<row a=\"&#1;\"/></t>", "",
			"line 2, byte 17: xmlParseCharRef: invalid xmlChar value 1"},
		{"<t>\n<row a=\"1\"/>\n text\n</t>", "1|-", "line 3, byte 19: text between the rows"},
		{"<t>\n<row a=\"1\"/><line a=\"2\"/>\n</t>", "1|-",
			"line 2, byte 17: an element that is not <row>"},
		{"<t>\n<row a=\"1\"><row a=\"2\"/></row></t>", "1|-",
			"line 2, byte 16: an element that is not <row>"},
		{"<!DOCTYPE t [<!ENTITY x \"y\">]><t><row a=\"&x;\"/></t>", "",
			"a document type is not expected here"},
		{"<!DOCTYPE t SYSTEM \"/etc/passwd\"><t/>", "", "a document type is not expected here"},
		{"<t><row a=\"1\"/></t><t/>", "1|-",
			"line 1, byte 20: Extra content at the end of the document"},
		{"a,b\n1,2\n", "", "line 1, byte 1: Document is empty"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		expect(".xml", cases[i].content, strlen(cases[i].content), cases[i].rows, cases[i].problem);
		expect(".xml.gz", cases[i].content, strlen(cases[i].content), cases[i].rows,
			cases[i].problem);
	}
}

#define UMLAUTS "ääääääääääääääääääääääääääääää" /* 30 of two bytes each */
#define ROWS	20000

/* Rows of growing and shrinking length, so that every kind of byte once lies across the border of a buffer;
 * and the place of an error far into the file. */
static void expect_rows(const char *ending, const char *content, size_t n, const char *problem)
{
	struct reader *r = open_with(ending, content, n);
	int a = reader_column(r, "a"), b = reader_column(r, "b");
	long i;

	for (i = 0; i < ROWS; i++) {
		assert_true(reader_next(r));
		assert_int_equal(atol(reader_text(r, a)), i);
		assert_int_equal(strlen(reader_text(r, b)), i % 30 * 2 + 1);
		assert_int_equal(reader_text(r, b)[i % 30 * 2], '\n');
	}
	assert_false(reader_next(r));
	if (!reader_problem(r) || !strstr(reader_problem(r), problem))
		fail_msg("%s: \"%s\", not \"%s\"", ending, reader_problem(r), problem);
	reader_close(r);
}

static void test_across_buffers(void **state)
{
	char *content = malloc(ROWS * 120), *p = content, problem[100];
	long i;

	(void)state;
	p += sprintf(p, "a,b\n");
	for (i = 0; i < ROWS; i++)
		p += sprintf(p, "%ld,\"%.*s\n\"\n", i, (int)(i % 30 * 2), UMLAUTS);
	snprintf(problem, sizeof(problem), "line %d, byte %ld: 1 value", 2 * ROWS + 2,
		(long)(p - content) + 1);
	p += sprintf(p, "x\n");
	expect_rows(".csv", content, (size_t)(p - content), problem);
	expect_rows(".csv.gz", content, (size_t)(p - content), problem);

	p = content + sprintf(content, "<t>\n");
	for (i = 0; i < ROWS; i++)
		p += sprintf(p, "<row a=\"%ld\" b=\"%.*s&#10;\"/>\n", i, (int)(i % 30 * 2), UMLAUTS);
	snprintf(problem, sizeof(problem), "line %d, byte %ld: an element", ROWS + 2,
		(long)(p - content) + 1);
	p += sprintf(p, "<raw/></t>");
	expect_rows(".xml", content, (size_t)(p - content), problem);
	expect_rows(".xml.gz", content, (size_t)(p - content), problem);
	free(content);
}

static void test_damaged_packing(void **state)
{
	char content[4000], packed[200], got[65536];
	struct reader *r;
	gzFile out;
	size_t i, n;
	FILE *f;

	(void)state;
	for (i = 0; i < sizeof(content); i += 4)
		memcpy(content + i, i ? "1,2\n" : "a,b\n", 4);
	snprintf(path, sizeof(path), "%s/t.csv.gz", folder);
	out = gzopen(path, "wb");
	gzwrite(out, content, sizeof(content));
	gzclose(out);
	f = fopen(path, "r");
	n = fread(packed, 1, sizeof(packed), f);
	fclose(f);
	f = fopen(path, "w");
	fwrite(packed, 1, n - 10, f);
	fclose(f);
	r = reader_open(path);
	unlink(path);
	read_all(r, got, sizeof(got));
	assert_non_null(strstr(reader_problem(r), "the packed file ends too early"));
	assert_non_null(strstr(reader_problem(r), ", byte "));
	reader_close(r);
}

static void test_refusing_a_row(void **state)
{
	struct reader *r = open_with(".csv", "a,b\n1,2\n3,4\n5,6\n", 16);

	(void)state;
	reader_column(r, "a");
	assert_true(reader_next(r));
	assert_true(reader_next(r));
	reader_refuse(r, "%s is odd", "3");
	assert_non_null(strstr(reader_problem(r), "t.csv, line 3, byte 9: 3 is odd"));
	assert_false(reader_next(r));
	reader_close(r);
	r = open_with(".xml", "<t>\n  <row a=\"1\"/>\n  <row\n a=\"2\"/></t>", 39);
	reader_column(r, "a");
	assert_true(reader_next(r));
	assert_true(reader_next(r));
	reader_refuse(r, "no");
	assert_non_null(strstr(reader_problem(r), "t.xml, line 3, byte 22: no"));
	reader_close(r);
}

static void test_finding(void **state)
{
	struct reader *r;
	FILE *f;

	(void)state;
	assert_null(reader_find(folder, "Posts"));
	snprintf(path, sizeof(path), "%s/Posts.csv", folder);
	f = fopen(path, "w");
	fputs("a,b\n1,2\n", f);
	fclose(f);
	r = reader_find(folder, "Posts");
	assert_string_equal(reader_name(r), "Posts.csv");
	assert_int_equal(reader_size(r), 8);
	assert_true(reader_next(r));
	reader_close(r);
	unlink(path);
	r = reader_open("/nowhere/Posts.xml");
	assert_false(reader_next(r));
	assert_string_equal(reader_problem(r), "/nowhere/Posts.xml: No such file or directory");
	reader_close(r);
	r = reader_open("/dev/zero");
	assert_false(reader_next(r));
	assert_string_equal(reader_problem(r), "/dev/zero: not a file");
	reader_close(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_xml),
		cmocka_unit_test(test_across_buffers),
		cmocka_unit_test(test_damaged_packing),
		cmocka_unit_test(test_refusing_a_row),
		cmocka_unit_test(test_finding),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_drop);
}
