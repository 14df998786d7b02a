/* message_test.c -- packets between processes: large messages whole, everything that does not belong refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/secret.h"
#include "craft/craft.h"
#include "craft/message.h"
#include "markup/markup.h"

static int fds[2];

static int set_up(void **state)
{
	(void)state;
	secret_init();
	assert_true(craft_pair(fds));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	close(fds[0]);
	close(fds[1]);
	return 0;
}

static void send_message(const struct message *m)
{
	struct outbox out;

	assert_true(outbox_fill(&out, m));
	assert_int_equal(outbox_send(&out, fds[0]), MESSAGE_DONE);
	outbox_clear(&out);
}

static void test_there_and_back(void **state)
{
	static char big[MARKUP_HTML_MOST], plain[MESSAGE_CHUNK];
	struct message m = {.kind = MESSAGE_HTML,
			       .way = MESSAGE_ANSWER,
			       .verdict = CRAFT_TOO_COSTLY,
			       .id = ~0ull},
		       got;
	struct inbox in = {0};
	size_t i;

	(void)state;
	memset(big, 'b', sizeof(big));
	memset(plain, 'p', sizeof(plain));
	m.part[0] = (struct slice){big, sizeof(big)};
	m.part[1] = (struct slice){plain, sizeof(plain)};
	m.part[3] = SLICE("markdown");
	send_message(&m);
	assert_int_equal(inbox_receive(&in, fds[1], MESSAGE_ANSWER), MESSAGE_DONE);
	got = inbox_message(&in);
	assert_int_equal(got.kind, MESSAGE_HTML);
	assert_int_equal(got.verdict, CRAFT_TOO_COSTLY);
	assert_true(got.id == ~0ull);
	for (i = 0; i < MESSAGE_PARTS; i++) {
		assert_int_equal(got.part[i].n, m.part[i].n);
		if (m.part[i].n)
			assert_memory_equal(got.part[i].s, m.part[i].s, m.part[i].n);
	}
	inbox_clear(&in);
	assert_int_equal(inbox_receive(&in, fds[1], MESSAGE_ANSWER), MESSAGE_AGAIN);
}

static void test_empty_message(void **state)
{
	struct message m = {.kind = MESSAGE_MARKDOWN, .way = MESSAGE_QUESTION, .id = 7};
	struct inbox in = {0};

	(void)state;
	send_message(&m);
	assert_int_equal(inbox_receive(&in, fds[1], MESSAGE_QUESTION), MESSAGE_DONE);
	assert_int_equal(inbox_message(&in).part[0].n, 0);
	inbox_clear(&in);
	close(fds[0]);
	assert_int_equal(inbox_receive(&in, fds[1], MESSAGE_QUESTION), MESSAGE_CLOSED);
	fds[0] = -1;
}

static void send_packet(struct message_head head, size_t bytes)
{
	static unsigned char packet[sizeof(head) + 2 * MESSAGE_CHUNK];

	memcpy(packet, &head, sizeof(head));
	memset(packet + sizeof(head), 'x', bytes);
	assert_int_equal(send(fds[0], packet, sizeof(head) + bytes, MSG_DONTWAIT), sizeof(head) + bytes);
}

/* Each is dropped, and the good message after it is read. */
static void test_refused(void **state)
{
	struct message_head good = message_short(MESSAGE_MARKDOWN, MESSAGE_QUESTION, 1, 0);
	struct {
		const char *name;
		struct message_head head;
		size_t bytes;
	} cases[] = {
		{"magic", good, 3},
		{"kind", good, 3},
		{"way", good, 3},
		{"verdict", good, 3},
		{"part over its limit", good, 3},
		{"part that the kind has not", good, 3},
		{"all parts as large as can be", good, 3},
		{"more bytes than announced", good, 4},
		{"middle without a beginning", good, 1},
		{"middle beyond the end", good, 1},
		{"larger than a packet", good, MESSAGE_CHUNK + 1},
		{"nothing, and more to come", good, 0},
	};
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		cases[i].head.part[0] = 3;
	cases[0].head.magic++;
	cases[1].head.kind = MESSAGE_KINDS;
	cases[2].head.way = MESSAGE_ANSWER;
	cases[3].head.verdict = CRAFT_TOO_COSTLY + 1;
	cases[4].head.part[0] = MARKUP_SOURCE_MOST + 1;
	cases[5].head.part[1] = 1;
	for (j = 0; j < MESSAGE_PARTS; j++)
		cases[6].head.part[j] = UINT32_MAX;
	cases[8].head.offset = 1;
	cases[9].head.offset = 3;
	cases[10].head.part[0] = MARKUP_SOURCE_MOST;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct inbox in = {0};
		struct message m = {.kind = MESSAGE_MARKDOWN,
			.way = MESSAGE_QUESTION,
			.id = 2,
			.part = {SLICE("good")}};

		send_packet(cases[i].head, cases[i].bytes);
		send_message(&m);
		if (inbox_receive(&in, fds[1], MESSAGE_QUESTION) != MESSAGE_DONE || in.head.id != 2)
			fail_msg("%s", cases[i].name);
		inbox_clear(&in);
	}
	/* Shorter than a head. */
	assert_int_equal(send(fds[0], "x", 1, 0), 1);
	assert_int_equal(inbox_receive(&(struct inbox){0}, fds[1], MESSAGE_QUESTION), MESSAGE_AGAIN);
}

/* The process that sent the first half is gone; the next one begins anew. Late halves belong to nobody. */
static void test_half_messages(void **state)
{
	struct message_head half = message_short(MESSAGE_MARKDOWN, MESSAGE_QUESTION, 1, 0), other = half;
	struct message m = {.kind = MESSAGE_MARKDOWN,
		.way = MESSAGE_QUESTION,
		.id = 2,
		.part = {SLICE("whole")}};
	struct inbox in = {0};

	(void)state;
	half.part[0] = 10;
	send_packet(half, 5);
	other = half;
	other.id = 9;
	other.offset = 5;
	send_packet(other, 5);
	assert_int_equal(inbox_receive(&in, fds[1], MESSAGE_QUESTION), MESSAGE_AGAIN);
	send_message(&m);
	half.offset = 5;
	send_packet(half, 5);
	assert_int_equal(inbox_receive(&in, fds[1], MESSAGE_QUESTION), MESSAGE_DONE);
	assert_int_equal(inbox_message(&in).id, 2);
	inbox_clear(&in);
	assert_int_equal(inbox_receive(&in, fds[1], MESSAGE_QUESTION), MESSAGE_AGAIN);
	inbox_clear(&in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_there_and_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_empty_message, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_half_messages, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
