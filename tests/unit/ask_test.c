/* ask_test.c -- what a new thread must have; and what is kept of a form as a draft. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "forum/ask/ask.h"
#include "forum/draft/draft.h"
#include "forum/topic/topic.h"
#include "web/form.h"
#include "web/request.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define LONG	    "0123456789012345678901234567890123456789"

static struct arena a;

static int end(void **state)
{
	(void)state;
	arena_end(&a);
	return 0;
}

static void read(const char *query, struct asked *out)
{
	struct form f;

	assert_true(form_read(&a, slice_of(query), &f));
	asked_read(&a, &f, out);
}

static void test_each_field_has_its_own_mistake(void **state)
{
#define FINE "title=No+service+abroad&topic=sim&body=x"
	static const struct {
		const char *query, *wrong; /* t title, o topic, g tags, p product, b body */
	} rows[] = {
		{FINE, ""},
		{FINE "&product=" LONG LONG "&tags=a,b,c,d,e", ""},
		{"", "tob"},
		{"title=Too+lon&topic=sim&body=x", "t"},
		{"title=+++++++++++++&topic=sim&body=x", "t"},
		{"title=No+service+abroad&body=x", "o"},
		{"title=No+service+abroad&topic=sim&body=+%0A+", "b"},
		{FINE "&product=" LONG LONG "x", "p"},
		{FINE "&tags=a,b,c,d,e,f", "g"},
		{FINE "&tags=a%2Fb", "g"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct asked_wrong wrong;
		struct asked q;
		char is[8] = "";

		read(rows[i].query, &q);
		assert_int_equal(asked_check(&a, &q, &wrong), !*rows[i].wrong);
		strcat(is, wrong.title ? "t" : "");
		strcat(is, wrong.topic ? "o" : "");
		strcat(is, wrong.tags ? "g" : "");
		strcat(is, wrong.product ? "p" : "");
		strcat(is, wrong.body ? "b" : "");
		if (strcmp(is, rows[i].wrong) != 0)
			fail_msg("\"%s\" is wrong in \"%s\", not \"%s\"", rows[i].query, is, rows[i].wrong);
	}
}

static void test_lines_are_tidied_and_bodies_kept(void **state)
{
	struct asked q;

	(void)state;
	read("title=++No%0Aservice%E2%80%AE++abroad+&product=+Pixel++7&body=++a%0D%0A%0D%0Ab++&kind="
	     "discussion&draft=7",
		&q);
	assert_string_equal(q.title, "No service abroad");
	assert_string_equal(q.product, "Pixel 7");
	assert_string_equal(q.body, "  a\n\nb");
	assert_true(q.discussion && q.draft == 7);
	read("kind=question&topic=sim", &q);
	assert_string_equal(q.title, "");
	assert_string_equal(q.body, "");
	assert_false(q.discussion);
}

static void test_who_begins_threads_where(void **state)
{
	static const struct {
		bool open;
		struct viewer viewer;
		bool may;
	} rows[] = {
		{true, {.id = 0}, false},
		{true, {.id = 1, .roles = ROLE_MEMBER}, true},
		{false, {.id = 1, .roles = ROLE_MEMBER}, false},
		{false, {.id = 1, .roles = ROLE_MEMBER | ROLE_STAFF}, true},
		{false, {.id = 1, .roles = ROLE_MEMBER | ROLE_MODERATOR}, true},
		{false, {.id = 1, .roles = ROLE_MEMBER | ROLE_ADMIN}, true},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		if (topic_takes_threads(&(struct topic){.open = rows[i].open}, &rows[i].viewer) !=
			rows[i].may)
			fail_msg("row %zu", i);
}

static void test_languages(void **state)
{
	static const struct {
		const char *locale, *language;
	} rows[] = {{"en", "english"}, {"en-GB", "english"}, {"de_AT", "german"}, {"pt-BR", "portuguese"},
		{"ja", "simple"}, {"deu", "simple"}, {"", "simple"}, {NULL, "simple"}};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		assert_string_equal(language_of(rows[i].locale), rows[i].language);
}

/* ---- drafts ---- */

static void test_places_of_drafts(void **state)
{
	static const char *const good[] = {"ask", "ask/7", "t/1", "a/42", "edit/999999999999999999"};
	static const char *const bad[] = {NULL, "", "asks", "ask/", "ask/0", "t", "t/", "t/0", "t/-1", "t/1x",
		"t/1/2", "T/1", "edit/", "a/9999999999999999999", "x/1"};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(good); i++)
		if (!draft_place_ok(good[i]))
			fail_msg("\"%s\" is refused", good[i]);
	for (i = 0; i < COUNT(bad); i++)
		if (draft_place_ok(bad[i]))
			fail_msg("\"%s\" is taken", bad[i] ? bad[i] : "(none)");
	assert_string_equal(draft_place(&a, "ask", 0), "ask");
	assert_string_equal(draft_place(&a, "edit", 7), "edit/7");
}

static void test_what_is_kept_of_a_form(void **state)
{
	static const struct {
		const char *sent, *kept;
	} rows[] = {
		{"", ""},
		{"key=k&step=post&preview=1&place=ask&draft=3&body=x", "body=x"},
		{"title=a+%26+b&body=1%2B1%3D2+100%25", "title=a+%26+b&body=1%2B1%3D2+100%25"},
		{"body=%C3%A9+%E6%97%A5", "body=\xc3\xa9+\xe6\x97\xa5"},
		{"body=a%0D%0Ab%09", "body=a%0D%0Ab%09"},
		{"topic=sim&kind=question&body=+%0A&title=", ""},
		{"topic=sim&tags=x", "topic=sim&tags=x"},
		{"body=x&password=secret&new_password=secret", "body=x"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct form sent;

		assert_true(form_read(&a, slice_of(rows[i].sent), &sent));
		if (!text_is(draft_fields(&a, &sent), rows[i].kept))
			fail_msg("\"%s\" is kept as \"%s\"", rows[i].sent, draft_fields(&a, &sent));
	}
}

static void test_a_draft_gives_back_every_text(void **state)
{
	char all[300] = "";
	struct form_field field = {"body", all};
	struct form sent = {&field, 1}, back;
	struct draft draft = {0};
	int c;

	(void)state;
	strcat(all, "\t\r\n");
	for (c = ' '; c < 0x7f; c++)
		all[strlen(all)] = (char)c;
	strcat(all, "\xc3\xa9\xf0\x9f\x98\x80");
	draft.fields = draft_fields(&a, &sent);
	draft_form(&a, &draft, &back);
	assert_int_equal(back.n, 1);
	assert_string_equal(form_text(&back, "body"), all);
	draft_form(&a, NULL, &back);
	assert_int_equal(back.n, 0);
}

static void test_too_much_is_no_draft(void **state)
{
	char *text = arena_alloc(&a, DRAFT_BYTES_MOST + 1);
	struct form_field field = {"body", text};
	struct form sent = {&field, 1};

	(void)state;
	memset(text, 'x', DRAFT_BYTES_MOST - strlen("body="));
	assert_int_equal(strlen(draft_fields(&a, &sent)), DRAFT_BYTES_MOST);
	strcat(text, "x");
	assert_null(draft_fields(&a, &sent));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_each_field_has_its_own_mistake, end),
		cmocka_unit_test_teardown(test_lines_are_tidied_and_bodies_kept, end),
		cmocka_unit_test_teardown(test_who_begins_threads_where, end),
		cmocka_unit_test_teardown(test_languages, end),
		cmocka_unit_test_teardown(test_places_of_drafts, end),
		cmocka_unit_test_teardown(test_what_is_kept_of_a_form, end),
		cmocka_unit_test_teardown(test_a_draft_gives_back_every_text, end),
		cmocka_unit_test_teardown(test_too_much_is_no_draft, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
