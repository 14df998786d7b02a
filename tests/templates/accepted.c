/* accepted.c -- what the views of accepted.html print, byte by byte. Built and run by run.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "accepted.h"
#include "base/out.h"

static const char *words[] = {"x&y", "<z>"};
static const struct accepted v = {
	.text = "\n<a b=\"c\">'&",
	.url = "/t/1",
	.script = "javascript:alert(1)",
	.elsewhere = "//evil.example",
	.html = {"<b>bold</b>", 11},
	.number = 12345,
	.at = {1795165920000000},
	.list = {words, 2},
	.yes = true,
};

/* Prints one view and compares. */
#define prints(call, expected) \
	do { \
		struct out buffer = {0}, *o = &buffer; \
		call; \
		out_char(o, 0); \
		assert_string_equal(o->s, expected); \
		out_end(o); \
	} while (0)

static void escapes_by_type_and_place(void **state)
{
	(void)state;
	prints(values(o, &v), "<p>\n&lt;a b=&quot;c&quot;&gt;&#39;&amp;|<b>bold</b>|12,345|"
			      "<time datetime=\"2026-11-20T09:12:00Z\">20 Nov 2026, 09:12</time>||</p>"
			      "<p title=\"\n&lt;a b=&quot;c&quot;&gt;&#39;&amp;\" data-n=\"12345\" "
			      "data-at=\"2026-11-20T09:12:00Z\" data-none=\"\"></p>"
			      "<title>\n&lt;a b=&quot;c&quot;&gt;&#39;&amp; 12345</title>");
}

static void escapes_constants_while_building(void **state)
{
	(void)state;
	prints(constants(o), "<p title=\"&quot;A&quot; &amp; &#39;B&#39;\">a &lt; b &gt; c Bothy &amp; &amp; "
			     "&nbsp; &#8230; &amp;1 &amp;; é</p>");
}

static void watches_addresses(void **state)
{
	(void)state;
	prints(addresses(o, &v), "<a href=\"/t/1\">1</a>\n"
				 "<a "
				 "href=\"/u/%0A%3Ca%20b%3D%22c%22%3E%27%26/"
				 "x?q=%0A%3Ca%20b%3D%22c%22%3E%27%26&amp;page=12345#a12345\">2</a>\n"
				 "<a href=\"/t/1/%0A%3Ca%20b%3D%22c%22%3E%27%26\">3</a>\n"
				 "<a href=\"/t/1/t/1\">4</a>\n"
				 "<a href=\"https://example.org/\">5</a>\n"
				 "<a href=\"/a\">6</a>\n"
				 "<a href=\"/?x=12345\">7</a>\n"
				 "<a href=\"?t=x%26y&amp;t=%3Cz%3E\">8</a>\n"
				 "<a href=\"/t/1\">9</a>\n"
				 "<a href=\"mailto:\" HREFLANG=\"en\">0</a>"
				 "<form action=\"#\"><button formaction=\"#\">1</button></form>");
}

static void goes_through_branches(void **state)
{
	(void)state;
	prints(branches(o, &v), "<ul class=\"a b\"><li>0 x&amp;y</li><li class=\"second\" hidden>1 "
				"&lt;z&gt;</li><li>0</li></ul>"
				"x&amp;yx&amp;y x&amp;y&lt;z&gt; &lt;z&gt;x&amp;y &lt;z&gt;&lt;z&gt; "
				"<option selected value=\"1\"><option><p class=\"x\" id=\"y\">");
}

static void drops_only_space_that_is_not_seen(void **state)
{
	struct accepted no = v;

	(void)state;
	no.yes = false;
	prints(spaces(o, &v),
		"<div><b>1</b>\n<b>2</b>\n<b>3</b> <i>4</i>12,345\n5 6\n7</div><p>8<meta "
		"itemprop=\"a\" content=\"12345\"> 9<link itemprop=\"c\" href=\"/d\">\n<i>0</i> "
		"<button>1</button><script src=\"/e.js\"></script></p><p class=\"a "
		"b\" id='c'>1<br/>2</p>");
	prints(spaces(o, &no), "<div><b>1</b>\n<b>3</b> <i>4</i>12,345\n5 6\n7</div><p>8<meta itemprop=\"a\" "
			       "content=\"12345\" hidden> "
			       "9<link itemprop=\"c\" href=\"/d\">\n<i>0</i> <button>1</button><script "
			       "src=\"/e.js\"></script></p><p class=\"a b\" id='c'>1<br/>2</p>");
}

static void keeps_space_that_is_content(void **state)
{
	(void)state;
	prints(kept(o, &v),
		"<pre>\n  1\n   \n&lt;a b=&quot;c&quot;&gt;&#39;&amp;\n\n</pre><pre>\n 2</pre><textarea "
		"name=\"t\">\n \n  3 </textarea>\n"
		"<textarea>\n\n&lt;a b=&quot;c&quot;&gt;&#39;&amp;</textarea>\n<textarea>\n</textarea>");
}

static void shows_other_views(void **state)
{
	(void)state;
	prints(nested(o), "<p><b>1</b> <i>2</i> <b>3</b></p>");
}

static void finds_the_end_of_an_expression(void **state)
{
	(void)state;
	prints(braces(o, &v), "<p><i>}}</i> {{ %} }} { } &lt;z&gt; 125</p>");
}

static void writes_pages(void **state)
{
	(void)state;
	prints(page(o), "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
			"<script src=\"/static/app.js\" defer></script></head><body>");
}

static void counts_and_says(void **state)
{
	(void)state;
	prints(plurals(o, 1, "<A>"), "<p>1 answer, &lt;A&gt; by &lt;A&gt;, <time "
				     "datetime=\"1970-01-02T00:00:00Z\">January 1970</time></p>"
				     "<p title=\"1 answer\"></p>");
	prints(plurals(o, 1234, "%2"),
		"<p>1,234 answers, %2 by %2, <time datetime=\"1970-01-02T00:00:00Z\">January 1970</time></p>"
		"<p title=\"1,234 answers\"></p>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escapes_by_type_and_place),
		cmocka_unit_test(escapes_constants_while_building),
		cmocka_unit_test(watches_addresses),
		cmocka_unit_test(goes_through_branches),
		cmocka_unit_test(drops_only_space_that_is_not_seen),
		cmocka_unit_test(keeps_space_that_is_content),
		cmocka_unit_test(shows_other_views),
		cmocka_unit_test(finds_the_end_of_an_expression),
		cmocka_unit_test(writes_pages),
		cmocka_unit_test(counts_and_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
