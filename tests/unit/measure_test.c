/* measure_test.c -- links and names that are counted in a text; settings and what makes no sense for them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "forum/harm/measure.h"
#include "forum/harm/settings.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static const struct {
	const char *text, *hosts;
	size_t mentions;
} rows[] = {
	{"", "", 0},
	{"no links here: example.com", "", 0},
	{"see https://A.example/x and http://b.example.", "a.example b.example", 0},
	{"[x](https://a.example) (www.b.example/y)", "a.example b.example", 0},
	{"https://www.a.example/www.b.example", "a.example", 0},
	{"https://a.example/?u=https://b.example", "a.example b.example", 0},
	{"https://site.example/t/1 and HTTPS://SITE.EXAMPLE", "", 0},
	{"https://site.example.evil.example", "site.example.evil.example", 0},
	{"http:// and www. and https://", "", 0},
	{"@maya and @Seun, @maya again", "", 2},
	{"jo@mail.example, a@b, @x", "", 0},
	{"(@maya) @maya-l @maya_l", "", 3},
};

static void counts(void **state)
{
	struct arena a = ARENA_EMPTY;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		const char *hosts =
			text_joined(&a, measure_hosts(&a, rows[i].text, "https://site.example"), " ");

		if (strcmp(hosts, rows[i].hosts) != 0)
			fail_msg("\"%s\": links to \"%s\"", rows[i].text, hosts);
		if (measure_mentions(&a, rows[i].text) != rows[i].mentions)
			fail_msg("\"%s\": calls %zu", rows[i].text, measure_mentions(&a, rows[i].text));
	}
	arena_end(&a);
}

static const struct {
	const char *key, *value;
	bool taken;
} settings[] = {
	{"harm.links_0", "0", true},
	{"harm.links_0", "-1", false},
	{"harm.links_0", "many", false},
	{"harm.links_0", "1001", false},
	{"harm.links_9", "1", false},
	{"other", "1", false},
	{"harm.fill_seconds", "61", false},
	{"harm.account_patterns", "FN-####, @@######", true},
	{"harm.account_patterns", "", true},
	{"harm.account_patterns", "FN-####, x", false},
	{"harm.not_private", "+44 20 7946 0150,@site.example", true},
};

static void settings_are_looked_at(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct harm_settings s;
	const struct harm_setting *all;
	size_t i, n;

	(void)state;
	harm_settings_default(&s);
	all = harm_settings_all(&n);
	for (i = 0; i < n; i++) {
		assert_non_null(all[i].key);
		assert_true(all[i].list || (all[i].usual >= all[i].least && all[i].usual <= all[i].most));
	}
	for (i = 0; i < COUNT(settings); i++)
		if (harm_settings_take(&a, &s, settings[i].key, settings[i].value) != settings[i].taken)
			fail_msg("%s = \"%s\"", settings[i].key, settings[i].value);
	assert_int_equal(s.number[HARM_LINKS], 0);
	assert_int_equal(s.list[HARM_FINE].n, 2);
	arena_end(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts),
		cmocka_unit_test(settings_are_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
