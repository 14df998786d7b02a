/* member_test.c -- what is understood of a search for members, and what is said about refusals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "forum/member/refusal.h"
#include "forum/member/search.h"
#include "web/form.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static struct arena a;

static int end(void **state)
{
	(void)state;
	arena_end(&a);
	return 0;
}

static struct member_search read(const char *query)
{
	struct form f;

	assert_true(form_read(&a, slice_of(query), &f));
	return member_search_read(&a, &f, strstr(query, "email=") || strstr(query, "address="));
}

static const struct {
	const char *query, *name, *email, *domain, *range;
	int64_t from_s;
	bool wrong;
} searches[] = {
	{"", NULL, NULL, NULL, NULL, 0, false},
	{"q=+Anna++Berg+", "Anna Berg", NULL, NULL, NULL, 0, false},
	{"q=@anna", "anna", NULL, NULL, NULL, 0, false},
	{"q=@", NULL, NULL, NULL, NULL, 0, false},
	{"email=Anna@Example.org", NULL, "anna@example.org", NULL, NULL, 0, false},
	{"email=@Example.org", NULL, NULL, "example.org", NULL, 0, false},
	{"email=example.org", NULL, NULL, "example.org", NULL, 0, false},
	{"email=@b%C3%BCcher.example", NULL, NULL, "xn--bcher-kva.example", NULL, 0, false},
	{"email=anna", NULL, NULL, NULL, NULL, 0, true},
	{"email=@", NULL, NULL, NULL, NULL, 0, true},
	{"email=a@b@example.org", NULL, NULL, NULL, NULL, 0, true},
	{"address=192.0.2.7", NULL, NULL, NULL, "192.0.2.7/32", 0, false},
	{"address=192.0.2.7/24", NULL, NULL, NULL, "192.0.2.7/24", 0, false},
	{"address=192.0.0.0/16", NULL, NULL, NULL, "192.0.0.0/16", 0, false},
	{"address=192.0.0.0/15", NULL, NULL, NULL, NULL, 0, true},
	{"address=192.0.2.7/33", NULL, NULL, NULL, NULL, 0, true},
	{"address=2001:db8::5", NULL, NULL, NULL, "2001:db8::5/64", 0, false},
	{"address=2001:db8::/32", NULL, NULL, NULL, "2001:db8::/32", 0, false},
	{"address=2001:db8::/31", NULL, NULL, NULL, NULL, 0, true},
	{"address=::ffff:192.0.2.7", NULL, NULL, NULL, "192.0.2.7/32", 0, false},
	{"address=0.0.0.0/0", NULL, NULL, NULL, NULL, 0, true},
	{"address=' OR 1=1", NULL, NULL, NULL, NULL, 0, true},
	{"address=192.0.2.7/", NULL, NULL, NULL, NULL, 0, true},
	{"since=2026-01-31", NULL, NULL, NULL, NULL, 1769817600, false},
	{"since=2026-02-30", NULL, NULL, NULL, NULL, 0, true},
	{"since=2026-2-3", NULL, NULL, NULL, NULL, 0, true},
	{"since=yesterday", NULL, NULL, NULL, NULL, 0, true},
};

static void check(const char *row, const char *what, const char *is, const char *should)
{
	if (is != should && !text_is(is, should))
		fail_msg("\"%s\": %s is \"%s\", not \"%s\"", row, what, is ? is : "(none)",
			should ? should : "(none)");
}

static void test_what_was_typed_is_understood(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(searches); i++) {
		struct member_search s = read(searches[i].query);

		check(searches[i].query, "the name", s.name, searches[i].name);
		check(searches[i].query, "the address", s.email_key, searches[i].email);
		check(searches[i].query, "the domain", s.domain, searches[i].domain);
		check(searches[i].query, "the range", s.range, searches[i].range);
		if (s.from.us != searches[i].from_s * 1000000)
			fail_msg("\"%s\": from %lld", searches[i].query, (long long)s.from.us);
		if (member_search_is_wrong(&s) != searches[i].wrong)
			fail_msg("\"%s\": wrong is %d", searches[i].query, !searches[i].wrong);
	}
}

static void test_choices_that_there_are_not_ask_for_nothing(void **state)
{
	struct member_search s = read("role=16&state=dead&level=5&sort=random&after=x");

	(void)state;
	assert_string_equal(s.role, "");
	assert_string_equal(s.state, "");
	assert_string_equal(s.level, "");
	assert_string_equal(s.sort, "");
	assert_int_equal(s.after, 0);
}

static void test_the_next_page_asks_for_the_same(void **state)
{
	const char *query =
		"q=a%26b&email=@example.org&address=192.0.2.0/24&role=2&state=active&level=0&since=2026-01-31&sort=name";
	struct member_search first = read(query), next;
	const char *path = member_search_path(&a, &first, 77);

	(void)state;
	assert_true(text_starts(path, "/admin/members?"));
	next = read(strchr(path, '?') + 1);
	assert_int_equal(next.after, 77);
	assert_string_equal(next.q, "a&b");
	assert_string_equal(next.domain, "example.org");
	assert_string_equal(next.range, "192.0.2.0/24");
	assert_string_equal(next.role, "2");
	assert_string_equal(next.state, "active");
	assert_string_equal(next.level, "0");
	assert_string_equal(next.since, "2026-01-31");
	assert_string_equal(next.sort, "name");
}

static void test_refusals_have_a_status_and_a_sentence(void **state)
{
	static const struct {
		const char *constraint;
		int status;
	} rows[] = {{"admins_only", 403}, {"moderators_only", 403}, {"last_admin", 409}, {"member_gone", 404},
		{"anything", 409}, {NULL, 409}};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		const struct refusal *r = member_refusal(rows[i].constraint);

		if (r->status != rows[i].status || strlen(r->why) < 20)
			fail_msg("%s: %d %s", rows[i].constraint ? rows[i].constraint : "(none)", r->status,
				r->why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_was_typed_is_understood),
		cmocka_unit_test(test_choices_that_there_are_not_ask_for_nothing),
		cmocka_unit_test(test_the_next_page_asks_for_the_same),
		cmocka_unit_test(test_refusals_have_a_status_and_a_sentence),
	};

	return cmocka_run_group_tests_name("member", tests, NULL, end);
}
