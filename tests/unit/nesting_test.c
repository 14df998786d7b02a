/* nesting_test.c -- the count of nesting: known texts, and that it is never below what cmark finds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <cmark.h>
#include <stdio.h>
#include <string.h>

#include "markup/nesting.h"

static void test_known(void **state)
{
	static const struct {
		const char *source;
		unsigned depth;
	} cases[] = {
		{"", 0},
		{"text", 0},
		{"> a", 1},
		{">>> a", 3},
		{"> > > a", 3},
		{"- a\n  - b\n    - c", 3},
		{"1. a\n   1. b", 2},
		{"- a\n- b\n- c\n- d", 1},
		{"- > - a", 3},
		{"-a", 0},
		{"1.a", 0},
		{"1234567890. a", 0},
		{"- - - -", 0},
		{"* * * * * *", 0},
		{"* * * a", 3},
		{"+ + + +", 4},
		{"- a\nlazy\n  - b", 2},
		{"- a\n  -\v b\n    - c", 3},
		{"> a\r> b\r\n>> c", 2},
		/* Code between fences at the margin does not count … */
		{"```\n>>>>>>>>>>>> log\n```\n> a", 1},
		{"~~~ x\n>>>>\n```\n>>>>>\n~~~~\n> a", 1},
		{"````\n>>>>\n```\n>>>>>\n````", 0},
		{"```\n>>>>", 0},
		/* … but if it only looks like it, or may be inside something else, it does. */
		{"``` `\n>>>>", 4},
		{"``\n>>>>", 4},
		{"<!--\n```\n-->\n>>>>", 4},
		{"  ```\nx\n```\n>>>>\n", 4},
		{"> ```\nx\n```\n>>>>\n", 4},
		{"```\nx\n    ```\n```\n>>>>\n", 4},
		{"```\nx\n``` x\n>>>>\n", 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned depth = nesting_count(cases[i].source, strlen(cases[i].source), 100);

		if (depth != cases[i].depth)
			fail_msg("\"%s\": %u, not %u", cases[i].source, depth, cases[i].depth);
	}
}

static void test_stops_early(void **state)
{
	static char quotes[30000];

	(void)state;
	memset(quotes, '>', sizeof(quotes));
	assert_int_equal(nesting_count(quotes, sizeof(quotes), 32), 33);
	memset(quotes, '-', sizeof(quotes));
	assert_int_equal(nesting_count(quotes, sizeof(quotes), 32), 0);
}

static unsigned depth_in_cmark(const char *source)
{
	cmark_node *root = cmark_parse_document(source, strlen(source), CMARK_OPT_VALIDATE_UTF8);
	cmark_iter *iter = cmark_iter_new(root);
	unsigned depth = 0, most = 0;
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node_type type = cmark_node_get_type(cmark_iter_get_node(iter));

		if (type != CMARK_NODE_BLOCK_QUOTE && type != CMARK_NODE_ITEM)
			continue;
		depth = event == CMARK_EVENT_ENTER ? depth + 1 : depth - 1;
		most = depth > most ? depth : most;
	}
	cmark_iter_free(iter);
	cmark_node_free(root);
	return most;
}

/* Documents thrown together from what matters to nesting, always the same ones. */
static void test_never_below_cmark(void **state)
{
	static const char *const pieces[] = {"> ", ">", "- ", "-", "* ", "+ ", "1. ", "2) ", "10. ", " ",
		"  ", "   ", "\t", "a", "```", "~~~", "````", "```x", "<!--", "-->", "<div>", "</div>",
		"<pre>", "</pre>", "---", "***", "# ", "===", "[a]: /u", "\\", "\n", "\n", "\n", "\n", "\n\n",
		"\r\n", "\r", "\f", "`"};
	uint32_t seed = 1;
	int round, i;

	(void)state;
	for (round = 0; round < 20000; round++) {
		char source[256] = "";

		for (i = 0; i < 30; i++) {
			seed = seed * 1664525 + 1013904223;
			strcat(source, pieces[(seed >> 8) % (sizeof(pieces) / sizeof(pieces[0]))]);
		}
		if (nesting_count(source, strlen(source), 1000) < depth_in_cmark(source))
			fail_msg("round %d: \"%s\"", round, source);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_stops_early),
		cmocka_unit_test(test_never_below_cmark),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
