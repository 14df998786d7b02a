/* text_test.c -- slices, well-formed text, and the forms it is brought into. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* A row that fails is named before it fails. */
static void check_text(const char *row, const char *is, const char *should)
{
	if (!text_is(is, should))
		fail_msg("\"%s\" became \"%s\", not \"%s\"", row, is ? is : "(null)", should);
}

static void test_utf8(void **state)
{
	static const struct {
		const char *bytes;
		bool fine;
		const char *what;
	} rows[] = {
		{"", true, "nothing"},
		{"abc", true, "ASCII"},
		{"\x7f", true, "DEL"},
		{"\xc2\x80", true, "U+0080"},
		{"\xdf\xbf", true, "U+07FF"},
		{"\xe0\xa0\x80", true, "U+0800"},
		{"\xed\x9f\xbf", true, "U+D7FF"},
		{"\xee\x80\x80", true, "U+E000"},
		{"\xef\xbf\xbf", true, "U+FFFF"},
		{"\xf0\x90\x80\x80", true, "U+10000"},
		{"\xf4\x8f\xbf\xbf", true, "U+10FFFF"},
		{"\x80", false, "a continuation alone"},
		{"a\xbfz", false, "a continuation between letters"},
		{"\xc0\x80", false, "NUL in two bytes"},
		{"\xc1\xbf", false, "overlong, two bytes"},
		{"\xe0\x9f\xbf", false, "overlong, three bytes"},
		{"\xf0\x8f\xbf\xbf", false, "overlong, four bytes"},
		{"\xed\xa0\x80", false, "a high surrogate"},
		{"\xed\xbf\xbf", false, "a low surrogate"},
		{"\xf4\x90\x80\x80", false, "beyond U+10FFFF"},
		{"\xf5\x80\x80\x80", false, "F5"},
		{"\xf8\x88\x80\x80\x80", false, "five bytes"},
		{"\xfe", false, "FE"},
		{"\xff", false, "FF"},
		{"\xc3", false, "cut after one of two"},
		{"\xe2\x82", false, "cut after two of three"},
		{"\xf0\x9f\x98", false, "cut after three of four"},
		{"\xe2\x82z", false, "a letter instead of the third"},
		{"\xc3\xc3\xa9", false, "a lead after a lead"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		if (text_utf8(rows[i].bytes, strlen(rows[i].bytes)) != rows[i].fine)
			fail_msg("%s is %s", rows[i].what, rows[i].fine ? "refused" : "let through");
	assert_false(text_utf8("a\0b", 3));
	assert_false(text_utf8("", 1));
	/* A sequence is not completed by bytes beyond the end. */
	assert_false(text_utf8("\xc3\xa9", 1));
}

static void test_clean(void **state)
{
	int c;

	(void)state;
	for (c = 1; c < 0x80; c++) {
		char one = (char)c;
		bool line = c == '\t' || c == '\n' || c == '\r', control = c < 0x20 || c == 0x7f;

		if (text_clean(&one, 1, false) != !control || text_clean(&one, 1, true) != (!control || line))
			fail_msg("byte %d", c);
	}
	assert_true(text_clean("Grüße\n", strlen("Grüße\n"), true));
	assert_false(text_clean("Gr\xfc\xdf", 4, true));
}

static void test_slices(void **state)
{
	struct slice rest = SLICE("a=b=c"), cut;

	(void)state;
	cut = slice_cut(&rest, '=');
	assert_true(slice_is(cut, "a"));
	cut = slice_cut(&rest, '=');
	assert_true(slice_is(cut, "b"));
	cut = slice_cut(&rest, '=');
	assert_true(slice_is(cut, "c"));
	assert_null(rest.s);
	cut = slice_cut(&rest, '=');
	assert_null(cut.s);
	assert_int_equal(cut.n, 0);
	rest = SLICE("a=");
	slice_cut(&rest, '=');
	assert_non_null(rest.s); /* an empty rest is not no rest */
	assert_int_equal(rest.n, 0);
	assert_true(slice_is(slice_trim(SLICE(" \t a b\t ")), "a b"));
	assert_true(slice_is(slice_trim(SLICE(" \t ")), ""));
	assert_true(slice_is_nocase(SLICE("Content-Length"), "content-length"));
	assert_false(slice_is_nocase(SLICE("Content-Lengt"), "content-length"));
	assert_false(slice_is((struct slice){NULL, 0}, ""));
	assert_int_equal(slice_of(NULL).n, 0);
	assert_true(text_is("a", "a"));
	assert_false(text_is(NULL, NULL));
	assert_true(text_empty(NULL));
	assert_true(text_empty(""));
	assert_true(text_starts("/t/1", "/t/"));
	assert_false(text_starts("/t", "/t/"));
}

static void test_one_line(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{"", ""},
		{"   ", ""},
		{" a  b\t\n c ", "a b c"},
		{"a\u00a0b\u2003c\u3000", "a b c"},
		{"a\u2028b\u2029c", "a b c"},
		{"\u202eevil\u202c", "evil"},
		{"a\u2066b\u2069c\u200ed\u200fe\ufeff", "abcde"},
		{"a\x01\x02z", "a z"},
		{"a\x7fz\xc2\x85", "az"},
		{"Zoë 日本 😀", "Zoë 日本 😀"},
		{"a\xff\xc3z", "az"},
		{"\u202e", ""},
	};
	struct arena a = ARENA_EMPTY;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		check_text(rows[i].in, text_one_line(&a, rows[i].in), rows[i].out);
	arena_end(&a);
}

static void test_lines(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{"", ""},
		{"\r\n", ""},
		{"a\r\nb\rc\nd", "a\nb\nc\nd"},
		{"a\r\r\nb", "a\n\nb"},
		{"  a \t\n\r\n ", "  a"},
		{"a  \nb", "a  \nb"},
	};
	struct arena a = ARENA_EMPTY;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		check_text(rows[i].in, text_lines(&a, rows[i].in), rows[i].out);
	arena_end(&a);
}

static void test_excerpt(void **state)
{
	struct arena a = ARENA_EMPTY;

	(void)state;
	check_text("whole", text_excerpt(&a, "whole", 5), "whole");
	check_text("cut", text_excerpt(&a, "whole", 4), "whol…");
	check_text("none", text_excerpt(&a, "whole", 0), "…");
	check_text("empty", text_excerpt(&a, "", 0), "");
	check_text("not inside a character", text_excerpt(&a, "éééé", 3), "ééé…");
	check_text("percent", text_excerpt(&a, "100%s %n", 7), "100%s %…");
	assert_int_equal(text_characters("é日😀a"), 4);
	arena_end(&a);
}

static void test_int8(void **state)
{
	static const struct {
		const char *text;
		bool fine;
		int64_t n;
	} rows[] = {
		{"0", true, 0},
		{"007", true, 7},
		{"-1", true, -1},
		{"-0", true, 0},
		{"999999999999999999", true, 999999999999999999},
		{"-999999999999999999", true, -999999999999999999},
		{"1000000000000000000", false, 0},
		{"9223372036854775808", false, 0},
		{"99999999999999999999999999999999", false, 0},
		{"", false, 0},
		{"-", false, 0},
		{"--1", false, 0},
		{"+1", false, 0},
		{" 1", false, 0},
		{"1 ", false, 0},
		{"1a", false, 0},
		{"0x10", false, 0},
		{"1e3", false, 0},
		{"１", false, 0},
		{NULL, false, 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		int64_t n = 77;

		if (text_int8(rows[i].text, &n) != rows[i].fine || n != (rows[i].fine ? rows[i].n : 77))
			fail_msg("\"%s\" gave %lld", rows[i].text ? rows[i].text : "(null)", (long long)n);
	}
}

static void test_small_ones(void **state)
{
	struct arena a = ARENA_EMPTY;

	(void)state;
	check_text("lower", text_lower_ascii(&a, "AbC-Ä"), "abc-Ä");
	check_text("hex", text_hex(&a, (const unsigned char *)"\x00\x0f\xa5\xff", 4), "000fa5ff");
	check_text("hex of nothing", text_hex(&a, (const unsigned char *)"", 0), "");
	check_text("initial", text_initial("anna"), "A");
	check_text("initial beyond ASCII", text_initial("ölaf"), "ö");
	check_text("initial of an emoji", text_initial("😀x"), "😀");
	check_text("initial of nobody", text_initial(NULL), "");
	check_text("initial of nothing", text_initial(""), "");
	check_text("initial of a bad byte", text_initial("\xff"), "");
	arena_end(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_slices),
		cmocka_unit_test(test_one_line),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_excerpt),
		cmocka_unit_test(test_int8),
		cmocka_unit_test(test_small_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
