/* secret_test.c -- hashes against published values, encodings, passwords. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/secret.h"

static int set_up(void **state)
{
	(void)state;
	secret_init();
	return 0;
}

static void assert_hex(const unsigned char *bytes, const char *hex)
{
	struct arena a = ARENA_EMPTY;

	assert_string_equal(text_hex(&a, bytes, 32), hex);
	arena_end(&a);
}

/* BLAKE2b-256 as RFC 7693 defines it. */
static void test_hashes(void **state)
{
	unsigned char out[32], again[32], key[32];

	(void)state;
	secret_hash(out, "", 0, NULL, 0);
	assert_hex(out, "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
	secret_hash(out, "abc", 3, NULL, 0);
	assert_hex(out, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
	memset(key, 7, sizeof(key));
	secret_hash(again, "abc", 3, key, sizeof(key));
	assert_false(secret_same(out, again, 32));
}

static void test_same(void **state)
{
	(void)state;
	assert_true(secret_same("abcd", "abcd", 4));
	assert_false(secret_same("abcd", "abce", 4));
	assert_true(secret_same("abcd", "abce", 3));
	assert_true(secret_same("", "", 0));
}

static void test_encoding(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *text;
	} rows[] = {
		{"", 0, ""},
		{"f", 1, "Zg"},
		{"fo", 2, "Zm8"},
		{"foo", 3, "Zm9v"},
		{"\xff\xef\xbe", 3, "_---"},
		{"\0\0", 2, "AAA"},
	};
	struct arena a = ARENA_EMPTY;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char back[8] = "";

		assert_string_equal(secret_encode(&a, rows[i].bytes, rows[i].n), rows[i].text);
		assert_true(secret_decode(rows[i].text, back, rows[i].n));
		assert_memory_equal(back, rows[i].bytes, rows[i].n);
	}
	arena_end(&a);
}

static void test_refused_encodings(void **state)
{
	static const char *const rows[] = {"Zm9", "Zm9vZg", "Zm9v=", "Zm9v ", " Zm9v", "Zm9v\n", "Zm+v",
		"Zm/v", "Zm9é", "", "Zm", "Zm9vAAAAAAAAAAAAAAAAAAAA"};
	char back[3];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (secret_decode(rows[i], back, 3))
			fail_msg("\"%s\" is let through", rows[i]);
	assert_false(secret_decode(NULL, back, 3));
	/* One token has one spelling: bits that are not used must be zero. */
	assert_false(secret_decode("Zh", back, 1));
}

static void test_random(void **state)
{
	unsigned char a[SECRET_TOKEN] = {0}, b[SECRET_TOKEN] = {0};

	(void)state;
	secret_random(a, sizeof(a));
	secret_random(b, sizeof(b));
	assert_memory_not_equal(a, b, sizeof(a));
	secret_wipe(a, sizeof(a));
	memset(b, 0, sizeof(b));
	assert_memory_equal(a, b, sizeof(a));
}

static void test_passwords(void **state)
{
	static const char right[] = "correct horse battery staple";
	char hash[128], other[128];

	(void)state;
	assert_true(secret_password_hash(hash, right));
	assert_true(text_starts(hash, "$argon2id$v=19$m=19456,t=2,p=1$"));
	assert_int_equal(secret_password_verify(hash, right), 1);
	assert_int_equal(secret_password_verify(hash, "correct horse battery staplf"), 0);
	assert_int_equal(secret_password_verify(hash, ""), 0);
	assert_int_equal(secret_password_verify("", right), 0);
	assert_int_equal(secret_password_verify("$argon2id$nonsense", right), 0);
	assert_true(secret_password_hash(other, right));
	assert_string_not_equal(hash, other);
	assert_false(secret_password_stale(hash));
	assert_true(secret_password_stale("$argon2id$v=19$m=4096,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$"
					  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hashes),
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_encoding),
		cmocka_unit_test(test_refused_encodings),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_passwords),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
