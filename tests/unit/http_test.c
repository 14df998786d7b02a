/* http_test.c -- the request parser: what it reads, what it refuses and with which status, and that it says
 * the same however the bytes arrive. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "web/http.h"
#include "web/url.h"

#define H    "Host: h\r\n"
#define END  "\r\n"
#define GET1 "GET / HTTP/1.1\r\n"
#define POST "POST / HTTP/1.1\r\n" H

struct refused {
	const char *head;
	int status;
};

static const struct refused refused[] = {
	/* request line */
	{"\r\n" GET1 H END, 400},
	{" " GET1 H END, 400},
	{"GET  / HTTP/1.1\r\n" H END, 400},
	{"GET / HTTP/1.1 \r\n" H END, 400},
	{"GET /\r\n" H END, 400},
	{"GET / x HTTP/1.1\r\n" H END, 400},
	{"GET\t/ HTTP/1.1\r\n" H END, 400},
	{"GET / http/1.1\r\n" H END, 400},
	{"GET / HTTP/1.10\r\n" H END, 400},
	{"GET / HTTP/01.1\r\n" H END, 400},
	{"GET / HTTP/+1.1\r\n" H END, 400},
	{"GET / HTTP/1.2\r\n" H END, 505},
	{"GET / HTTP/2.0\r\n" H END, 505},
	{"GET / HTTP/0.9\r\n" H END, 505},
	{"G(T / HTTP/1.1\r\n" H END, 400},
	{"GET / HTTP/1.1\n" H END, 400},
	{"GET / HTTP/1.1\r" H END, 400},
	/* target */
	{"GET * HTTP/1.1\r\n" H END, 400},
	{"GET x HTTP/1.1\r\n" H END, 400},
	{"GET http://h/ HTTP/1.1\r\n" H END, 400},
	{"GET //evil.example/ HTTP/1.1\r\n" H END, 400},
	{"GET /%2fevil.example HTTP/1.1\r\n" H END, 400},
	{"GET /a#b HTTP/1.1\r\n" H END, 400},
	{"GET /\xc3\xbc HTTP/1.1\r\n" H END, 400},
	{"GET /a\"b HTTP/1.1\r\n" H END, 400},
	{"GET /% HTTP/1.1\r\n" H END, 400},
	{"GET /%4 HTTP/1.1\r\n" H END, 400},
	{"GET /%zz HTTP/1.1\r\n" H END, 400},
	{"GET /%00 HTTP/1.1\r\n" H END, 400},
	{"GET /%0d%0a HTTP/1.1\r\n" H END, 400},
	{"GET /%7f HTTP/1.1\r\n" H END, 400},
	{"GET /%c0%ae HTTP/1.1\r\n" H END, 400},
	{"GET /%ff HTTP/1.1\r\n" H END, 400},
	{"GET /%ed%a0%80 HTTP/1.1\r\n" H END, 400},
	{"GET /.. HTTP/1.1\r\n" H END, 400},
	{"GET /a/./b HTTP/1.1\r\n" H END, 400},
	{"GET /a/%2e%2E/b HTTP/1.1\r\n" H END, 400},
	{"GET /a\\b HTTP/1.1\r\n" H END, 400},
	{"GET /a%5cb HTTP/1.1\r\n" H END, 400},
	{"GET /%252e%252e/x HTTP/1.1\r\n" H END, 400},
	/* Host */
	{GET1 END, 400},
	{GET1 H H END, 400},
	{GET1 "Host:\r\n" END, 400},
	{GET1 "Host: a b\r\n" END, 400},
	{GET1 "Host: a@b\r\n" END, 400},
	{GET1 "Host: a,b\r\n" END, 400},
	{GET1 "Host: h:\r\n" END, 400},
	{GET1 "Host: h:80x\r\n" END, 400},
	{GET1 "Host: h:65536\r\n" END, 400},
	{GET1 "Host: h:000080\r\n" END, 400},
	{GET1 "Host: [::1\r\n" END, 400},
	{GET1 "Host: [::1]x\r\n" END, 400},
	{GET1 "Host: []x:1\r\n" END, 400},
	{GET1 "Host: \xc3\xbc\r\n" END, 400},
	/* headers */
	{GET1 H "X\r\n" END, 400},
	{GET1 H ": x\r\n" END, 400},
	{GET1 H "X : y\r\n" END, 400},
	{GET1 H " X: y\r\n" END, 400},
	{GET1 H "X: y\r\n folded\r\n" END, 400},
	{GET1 H "X: y\r\n\tfolded\r\n" END, 400},
	{GET1 H "X: a\rb\r\n" END, 400},
	{GET1 H "X: a\nY: b\r\n" END, 400},
	{GET1 H "X: a\x01\r\n" END, 400},
	{GET1 H "X: a\x7f\r\n" END, 400},
	{GET1 H "X\xc3\xbc: a\r\n" END, 400},
	{GET1 H "X: \xff\r\n" END, 400},
	{GET1 H "Expect: more\r\n" END, 417},
	/* where the body ends */
	{"POST / HTTP/1.1\r\n" H END, 411},
	{"POST / HTTP/1.0\r\n" H END, 411},
	{POST "Content-Length: 1\r\nContent-Length: 1\r\n" END, 400},
	{POST "Content-Length: 1, 1\r\n" END, 400},
	{POST "Content-Length:\r\n" END, 400},
	{POST "Content-Length: +1\r\n" END, 400},
	{POST "Content-Length: -0\r\n" END, 400},
	{POST "Content-Length: 0x1\r\n" END, 400},
	{POST "Content-Length: 1 1\r\n" END, 400},
	{POST "Content-Length: 1234567890123456\r\n" END, 400},
	{POST "Content-Length: \xd9\xa3\r\n" END, 400},
	{POST "Transfer-Encoding: chunked\r\n" END, 400},
	{POST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n" END, 400},
	{POST "Content-Length: 5\r\nTransfer-Encoding: x\r\n" END, 400},
	{POST "Transfer-Encoding: gzip\r\n" END, 501},
	{POST "Transfer-Encoding: gzip, chunked\r\n" END, 501},
	{POST "Transfer-Encoding:\r\n" END, 501},
	{POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n" END, 501},
	{GET1 H "Content-Length: 1\r\n" END, 400},
	{GET1 H "Transfer-Encoding: chunked\r\n" END, 400},
	{"HEAD / HTTP/1.1\r\n" H "Content-Length: 33\r\n" END, 400},
	{"DELETE / HTTP/1.1\r\n" H "Content-Length: 33\r\n" END, 400},
	{"FOO / HTTP/1.1\r\n" H "Transfer-Encoding: x\r\n" END, 400},
};

/* Parses a copy of exactly ${n} bytes, so that the sanitizer sees a step too far. */
static struct http_result parse_n(const char *s, size_t n, struct http_head *head)
{
	char *copy = malloc(n ? n : 1);
	struct http_result result;

	memcpy(copy, s, n);
	memset(head, 0xee, sizeof(*head));
	result = http_parse(copy, n, head);
	free(copy);
	return result;
}

static void refuses_what_it_must(void **state)
{
	struct http_head head;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct http_result r = parse_n(refused[i].head, strlen(refused[i].head), &head);

		if (r.verdict != HTTP_REFUSE || r.status != refused[i].status || !r.why)
			fail_msg("row %zu: verdict %d status %d, not %d: %s", i, r.verdict, r.status,
				refused[i].status, refused[i].head);
	}
}

static void refuses_nul_everywhere(void **state)
{
	static const char good[] = GET1 H "X: y\r\n" END;
	char bad[sizeof(good)];
	struct http_head head;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) - 1; i++) {
		memcpy(bad, good, sizeof(good));
		bad[i] = 0;
		assert_int_equal(parse_n(bad, sizeof(good) - 1, &head).verdict, HTTP_REFUSE);
	}
}

/* A prefix of a good head needs more; a prefix of a refused one is refused with the same status or needs
 * more, and never becomes a head. */
static void says_the_same_in_pieces(void **state)
{
	static const char good[] = "GET /a%20b?c=d HTTP/1.1\r\nHost: h:80\r\nConnection: close\r\n\r\n";
	struct http_head head;
	size_t i, n;

	(void)state;
	for (n = 0; n < sizeof(good) - 1; n++)
		assert_int_equal(parse_n(good, n, &head).verdict, HTTP_MORE);
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		for (n = 0; n < strlen(refused[i].head); n++) {
			struct http_result r = parse_n(refused[i].head, n, &head);

			if (r.verdict == HTTP_HEAD_READ ||
				(r.verdict == HTTP_REFUSE && r.status != refused[i].status))
				fail_msg("row %zu cut at %zu: verdict %d status %d", i, n, r.verdict,
					r.status);
		}
}

static bool is(struct slice a, const char *b)
{
	return a.n == strlen(b) && (a.n == 0 || memcmp(a.s, b, a.n) == 0);
}

static void reads_a_head(void **state)
{
	static const char text[] =
		"POST /a%20b/c?d=e?f HTTP/1.1\r\nhOST:\t[::1]:8080 \r\nX-Empty:\r\n"
		"Cookie: a=b\r\ncookie: c=d\r\nContent-Length: 007\r\nEXPECT: 100-Continue\r\n"
		"X-Text: gr\xc3\xbc\xc3\x9f dich\r\n\r\nbody and more";
	struct http_head head;
	struct http_result r = http_parse(text, sizeof(text) - 1, &head);

	(void)state;
	assert_int_equal(r.verdict, HTTP_HEAD_READ);
	assert_string_equal(text + r.used, "body and more");
	assert_int_equal(head.method, HTTP_POST);
	assert_int_equal(head.minor, 1);
	assert_true(is(head.target, "/a%20b/c?d=e?f"));
	assert_true(is(head.path, "/a%20b/c"));
	assert_true(is(head.query, "d=e?f"));
	assert_true(is(head.host, "[::1]"));
	assert_int_equal(head.content_length, 7);
	assert_true(head.has_content_length && head.expect_continue && head.keep_alive);
	assert_int_equal(head.header_count, 7);
	assert_true(is(http_header(&head, "x-empty"), ""));
	assert_true(is(http_header(&head, "Cookie"), "a=b"));
	assert_true(is(http_header(&head, "x-text"), "gr\xc3\xbc\xc3\x9f dich"));
	assert_null(http_header(&head, "x-none").s);
}

struct accepted {
	const char *head;
	enum http_method method;
	const char *host;
	bool keep_alive;
};

static void accepts_what_it_may(void **state)
{
	static const struct accepted accepted[] = {
		{GET1 H END, HTTP_GET, "h", true},
		{GET1 "Host: 127.0.0.1:8080\r\n" END, HTTP_GET, "127.0.0.1", true},
		{GET1 "Host: [2001:db8::1]\r\n" END, HTTP_GET, "[2001:db8::1]", true},
		{GET1 H "Connection: keep-alive, Close\r\n" END, HTTP_GET, "h", false},
		{GET1 H "Connection: upgrade\r\nUpgrade: h2c\r\n" END, HTTP_GET, "h", true},
		{GET1 H "Connection: x\r\nConnection: close\r\n" END, HTTP_GET, "h", false},
		{"GET / HTTP/1.0\r\n" END, HTTP_GET, "", false},
		{"GET / HTTP/1.0\r\n" H "Connection: Keep-Alive\r\nExpect: anything\r\n" END, HTTP_GET, "h",
			true},
		{"HEAD /?%zz HTTP/1.1\r\n" H "Content-Length: 0\r\n" END, HTTP_HEAD, "h", true},
		{"OPTIONS /x HTTP/1.1\r\n" H END, HTTP_OTHER, "h", true},
		{"get / HTTP/1.1\r\n" H END, HTTP_OTHER, "h", true},
		{POST "Content-Length: 999999999999999\r\n" END, HTTP_POST, "h", true},
		{POST "Content_Length: 3\r\nContent-Length: 0\r\n" END, HTTP_POST, "h", true},
		{"GET /%E2%80%AE/100%25/a+b/...;x=y HTTP/1.1\r\n" H END, HTTP_GET, "h", true},
		{"GET /?a[]={b}|\\^` HTTP/1.1\r\n" H END, HTTP_GET, "h", true},
	};
	struct http_head head;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++) {
		const struct accepted *a = &accepted[i];
		struct http_result r = http_parse(a->head, strlen(a->head), &head);

		if (r.verdict != HTTP_HEAD_READ || r.used != strlen(a->head) || head.method != a->method ||
			!is(head.host, a->host) || head.keep_alive != a->keep_alive)
			fail_msg("row %zu: verdict %d status %d %s", i, r.verdict, r.status,
				r.why ? r.why : "");
	}
}

/* A head of exactly ${n} bytes: a request line, Host, and one long header. */
static struct http_result parse_sized(size_t n, struct http_head *head)
{
	static const char before[] = GET1 H "X: ", after[] = "\r\n\r\n";
	size_t fill = n - (sizeof(before) - 1) - (sizeof(after) - 1);
	char *text = malloc(n + 1);
	struct http_result r;

	sprintf(text, "%s%*s%s", before, (int)fill, "x", after);
	r = http_parse(text, n, head);
	free(text);
	return r;
}

static void keeps_its_limits(void **state)
{
	char *text = malloc(20000);
	struct http_head head;
	struct http_result r;
	int i, n;

	(void)state;
	assert_int_equal(parse_sized(HTTP_HEAD_MOST, &head).verdict, HTTP_HEAD_READ);
	assert_int_equal(parse_sized(HTTP_HEAD_MOST + 1, &head).status, 431);

	n = sprintf(text, "GET /%0*d HTTP/1.1\r\n" H END, HTTP_TARGET_MOST - 1, 0);
	assert_int_equal(http_parse(text, (size_t)n, &head).verdict, HTTP_HEAD_READ);
	n = sprintf(text, "GET /%0*d HTTP/1.1\r\n" H END, HTTP_TARGET_MOST, 0);
	assert_int_equal(http_parse(text, (size_t)n, &head).status, 414);
	n = sprintf(text, "GET /%0*d", HTTP_HEAD_MOST, 0);
	assert_int_equal(http_parse(text, (size_t)n, &head).status, 414);

	n = sprintf(text, GET1 H);
	for (i = 1; i < HTTP_HEADERS_MOST; i++)
		n += sprintf(text + n, "a: b\r\n");
	r = http_parse(text, (size_t)n, &head);
	assert_int_equal(r.verdict, HTTP_MORE);
	memcpy(text + n, "\r\n", 2);
	assert_int_equal(http_parse(text, (size_t)n + 2, &head).verdict, HTTP_HEAD_READ);
	memcpy(text + n, "a: b\r\n", 6);
	assert_int_equal(http_parse(text, (size_t)n + 6, &head).status, 431);
	free(text);
}

static void decodes_once(void **state)
{
	static const struct {
		const char *in;
		bool plus, text;
		const char *out; /* NULL: refused */
	} cases[] = {
		{"", false, false, ""},
		{"a%20b", false, false, "a b"},
		{"a+b", false, false, "a+b"},
		{"a+b%2B", true, false, "a b+"},
		{"%2541", false, false, "%41"},
		{"%C3%BC", false, false, "\xc3\xbc"},
		{"%f0%9f%98%80", false, false, "\xf0\x9f\x98\x80"},
		{"%0D%0A%09", true, true, "\r\n\t"},
		{"%0A", true, false, NULL},
		{"%00", true, true, NULL},
		{"%1B[31m%7F", true, true, "\x1b[31m\x7f"},
		{"%01", true, false, NULL},
		{"%7F", true, false, NULL},
		{"%C3", true, true, NULL},
		{"%C3x", true, true, NULL},
		{"%f5%80%80%80", true, true, NULL},
		{"%", true, true, NULL},
		{"%2", true, true, NULL},
		{"%g0", true, true, NULL},
	};
	struct arena a = ARENA_EMPTY;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *out = url_decode(&a, slice_of(cases[i].in), cases[i].plus, cases[i].text);

		if (!out != !cases[i].out || (out && strcmp(out, cases[i].out) != 0))
			fail_msg("row %zu: %s became %s", i, cases[i].in, out ? out : "nothing");
	}
	arena_end(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_what_it_must),
		cmocka_unit_test(refuses_nul_everywhere),
		cmocka_unit_test(says_the_same_in_pieces),
		cmocka_unit_test(reads_a_head),
		cmocka_unit_test(accepts_what_it_may),
		cmocka_unit_test(keeps_its_limits),
		cmocka_unit_test(decodes_once),
	};

	return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
