/* feed_test.c -- feeds that can be read whatever people post: no character that XML lacks, no endless length.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "forum/feed/feed.h"
#include "forum/feed/feed_sql.h"

static void test_what_xml_cannot_hold_is_replaced(void **state)
{
	static const struct {
		const char *said, *kept;
	} rows[] = {
		{"", ""}, {"plain\ttext\r\n", "plain\ttext\r\n"},
		{"a\x01\x1b\x1f"
		 "b",
			"a   b"},
		{"a\ufffe\uffff", "a\ufffd\ufffd"}, {"\uffff", "\ufffd"},
		{"\ufffd\ufffc\uff5e", "\ufffd\ufffc\uff5e"},
		{"\U0010ffff\u0fff\u203e", "\U0010ffff\u0fff\u203e"}, /* end in the same bytes */
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *s = strdup(rows[i].said);

		assert_non_null(s);
		feed_xml_clean(s, strlen(s));
		assert_string_equal(s, rows[i].kept);
		free(s);
	}
}

static void test_nul_is_replaced(void **state)
{
	char s[] = "a\0b";

	(void)state;
	feed_xml_clean(s, 3);
	assert_string_equal(s, "a b");
}

static char *text_of(size_t n)
{
	char *s = malloc(n + 1);

	assert_non_null(s);
	memset(s, 'x', n);
	s[n] = 0;
	return s;
}

static void test_long_texts_leave_room(void **state)
{
	char *longest = text_of(FEED_HTML_MOST / 2), *beyond = text_of(FEED_HTML_MOST + 1);
	struct feed_row v[4] = {{.html = longest}, {.html = longest}, {.html = ""}, {.html = "x"}};
	struct feed_rows rows = {v, 4};

	(void)state;
	assert_int_equal(feed_rows_fit(&rows), 3); /* exactly as much as goes in */
	v[1].html = "short";
	assert_int_equal(feed_rows_fit(&rows), 4);
	v[0].html = beyond;
	assert_int_equal(feed_rows_fit(&rows), 1);
	rows.n = 0;
	assert_int_equal(feed_rows_fit(&rows), 0);
	free(longest);
	free(beyond);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_xml_cannot_hold_is_replaced),
		cmocka_unit_test(test_nul_is_replaced),
		cmocka_unit_test(test_long_texts_leave_room),
	};

	return cmocka_run_group_tests_name("feed", tests, NULL, NULL);
}
