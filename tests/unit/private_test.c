/* private_test.c -- what an author is asked about before it is published, and what he is not bothered with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "forum/harm/private.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static const char *patterns[] = {"FN-####", "@@######"};
static const char *fine[] = {"+44 20 7946 0150", "@fernline.example", "press@paper.example"};
static const struct private_rules rules = {{patterns, COUNT(patterns)}, {fine, COUNT(fine)}};

/* found: "kind:text" with | between */
static const struct {
	const char *text, *found;
} rows[] = {
	{"", ""},
	/* addresses */
	{"write to jo@mail.example.", "email:jo@mail.example"},
	{"<mailto:ann.o'hara+x@mail.example.org>", "email:ann.o'hara+x@mail.example.org"},
	{"j\xc3\xb6rg@stra\xc3\x9f"
	 "e.example",
		"email:j\xc3\xb6rg@stra\xc3\x9f"
		"e.example"},
	{"@maya said so, at 3 a@b", ""},
	/* nobody's is longer; else "a.a.a…" would be read to its end from each letter */
	{"a2345678901234567890123456789012345678901234567890123456789012345@mail.example", ""},
	{"a234567890123456789012345678901234567890123456789012345678901234@mail.example",
		"email:a234567890123456789012345678901234567890123456789012345678901234@mail.example"},
	{"name@example.com stands for yours", ""},
	{"git@host.example:project/x.git", ""},
	{"care@fernline.example, Press@Paper.example", ""},
	{"x@fernline.example.evil.example", "email:x@fernline.example.evil.example"},
	/* phones */
	{"+44 20 7946 0018", "phone:+44 20 7946 0018"},
	{"call 020 7946 0018, now", "phone:020 7946 0018"},
	{"(030) 123 45 67 89", "phone:(030) 123 45 67 89"},
	{"+49 (0) 30/1234-567", "phone:+49 (0) 30/1234-567"},
	{"07946001812", "phone:07946001812"},
	{"0049 171 5550199", "phone:0049 171 5550199"},
	{"01.23.45.67.89", "phone:01.23.45.67.89"},
	{"(555) 223-4567 or 555-223-4568", "phone:(555) 223-4567|phone:555-223-4568"},
	{"+44\xc2\xa0"
	 "20\xc2\xa0"
	 "7946\xc2\xa0"
	 "0018",
		"phone:+44\xc2\xa0"
		"20\xc2\xa0"
		"7946\xc2\xa0"
		"0018"},
	{"my number is 0171 5550199", "phone:0171 5550199"},
	{"0171 5550199 since 2026", "phone:0171 5550199"},
	/* the company's, and what may be called for nothing */
	{"+44 (20) 7946-0150", ""},
	{"0800 123 4567, 1-800-555-0199 and 150", ""},
	/* no phones: orders, dates, times, prices, versions, models, networks, codes */
	{"order 0123456789, Order no. 0123456789", ""},
	{"my order number is 0171 5550199", ""},
	{"ticket #0123456789", ""},
	{"on 01/02/2026 10:30, 01-02-2026, 01.02.2026, 2026-02-01", ""},
	{"01/02/26 until 03/04/2026 1230", ""},
	{"from 08:00-18:00, 07.00-18.00", ""},
	{"2026-11-20T10:30:15.123456", ""},
	{"1.234.567,89 \xe2\x82\xac, \xc2\xa3"
	 "1,234.56 and 0.1234567890 BTC",
		""},
	{"Firmware 10.0.22621.4317, version 01.02.03.0405", ""},
	{"WH-1000XM5, SM-G998B/DS, iPhone 15, RTX 4090, 2x 16 GB", ""},
	{"192.168.100.200 and 10.0.0.0/8", ""},
	{"Dial *#06# or 4636, text PAC to 65075, 0000", ""},
	{"1800 2100 2600 MHz; 0 1 2 3 4 5 6 7 8 9", ""},
	{"IMEI 358240051111110, ICCID 8944200000000000009", ""},
	{"https://shop.example/p/07946001812?x=4111111111111111", ""},
	{"5550199, 555-0199, 12345678901", ""},
	{"100 200 3000", ""},
	{"+100000 and +3.5%", ""},
	{"pi is 3.14159265358979", ""},
	{"tracking 00340434161094021501", ""},
	/* cards */
	{"4111 1111 1111 1111", "card:4111 1111 1111 1111"},
	{"4111 1111 1111 1111 12/27", "card:4111 1111 1111 1111"},
	{"5500-0000-0000-0004!", "card:5500-0000-0000-0004"},
	{"3782 822463 10005", "card:3782 822463 10005"},
	{"4111111111111111", "card:4111111111111111"},
	{"4111 1111 1111 1112", ""},
	{"1234567890123456", ""},
	{"358240051111110", ""},
	{"8944200000000000009", ""},
	{"order 4111111111111111", ""},
	{"41111111111111119", ""},
	/* bank accounts */
	{"DE89 3704 0044 0532 0130 00", "iban:DE89 3704 0044 0532 0130 00"},
	{"GB82WEST12345698765432.", "iban:GB82WEST12345698765432"},
	{"NO93 8601 1117 947 is mine", "iban:NO93 8601 1117 947"},
	{"DE89 3704 0044 0532 0130 01", ""},
	{"GB82WEST123456987654321", ""},
	{"XX82WEST12345698765432", ""},
	/* account numbers of the site */
	{"FN-1029 and fn-1030", "account:FN-1029|account:fn-1030"},
	{"customer AB123456", "account:AB123456"},
	{"FN-10295, XFN-1029, FN-102", ""},
	/* several, in order */
	{"jo@mail.example, 020 7946 0018, FN-1029",
		"email:jo@mail.example|phone:020 7946 0018|account:FN-1029"},
};

static const char *const names[] = {"email", "iban", "account", "card", "phone"};

static const char *listed(struct arena *a, const char *text, const struct private_details *found)
{
	const char *all = "";
	size_t i;

	for (i = 0; i < found->n; i++) {
		const struct private_detail *d = &found->v[i];

		assert_int_equal(strncmp(text + d->at, d->text, d->n), 0);
		assert_int_equal(strlen(d->text), d->n);
		all = arena_printf(a, "%s%s%s:%s", all, i ? "|" : "", names[d->kind], d->text);
	}
	return all;
}

static void finds_what_is_private(void **state)
{
	struct arena a = ARENA_EMPTY;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct private_details found;
		const char *got;

		private_find(&a, rows[i].text, &rules, &found);
		got = listed(&a, rows[i].text, &found);
		if (strcmp(got, rows[i].found) != 0)
			fail_msg("\"%s\": found \"%s\", not \"%s\"", rows[i].text, got, rows[i].found);
	}
	arena_end(&a);
}

static void what_stands_there_already_is_not_asked_about(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct private_details was, now;

	(void)state;
	private_find(&a, "jo@mail.example", &rules, &was);
	private_find(&a, "now: jo@mail.example and 020 7946 0018", &rules, &now);
	private_leave_out(&now, &was);
	assert_string_equal(listed(&a, "now: jo@mail.example and 020 7946 0018", &now),
		"phone:020 7946 0018");
	arena_end(&a);
}

static void finds_so_many_and_no_more(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct private_details found;
	const char *text = "";
	int i;

	(void)state;
	for (i = 0; i < 40; i++)
		text = arena_printf(&a, "%s FN-10%02d", text, i);
	private_find(&a, text, &rules, &found);
	assert_int_equal(found.n, PRIVATE_MOST);
	arena_end(&a);
}

static void patterns_are_looked_at(void **state)
{
	(void)state;
	assert_true(private_pattern_ok("FN-####"));
	assert_true(private_pattern_ok("######"));
	assert_true(private_pattern_ok("@@##-@"));
	assert_false(private_pattern_ok("@@@@"));
	assert_false(private_pattern_ok("@@@@@#"));
	assert_false(private_pattern_ok("####"));
	assert_false(private_pattern_ok("@@###"));
	assert_false(private_pattern_ok("FN-###"));
	assert_false(private_pattern_ok("FN ####"));
	assert_false(private_pattern_ok(""));
	assert_false(private_pattern_ok("-####"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_is_private),
		cmocka_unit_test(what_stands_there_already_is_not_asked_about),
		cmocka_unit_test(finds_so_many_and_no_more),
		cmocka_unit_test(patterns_are_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
