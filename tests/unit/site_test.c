/* site_test.c -- what an admin sets for the whole site: whom an announcement concerns, times as they are typed, policies, answers of mail
 * servers, logos as they are stored. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "forum/announcement/announcement.h"
#include "forum/announcement/announcement_time.h"
#include "forum/mailtest/mailtest.h"
#include "forum/policy/policy_rules.h"
#include "forum/setting/setting.h"

#define AT(s) ((struct when){(int64_t)(s)*1000000})

static void test_concerns(void **state)
{
	static const struct {
		const char *kind, *audience;
		int64_t topic;
		int from, until, now; /* until 0: none */
		bool member;
		int64_t looks_at;
		bool any_topic;
		const char *dismissed;
		bool shown;
	} rows[] = {
		{"information", "all", 0, 10, 0, 10, false, 0, false, NULL, true},
		{"information", "all", 0, 10, 0, 9, false, 0, false, NULL, false},
		{"information", "all", 0, 10, 20, 19, false, 0, false, NULL, true},
		{"information", "all", 0, 10, 20, 20, false, 0, false, NULL, false},
		{"information", "guests", 0, 10, 0, 10, true, 0, false, NULL, false},
		{"information", "guests", 0, 10, 0, 10, false, 0, false, NULL, true},
		{"information", "members", 0, 10, 0, 10, false, 0, false, NULL, false},
		{"information", "members", 0, 10, 0, 10, true, 0, false, NULL, true},
		{"outage", "topic", 3, 10, 0, 10, true, 0, false, NULL, false},
		{"outage", "topic", 3, 10, 0, 10, true, 4, false, NULL, false},
		{"outage", "topic", 3, 10, 0, 10, true, 3, false, NULL, true},
		{"outage", "topic", 3, 10, 0, 10, true, 0, true, NULL, true},
		{"information", "all", 0, 10, 0, 10, true, 0, false, "7.2", false},
		{"information", "all", 0, 10, 0, 10, true, 0, false, "3.1_7.2", false},
		{"information", "all", 0, 10, 0, 10, true, 0, false, "7.1", true},
		{"information", "all", 0, 10, 0, 10, true, 0, false, "77.2_7.22_", true},
		{"information", "all", 0, 10, 0, 10, false, 0, false, "7.2", true},
		{"outage", "all", 0, 10, 0, 10, true, 0, false, "7.2", true},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct announcement x = {.id = 7,
			.revision = 2,
			.kind = rows[i].kind,
			.audience = rows[i].audience,
			.topic_id = rows[i].topic,
			.from_at = AT(rows[i].from),
			.until_at = AT(rows[i].until)};
		struct announcement_reader reader = {AT(rows[i].now), rows[i].member, rows[i].looks_at,
			rows[i].any_topic, rows[i].dismissed};

		if (announcement_concerns(&x, &reader) != rows[i].shown)
			fail_msg("row %zu", i);
	}
}

/* The list grows by what there is alone: what is over is forgotten. */
static void test_dismissed(void **state)
{
	struct announcement v[] = {{.id = 1, .revision = 1}, {.id = 2, .revision = 5},
		{.id = 3, .revision = 1}};
	struct announcements all = {v, 3};
	struct arena a = ARENA_EMPTY;

	(void)state;
	assert_string_equal(announcement_dismissed_add(&a, &all, NULL, &v[1]), "2.5");
	assert_string_equal(announcement_dismissed_add(&a, &all, "1.1_9.9_2.4", &v[1]), "2.5_1.1");
	assert_string_equal(announcement_dismissed_add(&a, &all, "2.5", &v[1]), "2.5");
	arena_end(&a);
}

static void test_times(void **state)
{
	static const struct {
		const char *typed, *zone;
		int64_t seconds; /* 0: refused */
		const char *again;
	} rows[] = {
		{"2026-11-22T09:30", "UTC", 1795339800, "2026-11-22T09:30"},
		{"2026-11-22T09:30:30", "UTC", 1795339830, "2026-11-22T09:30"},
		{"2026-11-22T09:30", "Europe/Berlin", 1795336200, "2026-11-22T09:30"},
		{"2026-07-01T12:00", "Europe/Berlin", 1782900000, "2026-07-01T12:00"},
		/* the hour that is twice: the first */
		{"2026-10-25T02:30", "Europe/Berlin", 1792888200, "2026-10-25T02:30"},
		{"2026-10-25T01:30", "Europe/Berlin", 1792884600, "2026-10-25T01:30"},
		{"2026-10-25T03:30", "Europe/Berlin", 1792895400, "2026-10-25T03:30"},
		/* the hour that is not */
		{"2026-03-29T02:30", "Europe/Berlin", 1774747800, "2026-03-29T03:30"},
		{"2026-02-30T09:30", "UTC", 0, NULL},
		{"2026-13-01T09:30", "UTC", 0, NULL},
		{"2026-11-22T24:30", "UTC", 0, NULL},
		{"2026-11-22 09:30", "UTC", 0, NULL},
		{"2026-11-22T09:30Z", "UTC", 0, NULL},
		{"2026-11-22", "UTC", 0, NULL},
		{"1960-11-22T09:30", "UTC", 0, NULL},
		{"", "UTC", 0, NULL},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena a = ARENA_EMPTY;
		struct when at = {0};
		bool ok = announcement_time_read(rows[i].typed, rows[i].zone, &at);

		if (ok != (rows[i].seconds != 0) || (ok && at.us != rows[i].seconds * 1000000))
			fail_msg("%s: %lld", rows[i].typed, (long long)(at.us / 1000000));
		if (ok && !text_is(announcement_time_text(&a, at, rows[i].zone), rows[i].again))
			fail_msg("%s becomes %s", rows[i].typed,
				announcement_time_text(&a, at, rows[i].zone));
		arena_end(&a);
	}
}

static void test_threads(void **state)
{
	static const struct {
		const char *typed;
		int64_t id;
	} rows[] = {{"", 0}, {"42", 42}, {"/t/42/x-y", 42}, {"https://c.example.org/t/42?page=2", 42},
		{"/t/42#a3", 42}, {"x", -1}, {"/t/", -1}, {"42x", -1}, {"0", -1}, {"-3", -1},
		{"1234567890123456789", -1}};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (announcement_thread_read(rows[i].typed) != rows[i].id)
			fail_msg("%s", rows[i].typed);
}

static void test_policies(void **state)
{
	struct policy ours[] = {{.slug = "privacy", .title = "Ours"}, {.slug = "terms"}};
	struct policy theirs[] = {{.slug = "imprint", .title = "Imprint"}};
	struct policies delivered = {ours, 2}, added = {theirs, 1}, listed = {0};
	struct arena a = ARENA_EMPTY;
	struct policy_text text;
	static const char *const slugs[] = {"terms", "privacy", "rules", "imprint"};
	static const char *const titles[] = {"Terms of use", "Ours", "Rules of the community", "Imprint"};
	size_t i;

	(void)state;
	policies_listed(&a, &delivered, &added, &listed);
	assert_int_equal(listed.n, 4);
	for (i = 0; i < 4; i++) {
		assert_string_equal(listed.v[i].slug, slugs[i]);
		assert_string_equal(listed.v[i].title, titles[i]);
	}
	assert_true(policy_delivered(&a, "privacy", &text));
	assert_string_equal(text.title, "Privacy");
	assert_true(strlen(text.text) > 500 && text.text[0] != '#');
	assert_false(policy_delivered(&a, "README", &text));
	assert_null(policy_slug_wrong("imprint-2"));
	assert_non_null(policy_slug_wrong(""));
	assert_non_null(policy_slug_wrong("-a"));
	assert_non_null(policy_slug_wrong("new"));
	assert_non_null(policy_slug_wrong("a/b"));
	assert_non_null(policy_slug_wrong("Terms"));
	arena_end(&a);
}

static void test_answers(void **state)
{
	static const struct {
		const char *answer, *masked;
	} rows[] = {{"550 5.1.1 <nobody@example.org>: user unknown", "550 5.1.1 … user unknown"},
		{"a@b c@d", "… …"}, {"", ""}, {"two\r\nlines", "two lines"}};
	struct arena a = ARENA_EMPTY;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(mailtest_masked(&a, rows[i].answer), rows[i].masked);
	assert_string_equal(mailtest_kind(&a, "account.signup_mail-17"), "account.signup_mail");
	assert_string_equal(mailtest_kind(&a, "notice-12-33"), "notice");
	assert_string_equal(mailtest_kind(&a, "mail"), "mail");
	assert_string_equal(mailtest_kind(&a, "12"), "12");
	arena_end(&a);
}

static void test_logos(void **state)
{
	static const struct {
		const char *value;
		bool ok;
	} rows[] = {{"3f2a91c04d5e-180x48", true}, {"3f2a91c04d5-180x48", false},
		{"3f2a91c04d5e-180x", false}, {"3f2a91c04d5e-0x48", false}, {"3f2a91c04d5e-180x48.", false},
		{"../../etc/pass-1x1", false}, {"", false}};
	struct logo logo;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (logo_of(rows[i].value, &logo) != rows[i].ok)
			fail_msg("%s", rows[i].value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_concerns),
		cmocka_unit_test(test_dismissed),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_policies),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_logos),
	};

	return cmocka_run_group_tests_name("site", tests, NULL, NULL);
}
