/* bayes_test.c -- signs of texts, what is said of them, and what becomes of a newcomer's post. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "forum/harm/bayes.h"
#include "forum/harm/judge.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static const struct {
	const char *title, *text, *signs;
} texts[] = {
	{NULL, "", "has:few-words no:contact"},
	{NULL, "My SIM, my sim!", "has:few-words my no:contact sim"},
	{"No network", "since 2026, a b c", "has:few-words network no no:contact since"},
	{NULL, "See https://Shop.example/x",
		"has:contact has:few-words has:link https link:shop.example see shop.example"},
	{NULL, "win 50% or $5", "has:few-words has:money has:percent no:contact or win"},
	{NULL, "GREAT OFFERS \xf0\x9f\x8e\x89 now!! call +44 20 7946 0018",
		"call great has:contact has:exclaiming has:few-words has:pictures has:shouting now offers"},
	{NULL, "jo@mail.example?", NULL},
	{NULL, "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82",
		"has:few-words no:contact \xd0\xbf\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82"},
};

static void texts_have_signs(void **state)
{
	struct arena a = ARENA_EMPTY;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++) {
		const char *got = text_joined(&a,
			bayes_signs_of(&a, texts[i].title, texts[i].text, "https://site.example"), " ");

		if (texts[i].signs && strcmp(got, texts[i].signs) != 0)
			fail_msg("\"%s\": \"%s\"", texts[i].text, got);
	}
	assert_non_null(strstr(text_joined(&a, bayes_signs_of(&a, NULL, "jo@mail.example?", NULL), " "),
		"has:contact has:few-words has:question"));
	arena_end(&a);
}

static void long_texts_are_cut(void **state)
{
	struct arena a = ARENA_EMPTY;
	char *text = arena_alloc(&a, 60001);
	size_t i;

	(void)state;
	for (i = 0; i < 60000; i++)
		text[i] = i % 7 == 6 ? ' ' : (char)('a' + (i * i / 7 + i) % 26);
	assert_true(bayes_signs_of(&a, NULL, text, NULL).n <= BAYES_SIGNS_MOST);
	arena_end(&a);
}

static struct bayes_verdict judged(struct arena *a, struct bayes_sign *signs, size_t n)
{
	struct bayes_learnt learnt = {25, 25, {signs, n}};
	struct bayes_verdict v;

	bayes_judge(a, &learnt, &v);
	return v;
}

static void signs_speak_for_and_against(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct bayes_sign spam[] = {{"casino", 20, 0}, {"the", 24, 25}, {"has:link", 25, 2}},
			  ham[] = {{"sim", 0, 20}, {"the", 24, 25}, {"no:contact", 0, 24}, {"my", 1, 22}};

	(void)state;
	assert_int_equal(judged(&a, NULL, 0).spam, 500);
	assert_true(judged(&a, spam, 3).spam > 950);
	assert_string_equal(judged(&a, spam, 3).why, "has:link, casino");
	assert_true(judged(&a, ham, 4).spam < 50);
	assert_string_equal(judged(&a, ham, 4).why, "no:contact, my, sim, the");
	assert_in_range(judged(&a, spam + 1, 1).spam, 450, 500);
	arena_end(&a);
}

/* Defaults: held from 950 or 60 % on, queued from 800 on. */
static const struct {
	struct harm_signs known;
	int first_setting;
	enum harm_fate fate;
	bool suspect;
} cases[] = {
	{{.spam = -1}, 0, FATE_SHOWN, false},
	{{.spam = -1}, 1, FATE_QUEUED, false},
	{{.spam = -1}, 2, FATE_HELD, false},
	{{.posts = 1, .spam = -1}, 2, FATE_SHOWN, false},
	{{.posts = 2, .learnt = 20, .spam = 799}, 0, FATE_SHOWN, false},
	{{.posts = 2, .learnt = 20, .spam = 800}, 0, FATE_QUEUED, true},
	{{.posts = 2, .learnt = 20, .spam = 949}, 0, FATE_QUEUED, true},
	{{.posts = 2, .learnt = 20, .spam = 950}, 0, FATE_HELD, true},
	{{.posts = 2, .learnt = 19, .spam = 1000}, 0, FATE_SHOWN, false},
	{{.posts = 3, .learnt = 20, .spam = 1000}, 0, FATE_SHOWN, false},
	{{.learnt = 20, .spam = 850}, 2, FATE_HELD, true},
	{{.learnt = 20, .spam = 990}, 1, FATE_HELD, true},
	{{.posts = 1, .spam = -1, .alike = 59}, 0, FATE_SHOWN, false},
	{{.posts = 1, .spam = -1, .alike = 60}, 0, FATE_HELD, true},
	{{.posts = 1, .learnt = 19, .spam = 1000, .alike = 60}, 0, FATE_HELD, true},
	{{.level = 1, .learnt = 20, .spam = 1000, .alike = 100}, 2, FATE_SHOWN, false},
	{{.exempt = true, .learnt = 20, .spam = 1000, .alike = 100}, 2, FATE_SHOWN, false},
};

static void fates_follow_thresholds(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct harm_settings settings;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct harm_verdict v;

		harm_settings_default(&settings);
		settings.number[HARM_FIRST_POST] = cases[i].first_setting;
		harm_judge(&a, &settings, &cases[i].known, &v);
		if (v.fate != cases[i].fate || v.suspect != cases[i].suspect)
			fail_msg("row %zu: fate %d, suspect %d", i, v.fate, v.suspect);
		assert_int_equal(v.suspect, *v.why != 0);
	}
	arena_end(&a);
}

/* By default five accounts make a wave. It holds beside the fate, which stays what the words alone say. */
static const struct {
	struct harm_signs known;
	int64_t setting;
	bool wave;
} waves[] = {
	{{.fresh = true, .suspects = 5, .spam = -1}, 5, true},
	{{.fresh = true, .suspects = 4, .spam = -1}, 5, false},
	{{.fresh = false, .suspects = 500, .spam = -1}, 5, false},
	{{.fresh = true, .posts = 30, .suspects = 5, .spam = -1}, 5, true},
	{{.fresh = true, .level = 1, .suspects = 500, .spam = -1}, 5, false},
	{{.fresh = true, .exempt = true, .suspects = 500, .spam = -1}, 5, false},
	{{.fresh = true, .suspects = 1000, .spam = -1}, 0, false},
	{{.fresh = true, .suspects = 1, .spam = -1}, 1, true},
};

static void waves_hold_new_accounts(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct harm_settings settings;
	size_t i;

	(void)state;
	harm_settings_default(&settings);
	assert_int_equal(settings.number[HARM_WAVE], 5);
	for (i = 0; i < COUNT(waves); i++) {
		struct harm_verdict v;

		settings.number[HARM_WAVE] = waves[i].setting;
		harm_judge(&a, &settings, &waves[i].known, &v);
		if (v.wave != waves[i].wave || v.fate != FATE_SHOWN || v.suspect)
			fail_msg("row %zu: wave %d, fate %d", i, v.wave, v.fate);
		assert_int_equal(v.wave, *v.why != 0);
	}
	arena_end(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_have_signs),
		cmocka_unit_test(long_texts_are_cut),
		cmocka_unit_test(signs_speak_for_and_against),
		cmocka_unit_test(fates_follow_thresholds),
		cmocka_unit_test(waves_hold_new_accounts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
