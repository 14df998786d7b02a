/* theme_test.c -- colours typed by an admin: what is read, what stands out enough, what becomes a style
 * sheet. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"
#include "forum/theme/theme.h"

static void test_reading(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		uint32_t rgb;
	} rows[] = {
		{"#1f5eff", true, 0x1f5eff},
		{"#FFFFFF", true, 0xffffff},
		{"#000000", true, 0},
		{"1f5eff", false, 0},
		{"#1f5ef", false, 0},
		{"#1f5efff", false, 0},
		{"#1f5efg", false, 0},
		{"red", false, 0},
		{"", false, 0},
		{NULL, false, 0},
		{"#fff}", false, 0},
		{"#1f5e f", false, 0},
		{"#-12345", false, 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct colour c = {0};

		if (colour_read(rows[i].text, &c) != rows[i].ok || (rows[i].ok && c.rgb != rows[i].rgb))
			fail_msg("row %zu: %s", i, rows[i].text ? rows[i].text : "NULL");
	}
}

static bool near(double a, double b)
{
	return a > b - 0.01 && a < b + 0.01;
}

/* Values reckoned by hand from WCAG's formula: white on black is 21, #777777 on white 4.48. */
static void test_contrast(void **state)
{
	(void)state;
	assert_true(near(colour_contrast((struct colour){0xffffff}, (struct colour){0}), 21));
	assert_true(near(colour_contrast((struct colour){0}, (struct colour){0xffffff}), 21));
	assert_true(near(colour_contrast((struct colour){0x123456}, (struct colour){0x123456}), 1));
	assert_true(near(colour_contrast((struct colour){0x777777}, (struct colour){0xffffff}), 4.48));
}

static void test_settings(void **state)
{
	static const struct {
		const char *light, *dark;
		bool ok, sheet;
	} rows[] = {
		{"", "", true, false},
		{NULL, NULL, true, false},
		{"#0b6b3a", "", true, true},
		{"", "#6fd8a0", true, true},
		{"#0b6b3a", "#6fd8a0", true, true},
		{"#ffee00", "", false, false} /* too light for links on white */,
		{"", "#222222", false, false},
		{"blue", "", false, false},
		{"#0b6b3a", "green", false, false},
	};
	const char *why = NULL;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (theme_set(rows[i].light, rows[i].dark, &why) != rows[i].ok)
			fail_msg("row %zu: %s", i, why ? why : "taken");
		if (rows[i].ok && (theme_path() != NULL) != rows[i].sheet)
			fail_msg("row %zu: a sheet where none belongs, or none", i);
	}
}

static void test_other_colours_have_another_address(void **state)
{
	const char *why;
	char first[64];

	(void)state;
	assert_true(theme_set("#0b6b3a", "", &why));
	strncpy(first, theme_path(), sizeof(first) - 1);
	first[sizeof(first) - 1] = 0;
	assert_true(theme_set("#0b6b3b", "", &why));
	assert_string_not_equal(first, theme_path());
	assert_true(theme_set("#0b6b3a", "", &why));
	assert_string_equal(first, theme_path());
}

static void test_what_is_said_of_a_colour(void **state)
{
	(void)state;
	assert_null(theme_colour_wrong("#0b6b3a", false));
	assert_null(theme_colour_wrong("#86abff", true));
	assert_string_equal(theme_colour_wrong("green", false), "A colour is written like #1f5eff.");
	assert_non_null(strstr(theme_colour_wrong("#86abff", false), "too little"));
	assert_non_null(strstr(theme_colour_wrong("#0b6b3a", true), "too little"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reading),
		cmocka_unit_test(test_contrast),
		cmocka_unit_test(test_what_is_said_of_a_colour),
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_other_colours_have_another_address),
	};

	secret_init();
	return cmocka_run_group_tests_name("theme", tests, NULL, NULL);
}
