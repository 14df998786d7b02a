/* edit_form_test.c -- an edit as it is typed: what is wrong with it, whether it changes anything; and tags as
 * people type them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "forum/edit/edit_form.h"
#include "forum/topic/topic.h"
#include "web/form.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void test_tags(void **state)
{
	static const struct {
		const char *typed, *tags; /* NULL: refused */
	} rows[] = {
		{"", ""},
		{"  ,; , ", ""},
		{"SIM", "sim"},
		{"sim, roaming", "sim roaming"},
		{"sim,roaming;esim,wifi", "sim roaming esim wifi"},
		{"#sim #roaming", "sim roaming"},
		{"##sim", "sim"},
		{"sim, SIM, Sim", "sim"},
		{"WLAN-Router, ÄRGER", "wlan-router ärger"},
		{"5g, 4g, 3g, 2g, 1g", "5g 4g 3g 2g 1g"},
		{"a,b,c,d,e,a", "a b c d e"},
		{"a, b, c, d, e, f", NULL},
		{"Dual  SIM , esim", "dual-sim esim"},
		{"#dual sim #esim", "dual-sim esim"},
		{" , ;# ,", ""},
		{"a/b", NULL},
		{"what?", NULL},
		{"a#b", NULL},
		{"at&t", NULL},
		{"12345678901234567890123456789012345", "12345678901234567890123456789012345"},
		{"123456789012345678901234567890123456", NULL},
		{"ääääääääääääääääääääääääääääääääääää", NULL},
		{"日本語", "日本語"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct arena a = ARENA_EMPTY;
		struct texts tags;
		const char *wrong = tags_read(&a, rows[i].typed, &tags);

		if ((wrong != NULL) != (rows[i].tags == NULL))
			fail_msg("\"%s\": %s", rows[i].typed, wrong ? wrong : "taken");
		if (!wrong)
			assert_string_equal(text_joined(&a, tags, " "), rows[i].tags);
		arena_end(&a);
	}
}

static const char *const names[] = {"esim", "roaming"};
static const struct editable question = {.id = 1,
	.opens = true,
	.source = "It does not work.",
	.revision = 3,
	.title = "A title of some length",
	.product = "Pixel 7",
	.tags = {(const char **)names, 2}};

static struct edit_form typed(struct arena *a, const char *urlencoded)
{
	struct form form;
	struct edit_form f;

	assert_true(form_read(a, slice_of(urlencoded), &form));
	edit_form_read(a, &form, &f);
	return f;
}

#define SAME \
	"title=A+title+of+some+length&product=Pixel+7&tags=esim%2C+roaming&body=It+does+not+work.&revision=3"

static void test_what_is_wrong(void **state)
{
	static const struct {
		const char *fields;
		bool opens;
		const char *wrong; /* letters of the fields */
	} rows[] = {
		{SAME, true, ""},
		{"body=x", false, ""},
		{"body=x", true, "T"},
		{"body=", false, "B"},
		{"", true, "TB"},
		{"body=x&title=short", true, "T"},
		{"body=x&title=short", false, ""},
		{"body=x&title=long+enough&tags=a,b,c,d,e,f", true, "G"},
		{"body=x&reason=12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901",
			false, "R"},
		{"body=x&reason=1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890",
			false, ""},
		{"body=x&title=long+enough&product=123456789012345678901234567890123456789012345678901234567890123456789012345678901",
			true, "P"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct arena a = ARENA_EMPTY;
		struct edit_form f = typed(&a, rows[i].fields);
		struct edit_wrong w;
		bool fine = edit_form_check(&a, &f, rows[i].opens, &w);
		const char *is = arena_printf(&a, "%s%s%s%s%s", w.title ? "T" : "", w.product ? "P" : "",
			w.tags ? "G" : "", w.body ? "B" : "", w.reason ? "R" : "");

		if (strcmp(is, rows[i].wrong) != 0)
			fail_msg("\"%s\": %s", rows[i].fields, is);
		assert_int_equal(fine, *is == '\0');
		arena_end(&a);
	}
}

static void test_whether_it_changes_anything(void **state)
{
	static const struct {
		const char *fields;
		bool same;
	} rows[] = {
		{SAME, true},
		{"title=++A+title++of+some+length+&product=Pixel+7&tags=ESIM,+roaming&body=It+does+not+work.%0D%0A%0D%0A&reason=none",
			true},
		{"title=A+title+of+some+length&product=Pixel+7&tags=esim%2C+roaming&body=It+does+work.",
			false},
		{"title=A+title+of+any+length&product=Pixel+7&tags=esim%2C+roaming&body=It+does+not+work.",
			false},
		{"title=A+title+of+some+length&product=Pixel+8&tags=esim%2C+roaming&body=It+does+not+work.",
			false},
		{"title=A+title+of+some+length&product=Pixel+7&tags=esim&body=It+does+not+work.", false},
		{"title=A+title+of+some+length&product=Pixel+7&tags=roaming%2C+esim&body=It+does+not+work.",
			false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct arena a = ARENA_EMPTY;
		struct edit_form f = typed(&a, rows[i].fields);
		struct edit_wrong w;

		assert_true(edit_form_check(&a, &f, true, &w));
		if (edit_form_same(&f, &question) != rows[i].same)
			fail_msg("row %zu", i);
		arena_end(&a);
	}
}

static void test_a_form_just_opened_changes_nothing(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct edit_form f;
	struct edit_wrong w;

	(void)state;
	edit_form_of(&a, &question, &f);
	assert_int_equal(f.revision, 3);
	assert_true(edit_form_check(&a, &f, true, &w));
	assert_true(edit_form_same(&f, &question));
	arena_end(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tags),
		cmocka_unit_test(test_what_is_wrong),
		cmocka_unit_test(test_whether_it_changes_anything),
		cmocka_unit_test(test_a_form_just_opened_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
