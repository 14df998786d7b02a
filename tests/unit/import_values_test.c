/* import_values_test.c -- what an import makes of single values: dates, tags, usernames, bare words; and its
 * maps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/text.h"
#include "import/idmap.h"
#include "import/names.h"
#include "import/spool.h"
#include "import/username.h"
#include "import/value.h"
#include "import/words.h"

static void test_dates(void **state)
{
	static const struct {
		const char *text;
		int64_t us; /* -1: refused */
	} cases[] = {
		{"1970-01-01T00:00:01", 1000000},
		{"2018-03-12T17:00:45.567", 1520874045567000},
		{"2018-03-12 17:00:45.567Z", 1520874045567000},
		{"2018-03-12T17:00:45", 1520874045000000},
		{"2018-03-12", 1520812800000000},
		{"2018-03-12T17:00:45.5", 1520874045500000},
		{"2018-03-12T17:00:45.123456789", 1520874045123456},
		{"2000-02-29", 951782400000000},
		{"2016-02-29T23:59:59.999", 1456790399999000},
		{"2100-03-01", 4107542400000000},
		{"9999-12-31T23:59:59", 253402300799000000},
		{"1970-01-01", -1},
		{"1970-01-01T00:00:00.000", -1},
		{"1969-12-31", -1},
		{"2015-02-29", -1},
		{"2100-02-29", -1},
		{"2018-13-01", -1},
		{"2018-00-01", -1},
		{"2018-04-31", -1},
		{"2018-04-00", -1},
		{"2018-4-1", -1},
		{"2018-04-01T24:00:00", -1},
		{"2018-04-01T23:60:00", -1},
		{"2018-04-01T23:59:60", -1},
		{"2018-04-01T23:59", -1},
		{"2018-04-01T23:59:59.", -1},
		{"2018-04-01T23:59:59+01:00", -1},
		{"2018-04-01x", -1},
		{"", -1},
		{"yesterday", -1},
	};
	struct when at;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		at = (struct when){0};
		if (value_date(cases[i].text, &at) != (cases[i].us >= 0))
			fail_msg("\"%s\" is %s", cases[i].text, cases[i].us >= 0 ? "refused" : "taken");
		if (cases[i].us >= 0 && at.us != cases[i].us)
			fail_msg("\"%s\" is %lld", cases[i].text, (long long)at.us);
	}
}

static void test_tags(void **state)
{
	static const struct {
		const char *text, *names;
	} cases[] = {
		{"<roaming><sim-card>", "roaming sim-card"},
		{"|roaming|sim-card|", "roaming sim-card"},
		{"roaming", "roaming"},
		{"<c#><f#><c++><.net>", "c-sharp f-sharp c++ .net"},
		{"<a><b><a><c><d><e><f>", "a b c d e"},
		{"", ""},
		{"<><>", ""},
		{"<a/b?c&d,e f>", "a-b-c-d-e-f"},
		{"<a\xC2\xA0"
		 "b\xE2\x80\x83"
		 "c\xC2\x85"
		 "d>",
			"a-b-c-d"},
		{"<größe>", "größe"},
		{"<012345678901234567890123456789ääääääää>", "012345678901234567890123456789äääää"},
	};
	struct arena a = ARENA_EMPTY;
	size_t i, k, n;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *name[VALUE_TAGS], *all = "";

		n = value_tags(&a, cases[i].text, name);
		assert_true(n <= VALUE_TAGS);
		for (k = 0; k < n; k++)
			all = arena_printf(&a, "%s%s%s", all, k ? " " : "", name[k]);
		if (strcmp(all, cases[i].names) != 0)
			fail_msg("\"%s\": \"%s\", not \"%s\"", cases[i].text, all, cases[i].names);
	}
	assert_int_equal(value_tags(&a, NULL, (const char *[VALUE_TAGS]){0}), 0);
	arena_end(&a);
}

static bool is_taken(void *arg, const char *name)
{
	return names_find(arg, name) >= 0;
}

/* As the database checks it. */
static bool is_username(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_-");

	return n >= 3 && n <= 30 && !s[n] && *s != '_' && *s != '-';
}

static void test_usernames(void **state)
{
	static const struct {
		const char *display;
		int64_t id;
		const char *username;
	} cases[] = {
		{"Jörg Müller", 7, "jorg-muller"},
		{"Jörg Müller", 8, "jorg-muller-8"},
		{"jorg muller", 8, "user-8"}, /* an id twice cannot be, but must not loop */
		{"jorg muller", 8, "user-8-2"},
		{"jorg muller", 8, "user-8-3"},
		{"Al", 12, "user-12"},
		{"王", 13, "wang"},
		{"王小明", 14, "wang-xiao-ming"},
		{"!!!", 15, "user-15"},
		{"\xF0\x9F\x8F\x94\xF0\x9F\x8F\x94\xF0\x9F\x8F\x94", 16, "user-16"},
		{"Thread", 17, "thread"},
		{"Bartholomew Fitzgerald-Montgomery III", 18, "bartholomew-fitzgerald-montgom"},
		{"Bartholomew Fitzgerald-Montgomery IV", 1234567, "bartholomew-fitzgerald-1234567"},
		{"abcdefghij abcdefghij abcdefg hijk", 19, "abcdefghij-abcdefghij-abcdefg"},
		{"user-20", 99, "user-20"},
		{"Io", 20, "user-20-2"},
		{"\"><script>", 21, "script"},
		{"--x--y--", 22, "x-y"},
	};
	struct arena a = ARENA_EMPTY;
	struct names taken = {.arena = &a};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *name = username_for(&a, cases[i].display, cases[i].id, is_taken, &taken);

		if (strcmp(name, cases[i].username) != 0)
			fail_msg("\"%s\": %s, not %s", cases[i].display, name, cases[i].username);
		if (!is_username(name))
			fail_msg("\"%s\": %s is no username", cases[i].display, name);
		names_add(&taken, name);
	}
	names_end(&taken);
	arena_end(&a);
}

static void test_words(void **state)
{
	static const struct {
		const char *text;
		size_t most;
		const char *words;
	} cases[] = {
		{"<p>One &lt;two&gt; &amp; three</p><p>Four</p>", 100, "One \\<two\\> \\& three\n\nFour"},
		{"<ul><li>a</li><li>b</li></ul>", 100, "a\n\nb"},
		{"a<br>b<!-- c > d -->e", 100, "a\n\nbe"},
		{"> > > deep", 100, "\\> \\> \\> deep"},
		{"1 < 2 and 3 > 2", 100, "1 \\< 2 and 3 \\> 2"},
		{"\n\n\n\na\n\n\n\nb\n\n", 100, "a\n\nb"},
		{"   indented\n      too", 100, "indented\ntoo"},
		{"*a* _b_ `c` [d](e) #f", 100, "\\*a\\* \\_b\\_ \\`c\\` \\[d\\]\\(e\\) \\#f"},
		{"ääää", 11, "ää\n\n…"},
		{"ab*c", 9, "ab\n\n…"},
		{"<unclosed", 100, "\\<unclosed"},
		{"", 100, ""},
	};
	struct arena a = ARENA_EMPTY;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *words = words_of(&a, cases[i].text, cases[i].most);

		if (strcmp(words, cases[i].words) != 0)
			fail_msg("\"%s\": \"%s\", not \"%s\"", cases[i].text, words, cases[i].words);
	}
	arena_end(&a);
}

static void test_maps(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct names names = {.arena = &a};
	struct idmap map = {0};
	char name[32];
	int64_t i;

	(void)state;
	assert_int_equal(idmap_find(&map, 1), -1);
	for (i = 0; i < 50000; i++) {
		assert_true(idmap_add(&map, i * i - 7, i));
		snprintf(name, sizeof(name), "name %lld", (long long)i);
		assert_int_equal(names_add(&names, name), i);
	}
	assert_false(idmap_add(&map, -7, 3));
	for (i = 0; i < 50000; i++) {
		assert_int_equal(idmap_find(&map, i * i - 7), i);
		snprintf(name, sizeof(name), "name %lld", (long long)i);
		assert_int_equal(names_find(&names, name), i);
		assert_int_equal(names_add(&names, name), i);
	}
	assert_int_equal(idmap_find(&map, -8), -1);
	assert_int_equal(idmap_find(&map, INT64_MIN), -1);
	assert_int_equal(names_find(&names, "name"), -1);
	idmap_end(&map);
	names_end(&names);
	arena_end(&a);
}

static void test_spool(void **state)
{
	struct spool *s = spool_open();
	struct arena a = ARENA_EMPTY;
	struct kept kept[300], none, large;
	char *text = malloc(1 << 20);
	int i, error;

	(void)state;
	memset(text, 'x', 1 << 20);
	text[(1 << 20) - 1] = 0;
	for (i = 0; i < 300; i++) {
		char *end = text + i * 13;

		*end = 0;
		kept[i] = spool_keep(s, text);
		*end = 'x';
	}
	none = spool_keep(s, NULL);
	large = spool_keep(s, text);
	for (i = 299; i >= 1; i--)
		assert_int_equal(strlen(spool_text(s, &a, kept[i])), i * 13);
	assert_null(spool_text(s, &a, kept[0]));
	assert_null(spool_text(s, &a, none));
	assert_string_equal(spool_text(s, &a, large), text);
	assert_string_equal(spool_text(s, &a, spool_keep(s, "later")), "later");
	assert_true(spool_ok(s, &error));
	spool_close(s);
	arena_end(&a);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_tags),
		cmocka_unit_test(test_usernames),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_maps),
		cmocka_unit_test(test_spool),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
