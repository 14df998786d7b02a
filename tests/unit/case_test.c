/* case_test.c -- the rules of cases, links and solutions: legal steps are those of the database, names are found again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "db/migrate.h"
#include "forum/case/case.h"
#include "forum/link/link.h"
#include "forum/solution/solution_inside.h"

#define STATES_MOST 8

/* Marks the pairs ('was', 'becomes') that migrations put into ${table}; ${number} gives a state's number, -1 for none such. */
static int steps_of_database(const char *table, int (*number)(const char *),
	bool legal[STATES_MOST][STATES_MOST])
{
	char insert[64];
	const struct migration *m;
	int n = 0;

	snprintf(insert, sizeof(insert), "INSERT INTO %s VALUES", table);
	for (m = migrations; m->name; m++) {
		const char *s = strstr(m->sql, insert), *end = s ? strchr(s, ';') : NULL;
		char was[32], becomes[32];

		for (s = s ? strchr(s, '(') : NULL; s && s < end; s = strchr(s + 1, '(')) {
			assert_int_equal(sscanf(s, "('%31[a-z_]', '%31[a-z_]')", was, becomes), 2);
			assert_true(number(was) >= 0 && number(becomes) >= 0);
			legal[number(was)][number(becomes)] = true;
			n++;
		}
	}
	return n;
}

static int case_number(const char *name)
{
	enum case_state s;

	return case_state_of(name, &s) ? (int)s : -1;
}

static int link_number(const char *name)
{
	enum link_state s;

	return link_state_of(name, &s) ? (int)s : -1;
}

static void test_steps_of_cases_are_those_of_the_database(void **state)
{
	bool legal[STATES_MOST][STATES_MOST] = {{false}};
	int was, becomes;

	(void)state;
	assert_int_equal(steps_of_database("crm.case_step", case_number, legal), 27);
	for (was = 0; was < CASE_STATES; was++)
		for (becomes = 0; becomes < CASE_STATES; becomes++)
			if (case_step_legal((enum case_state)was, (enum case_state)becomes) !=
				legal[was][becomes])
				fail_msg("%s to %s", case_state_name((enum case_state)was),
					case_state_name((enum case_state)becomes));
}

static void test_steps_of_links_are_those_of_the_database(void **state)
{
	bool legal[STATES_MOST][STATES_MOST] = {{false}};
	int was, becomes;

	(void)state;
	assert_int_equal(steps_of_database("crm.link_step", link_number, legal), 4);
	for (was = 0; was < LINK_STATES; was++)
		for (becomes = 0; becomes < LINK_STATES; becomes++)
			if (link_step_legal((enum link_state)was, (enum link_state)becomes) !=
				legal[was][becomes])
				fail_msg("%s to %s", link_state_name((enum link_state)was),
					link_state_name((enum link_state)becomes));
}

static void test_names_are_found_again(void **state)
{
	enum case_state s;
	enum case_priority p;
	enum link_kind k;
	enum solution_state d;
	int i;

	(void)state;
	for (i = 0; i < CASE_STATES; i++)
		assert_true(case_state_of(case_state_name((enum case_state)i), &s) && (int)s == i);
	for (i = 0; i < CASE_PRIORITIES; i++)
		assert_true(case_priority_of(case_priority_name((enum case_priority)i), &p) && (int)p == i);
	for (i = 0; i < LINK_KINDS; i++)
		assert_true(link_kind_of(link_kind_name((enum link_kind)i), &k) && (int)k == i);
	for (i = 0; i < SOLUTION_STATES; i++)
		assert_true(
			solution_state_of(solution_state_name((enum solution_state)i), &d) && (int)d == i);
	assert_false(case_state_of("opened", &s) || case_state_of("", &s) || case_state_of(NULL, &s));
}

static void test_origin_keys(void **state)
{
	struct arena a = ARENA_EMPTY;

	(void)state;
	assert_string_equal(link_origin_key(&a, 42, 1, 0), "42:1");
	assert_string_equal(link_origin_key(&a, 42, 2, 7), "42:2:7");
	arena_end(&a);
}

static void test_credit_is_by_name(void **state)
{
	struct peer v[] = {{1, "ann", "Ann *Ö*", true}, {2, "sam", "sam", true}, {3, "li", "[li](x)", true}};
	struct arena a = ARENA_EMPTY;

	(void)state;
	assert_null(solution_credit(&a, &(struct peers){v, 0}));
	assert_string_equal(solution_credit(&a, &(struct peers){v, 1}),
		"With thanks to [Ann \\*Ö\\*](/u/ann), whose answers this builds on.");
	assert_string_equal(solution_credit(&a, &(struct peers){v, 3}),
		"With thanks to [Ann \\*Ö\\*](/u/ann), [sam](/u/sam) and [\\[li\\]\\(x\\)](/u/li), whose answers this builds on.");
	assert_string_equal(solution_source(&a, "Text.", &(struct peers){v, 0}), "Text.");
	arena_end(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steps_of_cases_are_those_of_the_database),
		cmocka_unit_test(test_steps_of_links_are_those_of_the_database),
		cmocka_unit_test(test_names_are_found_again),
		cmocka_unit_test(test_origin_keys),
		cmocka_unit_test(test_credit_is_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
