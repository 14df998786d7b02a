/* foreign_test.c -- other systems' HTML in; safe HTML, and Markdown that says the same, out. */
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
	const char *html, *clean, *markdown;
};

/* Renders and compares; unless ${loses}, the Markdown must render to the same HTML again. */
static void check_all(const struct example *examples, size_t n, bool loses)
{
	size_t i;

	for (i = 0; i < n; i++) {
		struct arena a = ARENA_EMPTY;
		struct rendered r, again;
		struct html html;

		foreign_render(&a, examples[i].html, strlen(examples[i].html), &r);
		if (r.verdict != CRAFT_OK || strcmp(r.html.s, examples[i].clean) != 0)
			fail_msg("%s\ngave (verdict %d)\n%s\nnot\n%s", examples[i].html, r.verdict, r.html.s,
				examples[i].clean);
		assert_true(clean_html(r.html.s, r.html.n, &html));
		if (strcmp(r.markdown, examples[i].markdown) != 0)
			fail_msg("%s\ngave the Markdown\n%s\nnot\n%s", examples[i].html, r.markdown,
				examples[i].markdown);
		markdown_render(&a, r.markdown, strlen(r.markdown), &again);
		if (!loses && strcmp(again.html.s, r.html.s) != 0)
			fail_msg("%s\nmade of %s\nrenders to\n%s\nnot\n%s", r.markdown, examples[i].html,
				again.html.s, r.html.s);
		arena_end(&a);
	}
}

#define check(examples)	       check_all(examples, sizeof(examples) / sizeof((examples)[0]), false)
#define check_losing(examples) check_all(examples, sizeof(examples) / sizeof((examples)[0]), true)

static void test_blocks(void **state)
{
	static const struct example examples[] = {
		{"", "", ""},
		{" \n ", "", ""},
		{"text", "<p>text</p>\n", "text"},
		{"<p>a\nb</p>\n<p>c", "<p>a b</p>\n<p>c</p>\n", "a b\n\nc"},
		{"a<div>b</div>c", "<p>a</p>\n<p>b</p>\n<p>c</p>\n", "a\n\nb\n\nc"},
		{"<p>a<br>b<br/>", "<p>a<br>\nb</p>\n", "a\nb"},
		{"<p>a<br><br>b", "<p>a<br>\n<br>\nb</p>\n", "a\n\\\nb"},
		{"<h1>a</h1><h2>b</h2><h4>c</h4>", "<h3>a</h3>\n<h4>b</h4>\n<h6>c</h6>\n",
			"# a\n\n## b\n\n#### c"},
		{"<p>a<hr>b", "<p>a</p>\n<hr>\n<p>b</p>\n", "a\n\n***\n\nb"},
		{"<blockquote><p>a</p><blockquote>b</blockquote></blockquote>c",
			"<blockquote>\n<p>a</p>\n<blockquote>\n<p>b</p>\n</blockquote>\n</blockquote>\n<p>c</"
			"p>\n",
			"> a\n>\n> > b\n\nc"},
		{"<blockquote>a</blockquote><blockquote>b</blockquote>",
			"<blockquote>\n<p>a</p>\n</blockquote>\n<blockquote>\n<p>b</p>\n</blockquote>\n",
			"> a\n\n> b"},
		{"<pre><code>\na < b\n\n\tc\n</code></pre>", "<pre><code>a &lt; b\n\n\tc\n</code></pre>\n",
			"```\na < b\n\n\tc\n```"},
		{"<pre class=\"lang-py x\">a</pre>", "<pre><code class=\"language-py\">a\n</code></pre>\n",
			"```py\na\n```"},
		{"<pre><code class=\"language-c\">```\n</code></pre>",
			"<pre><code class=\"language-c\">```\n</code></pre>\n", "````c\n```\n````"},
		{"<pre>a<br>b <b>c</b></pre>", "<pre><code>a\nb c\n</code></pre>\n", "```\na\nb c\n```"},
	};

	(void)state;
	check(examples);
}

static void test_lists(void **state)
{
	static const struct example examples[] = {
		{"<ul><li>a<li>b</ul>", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n", "- a\n- b"},
		{"<ol><li>a<li>b</ol>", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n", "1. a\n2. b"},
		{"<ol start=9><li>a<li>b<ul><li>c</ul></ol>",
			"<ol start=\"9\">\n<li>a</li>\n<li>b<ul>\n<li>c</li>\n</ul>\n</li>\n</ol>\n",
			"9. a\n10. b\n    - c"},
		{"<ol start=\"-1\"><li>a</ol>", "<ol>\n<li>a</li>\n</ol>\n", "1. a"},
		{"<ol start=\"99999999999999999999\"><li>a</ol>", "<ol>\n<li>a</li>\n</ol>\n", "1. a"},
		{"<ul><li><p>a</p><li><p>b</p></ul>",
			"<ul>\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ul>\n", "- a\n\n- b"},
		{"<ul><li><p>a</p></ul>", "<ul>\n<li>a</li>\n</ul>\n", "- a"},
		{"<ul><li>a<pre>b\n\nc</pre><li>d</ul>",
			"<ul>\n<li>a<pre><code>b\n\nc\n</code></pre>\n</li>\n<li>d</li>\n</ul>\n",
			"- a\n  ```\n  b\n\n  c\n  ```\n- d"},
		{"<ul><li>a<blockquote>b</blockquote></ul>",
			"<ul>\n<li>a<blockquote>\n<p>b</p>\n</blockquote>\n</li>\n</ul>\n", "- a\n  > b"},
		{"<ul><li>a</ul><ul><li>b</ul><ul><li>c</ul>",
			"<ul>\n<li>a</li>\n</ul>\n<ul>\n<li>b</li>\n</ul>\n<ul>\n<li>c</li>\n</ul>\n",
			"- a\n\n* b\n\n- c"},
		{"<ul><li>a<div>b</div></ul>", "<ul>\n<li>a<br>\nb</li>\n</ul>\n", "- a\n  b"},
		{"<ul>a<li>b</li>c</ul>", "<ul>\n<li>a</li>\n<li>b</li>\n<li>c</li>\n</ul>\n",
			"- a\n- b\n- c"},
		{"<ul><li>a<ul><ul><li>b</ul></ul></ul>",
			"<ul>\n<li>a<ul>\n<li><ul>\n<li>b</li>\n</ul>\n</li>\n</ul>\n</li>\n</ul>\n",
			"- a\n  - - b"},
		{"<li>a", "<p>a</p>\n", "a"},
		{"<blockquote><ul><li>a<li>b</ul></blockquote>",
			"<blockquote>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n</blockquote>\n", "> - a\n> - b"},
	};

	(void)state;
	check(examples);
}

static void test_formats(void **state)
{
	static const struct example examples[] = {
		{"<i>a</i> <b>b</b> <em><strong>c</strong></em>",
			"<p><em>a</em> <strong>b</strong> <em><strong>c</strong></em></p>\n",
			"*a* **b** ***c***"},
		{"a<b> b </b>c", "<p>a <strong>b</strong> c</p>\n", "a **b** c"},
		{"<b><div>a</div><div>b</div></b>", "<p><strong>a</strong></p>\n<p><strong>b</strong></p>\n",
			"**a**\n\n**b**"},
		{"<i>a.</i>\xe2\x80\x89"
		 "b",
			"<p><em>a.</em>\xe2\x80\x89"
			"b</p>\n",
			"*a.*\xe2\x80\x89"
			"b"},
		{"<b></b><i> </i>a", "<p>a</p>\n", "a"},
		{"a <code>b  `c` </code>", "<p>a <code>b `c`</code></p>\n", "a `` b `c` ``"},
		{"10<sup>-20</sup> H<sub>2</sub>O", "<p>10⁻²⁰ H₂O</p>\n", "10⁻²⁰ H₂O"},
	};
	static const struct example losing[] = {
		{"<kbd>x</kbd>", "<p><kbd>x</kbd></p>\n", "`x`"},
		{"<s>a</s><sub>b</sub><sup>c</sup>", "<p><del>a</del><sub>b</sub><sup>c</sup></p>\n", "abc"},
		/* Stars that would not mean emphasis there get a space. */
		{"<b>a:</b>b", "<p><strong>a:</strong>b</p>\n", "**a:** b"},
		{"a<b>(b)</b>", "<p>a<strong>(b)</strong></p>\n", "a **(b)**"},
		{"a<b><a href=\"http://c.d\">e</a></b>",
			"<p>a<strong><a href=\"http://c.d\"" REL "e</a></strong></p>\n",
			"a **[e](http://c.d)**"},
		{"<b>a</b><i>b</i>", "<p><strong>a</strong><em>b</em></p>\n", "**a** *b*"},
		{"<table><tr><th>a<th>b<tr><td>c<td>d</table>", "<p>a | b<br>\nc | d</p>\n", "a | b\nc | d"},
	};

	(void)state;
	check(examples);
	check_losing(losing);
}

static void test_links(void **state)
{
	static const struct example examples[] = {
		{"<a href=\"https://a.b/c_(d)\" title=\"t &quot;u&quot;\" onclick=x>e</a>",
			"<p><a href=\"https://a.b/c_(d)\" title=\"t &quot;u&quot;\"" REL "e</a></p>\n",
			"[e](https://a.b/c_(d) \"t \\\"u\\\"\")"},
		{"<a href=\"https://a.b/(c\">d</a>", "<p><a href=\"https://a.b/(c\"" REL "d</a></p>\n",
			"[d](https://a.b/\\(c)"},
		{"<a href=\"https://a.b/c d&amp;copy;\">e</a>",
			"<p><a href=\"https://a.b/c%20d&amp;copy;\"" REL "e</a></p>\n",
			"[e](https://a.b/c%20d&amp;copy;)"},
		{"<a href=\"https://a.b/c\">https://a.b/c</a>",
			"<p><a href=\"https://a.b/c\"" REL "https://a.b/c</a></p>\n", "<https://a.b/c>"},
		{"x https://a.b/_d.", "<p>x <a href=\"https://a.b/_d\"" REL "https://a.b/_d</a>.</p>\n",
			"x https://a.b/\\_d."},
		{"x https://a.b/c-d.", "<p>x <a href=\"https://a.b/c-d\"" REL "https://a.b/c-d</a>.</p>\n",
			"x https://a.b/c-d."},
		{"<a href=\"//a.b/c\">d</a>", "<p><a href=\"https://a.b/c\"" REL "d</a></p>\n",
			"[d](https://a.b/c)"},
		{"wow!<a href=\"http://a.b\">c</a>", "<p>wow!<a href=\"http://a.b\"" REL "c</a></p>\n",
			"wow\\![c](http://a.b)"},
		{"<a href=\"http://a.b\"><b>c</b></a>",
			"<p><a href=\"http://a.b\"" REL "<strong>c</strong></a></p>\n",
			"[**c**](http://a.b)"},
		{"<a href=\"http://a.b\"></a>x", "<p>x</p>\n", "x"},
		{"<img src=\"http://a.b/c.png\" alt=\"d [e]\" onerror=x>",
			"<p><a href=\"http://a.b/c.png\"" REL "d [e]</a></p>\n",
			"![d \\[e\\]](http://a.b/c.png)"},
		{"<img src=\"http://a.b/c.png\">",
			"<p><a href=\"http://a.b/c.png\"" REL "http://a.b/c.png</a></p>\n",
			"![](http://a.b/c.png)"},
		{"<a href=\"http://a.b\"><img src=\"http://c.d\" alt=e></a>",
			"<p><a href=\"http://a.b\"" REL "e</a></p>\n", "[![e](http://c.d)](http://a.b)"},
		/* Relative to another site, or no address for people: the text stays. */
		{"<a href=\"/a\">b</a> <a href=\"c\">d</a> <a href=\"#e\">f</a> <a>g</a>", "<p>b d f g</p>\n",
			"b d f g"},
		{"<a href=\"javascript:x\">b</a><a href=\" java\nscript:x\">c</a><a href=\"data:x\">d</a>",
			"<p>bcd</p>\n", "bcd"},
		{"<img src=\"data:image/png;base64,AA\" alt=a><img src=\"/b\">", "<p>a</p>\n", "a"},
	};

	(void)state;
	check(examples);
}

static void test_what_runs_is_dropped(void **state)
{
	static const struct example examples[] = {
		{"a<script>b</script>c<style>d</style>", "<p>ac</p>\n", "ac"},
		{"a<iframe src=x>b</iframe>c<svg><script>d</script></svg>", "<p>ac</p>\n", "ac"},
		{"<template>a</template><object>b</object><noscript>c</noscript>d", "<p>d</p>\n", "d"},
		{"<p onclick=a style=b class=c id=d>e", "<p>e</p>\n", "e"},
		{"<form action=x><input value=y><button>z</button>a</form>", "<p>a</p>\n", "a"},
		{"<!-- a --><?php b ?><!DOCTYPE c>d", "<p>d</p>\n", "d"},
		{"<x-y><u>a</u><font color=red>b</font></x-y>", "<p>ab</p>\n", "ab"},
		{"a\001\033b&#1;c", "<p>abc</p>\n", "abc"},
		{"\xff"
		 "a\xc3",
			"<p>\xef\xbf\xbd"
			"a\xef\xbf\xbd</p>\n",
			"\xef\xbf\xbd"
			"a\xef\xbf\xbd"},
		{"<meta charset=\"iso-8859-1\">\xc3\xa4", "<p>\xc3\xa4</p>\n", "\xc3\xa4"},
		{"<?xml version=\"1.0\" encoding=\"utf-16\"?>\xc3\xa4", "<p>\xc3\xa4</p>\n", "\xc3\xa4"},
	};

	(void)state;
	check(examples);
}

/* Text that would mean something in Markdown. */
static void test_escapes(void **state)
{
	static const struct example examples[] = {
		{"*a* _b_ c_d `e` [f](g) &lt;h> \\i \\* &amp;copy; &amp; j",
			"<p>*a* _b_ c_d `e` [f](g) &lt;h&gt; \\i \\* &amp;copy; &amp; j</p>\n",
			"\\*a\\* \\_b\\_ c_d \\`e\\` \\[f\\](g) \\<h> \\i \\\\\\* \\&copy; & j"},
		{"<p># a<p>- b<p>+ c<p>1. d<p>2) e<p>> f<p>=== g<p>~~~ h<p>--- i<p>12.5 j<p>3.",
			"<p># a</p>\n<p>- b</p>\n<p>+ c</p>\n<p>1. d</p>\n<p>2) e</p>\n<p>&gt; f</p>\n<p>=== "
			"g</p>\n"
			"<p>~~~ h</p>\n<p>--- i</p>\n<p>12.5 j</p>\n<p>3.</p>\n",
			"\\# a\n\n\\- b\n\n\\+ c\n\n1\\. d\n\n2\\) e\n\n\\> f\n\n\\=== g\n\n\\~~~ h\n\n\\--- "
			"i\n\n12.5 j\n\n3\\."},
		{"a<br>- b<br>===<br># c", "<p>a<br>\n- b<br>\n===<br>\n# c</p>\n", "a\n\\- b\n\\===\n\\# c"},
		{"<h2>C# 2 #</h2>", "<h4>C# 2 #</h4>\n", "## C\\# 2 \\#"},
		{"2 * 3 * 4", "<p>2 * 3 * 4</p>\n", "2 * 3 * 4"},
		{"<p>| a |</p>", "<p>| a |</p>\n", "| a |"},
		{"a\\", "<p>a\\</p>\n", "a\\\\"},
		{"$\\frac{a_1}{b_{2}}$", "<p>$\\frac{a_1}{b_{2}}$</p>\n", "$\\frac{a_1}{b\\_{2}}$"},
	};

	(void)state;
	check(examples);
}

static char *nested(const char *open, size_t n)
{
	size_t length = strlen(open), i;
	char *text = calloc(n * length + 2, 1);

	assert_non_null(text);
	for (i = 0; i < n; i++)
		memcpy(text + i * length, open, length);
	text[n * length] = 'x';
	return text;
}

static void test_depth(void **state)
{
	static const struct {
		const char *open;
		size_t times;
		enum craft_verdict verdict;
	} cases[] = {
		{"<blockquote>", 30, CRAFT_OK},
		{"<blockquote>", 1000, CRAFT_TOO_DEEP},
		{"<ul><li>", 60, CRAFT_OK},
		{"<ul>", 60, CRAFT_OK},
		{"<ol start=999999999><li>", 60, CRAFT_OK},
		{"<b>", 190, CRAFT_OK},
		{"<span>", 5000, CRAFT_TOO_DEEP},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *html = nested(cases[i].open, cases[i].times);
		struct arena a = ARENA_EMPTY;
		struct rendered r, again;

		foreign_render(&a, html, strlen(html), &r);
		markdown_render(&a, r.markdown, strlen(r.markdown), &again);
		if (r.verdict != cases[i].verdict || again.verdict != CRAFT_OK)
			fail_msg("%zu times %s: %d, again %d", cases[i].times, cases[i].open, r.verdict,
				again.verdict);
		if (r.verdict == CRAFT_OK)
			assert_non_null(strchr(r.plain, 'x'));
		arena_end(&a);
		free(html);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_what_runs_is_dropped),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_depth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
