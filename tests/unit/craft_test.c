/* craft_test.c -- real craft processes asked by tasks on a loop: what they answer, and what is left of a question when they die. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/secret.h"
#include "craft/craft.h"
#include "craft/inside.h"
#include "craft/message.h"
#include "craft/sandbox.h"
#include "loop/fiber.h"
#include "loop/loop.h"
#include "markup/markup.h"
#include "unit/craft_jobs.h"

#define CRAFTS 2

static int ours[CRAFTS], theirs[CRAFTS];
static pid_t pids[CRAFTS];

static pid_t craft_start(int i)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		craft_main(&theirs[i], 1);
	return pid;
}

static void craft_kill(int i)
{
	assert_int_equal(kill(pids[i], SIGKILL), 0);
	assert_int_equal(waitpid(pids[i], NULL, 0), pids[i]);
	pids[i] = 0;
}

/* Two craft processes; their own ends stay open here, as the supervisor keeps them. */
static int set_up(void **state)
{
	int i, pair[2];

	(void)state;
	secret_init();
	for (i = 0; i < CRAFTS; i++) {
		assert_true(craft_pair(pair));
		ours[i] = pair[0];
		theirs[i] = pair[1];
		pids[i] = craft_start(i);
	}
	loop_init();
	craft_open(ours, CRAFTS);
	return 0;
}

static int tear_down(void **state)
{
	int i;

	(void)state;
	craft_close();
	loop_end();
	fiber_end();
	for (i = 0; i < CRAFTS; i++) {
		if (pids[i])
			craft_kill(i);
		close(ours[i]);
		close(theirs[i]);
	}
	return 0;
}

/* ---- what they answer ---- */

static void test_markdown(void **state)
{
	struct job job = {.ask = craft_ask_markdown, .text = "*hello* @anna"};

	(void)state;
	craft_job_alone(&job);
	assert_int_equal(job.task.failed, 0);
	assert_int_equal(job.rendered.verdict, CRAFT_OK);
	assert_string_equal(job.copy,
		"<p><em>hello</em> <a class=\"mention\" href=\"/u/anna\">@anna</a></p>\n");
	assert_string_equal(job.plain, "hello @anna");
	assert_int_equal(job.rendered.mentions.n, 1);
}

static void test_html(void **state)
{
	struct job job = {.ask = craft_ask_html, .text = "<p>a <b>b</b><script>alert(1)</script>"};

	(void)state;
	craft_job_alone(&job);
	assert_int_equal(job.task.failed, 0);
	assert_string_equal(job.copy, "<p>a <strong>b</strong></p>\n");
	assert_string_equal(job.markdown, "a **b**");
}

static void test_verdicts(void **state)
{
	char *quotes = craft_long_text('>', 1000), *most = craft_long_text('a', MARKUP_SOURCE_MOST),
	     *more = craft_long_text('a', MARKUP_SOURCE_MOST + 1),
	     *grows = craft_long_text('<', MARKUP_SOURCE_MOST),
	     *html_most = craft_long_text('a', MARKUP_HTML_MOST - 8),
	     *html_more = craft_long_text('a', MARKUP_HTML_MOST + 1);
	struct {
		const char *name;
		void (*ask)(struct job *);
		const char *text;
		enum craft_verdict verdict;
	} cases[] = {
		{"nothing", craft_ask_markdown, "", CRAFT_OK},
		{"deep quotes", craft_ask_markdown, quotes, CRAFT_TOO_DEEP},
		{"just long enough", craft_ask_markdown, most, CRAFT_OK},
		{"too long", craft_ask_markdown, more, CRAFT_TOO_LONG},
		{"HTML of it just long enough", craft_ask_markdown, grows, CRAFT_TOO_LONG},
		{"no HTML", craft_ask_html, "", CRAFT_OK},
		{"much HTML", craft_ask_html, html_most, CRAFT_OK},
		{"too much HTML", craft_ask_html, html_more, CRAFT_TOO_LONG},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct job job = {.ask = cases[i].ask, .text = cases[i].text};

		craft_job_alone(&job);
		if (job.task.failed || job.rendered.verdict != cases[i].verdict)
			fail_msg("%s: status %d, verdict %d", cases[i].name, job.task.failed,
				job.rendered.verdict);
	}
	free(quotes), free(most), free(more), free(grows), free(html_most), free(html_more);
}

static void test_passwords(void **state)
{
	struct job hash = {.ask = craft_ask_hash, .text = "correct horse battery"};
	struct job right = {.ask = craft_ask_verify, .text = "correct horse battery"};
	struct job wrong = {.ask = craft_ask_verify, .text = "correct horse"};
	struct job unknown = {.ask = craft_ask_verify, .text = "correct horse battery"};
	struct job nonsense = {.ask = craft_ask_verify, .text = "x", .hash = "not a hash"};
	char *long_password = craft_long_text('p', MESSAGE_PASSWORD_MOST + 1);
	struct job too_long = {.ask = craft_ask_hash, .text = long_password};

	(void)state;
	craft_job_alone(&hash);
	assert_int_equal(hash.task.failed, 0);
	assert_memory_equal(hash.copy, "$argon2id$v=19$m=19456,t=2,p=1$", 31);
	right.hash = wrong.hash = hash.copy;
	craft_job_alone(&right);
	craft_job_alone(&wrong);
	craft_job_alone(&unknown);
	craft_job_alone(&nonsense);
	craft_job_alone(&too_long);
	assert_true(right.right);
	assert_false(wrong.right || unknown.right || nonsense.right);
	assert_int_equal(right.task.failed | wrong.task.failed | unknown.task.failed | nonsense.task.failed,
		0);
	assert_int_equal(too_long.task.failed, 422);
	free(long_password);
}

/* An unknown member costs what a known one costs only as long as this hash has today's costs. */
static void test_nobody(void **state)
{
	(void)state;
	secret_init();
	assert_false(secret_password_stale(craft_nobody));
}

static void test_many_at_once(void **state)
{
	static struct job jobs[150];
	size_t i, n = sizeof(jobs) / sizeof(jobs[0]);

	(void)state;
	memset(jobs, 0, sizeof(jobs));
	for (i = 0; i < n; i++) {
		jobs[i].ask = i % 10 == 0 ? craft_ask_hash : i % 2 ? craft_ask_html : craft_ask_markdown;
		jobs[i].text = "text";
		craft_job_start(&jobs[i], 60000);
	}
	craft_jobs_finish();
	for (i = 0; i < n; i++) {
		assert_int_equal(jobs[i].task.failed, 0);
		if (jobs[i].ask != craft_ask_hash)
			assert_string_equal(jobs[i].copy, "<p>text</p>\n");
	}
}

static void test_full_queue_is_refused(void **state)
{
	static struct job jobs[56], text;
	size_t i, refused = 0;

	(void)state;
	memset(jobs, 0, sizeof(jobs));
	text = (struct job){.ask = craft_ask_markdown, .text = "quick"};
	for (i = 0; i < 56; i++) {
		jobs[i].ask = craft_ask_hash;
		jobs[i].text = "pass word";
		craft_job_start(&jobs[i], 120000);
		refused += jobs[i].finished && jobs[i].task.failed == 503;
	}
	/* One is worked on, fifty wait. */
	assert_int_equal(refused, 5);
	craft_job_start(&text, 20000);
	craft_jobs_finish();
	assert_int_equal(text.task.failed, 0);
	for (i = 0; i < 51; i++)
		assert_int_equal(jobs[i].task.failed, 0);
}

/* ---- when they die ---- */

static void test_killed_while_idle_costs_nobody_anything(void **state)
{
	struct job before = {.ask = craft_ask_markdown, .text = "a"},
		   after = {.ask = craft_ask_markdown, .text = "b"},
		   password = {.ask = craft_ask_hash, .text = "b"};
	int i;

	(void)state;
	craft_job_alone(&before);
	for (i = 0; i < CRAFTS; i++) {
		craft_kill(i);
		pids[i] = craft_start(i);
	}
	craft_job_alone(&after);
	craft_job_alone(&password);
	assert_int_equal(before.task.failed | after.task.failed | password.task.failed, 0);
}

static void test_questions_wait_for_the_next_one(void **state)
{
	static struct job jobs[20];
	size_t i;

	(void)state;
	memset(jobs, 0, sizeof(jobs));
	craft_kill(0);
	craft_kill(1);
	for (i = 0; i < 20; i++) {
		jobs[i].ask = i % 4 ? craft_ask_markdown : craft_ask_hash;
		jobs[i].text = "a";
		craft_job_start(&jobs[i], 60000);
	}
	pids[0] = craft_start(0);
	pids[1] = craft_start(1);
	craft_jobs_finish();
	for (i = 0; i < 20; i++)
		assert_int_equal(jobs[i].task.failed, 0);
}

static void kill_one(void *arg)
{
	int i = *(int *)arg;

	craft_kill(i);
	pids[i] = craft_start(i);
}

/* Whatever the moment: each question has an answer or a 503, and most have an answer. */
static void test_killed_at_work(void **state)
{
	static struct job jobs[40];
	static const int who[4] = {0, 1, 0, 1};
	struct loop_timer *timers[4];
	size_t i, lost = 0;

	(void)state;
	memset(jobs, 0, sizeof(jobs));
	for (i = 0; i < 4; i++)
		timers[i] = loop_timer_new(20 + 40 * (int)i, kill_one, (void *)&who[i]);
	for (i = 0; i < 40; i++) {
		jobs[i].ask = i % 2 ? craft_ask_markdown : craft_ask_hash;
		jobs[i].text = "a";
		craft_job_start(&jobs[i], 60000);
	}
	craft_jobs_finish();
	for (i = 0; i < 40; i++) {
		assert_true(jobs[i].task.failed == 0 || jobs[i].task.failed == 503);
		lost += jobs[i].task.failed == 503;
	}
	assert_in_range(lost, 0, 4);
	for (i = 0; i < 4; i++)
		loop_timer_free(timers[i]);
}

static void test_too_costly_is_said_and_the_process_ends(void **state)
{
	char *text = craft_long_text('a', MARKUP_SOURCE_MOST);
	struct job job = {.ask = craft_ask_markdown, .text = text},
		   after = {.ask = craft_ask_markdown, .text = "a"};
	int status, i;

	(void)state;
	for (i = 0; i + 6 < (int)MARKUP_SOURCE_MOST; i += 6)
		memcpy(text + i, "![[]()", 6);
	craft_limits.markdown_ms = 1;
	craft_kill(1);
	pids[1] = craft_start(1);
	craft_limits.markdown_ms = 800;
	craft_job_alone(&job); /* texts go to the last end first */
	assert_int_equal(job.task.failed, 0);
	assert_int_equal(job.rendered.verdict, CRAFT_TOO_COSTLY);
	assert_int_equal(waitpid(pids[1], &status, 0), pids[1]);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	pids[1] = craft_start(1);
	craft_job_alone(&after);
	assert_int_equal(after.task.failed, 0);
	free(text);
}

static void test_ends_when_asked_or_alone(void **state)
{
	struct job text = {.ask = craft_ask_markdown, .text = "a"},
		   password = {.ask = craft_ask_hash, .text = "a"};
	int status, i;

	(void)state;
	craft_job_alone(&text);
	craft_job_alone(&password);
	kill(pids[0], SIGTERM);
	assert_int_equal(waitpid(pids[0], &status, 0), pids[0]);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	pids[0] = 0;
	craft_close();
	for (i = 0; i < CRAFTS; i++)
		close(ours[i]), ours[i] = -1;
	close(theirs[1]), theirs[1] = -1;
	assert_int_equal(waitpid(pids[1], &status, 0), pids[1]);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	pids[1] = 0;
}

/* Every process of a large machine has an end of its own; each is served, whatever the others do. */
static void test_many_ends(void **state)
{
	static const struct message question = {.kind = MESSAGE_MARKDOWN,
		.way = MESSAGE_QUESTION,
		.id = 5,
		.part = {SLICE("a")}};
	int near[SANDBOX_FDS_MOST], far[SANDBOX_FDS_MOST], pair[2];
	struct pollfd wait = {.events = POLLIN};
	size_t n = SANDBOX_FDS_MOST, i;
	pid_t pid;

	(void)state;
	secret_init();
	for (i = 0; i < n; i++) {
		assert_true(craft_pair(pair));
		near[i] = pair[0];
		far[i] = pair[1];
	}
	pid = fork();
	if (pid == 0)
		craft_main(far, n);
	for (i = 0; i < n; i++) {
		struct outbox out;

		assert_true(outbox_fill(&out, &question));
		assert_int_equal(outbox_send(&out, near[i]), MESSAGE_DONE);
		outbox_clear(&out);
	}
	for (i = 0; i < n; i++) {
		struct inbox in = {0};

		wait.fd = near[i];
		while (inbox_receive(&in, near[i], MESSAGE_ANSWER) == MESSAGE_AGAIN ||
			in.head.kind == MESSAGE_HELLO)
			assert_int_equal(poll(&wait, 1, 20000), 1);
		assert_int_equal(in.head.id, 5);
		inbox_clear(&in);
		close(near[i]);
		close(far[i]);
	}
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

#define with_crafts(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_crafts(test_markdown),
		with_crafts(test_html),
		with_crafts(test_verdicts),
		with_crafts(test_passwords),
		cmocka_unit_test(test_nobody),
		with_crafts(test_many_at_once),
		with_crafts(test_full_queue_is_refused),
		with_crafts(test_killed_while_idle_costs_nobody_anything),
		with_crafts(test_questions_wait_for_the_next_one),
		with_crafts(test_killed_at_work),
		with_crafts(test_too_costly_is_said_and_the_process_ends),
		with_crafts(test_ends_when_asked_or_alone),
		cmocka_unit_test(test_many_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
