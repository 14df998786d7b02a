/* demo_read_test.c -- what the reader of the demo makes of ages, of records, and of mistakes in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "forum/demo/demo.h"
#include "forum/demo/demo_read.h"

#define NOW ((struct when){1795300000LL * 1000000}) /* some afternoon */

/* ---- ages ---- */

static void test_ages(void **state)
{
	static const struct {
		const char *text;
		bool fine;
		int minutes;
		bool day;
	} rows[] = {
		{"212d 09:12", true, 212 * 1440 - 9 * 60 - 12, true},
		{"1d 23:59", true, 1, true},
		{"30d", true, 30 * 1440 - 720, true},
		{"5h 20m", true, 320, false},
		{"5h", true, 300, false},
		{"40m", true, 40, false},
		{"0d 10:00", false, 0, false},
		{"0m", false, 0, false},
		{"12d 24:00", false, 0, false},
		{"12d 10:60", false, 0, false},
		{"12d 10:00 ", false, 0, false},
		{"12d x", false, 0, false},
		{"-3d 10:00", false, 0, false},
		{"5h 20", false, 0, false},
		{"h", false, 0, false},
		{"40", false, 0, false},
		{"", false, 0, false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct demo_age age = {0};
		bool fine = demo_age_read(rows[i].text, &age);

		if (fine != rows[i].fine ||
			(fine && (age.minutes != rows[i].minutes || age.day != rows[i].day)))
			fail_msg("'%s': %d, %d minutes", rows[i].text, fine, age.minutes);
	}
}

static void test_order_of_ages_holds_at_every_hour(void **state)
{
	static const char *const texts[] = {"9d 10:00", "3d 00:00", "2d 23:59", "1d 00:00", "1d 20:00",
		"1d 23:59", "30h", "24h", "20h 1m", "4h", "1h", "1m"};
	enum { N = sizeof(texts) / sizeof(texts[0]) };
	size_t i, j;
	int minute;

	(void)state;
	for (i = 0; i < N; i++)
		for (j = 0; j < N; j++) {
			struct demo_age a, b;

			assert_true(demo_age_read(texts[i], &a) && demo_age_read(texts[j], &b));
			if (!demo_age_precedes(a, b))
				continue;
			for (minute = 0; minute < 1440; minute += 7) {
				struct when now = {(int64_t)(20778 * 1440 + minute) * 60000000};

				if (demo_age_at(a, now).us > demo_age_at(b, now).us)
					fail_msg("%s before %s, but not at minute %d", texts[i], texts[j],
						minute);
			}
		}
}

/* ---- mistakes ---- */

#define HEAD \
	"%site\nname: S\ncompany: C\n\nAbout.\n" \
	"%topic news\nname: News\ncolour: c1\nposting: staff\n" \
	"%topic sim\nname: SIM\ncolour: c12\n\nCards.\n" \
	"%tag esim\nsynonyms: e-sim, qr\n%tag puk\n" \
	"%member ann\nname: Ann\njoined: 100d\n\nHere.\n" \
	"%member bob\nname: Bob\njoined: 100d\n" \
	"%member eve\nname: Eve\njoined: 100d\nroles: staff\n" \
	"%member new\nname: New\njoined: 5d\n"
#define THREAD "%thread q\ntitle: Eight or more\ntopic: sim\nby: ann\nat: 20d\n\nWhy?\n"
#define ANSWER "%answer\nby: bob\nat: 19d\n"

static const struct demo *read_text(struct arena *a, const char *text, const char **error)
{
	struct demo_file files[] = {{"a.txt", HEAD}, {"b.txt", text}, {NULL, NULL}};

	return demo_read(a, files, NOW, error);
}

static void test_mistakes_are_named_with_file_and_line(void **state)
{
	static const struct {
		const char *text, *error; /* NULL: it is fine */
	} rows[] = {
		{"", NULL},
		{THREAD, NULL},
		{THREAD ANSWER "\nSo.\n", NULL},
		{"hello\n", "b.txt:1: text before the first record"},
		{"%# only a remark\n\n", NULL},
		{"%thing x\n", "b.txt:1: unknown record 'thing'"},
		{"%tag esim2\nsynonym: x\n", "b.txt:2: a tag has no 'synonym'"},
		{"%tag esim2\nno colon\n",
			"b.txt:2: a field is 'name: value'; the text begins after a blank line"},
		{"%tag esim2\nsynonyms:\n", "b.txt:2: the field is empty"},
		{"%tag esim\n", "b.txt:1: a second tag 'esim'"},
		{"%tag qr\n", "b.txt:1: 'qr' is a synonym of 'esim'"},
		{"%tag Big\n", "b.txt:1: 'Big' is no tag"},
		{"%site\nname: S\ncompany: C\n", "b.txt:1: a second site"},
		{"%topic more\nname: M\ncolour: c13\n", "b.txt:3: the colour is not one of c1 to c12"},
		{"%topic sim\nname: M\ncolour: c1\n",
			"b.txt:1: 'sim' is not fit for a topic's address, or taken"},
		{"%topic more\nname: M\ncolour: c1\nposting: me\n",
			"b.txt:4: posting is for 'all' or 'staff'"},
		{"%member al\nname: Al\njoined: 1d\n", "b.txt:1: 'al' is not fit for a username"},
		{"%member -al\nname: Al\njoined: 1d\n", "b.txt:1: '-al' is not fit for a username"},
		{"%member ann\nname: Al\njoined: 1d\n", "b.txt:1: a second member 'ann'"},
		{"%member zoe\njoined: 1d\n", "b.txt:1: member: 'name' is missing"},
		{"%member zoe\nname: Z\njoined: long ago\n",
			"b.txt:3: 'joined' is not an age like '12d 09:30' or '5h 20m'"},
		{"%member zoe\nname: Z\njoined: 1d\nroles: king\n",
			"b.txt:4: 'king' is not staff, moderator or admin"},
		{"%member zoe\nname: Z\njoined: 1d\naccount: king\n",
			"b.txt:4: 'king' is not member, moderator or admin"},
		{ANSWER "\nSo.\n", "b.txt:1: an answer before its question"},
		{"%comment\nby: bob\nat: 1d\n\nSo.\n", "b.txt:1: a comment before its question"},
		{"%edit\nat: 1d\n\nSo.\n", "b.txt:1: an edit before its post"},
		{THREAD ANSWER, "b.txt:8: answer: the text is missing"},
		{THREAD "%answer\nby: bill\nat: 19d\n\nSo.\n", "b.txt:9: unknown member 'bill'"},
		{THREAD "%answer\nby: bob\nat: 21d\n\nSo.\n",
			"b.txt:8: it may be older than the post before it (b.txt:1)"},
		{THREAD "%answer\nby: new\nat: 6d\n\nSo.\n", "b.txt:8: new had not joined yet"},
		{THREAD THREAD, "b.txt:8: a second thread 'q', or one without a key"},
		{THREAD ANSWER "thanks: bob\n\nSo.\n", "b.txt:11: thanks: bob wrote it himself"},
		{THREAD ANSWER "helped: ann, bob \"on x, y\"\n\nSo.\n",
			"b.txt:11: helped: bob wrote it himself"},
		{THREAD ANSWER "thanks: ann, ann\n\nSo.\n", "b.txt:11: ann is named twice"},
		{THREAD ANSWER "thanks: ann\nthanks: ann\n\nSo.\n", "b.txt:12: ann is named twice"},
		{THREAD ANSWER "thanks: ann,\n\nSo.\n", NULL},
		{THREAD ANSWER "thanks: ann\nnot-helpful: ann\n\nSo.\n",
			"b.txt:8: ann found it helpful and not helpful"},
		{THREAD ANSWER "helped: ann 20d 10:00\n\nSo.\n", "b.txt:11: ann may have done it too early"},
		{THREAD ANSWER "helped: new 6d\n\nSo.\n", "b.txt:11: new may have done it too early"},
		{THREAD ANSWER "helped: ann soon\n\nSo.\n",
			"b.txt:11: 'soon' is not an age like '12d 09:30' or '5h 20m'"},
		{THREAD ANSWER "accepted: ann 18d \"on x\"\n\nSo.\n", NULL},
		{THREAD ANSWER "accepted: eve 18d\n\nSo.\n", NULL},
		{THREAD ANSWER "accepted: new 3d\n\nSo.\n", "b.txt:8: new may not accept this"},
		{THREAD ANSWER "accepted: bob 18d\n\nSo.\n", "b.txt:8: bob may not accept this"},
		{THREAD "%answer\nby: ann\nat: 19d\naccepted: ann 19d 13:00\n\nSo.\n", NULL},
		{THREAD "%answer\nby: eve\nat: 19d\naccepted: eve 19d 13:00\n\nSo.\n",
			"b.txt:8: eve may not accept this"},
		{THREAD ANSWER "accepted: ann 18d, eve 17d\n\nSo.\n", "b.txt:8: accepted twice"},
		{THREAD ANSWER "accepted: ann 18d\nwithdrawn: 17d\n\nSo.\n", NULL},
		{THREAD ANSWER "accepted: ann 17d\nwithdrawn: 18d\n\nSo.\n",
			"b.txt:8: 'withdrawn' is not after 'accepted'"},
		{THREAD ANSWER "withdrawn: 17d\n\nSo.\n", "b.txt:8: 'withdrawn' is not after 'accepted'"},
		{THREAD ANSWER "guests: many\n\nSo.\n", "b.txt:11: 'guests' is not a count"},
		{"%thread k\ntitle: Too few\ntopic: sim\nby: ann\nat: 9d\n\nWhy?\n",
			"b.txt:1: the title has 7 characters"},
		{"%thread k\ntitle: Long enough\ntopic: some\nby: ann\nat: 9d\n\nWhy?\n",
			"b.txt:1: unknown topic 'some'"},
		{"%thread k\ntitle: Long enough\ntopic: news\nby: ann\nat: 9d\n\nWhy?\n",
			"b.txt:1: only staff begin threads in news"},
		{"%thread k\ntitle: Long enough\ntopic: news\nby: eve\nat: 9d\n\nWhy?\n", NULL},
		{"%thread k\ntitle: Long enough\ntopic: sim\nby: ann\nat: 9d\ntags: esim, e-sim\n\nWhy?\n",
			"b.txt:1: unknown tag 'e-sim'"},
		{"%thread k\ntitle: Long enough\ntopic: sim\nby: ann\nat: 9d\nme-too: bob, ann\n\nWhy?\n",
			"b.txt:6: me-too: ann wrote it himself"},
		{"%thread k\ntitle: Long enough\ntopic: sim\nby: ann\nat: 9d\nkind: rant\n\nWhy?\n",
			"b.txt:1: 'rant' is neither question nor discussion"},
		{"%thread k\ntitle: Long enough\ntopic: sim\nby: ann\nat: 9d\nkind: discussion\n\nWhy?\n"
		 "%answer\nby: bob\nat: 8d\naccepted: ann 7d\n\nSo.\n",
			"b.txt:9: nothing is accepted in a discussion"},
		{THREAD "%comment\nby: bob\nat: 18d\n\nSee [it](thread:no).\n",
			"b.txt:8: a link to an unknown thread 'no'"},
		{THREAD "%comment\nby: bob\nat: 18d\n\nSee [it](thread:q).\n", NULL},
		{THREAD "%comment\nby: bob\nat: 18d\n\nSee [it](thread:r).\n"
			"%thread r\ntitle: Long enough\ntopic: sim\nby: ann\nat: 9d\n\nWhy?\n",
			"b.txt:8: a link to a later thread 'r'"},
		{THREAD "%comment\nby: bob\nat: 18d\n\n@ann, @eve: a@example.org, `@code`.\n", NULL},
		{THREAD "%comment\nby: bob\nat: 18d\n\n@anna\n", "b.txt:8: unknown member 'anna'"},
		{THREAD "%edit\nat: 18d\ntitle: Eight or less\n\nWh\n", NULL},
		{THREAD "%edit\nat: 20d 11:00\n\nWh\n", "b.txt:8: it may be older than what it changes"},
		{THREAD "%edit\nat: 18d\nby: bob\n\nWh\n", "b.txt:8: bob may not change this"},
		{THREAD ANSWER "\nSo.\n%edit\nat: 18d\ntitle: Eight or less\n\nWh\n",
			"b.txt:13: only the first post of a thread has a title"},
		{THREAD "%notice\nfrom: 3h\nthread: q\n\nBroken.\n", NULL},
		{THREAD "%notice\nfrom: 3h\nthread: z\n\nBroken.\n", "b.txt:10: unknown thread 'z'"},
		{THREAD "%notice\nfrom: 3h\nuntil: 4h\n\nBroken.\n", "b.txt:10: it may end before it begins"},
		{"%tag caf\xe9\n", "b.txt:1: the file is not UTF-8 with plain line ends"},
		{"%tag cafe\r\n", "b.txt:1: the file is not UTF-8 with plain line ends"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena a = ARENA_EMPTY;
		const char *error = "";
		const struct demo *demo = read_text(&a, rows[i].text, &error);

		if (!rows[i].error != !error || !demo != !!error ||
			(error && strcmp(error, rows[i].error) != 0))
			fail_msg("row %zu, %s: got %s, not %s", i, rows[i].text, error, rows[i].error);
		arena_end(&a);
	}
}

static void test_what_a_record_says(void **state)
{
	static const char text[] =
		"%# before\n%thread q\ntitle: A title: with colon\ntopic: sim\nby: ann\nat: 20d 09:30\n"
		"tags: puk, esim\nviews: 12\nme-too: bob 19d 10:00, new\n%# inside\n\n\nOne.\n\n%# in "
		"it\nTwo.\n\n"
		"%comment\nby: bob\nat: 19d\n\nOn the question.\n"
		"%answer\nby: bob\nat: 18d\naccepted: ann 17d 10:00 \"on x, y\"\nhelped: new \"with "
		"z\"\nguests: 4\n\n"
		"New.\n%edit\nat: 16d\n\nOld.\n%comment\nby: ann\nat: 3h\n\nOn the answer.\n";
	struct arena a = ARENA_EMPTY;
	const char *error;
	const struct demo *demo = read_text(&a, text, &error);
	const struct demo_thread *thread;
	const struct demo_post *answer;

	(void)state;
	assert_null(error);
	assert_int_equal(demo->threads.n, 1);
	thread = demo->threads.v[0];
	assert_string_equal(thread->title, "A title: with colon");
	assert_string_equal(thread->question->body, "One.\n\nTwo.");
	assert_string_equal(thread->question->place, "b.txt:2");
	assert_string_equal(thread->tags.v[0]->name, "puk");
	assert_int_equal(thread->views, 12);
	assert_int_equal(thread->question->at.us % 86400000000, (9 * 60 + 30) * 60000000LL);
	assert_int_equal(when_day(thread->question->at), when_day(NOW) - 20);
	assert_int_equal(thread->question->comments.n, 1);
	assert_int_equal(thread->me_too.n, 2);
	assert_true(thread->me_too.v[1].at.us >= thread->me_too.v[1].who->joined.us);
	assert_true(thread->me_too.v[1].at.us <= NOW.us);
	answer = thread->answers.v[0];
	assert_string_equal(answer->body, "New.");
	assert_string_equal(answer->edits.v[0].body, "Old.");
	assert_string_equal(answer->accepted->context, "on x, y");
	assert_string_equal(answer->accepted->who->username, "ann");
	assert_string_equal(answer->helped.v[0].context, "with z");
	assert_int_equal(answer->guests, 4);
	assert_string_equal(answer->comments.v[0]->body, "On the answer.");
	assert_int_equal(answer->comments.v[0]->at.us, NOW.us - 3 * 3600 * 1000000LL);
	arena_end(&a);
}

static const char *address(void *arg, const struct demo_thread *thread)
{
	(void)arg;
	return thread->title[0] == 'E' ? "/t/7/x" : "?";
}

static void test_links_become_addresses(void **state)
{
	static const char *const rows[][2] = {
		{"", ""},
		{"none", "none"},
		{"a [b](thread:q) c", "a [b](/t/7/x) c"},
		{"[b](thread:q)[c](thread:q)", "[b](/t/7/x)[c](/t/7/x)"},
		{"thread:q and (thread:q)", "thread:q and (thread:q)"},
	};
	struct arena a = ARENA_EMPTY;
	const char *error;
	const struct demo *demo = read_text(&a, THREAD, &error);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(demo_body(&a, demo, rows[i][0], address, NULL), rows[i][1]);
	arena_end(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ages),
		cmocka_unit_test(test_order_of_ages_holds_at_every_hour),
		cmocka_unit_test(test_mistakes_are_named_with_file_and_line),
		cmocka_unit_test(test_what_a_record_says),
		cmocka_unit_test(test_links_become_addresses),
	};

	return cmocka_run_group_tests_name("demo_read", tests, NULL, NULL);
}
