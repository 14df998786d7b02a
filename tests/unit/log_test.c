/* log_test.c -- lines of the log: their shape, that no value can forge one, what is written together, what is
 * counted when it cannot be written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

static int file, error_was;
static char text[65536];

static int divert(void **state)
{
	(void)state;
	clock_set((struct when){1796000000123456});
	log_as("web.1");
	error_was = dup(STDERR_FILENO);
	file = memfd_create("log", 0);
	return dup2(file, STDERR_FILENO) < 0;
}

static int restore(void **state)
{
	(void)state;
	dup2(error_was, STDERR_FILENO);
	close(error_was);
	close(file);
	clock_set((struct when){0});
	return 0;
}

static const char *written(void)
{
	ssize_t n = pread(file, text, sizeof(text) - 1, 0);

	text[n > 0 ? n : 0] = 0;
	return text;
}

#define HEAD(level) "2026-11-30T00:53:20.123Z " level " web.1 "

static void writes_a_line(void **state)
{
	(void)state;
	log_info("mail.sent", "job=%d ms=%d", 7, 12);
	log_error("a.b", "x=%s", "1\n2026 forged\x7f");
	clock_set((struct when){1796000001000000});
	log_info("later", "n=%d", 1);
	assert_string_equal(written(), HEAD("info") "mail.sent job=7 ms=12\n" HEAD(
					       "error") "a.b x=1?2026 forged?\n"
							"2026-11-30T00:53:21.000Z info web.1 later n=1\n");
}

static void cuts_a_long_line(void **state)
{
	char *value = malloc(10001);

	(void)state;
	memset(value, 'x', 10000);
	value[10000] = 0;
	log_info("long", "value=%s", value);
	log_soon("long", "value=%s", value);
	log_flush();
	assert_int_equal(strlen(written()), 2 * 2047);
	assert_int_equal(text[2046], '\n');
	free(value);
}

static void writes_together_and_in_order(void **state)
{
	int i;

	(void)state;
	log_soon("a", "n=%d", 1);
	log_soon("a", "n=%d", 2);
	assert_string_equal(written(), "");
	log_warn("b", "n=%d", 3);
	assert_string_equal(written(), HEAD("info") "a n=1\n" HEAD("info") "a n=2\n" HEAD("warn") "b n=3\n");
	for (i = 0; i < 1000; i++)
		log_soon("c", "n=%03d", i);
	assert_true(strlen(written()) > 1000 * 30);
	log_flush();
	assert_non_null(strstr(written(), "c n=999\n"));
	assert_null(strstr(text, "lines_dropped"));
}

static void counts_what_it_cannot_write(void **state)
{
	int full = open("/dev/full", O_WRONLY);

	(void)state;
	dup2(full, STDERR_FILENO);
	log_soon("a", "n=%d", 1);
	log_soon("a", "n=%d", 2);
	log_flush();
	log_info("b", "n=%d", 3);
	dup2(file, STDERR_FILENO);
	log_info("c", "n=%d", 4);
	log_info("c", "n=%d", 5);
	assert_string_equal(written(), HEAD("info") "c lines_dropped=3 n=4\n" HEAD("info") "c n=5\n");
	close(full);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(writes_a_line, divert, restore),
		cmocka_unit_test_setup_teardown(cuts_a_long_line, divert, restore),
		cmocka_unit_test_setup_teardown(writes_together_and_in_order, divert, restore),
		cmocka_unit_test_setup_teardown(counts_what_it_cannot_write, divert, restore),
	};

	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
