/* moderation_test.c -- role × act × state of moderation, all cells; which reasons fit; names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "forum/moderation/moderation_text.h"
#include "forum/moderation/rules.h"
#include "web/request.h"

/* For each act what a moderator gets who is not concerned, in the states in their order: shown, hidden, held, author, merged; active,
 * suspended, unclaimed, former. 1: he may. */
static const struct {
	enum moderation act;
	const char *steps;
	bool own, peer; /* he may do it to his own; to a moderator, staff or admin */
} table[] = {
	{MODERATION_KEEP,
		"10100"
		"1110",
		false, true},
	{MODERATION_HIDE,
		"10100"
		"0000",
		false, true},
	{MODERATION_RESTORE,
		"01100"
		"0000",
		false, true},
	{MODERATION_EDIT,
		"10000"
		"0000",
		true, true},
	{MODERATION_RETITLE,
		"10000"
		"0000",
		true, true},
	{MODERATION_RETAG,
		"10000"
		"0000",
		true, true},
	{MODERATION_MOVE,
		"10000"
		"0000",
		true, true},
	{MODERATION_MERGE,
		"10000"
		"0000",
		true, true},
	{MODERATION_SPLIT,
		"10000"
		"0000",
		true, true},
	{MODERATION_LOCK,
		"10000"
		"0000",
		true, true},
	{MODERATION_UNLOCK,
		"10000"
		"0000",
		true, true},
	{MODERATION_PIN,
		"10000"
		"0000",
		true, true},
	{MODERATION_UNPIN,
		"10000"
		"0000",
		true, true},
	{MODERATION_WARN,
		"00000"
		"1000",
		false, true},
	{MODERATION_SILENCE,
		"00000"
		"1000",
		false, false},
	{MODERATION_UNSILENCE,
		"00000"
		"1000",
		false, true},
	{MODERATION_SUSPEND,
		"00000"
		"1100",
		false, false},
	{MODERATION_UNSUSPEND,
		"00000"
		"0100",
		false, true},
	{MODERATION_PSEUDONYMISE,
		"00000"
		"1110",
		false, false},
	{MODERATION_CRITICISM,
		"10100"
		"0000",
		false, true},
	/* of many: nothing it could be done to by itself */
	{MODERATION_SWEEP,
		"00000"
		"0000",
		false, true},
};
_Static_assert(sizeof(table) / sizeof(table[0]) == MODERATIONS, "a row for each act");

static const unsigned actors[] = {0, ROLE_MEMBER, ROLE_MEMBER | ROLE_STAFF, ROLE_MEMBER | ROLE_MODERATOR,
	ROLE_MEMBER | ROLE_ADMIN};
static const unsigned targets[] = {ROLE_MEMBER, ROLE_MEMBER | ROLE_MODERATOR, ROLE_MEMBER | ROLE_STAFF,
	ROLE_MEMBER | ROLE_ADMIN};
#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

static enum moderation_verdict expected(size_t row, unsigned actor, bool own, unsigned target, int s)
{
	if (!(actor & (ROLE_MODERATOR | ROLE_ADMIN)))
		return MAY_NOT;
	if (own && !table[row].own)
		return MAY_NOT_OWN;
	if (target != ROLE_MEMBER && !table[row].peer && !(actor & ROLE_ADMIN))
		return MAY_NOT_PEER;
	return table[row].steps[s] == '1' ? MAY : MAY_NOT_STEP;
}

static void test_every_cell(void **state)
{
	size_t row, actor, target, cells = 0;
	int own, s, wrong = 0;

	(void)state;
	for (row = 0; row < COUNT(table); row++)
		for (actor = 0; actor < COUNT(actors); actor++)
			for (own = 0; own < 2; own++)
				for (target = 0; target < COUNT(targets); target++)
					for (s = 0; s < TARGET_STATES; s++, cells++) {
						enum moderation_verdict got =
							moderation_may(table[row].act, actors[actor], own,
								targets[target], (enum target_state)s);

						if (got ==
							expected(row, actors[actor], own, targets[target], s))
							continue;
						wrong++;
						print_error("%s by %u, own %d, of %u, %s: %d\n",
							moderation_name(table[row].act), actors[actor], own,
							targets[target],
							target_state_name((enum target_state)s), got);
					}
	assert_int_equal(wrong, 0);
	assert_int_equal(cells, MODERATIONS * 5 * 2 * 4 * TARGET_STATES);
}

static void test_rules(void **state)
{
	static const enum moderation punishes[] = {MODERATION_HIDE, MODERATION_WARN, MODERATION_SILENCE,
		MODERATION_SUSPEND};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(punishes); i++) {
		assert_true(rule_fits(punishes[i], RULE_SPAM));
		assert_true(rule_fits(punishes[i], RULE_OTHER));
		assert_false(rule_fits(punishes[i], RULE_NONE));
		assert_false(rule_fits(punishes[i], RULE_ORDER));
		assert_false(rule_fits(punishes[i], RULE_UNKNOWN));
	}
	assert_true(rule_fits(MODERATION_KEEP, RULE_NONE));
	assert_true(rule_fits(MODERATION_LOCK, RULE_ORDER));
	/* what is said against the company is no reason for anything */
	assert_int_equal(rule_of("criticism"), RULE_UNKNOWN);
	assert_int_equal(rule_of("negative"), RULE_UNKNOWN);
}

static void test_names(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < MODERATIONS; i++) {
		assert_int_equal(moderation_of(moderation_name((enum moderation)i)), i);
		assert_int_equal(moderation_event((enum moderation)i),
			i == MODERATION_SWEEP ? EVENT_HIDDEN : 100 + i);
		assert_false(text_empty(moderation_done((enum moderation)i)));
		assert_false(text_empty(moderation_of_mine((enum moderation)i)));
	}
	for (i = 0; i < RULES; i++)
		assert_int_equal(rule_of(rule_name((enum moderation_rule)i)), i);
	assert_int_equal(moderation_of(NULL), MODERATION_UNKNOWN);
	assert_int_equal(moderation_of("delete"), MODERATION_UNKNOWN);
	assert_int_equal(target_state_of(NULL), TARGET_SHOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_cell),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
