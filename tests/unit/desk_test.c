/* desk_test.c -- one-time codes against the vectors of RFC 6238, recovery codes however they are typed, and what is understood of a
 * search at the desk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "forum/desk/qr.h"
#include "forum/desk/search.h"
#include "forum/desk/totp.h"

static struct arena a;

static int arena_down(void **state)
{
	(void)state;
	arena_end(&a);
	return 0;
}

static const char secret[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"; /* "12345678901234567890" */

static struct when at(int64_t seconds)
{
	return (struct when){seconds * 1000000};
}

static void test_codes_are_those_of_the_rfc(void **state)
{
	static const struct {
		int64_t seconds;
		const char *code;
	} rows[] = {{59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"}, {1234567890, "005924"},
		{2000000000, "279037"}, {20000000000, "353130"}};
	struct blob key = totp_secret_read(&a, secret);
	size_t i;

	(void)state;
	assert_int_equal(key.n, TOTP_SECRET);
	assert_memory_equal(key.s, "12345678901234567890", TOTP_SECRET);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t step = rows[i].seconds / 30, by;

		for (by = -90; by <= 90; by += 30) {
			int64_t found = totp_step_of(key, rows[i].code, at(step * 30 + by));

			if (found != (by >= -30 && by <= 30 ? step : 0))
				fail_msg("%s, %lld s off: step %lld", rows[i].code, (long long)by,
					(long long)found);
		}
	}
}

static void test_what_is_no_code_or_no_secret_opens_nothing(void **state)
{
	static const char *const codes[] = {"", "28708", "2870820", "28708a", "      ", "-87082"};
	static const char *const secrets[] = {"", "GEZDGNBV", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1",
		"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBV", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQO=="};
	struct blob key = totp_secret_read(&a, secret), none = {NULL, 0};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		assert_int_equal(totp_step_of(key, codes[i], at(59)), 0);
	assert_int_equal(totp_step_of(none, "287082", at(59)), 0);
	for (i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		if (totp_secret_read(&a, secrets[i]).n)
			fail_msg("\"%s\" is taken for a secret", secrets[i]);
}

static void test_new_secrets_and_recovery_codes_are_read_back(void **state)
{
	unsigned char one[SECRET_HASH], other[SECRET_HASH];
	const char *made = totp_secret_new(&a), *code = recovery_new(&a);
	char typed[64];
	size_t i;

	(void)state;
	assert_int_equal(totp_secret_read(&a, made).n, TOTP_SECRET);
	assert_string_not_equal(made, totp_secret_new(&a));
	assert_string_equal(totp_secret_said(&a, "ABCDEFGH"), "ABCD EFGH");
	assert_int_equal(strlen(code), 19);
	for (i = 0; code[i]; i++)
		typed[i] = code[i] == '-' ? ' ' : (char)(code[i] >= 'a' ? code[i] - 32 : code[i]);
	typed[i] = 0;
	assert_true(recovery_hash(&a, code, one) && recovery_hash(&a, typed, other));
	assert_memory_equal(one, other, SECRET_HASH);
	assert_false(recovery_hash(&a, "287082", one));
	assert_false(recovery_hash(&a, "abcd-efgh-ijkl-mno1", one));
	assert_false(recovery_hash(&a, "abcd-efgh-ijkl-mnopq", one));
}

static void test_an_address_for_the_phone_is_escaped_and_drawn(void **state)
{
	const char *uri = totp_uri(&a, secret, "Fern & Co: desk", "l e/e"), *d;
	int side = 0;

	(void)state;
	assert_string_equal(uri, "otpauth://totp/Fern%20%26%20Co%3A%20desk:l%20e%2Fe"
				 "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Fern%20%26%20Co%3A%20desk");
	d = qr_path(&a, uri, &side);
	assert_non_null(d);
	/* The finder in the corner: a row of seven, behind four of quiet. */
	assert_memory_equal(d, "M4 4h7v1h-7z", 12);
	assert_true(side > 8 + 20 && strspn(d, "Mhvz- 0123456789") == strlen(d));
}

static void same(const char *typed, const char *what, const char *got, const char *wanted)
{
	if (!got != !wanted || (got && strcmp(got, wanted) != 0))
		fail_msg("\"%s\": %s is %s, not %s", typed, what, got ? got : "none",
			wanted ? wanted : "none");
}

static void test_what_is_understood_of_a_search(void **state)
{
	static const struct {
		const char *typed;
		int64_t id;
		const char *number, *mail, *phone, *first;
	} rows[] = {
		{"", 0, NULL, NULL, NULL, NULL},
		{" 42 ", 42, "42", NULL, NULL, NULL},
		{"#42", 42, "42", NULL, NULL, "%#42%"},
		{"-1", 0, "-1", NULL, NULL, NULL},
		{"Jane  Doe", 0, NULL, NULL, NULL, "%Jane%"},
		{"C-77", 0, "C-77", NULL, NULL, "%C-77%"},
		{"Jane@Example.ORG", 0, "Jane@Example.ORG", "jane@example.org", NULL, "%Jane@Example.ORG%"},
		{"020 7946 0018", 0, NULL, NULL, "+442079460018", "%020%"},
		{"+49 30 123456", 0, NULL, NULL, "+4930123456", "%+49%"},
		{"100% _x\\", 0, NULL, NULL, NULL, "%100\\%%"},
		{"ab", 0, "ab", NULL, NULL, NULL},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct desk_asked x = desk_asked_of(&a, rows[i].typed, "44");

		if (x.id != rows[i].id)
			fail_msg("\"%s\": id %lld", rows[i].typed, (long long)x.id);
		same(rows[i].typed, "number", x.number, rows[i].number);
		same(rows[i].typed, "mail", x.mail, rows[i].mail);
		same(rows[i].typed, "phone", x.phone, rows[i].phone);
		same(rows[i].typed, "first", x.like[0], rows[i].first);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_codes_are_those_of_the_rfc),
		cmocka_unit_test(test_what_is_no_code_or_no_secret_opens_nothing),
		cmocka_unit_test(test_new_secrets_and_recovery_codes_are_read_back),
		cmocka_unit_test(test_an_address_for_the_phone_is_escaped_and_drawn),
		cmocka_unit_test(test_what_is_understood_of_a_search),
	};

	secret_init();
	return cmocka_run_group_tests(tests, NULL, arena_down);
}
