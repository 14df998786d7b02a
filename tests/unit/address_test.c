/* address_test.c -- clients' addresses: reading, prefixes, counting, and whom to believe behind proxies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web/address.h"
#include "web/forwarded.h"
#include "web/http.h"

static struct address read(const char *text)
{
	struct address a;

	if (!address_read(slice_of(text), &a))
		fail_msg("no address: %s", text);
	return a;
}

static void reads_addresses(void **state)
{
	static const struct {
		const char *in, *out; /* NULL: refused */
	} cases[] = {
		{"192.0.2.7", "192.0.2.7"},
		{"192.0.2.7:8080", "192.0.2.7"},
		{"2001:DB8::1", "2001:db8::1"},
		{"[2001:db8::1]", "2001:db8::1"},
		{"[2001:db8::1]:443", "2001:db8::1"},
		{"::ffff:192.0.2.7", "192.0.2.7"},
		{"::1", "::1"},
		{"", NULL},
		{"unknown", NULL},
		{"192.0.2", NULL},
		{"192.0.2.256", NULL},
		{"192.0.2.7 ", NULL},
		{"[2001:db8::1", NULL},
		{"2001:db8:::1", NULL},
		{"2001:0db8:0000:0000:0000:0000:0000:0001:0000:0000:0000", NULL},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct address a;
		char text[ADDRESS_TEXT] = "";
		bool good = address_read(slice_of(cases[i].in), &a);

		if (good)
			address_text(&a, text);
		if (good != (cases[i].out != NULL) || (good && strcmp(text, cases[i].out) != 0))
			fail_msg("%s became %s", cases[i].in, text);
	}
}

static void knows_prefixes(void **state)
{
	static const struct {
		const char *prefix, *address;
		int within; /* -1: no prefix */
	} cases[] = {
		{"10.0.0.0/8", "10.255.1.2", 1},
		{"10.0.0.0/8", "11.0.0.0", 0},
		{"10.0.0.0/9", "10.127.0.1", 1},
		{"10.0.0.0/9", "10.128.0.1", 0},
		{"0.0.0.0/0", "203.0.113.1", 1},
		{"0.0.0.0/0", "2001:db8::1", 0},
		{"::/0", "203.0.113.1", 1},
		{"192.0.2.7", "192.0.2.7", 1},
		{"192.0.2.7", "192.0.2.6", 0},
		{"2001:db8::/33", "2001:db8:7fff::1", 1},
		{"2001:db8::/33", "2001:db8:8000::1", 0},
		{"::1", "::1", 1},
		{"10.0.0.0/33", "10.0.0.0", -1},
		{"10.0.0.0/-1", "10.0.0.0", -1},
		{"10.0.0.0/x", "10.0.0.0", -1},
		{"::/129", "::1", -1},
		{"proxy.example", "::1", -1},
		{"", "::1", -1},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct address a = read(cases[i].address);
		struct address_prefix p;
		int within = address_prefix_read(cases[i].prefix, &p) ? address_within(&a, &p) : -1;

		if (within != cases[i].within)
			fail_msg("%s in %s: %d", cases[i].address, cases[i].prefix, within);
	}
}

static void counts_by_address_and_by_network(void **state)
{
	struct address four = read("192.0.2.7"), next = read("192.0.2.8");
	struct address six = read("2001:db8:1:2::1"), same = read("2001:db8:1:2:ffff::9"),
		       other = read("2001:db8:1:3::1");

	(void)state;
	assert_true(address_take(&four, 2) && address_take(&four, 2));
	assert_false(address_take(&four, 2));
	assert_true(address_take(&next, 2));
	assert_true(address_take(&six, 1));
	assert_false(address_take(&same, 1));
	assert_true(address_take(&other, 1));
	address_give(&same);
	assert_true(address_take(&same, 1));
	assert_true(address_take(&same, 0));
	address_give(&same);
	address_give(&six);
	address_give(&other);
	address_give(&next);
	address_give(&four);
	assert_true(address_take(&four, 2));
	address_give(&four);
	address_give(&four);
}

static void counts_many(void **state)
{
	char text[ADDRESS_TEXT];
	struct address a;
	int i;

	(void)state;
	for (i = 0; i < 5000; i++) {
		sprintf(text, "10.%d.%d.1", i / 250, i % 250);
		a = read(text);
		assert_true(address_take(&a, 1));
	}
	for (i = 0; i < 5000; i++) {
		sprintf(text, "10.%d.%d.1", i / 250, i % 250);
		a = read(text);
		assert_false(address_take(&a, 1));
		address_give(&a);
	}
}

static void believes_proxies_from_the_right(void **state)
{
	static const char *const trusted[] = {"10.0.0.0/8", "nonsense", "2001:db8:ffff::/48"};
	static const struct {
		const char *headers, *client;
	} cases[] = {
		{"", "10.0.0.1"},
		{"X-Forwarded-For: 203.0.113.9\r\n", "203.0.113.9"},
		{"X-Forwarded-For: 198.51.100.1,203.0.113.9\r\n", "203.0.113.9"},
		{"X-Forwarded-For: 198.51.100.1 , 203.0.113.9 ,\t10.1.1.1\r\n", "203.0.113.9"},
		{"X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: [2001:db8:ffff::1]:80\r\n", "203.0.113.9"},
		{"X-Forwarded-For: 10.9.9.9\r\n", "10.9.9.9"},
		{"X-Forwarded-For:\r\n", "10.0.0.1"},
		{"X-Forwarded-For: 203.0.113.9,\r\n", "10.0.0.1"},
		{"X-Forwarded-For: 203.0.113.9, unknown\r\n", "10.0.0.1"},
		{"X-Forwarded-For: 203.0.113.9, junk, 10.2.2.2\r\n", "10.2.2.2"},
		{"Forwarded: for=198.51.100.1\r\nX-Real-IP: 198.51.100.1\r\n", "10.0.0.1"},
	};
	const struct texts texts = {(const char **)trusted, 3};
	struct forwarded_trust trust = forwarded_trust_read(&texts);
	struct address peer = read("10.0.0.1"), client;
	size_t i;

	(void)state;
	assert_int_equal(trust.n, 2);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char head_text[512], text[ADDRESS_TEXT];
		struct http_head head;

		sprintf(head_text, "GET / HTTP/1.1\r\nHost: h\r\n%s\r\n", cases[i].headers);
		assert_int_equal(http_parse(head_text, strlen(head_text), &head).verdict, HTTP_HEAD_READ);
		client = forwarded_client(&trust, &peer, &head);
		address_text(&client, text);
		if (strcmp(text, cases[i].client) != 0)
			fail_msg("%s: %s", cases[i].headers, text);
	}
	free(trust.v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_addresses),
		cmocka_unit_test(knows_prefixes),
		cmocka_unit_test(counts_by_address_and_by_network),
		cmocka_unit_test(counts_many),
		cmocka_unit_test(believes_proxies_from_the_right),
	};

	return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
