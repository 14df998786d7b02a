/* nvl_steps_test.c -- the life of an act: every step in every state (the table of server/nvl/README.md), keys and who takes them over,
 * waiting and being credited later, and what is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "nvl_net.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

enum {
	OLD = 1,
	NEW,
	HELPER,
	STRANGER
}; /* OLD is a customer for long; NEW becomes one in March and has a voice in May */
enum { THREAD = 7 };

static struct nvl *net;
static struct credits credits;
static int64_t position;
static int32_t today;

static enum nvl_verdict add(struct nvl_entry e)
{
	e.position = ++position;
	e.day = today;
	return nvl_add(net, &e);
}

static int start(void **state)
{
	struct nvl_settings s = {.landmark = day_of("2020-01-01"), .circle_max = 30};

	(void)state;
	net = nvl_new(&s, credits_take, &credits);
	position = 0;
	today = day_of("2026-01-20");
	add((struct nvl_entry){.kind = NVL_VERIFIED, .giver = OLD, .number = day_of("2025-01-01")});
	add((struct nvl_entry){.kind = NVL_VERIFIED, .giver = HELPER, .number = day_of("2025-01-01")});
	today = day_of("2026-03-10");
	add((struct nvl_entry){.kind = NVL_VERIFIED, .giver = NEW, .number = today});
	return 0;
}

static int stop(void **state)
{
	(void)state;
	nvl_free(net);
	credits_end(&credits);
	return 0;
}

/* ---- steps as letters ---- */

/* a, b, c: accept post 1, 2 or 3 of the thread; t: thank for post 1; u, w, x: undo a, b, c; y: undo t; v, n, h, r: void, unvoid,
 * hold, release the first a; V: void the first b; m: a month later. */
static int64_t first_of[128];

static enum nvl_verdict step(char what, int64_t giver, int64_t receiver)
{
	struct nvl_entry e = {.giver = giver, .receiver = receiver, .thread = THREAD, .post = 1};

	if (what == 'm') {
		today += 31;
		nvl_go_to(net, today);
		return NVL_TAKEN;
	}
	if (strchr("abc", what)) {
		e.kind = NVL_ACCEPT;
		e.post = what - 'a' + 1;
	} else if (strchr("uwx", what)) {
		e.kind = NVL_UNDO;
		e.number = NVL_ACCEPT;
		e.post = what == 'u' ? 1 : what == 'w' ? 2 : 3;
	} else if (what == 't') {
		e.kind = NVL_THANKS;
	} else if (what == 'y') {
		e.kind = NVL_UNDO;
		e.number = NVL_THANKS;
	} else {
		e = (struct nvl_entry){.number = first_of[what == 'V' ? 'b' : 'a']};
		e.kind = what == 'v' || what == 'V' ? NVL_VOID
			 : what == 'n'		    ? NVL_UNVOID
			 : what == 'h'		    ? NVL_HOLD
						    : NVL_RELEASE;
	}
	if (!first_of[(int)what])
		first_of[(int)what] = position + 1;
	return add(e);
}

static void steps(const char *all, int64_t giver, int64_t receiver)
{
	for (; *all; all++)
		assert_int_equal(step(*all, giver, receiver), NVL_TAKEN);
}

static const char *state_text(const struct nvl_act *a)
{
	static const char *const states[] = {"pending", "credited", "nothing", "undone", "voided"};
	static char text[64];

	snprintf(text, sizeof(text), "%s%s%s", states[a->state], a->held ? " held" : "",
		a->state == NVL_VOIDED && a->before == NVL_UNDONE ? " to undo" : "");
	return text;
}

/* What must be so whatever happened, with one act between the two. */
static void expect_sums(const struct nvl_act *a)
{
	const struct nvl_pair *p = nvl_pair_of(net, a->giver, a->receiver);
	bool stands = a->state == NVL_PENDING || a->state == NVL_CREDITED;
	bool live = stands && !a->held, in_force = live && a->state == NVL_CREDITED;
	int32_t k = a->day - day_of("2020-01-01");

	assert_int_equal(p ? p->acts : 0, live);
	assert_int_equal(nvl_member_of(net, a->receiver)->people, live);
	assert_int_equal(nvl_member_of(net, a->receiver)->waiting, live && !in_force);
	if (p)
		assert_true(p->sum == (in_force ? 500 * decay_factor(NVL_HELP_DAYS, k) : 0));
	assert_int_equal(nvl_strength(net, a->giver, a->receiver),
		in_force ? nvl_tie_strength(500000, 0) : 0);
	assert_int_equal(nvl_value(net), nvl_strength(net, a->giver, a->receiver));
	assert_int_equal(nvl_member_of(net, a->receiver)->help, in_force ? nvl_phi(500000) : 0);
}

/* ---- every step in every state ---- */

static void test_table(void **state)
{
	static const char names[] = {'u', 'v', 'n', 'h', 'r'};
	static const struct {
		int64_t giver;
		const char *before, *is;
		const char *after[5]; /* by UNDO, VOID, UNVOID, HOLD, RELEASE; NULL: not legal */
	} rows[] = {
		{NEW, "a", "pending", {"undone", "voided", NULL, "pending held", NULL}},
		{NEW, "ah", "pending held", {"undone", "voided held", NULL, NULL, "pending"}},
		{OLD, "a", "credited", {"undone -", "voided -", NULL, "credited held -", NULL}},
		{OLD, "ah", "credited held", {"undone", "voided held", NULL, NULL, "credited +"}},
		{HELPER, "a", "nothing", {"undone", NULL, NULL, NULL, NULL}},
		{NEW, "av", "voided", {"voided to undo", NULL, "pending", NULL, NULL}},
		{OLD, "av", "voided", {"voided to undo", NULL, "credited +", NULL, NULL}},
		{NEW, "ahv", "voided held", {"voided held to undo", NULL, "pending held", NULL, NULL}},
		{OLD, "ahv", "voided held", {"voided held to undo", NULL, "credited held", NULL, NULL}},
		{NEW, "avu", "voided to undo", {NULL, NULL, "undone", NULL, NULL}},
		{OLD, "avu", "voided to undo", {NULL, NULL, "undone", NULL, NULL}},
		{OLD, "ahvu", "voided held to undo", {NULL, NULL, "undone", NULL, NULL}},
		{NEW, "au", "undone", {NULL, NULL, NULL, NULL, NULL}},
		{OLD, "au", "undone", {NULL, NULL, NULL, NULL, NULL}},
	};
	size_t i, k;

	for (i = 0; i < COUNT(rows); i++)
		for (k = 0; k < COUNT(names); k++) {
			const char *after = rows[i].after[k];
			const struct nvl_act *a;
			char text[80];
			size_t told;

			memset(first_of, 0, sizeof(first_of));
			start(state);
			steps(rows[i].before, rows[i].giver, HELPER);
			a = nvl_act_of(net, first_of['a']);
			assert_string_equal(state_text(a), rows[i].is);
			expect_sums(a);
			told = credits.n;
			if (step(names[k], rows[i].giver, HELPER) != (after ? NVL_TAKEN : NVL_NOTHING_THERE))
				fail_msg("row %zu step %c", i, names[k]);
			snprintf(text, sizeof(text), "%s%s", state_text(a),
				credits.n == told		 ? ""
				: credits.v[told].credit == -500 ? " -"
				: credits.v[told].credit == 500	 ? " +"
								 : " ?");
			assert_string_equal(text, after ? after : rows[i].is);
			if (credits.n > told) {
				assert_int_equal(credits.v[told].corrects, a->credit_id);
				assert_int_equal(credits.v[told].position, position);
				assert_int_equal(credits.v[told].weight, credits.v[told].credit * 2);
				assert_int_equal(credits.v[told].day, a->day);
			}
			expect_sums(a);
			stop(state);
		}
}

/* What does not exist, and numbers that name nothing of the kind. */
static void test_nothing_there(void **state)
{
	static const struct nvl_entry rows[] = {
		{.kind = NVL_VOID, .number = 999},
		{.kind = NVL_VOID, .number = 1}, /* a fact */
		{.kind = NVL_RELEASE, .number = 0},
		{.kind = NVL_UNDO,
			.giver = OLD,
			.receiver = HELPER,
			.thread = 7,
			.post = 1,
			.number = NVL_THANKS},
		{.kind = NVL_UNDO,
			.giver = OLD,
			.receiver = HELPER,
			.thread = 7,
			.post = 1,
			.number = NVL_DIALOG},
		{.kind = NVL_UNDO,
			.giver = OLD,
			.receiver = HELPER,
			.thread = 7,
			.post = 1,
			.number = NVL_UNDO},
		{.kind = NVL_UNDO,
			.giver = OLD,
			.receiver = HELPER,
			.thread = 7,
			.post = 2,
			.number = NVL_ACCEPT},
		{.kind = NVL_UNDO,
			.giver = NEW,
			.receiver = HELPER,
			.thread = 7,
			.post = 1,
			.number = NVL_ACCEPT},
		{.kind = NVL_FOUND, .receiver = HELPER, .post = 1, .number = 0},
		{.kind = NVL_FOUND, .receiver = HELPER, .post = 1, .number = -5},
	};
	size_t i;

	start(state);
	step('a', OLD, HELPER);
	for (i = 0; i < COUNT(rows); i++)
		assert_int_equal(add(rows[i]), NVL_NOTHING_THERE);
	assert_int_equal(credits.n, 1);
	today--;
	assert_int_equal(add((struct nvl_entry){.kind = NVL_STAFF, .giver = 8, .number = 1}), NVL_LATE);
	assert_null(nvl_member_of(net, 8));
	stop(state);
}

/* ---- keys ---- */

/* ${credits}: those of all rows, in their order. */
static void test_sequences(void **state)
{
	static const struct {
		int64_t giver;
		const char *steps, *credits;
		int people, waiting, spent;
	} rows[] = {
		{OLD, "a", "500", 1, 0, 1000},
		{OLD, "aa", "500 0", 1, 0, 1000},
		{OLD, "ab", "500 0", 1, 0, 1000},
		{OLD, "at", "500 50", 1, 0, 1100},
		{OLD, "aty", "500 50 -50", 1, 0, 1100},
		{OLD, "aua", "500 -500 500", 1, 0, 2000},
		{OLD, "auaua", "500 -500 500 -500 500", 1, 0, 3000},
		{OLD, "auauaua", "500 -500 500 -500 500 -500 0", 1, 0, 3000}, /* the month is used up */
		/* the second answer takes over what the first had; not what a judge took */
		{OLD, "abu", "500 0 -500 500", 1, 0, 2000},
		{OLD, "abw", "500 0", 1, 0, 1000},
		{OLD, "abwu", "500 0 -500", 0, 0, 1000},
		{OLD, "abuw", "500 0 -500 500 -500", 0, 0, 2000},
		{OLD, "abcux", "500 0 0 -500 500", 1, 0, 2000},
		{OLD, "abcuw", "500 0 0 -500 500 -500 500", 1, 0, 3000},
		{OLD, "abv", "500 0 -500", 0, 0, 1000},
		{OLD, "abvn", "500 0 -500 500", 1, 0, 1000},
		{OLD, "avb", "500 -500 0", 0, 0, 1000},
		/* voided and taken back: a key to be freed by the judge alone */
		{OLD, "avua", "500 -500 0", 0, 0, 1000},
		{OLD, "avuan", "500 -500 0 500", 1, 0, 2000},
		{OLD, "avubn", "500 -500 0 500", 1, 0, 2000},
		{OLD, "avun", "500 -500", 0, 0, 1000},
		{OLD, "abuV", "500 0 -500 500 -500", 0, 0, 2000},
		/* a doubled one leaves nothing behind */
		{OLD, "aau", "500 0 -500", 0, 0, 1000},
		{OLD, "aaua", "500 0 -500 500", 1, 0, 2000},
		{OLD, "ahu", "500 -500", 0, 0, 1000},
		{OLD, "ahua", "500 -500 500", 1, 0, 2000},
		{OLD, "ahvnr", "500 -500 500", 1, 0, 1000},
		/* a new member's wait until May; March and April pass */
		{NEW, "a", "", 1, 1, 0},
		{NEW, "am", "", 1, 1, 0},
		{NEW, "amm", "500", 1, 0, 1000},
		{NEW, "atmm", "500 50", 1, 0, 1100},
		{NEW, "abumm", "0 500", 1, 0, 1000},
		{NEW, "aumm", "", 0, 0, 0},
		{NEW, "auamm", "500", 1, 0, 1000},
		{NEW, "avmm", "", 0, 0, 0},
		{NEW, "avnmm", "500", 1, 0, 1000},
		{NEW, "avmmn", "", 1, 1, 0},
		{NEW, "avmmnm", "500", 1, 0, 1000},
		{NEW, "ahmm", "", 0, 0, 0},
		{NEW, "ahmmr", "", 1, 1, 0},
		{NEW, "ahmmrm", "500", 1, 0, 1000},
		{NEW, "ahvmmnrm", "500", 1, 0, 1000},
		{NEW, "ahvmmnm", "", 0, 0, 0},
		{NEW, "avummna", "500", 1, 0, 1000}, /* freed, and given by one who has a voice now */
		{NEW, "avuamm", "0", 0, 0, 0},
		{NEW, "avuammn", "0 500", 1, 0, 1000},
		/* a credit of March, voided in April: back as it was, on nobody's budget */
		{OLD, "amvn", "500 -500 500", 1, 0, 0},
		{OLD, "amua", "500 -500 500", 1, 0, 1000},
	};
	size_t i, k;

	for (i = 0; i < COUNT(rows); i++) {
		char text[200] = "";
		size_t n = 0;
		const char *s;

		memset(first_of, 0, sizeof(first_of));
		start(state);
		for (s = rows[i].steps; *s; s++)
			if (step(*s, rows[i].giver, HELPER) != NVL_TAKEN)
				fail_msg("%s: %c", rows[i].steps, *s);
		for (k = 0; k < credits.n; k++)
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%d", k ? " " : "",
				credits.v[k].credit);
		if (strcmp(text, rows[i].credits) != 0)
			fail_msg("%s: %s, not %s", rows[i].steps, text, rows[i].credits);
		assert_int_equal(nvl_member_of(net, HELPER)->people, rows[i].people);
		assert_int_equal(nvl_member_of(net, HELPER)->waiting, rows[i].waiting);
		assert_int_equal(nvl_member_of(net, rows[i].giver)->spent, rows[i].spent);
		stop(state);
	}
}

/* A pending act is credited with its own day and the budget of the month in which it is. */
static void test_waiting(void **state)
{
	int32_t given;
	int i;

	start(state);
	given = today;
	for (i = 0; i < 4; i++)
		add((struct nvl_entry){.kind = NVL_ACCEPT,
			.giver = NEW,
			.receiver = HELPER,
			.thread = 10 + i,
			.post = 10 + i});
	nvl_go_to(net, day_of("2026-04-30"));
	assert_int_equal(credits.n, 0);
	nvl_go_to(net, day_of("2026-06-15"));
	assert_int_equal(credits.n, 4);
	for (i = 0; i < 4; i++) {
		assert_int_equal(credits.v[i].day, given);
		assert_int_equal(credits.v[i].month, 2026 * 12 + 4);
		assert_int_equal(credits.v[i].credit, i < 3 ? 500 : 0);
		assert_int_equal(credits.v[i].reason, i < 3 ? NVL_COUNTED : NVL_BUDGET);
		assert_int_equal(credits.v[i].post, 10 + i);
	}
	assert_int_equal(nvl_member_of(net, HELPER)->waiting, 0);
	stop(state);
}

/* What is loaded as voided while it waited waits again when it is brought back, and is credited. */
static void test_loaded_voided(void **state)
{
	struct nvl_settings s = {.landmark = day_of("2020-01-01"), .circle_max = 30};
	struct nvl_entry e = {.position = 99, .kind = NVL_UNVOID};
	struct nvl *n;

	memset(first_of, 0, sizeof(first_of));
	start(state);
	steps("av", NEW, HELPER);
	n = nvl_begin_at(&s, today, 0, 77, credits_take, &credits);
	nvl_load_member(n, nvl_member_of(net, NEW));
	nvl_load_member(n, nvl_member_of(net, HELPER));
	nvl_load_pair(n, nvl_pair_of(net, NEW, HELPER));
	nvl_load_act(n, nvl_act_of(net, first_of['a']));
	e.day = today;
	e.number = first_of['a'];
	assert_int_equal(nvl_add(n, &e), NVL_TAKEN);
	assert_int_equal(nvl_member_of(n, HELPER)->waiting, 1);
	nvl_go_to(n, day_of("2026-05-01"));
	assert_int_equal(credits.n, 1);
	assert_int_equal(credits.v[0].id, 77);
	assert_int_equal(credits.v[0].credit, 500);
	nvl_free(n);
	stop(state);
}

/* What is learned about a household while an act waits counts when its time comes. */
static void test_household(void **state)
{
	start(state);
	step('a', NEW, HELPER);
	add((struct nvl_entry){.kind = NVL_HOUSEHOLD, .giver = NEW, .number = 5});
	add((struct nvl_entry){.kind = NVL_HOUSEHOLD, .giver = HELPER, .number = 5});
	step('a', OLD, HELPER);
	assert_int_equal(nvl_member_of(net, HELPER)->people, 2);
	nvl_go_to(net, day_of("2026-05-01"));
	assert_int_equal(credits.n, 2);
	assert_int_equal(credits.v[1].reason, NVL_HOUSEHOLD_OWN);
	assert_int_equal(credits.v[1].credit, 0);
	assert_int_equal(nvl_member_of(net, HELPER)->people, 1);
	today = nvl_day(net);
	step('t', NEW, HELPER);
	assert_int_equal(credits.v[2].reason, NVL_HOUSEHOLD_OWN);
	add((struct nvl_entry){.kind = NVL_HOUSEHOLD, .giver = NEW, .number = 0});
	today = day_of("2026-06-01");
	step('t', NEW, HELPER); /* the one before holds no key */
	assert_int_equal(credits.v[3].credit, 50);
	stop(state);
}

/* ---- talking ---- */

static void say(int64_t thread, int64_t giver, int64_t receiver)
{
	assert_int_equal(add((struct nvl_entry){.kind = NVL_SAID,
				 .giver = giver,
				 .receiver = receiver,
				 .thread = thread}),
		NVL_TAKEN);
}

static void test_dialog(void **state)
{
	int thread;

	start(state);
	say(1, OLD, HELPER);
	say(1, OLD, HELPER);
	say(1, OLD, OLD);
	assert_int_equal(credits.n, 0); /* one way is none */
	say(1, HELPER, OLD);
	assert_int_equal(credits.n, 2);
	assert_int_equal(nvl_strength(net, OLD, HELPER), nvl_tie_strength(50000, 50000));
	assert_int_equal(nvl_member_of(net, OLD)->help, 0);
	assert_int_equal(nvl_member_of(net, HELPER)->people, 0);
	assert_int_equal(credits.v[0].position, credits.v[1].position);
	assert_int_equal(credits.v[0].post, 0);
	assert_true(credits.v[0].total == 0);
	say(1, OLD, HELPER);
	add((struct nvl_entry){.kind = NVL_DIALOG, .giver = OLD, .receiver = HELPER, .thread = 1});
	assert_int_equal(credits.n, 2); /* once in a thread */
	for (thread = 2; thread < 9; thread++) {
		say(thread, HELPER, OLD);
		say(thread, OLD, HELPER);
	}
	assert_int_equal(credits.n, 16);
	assert_int_equal(credits.v[9].credit, 50); /* 500 a month each way */
	assert_int_equal(credits.v[10].credit, 0);
	assert_int_equal(credits.v[10].reason, NVL_BUDGET);
	assert_int_equal(nvl_member_of(net, OLD)->spent, 0);
	assert_int_equal(nvl_member_of(net, OLD)->dialog_spent, 500);
	stop(state);
}

/* An exchange with somebody without a voice: his half waits, and is no act that waits for a person. */
static void test_dialog_waits(void **state)
{
	start(state);
	say(1, NEW, OLD);
	say(1, OLD, NEW);
	assert_int_equal(credits.n, 1);
	assert_int_equal(credits.v[0].giver, OLD);
	say(2, NEW, STRANGER);
	say(2, STRANGER, NEW);
	assert_int_equal(nvl_member_of(net, OLD)->waiting, 0);
	assert_int_equal(nvl_strength(net, NEW, OLD), nvl_tie_strength(50000, 0));
	nvl_go_to(net, day_of("2026-05-02"));
	assert_int_equal(credits.n, 3);
	assert_int_equal(credits.v[1].giver, NEW);
	assert_int_equal(credits.v[1].receiver, OLD);
	assert_int_equal(credits.v[2].receiver, STRANGER);
	stop(state);
}

/* ---- found ---- */

static void test_found(void **state)
{
	start(state);
	add((struct nvl_entry){.kind = NVL_FOUND, .receiver = HELPER, .post = 1, .number = 50000});
	assert_int_equal(nvl_member_of(net, HELPER)->found, 0); /* nobody has said that it helps */
	step('a', NEW, HELPER);
	assert_int_equal(nvl_member_of(net, HELPER)->found, 0); /* somebody whose word does not count yet */
	memset(first_of, 0, sizeof(first_of));
	step('a', OLD, HELPER);
	assert_int_equal(nvl_member_of(net, HELPER)->found, 500000);
	step('t', OLD, HELPER);
	step('h', OLD, HELPER);
	assert_int_equal(nvl_member_of(net, HELPER)->found, 500000); /* the thanks are left */
	step('y', OLD, HELPER);
	assert_int_equal(nvl_member_of(net, HELPER)->found, 0);
	step('r', OLD, HELPER);
	add((struct nvl_entry){.kind = NVL_FOUND, .receiver = HELPER, .post = 1, .number = 100000});
	assert_int_equal(nvl_member_of(net, HELPER)->found, 750000);
	stop(state);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_nothing_there),
		cmocka_unit_test(test_sequences),
		cmocka_unit_test(test_waiting),
		cmocka_unit_test(test_loaded_voided),
		cmocka_unit_test(test_household),
		cmocka_unit_test(test_dialog),
		cmocka_unit_test(test_dialog_waits),
		cmocka_unit_test(test_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
