/* markdown_test.c -- Markdown in, HTML, plain text and mentions out. */
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

#define REL " rel=\"nofollow ugc noopener\">"

struct example {
	const char *source, *html;
};

static void check_all(const struct example *examples, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		struct arena a = ARENA_EMPTY;
		struct rendered r;
		struct html html;

		markdown_render(&a, examples[i].source, strlen(examples[i].source), &r);
		if (r.verdict != CRAFT_OK || strcmp(r.html.s, examples[i].html) != 0)
			fail_msg("%s\ngave (verdict %d)\n%s\nnot\n%s", examples[i].source, r.verdict,
				r.html.s, examples[i].html);
		assert_true(clean_html(r.html.s, r.html.n, &html));
		arena_end(&a);
	}
}

#define check(examples) check_all(examples, sizeof(examples) / sizeof((examples)[0]))

static void test_blocks(void **state)
{
	static const struct example examples[] = {
		{"", ""},
		{" \n\n", ""},
		{"one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>\n"},
		{"hard  \nbreak\\\nhere", "<p>hard<br>\nbreak<br>\nhere</p>\n"},
		{"# a\n## b\n### c\n#### d\n###### e",
			"<h3>a</h3>\n<h4>b</h4>\n<h5>c</h5>\n<h6>d</h6>\n<h6>e</h6>\n"},
		{"a\n=\n\nb\n-", "<h3>a</h3>\n<h4>b</h4>\n"},
		{"> a\n> > b",
			"<blockquote>\n<p>a</p>\n<blockquote>\n<p>b</p>\n</blockquote>\n</blockquote>\n"},
		{"- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"},
		{"- a\n\n- b", "<ul>\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ul>\n"},
		{"- a\n  - b", "<ul>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>\n"},
		{"1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"},
		{"7) a", "<ol start=\"7\">\n<li>a</li>\n</ol>\n"},
		{"0. a", "<ol start=\"0\">\n<li>a</li>\n</ol>\n"},
		{"999999999. a", "<ol start=\"999999999\">\n<li>a</li>\n</ol>\n"},
		{"    a < b\n    c", "<pre><code>a &lt; b\nc\n</code></pre>\n"},
		{"```c++ x\n\"a\" & b\n```",
			"<pre><code class=\"language-c++\">\"a\" &amp; b\n</code></pre>\n"},
		{"```C\na\n```", "<pre><code>a\n</code></pre>\n"},
		{"```a\"onclick=x\na\n```", "<pre><code>a\n</code></pre>\n"},
		{"```abcdefghijklmnopqrstu\na\n```", "<pre><code>a\n</code></pre>\n"},
		{"```\n```", "<pre><code></code></pre>\n"},
		{"a\n\n***\n\nb", "<p>a</p>\n<hr>\n<p>b</p>\n"},
		{"| a | b |\n|---|---|", "<p>| a | b |<br>\n|---|---|</p>\n"},
	};

	(void)state;
	check(examples);
}

static void test_inlines(void **state)
{
	static const struct example examples[] = {
		{"*a* **b** ***c*** `d`",
			"<p><em>a</em> <strong>b</strong> <em><strong>c</strong></em> <code>d</code></p>\n"},
		{"a_b_c 2*3*4", "<p>a_b_c 2<em>3</em>4</p>\n"},
		{"\\*a\\* &amp; &lt; &copy; &#0; &nosuch;",
			"<p>*a* &amp; &lt; © \xef\xbf\xbd &amp;nosuch;</p>\n"},
		{"a & b < c > d \"e\" 'f'", "<p>a &amp; b &lt; c &gt; d \"e\" 'f'</p>\n"},
		{"a\001b\033[1mc\177", "<p>ab[1mc</p>\n"},
		{"&#1;&#8;&#127;&#x202e;x", "<p>\xe2\x80\xaex</p>\n"},
		{"\xff\xc0\x80\xed\xa0\x80", "<p>\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd</p>\n"},
	};

	(void)state;
	check(examples);
}

static void test_raw_html_is_text(void **state)
{
	static const struct example examples[] = {
		{"a <b>b</b> <script>alert(1)</script>",
			"<p>a &lt;b&gt;b&lt;/b&gt; &lt;script&gt;alert(1)&lt;/script&gt;</p>\n"},
		{"<div onclick=x>\n*a*\n</div>\n\nb",
			"<p>&lt;div onclick=x&gt;<br>\n*a*<br>\n&lt;/div&gt;</p>\n<p>b</p>\n"},
		{"<!-- x\n\ny -->", "<p>&lt;!-- x<br>\n<br>\ny --&gt;</p>\n"},
		{"a <img\nsrc=x> b", "<p>a &lt;img<br>\nsrc=x&gt; b</p>\n"},
		{"<a href=\"https://a.b/c\">x</a>", "<p>&lt;a href=\"<a href=\"https://a.b/c\"" REL
						    "https://a.b/c</a>\"&gt;x&lt;/a&gt;</p>\n"},
	};

	(void)state;
	check(examples);
}

static void test_links(void **state)
{
	static const struct example examples[] = {
		{"[a](https://b.c/d?e=f&g \"t\")",
			"<p><a href=\"https://b.c/d?e=f&amp;g\" title=\"t\"" REL "a</a></p>\n"},
		{"[a](HTTP://b.c)", "<p><a href=\"HTTP://b.c\"" REL "a</a></p>\n"},
		{"[a](mailto:b@c.d)", "<p><a href=\"mailto:b@c.d\"" REL "a</a></p>\n"},
		{"<b@c.d>", "<p><a href=\"mailto:b@c.d\"" REL "b@c.d</a></p>\n"},
		{"[a](/t/1)", "<p><a href=\"/t/1\"" REL "a</a></p>\n"},
		{"[a](/)", "<p><a href=\"/\"" REL "a</a></p>\n"},
		{"[a](#b)", "<p><a href=\"#b\"" REL "a</a></p>\n"},
		{"[a][b]\n\n[b]: https://c.d", "<p><a href=\"https://c.d\"" REL "a</a></p>\n"},
		{"[a](<https://b.c/ \"d\"<e>)",
			"<p>[a](&lt;<a href=\"https://b.c/\"" REL "https://b.c/</a> \"d\"&lt;e&gt;)</p>\n"},
		{"[a](<https://b.c/ d\"\\\\e>)", "<p><a href=\"https://b.c/%20d%22%5Ce\"" REL "a</a></p>\n"},
		{"[a](https://b.c \"<x> \\\"y\\\" &\")",
			"<p><a href=\"https://b.c\" title=\"&lt;x&gt; &quot;y&quot; &amp;\"" REL
			"a</a></p>\n"},
		/* What is not linked is shown. */
		{"[a](javascript:alert(1))", "<p>a (javascript:alert(1))</p>\n"},
		{"[a](JaVaScRiPt&colon;alert(1))", "<p>a (JaVaScRiPt:alert(1))</p>\n"},
		{"[a](data:text/html,x)", "<p>a (data:text/html,x)</p>\n"},
		{"[a](//b.c)", "<p>a (//b.c)</p>\n"},
		{"[a](/\\\\b.c)", "<p>a (/\\b.c)</p>\n"},
		{"[a](b.html)", "<p>a (b.html)</p>\n"},
		{"[a](www.b.c)", "<p>a (www.b.c)</p>\n"},
		{"[a](?b)", "<p>a (?b)</p>\n"},
		{"[a](https:b.c)", "<p>a (https:b.c)</p>\n"},
		{"[a](https:///b.c)", "<p>a (https:///b.c)</p>\n"},
		{"[a](https://\\\\b.c)", "<p>a (https://\\b.c)</p>\n"},
		{"[a](tel:+49123)", "<p>a (tel:+49123)</p>\n"},
		{"[a](&#9;javascript:x)", "<p>a (\tjavascript:x)</p>\n"},
		{"[a]()", "<p>a</p>\n"},
		{"<ftp://b.c>", "<p>ftp://b.c</p>\n"},
		{"[](https://b.c)", "<p><a href=\"https://b.c\"" REL "https://b.c</a></p>\n"},
		{"[](javascript:x)", "<p>javascript:x</p>\n"},
	};

	(void)state;
	check(examples);
}

static void test_images_are_links(void **state)
{
	static const struct example examples[] = {
		{"![a *b*](https://c.d/e.png \"t\")",
			"<p><a href=\"https://c.d/e.png\" title=\"t\"" REL "a <em>b</em></a></p>\n"},
		{"![](https://c.d/e.png)",
			"<p><a href=\"https://c.d/e.png\"" REL "https://c.d/e.png</a></p>\n"},
		{"![a](data:image/png;base64,AA)", "<p>a (data:image/png;base64,AA)</p>\n"},
		{"[![a](https://c.d/e.png)](https://f.g)", "<p><a href=\"https://f.g\"" REL "a</a></p>\n"},
		{"![[a](https://b.c)](https://d.e)", "<p><a href=\"https://d.e\"" REL "a</a></p>\n"},
	};

	(void)state;
	check(examples);
}

static void test_bare_addresses(void **state)
{
	static const struct example examples[] = {
		{"see https://a.b/c.", "<p>see <a href=\"https://a.b/c\"" REL "https://a.b/c</a>.</p>\n"},
		{"(http://a.b/c_(d)), x",
			"<p>(<a href=\"http://a.b/c_(d)\"" REL "http://a.b/c_(d)</a>), x</p>\n"},
		{"http://a.b?c=d&e=f#g!",
			"<p><a href=\"http://a.b?c=d&amp;e=f#g\"" REL "http://a.b?c=d&amp;e=f#g</a>!</p>\n"},
		{"HTTPS://A.B/c", "<p><a href=\"HTTPS://A.B/c\"" REL "HTTPS://A.B/c</a></p>\n"},
		{"http://a_b.c/d_e_f",
			"<p><a href=\"http://a_b.c/d_e_f\"" REL "http://a_b.c/d_e_f</a></p>\n"},
		{"*http://a.b*", "<p><em><a href=\"http://a.b\"" REL "http://a.b</a></em></p>\n"},
		{"http://[::1]/x", "<p><a href=\"http://[::1]/x\"" REL "http://[::1]/x</a></p>\n"},
		{"http://\xc3\xa4.de/\xc3\xb6", "<p><a href=\"http://\xc3\xa4.de/\xc3\xb6\"" REL
						"http://\xc3\xa4.de/\xc3\xb6</a></p>\n"},
		{"\xe3\x80\x8chttp://a.b\xe3\x80\x8d\xe3\x80\x82",
			"<p>\xe3\x80\x8chttp://a.b\xe3\x80\x8d\xe3\x80\x82</p>\n"},
		{"\"http://a.b\xe2\x80\x9d",
			"<p>\"<a href=\"http://a.b\"" REL "http://a.b</a>\xe2\x80\x9d</p>\n"},
		{"http://a.b\xe2\x80\xae/c",
			"<p><a href=\"http://a.b\"" REL "http://a.b</a>\xe2\x80\xae/c</p>\n"},
		{"xhttp://a.b http:// http://. https:/a ftp://a.b",
			"<p>xhttp://a.b http:// http://. https:/a ftp://a.b</p>\n"},
		{"`http://a.b` [x http://c.d](https://e.f)",
			"<p><code>http://a.b</code> <a href=\"https://e.f\"" REL "x http://c.d</a></p>\n"},
		{"    http://a.b", "<pre><code>http://a.b\n</code></pre>\n"},
		{"http://a.b](javascript:x)",
			"<p><a href=\"http://a.b](javascript:x)\"" REL "http://a.b](javascript:x)</a></p>\n"},
	};

	(void)state;
	check(examples);
}

static void test_mentions(void **state)
{
	static const struct example examples[] = {
		{"@anna", "<p><a class=\"mention\" href=\"/u/anna\">@anna</a></p>\n"},
		{"Hi @Anna_B-1, (@bob)!", "<p>Hi <a class=\"mention\" href=\"/u/anna_b-1\">@Anna_B-1</a>, "
					  "(<a class=\"mention\" href=\"/u/bob\">@bob</a>)!</p>\n"},
		{"*@anna*: a", "<p><em><a class=\"mention\" href=\"/u/anna\">@anna</a></em>: a</p>\n"},
		{"@ab @_abc @-abc a@bcd @abc@d.e x.@abc @types/node @@abc",
			"<p>@ab @_abc @-abc a@bcd @abc@d.e x.@abc @types/node @@abc</p>\n"},
		{"@abcdefghijklmnopqrstuvwxyz01234", "<p>@abcdefghijklmnopqrstuvwxyz01234</p>\n"},
		{"@abcdefghijklmnopqrstuvwxyz0123",
			"<p><a class=\"mention\" href=\"/u/abcdefghijklmnopqrstuvwxyz0123\">"
			"@abcdefghijklmnopqrstuvwxyz0123</a></p>\n"},
		{"@ann\xc3\xa4 `@anna` [@anna](/x)",
			"<p>@ann\xc3\xa4 <code>@anna</code> <a href=\"/x\"" REL "@anna</a></p>\n"},
		{"https://a.b/@anna", "<p><a href=\"https://a.b/@anna\"" REL "https://a.b/@anna</a></p>\n"},
	};

	(void)state;
	check(examples);
}

static void test_mentions_are_collected(void **state)
{
	static const char source[] =
		"@One @two @ONE @three @four @five\n\n- @six1 @seven\n\n> @eight @nine @ten1 @eleven"
		" `@code` [@link](/x) @twelve";
	static const char *const expected[] = {"one", "two", "three", "four", "five", "six1", "seven",
		"eight", "nine", "ten1"};
	struct arena a = ARENA_EMPTY;
	struct rendered r;
	size_t i;

	(void)state;
	markdown_render(&a, source, strlen(source), &r);
	assert_int_equal(r.mentions.n, 10);
	for (i = 0; i < 10; i++)
		assert_string_equal(r.mentions.v[i], expected[i]);
	arena_end(&a);
}

/* Links to elsewhere are the text they are; paths and the site itself stay links. Nothing of them is lost. */
static void test_links_of_the_site_alone(void **state)
{
	static const struct {
		const char *source, *html;
	} cases[] = {
		{"https://evil.example/x", "<p>https://evil.example/x</p>\n"},
		{"[here](https://evil.example)", "<p>here (https://evil.example)</p>\n"},
		{"![pic](https://evil.example/p.png)", "<p>pic (https://evil.example/p.png)</p>\n"},
		{"<https://evil.example>", "<p>https://evil.example</p>\n"},
		{"[*mark*](mailto:a@b.c)", "<p><em>mark</em> (mailto:a@b.c)</p>\n"},
		{"[](https://evil.example)", "<p>https://evil.example</p>\n"},
		{"[x][1]\n\n[1]: https://evil.example", "<p>x (https://evil.example)</p>\n"},
		{"[t](/t/1) [f](#a7)",
			"<p><a href=\"/t/1\" rel=\"nofollow ugc noopener\">t</a> <a href=\"#a7\" rel=\"nofollow ugc noopener\">f</a></p>\n"},
		{"[us](https://our.example/t/1)",
			"<p><a href=\"https://our.example/t/1\" rel=\"nofollow ugc noopener\">us</a></p>\n"},
		{"HTTPS://Our.Example?q",
			"<p><a href=\"HTTPS://Our.Example?q\" rel=\"nofollow ugc noopener\">HTTPS://Our.Example?q</a></p>\n"},
		{"https://our.example.evil/", "<p>https://our.example.evil/</p>\n"},
		{"https://our.example@evil.example/", "<p>https://our.example@evil.example/</p>\n"},
		{"https://our.example:81/", "<p>https://our.example:81/</p>\n"},
		{"[x](https://our.example\\evil.example)", "<p>x (https://our.example\\evil.example)</p>\n"},
		{"[x](//evil.example)", "<p>x (//evil.example)</p>\n"},
		{"@anna", "<p><a class=\"mention\" href=\"/u/anna\">@anna</a></p>\n"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena a = ARENA_EMPTY;
		struct rendered r;

		markdown_render_for(&a, cases[i].source, strlen(cases[i].source),
			SLICE("https://our.example"), &r);
		if (strcmp(r.html.s, cases[i].html) != 0)
			fail_msg("%s\ngave\n%s\nnot\n%s", cases[i].source, r.html.s, cases[i].html);
		arena_end(&a);
	}
}

#define TEN   "abcdefghij"
#define PARTS "a-b.c-d.e-" /* ten bytes, too */
#define JOINED \
	PARTS PARTS PARTS PARTS PARTS PARTS PARTS PARTS PARTS PARTS PARTS PARTS "abcdef" /* 126 bytes */

static void test_plain(void **state)
{
	static const struct {
		const char *source, *plain;
	} cases[] = {
		{"", ""},
		{"# A *b*\n\nc  d\ne", "A b\n\nc d\ne"},
		{"- a\n- b\n  - c\n\ntext", "a\nb\nc\n\ntext"},
		{"> a\n\nb", "a\n\nb"},
		{"a\n\n```\n  code  x\n\n\ty\n```\n\nb", "a\n\n  code  x\n\n\ty\n\nb"},
		{"`a  b` [c](https://d.e) ![f](https://g.h)", "a b c f"},
		{"a <b>c</b> &amp; d", "a <b>c</b> & d"},
		{"a\n\n---\n\nb", "a\n\nb"},
		{"a\\\n\\\nb", "a\nb"},
		{"@anna http://a.b", "@anna http://a.b"},
		{"x\001y\xc2\xa0z", "xy\xc2\xa0z"},
		/* what is joined on and on is parted, in text and in code, across elements; letters alone are not */
		{"`" JOINED "b-`" JOINED "b-c", JOINED "b- " JOINED "b- c"},
		{"```\n" JOINED "b-c\n```", JOINED "b- c"},
		{JOINED "*b*-c", JOINED "b- c"},
		{TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN "abc",
			TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN "abc"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena a = ARENA_EMPTY;
		struct rendered r;

		markdown_render(&a, cases[i].source, strlen(cases[i].source), &r);
		if (strcmp(r.plain, cases[i].plain) != 0)
			fail_msg("%s\ngave\n%s\nnot\n%s", cases[i].source, r.plain, cases[i].plain);
		arena_end(&a);
	}
}

static char *repeated(const char *unit, size_t n)
{
	size_t length = strlen(unit), i;
	char *text = calloc(n, length + 1);

	assert_non_null(text);
	for (i = 0; i < n; i++)
		memcpy(text + i * length, unit, length);
	return text;
}

static void test_limits(void **state)
{
	static const struct {
		const char *unit;
		size_t times;
		enum craft_verdict verdict;
	} cases[] = {
		{">", 32, CRAFT_OK},
		{">", 33, CRAFT_TOO_DEEP},
		{"- ", 32, CRAFT_OK}, /* a rule */
		{"+ ", 33, CRAFT_TOO_DEEP},
		{"a", MARKUP_SOURCE_MOST, CRAFT_OK},
		{"a", MARKUP_SOURCE_MOST + 1, CRAFT_TOO_LONG},
		{"<", MARKUP_SOURCE_MOST, CRAFT_TOO_LONG}, /* five times as long in HTML, and then some */
		{"*a **a ", 4000, CRAFT_OK},
		{"[", MARKUP_SOURCE_MOST, CRAFT_OK},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *source = repeated(cases[i].unit, cases[i].times);
		struct arena a = ARENA_EMPTY;
		struct rendered r;

		markdown_render(&a, source, strlen(source), &r);
		if (r.verdict != cases[i].verdict)
			fail_msg("%zu times \"%s\": verdict %d", cases[i].times, cases[i].unit, r.verdict);
		assert_true(r.verdict == CRAFT_OK || (r.html.n == 0 && *r.html.s == 0 && *r.plain == 0));
		arena_end(&a);
		free(source);
	}
}

/* Emphasis may nest as deep as its signs go; what is shown stays shallow, and all the text is there. */
static void test_deep_emphasis_is_flattened(void **state)
{
	char *open = repeated("*a **a ", 2000), *close = repeated("b** b*", 2000);
	struct arena a = ARENA_EMPTY;
	char *source = arena_printf(&a, "%s%s", open, close);
	struct rendered r;
	struct html html;
	size_t letters = 0, i;

	(void)state;
	markdown_render(&a, source, strlen(source), &r);
	assert_int_equal(r.verdict, CRAFT_OK);
	assert_true(clean_html(r.html.s, r.html.n, &html));
	for (i = 0; r.plain[i]; i++)
		letters += r.plain[i] == 'a' || r.plain[i] == 'b';
	assert_int_equal(letters, 8000);
	arena_end(&a);
	free(open);
	free(close);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_inlines),
		cmocka_unit_test(test_raw_html_is_text),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_images_are_links),
		cmocka_unit_test(test_bare_addresses),
		cmocka_unit_test(test_mentions),
		cmocka_unit_test(test_mentions_are_collected),
		cmocka_unit_test(test_links_of_the_site_alone),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_deep_emphasis_is_flattened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
