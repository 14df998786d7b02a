/* config_test.c -- settings: what stops the start, and that the key and the line are named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "config.h"

static char file[] = "/tmp/bothy-config-XXXXXX", said_file[] = "/tmp/bothy-said-XXXXXX";

/* Reads the settings from ${text}; what was said on standard error is in ${said}. */
static bool read_text(const char *text, struct config *c, char said[1024])
{
	FILE *out = fopen(file, "w");
	int saved = dup(STDERR_FILENO);
	size_t n;
	bool ok;

	fputs(text, out);
	fclose(out);
	fflush(stderr);
	assert_non_null(freopen(said_file, "w", stderr));
	ok = config_read(c, file);
	fflush(stderr);
	dup2(saved, STDERR_FILENO);
	close(saved);
	out = fopen(said_file, "r");
	n = fread(said, 1, 1023, out);
	said[n] = 0;
	fclose(out);
	return ok;
}

static void test_good(void **state)
{
	struct config c;
	char said[1024];

	(void)state;
	assert_true(read_text(
		"; a remark\n[web]\nurl = https://x.example\nhosts = a.example, b.example ,, c [::1]\nworkers=3\n"
		"[mail]\nfrom = Größe <c@example.org>\n[site]\nname = Größe & Co\n",
		&c, said));
	assert_string_equal(c.web.url, "https://x.example");
	assert_int_equal(c.web.workers, 3);
	assert_int_equal(c.web.hosts.n, 4);
	assert_string_equal(c.web.hosts.v[1], "b.example");
	assert_string_equal(c.web.hosts.v[3], "[::1]");
	assert_string_equal(c.site.name, "Größe & Co");
	assert_string_equal(c.desk.listen, "127.0.0.1:8081"); /* a default */
	assert_string_equal(said, "");
	config_free(&c);
}

static void test_good_addresses(void **state)
{
	static const char *const rows[] = {"http://localhost:8080", "https://community.example.org",
		"https://xn--bcher-kva.example", "http://127.0.0.1:8080", "http://[::1]:8080",
		"https://[2001:db8::1]"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct config c;
		char text[200], said[1024];

		snprintf(text, sizeof(text), "[web]\nurl = %s\n[site]\nlocale = pt-BR\nzone = Europe/Oslo\n",
			rows[i]);
		if (!read_text(text, &c, said))
			fail_msg("%s: %s", rows[i], said);
		assert_string_equal(c.web.url, rows[i]);
		config_free(&c);
	}
}

static void test_bad(void **state)
{
	static const struct {
		const char *text, *part[2];
	} rows[] = {
		{"[web]\nurll = x\n", {":2:", "[web] urll"}},
		{"[nowhere]\nurl = x\n", {":2:", "[nowhere] url"}},
		{"[web]\n\nworkers = many\n", {":3:", "[web] workers"}},
		{"[web]\nworkers = -1\n", {":2:", "workers"}},
		{"[web]\nworkers = 9999999\n", {":2:", "workers"}},
		{"[web]\nworkers = 1\n[site]\nname = a\xff"
		 "b\n",
			{":4:", "[site] name"}},
		{"[web]\nurl = https://"
		 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		 "aaaaaaaaaaaaaaaaa"
		 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		 "aaaaaaaaaaaaaaaaa\n",
			{":2:", "longer"}},
		{"[web]\njust words\n", {":2:", "key = value"}},
		{"[web]\nurl = community.example\n", {":2:", "[web] url"}},
		{"[web]\nurl = ftp://community.example\n", {":2:", "[web] url"}},
		{"[web]\nurl = https://\n", {":2:", "[web] url"}},
		{"[web]\nurl = https://community.example/\n", {":2:", "nothing after"}},
		{"[web]\nurl = https://community.example/forum\n", {":2:", "nothing after"}},
		{"[web]\nurl = https://Community.example\n", {":2:", "small letters"}},
		{"[desk]\nurl = https://desk.example:\n", {":2:", "[desk] url"}},
		{"[desk]\nurl = https://desk.example:80x\n", {":2:", "[desk] url"}},
		{"[web]\nhosts = a.example, http://b.example\n", {":2:", "\"http://b.example\""}},
		{"[desk]\nhosts = desk.example:8081\n", {":2:", "[desk] hosts"}},
		{"[web]\ntrusted_proxies = 127.0.0.1, proxy.example\n", {":2:", "\"proxy.example\""}},
		{"[web]\ntrusted_proxies = 10.0.0.0/99\n", {":2:", "[web] trusted_proxies"}},
		{"[mail]\nfrom = Community <c@example.org\n", {":2:", "[mail] from"}},
		{"[mail]\nfrom = community@\n", {":2:", "[mail] from"}},
		{"[mail]\nfrom = community\n", {":2:", "[mail] from"}},
		{"[site]\ncalling_code = +44\n", {":2:", "[site] calling_code"}},
		{"[site]\nlocale = klingon\n", {":2:", "[site] locale"}},
		{"[site]\nzone = Mars/Olympus\n", {":2:", "[site] zone"}},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct config c;
		char said[1024];

		if (read_text(rows[i].text, &c, said))
			fail_msg("row %zu was taken", i);
		if (!strstr(said, rows[i].part[0]) || !strstr(said, rows[i].part[1]))
			fail_msg("row %zu: said only: %s", i, said);
		config_free(&c);
	}
}

static void test_environment_overrides(void **state)
{
	struct config c;
	char said[1024];

	(void)state;
	setenv("BOTHY_WEB_HOSTS", "h,other.example", 1);
	setenv("BOTHY_WEB_WORKERS", "2", 1);
	assert_true(read_text("[web]\nhosts = file.example\nworkers = 7\n", &c, said));
	assert_int_equal(c.web.workers, 2);
	assert_int_equal(c.web.hosts.n, 2);
	assert_string_equal(c.web.hosts.v[0], "h");
	config_free(&c);
	setenv("BOTHY_WEB_WORKERS", "none", 1);
	assert_false(read_text("", &c, said));
	assert_non_null(strstr(said, "BOTHY_WEB_WORKERS"));
	config_free(&c);
	unsetenv("BOTHY_WEB_WORKERS");
	unsetenv("BOTHY_WEB_HOSTS");
}

static void test_missing_file(void **state)
{
	struct config c;
	int saved = dup(STDERR_FILENO);

	(void)state;
	assert_non_null(freopen("/dev/null", "w", stderr));
	assert_false(config_read(&c, "/nonexistent/bothy.conf"));
	dup2(saved, STDERR_FILENO);
	close(saved);
	config_free(&c);
}

static int files_make(void **state)
{
	(void)state;
	close(mkstemp(file));
	close(mkstemp(said_file));
	unsetenv("BOTHY_CONFIG");
	return 0;
}

static int files_remove(void **state)
{
	(void)state;
	unlink(file);
	unlink(said_file);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_good_addresses),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_environment_overrides),
		cmocka_unit_test(test_missing_file),
	};

	return cmocka_run_group_tests_name("config", tests, files_make, files_remove);
}
