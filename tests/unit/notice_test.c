/* notice_test.c -- kinds of notices, and links that stop mail: only what this site signed is believed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/secret.h"
#include "forum/notice/notice.h"
#include "forum/notice/notice_stop.h"

static const unsigned char key[32] = "the key of a site, 32 bytes long";
static const unsigned char other_key[32] = "another site's key, 32 bytes too";

static void test_kinds_have_names(void **state)
{
	enum notice_kind back;
	int i;

	(void)state;
	for (i = 0; i < NOTICE_KINDS; i++) {
		assert_non_null(notice_kind_name((enum notice_kind)i));
		assert_true(notice_kind_of(notice_kind_name((enum notice_kind)i), &back));
		assert_int_equal(back, i);
	}
	assert_false(notice_kind_of("nonsense", &back));
	assert_false(notice_kind_of(NULL, &back));
	/* The one nobody must miss. */
	assert_true(notice_mailed_by_default(NOTICE_ANSWER));
}

static void test_signed_links_are_read(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct notice_stop stop;
	const char *path = notice_stop_path(&a, key, 17, "answer");

	(void)state;
	assert_memory_equal(path, "/mail/stop/", 11);
	assert_true(notice_stop_read(&a, key, path + 11, &stop));
	assert_int_equal(stop.member, 17);
	assert_string_equal(stop.kind, "answer");
	assert_true(notice_stop_read(&a, key, notice_stop_path(&a, key, 1, "all") + 11, &stop));
	assert_string_equal(stop.kind, "all");
	arena_end(&a);
}

static void test_others_are_refused(void **state)
{
	struct arena a = ARENA_EMPTY;
	const char *good = notice_stop_path(&a, key, 17, "answer") + 11;
	const char *mac = strrchr(good, '.') + 1;
	const char *const forged[] = {
		NULL,
		"",
		".",
		"..",
		"17.answer",
		"17.answer.",
		arena_printf(&a, "18.answer.%s", mac),
		arena_printf(&a, "17.all.%s", mac),
		arena_printf(&a, "17.answer.%sx", mac),
		arena_printf(&a, "17.answer.%.*s", (int)strlen(mac) - 1, mac),
		arena_printf(&a, "17.answer .%s", mac),
		arena_printf(&a, "017.answer.%s", mac),
		notice_stop_path(&a, other_key, 17, "answer") + 11,
		/* signed, but of a kind there is not */
		notice_stop_path(&a, key, 17, "nonsense") + 11,
		notice_stop_path(&a, key, 17, "") + 11,
	};
	struct notice_stop stop;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(forged) / sizeof(forged[0]); i++)
		if (notice_stop_read(&a, key, forged[i], &stop))
			fail_msg("row %zu: %s was believed", i, forged[i] ? forged[i] : "NULL");
	arena_end(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds_have_names),
		cmocka_unit_test(test_signed_links_are_read),
		cmocka_unit_test(test_others_are_refused),
	};

	secret_init();
	return cmocka_run_group_tests_name("notice", tests, NULL, NULL);
}
