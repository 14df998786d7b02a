/* craft_played_test.c -- what is asked of craft where the moment matters: the test plays the craft process itself, and answers late, wrongly,
 * in parts or never. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/secret.h"
#include "craft/craft.h"
#include "craft/inside.h"
#include "craft/message.h"
#include "loop/fiber.h"
#include "loop/loop.h"
#include "unit/craft_jobs.h"

static int ours, theirs;

static int set_up(void **state)
{
	int pair[2];

	(void)state;
	secret_init();
	assert_true(craft_pair(pair));
	ours = pair[0];
	theirs = pair[1];
	loop_init();
	craft_open(&ours, 1);
	craft_answer_ms = 5000;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	craft_close();
	loop_end();
	fiber_end();
	close(ours);
	close(theirs);
	return 0;
}

/* Reads the next question; its id. */
static uint64_t played_read(enum message_kind *kind)
{
	struct inbox in = {0};
	uint64_t id;

	assert_int_equal(inbox_receive(&in, theirs, MESSAGE_QUESTION), MESSAGE_DONE);
	*kind = in.head.kind;
	id = in.head.id;
	inbox_clear(&in);
	return id;
}

static void played_send(const struct message *m)
{
	struct outbox out;

	assert_true(outbox_fill(&out, m));
	assert_int_equal(outbox_send(&out, theirs), MESSAGE_DONE);
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
	a = b = (struct job){.ask = craft_ask_markdown, .text = "x"};
	craft_job_start(&a, 20000);
	craft_job_start(&b, 20000);
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
	a = (struct job){.ask = craft_ask_markdown, .text = "x"};
	pong.id = played_read(&kind);
	assert_int_equal(kind, MESSAGE_PING);
	played_send(&pong);
	craft_job_start(&a, 20000);
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
		sent[i] = (struct job){.ask = craft_ask_markdown, .text = "x"};
		craft_job_start(&sent[i], 20);
	}
	queued = (struct job){.ask = craft_ask_markdown, .text = "x"};
	craft_job_start(&queued, 20);
	craft_jobs_finish();
	assert_int_equal(sent[0].task.failed, 503);
	assert_int_equal(sent[1].task.failed, 503);
	assert_int_equal(queued.task.failed, 503);
	/* The end is free again once the two have their answers; the queued one is never sent. */
	for (i = 0; i < 2; i++) {
		id[i] = played_read(&kind);
		played_answer(id[i], "<p>late</p>\n");
	}
	after = (struct job){.ask = craft_ask_markdown, .text = "x"};
	craft_job_start(&after, 20000);
	settle();
	id[2] = played_read(&kind);
	assert_true(id[2] > id[1] + 1);
	played_answer(id[2], "<p>now</p>\n");
	craft_jobs_finish();
	assert_int_equal(after.task.failed, 0);
	assert_string_equal(after.copy, "<p>now</p>\n");
}

static void test_no_answer(void **state)
{
	static struct job a, b;
	enum message_kind kind;

	(void)state;
	craft_answer_ms = 20;
	a = b = (struct job){.ask = craft_ask_markdown, .text = "x"};
	craft_job_start(&a, 20000);
	craft_jobs_finish();
	assert_int_equal(a.task.failed, 503);
	/* A silent end is asked nothing before it shows a sign of life. */
	craft_answer_ms = 5000;
	played_read(&kind);
	craft_job_start(&b, 20000);
	settle();
	assert_false(b.finished);
	played_send(&(struct message){.kind = MESSAGE_HELLO, .way = MESSAGE_ANSWER});
	settle();
	played_answer(played_read(&kind), "<p>x</p>\n");
	craft_jobs_finish();
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
	both[0] = ours;
	both[1] = pair[0];
	craft_open(both, 2);
	first = second = third = (struct job){.ask = craft_ask_hash, .text = "x"};
	craft_job_start(&first, 20000);
	craft_job_start(&second, 50);
	settle();
	assert_int_equal(inbox_receive(&in, theirs, MESSAGE_QUESTION), MESSAGE_DONE);
	assert_int_equal(inbox_receive(&in, pair[1], MESSAGE_QUESTION), MESSAGE_AGAIN);
	close(theirs);
	theirs = -1;
	craft_jobs_finish();
	assert_int_equal(first.task.failed, 503);
	craft_job_start(&third, 50);
	settle();
	assert_int_equal(inbox_receive(&in, pair[1], MESSAGE_QUESTION), MESSAGE_DONE);
	craft_jobs_finish();
	inbox_clear(&in);
	close(pair[1]);
	craft_close();
	craft_open(&ours, 1);
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

		job = (struct job){.ask = craft_ask_markdown, .text = "x"};
		craft_job_start(&job, 20000);
		played_answer(played_read(&kind), wrong[i]);
		craft_jobs_finish();
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

		job = (struct job){.ask = i < 3 ? craft_ask_hash : craft_ask_verify,
			.text = "x",
			.hash = "y"};
		craft_job_start(&job, 20000);
		m.id = played_read(&m.kind);
		m.part[0] = slice_of(i == 5 ? "" : wrong[i % 3]);
		played_send(&m);
		craft_jobs_finish();
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
	a = (struct job){.ask = craft_ask_markdown, .text = "x"};
	craft_job_start(&a, 20);
	craft_jobs_finish();
	first = played_read(&kind);
	craft_close();
	craft_open(&ours, 1);
	a = (struct job){.ask = craft_ask_markdown, .text = "x"};
	craft_job_start(&a, 20);
	craft_jobs_finish();
	second = played_read(&kind);
	assert_true(second < first || second - first > 1000);
}

static void test_the_other_side_is_gone(void **state)
{
	static struct job a, b;

	(void)state;
	a = b = (struct job){.ask = craft_ask_markdown, .text = "x"};
	craft_job_start(&a, 20000);
	close(theirs);
	craft_jobs_finish();
	craft_job_start(&b, 20000);
	craft_jobs_finish();
	theirs = -1;
	assert_int_equal(a.task.failed, 503);
	assert_int_equal(b.task.failed, 503);
}

/* A large message goes through a socket that takes only some of it at a time. */
static void test_large_messages_through_a_narrow_socket(void **state)
{
	static struct job job;
	char *html = craft_long_text('a', MARKUP_HTML_MOST);
	struct inbox in = {0};
	int room = 4096;
	uint64_t id = 0;

	(void)state;
	setsockopt(ours, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	room = 40000;
	setsockopt(ours, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	job = (struct job){.ask = craft_ask_html, .text = html};
	craft_job_start(&job, 20000);
	while (inbox_receive(&in, theirs, MESSAGE_QUESTION) == MESSAGE_AGAIN)
		settle();
	id = in.head.id;
	assert_memory_equal(inbox_message(&in).part[0].s, html, MARKUP_HTML_MOST);
	inbox_clear(&in);
	played_send(&(struct message){.kind = MESSAGE_HTML,
		.way = MESSAGE_ANSWER,
		.id = id,
		.verdict = CRAFT_TOO_LONG});
	craft_jobs_finish();
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

	if (recv(theirs, &packet, sizeof(packet), MSG_DONTWAIT) <= 0)
		return;
	packet.head = message_short(MESSAGE_MARKDOWN, MESSAGE_ANSWER, packet.head.id, CRAFT_OK);
	packet.head.part[0] = sizeof(packet.rest);
	memcpy(packet.rest, html, sizeof(packet.rest));
	send(theirs, &packet, sizeof(packet.head) + sizeof(packet.rest), 0);
}

static void test_no_memory(void **state)
{
	int nth, failed = 1;

	(void)state;
	for (nth = 1; failed && nth < 50; nth++) {
		static struct job job;

		job = (struct job){.ask = craft_ask_markdown, .text = "x"};
		fault_arm("malloc", nth, 1);
		craft_job_start(&job, 20);
		settle();
		played_answer_if_asked();
		craft_jobs_finish();
		failed = fault_disarm();
		assert_true(job.task.failed == 503 || (job.task.failed == 0 && !failed));
	}
	assert_in_range(nth, 4, 49);
}

#define played(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
