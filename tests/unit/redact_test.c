/* redact_test.c -- what is taken out of a solution before the public sees it, and what stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "forum/solution/redact.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static const struct redact_known known[] = {
	{REDACT_NAME, "Jane Miller-Öz"},
	{REDACT_EMAIL, "jane@home.example"},
	{REDACT_PHONE, "0171 555"},
	{REDACT_ADDRESS, "12 Mill Lane"},
	{REDACT_ACCOUNT, "FN-1029"},
	{REDACT_NAME, "The Otters"},
};

static const struct {
	const char *text, *becomes, *kinds;
} rows[] = {
	/* nothing private */
	{"", "", ""},
	{"Turn it off, wait 30 seconds, and on again.", "Turn it off, wait 30 seconds, and on again.", ""},
	{"Since 2026-11-20, and 20.11.2026 or 11/20/2026.", "Since 2026-11-20, and 20.11.2026 or 11/20/2026.",
		""},
	{"Firmware 10.0.22621 at 192.168.1.20", "Firmware 10.0.22621 at 192.168.1.20", ""},
	{"Dial *#06# or 4636", "Dial *#06# or 4636", ""},
	{"Set the APN to 1500 and 3000 MHz", "Set the APN to 1500 and 3000 MHz", ""},
	{"the mill in the lane, and janeite", "the mill in the lane, and janeite", ""},
	{"@jo said a@b", "@jo said a@b", ""},
	{"1234567", "1234567", ""},
	/* addresses of mail */
	{"Write to ann.o'hara+x@mail.example.org.", "Write to [e-mail address].", "email"},
	{"<mailto:jo@example.org>", "<mailto:[e-mail address]>", "email"},
	{"jörg@example.org", "[e-mail address]", "email"},
	/* phones, however grouped */
	{"+44 20 7946 0018", "[phone number]", "phone"},
	{"call 020 7946 0018 now", "call [phone number] now", "phone"},
	{"(030) 123 45 67", "[phone number]", "phone"},
	{"+49 (0) 30/1234-567", "[phone number]", "phone"},
	{"555-0199", "[phone number]", "phone"},
	{"07946001812", "[phone number]", "phone"},
	{"+44\xc2\xa0"
	 "20\xc2\xa0"
	 "7946\xc2\xa0"
	 "0018",
		"[phone number]", "phone"},
	{"+4420\xe2\x80\x91"
	 "79460018",
		"[phone number]", "phone"},
	/* cards by Luhn; the same length without is an account's */
	{"4111 1111 1111 1111", "[card number]", "card"},
	{"5500-0000-0000-0004", "[card number]", "card"},
	{"378282246310005", "[card number]", "card"},
	{"4111111111111112", "[account number]", "account"},
	/* bank accounts by their sum */
	{"GB82 WEST 1234 5698 7654 32", "[bank account]", "iban"},
	{"pay to DE89370400440532013000.", "pay to [bank account].", "iban"},
	{"de89 3704 0044 0532 0130 00, please", "[bank account], please", "iban"},
	/* accounts */
	{"account 48213", "account [account number]", "account"},
	{"Your customer no.: 99120", "Your customer no.: [account number]", "account"},
	{"PUK 12345678", "PUK [account number]", "account"},
	{"8944110068000000000", "[account number]", "account"},
	{"12345678", "[account number]", "account"},
	/* what is known of the customer */
	{"Dear Jane, MILLER-ÖZ wrote", "Dear [name], [name] wrote", "name"},
	{"Jane's phone", "[name]'s phone", "name"},
	{"Jane Miller-Öz", "[name]", "name"},
	{"at 12 mill lane since", "at [address] since", "address"},
	{"fn-1029 and FN-10291", "[account number] and FN-10291", "account"},
	{"the Otters, an otter", "[name], an otter", "name"},
	/* several */
	{"Jane (jane@home.example, 0171 555)", "[name] ([e-mail address], [phone number])",
		"email phone name"},
};

static void test_redacted(void **state)
{
	const struct redact_knowns all = {(struct redact_known *)known, COUNT(known)};
	struct arena a = ARENA_EMPTY;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct redacted out;
		const char *kinds;

		redact(&a, rows[i].text, &all, &out);
		kinds = text_joined(&a, out.kinds, " ");
		if (strcmp(out.text, rows[i].becomes) != 0 || strcmp(kinds, rows[i].kinds) != 0)
			fail_msg("row %zu: \"%s\" became \"%s\" (%s)", i, rows[i].text, out.text, kinds);
	}
	arena_end(&a);
}

/* Run by run, not place by place: as long as a text may be, that would take seconds. */
static void test_long_runs(void **state)
{
	const struct redact_knowns none = {NULL, 0};
	struct arena a = ARENA_EMPTY;
	size_t n = 60000;
	char *plus = arena_alloc(&a, n + 32);
	struct redacted out;

	(void)state;
	memset(plus, '+', n);
	plus[n] = '\0';
	redact(&a, plus, &none, &out);
	assert_string_equal(out.text, plus);
	strcpy(plus + n, "@example");
	redact(&a, plus, &none, &out);
	assert_string_equal(out.text, plus);
	strcpy(plus + n, "@mail.example!");
	redact(&a, plus, &none, &out);
	assert_string_equal(out.text, "[e-mail address]!");
	arena_end(&a);
}

/* What was taken out leaves nothing more to take. */
static void test_redacted_twice_is_the_same(void **state)
{
	const struct redact_knowns all = {(struct redact_known *)known, COUNT(known)};
	struct arena a = ARENA_EMPTY;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct redacted once, twice;

		redact(&a, rows[i].text, &all, &once);
		redact(&a, once.text, &all, &twice);
		if (strcmp(once.text, twice.text) != 0 || twice.kinds.n)
			fail_msg("row %zu: \"%s\" became \"%s\"", i, once.text, twice.text);
	}
	arena_end(&a);
}

/* No random bytes read past the end: for ASan. Each alphabet is dense in what begins something. */
static void test_redacts_anything(void **state)
{
	static const char alphabet[] = "0123456789 +-()./@aGB8Jane\xc2\xa0\xe2\x80\x91";
	const struct redact_knowns all = {(struct redact_known *)known, COUNT(known)};
	int round;

	(void)state;
	srandom(7);
	for (round = 0; round < 3000; round++) {
		struct arena a = ARENA_EMPTY;
		size_t n = (size_t)(random() % 120), i;
		char *text = malloc(n + 1);
		struct redacted out;

		for (i = 0; i < n; i++)
			text[i] = alphabet[(size_t)random() % (sizeof(alphabet) - 1)];
		text[n] = '\0';
		redact(&a, text, &all, &out);
		assert_true(strlen(out.text) <= n * 24 + 64);
		free(text);
		arena_end(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_redacted),
		cmocka_unit_test(test_long_runs),
		cmocka_unit_test(test_redacted_twice_is_the_same),
		cmocka_unit_test(test_redacts_anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
