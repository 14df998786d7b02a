/* craft_test.c -- real craft processes asked by tasks on a loop: what they answer, what they may not do, and
 * what is left of a question when they die. Where the moment matters the test plays the craft process itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <event2/event.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/secret.h"
#include "craft/craft.h"
#include "craft/inside.h"
#include "craft/message.h"
#include "craft/sandbox.h"
#include "loop/fiber.h"
#include "loop/loop.h"
#include "loop/task.h"
#include "markup/markup.h"

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

/* ---- tasks ---- */

struct job {
	struct task task;
	void (*ask)(struct job *);
	const char *text, *hash;
	struct rendered rendered;
	bool right;
	bool finished;
	char copy[256]; /* of the first bytes of the answer; the task's memory goes with it */
	char plain[64], markdown[64];
};

static unsigned unfinished;

static void job_run(struct task *t)
{
	struct job *job = (struct job *)t;

	job->ask(job);
}

static void job_done(struct task *t)
{
	struct job *job = (struct job *)t;

	job->finished = true;
	task_end(t);
	if (--unfinished == 0)
		loop_stop();
}

static void job_start(struct job *job, int timeout_ms)
{
	unfinished++;
	task_start(&job->task, job_run, job_done, timeout_ms);
}

static void finish_all(void)
{
	if (unfinished)
		loop_run();
}

static void run_alone(struct job *job)
{
	job_start(job, 20000);
	finish_all();
}

static void ask_markdown(struct job *job)
{
	craft_markdown_wait(&job->task, job->text, &job->rendered);
	snprintf(job->copy, sizeof(job->copy), "%.*s", (int)job->rendered.html.n, job->rendered.html.s);
	snprintf(job->plain, sizeof(job->plain), "%.63s", job->rendered.plain);
}

static void ask_html(struct job *job)
{
	craft_html_wait(&job->task, job->text, &job->rendered);
	snprintf(job->copy, sizeof(job->copy), "%.*s", (int)job->rendered.html.n, job->rendered.html.s);
	snprintf(job->markdown, sizeof(job->markdown), "%.63s", job->rendered.markdown);
}

static void ask_hash(struct job *job)
{
	snprintf(job->copy, sizeof(job->copy), "%s", craft_password_hash_wait(&job->task, job->text));
}

static void ask_verify(struct job *job)
{
	job->right = craft_password_verify_wait(&job->task, job->hash, job->text);
}

/* ---- what they answer ---- */

static void test_markdown(void **state)
{
	struct job job = {.ask = ask_markdown, .text = "*hello* @anna"};

	(void)state;
	run_alone(&job);
	assert_int_equal(job.task.failed, 0);
	assert_int_equal(job.rendered.verdict, CRAFT_OK);
	assert_string_equal(job.copy,
		"<p><em>hello</em> <a class=\"mention\" href=\"/u/anna\">@anna</a></p>\n");
	assert_string_equal(job.plain, "hello @anna");
	assert_int_equal(job.rendered.mentions.n, 1);
}

static void test_html(void **state)
{
	struct job job = {.ask = ask_html, .text = "<p>a <b>b</b><script>alert(1)</script>"};

	(void)state;
	run_alone(&job);
	assert_int_equal(job.task.failed, 0);
	assert_string_equal(job.copy, "<p>a <strong>b</strong></p>\n");
	assert_string_equal(job.markdown, "a **b**");
}

static char *text_of(char byte, size_t n)
{
	char *text = malloc(n + 1);

	assert_non_null(text);
	memset(text, byte, n);
	text[n] = 0;
	return text;
}

static void test_verdicts(void **state)
{
	char *quotes = text_of('>', 1000), *most = text_of('a', MARKUP_SOURCE_MOST),
	     *more = text_of('a', MARKUP_SOURCE_MOST + 1), *grows = text_of('<', MARKUP_SOURCE_MOST),
	     *html_most = text_of('a', MARKUP_HTML_MOST - 8), *html_more = text_of('a', MARKUP_HTML_MOST + 1);
	struct {
		const char *name;
		void (*ask)(struct job *);
		const char *text;
		enum craft_verdict verdict;
	} cases[] = {
		{"nothing", ask_markdown, "", CRAFT_OK},
		{"deep quotes", ask_markdown, quotes, CRAFT_TOO_DEEP},
		{"just long enough", ask_markdown, most, CRAFT_OK},
		{"too long", ask_markdown, more, CRAFT_TOO_LONG},
		{"HTML of it just long enough", ask_markdown, grows, CRAFT_TOO_LONG},
		{"no HTML", ask_html, "", CRAFT_OK},
		{"much HTML", ask_html, html_most, CRAFT_OK},
		{"too much HTML", ask_html, html_more, CRAFT_TOO_LONG},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct job job = {.ask = cases[i].ask, .text = cases[i].text};

		run_alone(&job);
		if (job.task.failed || job.rendered.verdict != cases[i].verdict)
			fail_msg("%s: status %d, verdict %d", cases[i].name, job.task.failed,
				job.rendered.verdict);
	}
	free(quotes), free(most), free(more), free(grows), free(html_most), free(html_more);
}

static void test_passwords(void **state)
{
	struct job hash = {.ask = ask_hash, .text = "correct horse battery"};
	struct job right = {.ask = ask_verify, .text = "correct horse battery"};
	struct job wrong = {.ask = ask_verify, .text = "correct horse"};
	struct job unknown = {.ask = ask_verify, .text = "correct horse battery"};
	struct job nonsense = {.ask = ask_verify, .text = "x", .hash = "not a hash"};
	char *long_password = text_of('p', MESSAGE_PASSWORD_MOST + 1);
	struct job too_long = {.ask = ask_hash, .text = long_password};

	(void)state;
	run_alone(&hash);
	assert_int_equal(hash.task.failed, 0);
	assert_memory_equal(hash.copy, "$argon2id$v=19$m=19456,t=2,p=1$", 31);
	right.hash = wrong.hash = hash.copy;
	run_alone(&right);
	run_alone(&wrong);
	run_alone(&unknown);
	run_alone(&nonsense);
	run_alone(&too_long);
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
		jobs[i].ask = i % 10 == 0 ? ask_hash : i % 2 ? ask_html : ask_markdown;
		jobs[i].text = "text";
		job_start(&jobs[i], 60000);
	}
	finish_all();
	for (i = 0; i < n; i++) {
		assert_int_equal(jobs[i].task.failed, 0);
		if (jobs[i].ask != ask_hash)
			assert_string_equal(jobs[i].copy, "<p>text</p>\n");
	}
}

static void test_full_queue_is_refused(void **state)
{
	static struct job jobs[56], text;
	size_t i, refused = 0;

	(void)state;
	memset(jobs, 0, sizeof(jobs));
	text = (struct job){.ask = ask_markdown, .text = "quick"};
	for (i = 0; i < 56; i++) {
		jobs[i].ask = ask_hash;
		jobs[i].text = "pass word";
		job_start(&jobs[i], 120000);
		refused += jobs[i].finished && jobs[i].task.failed == 503;
	}
	/* One is worked on, fifty wait. */
	assert_int_equal(refused, 5);
	job_start(&text, 20000);
	finish_all();
	assert_int_equal(text.task.failed, 0);
	for (i = 0; i < 51; i++)
		assert_int_equal(jobs[i].task.failed, 0);
}

/* ---- when they die ---- */

static void test_killed_while_idle_costs_nobody_anything(void **state)
{
	struct job before = {.ask = ask_markdown, .text = "a"}, after = {.ask = ask_markdown, .text = "b"},
		   password = {.ask = ask_hash, .text = "b"};
	int i;

	(void)state;
	run_alone(&before);
	for (i = 0; i < CRAFTS; i++) {
		craft_kill(i);
		pids[i] = craft_start(i);
	}
	run_alone(&after);
	run_alone(&password);
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
		jobs[i].ask = i % 4 ? ask_markdown : ask_hash;
		jobs[i].text = "a";
		job_start(&jobs[i], 60000);
	}
	pids[0] = craft_start(0);
	pids[1] = craft_start(1);
	finish_all();
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
		jobs[i].ask = i % 2 ? ask_markdown : ask_hash;
		jobs[i].text = "a";
		job_start(&jobs[i], 60000);
	}
	finish_all();
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
	char *text = text_of('a', MARKUP_SOURCE_MOST);
	struct job job = {.ask = ask_markdown, .text = text}, after = {.ask = ask_markdown, .text = "a"};
	int status, i;

	(void)state;
	for (i = 0; i + 6 < (int)MARKUP_SOURCE_MOST; i += 6)
		memcpy(text + i, "![[]()", 6);
	craft_limits.markdown_ms = 1;
	craft_kill(1);
	pids[1] = craft_start(1);
	craft_limits.markdown_ms = 800;
	run_alone(&job); /* texts go to the last end first */
	assert_int_equal(job.task.failed, 0);
	assert_int_equal(job.rendered.verdict, CRAFT_TOO_COSTLY);
	assert_int_equal(waitpid(pids[1], &status, 0), pids[1]);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	pids[1] = craft_start(1);
	run_alone(&after);
	assert_int_equal(after.task.failed, 0);
	free(text);
}

static void test_ends_when_asked_or_alone(void **state)
{
	struct job text = {.ask = ask_markdown, .text = "a"}, password = {.ask = ask_hash, .text = "a"};
	int status, i;

	(void)state;
	run_alone(&text);
	run_alone(&password);
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

/* ---- with a craft process played by the test ---- */

static int set_up_played(void **state)
{
	int pair[2];

	(void)state;
	secret_init();
	assert_true(craft_pair(pair));
	ours[0] = pair[0];
	theirs[0] = pair[1];
	loop_init();
	craft_open(ours, 1);
	craft_answer_ms = 5000;
	return 0;
}

static int tear_down_played(void **state)
{
	(void)state;
	craft_close();
	loop_end();
	fiber_end();
	close(ours[0]);
	close(theirs[0]);
	return 0;
}

/* Reads the next question; its id. */
static uint64_t played_read(enum message_kind *kind)
{
	struct inbox in = {0};
	uint64_t id;

	assert_int_equal(inbox_receive(&in, theirs[0], MESSAGE_QUESTION), MESSAGE_DONE);
	*kind = in.head.kind;
	id = in.head.id;
	inbox_clear(&in);
	return id;
}

static void played_send(const struct message *m)
{
	struct outbox out;

	assert_true(outbox_fill(&out, m));
	assert_int_equal(outbox_send(&out, theirs[0]), MESSAGE_DONE);
	outbox_clear(&out);
}

static void played_answer(uint64_t id, const char *html)
{
	struct message m = {.kind = MESSAGE_MARKDOWN, .way = MESSAGE_ANSWER, .id = id};

	m.part[0] = slice_of(html);
	played_send(&m);
}

/* Lets the loop do all that it can do now. */
static void settle(void)
{
	int i;

	for (i = 0; i < 10; i++)
		event_base_loop(loop_base(), EVLOOP_NONBLOCK);
}

static void test_only_the_question_at_work_is_lost(void **state)
{
	static struct job a, b;
	struct message hello = {.kind = MESSAGE_HELLO, .way = MESSAGE_ANSWER};
	struct message pong = {.kind = MESSAGE_PING, .way = MESSAGE_ANSWER};
	enum message_kind kind;
	uint64_t first, second;

	(void)state;
	a = b = (struct job){.ask = ask_markdown, .text = "x"};
	job_start(&a, 20000);
	job_start(&b, 20000);
	first = played_read(&kind);
	/* Here the process dies with the first question in its hands. */
	played_send(&hello);
	settle();
	assert_false(a.finished);
	second = played_read(&kind);
	assert_int_not_equal(first, second);
	played_answer(second, "<p>x</p>\n");
	settle();
	assert_true(a.finished && b.finished);
	assert_int_equal(a.task.failed, 503);
	assert_int_equal(b.task.failed, 0);

	/* Alone, it is the ping that tells. */
	a = (struct job){.ask = ask_markdown, .text = "x"};
	pong.id = played_read(&kind);
	assert_int_equal(kind, MESSAGE_PING);
	played_send(&pong);
	job_start(&a, 20000);
	first = played_read(&kind);
	played_send(&hello);
	settle();
	pong.id = played_read(&kind);
	assert_int_equal(kind, MESSAGE_PING);
	assert_false(a.finished);
	played_send(&pong);
	settle();
	assert_true(a.finished);
	assert_int_equal(a.task.failed, 503);
	/* And its late answer does no harm. */
	played_answer(first, "<p>x</p>\n");
	settle();
}

static void test_deadline_while_waiting(void **state)
{
	static struct job sent[3], queued, after;
	enum message_kind kind;
	uint64_t id[3];
	int i;

	(void)state;
	memset(sent, 0, sizeof(sent));
	for (i = 0; i < 2; i++) {
		sent[i] = (struct job){.ask = ask_markdown, .text = "x"};
		job_start(&sent[i], 20);
	}
	queued = (struct job){.ask = ask_markdown, .text = "x"};
	job_start(&queued, 20);
	finish_all();
	assert_int_equal(sent[0].task.failed, 503);
	assert_int_equal(sent[1].task.failed, 503);
	assert_int_equal(queued.task.failed, 503);
	/* The end is free again once the two have their answers; the queued one is never sent. */
	for (i = 0; i < 2; i++) {
		id[i] = played_read(&kind);
		played_answer(id[i], "<p>late</p>\n");
	}
	after = (struct job){.ask = ask_markdown, .text = "x"};
	job_start(&after, 20000);
	settle();
	id[2] = played_read(&kind);
	assert_true(id[2] > id[1] + 1);
	played_answer(id[2], "<p>now</p>\n");
	finish_all();
	assert_int_equal(after.task.failed, 0);
	assert_string_equal(after.copy, "<p>now</p>\n");
}

static void test_no_answer(void **state)
{
	static struct job a, b;
	enum message_kind kind;

	(void)state;
	craft_answer_ms = 20;
	a = b = (struct job){.ask = ask_markdown, .text = "x"};
	job_start(&a, 20000);
	finish_all();
	assert_int_equal(a.task.failed, 503);
	/* A silent end is asked nothing before it shows a sign of life. */
	craft_answer_ms = 5000;
	played_read(&kind);
	job_start(&b, 20000);
	settle();
	assert_false(b.finished);
	played_send(&(struct message){.kind = MESSAGE_HELLO, .way = MESSAGE_ANSWER});
	settle();
	played_answer(played_read(&kind), "<p>x</p>\n");
	finish_all();
	assert_int_equal(b.task.failed, 0);
}

/* Passwords go to the last of several ends only when no other answers. */
static void test_passwords_leave_the_last_end_to_texts(void **state)
{
	static struct job first, second, third;
	int pair[2], both[2];
	struct inbox in = {0};

	(void)state;
	craft_close();
	assert_true(craft_pair(pair));
	both[0] = ours[0];
	both[1] = pair[0];
	craft_open(both, 2);
	first = second = third = (struct job){.ask = ask_hash, .text = "x"};
	job_start(&first, 20000);
	job_start(&second, 50);
	settle();
	assert_int_equal(inbox_receive(&in, theirs[0], MESSAGE_QUESTION), MESSAGE_DONE);
	assert_int_equal(inbox_receive(&in, pair[1], MESSAGE_QUESTION), MESSAGE_AGAIN);
	close(theirs[0]);
	theirs[0] = -1;
	finish_all();
	assert_int_equal(first.task.failed, 503);
	job_start(&third, 50);
	settle();
	assert_int_equal(inbox_receive(&in, pair[1], MESSAGE_QUESTION), MESSAGE_DONE);
	finish_all();
	inbox_clear(&in);
	close(pair[1]);
	craft_close();
	craft_open(ours, 1);
	close(pair[0]);
}

static void test_wrong_answers_are_refused(void **state)
{
	static const char *const wrong[] = {"<script>alert(1)</script>", "<p>", "</p>",
		"<p onclick=\"x\">a</p>",
		"<a href=\"javascript:alert(1)\" rel=\"nofollow ugc noopener\">x</a>", "\xff",
		"</li></ul><p>x</p>", "<img src=x>", "a & b"};
	enum message_kind kind;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		static struct job job;

		job = (struct job){.ask = ask_markdown, .text = "x"};
		job_start(&job, 20000);
		played_answer(played_read(&kind), wrong[i]);
		finish_all();
		if (job.task.failed != 503)
			fail_msg("%s was believed", wrong[i]);
	}
}

static void test_wrong_password_answers_are_refused(void **state)
{
	static const char *const wrong[] = {"", "2", "$argon2id$v=19$m=1 x"};
	struct message m = {.way = MESSAGE_ANSWER};
	size_t i;

	(void)state;
	for (i = 0; i < 6; i++) {
		static struct job job;

		job = (struct job){.ask = i < 3 ? ask_hash : ask_verify, .text = "x", .hash = "y"};
		job_start(&job, 20000);
		m.id = played_read(&m.kind);
		m.part[0] = slice_of(i == 5 ? "" : wrong[i % 3]);
		played_send(&m);
		finish_all();
		if (job.task.failed != 503)
			fail_msg("answer %zu was believed", i);
	}
}

/* Answers to a process that sat on this end before us must never be taken for ours. */
static void test_numbers_begin_anywhere(void **state)
{
	static struct job a;
	enum message_kind kind;
	uint64_t first, second;

	(void)state;
	a = (struct job){.ask = ask_markdown, .text = "x"};
	job_start(&a, 20);
	finish_all();
	first = played_read(&kind);
	craft_close();
	craft_open(ours, 1);
	a = (struct job){.ask = ask_markdown, .text = "x"};
	job_start(&a, 20);
	finish_all();
	second = played_read(&kind);
	assert_true(second < first || second - first > 1000);
}

static void test_the_other_side_is_gone(void **state)
{
	static struct job a, b;

	(void)state;
	a = b = (struct job){.ask = ask_markdown, .text = "x"};
	job_start(&a, 20000);
	close(theirs[0]);
	finish_all();
	job_start(&b, 20000);
	finish_all();
	theirs[0] = -1;
	assert_int_equal(a.task.failed, 503);
	assert_int_equal(b.task.failed, 503);
}

/* A large message goes through a socket that takes only some of it at a time. */
static void test_large_messages_through_a_narrow_socket(void **state)
{
	static struct job job;
	char *html = text_of('a', MARKUP_HTML_MOST);
	struct inbox in = {0};
	int room = 4096;
	uint64_t id = 0;

	(void)state;
	setsockopt(ours[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	room = 40000;
	setsockopt(ours[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	job = (struct job){.ask = ask_html, .text = html};
	job_start(&job, 20000);
	while (inbox_receive(&in, theirs[0], MESSAGE_QUESTION) == MESSAGE_AGAIN)
		settle();
	id = in.head.id;
	assert_memory_equal(inbox_message(&in).part[0].s, html, MARKUP_HTML_MOST);
	inbox_clear(&in);
	played_send(&(struct message){.kind = MESSAGE_HTML,
		.way = MESSAGE_ANSWER,
		.id = id,
		.verdict = CRAFT_TOO_LONG});
	finish_all();
	assert_int_equal(job.rendered.verdict, CRAFT_TOO_LONG);
	free(html);
}

/* Reads and answers without memory of its own, which would count among the failures. */
static void played_answer_if_asked(void)
{
	static const char html[] = "<p>x</p>\n";
	struct {
		struct message_head head;
		char rest[sizeof(html) - 1];
	} packet;

	if (recv(theirs[0], &packet, sizeof(packet), MSG_DONTWAIT) <= 0)
		return;
	packet.head = message_short(MESSAGE_MARKDOWN, MESSAGE_ANSWER, packet.head.id, CRAFT_OK);
	packet.head.part[0] = sizeof(packet.rest);
	memcpy(packet.rest, html, sizeof(packet.rest));
	send(theirs[0], &packet, sizeof(packet.head) + sizeof(packet.rest), 0);
}

static void test_no_memory(void **state)
{
	int nth, failed = 1;

	(void)state;
	for (nth = 1; failed && nth < 50; nth++) {
		static struct job job;

		job = (struct job){.ask = ask_markdown, .text = "x"};
		fault_arm("malloc", nth, 1);
		job_start(&job, 20);
		settle();
		played_answer_if_asked();
		finish_all();
		failed = fault_disarm();
		assert_true(job.task.failed == 503 || (job.task.failed == 0 && !failed));
	}
	assert_in_range(nth, 4, 49);
}

/* ---- what they may not do ---- */

static void try_open(void)
{
	(void)!open("/etc/passwd", O_RDONLY);
}
static void try_socket(void)
{
	(void)!socket(AF_INET, SOCK_STREAM, 0);
}
static void try_unix_socket(void)
{
	(void)!socket(AF_UNIX, SOCK_STREAM, 0);
}
static void try_fork(void)
{
	(void)!fork();
}
static void try_exec(void)
{
	execl("/bin/true", "true", (char *)NULL);
}
static void try_kill(void)
{
	kill(getppid(), SIGCONT);
}
static void try_kill_self_of_another(void)
{
	tgkill(getppid(), getppid(), SIGCONT);
}
static void try_code(void)
{
	(void)!mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
static void try_make_code(void)
{
	static char page[8192];

	mprotect((void *)(((uintptr_t)page + 4095) & ~(uintptr_t)4095), 4096, PROT_READ | PROT_EXEC);
}
static void try_map_file(void)
{
	(void)!mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, STDERR_FILENO, 0);
}
static void try_write_elsewhere(void)
{
	(void)!write(theirs[0], "x", 1);
}
static void try_unlink(void)
{
	unlink("/tmp/no-such-file");
}
static void try_prctl(void)
{
	prctl(PR_SET_DUMPABLE, 1);
}

static void test_sandbox_refuses(void **state)
{
	static const struct {
		const char *name;
		void (*attempt)(void);
	} cases[] = {
		{"open", try_open},
		{"socket", try_socket},
		{"unix socket", try_unix_socket},
		{"fork", try_fork},
		{"exec", try_exec},
		{"kill", try_kill},
		{"tgkill", try_kill_self_of_another},
		{"map code", try_code},
		{"make code", try_make_code},
		{"map a file", try_map_file},
		{"write", try_write_elsewhere},
		{"unlink", try_unlink},
		{"prctl", try_prctl},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int status;
		pid_t pid = fork();

		if (pid == 0) {
			sandbox_enter(theirs, 1);
			cases[i].attempt();
			_exit(0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
			fail_msg("%s: status %x", cases[i].name, (unsigned)status);
	}
}

static void test_sandbox_closes_everything(void **state)
{
	int status, fd = open("/dev/null", O_RDONLY), high = fcntl(fd, F_DUPFD, 900);
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		struct pollfd all[4] = {{.fd = 0}, {.fd = 1}, {.fd = fd}, {.fd = theirs[0]}};
		struct pollfd far = {.fd = high};

		sandbox_enter(theirs, 1);
		poll(all, 4, 0);
		_exit((all[0].revents & POLLNVAL) && (all[1].revents & POLLNVAL) &&
					(all[2].revents & POLLNVAL) && !(all[3].revents & POLLNVAL) &&
					poll(&far, 1, 0) == 1 && (far.revents & POLLNVAL)
				? 7
				: 1);
	}
	close(fd);
	close(high);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 7);
}

#define with_crafts(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
#define played(test)	  cmocka_unit_test_setup_teardown(test, set_up_played, tear_down_played)

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
		played(test_only_the_question_at_work_is_lost),
		played(test_deadline_while_waiting),
		played(test_no_answer),
		played(test_passwords_leave_the_last_end_to_texts),
		played(test_wrong_answers_are_refused),
		played(test_wrong_password_answers_are_refused),
		played(test_numbers_begin_anywhere),
		played(test_the_other_side_is_gone),
		played(test_large_messages_through_a_narrow_socket),
		played(test_no_memory),
		played(test_sandbox_refuses),
		played(test_sandbox_closes_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
