/* search_test.c -- what is understood of a search, marks in headlines, corrections put into what was typed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "forum/search/search.h"
#include "web/form.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define DAY	    86400000000

static struct arena a;

static int end(void **state)
{
	(void)state;
	arena_end(&a);
	return 0;
}

static void check(const char *row, const char *what, const char *is, const char *should)
{
	if (is != should && !text_is(is, should))
		fail_msg("\"%s\": %s is \"%s\", not \"%s\"", row, what, is ? is : "(none)",
			should ? should : "(none)");
}

static struct search read(const char *query)
{
	struct form f;
	struct search s;

	assert_true(form_read(&a, slice_of(query), &f));
	search_read(&a, &f, &s);
	return s;
}

static void test_operators_are_taken_out_of_the_words(void **state)
{
	static const struct {
		const char *query, *words, *tag, *topic, *author, *state;
	} rows[] = {
		{"q=", NULL, NULL, NULL, NULL, NULL},
		{"q=+++", NULL, NULL, NULL, NULL, NULL},
		{"q=no+service", "no service", NULL, NULL, NULL, NULL},
		{"q=%22no+service%22+-roaming", "\"no service\" -roaming", NULL, NULL, NULL, NULL},
		{"q=esim+tag:Pixel+abroad", "esim abroad", "pixel", NULL, NULL, NULL},
		{"q=%23Pixel", NULL, "pixel", NULL, NULL, NULL},
		{"q=%23", "#", NULL, NULL, NULL, NULL},
		{"q=tag:", "tag:", NULL, NULL, NULL, NULL},
		{"q=C%23+and+c%2B%2B", "C# and c++", NULL, NULL, NULL, NULL},
		{"q=tag:%22dual+sim%22+x", "x", "dual-sim", NULL, NULL, NULL},
		{"q=%22tag:x+y%22", "\"tag:x y\"", NULL, NULL, NULL, NULL},
		{"q=-tag:x", "-tag:x", NULL, NULL, NULL, NULL},
		{"q=topic:SIM+author:%40Maya", NULL, NULL, "sim", "maya", NULL},
		{"q=%40maya+is:solved", NULL, NULL, NULL, "maya", "solved"},
		{"q=me%40example.org", "me@example.org", NULL, NULL, NULL, NULL},
		{"q=solved:yes", NULL, NULL, NULL, NULL, "solved"},
		{"q=solved:no", NULL, NULL, NULL, NULL, "unsolved"},
		{"q=is:unanswered+is:unsolved", NULL, NULL, NULL, NULL, "unsolved"},
		{"q=x&tag=%23Dual+SIM&topic=sim&author=%40maya&state=solved", "x", "dual-sim", "sim", "maya",
			"solved"},
		{"q=tag:said&tag=field", NULL, "said", NULL, NULL, NULL},
		{"q=%22open+quote", "\"open quote", NULL, NULL, NULL, NULL},
		{"q=a%0Ab%09c", "a b c", NULL, NULL, NULL, NULL},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct search s = read(rows[i].query);

		check(rows[i].query, "words", s.words, rows[i].words);
		check(rows[i].query, "tag", s.tag, rows[i].tag);
		check(rows[i].query, "topic", s.topic, rows[i].topic);
		check(rows[i].query, "author", s.author, rows[i].author);
		check(rows[i].query, "state", s.state, rows[i].state);
		check(rows[i].query, "complaint", s.wrong, NULL);
	}
}

static void test_dates(void **state)
{
	static const struct {
		const char *query;
		int64_t after, before; /* days since 1970 */
		bool wrong;
	} rows[] = {
		{"q=after:2026-01-31", 20484, 0, false},
		{"q=before:2026-02", 0, 20485, false},
		{"q=after:2024", 19723, 0, false},
		{"after=2024-02-29&before=2024-03-01", 19782, 19783, false},
		{"q=after:2023-02-29", 0, 0, true},
		{"q=after:2026-13-01", 0, 0, true},
		{"q=after:2026-00-01", 0, 0, true},
		{"q=after:2026-01-01x", 0, 0, true},
		{"q=after:1969-12-31", 0, 0, true},
		{"q=after:yesterday", 0, 0, true},
		{"q=is:nice", 0, 0, true},
		{"q=x&state=%27", 0, 0, true},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct search s = read(rows[i].query);

		if (s.after.us != rows[i].after * DAY || s.before.us != rows[i].before * DAY ||
			(s.wrong != NULL) != rows[i].wrong)
			fail_msg("\"%s\" is understood as after %lld, before %lld, wrong: %s", rows[i].query,
				(long long)(s.after.us / DAY), (long long)(s.before.us / DAY),
				s.wrong ? s.wrong : "no");
	}
}

static void test_keys_that_are_none_lead_to_the_first_page(void **state)
{
	static const struct {
		const char *query;
		int64_t key, id;
	} rows[] = {
		{"from=120.42", 120, 42},
		{"from=0.1", 0, 1},
		{"from=999999999999999999.999999999999999999", 999999999999999999, 999999999999999999},
		{"from=120", 0, 0},
		{"from=.", 0, 0},
		{"from=120.", 0, 0},
		{"from=120.0", 0, 0},
		{"from=-120.42", 0, 0},
		{"from=120.-42", 0, 0},
		{"from=120.42x", 0, 0},
		{"from=1.2.3", 0, 0},
		{"from=9999999999999999999.1", 0, 0},
		{"from=00000000000000000000000000120.1", 0, 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct search s = read(rows[i].query);

		if (s.key != rows[i].key || s.key_id != rows[i].id)
			fail_msg("\"%s\" is %lld, %lld", rows[i].query, (long long)s.key,
				(long long)s.key_id);
	}
}

static void test_without_words_the_newest_come_first(void **state)
{
	(void)state;
	assert_true(read("q=tag:x").newest);
	assert_false(read("q=tag:x+y").newest);
	assert_true(read("q=y&sort=newest").newest);
	assert_false(search_asks(&(struct search){0}));
	assert_false(search_asks(&(struct search){.wrong = "x"}));
	assert_true(search_asks(&(struct search){.before = {1}}));
}

static void test_addresses_say_the_same_search_again(void **state)
{
	const char *query = "q=a%26b+%22c%22&tag=x%20y&state=solved&after=2026-01-01";
	struct search s = read(query), again;
	const char *path = search_path(&a, &s.typed, true, search_key(&a, 17, 42));

	(void)state;
	assert_string_equal(path,
		"/search?q=a%26b%20%22c%22&tag=x%20y&state=solved&after=2026-01-01&sort=newest&from=17.42");
	again = read(path + strlen("/search?"));
	check(path, "words", again.words, s.words);
	check(path, "tag", again.tag, s.tag);
	assert_true(again.newest && again.key == 17 && again.key_id == 42 && again.after.us == s.after.us);
	s = read("q=x&sort=newest");
	assert_string_equal(search_path(&a, &s.typed, false, NULL), "/search?q=x");
}

static void test_long_searches_are_cut_between_characters(void **state)
{
	char query[2000] = "q=";
	struct search s;
	size_t i;

	(void)state;
	for (i = 0; i < 400; i++)
		strcat(query, "\xc3\xa9");
	s = read(query);
	assert_int_equal(text_characters(s.words), SEARCH_MOST);
	assert_true(text_utf8(s.words, strlen(s.words)));
}

static void test_marks(void **state)
{
	static const struct {
		const char *headline, *pieces; /* hits in brackets, pieces parted by | */
	} rows[] = {
		{NULL, ""},
		{"", ""},
		{"plain", "plain|"},
		{"a \002hit\003 b", "a |[hit]| b|"},
		{"\002hit\003", "[hit]|"},
		{"\002one\003\002two\003", "[one]|[two]|"},
		{"never \002closed", "never |[closed]|"},
		{"never\003 opened", "never| opened|"},
		{"\002\002twice\003\003", "[twice]|"},
		{"\002\003\002\003", ""},
		{"<b>\002&\003", "<b>|[&]|"},
	};
	size_t i, n;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct marked_text pieces;
		const char *all = "";

		marks_cut(&a, rows[i].headline, &pieces);
		for (n = 0; n < pieces.n; n++)
			all = arena_printf(&a, pieces.v[n].hit ? "%s[%s]|" : "%s%s|", all, pieces.v[n].text);
		check(rows[i].headline, "cut", all, rows[i].pieces);
	}
}

static void test_endless_words_are_cut(void **state)
{
	struct marked_text pieces = {0};
	char word[5001] = {0};
	size_t n, bytes = 0;

	(void)state;
	memset(word, '<', sizeof(word) - 1);
	word[10] = MARK_ON[0]; /* never switched off */
	marks_cut(&a, word, &pieces);
	for (n = 0; n < pieces.n; n++)
		bytes += strlen(pieces.v[n].text);
	assert_in_range(bytes, 900, 1100);
}

static void test_corrections(void **state)
{
	struct correction known[] = {{"romaing", "roaming"}, {"zurich", "z\xc3\xbcrich"},
		{"\xc3\xa9sim", "esim"}};
	const struct corrections all = {known, COUNT(known)};
	static const struct {
		const char *typed, *meant;
	} rows[] = {
		{"", NULL},
		{"roaming", NULL},
		{"romaing", "roaming"},
		{"Romaing in ZURICH?", "roaming in z\xc3\xbcrich?"},
		{"\"romaing data\" -zurich tag:x", "\"roaming data\" -z\xc3\xbcrich tag:x"},
		{"romaings", NULL},
		{"\xc3\x89sim", "esim"},
		{"<romaing>", "<roaming>"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		check(rows[i].typed, "correction", search_corrected(&a, rows[i].typed, &all), rows[i].meant);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_operators_are_taken_out_of_the_words, end),
		cmocka_unit_test_teardown(test_dates, end),
		cmocka_unit_test_teardown(test_keys_that_are_none_lead_to_the_first_page, end),
		cmocka_unit_test_teardown(test_without_words_the_newest_come_first, end),
		cmocka_unit_test_teardown(test_addresses_say_the_same_search_again, end),
		cmocka_unit_test_teardown(test_long_searches_are_cut_between_characters, end),
		cmocka_unit_test_teardown(test_marks, end),
		cmocka_unit_test_teardown(test_endless_words_are_cut, end),
		cmocka_unit_test_teardown(test_corrections, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
