/* html_test.c -- what templates print with: every type in every place, and hostile addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "web/html.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define AT	    ((struct when){1795165920000000}) /* 2026-11-20 09:12 UTC */

/* What ${call} writes to ${o}; kept until the next call. */
static struct out page;
static struct out *o = &page;

static const char *written(void)
{
	static char text[70000];
	size_t n = page.n;

	assert_true(n < sizeof(text));
	memcpy(text, page.s ? page.s : "", n);
	text[n] = 0;
	page.n = 0;
	return text;
}

#define prints(call, expected) (call, assert_string_equal(written(), expected))

static int tear_down(void **state)
{
	(void)state;
	out_end(&page);
	page = (struct out){0};
	return 0;
}

static void test_escaping(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{"", ""},
		{"plain", "plain"},
		{"<", "&lt;"},
		{"<<>>", "&lt;&lt;&gt;&gt;"},
		{"a&b", "a&amp;b"},
		{"&amp;", "&amp;amp;"},
		{"\"'`", "&quot;&#39;`"},
		{"</script><!--", "&lt;/script&gt;&lt;!--"},
		{"ends with <", "ends with &lt;"},
		{"> begins", "&gt; begins"},
		{"Zoë 😀", "Zoë 😀"},
		{NULL, ""},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		prints(html_text(o, rows[i].in), rows[i].out);
		prints(html_attribute(o, rows[i].in), rows[i].out);
	}
}

/* Every pair of bytes: nothing that could end text or an attribute comes through, and nothing else is
 * changed. */
static void test_all_bytes(void **state)
{
	char in[3] = "";
	int i, k;

	(void)state;
	for (i = 1; i < 256; i++)
		for (k = 0; k < 256; k++) {
			const char *out;

			in[0] = (char)i;
			in[1] = (char)k;
			html_text_string(o, in);
			out = written();
			if (strpbrk(out, "<>\"'") || (!strpbrk(in, "&<>\"'") && strcmp(in, out) != 0))
				fail_msg("bytes %d %d became %s", i, k, out);
		}
}

static void test_long_text(void **state)
{
	char in[60001], *p;

	(void)state;
	memset(in, 'a', 60000);
	in[60000] = 0;
	html_text(o, (const char *)in);
	assert_string_equal(written(), in);
	for (p = in; p < in + 10000; p++)
		*p = '<';
	in[10000] = 0;
	html_text(o, (const char *)in);
	assert_int_equal(strlen(written()), 40000);
}

static void test_numbers(void **state)
{
	char name[32] = "n";
	unsigned u = 4000000000u;
	long long ll = -1;

	(void)state;
	prints(html_text(o, 0), "0");
	prints(html_text(o, 999), "999");
	prints(html_text(o, 1000), "1,000");
	prints(html_text(o, -12345), "-12,345");
	prints(html_text(o, INT64_MAX), "9,223,372,036,854,775,807");
	prints(html_text(o, INT64_MIN), "-9,223,372,036,854,775,808");
	prints(html_text(o, u), "4,000,000,000");
	prints(html_text(o, sizeof(int)), "4");
	prints(html_text(o, ll), "-1");
	prints(html_text(o, name), "n");
	prints(html_attribute(o, 12345), "12345");
	prints(html_attribute(o, INT64_MIN), "-9223372036854775808");
	prints(html_attribute(o, 0), "0");
	prints(html_address_part(o, (int64_t)1234567), "1234567");
	prints(html_address_part(o, sizeof(int)), "4");
	page.locale = "de";
	prints(html_text(o, 1234567), "1.234.567");
	prints(html_attribute(o, 1234567), "1234567");
	page.locale = "fa";
	prints(html_text(o, 7), "۷");
	prints(html_attribute(o, 7), "7");
}

static void test_times(void **state)
{
	(void)state;
	prints(html_text(o, AT), "<time datetime=\"2026-11-20T09:12:00Z\">20 Nov 2026, 09:12</time>");
	prints(html_attribute(o, AT), "2026-11-20T09:12:00Z");
	prints(html_text(o, ((struct when){0})), "");
	prints(html_attribute(o, ((struct when){0})), "");
	prints(html_text(o, dated(AT, INTL_MONTH)),
		"<time datetime=\"2026-11-20T09:12:00Z\">November 2026</time>");
	prints(html_attribute(o, dated(AT, INTL_DATE)), "20 Nov 2026");
	prints(html_text(o, dated((struct when){0}, INTL_DATE)), "");
	prints(html_attribute(o, dated((struct when){0}, INTL_DATE)), "");
	page.locale = "de";
	page.zone = "America/New_York";
	prints(html_text(o, AT), "<time datetime=\"2026-11-20T09:12:00Z\">20. Nov. 2026, 04:12</time>");
}

static void test_sentences(void **state)
{
	(void)state;
	prints(html_text(o, counted(1, "% answer", "% answers")), "1 answer");
	prints(html_text(o, counted(0, "% answer", "% answers")), "0 answers");
	prints(html_text(o, counted(12345, "one", "<%> of %")), "&lt;12,345&gt; of 12,345");
	prints(html_attribute(o, counted(2, "one", "both")), "both");
	prints(html_text(o, counted(2, "one", NULL)), "");
	prints(html_text(o, said("%1 & %2, %1", "<a>", "\"b\"")), "&lt;a&gt; &amp; &quot;b&quot;, &lt;a&gt;");
	prints(html_attribute(o, said("%3%2%1", "a", "b", "c")), "cba");
	prints(html_text(o, said("100% %4 %0 %% %", "a")), "100% %4 %0 %% %");
	prints(html_text(o, said("%1", "%2", "x")), "%2"); /* a value is no sentence */
	prints(html_text(o, said("<%2>", "a")), "&lt;&gt;");
	prints(html_text(o, said(NULL, "a")), "");
	page.locale = "fr";
	prints(html_text(o, counted(0, "% réponse", "% réponses")), "0 réponse");
}

static void test_html(void **state)
{
	(void)state;
	prints(html_text(o, ((struct html){"<b>&amp;</b>tail", 12})), "<b>&amp;</b>");
	prints(html_text(o, ((struct html){NULL, 0})), "");
}

static void test_addresses(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{"/t/1", "/t/1"},
		{"/", "/"},
		{"", ""},
		{NULL, ""},
		{"#a1", "#a1"},
		{"?q=a&b=\"c\"", "?q=a&amp;b=&quot;c&quot;"},
		{"t/1", "t/1"},
		{"/a:b", "/a:b"},
		{"?a:b", "?a:b"},
		{"#a:b", "#a:b"},
		{"/t/1//x", "/t/1//x"},
		{"https://example.org/?a=1&b=2", "https://example.org/?a=1&amp;b=2"},
		{"HTTP://example.org", "HTTP://example.org"},
		{"mailto:a@example.org", "mailto:a@example.org"},
		{"/ü/日", "/ü/日"},
		{"javascript:alert(1)", "#"},
		{"JaVaScRiPt:alert(1)", "#"},
		{" javascript:alert(1)", "#"},
		{"\tjavascript:alert(1)", "#"},
		{"java\nscript:alert(1)", "#"},
		{"java\tscript:alert(1)", "#"},
		{"\x01javascript:alert(1)", "#"},
		{"javascript\r:alert(1)", "#"},
		{"\x7f/x", "#"},
		{"data:text/html,<script>", "#"},
		{"vbscript:x", "#"},
		{"blob:https://example.org/1", "#"},
		{"view-source:https://example.org", "#"},
		{"intent://x#Intent;end", "#"},
		{"file:///etc/passwd", "#"},
		{"ftp://example.org", "#"},
		{"httpx:x", "#"},
		{":x", "#"},
		{"//evil.example", "#"},
		{"\\\\evil.example", "#"},
		{"\\/evil.example", "#"},
		{"/\\evil.example", "#"},
		{" //evil.example", "#"},
		{"/\t/evil.example", "#"},
		{"a&#58;b", "a&amp;#58;b"},
		{"javascript&colon;alert(1)", "javascript&amp;colon;alert(1)"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		html_address(o, rows[i].in);
		if (strcmp(written(), rows[i].out) != 0)
			fail_msg("%s is not %s", rows[i].in, rows[i].out);
	}
}

static void test_address_parts(void **state)
{
	static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
	char in[2] = "", out[8];
	int c;

	(void)state;
	for (c = 1; c < 256; c++) {
		in[0] = (char)c;
		snprintf(out, sizeof(out), strchr(unreserved, c) ? "%c" : "%%%02X", c);
		prints(html_address_part(o, (const char *)in), out);
	}
	prints(html_address_part(o, "a b/c&d=é"), "a%20b%2Fc%26d%3D%C3%A9");
	prints(html_address_part(o, (const char *)NULL), "");
}

static void test_paths(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{"/t/1?a=1&b=2", "/t/1?a=1&amp;b=2"},
		{"/", "/"},
		{NULL, ""},
		{"", ""},
		{"t/1", ""},
		{".evil.example/", ""},
		{"@evil.example/", ""},
		{":80/", ""},
		{"//evil.example", ""},
		{"/\\evil.example", ""},
		{"/\n", ""},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		prints(html_address_part(o, path_of(rows[i].in)), rows[i].out);
		prints(html_attribute(o, path_of(rows[i].in)), rows[i].out);
	}
}

static void test_full_page(void **state)
{
	(void)state;
	page.most = 20;
	html_text(o, "0123456789");
	html_text(o, "01234567<");
	assert_true(page.full);
	html_text(o, AT);
	assert_int_equal(page.n, 18);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_escaping, tear_down),
		cmocka_unit_test_teardown(test_all_bytes, tear_down),
		cmocka_unit_test_teardown(test_long_text, tear_down),
		cmocka_unit_test_teardown(test_numbers, tear_down),
		cmocka_unit_test_teardown(test_times, tear_down),
		cmocka_unit_test_teardown(test_sentences, tear_down),
		cmocka_unit_test_teardown(test_html, tear_down),
		cmocka_unit_test_teardown(test_addresses, tear_down),
		cmocka_unit_test_teardown(test_address_parts, tear_down),
		cmocka_unit_test_teardown(test_paths, tear_down),
		cmocka_unit_test_teardown(test_full_page, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
