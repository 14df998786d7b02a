/* account_test.c -- names, addresses, passwords and paths: what is taken and what is refused, and with which
 * sentence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"
#include "forum/account/account.h"
#include "forum/agent.h"
#include "forum/password.h"
#include "forum/account/user_command.h"
#include "forum/rate.h"
#include "forum/site.h"
#include "web/request.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static struct arena a;

static int begin(void **state)
{
	(void)state;
	site.name = "Fernline Community";
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_end(&a);
	return 0;
}

struct judged {
	const char *text;
	const char *wrong; /* part of the sentence; NULL: it is fine */
};

static void check(const char *text, const char *is, const char *should)
{
	if (!should != !is || (is && !strstr(is, should)))
		fail_msg("\"%s\": %s", text, is ? is : "is taken");
}

static void test_usernames(void **state)
{
	static const struct judged rows[] = {
		{"bob", NULL},
		{"0nce", NULL},
		{"a-b_c", NULL},
		{"a--", NULL},
		{"abcdefghijklmnopqrstuvwxyz0123", NULL},
		{"", "choose"},
		{"ab", "3 to 30"},
		{"abcdefghijklmnopqrstuvwxyz01234", "3 to 30"},
		{"-abc", "3 to 30"},
		{"_abc", "3 to 30"},
		{"Abc", "3 to 30"},
		{"a.b.c", "3 to 30"},
		{"ab c", "3 to 30"},
		{"b\xc3\xb6"
		 "b",
			"3 to 30"},
		{"admin", "kept"},
		{"adrnin", "kept"},
		{"mod-erator", "kept"},
		{"former-member", "kept"},
		{"former-12", "kept"},
		{"former_member_10", "kept"},
		{"member-7", "kept"},
		{"member7b", NULL},
		{"former-smoker", NULL},
		{"root", "kept"},
		{"fernlinecommunity", "kept"},
		{"fernline-community", "kept"},
		{"supporter", NULL},
		{"administrate", NULL},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		check(rows[i].text, username_wrong(&a, rows[i].text), rows[i].wrong);
}

static void test_typed_usernames(void **state)
{
	(void)state;
	assert_string_equal(username_typed(&a, "  Bob \n"), "bob");
	assert_string_equal(display_typed(&a, " A \t b\xe2\x80\xae "), "A b");
}

/* Limits count by it, so a spelling that finds the same account must not be another text. */
static void test_logins_of_any_spelling(void **state)
{
	static const struct {
		const char *typed, *is;
	} rows[] = {
		{" Bob ", "bob"}, {"bob@example.org", "bob@example.org"},
		{"BOB@Example.ORG\n", "bob@example.org"},
		{"b\u00adob@example.org", "bob@example.org"}, /* a soft hyphen */
		{"\uff42ob@example.org", "bob@example.org"},  /* a wide b */
		{"bob@ex\u00adample.org", "bob@example.org"},
		{"bob@\uff45xample\u3002org", "bob@example.org"}, /* a wide e, an ideographic full stop */
		{"Bob@", "bob@"},				  /* no address: nobody's */
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		assert_string_equal(login_typed(&a, rows[i].typed), rows[i].is);
}

static void test_display_names(void **state)
{
	static const struct judged rows[] = {
		{"Anna Müller", NULL},
		{"Дмитрий", NULL},
		{"电话小王", NULL},
		{"O'Neil (retired)", NULL},
		{"", "Please write"},
		{"pаypal", "mixes"}, /* a Cyrillic а */
		{"Admin", "kept"},
		{"АDМІN", "kept|mixes"},
		{"Fernline  Community", "kept"},
		{"Customer Service", "kept"},
		{"Former member 12", "kept"},
		{"Former MEMBER \uff12", "kept|mixes"}, /* a wide 2 */
		{"Former mayor", NULL},
		{"0123456789012345678901234567890123456789012345678901234567890", "too long"},
		{"012345678901234567890123456789012345678901234567890123456789", NULL},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		const char *is = display_wrong(&a, rows[i].text);

		if (rows[i].wrong && strchr(rows[i].wrong, '|'))
			assert_non_null(is);
		else
			check(rows[i].text, is, rows[i].wrong);
	}
}

static void test_addresses(void **state)
{
	static const struct judged rows[] = {
		{"anna@example.org", NULL},
		{"Anna.M+tag@Example.ORG", NULL},
		{"a@bücher.example", NULL},
		{"user%x@example.org", NULL},
		{"", "write your e-mail"},
		{"anna", "no e-mail"},
		{"anna@", "no e-mail"},
		{"@example.org", "no e-mail"},
		{"a@b", "no e-mail"},
		{"a b@example.org", "no e-mail"},
		{"a@b@example.org", "no e-mail"},
		{"\"a\"@example.org", "no e-mail"},
		{"a,b@example.org", "no e-mail"},
		{"<a@example.org>", "no e-mail"},
		{".a@example.org", "no e-mail"},
		{"a.@example.org", "no e-mail"},
		{"a@example.org>", "no e-mail"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		check(rows[i].text, email_wrong(&a, rows[i].text), rows[i].wrong);
}

static const char *wrong(const char *password)
{
	return password_wrong(&a, password, ROLE_MEMBER, "bobsled", "carpenter+forum@example.org");
}

static void test_passwords_without_a_dictionary(void **state)
{
	char long_one[202];
	size_t i;
	static const struct judged rows[] = {
		{"", "choose"},
		{"ninechars", "at least 10"},
		{"zehn Zeich", NULL},
		{"ünïcödé wö", NULL},
		{"ünïcödé w", "at least 10"},
		{"my bobsled is red", "username"},
		{"MyBobSled is red", "username"},
		{"carpenter on a roof", "e-mail address"},
		{"carpenter+forum yes", "e-mail address"},
		{"I like Fernline a lot", "community's name"},
		{"fernlinecommunity", "community's name"},
		{"our community is nice", "community's name"},
		{"the fern line grows", NULL},
		{"correct horse battery staple", NULL},
	};

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		check(rows[i].text, wrong(rows[i].text), rows[i].wrong);
	for (i = 0; i < sizeof(long_one) - 1; i++)
		long_one[i] = (char)('a' + (i * 7 + i * i) % 26);
	long_one[201] = 0;
	check("201 characters", wrong(long_one), "at most 200");
	long_one[200] = 0;
	check("200 characters", wrong(long_one), NULL);
}

static void test_passwords_of_the_privileged(void **state)
{
	static const unsigned roles[] = {ROLE_MEMBER | ROLE_MODERATOR, ROLE_MEMBER | ROLE_ADMIN};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(roles); i++) {
		check("14", password_wrong(&a, "fourteen chars", roles[i], "xxxx", "y@z.example"),
			"at least 15");
		check("15", password_wrong(&a, "fifteen chars !", roles[i], "xxxx", "y@z.example"), NULL);
	}
	check("staff", password_wrong(&a, "ten chars!", ROLE_MEMBER | ROLE_STAFF, "xxxx", "y@z.example"),
		NULL);
	assert_true(password_long_enough("ten chars!", ROLE_MEMBER));
	assert_false(password_long_enough("ten chars!", ROLE_ADMIN));
}

/* Composed and decomposed letters are one password. */
static void test_password_forms(void **state)
{
	(void)state;
	assert_string_equal(password_normal(&a, "u\xcc\x88"
						"ber"),
		password_normal(&a, "\xc3\xbc"
				    "ber"));
}

static void test_guessable_passwords(void **state)
{
	static const char *const rows[] = {
		"qwertyuiop",
		"1234567890",
		"password123",
		"aaaaaaaaaaaa",
		"abababababab",
		"sunflowers",
		"iloveyou12",
		"letmeinletmein",
		"passwordpassword",
		"abcdefghijk",
		"password1234",
		"Password1234",
		"P@ssw0rd2024!",
		"passw0rd123!",
		"welcome1234",
		"Summer2024!",
		"12345football",
		"2024elephant!!",
		"football1234567890",
		"1234567890football",
		"hello!!2024",
	};
	/* What hangs on is no habit; more words than one; no word. */
	static const char *const fine[] = {
		"elephant8374652910",
		"correcthorse1",
		"correct horse 12",
		"kranichzug2024",
		"xqqkv83921!",
		"83921-xqqkv!",
		"a few unrelated words",
	};
	size_t i;

	(void)state;
	if (!password_dictionary_works()) {
		print_message("skipped: the dictionary of cracklib-runtime is not installed\n");
		skip();
	}
	for (i = 0; i < COUNT(rows); i++)
		check(rows[i], wrong(rows[i]), "common word");
	for (i = 0; i < COUNT(fine); i++)
		check(fine[i], wrong(fine[i]), NULL);
}

static void test_local_paths(void **state)
{
	static const struct {
		const char *path, *should;
	} rows[] = {
		{"/", "/"},
		{"/t/1/x?y=z#a", "/t/1/x?y=z#a"},
		{NULL, "/"},
		{"", "/"},
		{"//evil.example", "/"},
		{"/\\evil.example", "/"},
		{"https://evil.example", "/"},
		{"t/1", "/"},
		{"/a b", "/"},
		{"/a\tb", "/"},
		{"/a\nb", "/"},
		{"/x\\y", "/"},
		{"/ü", "/ü"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		if (strcmp(local_path(rows[i].path), rows[i].should) != 0)
			fail_msg("\"%s\" leads to \"%s\"", rows[i].path, local_path(rows[i].path));
}

static void test_agents(void **state)
{
	static const struct {
		const char *agent, *said;
	} rows[] = {
		{"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
			"Firefox on Linux"},
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
		 "Chrome/120.0.0.0 Safari/537.36 Edg/120.0",
			"Edge on Windows"},
		{"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
		 "Gecko) Version/17.0 Mobile/15E148 Safari/604.1",
			"Safari on iPhone"},
		{"Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) "
		 "Chrome/120.0 Mobile Safari/537.36",
			"Chrome on Android"},
		{"curl/7.88.1", "curl"},
		{"", "Unknown browser"},
		{"<script>", "Unknown browser"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		assert_string_equal(agent_said(&a, rows[i].agent), rows[i].said);
}

static void test_address_prefixes(void **state)
{
	(void)state;
	assert_string_equal(rate_prefix(&a, "192.0.2.7"), "192.0.2.7");
	assert_string_equal(rate_prefix(&a, "2001:db8:1:2:3:4:5:6"), rate_prefix(&a, "2001:db8:1:2::9"));
	assert_string_not_equal(rate_prefix(&a, "2001:db8:1:2::9"), rate_prefix(&a, "2001:db8:1:3::9"));
	assert_string_not_equal(rate_prefix(&a, "::ffff:192.0.2.7"), rate_prefix(&a, "::ffff:192.0.2.8"));
	assert_string_equal(rate_prefix(&a, NULL), "");
}

static void test_roles(void **state)
{
	(void)state;
	assert_string_equal(roles_said(&a, ROLE_MEMBER | ROLE_STAFF), "member staff");
	assert_int_equal(role_of("admin"), ROLE_ADMIN);
	assert_int_equal(role_of("king"), 0);
}

static bool read_quietly(struct user_command *u)
{
	int screen = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY);
	bool fine;

	dup2(null, STDERR_FILENO);
	fine = user_command_read(u);
	fflush(stderr);
	dup2(screen, STDERR_FILENO);
	close(screen);
	close(null);
	return fine;
}

/* What `bothy user …` makes of its arguments; refused ones say why on standard error, which is not looked at
 * here. */
static void test_user_arguments(void **state)
{
	static const struct {
		const char *argv[9];
		bool fine;
		unsigned on, off;
	} rows[] = {
		{{"user", "add", "bob", "--email", "b@x.example"}, true, 0, 0},
		{{"user", "add", "--email", "b@x.example", "bob", "--role", "staff", "--role=admin"}, true,
			ROLE_STAFF | ROLE_ADMIN, 0},
		{{"user", "add", "bob"}, false, 0, 0},
		{{"user", "add", "--email", "b@x.example"}, false, 0, 0},
		{{"user", "add", "bob", "eve", "--email", "b@x.example"}, false, 0, 0},
		{{"user", "add", "bob", "--email", "b@x.example", "--role", "king"}, false, 0, 0},
		{{"user", "role", "bob", "+moderator", "-staff"}, true, ROLE_MODERATOR, ROLE_STAFF},
		{{"user", "role", "bob"}, false, 0, 0},
		{{"user", "role", "bob", "moderator"}, false, 0, 0},
		{{"user", "role", "bob", "-member"}, false, 0, 0},
		{{"user", "role", "bob", "+staff", "-staff"}, false, 0, 0},
		{{"user", "list"}, true, 0, 0},
		{{"user", "list", "bob"}, false, 0, 0},
		{{"user", "passwd"}, false, 0, 0},
		{{"user", "claim", "u12", "--email", "b@x.example"}, true, 0, 0},
		{{"user", "dance"}, false, 0, 0},
		{{"user"}, false, 0, 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		char *argv[10] = {NULL};
		struct user_command u = {.argv = argv};

		for (; rows[i].argv[u.argc]; u.argc++)
			argv[u.argc] = arena_text(&a, rows[i].argv[u.argc]);
		if (read_quietly(&u) != rows[i].fine)
			fail_msg("row %zu: %s %s", i, rows[i].argv[1] ? rows[i].argv[1] : "",
				rows[i].fine ? "was refused" : "was taken");
		if (rows[i].fine && (u.roles_on != rows[i].on || u.roles_off != rows[i].off))
			fail_msg("row %zu: roles +%u -%u", i, u.roles_on, u.roles_off);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_usernames, end),
		cmocka_unit_test_teardown(test_typed_usernames, end),
		cmocka_unit_test_teardown(test_logins_of_any_spelling, end),
		cmocka_unit_test_teardown(test_display_names, end),
		cmocka_unit_test_teardown(test_addresses, end),
		cmocka_unit_test_teardown(test_passwords_without_a_dictionary, end),
		cmocka_unit_test_teardown(test_passwords_of_the_privileged, end),
		cmocka_unit_test_teardown(test_password_forms, end),
		cmocka_unit_test_teardown(test_guessable_passwords, end),
		cmocka_unit_test_teardown(test_local_paths, end),
		cmocka_unit_test_teardown(test_agents, end),
		cmocka_unit_test_teardown(test_address_prefixes, end),
		cmocka_unit_test_teardown(test_roles, end),
		cmocka_unit_test_teardown(test_user_arguments, end),
	};

	return cmocka_run_group_tests_name("account", tests, begin, NULL);
}
