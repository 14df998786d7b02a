/* templates_test.c -- the parts of the template compiler: C strings, letters, joining places, the seams of
 * addresses. Whole templates are in tests/templates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The compiler is no part of the program, so its parts are built here. */
#include "tools/mktemplates/address.c"
#include "tools/mktemplates/literal.c"
#include "tools/mktemplates/place.c"
#include "tools/mktemplates/source.c"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void test_literals(void **state)
{
	static const struct {
		const char *c, *text;
	} rows[] = {
		{"\"\"", ""},
		{"\"plain\"", "plain"},
		{"_(\"marked\")", "marked"},
		{"_ ( \"spaced\" )", "spaced"},
		{"\"a\" \"b\"\n\t\"c\"", "abc"},
		{"_(\"a\"\n\"b\")", "ab"},
		{"\"\\\"\\\\\\'\\n\\t\\?\"", "\"\\'\n\t?"},
		{"\"\\u00e9\\U0001f600\"", "é😀"},
		{"\"ä\"", "ä"},
		{"\"\\x41\"", NULL},
		{"\"\\101\"", NULL},
		{"\"\\u12\"", NULL},
		{"\"open", NULL},
		{"\"open\\\"", NULL},
		{"\"", NULL},
		{"", NULL},
		{"_()", NULL},
		{"_(\"a\"", NULL},
		{"_(\"a\") ", "a"},
		{"_(\"a\"), 1", NULL},
		{"\"a\" + 1", NULL},
		{"\"a\")", NULL},
		{"x_(\"a\")", NULL},
		{"f(\"a\")", NULL},
		{"v->text", NULL},
		{"\"a\" PRId64", NULL},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		char *text = literal_whole(rows[i].c, strlen(rows[i].c));

		if ((text && rows[i].text) ? strcmp(text, rows[i].text) != 0 : text != rows[i].text)
			fail_msg("%s is \"%s\"", rows[i].c, text ? text : "(null)");
		free(text);
	}
}

static void test_ends(void **state)
{
	static const struct {
		const char *c;
		int n; /* where "}}" closes; -1: nowhere */
	} rows[] = {
		{"x}}", 1},
		{"\"}}\"}}", 4},
		{"'}' }}", 4},
		{"'\\'' }}", 5},
		{"\"\\\"}}\" }}", 7},
		{"(struct x){{1}, 2} }}", 19},
		{"a } }}", 4},
		{"x}", -1},
		{"\"}}", -1},
		{"{ }}", -1},
		{"", -1},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		const char *end = rows[i].c + strlen(rows[i].c), *at = source_close(rows[i].c, end, "}}");

		if ((at ? (int)(at - rows[i].c) : -1) != rows[i].n)
			fail_msg("%s closes at %d", rows[i].c, at ? (int)(at - rows[i].c) : -1);
	}
}

static void test_letters(void **state)
{
	static const char *const letters[] = {"a", " Z ", "1 x", "é", "ß", "Ω", "я", "日", "ａ", "º", "&x",
		"& nbsp;", "&nbsp", "&;a"};
	static const char *const none[] = {"", " ", "123", "12.5 %", "·", "–", "… → ×", "✓ ★", "😀", "\u00a0",
		"&nbsp;", "&#233;", "&#xe9;", "&times; 3", "(1/2)", "—", "&", "\ufe0f"};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(letters); i++)
		if (!literal_has_letters(letters[i], strlen(letters[i])))
			fail_msg("\"%s\" has letters", letters[i]);
	for (i = 0; i < COUNT(none); i++)
		if (literal_has_letters(none[i], strlen(none[i])))
			fail_msg("\"%s\" has none", none[i]);
}

static const struct place in_text = {.where = IN_TEXT}, in_tag = {.where = IN_TAG, .tag = "p"},
			  tight = {.where = IN_TAG_TIGHT, .tag = "p"},
			  other_tight = {.where = IN_TAG_TIGHT, .tag = "b"},
			  in_class = {.where = IN_ATTRIBUTE, .tag = "p", .attribute = "class", .quote = '"'},
			  in_class_too = {.where = IN_ATTRIBUTE,
				  .tag = "p",
				  .attribute = "class",
				  .quote = '\''},
			  in_pre = {.where = IN_TEXT, .pre = 1},
			  in_title = {.where = IN_PLAIN, .tag = "title"};

static void test_joining(void **state)
{
	const struct {
		const struct place *a, *b;
		bool fine;
		enum where where;
		bool repeats;
	} rows[] = {
		{&in_text, &in_text, true, IN_TEXT, true},
		{&in_tag, &in_tag, true, IN_TAG, true},
		{&in_tag, &tight, true, IN_TAG_TIGHT, false},
		{&tight, &in_tag, true, IN_TAG_TIGHT, true},
		{&tight, &other_tight, false, IN_TEXT, false},
		{&in_text, &in_tag, false, IN_TEXT, false},
		{&in_class, &in_class, true, IN_ATTRIBUTE, true},
		{&in_class, &in_class_too, false, IN_TEXT, false},
		{&in_text, &in_pre, false, IN_TEXT, false},
		{&in_text, &in_title, false, IN_TEXT, false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct place joined = *rows[i].a;
		bool fine = place_join(&joined, rows[i].b);

		if (fine != rows[i].fine || (fine && joined.where != rows[i].where))
			fail_msg("row %zu joins as %d, %d", i, fine, joined.where);
		if (place_repeats(rows[i].a, rows[i].b) != rows[i].repeats)
			fail_msg("row %zu repeats", i);
	}
}

/* Addresses written piece by piece: constant text, and "$" for a value. */
static const char *write_address(struct place *at, const char *pieces)
{
	const char *why = NULL, *p;

	*at = (struct place){.where = IN_ATTRIBUTE,
		.tag = "a",
		.attribute = "href",
		.address = ADDRESS_START};
	for (; *pieces && !why; pieces = p) {
		p = *pieces == '$' ? pieces + 1 : pieces + strcspn(pieces, "$");
		why = *pieces == '$' ? address_value(at) : address_constant(at, pieces, p);
	}
	return why;
}

static void test_addresses(void **state)
{
	static const char *const fine[] = {"", "/", "/x", "$", "$/$", "$$", "/u/$", "/u/$/x/$?q=$#$", "?$",
		"#$", "x$/y", "x/$:", "https://x.org/$", "HTTPS://x.org", "http://$", "mailto:$", "/x:$:y",
		"?a:b", "$?a:b", "x-$"};
	static const char *const refused[] = {"//", "//$", "/\\", "\\", "/$", " /x", "\tx",
		"javascript:", "data:$", "x:", ":", "$:", "x$:", "$x:", "$$:", "tel:1"};
	struct place at;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(fine); i++)
		if (write_address(&at, fine[i]))
			fail_msg("%s is refused", fine[i]);
	for (i = 0; i < COUNT(refused); i++)
		if (!write_address(&at, refused[i]))
			fail_msg("%s is let through", refused[i]);
}

/* After branches, only what either of them could go on with. */
static void test_joined_addresses(void **state)
{
	static const struct {
		const char *a, *b, *then;
		bool fine;
	} rows[] = {
		{"/x", "$", "/y", true},
		{"/x", "$", "$", true},
		{"/x", "$", ":", false},
		{"/x", "y", ":", false},
		{"java", "", "", true},
		{"java", "", "script:", false},
		{"", "/x", "$", false},
		{"", "/x", "y", false},
		{"/", "/x", "$", false},
		{"/", "/x", "/", false},
		{"/", "/x", "?y=$", true},
		{"http", "https", "://", false},
		{"http", "http", "://", true},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct place a, b;
		const char *then = rows[i].then, *why;

		assert_null(write_address(&a, rows[i].a));
		assert_null(write_address(&b, rows[i].b));
		assert_true(place_join(&a, &b));
		why = *then == '$' ? address_value(&a)
				   : address_constant(&a, then, then + strcspn(then, "$"));
		if (!why != rows[i].fine)
			fail_msg("%s or %s, then %s: %s", rows[i].a, rows[i].b, then,
				why ? why : "let through");
	}
}

static void test_names(void **state)
{
	(void)state;
	assert_true(place_is_block("li"));
	assert_false(place_is_block("span"));
	assert_true(place_is_address("formaction"));
	assert_false(place_is_address("class"));
	assert_true(place_is_read("aria-label"));
	assert_non_null(place_refuse_attribute("onclick"));
	assert_null(place_refuse_attribute("on")); /* no event's name */
	assert_null(place_refuse_attribute("open"));
	assert_non_null(place_refuse_value("srcset"));
	assert_null(place_refuse_value("src"));
	assert_non_null(place_refuse_tag("style"));
	assert_null(place_refuse_tag("div"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_literals),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_letters),
		cmocka_unit_test(test_joining),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_joined_addresses),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
