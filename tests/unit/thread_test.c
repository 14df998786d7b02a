/* thread_test.c -- the rules of threads: legal steps (the same as in the database), who may what, titles and
 * texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "db/migrate.h"
#include "forum/thread/thread.h"
#include "markup/rendered.h"
#include "web/request.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define STATES	    (STATE_CLOSED_UNCONFIRMED + 1)

/* ---- steps ---- */

/* Marks the pairs ('was', 'becomes') that the migrations put into community.thread_step. */
static void steps_of_database(bool legal[STATES][STATES])
{
	static const char insert[] = "INSERT INTO community.thread_step VALUES";
	const struct migration *m;

	for (m = migrations; m->name; m++) {
		const char *s = m->sql;

		while ((s = strstr(s, insert))) {
			const char *end = strchr(s, ';');
			char was[32], becomes[32];

			for (s = strchr(s, '('); s && s < end; s = strchr(s + 1, '(')) {
				assert_int_equal(sscanf(s, "('%31[a-z_]', '%31[a-z_]')", was, becomes), 2);
				assert_int_not_equal(thread_state_of(was), STATE_NONE);
				assert_int_not_equal(thread_state_of(becomes), STATE_NONE);
				legal[thread_state_of(was)][thread_state_of(becomes)] = true;
			}
			s = end;
		}
	}
}

static void test_steps_are_those_of_the_database(void **state)
{
	bool legal[STATES][STATES] = {{false}};
	int was, becomes, n = 0;

	(void)state;
	steps_of_database(legal);
	for (was = 0; was < STATES; was++)
		for (becomes = 0; becomes < STATES; becomes++) {
			if (thread_step_legal((enum thread_state)was, (enum thread_state)becomes) !=
				legal[was][becomes])
				fail_msg("from %d to %d: %s in the database", was, becomes,
					legal[was][becomes] ? "legal" : "illegal");
			n += legal[was][becomes];
		}
	assert_int_equal(n, 30);
}

static void test_no_step_to_itself_or_out_of_a_discussion(void **state)
{
	int s;

	(void)state;
	for (s = 0; s < STATES; s++) {
		assert_false(thread_step_legal((enum thread_state)s, (enum thread_state)s));
		assert_false(thread_step_legal(STATE_NONE, (enum thread_state)s));
		assert_false(thread_step_legal((enum thread_state)s, STATE_NONE));
	}
}

static void test_state_names(void **state)
{
	int s;

	(void)state;
	for (s = STATE_OPEN; s < STATES; s++)
		assert_int_equal(thread_state_of(thread_state_name((enum thread_state)s)), s);
	assert_int_equal(thread_state_of(NULL), STATE_NONE);
	assert_int_equal(thread_state_of("solved"), STATE_NONE);
	assert_null(thread_state_name(STATE_NONE));
}

static void test_an_answer_makes_answered_only_what_is_open(void **state)
{
	int s;

	(void)state;
	for (s = 0; s < STATES; s++) {
		enum thread_state after = thread_state_answered((enum thread_state)s);
		bool is_open = s == STATE_OPEN || s == STATE_AWAITING_ASKER || s == STATE_REOPENED;

		assert_int_equal(after, is_open ? STATE_ANSWERED : s);
		assert_true((int)after == s || thread_step_legal((enum thread_state)s, after));
	}
}

static void test_the_company_looks_only_into_what_is_not_done(void **state)
{
	static const bool looks[STATES] = {[STATE_NONE] = true,
		[STATE_OPEN] = true,
		[STATE_AWAITING_ASKER] = true,
		[STATE_ANSWERED] = true,
		[STATE_REOPENED] = true};
	int s;

	(void)state;
	for (s = 0; s < STATES; s++)
		assert_int_equal(thread_company_looks((enum thread_state)s), looks[s]);
}

/* ---- who may ---- */

enum { GUEST, ASKER, OTHER, MODERATOR, STAFF, ADMIN, VIEWERS };

static const struct viewer viewers[VIEWERS] = {
	[ASKER] = {.id = 1, .roles = ROLE_MEMBER},
	[OTHER] = {.id = 2, .roles = ROLE_MEMBER},
	[MODERATOR] = {.id = 3, .roles = ROLE_MEMBER | ROLE_MODERATOR},
	[STAFF] = {.id = 4, .roles = ROLE_MEMBER | ROLE_STAFF},
	[ADMIN] = {.id = 5, .roles = ROLE_MEMBER | ROLE_ADMIN},
};

static void test_who_may(void **state)
{
	static const struct {
		const char *what;
		struct thread thread;
		const char *see, *write, *accept; /* one digit for each viewer */
	} rows[] = {
		{"a question", {.question = true, .author = {.id = 1}}, "111111", "011111", "010010"},
		{"a discussion", {.author = {.id = 1}}, "111111", "011111", "000000"},
		{"a locked one", {.question = true, .locked = true, .author = {.id = 1}}, "111111", "000111",
			"010010"},
		{"a deleted one", {.question = true, .deleted = true, .author = {.id = 1}}, "000101",
			"000000", "000000"},
		{"of staff", {.question = true, .author = {.id = 4}}, "111111", "011111", "000010"},
	};
	size_t i;
	int v;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		for (v = 0; v < VIEWERS; v++) {
			if (thread_visible(&rows[i].thread, &viewers[v]) != (rows[i].see[v] == '1'))
				fail_msg("%s: seen by %d", rows[i].what, v);
			if (thread_writable(&rows[i].thread, &viewers[v]) != (rows[i].write[v] == '1'))
				fail_msg("%s: written by %d", rows[i].what, v);
			if (thread_may_accept(&rows[i].thread, &viewers[v]) != (rows[i].accept[v] == '1'))
				fail_msg("%s: accepted by %d", rows[i].what, v);
		}
	assert_false(thread_visible(NULL, &viewers[ADMIN]));
}

static void test_who_edits_and_deletes(void **state)
{
	static const struct {
		const char *what;
		struct thread thread;
		struct post post; /* by the asker */
		bool others;
		bool deletable;
	} rows[] = {
		{"a question", {.question = true}, {.kind = POST_QUESTION}, false, true},
		{"a question with comments", {.question = true}, {.kind = POST_QUESTION}, true, true},
		{"an answered one", {.question = true, .answers = 1}, {.kind = POST_QUESTION}, false, false},
		{"a deleted one", {.question = true, .deleted = true}, {.kind = POST_QUESTION}, false, false},
		{"an answer", {.question = true, .answers = 3}, {.kind = POST_ANSWER}, false, true},
		{"an accepted answer", {.question = true, .answers = 3}, {.kind = POST_ANSWER, .accepted = 1},
			false, false},
		{"a commented answer", {.question = true, .answers = 3}, {.kind = POST_ANSWER}, true, false},
		{"a reply", {.answers = 3}, {.kind = POST_REPLY}, false, true},
		{"a commented reply", {.answers = 3}, {.kind = POST_REPLY}, true, false},
		{"a comment", {.question = true, .answers = 3}, {.kind = POST_COMMENT}, false, true},
	};
	size_t i;
	int v;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		for (v = 0; v < VIEWERS; v++) {
			struct post p = rows[i].post;

			p.author.id = 1;
			if (post_may_delete(&rows[i].thread, &p, rows[i].others, &viewers[v]) !=
				(v == ASKER && rows[i].deletable))
				fail_msg("%s: deleted by %d", rows[i].what, v);
			assert_int_equal(post_may_edit(&p, false, &viewers[v]),
				v == ASKER || v == MODERATOR || v == ADMIN);
		}
}

/* ---- texts ---- */

static void test_titles(void **state)
{
	struct arena a = ARENA_EMPTY;
	char *s = arena_alloc(&a, 400);
	int i;

	(void)state;
	assert_non_null(title_wrong(NULL));
	assert_non_null(title_wrong(""));
	assert_non_null(title_wrong("1234567"));
	assert_null(title_wrong("12345678"));
	assert_null(title_wrong("übergroß"));
	for (i = 0; i < 150; i++)
		strcat(s, "ä");
	assert_null(title_wrong(s));
	assert_non_null(title_wrong(strcat(s, "ä")));
	arena_end(&a);
}

static void test_bodies(void **state)
{
	struct arena a = ARENA_EMPTY;
	char *s = arena_alloc(&a, BODY_MOST + 2);

	(void)state;
	assert_non_null(body_wrong(NULL));
	assert_non_null(body_wrong(""));
	assert_non_null(body_wrong(" \t\n \n"));
	assert_null(body_wrong("x"));
	memset(s, 'x', BODY_MOST);
	assert_null(body_wrong(s));
	s[BODY_MOST] = 'x';
	assert_non_null(body_wrong(s));
	arena_end(&a);
}

static void test_every_refusal_of_a_rendering_is_a_sentence(void **state)
{
	int verdict;

	(void)state;
	for (verdict = CRAFT_OK; verdict <= CRAFT_TOO_COSTLY; verdict++) {
		struct rendered r = {.verdict = (enum craft_verdict)verdict};

		assert_int_equal(rendering_wrong(&r) == NULL, verdict == CRAFT_OK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steps_are_those_of_the_database),
		cmocka_unit_test(test_no_step_to_itself_or_out_of_a_discussion),
		cmocka_unit_test(test_state_names),
		cmocka_unit_test(test_an_answer_makes_answered_only_what_is_open),
		cmocka_unit_test(test_the_company_looks_only_into_what_is_not_done),
		cmocka_unit_test(test_who_may),
		cmocka_unit_test(test_who_edits_and_deletes),
		cmocka_unit_test(test_titles),
		cmocka_unit_test(test_bodies),
		cmocka_unit_test(test_every_refusal_of_a_rendering_is_a_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
