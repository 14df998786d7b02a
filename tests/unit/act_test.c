/* act_test.c -- every act by every role in every state: what it does, what becomes of the thread, or why not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/secret.h"
#include "forum/act/act_rules.h"
#include "forum/act/visitor.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

enum { ASK = 1, HELP = 2, ELSE = 3, STAFF = 4 };

/* The order of the letters below. */
static const enum thread_state states[] = {STATE_OPEN, STATE_AWAITING_ASKER, STATE_ANSWERED,
	STATE_SOLVED_UNCONFIRMED, STATE_CONFIRMED, STATE_REOPENED, STATE_CLOSED_UNCONFIRMED};

/* C confirmed, S solved_unconfirmed, R reopened: done, and the thread goes there. = done, and it stays. a: so
 * already. 3, 9, 2: 403, 409, 422. */
static char outcome(enum act act, const struct act_scene *s)
{
	struct act_verdict v = act_judge(act, s);
	enum thread_state after;

	assert_int_equal(v.why != NULL, v.status >= 400);
	if (v.status)
		return v.status == 200 ? 'a' : (char)('0' + v.status % 10);
	after = act_state_after(act, s);
	if (after == s->thread->state)
		return '=';
	assert_true(thread_step_legal(s->thread->state, after));
	return after == STATE_CONFIRMED		   ? 'C'
	       : after == STATE_SOLVED_UNCONFIRMED ? 'S'
	       : after == STATE_REOPENED	   ? 'R'
						   : '?';
}

static const struct act_post fresh = {.id = 9, .thread_id = 7, .author_id = HELP, .answer = true};

static struct thread_locked question_in(enum thread_state state)
{
	return (struct thread_locked){.id = 7, .author_id = ASK, .question = true, .state = state};
}

static void test_acts_by_role_and_state(void **state)
{
	static const struct {
		enum act act;
		int who;
		const char *outcomes; /* of each state */
	} rows[] = {
		{ACT_ACCEPT, ASK, "CCCC=CC"},
		{ACT_ACCEPT, STAFF, "SSS==SS"},
		{ACT_ACCEPT, HELP, "3333333"},
		{ACT_ACCEPT, ELSE, "3333333"},
		{ACT_UNACCEPT, ASK, "aaaaaaa"},
		{ACT_UNACCEPT, STAFF, "aaaaaaa"},
		{ACT_UNACCEPT, ELSE, "3333333"},
		{ACT_THANKS, ASK, "======="},
		{ACT_THANKS, ELSE, "======="},
		{ACT_THANKS, STAFF, "======="},
		{ACT_THANKS, HELP, "3333333"},
		{ACT_THANKS_UNDO, ELSE, "aaaaaaa"},
		{ACT_HELPED, ELSE, "======="},
		{ACT_HELPED, ASK, "3333333"},
		{ACT_HELPED, HELP, "3333333"},
		{ACT_HELPED_UNDO, ELSE, "aaaaaaa"},
		{ACT_UNHELPFUL, ELSE, "======="},
		{ACT_UNHELPFUL, ASK, "======="},
		{ACT_UNHELPFUL, HELP, "3333333"},
		{ACT_UNHELPFUL_UNDO, ELSE, "aaaaaaa"},
		{ACT_ME_TOO, ELSE, "======="},
		{ACT_ME_TOO, HELP, "======="},
		{ACT_ME_TOO, ASK, "3333333"},
		{ACT_ME_TOO_UNDO, ELSE, "aaaaaaa"},
		{ACT_FOLLOW, ASK, "======="},
		{ACT_FOLLOW, ELSE, "======="},
		{ACT_UNFOLLOW, ELSE, "aaaaaaa"},
		{ACT_REOPEN, ASK, "999RRaR"},
		{ACT_REOPEN, STAFF, "3333333"},
		{ACT_REOPEN, ELSE, "3333333"},
		{ACT_CONFIRM, ASK, "999Ca9C"},
		{ACT_CONFIRM, STAFF, "3333333"},
		{ACT_CONFIRM, ELSE, "3333333"},
		{ACT_UNKNOWN, ASK, "2222222"},
	};
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		for (k = 0; k < COUNT(states); k++) {
			struct thread_locked th = question_in(states[k]);
			struct act_scene s = {.viewer = rows[i].who,
				.staff = rows[i].who == STAFF,
				.thread = &th,
				.post = &fresh};
			char is = outcome(rows[i].act, &s);

			if (is != rows[i].outcomes[k])
				fail_msg("act %d by %d in state %d: %c, not %c", rows[i].act, rows[i].who,
					states[k], is, rows[i].outcomes[k]);
		}
}

static void test_undoing(void **state)
{
	static const struct {
		enum act act;
		int64_t accepted_in_thread;
		const char *outcomes;
	} rows[] = {
		/* The last acceptance of a solved thread opens it again; one of a thread that is open for
		   other reasons does not. */
		{ACT_UNACCEPT, 1, "===RR=R"},
		{ACT_UNACCEPT, 2, "======="},
		{ACT_THANKS, 1, "aaaaaaa"},
		{ACT_THANKS_UNDO, 1, "======="},
		{ACT_HELPED, 1, "aaaaaaa"},
		{ACT_HELPED_UNDO, 1, "======="},
		{ACT_UNHELPFUL_UNDO, 1, "======="},
		{ACT_ME_TOO, 1, "aaaaaaa"},
		{ACT_ME_TOO_UNDO, 1, "======="},
		{ACT_FOLLOW, 1, "aaaaaaa"},
		{ACT_UNFOLLOW, 1, "======="},
	};
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		for (k = 0; k < COUNT(states); k++) {
			struct thread_locked th = question_in(states[k]);
			struct act_post p = fresh;
			struct act_scene s = {.viewer = ELSE,
				.thread = &th,
				.post = &p,
				.me_too = true,
				.follows = true};

			p.accepted_in_thread = rows[i].accepted_in_thread;
			p.accepted_by_viewer = p.thanked = p.helped = p.unhelpful = true;
			if (outcome(rows[i].act, &s) != rows[i].outcomes[k])
				fail_msg("act %d in state %d: %c", rows[i].act, states[k],
					outcome(rows[i].act, &s));
		}
}

static void test_own_answers(void **state)
{
	struct thread_locked th = question_in(STATE_OPEN);
	struct act_post own = {.id = 9, .thread_id = 7, .author_id = ASK, .answer = true};
	struct act_post of_staff = {.id = 9, .thread_id = 7, .author_id = STAFF, .answer = true};
	struct act_scene s = {.viewer = ASK, .thread = &th, .post = &own};

	(void)state;
	assert_int_equal(outcome(ACT_ACCEPT, &s), 'C');
	assert_string_equal(act_flash(ACT_ACCEPT, &s), "accepted-own");
	s = (struct act_scene){.viewer = STAFF, .staff = true, .thread = &th, .post = &of_staff};
	assert_int_equal(outcome(ACT_ACCEPT, &s), '3');
	/* Staff that asked accepts as whoever asked. */
	th.author_id = STAFF;
	assert_int_equal(outcome(ACT_ACCEPT, &s), 'C');
}

static void test_what_is_no_answer(void **state)
{
	static const struct {
		bool question, answer, reply;
		const char *outcomes; /* accept, thanks, helped, unhelpful, me-too */
	} rows[] = {
		{true, false, false, "2222="},
		{false, false, true, "2=222"},
		{false, false, false, "22222"},
	};
	static const enum act acts[] = {ACT_ACCEPT, ACT_THANKS, ACT_HELPED, ACT_UNHELPFUL, ACT_ME_TOO};
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		for (k = 0; k < COUNT(acts); k++) {
			struct thread_locked th = {.id = 7,
				.author_id = ASK,
				.question = rows[i].question,
				.state = rows[i].question ? STATE_OPEN : STATE_NONE};
			struct act_post p = {.id = 9,
				.author_id = HELP,
				.answer = rows[i].answer,
				.reply = rows[i].reply};
			struct act_scene s = {.viewer = ELSE, .thread = &th, .post = &p};

			if (outcome(acts[k], &s) != rows[i].outcomes[k])
				fail_msg("row %zu, act %d: %c", i, acts[k], outcome(acts[k], &s));
		}
}

static void test_names(void **state)
{
	/* They stand in forms that people have open. */
	static const char *const names[ACTS] = {[ACT_ACCEPT] = "accept",
		[ACT_UNACCEPT] = "unaccept",
		[ACT_THANKS] = "thanks",
		[ACT_THANKS_UNDO] = "thanks-undo",
		[ACT_HELPED] = "helped",
		[ACT_HELPED_UNDO] = "helped-undo",
		[ACT_UNHELPFUL] = "unhelpful",
		[ACT_UNHELPFUL_UNDO] = "unhelpful-undo",
		[ACT_ME_TOO] = "me-too",
		[ACT_ME_TOO_UNDO] = "me-too-undo",
		[ACT_FOLLOW] = "follow",
		[ACT_UNFOLLOW] = "unfollow",
		[ACT_REOPEN] = "reopen",
		[ACT_CONFIRM] = "confirm"};
	int act;

	(void)state;
	for (act = ACT_ACCEPT; act < ACTS; act++) {
		assert_int_equal(act_of(names[act]), act);
		assert_int_equal(act_is_on_post((enum act)act), act <= ACT_UNHELPFUL_UNDO);
	}
	assert_int_equal(act_of(NULL), ACT_UNKNOWN);
	assert_int_equal(act_of(""), ACT_UNKNOWN);
	assert_int_equal(act_of("Accept"), ACT_UNKNOWN);
	assert_false(act_is_on_post(ACT_UNKNOWN));
}

/* ---- "this solved it" ---- */

static void test_found(void **state)
{
	static const struct {
		int who;
		enum thread_state state;
		int accepted, status;
	} rows[] = {
		{0, STATE_CONFIRMED, 1, 0},
		{0, STATE_SOLVED_UNCONFIRMED, 2, 0},
		{ELSE, STATE_CONFIRMED, 1, 0},
		{STAFF, STATE_CONFIRMED, 1, 0},
		{HELP, STATE_CONFIRMED, 1, 403},
		{ASK, STATE_CONFIRMED, 1, 403},
		{0, STATE_CONFIRMED, 0, 409},
		{0, STATE_REOPENED, 1, 409},
		{0, STATE_ANSWERED, 1, 409},
		{ELSE, STATE_CLOSED_UNCONFIRMED, 1, 409},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct thread_locked th = {.id = 7,
			.author_id = ASK,
			.question = true,
			.state = rows[i].state};
		struct act_post p = {.author_id = HELP, .answer = true, .accepted = rows[i].accepted};
		struct act_scene s = {.viewer = rows[i].who, .thread = &th, .post = &p};

		if (act_judge_found(&s).status != rows[i].status)
			fail_msg("row %zu: %d", i, act_judge_found(&s).status);
	}
}

static void test_prefixes(void **state)
{
	static const struct {
		const char *x, *y;
		bool same;
	} rows[] = {
		{"192.0.2.1", "192.0.2.254", true},
		{"192.0.2.1", "192.0.3.1", false},
		{"::ffff:192.0.2.1", "192.0.2.7", true},
		{"2001:db8:1::1", "2001:db8:1:ffff::1", true},
		{"2001:db8:1::1", "2001:db8:2::1", false},
		{"2001:db8::1", "32.1.13.184", false},
		{"", "nonsense", true},
		{"", "0.0.0.0", false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		unsigned char x[VISITOR_PREFIX], y[VISITOR_PREFIX];

		visitor_prefix(rows[i].x, x);
		visitor_prefix(rows[i].y, y);
		if ((memcmp(x, y, sizeof(x)) == 0) != rows[i].same)
			fail_msg("%s and %s", rows[i].x, rows[i].y);
	}
}

static bool same(struct blob x, struct blob y)
{
	assert_int_equal(x.n, SECRET_HASH);
	assert_int_equal(y.n, SECRET_HASH);
	return memcmp(x.s, y.s, x.n) == 0;
}

static void test_visitors(void **state)
{
	static const unsigned char bytes[2][32] = {"a key of the site, thirty-two by",
		"another key of thirty-two bytes"};
	const struct blob key = {bytes[0], 32}, other_key = {bytes[1], 32};
	struct arena a = ARENA_EMPTY;
	struct visitor first, again, stranger, member, tomorrow, elsewhere;

	(void)state;
	secret_init();
	visitor_of(&a, key, 0, NULL, "192.0.2.1", 20000, &first);
	visitor_of(&a, key, 0, first.cookie, "198.51.100.1", 20010, &again);
	visitor_of(&a, key, 0, NULL, "192.0.2.1", 20000, &stranger);
	visitor_of(&a, key, 42, first.cookie, "192.0.2.1", 20000, &member);
	visitor_of(&a, key, 0, first.cookie, "192.0.2.1", 20001, &tomorrow);
	visitor_of(&a, other_key, 42, first.cookie, "192.0.2.1", 20000, &elsewhere);
	assert_int_equal(strlen(first.cookie), 22);
	assert_null(again.cookie);
	assert_true(same(first.is, again.is));
	assert_false(same(first.is, stranger.is));
	assert_true(same(first.prefix, stranger.prefix));
	assert_false(same(first.prefix, tomorrow.prefix));
	assert_true(same(member.was, first.is));
	assert_false(same(member.is, first.is));
	assert_null(member.cookie);
	assert_false(same(member.is, elsewhere.is));
	assert_false(same(member.prefix, elsewhere.prefix));
	arena_end(&a);
}

static void test_cookies_that_are_not_ours(void **state)
{
	static const char *const cookies[] = {"", "x", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAA",
		"!!!!!!!!!!!!!!!!!!!!!!"};
	static const unsigned char bytes[32] = "a key of the site, thirty-two by";
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cookies); i++) {
		struct arena a = ARENA_EMPTY;
		struct visitor v;

		visitor_of(&a, (struct blob){bytes, 32}, 0, cookies[i], "192.0.2.1", 1, &v);
		if (!v.cookie)
			fail_msg("\"%s\" was taken", cookies[i]);
		arena_end(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_acts_by_role_and_state),
		cmocka_unit_test(test_undoing),
		cmocka_unit_test(test_own_answers),
		cmocka_unit_test(test_what_is_no_answer),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_visitors),
		cmocka_unit_test(test_cookies_that_are_not_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
