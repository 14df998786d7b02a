/* level_test.c -- the rules of levels: each threshold's edge, staying above the lower bound, what each level opens, and what of a form's
 * thresholds is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "forum/level/level_rules.h"
#include "web/form.h"
#include "web/request.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static const struct level_rules rules = {
	.bound = {{0, 0, 0, 0}, {1, 500, 1, 400}, {3, 600, 2, 500}, {10, 700, 8, 600}, {25, 750, 20, 650}},
	.judgements = 3,
	.settle_days = 7,
};

static void test_ratio(void **state)
{
	static const struct {
		int64_t good, bad, mille;
	} rows[] = {{0, 0, 500}, {1, 0, 600}, {0, 1, 400}, {2, 0, 666}, {10, 0, 857}, {0, 10, 142},
		{1000000, 0, 999}, {0, 1000000, 0}, {5, 5, 500}};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		assert_int_equal(level_ratio(rows[i].good, rows[i].bad), rows[i].mille);
}

static void test_level_after(void **state)
{
	static const struct {
		const char *what;
		int now;
		bool settled;
		int64_t good, bad, people;
		int after;
	} rows[] = {
		{"nothing done", 0, true, 0, 0, 0, 0},
		{"one person", 0, true, 1, 0, 1, 1},
		{"… not settled: rising does not wait", 0, false, 1, 0, 1, 1},
		{"nobody, though much good", 0, true, 50, 0, 0, 0},
		{"one person, ratio at its edge (3/6 = 500)", 0, true, 1, 1, 1, 1},
		{"one person, ratio below (3/7 = 428)", 0, true, 1, 2, 1, 0},
		{"two people are no helper", 0, true, 9, 0, 2, 1},
		{"three are", 0, true, 3, 0, 3, 2},
		{"three, ratio below 600 (5/9 = 555)", 0, true, 3, 2, 3, 1},
		{"three, ratio at 600 (6/10)", 0, true, 4, 2, 3, 2},
		{"nine people", 0, true, 40, 0, 9, 2},
		{"ten people", 0, true, 40, 0, 10, 3},
		{"ten, ratio 700 (7/10)", 0, true, 5, 1, 10, 3},
		{"ten, ratio 692 (9/13)", 0, true, 7, 2, 10, 2},
		{"24 people", 2, true, 99, 0, 24, 3},
		{"25 people", 2, true, 99, 0, 25, 4},
		{"25, ratio 750 (9/12)", 0, true, 7, 1, 25, 4},
		{"25, ratio 740 (20/27)", 0, true, 18, 5, 25, 3},
		/* staying: between both bounds nothing happens, whatever the days */
		{"helper with two people stays", 2, true, 9, 0, 2, 2},
		{"helper with one falls", 2, true, 9, 0, 1, 1},
		{"helper with none falls to the ground", 2, true, 9, 0, 0, 0},
		{"helper, ratio 555 stays", 2, true, 3, 2, 3, 2},
		{"helper, ratio 500 stays (6/12)", 2, true, 4, 4, 3, 2},
		{"helper, ratio 461 falls (6/13), and rests as contributor", 2, true, 4, 5, 3, 1},
		{"guardian with 20 stays", 4, true, 99, 0, 20, 4},
		{"guardian with 19 falls to trusted", 4, true, 99, 0, 19, 3},
		{"guardian, ratio 650 stays (13/20)", 4, true, 11, 5, 25, 4},
		{"guardian, ratio 631 falls (12/19)", 4, true, 10, 5, 25, 3},
		{"guardian falls through", 4, true, 0, 50, 25, 0},
		{"contributor, ratio 400 stays (2/5)", 1, true, 0, 1, 1, 1},
		{"contributor, ratio 333 falls (2/6)", 1, true, 0, 2, 1, 0},
		/* nobody falls before he is settled, and rising goes on */
		{"helper with none, not settled", 2, false, 9, 0, 0, 2},
		{"guardian with all bad, not settled", 4, false, 0, 50, 25, 4},
		{"contributor rises, not settled", 1, false, 3, 0, 3, 2},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct level_numbers n = {rows[i].good, rows[i].bad, rows[i].people};

		if (level_after(&rules, rows[i].now, rows[i].settled, &n) != rows[i].after)
			fail_msg("%s: level %d, not %d", rows[i].what,
				level_after(&rules, rows[i].now, rows[i].settled, &n), rows[i].after);
	}
}

/* Somebody who stands still is not moved by being looked at again; what was reached is kept when nothing gets worse. */
static void test_nobody_flickers(void **state)
{
	struct level_numbers n;
	int level;

	(void)state;
	for (n.people = 0; n.people < 30; n.people++)
		for (n.good = n.people; n.good < 40; n.good++)
			for (n.bad = 0; n.bad < 20; n.bad++)
				for (level = 0; level < LEVELS; level++) {
					int once = level_after(&rules, level, true, &n);

					assert_int_equal(level_after(&rules, once, true, &n), once);
					assert_int_equal(level_after(&rules, once, false, &n), once);
				}
}

static void test_why(void **state)
{
	struct level_numbers few = {9, 0, 1}, bad = {1, 9, 9};

	(void)state;
	assert_string_equal(level_why(&rules, 0, 1, &few), "helped");
	assert_string_equal(level_why(&rules, 2, 1, &few), "people");
	assert_string_equal(level_why(&rules, 2, 0, &bad), "ratio");
}

static void test_what_levels_open(void **state)
{
	static const char *const rows[PRIVILEGES] = {
		[PRIVILEGE_LINKS] = "-+++++",
		[PRIVILEGE_TAGS] = "--++++",
		[PRIVILEGE_SUGGEST] = "---+++",
		[PRIVILEGE_QUEUE] = "----++",
	};
	static const int weights[LEVELS] = {1, 1, 2, 3, 5};
	int p, level;

	(void)state;
	for (p = 0; p < PRIVILEGES; p++)
		for (level = 0; level < LEVELS; level++) {
			struct viewer v = {.id = 7, .roles = ROLE_MEMBER, .level = level},
				      guest = {.level = level};
			bool open = rows[p][level] == '+';

			assert_int_equal(level_may(level, (enum privilege)p), open);
			assert_int_equal(viewer_may(&v, (enum privilege)p), open);
			assert_false(viewer_may(&guest, (enum privilege)p));
			assert_int_equal(viewer_flag_weight(&v), weights[level]);
			assert_int_equal(viewer_flag_weight(&guest), 0);
			v.roles |= ROLE_STAFF;
			assert_true(viewer_may(&v, (enum privilege)p));
			v.roles = ROLE_MEMBER | ROLE_ADMIN;
			assert_true(viewer_may(&v, (enum privilege)p));
			v.roles = ROLE_MEMBER | ROLE_MODERATOR;
			assert_true(viewer_may(&v, (enum privilege)p));
			assert_int_equal(viewer_flag_weight(&v), 5);
		}
	for (level = 0; level < LEVELS; level++)
		assert_true(*level_name(level) && *level_description(level));
}

/* ---- the form ---- */

#define FINE \
	"base=4&people-1=1&ratio-1=50&keep-people-1=1&keep-ratio-1=40&people-2=3&ratio-2=60&keep-people-2=2&keep-ratio-2=50" \
	"&people-3=10&ratio-3=70&keep-people-3=8&keep-ratio-3=60&people-4=25&ratio-4=75&keep-people-4=20&keep-ratio-4=65" \
	"&judgements=3&settle-days=7"

/* FINE with other fields put before it: the first of a name counts. */
static const char *wrong_with(const char *before, struct level_rules *out)
{
	struct arena a = ARENA_EMPTY;
	struct form f;
	const char *text = arena_printf(&a, "%s&%s", before, FINE);

	assert_true(form_read(&a, (struct slice){text, strlen(text)}, &f));
	level_rules_read(&f, out);
	arena_end(&a);
	return level_rules_wrong(out);
}

static void test_form(void **state)
{
	static const struct {
		const char *fields;
		bool fine;
	} rows[] = {
		{"x=1", true},
		{"ratio-1=50.5", true},
		{"ratio-1=50%2C5", true},
		{"ratio-4=100", true},
		{"ratio-4=100.1", false},
		{"ratio-1=50.55", false},
		{"ratio-1=", false},
		{"ratio-1=.5", false},
		{"ratio-1=50.", false},
		{"ratio-1=-1", false},
		{"ratio-1=abc", false},
		{"ratio-1=1e1", false},
		{"people-1=0", false},
		{"people-1=", false},
		{"people-1=1.5", false},
		{"people-4=1000000", true},
		{"people-4=1000001", false},
		{"people-4=99999999999999999999", false},
		{"keep-people-1=0", true},
		{"keep-people-1=2", false},   /* more than to rise */
		{"keep-ratio-2=60", true},    /* the same */
		{"keep-ratio-2=60.1", false}, /* more */
		{"people-2=1&keep-people-2=1", true},
		{"people-1=4", false}, /* more than the next level */
		{"ratio-2=70", true},
		{"ratio-2=70.1", false},
		{"judgements=1", true},
		{"judgements=0", false},
		{"judgements=1001", false},
		{"settle-days=0", true},
		{"settle-days=366", false},
	};
	struct level_rules out;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		if (!wrong_with(rows[i].fields, &out) != rows[i].fine)
			fail_msg("%s: %s", rows[i].fields,
				rows[i].fine ? level_rules_wrong(&out) : "was taken");
	assert_null(wrong_with("x=1", &out));
	assert_int_equal(out.id, 4);
	assert_true(level_rules_same(&out, &rules));
	assert_null(wrong_with("ratio-1=50%2C5", &out));
	assert_int_equal(out.bound[1].ratio, 505);
	assert_false(level_rules_same(&out, &rules));
}

static void test_percent(void **state)
{
	struct arena a = ARENA_EMPTY;

	(void)state;
	assert_string_equal(level_percent(&a, 0), "0");
	assert_string_equal(level_percent(&a, 5), "0.5");
	assert_string_equal(level_percent(&a, 625), "62.5");
	assert_string_equal(level_percent(&a, 600), "60");
	assert_string_equal(level_percent(&a, 1000), "100");
	arena_end(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ratio),
		cmocka_unit_test(test_level_after),
		cmocka_unit_test(test_nobody_flickers),
		cmocka_unit_test(test_why),
		cmocka_unit_test(test_what_levels_open),
		cmocka_unit_test(test_form),
		cmocka_unit_test(test_percent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
