/* mail_forget_test.c -- which mails name somebody: words, however the mail breaks its lines, and not those of others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "jobs/mail_forget.h"

static void test_names(void **state)
{
	static const struct {
		const char *mail, *word;
		bool names;
	} rows[] = {
		{"To: <ann@example.org>\r\n\r\nHello", "ann@example.org", true},
		{"To: <Ann@Example.org>\r\n\r\nHello", "ann@example.org", true},
		{"To: <joann@example.org>\r\n\r\nHello", "ann@example.org", false},
		{"To: <ann@example.organic>\r\n", "ann@example.org", false},
		{"ann has answered", "ann", true},
		{"answered by ann", "ann", true},
		{"Hello ann-2, hello joann, hello ann_", "ann", false},
		{"by an=\r\nn, just now", "ann", true},
		{"by a=\r\nn=\r\nn", "ann", true},
		{"nobody", "ann", false},
		{"anything", "", false},
		{"", "ann", false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char mail[200];
		size_t n = strlen(rows[i].mail);

		memcpy(mail, rows[i].mail, n);
		n = mail_unfold(mail, n);
		if (mail_names(mail, n, rows[i].word) != rows[i].names)
			fail_msg("row %zu: \"%s\" in \"%s\"", i, rows[i].word, rows[i].mail);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {cmocka_unit_test(test_names)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
