/* form_test.c -- fields of forms: WHATWG's cases with our exceptions, duplicates, limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "web/form.h"

#define CASES "../shared/corpora/urlencoded/urlencoded-parser-data.json"

/* Where WHATWG's parser makes something of anything, we refuse: a broken escape or broken UTF-8 is no form a
 * browser has sent, and U+FFFD in place of what somebody typed is silent loss. */
static const char *const refused_by_us[] = {
	"%FE%FF", "%FF%FE", "%C2", "%C2x", "_charset_=windows-1252&test=%C2x",	      /* bad UTF-8 */
	"%=a", "%a=a", "%a_=a", "id=0&value=%", "b=%2sf%2a", "b=%2%2af%2a", "b=%%2a", /* bad escapes */
};

static bool is_refused_by_us(const char *input)
{
	size_t i;

	for (i = 0; i < sizeof(refused_by_us) / sizeof(refused_by_us[0]); i++)
		if (strcmp(refused_by_us[i], input) == 0)
			return true;
	return false;
}

static void whatwg_case(const char *input, const json_t *output)
{
	struct arena a = ARENA_EMPTY;
	struct form form;
	bool good = form_read(&a, slice_of(input), &form);
	size_t i;

	if (good == is_refused_by_us(input))
		fail_msg("%s: %s", input, good ? "read, and stands among those we refuse" : "refused");
	if (good && form.n != json_array_size(output))
		fail_msg("%s: %zu fields", input, form.n);
	for (i = 0; good && i < form.n; i++) {
		const json_t *pair = json_array_get(output, i);

		assert_string_equal(form.v[i].name, json_string_value(json_array_get(pair, 0)));
		assert_string_equal(form.v[i].value, json_string_value(json_array_get(pair, 1)));
	}
	arena_end(&a);
}

static void reads_as_whatwg_says(void **state)
{
	json_t *cases = json_load_file(CASES, 0, NULL), *one;
	size_t i;

	(void)state;
	if (!cases) {
		print_message("skipped: %s is not there\n", CASES);
		skip();
	}
	assert_true(json_array_size(cases) > 30);
	json_array_foreach(cases, i, one)
		whatwg_case(json_string_value(json_object_get(one, "input")), json_object_get(one, "output"));
	json_decref(cases);
}

static void refuses_what_is_no_text(void **state)
{
	static const char *const bad[] = {"a=%00", "%00=a", "%01=a", "a%7f=b", "a%0a=b", "a%09=b",
		"a=%ed%a0%80", "a=\xff", "a=%c0%80"};
	struct arena a = ARENA_EMPTY;
	struct form form;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (form_read(&a, slice_of(bad[i]), &form))
			fail_msg("read: %s", bad[i]);
	assert_false(form_read(&a, (struct slice){"a=b\0c", 5}, &form));
	arena_end(&a);
}

static void counts_fields(void **state)
{
	char text[3 * FORM_FIELDS_MOST + 10] = "";
	struct arena a = ARENA_EMPTY;
	struct form form;
	int i;

	(void)state;
	for (i = 0; i < FORM_FIELDS_MOST; i++)
		strcat(text, "a=&");
	assert_true(form_read(&a, slice_of(text), &form));
	assert_int_equal(form.n, FORM_FIELDS_MOST);
	strcat(text, "&&a");
	assert_false(form_read(&a, slice_of(text), &form));
	arena_end(&a);
}

static void answers_questions(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct form form;

	(void)state;
	assert_true(form_read(&a, slice_of("tag=a&n=-42&tag=b%0d%0ac&big=99999999999999999999&empty&n2=+7"),
		&form));
	assert_string_equal(form_text(&form, "tag"), "a");
	assert_null(form_text(&form, "none"));
	assert_string_equal(form_text_or_empty(&form, "none"), "");
	assert_string_equal(form_text(&form, "empty"), "");
	assert_true(form_has(&form, "empty") && !form_has(&form, "none"));
	assert_int_equal(form_int8(&form, "n"), -42);
	assert_int_equal(form_int8(&form, "n2"), 0);
	assert_int_equal(form_int8(&form, "big"), 0);
	assert_int_equal(form_int8(&form, "none"), 0);
	assert_true(form_single(&form, "n") && form_single(&form, "none") && !form_single(&form, "tag"));
	arena_end(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_as_whatwg_says),
		cmocka_unit_test(refuses_what_is_no_text),
		cmocka_unit_test(counts_fields),
		cmocka_unit_test(answers_questions),
	};

	return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
