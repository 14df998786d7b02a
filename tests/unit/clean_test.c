/* clean_test.c -- the writer of safe HTML, and the proof that bytes are of its making. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "markup/clean.h"
#include "markup/markup.h"

#define REL " rel=\"nofollow ugc noopener\""

static void test_proof(void **state)
{
	static const struct {
		const char *html;
		bool clean;
	} cases[] = {
		{"", true},
		{"text &amp; &lt;b&gt; &quot;", true},
		{"<p>a</p>\n<hr>\n<ul>\n<li>b<br>\nc</li>\n</ul>\n", true},
		{"<h3>a</h3><h6>b</h6><pre><code class=\"language-c++\">x</code></pre>", true},
		{"<ol start=\"0\"></ol><ol></ol>", true},
		{"<a href=\"https://a.b/?c=d&amp;e\" title=\"&quot;\"" REL ">x</a>", true},
		{"<a href=\"/x\"" REL ">x</a><a href=\"#x\"" REL ">x</a><a href=\"mailto:a@b\"" REL ">x</a>",
			true},
		{"<a class=\"mention\" href=\"/u/a_b-c9\">@x</a>", true},
		{"<sub>a</sub><sup>b</sup><del>c</del><kbd>d</kbd><em><strong>e</strong></em>", true},
		{"\xc3\xa4\xe2\x80\xae", true},

		{"a & b", false},
		{"a &copy; b", false},
		{"a > b", false},
		{"a < b", false},
		{"<", false},
		{"</", false},
		{"<p", false},
		{"<p>", false},
		{"</p>", false},
		{"<p></em>", false},
		{"<em><p></em></p>", false},
		{"<p ></p>", false},
		{"<P></P>", false},
		{"<p/>", false},
		{"<p\n></p>", false},
		{"<p class=\"x\"></p>", false},
		{"<p onclick=\"x\"></p>", false},
		{"</br>", false},
		{"<br/>", false},
		{"<h1>a</h1>", false},
		{"<h2>a</h2>", false},
		{"<script>x</script>", false},
		{"<style>x</style>", false},
		{"<img src=\"/x\">", false},
		{"<div>a</div>", false},
		{"<!-- a -->", false},
		{"<!doctype html>", false},
		{"<?php ?>", false},
		{"<![CDATA[x]]>", false},
		{"<a>x</a>", false},
		{"<a href=\"/x\">x</a>", false},
		{"<a href=\"javascript:x\"" REL ">x</a>", false},
		{"<a href=\"JAVASCRIPT:x\"" REL ">x</a>", false},
		{"<a href=\" https://a.b\"" REL ">x</a>", false},
		{"<a href=\"ht\ntps://a.b\"" REL ">x</a>", false},
		{"<a href=\"//a.b\"" REL ">x</a>", false},
		{"<a href=\"/\\a.b\"" REL ">x</a>", false},
		{"<a href=\"/\t/a.b\"" REL ">x</a>", false},
		{"<a href=\"https://a.b\\c\"" REL ">x</a>", false},
		{"<a href=\"https://a.b/&#x6a;\"" REL ">x</a>", false},
		{"<a href='https://a.b'" REL ">x</a>", false},
		{"<a href=https://a.b" REL ">x</a>", false},
		{"<a href=\"https://a.b\" rel=\"opener\">x</a>", false},
		{"<a href=\"https://a.b\"" REL " onclick=\"x\">x</a>", false},
		{"<a href=\"https://a.b\" onclick=\"x\"" REL ">x</a>", false},
		{"<a href=\"https://a.b\" title=\"<\"" REL ">x</a>", false},
		{"<a class=\"mention\" href=\"/u/../admin\">x</a>", false},
		{"<a class=\"mention\" href=\"/u/A\">x</a>", false},
		{"<a class=\"mention\" href=\"/u/\">x</a>", false},
		{"<a class=\"button\" href=\"/u/a\">x</a>", false},
		{"<code class=\"language-\">x</code>", false},
		{"<code class=\"language-a b\">x</code>", false},
		{"<code class=\"x\">x</code>", false},
		{"<ol start=\"\"></ol>", false},
		{"<ol start=\"-1\"></ol>", false},
		{"<ol start=\"1234567890\"></ol>", false},
		{"<ol start=\"1\" reversed></ol>", false},
		{"\xff", false},
		{"a\001", false},
		{"a\177", false},
		{"a\r", false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct html html = {0};

		if (clean_html(cases[i].html, strlen(cases[i].html), &html) != cases[i].clean)
			fail_msg("%s is %s", cases[i].html, cases[i].clean ? "refused" : "let through");
		assert_true(cases[i].clean ? html.s == cases[i].html : !html.s);
	}
	assert_false(clean_html("a\0b", 3, &(struct html){0}));
}

static void test_proof_of_depth_and_length(void **state)
{
	struct arena a = ARENA_EMPTY;
	char *deep = arena_alloc(&a, CLEAN_NESTING_MOST * 9 + 64), *s = deep;
	char *text = arena_alloc(&a, MARKUP_HTML_MOST + 2);
	struct html html;
	int i;

	(void)state;
	for (i = 0; i < CLEAN_NESTING_MOST; i++)
		s = stpcpy(s, "<em>");
	for (i = 0; i < CLEAN_NESTING_MOST; i++)
		s = stpcpy(s, "</em>");
	assert_true(clean_html(deep, strlen(deep), &html));
	memmove(deep + 4, deep, strlen(deep) + 1);
	memcpy(deep, "<em>", 4);
	strcat(deep, "</em>");
	assert_false(clean_html(deep, strlen(deep), &html));
	memset(text, 'a', MARKUP_HTML_MOST + 1);
	assert_true(clean_html(text, MARKUP_HTML_MOST, &html));
	assert_false(clean_html(text, MARKUP_HTML_MOST + 1, &html));
	arena_end(&a);
}

static void test_addresses(void **state)
{
	static const struct {
		const char *address;
		bool linked;
	} cases[] = {
		{"http://a", true},
		{"hTTps://a", true},
		{"mailto:a@b", true},
		{"/", true},
		{"/a/b?c#d", true},
		{"#", true},
		{"#a", true},
		{"", false},
		{"http://", false},
		{"https://", false},
		{"mailto:", false},
		{"http:a", false},
		{"http:/a", false},
		{"http:///a", false},
		{"http://\\a", false},
		{"http:// a", false},
		{"http://?a", false},
		{"http://#a", false},
		{"//a", false},
		{"/\\a", false},
		{"\\\\a", false},
		{"a", false},
		{"a/b", false},
		{"?a", false},
		{" http://a", false},
		{"javascript:a", false},
		{"vbscript:a", false},
		{"data:a", false},
		{"blob:http://a", false},
		{"view-source:http://a", false},
		{"intent://a", false},
		{"file:///a", false},
		{"feed:http://a", false},
		{"ms-msdt:a", false},
		{"tel:1", false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (clean_address(slice_of(cases[i].address)) != cases[i].linked)
			fail_msg("\"%s\" is %s", cases[i].address, cases[i].linked ? "refused" : "linked");
}

/* What is too deep leaves its text and nothing else; the rest closes in order. */
static void test_writer_stays_shallow(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct rendered r = {0};
	struct clean c;
	struct html html;
	int i;

	(void)state;
	clean_begin(&c);
	for (i = 0; i < 3 * CLEAN_NESTING_MOST; i++)
		clean_open(&c, i % 2 ? CLEAN_EM : CLEAN_LI);
	clean_open_link(&c, SLICE("http://a"), (struct slice){0});
	clean_text(&c, "deep", 4);
	for (i = 0; i <= 3 * CLEAN_NESTING_MOST; i++)
		clean_close(&c);
	clean_text(&c, "after", 5);
	assert_true(clean_end(&c, &a, &r));
	assert_true(clean_html(r.html.s, r.html.n, &html));
	assert_non_null(strstr(r.html.s, "deep"));
	assert_null(strstr(r.html.s, "href"));
	assert_string_equal(r.html.s + r.html.n - 5, "after");
	assert_string_equal(r.plain, "deep\nafter");
	arena_end(&a);
}

static void test_writer_leaves_out_links_in_links(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct rendered r = {0};
	struct clean c;

	(void)state;
	clean_begin(&c);
	clean_open_link(&c, SLICE("/a"), (struct slice){0});
	clean_open_mention(&c, SLICE("anna"));
	clean_text(&c, "x", 1);
	clean_close(&c);
	clean_close(&c);
	clean_open_mention(&c, SLICE("anna"));
	clean_close(&c);
	assert_true(clean_end(&c, &a, &r));
	assert_string_equal(r.html.s,
		"<a href=\"/a\"" REL ">x</a><a class=\"mention\" href=\"/u/anna\"></a>");
	arena_end(&a);
}

#define OF(name, words) "<a class=\"mention\" href=\"/u/" name "\">" words "</a>"

static void test_links_to_nobody_are_taken_out(void **state)
{
	static const struct {
		const char *is, *becomes;
	} rows[] = {
		{"<p>none</p>", "<p>none</p>"},
		{"", ""},
		{"<p>" OF("anna", "@Anna") "</p>", "<p>" OF("anna", "@Anna") "</p>"},
		{"<p>" OF("ann", "@ann") ", hi</p>", "<p>@ann, hi</p>"},
		{OF("anna2", "@anna2") OF("bob", "@bob") OF("zoe", "@zoe") " &lt;" OF("anna", "@anna") "&gt;",
			"@anna2" OF("bob", "@bob") "@zoe &lt;" OF("anna", "@anna") "&gt;"},
		{"<a href=\"/u/zoe\"" REL ">@zoe</a>", "<a href=\"/u/zoe\"" REL ">@zoe</a>"},
		{OF("zoe", "<em>x</em>"), OF("zoe", "<em>x</em>")},
	};
	const char *known[] = {"anna", "bob"};
	const struct texts names = {known, 2};
	struct arena a = ARENA_EMPTY;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct html is, proved;

		assert_true(clean_html(rows[i].is, strlen(rows[i].is), &is));
		is = clean_without_mentions(&a, is, &names);
		assert_string_equal(is.s, rows[i].becomes);
		assert_int_equal(is.n, strlen(rows[i].becomes));
		assert_true(clean_html(is.s, is.n, &proved));
	}
	arena_end(&a);
}

static void test_writer_says_when_it_is_too_much(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct rendered r = {0};
	struct clean c;
	size_t i;

	(void)state;
	clean_begin(&c);
	for (i = 0; i <= MARKUP_HTML_MOST / 4; i++)
		clean_text(&c, "<", 1);
	assert_false(clean_end(&c, &a, &r));
	assert_null(r.html.s);
	arena_end(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_proof),
		cmocka_unit_test(test_proof_of_depth_and_length),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_writer_stays_shallow),
		cmocka_unit_test(test_writer_leaves_out_links_in_links),
		cmocka_unit_test(test_links_to_nobody_are_taken_out),
		cmocka_unit_test(test_writer_says_when_it_is_too_much),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
