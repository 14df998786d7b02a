/* evidence_test.c -- limits, sentences, buttons and pictures of findings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "forum/evidence/evidence_rules.h"
#include "forum/evidence/limits.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void test_limits_are_taken_if_they_make_sense(void **state)
{
	static const struct {
		const char *key, *value;
		bool taken;
		enum limit limit;
		int64_t is;
	} rows[] = {
		{"pair_share", "35", true, LIMIT_PAIR_SHARE, 35},
		{"pair_share", "0", false, LIMIT_PAIR_SHARE, 20},
		{"pair_share", "101", false, LIMIT_PAIR_SHARE, 20},
		{"pair_share", "", false, LIMIT_PAIR_SHARE, 20},
		{"pair_share", "20 %", false, LIMIT_PAIR_SHARE, 20},
		{"quick_seconds", "3600", true, LIMIT_QUICK_SECONDS, 3600},
		{"quick_seconds", "-1", false, LIMIT_QUICK_SECONDS, 60},
		{"nonsense", "5", false, LIMIT_DAYS, 90},
		{"evidence.pair_share", "5", false, LIMIT_PAIR_SHARE, 20},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct evidence_limits l = limits_default();

		if (limits_take(&l, rows[i].key, rows[i].value) != rows[i].taken ||
			l.of[rows[i].limit] != rows[i].is)
			fail_msg("%s = %s", rows[i].key, rows[i].value);
	}
}

static void test_every_limit_has_a_name_and_a_default_within_its_bounds(void **state)
{
	struct evidence_limits usual = limits_default(), l = usual;
	char value[24];
	unsigned i;

	(void)state;
	for (i = 0; i < LIMITS; i++) {
		snprintf(value, sizeof(value), "%lld", (long long)usual.of[i]);
		assert_non_null(limit_key(i));
		if (!limits_take(&l, limit_key(i), value))
			fail_msg("the default of %s would be refused", limit_key(i));
	}
}

static void test_only_what_differs_from_the_defaults_is_stored(void **state)
{
	struct evidence_limits l = limits_default(), usual = l;
	struct arena a = ARENA_EMPTY;

	(void)state;
	assert_string_equal(limits_json(&a, &l), "{}");
	assert_true(limits_same(&l, &usual));
	l.of[LIMIT_PAIR_SHARE] = 35;
	l.of[LIMIT_DAYS] = 30;
	assert_string_equal(limits_json(&a, &l), "{\"days\":30,\"pair_share\":35}");
	assert_false(limits_same(&l, &usual));
	arena_end(&a);
}

static void test_each_finding_has_its_sentence(void **state)
{
	static const struct {
		struct finding f;
		const char *sentence;
	} rows[] = {
		{{.kind = "circle", .giver = "Ann", .receiver = "Ben", .third = "Cas", .counted = 6},
			"Ann, Ben and Cas credit each other in a circle: 6 clicks."},
		{{.kind = "mutual", .giver = "Ann", .receiver = "Ben", .counted = 4, .back = 3},
			"Ann and Ben credit each other: 4 clicks one way, 3 the other."},
		{{.kind = "newcomers", .receiver = "Ben", .accounts = 3, .counted = 7},
			"New accounts have done nothing but accept answers by Ben. Accounts: 3, acceptances: 7."},
		{{.kind = "burst", .giver = "Ann", .receiver = "Ben", .counted = 5, .seconds = 30},
			"Ann credited Ben 5 times. Seconds from the first to the last: 30."},
		{{.kind = "burst", .giver = "Ann", .receiver = "Ben", .counted = 5, .seconds = 541},
			"Ann credited Ben 5 times within 10 minutes."},
		{{.kind = "quick", .giver = "Ann", .receiver = "Ben", .counted = 1, .seconds = 1},
			"Ann accepted an answer by Ben almost as soon as it was written. Seconds later: 1."},
		{{.kind = "quick", .giver = "Ann", .receiver = "Ben", .counted = 4, .seconds = 9},
			"Ann accepted 4 answers by Ben almost as soon as they were written. Seconds later, at the quickest: 9."},
		{{.kind = "pair", .giver = "Ann", .receiver = "Ben", .counted = 8, .share = 43},
			"43 % of what Ben was credited lately comes from Ann, in 8 clicks."},
		{{.kind = "inactive", .receiver = "Ben", .accounts = 5, .share = 61},
			"61 % of the score of Ben comes from accounts that do nothing else here. Accounts: 5."},
	};
	struct arena a = ARENA_EMPTY;
	size_t i, j;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		const char *reason = finding_reason(rows[i].f.kind);

		assert_string_equal(finding_sentence(&a, &rows[i].f), rows[i].sentence);
		/* The member's own reason names nobody and no number. */
		assert_null(strstr(reason, "Ann"));
		assert_null(strpbrk(reason, "0123456789%"));
		for (j = 0; j < i; j++)
			if (strcmp(rows[j].f.kind, rows[i].f.kind) != 0)
				assert_string_not_equal(finding_reason(rows[j].f.kind), reason);
	}
	arena_end(&a);
}

static void test_the_buttons(void **state)
{
	enum { ME = 7, OTHER = 8 };
	static const struct {
		const char *state;
		int64_t appeals, decider;
		const char *buttons; /* d decide, u undo, a answer */
	} rows[] = {
		{"open", 0, 0, "d"},
		{"open", 1, 0, "d"},
		{"released", 0, ME, "u"},
		{"released", 0, OTHER, "u"},
		{"voided", 0, OTHER, "u"},
		{"voided", 1, OTHER, "ua"},
		{"voided", 1, ME, "u"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct finding f = {.state = rows[i].state,
			.appeals = rows[i].appeals,
			.decider = rows[i].decider};
		struct finding_buttons may = finding_may(&f, ME);
		char said[4];

		snprintf(said, sizeof(said), "%s%s%s", may.decide ? "d" : "", may.undo ? "u" : "",
			may.answer ? "a" : "");
		if (strcmp(said, rows[i].buttons) != 0)
			fail_msg("row %zu: %s", i, said);
	}
	assert_int_equal(finding_act_of("void"), FINDING_VOID);
	assert_int_equal(finding_act_of("ban"), FINDING_UNKNOWN);
	assert_int_equal(finding_act_of(NULL), FINDING_UNKNOWN);
}

/* 0 gives 1 three times and 2 once, 1 gives 0 once. */
static struct drawn_act acts[] = {{0, 1, {1000}}, {1, 0, {3000}}, {0, 1, {2000}}, {0, 2, {5000}},
	{0, 1, {1000}}};

static void test_a_ring_has_a_line_for_each_pair_and_nobody_on_another(void **state)
{
	struct drawn_acts all = {acts, COUNT(acts)};
	struct arena a = ARENA_EMPTY;
	struct ring r;
	size_t n, i, j;

	(void)state;
	ring_draw(&a, 3, &all, &r);
	assert_int_equal(r.edges.n, 3);
	assert_int_equal(r.edges.v[0].giver, 0);
	assert_int_equal(r.edges.v[0].receiver, 1);
	assert_int_equal(r.edges.v[0].acts, 3);
	assert_int_equal(r.edges.v[0].width, 2);
	assert_int_equal(r.edges.v[2].giver, 1);
	/* There and back are two lines. */
	assert_string_not_equal(r.edges.v[0].path, r.edges.v[2].path);
	for (n = 2; n <= 25; n++) {
		ring_draw(&a, n, &(struct drawn_acts){acts, 0}, &r);
		assert_int_equal(r.nodes.n, n);
		for (i = 0; i < n; i++) {
			assert_in_range(r.nodes.v[i].x, RING_RADIUS, RING_SIZE - RING_RADIUS);
			assert_in_range(r.nodes.v[i].y, RING_RADIUS, RING_SIZE - RING_RADIUS);
			for (j = 0; j < i; j++) {
				int64_t dx = r.nodes.v[i].x - r.nodes.v[j].x,
					dy = r.nodes.v[i].y - r.nodes.v[j].y;

				if (dx * dx + dy * dy < 4 * RING_RADIUS * RING_RADIUS)
					fail_msg("%zu and %zu of %zu touch", i, j, n);
			}
		}
	}
	arena_end(&a);
}

static void test_a_timeline_goes_from_left_to_right(void **state)
{
	struct drawn_acts all = {acts, COUNT(acts)};
	struct arena a = ARENA_EMPTY;
	struct timeline t;

	(void)state;
	timeline_draw(&a, &all, &t);
	assert_int_equal(t.rows.n, 3);
	assert_string_equal(t.rows.v[0].label, "1 → 2");
	assert_int_equal(t.dots.n, COUNT(acts));
	assert_int_equal(t.first.us, 1000);
	assert_int_equal(t.last.us, 5000);
	assert_true(t.dots.v[0].x < t.dots.v[2].x && t.dots.v[2].x < t.dots.v[1].x &&
		    t.dots.v[1].x < t.dots.v[3].x);
	assert_int_equal(t.dots.v[0].y, t.dots.v[2].y);
	assert_int_not_equal(t.dots.v[0].y, t.dots.v[1].y);
	/* One moment, and none. */
	timeline_draw(&a, &(struct drawn_acts){acts, 1}, &t);
	assert_int_equal(t.dots.n, 1);
	timeline_draw(&a, &(struct drawn_acts){acts, 0}, &t);
	assert_int_equal(t.height, 0);
	arena_end(&a);
}

static void test_many_pairs_share_the_last_row(void **state)
{
	struct drawn_act many[40];
	struct arena a = ARENA_EMPTY;
	struct timeline t;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(many); i++)
		many[i] = (struct drawn_act){i, 99, {(int64_t)i}};
	timeline_draw(&a, &(struct drawn_acts){many, COUNT(many)}, &t);
	assert_int_equal(t.rows.n, TIMELINE_ROWS);
	assert_null(t.rows.v[TIMELINE_ROWS - 1].label);
	assert_int_equal(t.dots.v[39].y, t.rows.v[TIMELINE_ROWS - 1].y);
	arena_end(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limits_are_taken_if_they_make_sense),
		cmocka_unit_test(test_every_limit_has_a_name_and_a_default_within_its_bounds),
		cmocka_unit_test(test_only_what_differs_from_the_defaults_is_stored),
		cmocka_unit_test(test_each_finding_has_its_sentence),
		cmocka_unit_test(test_the_buttons),
		cmocka_unit_test(test_a_ring_has_a_line_for_each_pair_and_nobody_on_another),
		cmocka_unit_test(test_a_timeline_goes_from_left_to_right),
		cmocka_unit_test(test_many_pairs_share_the_last_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
