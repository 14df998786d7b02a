/* demo_test.c -- the demo's own files: they can be read, and hold what a newcomer is to see. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/intl.h"
#include "forum/demo/demo.h"
#include "forum/demo/demo_read.h"
#include "markup/markup.h"

#define NOW ((struct when){1795300000LL * 1000000}) /* some afternoon */

struct sums {
	size_t answers, comments, accepted, by_staff, labelled, unanswered, discussions, reopened,
		self_solved;
	size_t not_helpful, edits, several, helped, me_too;
};

static void check_times(const struct demo_post *post, struct when after)
{
	size_t i;

	if (post->at.us < after.us || post->at.us >= NOW.us || post->at.us < post->author->joined.us)
		fail_msg("%s: out of time", post->place);
	if (strlen(post->body) > 32768 || !*post->body)
		fail_msg("%s: %zu bytes", post->place, strlen(post->body));
	for (i = 0; i < post->edits.n; i++)
		assert_true(post->edits.v[i].at.us >= post->at.us && post->edits.v[i].at.us < NOW.us);
	for (i = 0; i < post->comments.n; i++)
		check_times(post->comments.v[i], i ? post->comments.v[i - 1]->at : post->at);
}

static void check_acts(const struct demo_post *post, const struct demo_acts *acts)
{
	size_t i;

	for (i = 0; i < acts->n; i++)
		if (acts->v[i].who == post->author || acts->v[i].at.us < post->at.us ||
			acts->v[i].at.us > NOW.us)
			fail_msg("%s: what %s did", post->place, acts->v[i].who->username);
}

static void sum_answer(const struct demo_thread *thread, const struct demo_post *answer, struct sums *sums)
{
	sums->answers++;
	sums->comments += answer->comments.n;
	sums->not_helpful += answer->not_helpful.n;
	sums->helped += answer->helped.n;
	sums->edits += answer->edits.n;
	if (!answer->accepted || when_known(answer->withdrawn))
		return;
	sums->accepted++;
	sums->by_staff += answer->accepted->who != thread->question->author;
	sums->labelled += *answer->accepted->context != 0;
	sums->self_solved += answer->author == thread->question->author;
}

static void check_thread(const struct demo_thread *thread, struct sums *sums)
{
	size_t i, accepted = sums->accepted, title = text_characters(thread->title);

	if (title < 8 || title > 150 || thread->tags.n > 5)
		fail_msg("%s: title or tags", thread->key);
	check_times(thread->question, thread->question->author->joined);
	check_acts(thread->question, &thread->me_too);
	for (i = 0; i < thread->answers.n; i++) {
		const struct demo_post *answer = thread->answers.v[i];

		check_times(answer, i ? thread->answers.v[i - 1]->at : thread->question->at);
		check_acts(answer, &answer->thanks);
		check_acts(answer, &answer->helped);
		check_acts(answer, &answer->not_helpful);
		sum_answer(thread, answer, sums);
	}
	sums->comments += thread->question->comments.n;
	sums->edits += thread->question->edits.n;
	sums->discussions += thread->discussion;
	sums->unanswered += thread->answers.n == 0;
	sums->reopened += when_known(thread->reopened);
	sums->me_too += thread->me_too.n;
	sums->several += sums->accepted > accepted + 1;
}

static bool is_username(const char *s)
{
	size_t n = strlen(s);

	return n >= 3 && n <= 30 && *s != '-' && *s != '_' &&
	       strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-_") == n;
}

static void check_names(const struct demo *demo, struct arena *a)
{
	size_t i, j;

	for (i = 0; i < demo->members.n; i++) {
		const struct demo_member *m = demo->members.v[i];

		if (!intl_name_ok(m->name) || !intl_email(a, m->email) || !intl_zone_known(m->zone) ||
			!intl_locale_known(m->locale))
			fail_msg("member %s: name, address, zone or language", m->username);
		for (j = 0; j < i; j++)
			if (strcmp(intl_skeleton(a, m->name), intl_skeleton(a, demo->members.v[j]->name)) ==
				0)
				fail_msg("%s looks like %s", m->name, demo->members.v[j]->name);
	}
}

static void check_members(const struct demo *demo)
{
	size_t i, accounts = 0, staff = 0;

	for (i = 0; i < demo->members.n; i++) {
		const struct demo_member *m = demo->members.v[i];
		const char *at = strstr(m->email, "@example.org");

		if (!is_username(m->username) || !*m->name || !at || at[12])
			fail_msg("member %s", m->username);
		accounts |= (size_t)1 << m->account;
		staff += m->staff;
	}
	assert_int_equal(accounts, 15);
	assert_true(demo->members.n >= 40 && staff >= 2);
}

static void test_the_demo(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct sums sums = {0};
	const char *error;
	const struct demo *demo = demo_read(&a, demo_files, NOW, &error);
	size_t i;

	(void)state;
	if (!demo)
		fail_msg("%s", error);
	check_members(demo);
	check_names(demo, &a);
	for (i = 0; i < demo->threads.n; i++) {
		if (i)
			assert_true(demo->threads.v[i - 1]->question->at.us <=
				    demo->threads.v[i]->question->at.us);
		check_thread(demo->threads.v[i], &sums);
	}
	print_message("%zu members, %zu threads, %zu answers, %zu comments, %zu accepted (%zu by staff, %zu "
		      "labelled), "
		      "%zu discussions, %zu unanswered, %zu edits, %zu notices\n",
		demo->members.n, demo->threads.n, sums.answers, sums.comments, sums.accepted, sums.by_staff,
		sums.labelled, sums.discussions, sums.unanswered, sums.edits, demo->notices.n);
	assert_int_equal(demo->topics.n, 12);
	assert_true(demo->threads.n >= 80 && sums.answers >= 200 && sums.comments >= 150);
	assert_true(sums.discussions >= 12 && sums.unanswered >= 5 && sums.unanswered <= 8);
	assert_true(sums.by_staff >= 3 && sums.labelled >= 8 && sums.several >= 4 && sums.self_solved >= 1);
	assert_true(sums.reopened >= 1 && sums.not_helpful >= 5 && sums.edits >= 4);
	assert_true(sums.helped >= 30 && sums.me_too >= 60 && demo->notices.n >= 2);
	arena_end(&a);
}

static void test_every_topic_has_threads_and_a_colour_of_its_own(void **state)
{
	struct arena a = ARENA_EMPTY;
	const char *error;
	const struct demo *demo = demo_read(&a, demo_files, NOW, &error);
	unsigned colours = 0;
	size_t i, j, closed = 0;

	(void)state;
	assert_non_null(demo);
	for (i = 0; i < demo->topics.n; i++) {
		size_t threads = 0;

		for (j = 0; j < demo->threads.n; j++)
			threads += demo->threads.v[j]->topic == demo->topics.v[i];
		if (threads < 4)
			fail_msg("%s has %zu threads", demo->topics.v[i]->slug, threads);
		assert_true(*demo->topics.v[i]->description);
		colours |= 1u << demo->topics.v[i]->colour;
		closed += demo->topics.v[i]->closed;
	}
	assert_int_equal(colours, 0x1ffe);
	assert_int_equal(closed, 1);
	arena_end(&a);
}

static const char *address(void *arg, const struct demo_thread *thread)
{
	(void)arg;
	(void)thread;
	return "/t/1/x";
}

/* Whether somebody meant as markup what Markdown did not: a table, a link, a fence, stars at a word. Codes to
 * dial have stars too, but no letters. */
static bool markup_left(const char *plain)
{
	const char *stars = plain;

	while ((stars = strstr(stars, "**"))) {
		if (isalpha((unsigned char)stars[2]) || (stars > plain && isalpha((unsigned char)stars[-1])))
			return true;
		stars += 2;
	}
	return strstr(plain, "|--") || strstr(plain, "](") || strstr(plain, "thread:") ||
	       strstr(plain, "```");
}

static void check_rendering(struct arena *a, const struct demo *demo, const struct demo_post *post)
{
	const char *body = demo_body(a, demo, post->body, address, NULL);
	struct rendered rendered = {0};
	size_t i;

	markdown_render(a, body, strlen(body), &rendered);
	if (rendered.verdict != CRAFT_OK || text_empty(rendered.plain))
		fail_msg("%s: verdict %d", post->place, rendered.verdict);
	if (markup_left(rendered.plain))
		fail_msg("%s: markup left over", post->place);
	for (i = 0; i < rendered.mentions.n; i++)
		if (!demo_member_find(demo, rendered.mentions.v[i]))
			fail_msg("%s: mentions %s", post->place, rendered.mentions.v[i]);
	for (i = 0; i < post->comments.n; i++)
		check_rendering(a, demo, post->comments.v[i]);
}

static void test_every_text_renders(void **state)
{
	struct arena a = ARENA_EMPTY;
	const char *error;
	const struct demo *demo = demo_read(&a, demo_files, NOW, &error);
	size_t i, j;

	(void)state;
	assert_non_null(demo);
	markup_init();
	for (i = 0; i < demo->threads.n; i++) {
		check_rendering(&a, demo, demo->threads.v[i]->question);
		for (j = 0; j < demo->threads.v[i]->answers.n; j++)
			check_rendering(&a, demo, demo->threads.v[i]->answers.v[j]);
	}
	arena_end(&a);
}

/* The same from midnight to midnight: what the files leave open must not depend on the hour. */
static void test_it_reads_at_every_hour(void **state)
{
	int minute;

	(void)state;
	for (minute = 0; minute < 1440; minute += 205) {
		struct arena a = ARENA_EMPTY;
		struct when now = {(int64_t)(20778 * 1440 + minute) * 60000000};
		const char *error;

		if (!demo_read(&a, demo_files, now, &error))
			fail_msg("at minute %d: %s", minute, error);
		arena_end(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_demo),
		cmocka_unit_test(test_every_topic_has_threads_and_a_colour_of_its_own),
		cmocka_unit_test(test_every_text_renders),
		cmocka_unit_test(test_it_reads_at_every_hour),
	};

	return cmocka_run_group_tests_name("demo", tests, NULL, NULL);
}
