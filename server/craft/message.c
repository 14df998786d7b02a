/* message.c -- see message.h. */
#include "craft/message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "base/fault.h"
#include "base/log.h"
#include "base/must.h"
#include "base/secret.h"
#include "markup/markup.h"

#define MAGIC 0x42435231u /* "BCR1" */

/* The most bytes of each part, by way and kind. */
static const uint32_t part_most[2][MESSAGE_KINDS][MESSAGE_PARTS] = {
	[MESSAGE_QUESTION] =
		{
			[MESSAGE_HASH] = {MESSAGE_PASSWORD_MOST},
			[MESSAGE_VERIFY] = {127, MESSAGE_PASSWORD_MOST},
			[MESSAGE_MARKDOWN] = {MARKUP_SOURCE_MOST, MARKUP_SITE_MOST},
			[MESSAGE_HTML] = {MARKUP_HTML_MOST},
		},
	[MESSAGE_ANSWER] =
		{
			[MESSAGE_HASH] = {127},
			[MESSAGE_VERIFY] = {1},
			[MESSAGE_MARKDOWN] = {MARKUP_HTML_MOST, MARKUP_HTML_MOST, 10 * 31},
			[MESSAGE_HTML] = {MARKUP_HTML_MOST, MARKUP_HTML_MOST, 0, MARKUP_HTML_MOST},
		},
};

static size_t head_total(const struct message_head *h)
{
	return (size_t)h->part[0] + h->part[1] + h->part[2] + h->part[3];
}

struct message_head message_short(enum message_kind kind, enum message_way way, uint64_t id, unsigned verdict)
{
	return (struct message_head){.magic = MAGIC,
		.kind = (uint8_t)kind,
		.way = (uint8_t)way,
		.verdict = (uint8_t)verdict,
		.id = id};
}

/* ---- out ---- */

bool outbox_fill(struct outbox *o, const struct message *m)
{
	size_t i, at = 0;

	*o = (struct outbox){.head = message_short(m->kind, m->way, m->id, m->verdict), .pending = true};
	for (i = 0; i < MESSAGE_PARTS; i++) {
		must(m->part[i].n <= part_most[m->way][m->kind][i]);
		o->head.part[i] = (uint32_t)m->part[i].n;
	}
	o->n = head_total(&o->head);
	o->bytes = fault("malloc") ? NULL : malloc(o->n + 1);
	if (!o->bytes)
		return false;
	for (i = 0; i < MESSAGE_PARTS; at += m->part[i].n, i++)
		if (m->part[i].n)
			memcpy(o->bytes + at, m->part[i].s, m->part[i].n);
	return true;
}

static void bytes_clear(unsigned char **bytes, size_t n)
{
	if (*bytes)
		secret_wipe(*bytes, n);
	free(*bytes);
	*bytes = NULL;
}

enum message_step outbox_send(struct outbox *o, int fd)
{
	while (o->pending) {
		size_t n = o->n - o->sent < MESSAGE_CHUNK ? o->n - o->sent : MESSAGE_CHUNK;
		struct iovec parts[2] = {{&o->head, sizeof(o->head)}, {o->bytes + o->sent, n}};
		struct msghdr packet = {.msg_iov = parts, .msg_iovlen = 2};

		o->head.offset = (uint32_t)o->sent;
		if (sendmsg(fd, &packet, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
			if (errno == EINTR)
				continue;
			/* ENOBUFS, ENOMEM: the kernel is short of memory; it will say when there is room
			 * again. */
			return errno == EPIPE || errno == ECONNRESET || errno == EBADF ? MESSAGE_CLOSED
										       : MESSAGE_AGAIN;
		}
		o->sent += n;
		o->pending = o->sent < o->n;
	}
	bytes_clear(&o->bytes, o->n);
	return MESSAGE_DONE;
}

void outbox_clear(struct outbox *o)
{
	bytes_clear(&o->bytes, o->n);
	*o = (struct outbox){0};
}

/* ---- in ---- */

static bool head_fits(const struct message_head *h, enum message_way way)
{
	size_t i;

	if (h->magic != MAGIC || h->kind >= MESSAGE_KINDS || h->way != way || h->verdict > CRAFT_TOO_COSTLY)
		return false;
	for (i = 0; i < MESSAGE_PARTS; i++)
		if (h->part[i] > part_most[way][h->kind][i])
			return false;
	return true;
}

static bool same_message(const struct message_head *a, const struct message_head *b)
{
	return a->id == b->id && a->kind == b->kind && a->verdict == b->verdict &&
	       memcmp(a->part, b->part, sizeof(a->part)) == 0;
}

static bool inbox_begin(struct inbox *in, const struct message_head *head)
{
	inbox_clear(in);
	in->head = *head;
	in->n = head_total(head);
	in->bytes = fault("malloc") ? NULL : malloc(in->n + 1);
	in->begun = in->bytes != NULL;
	return in->begun;
}

/* Takes one packet. False: it does not belong here. */
static bool inbox_take(struct inbox *in, const unsigned char *packet, size_t n, enum message_way way)
{
	struct message_head head;

	if (n < sizeof(head))
		return false;
	memcpy(&head, packet, sizeof(head));
	packet += sizeof(head);
	n -= sizeof(head);
	if (!head_fits(&head, way))
		return false;
	if (head.offset == 0 && !inbox_begin(in, &head))
		return false;
	if (!in->begun || !same_message(&in->head, &head) || head.offset != in->have || n > in->n - in->have)
		return false;
	memcpy(in->bytes + in->have, packet, n);
	in->have += n;
	/* An empty packet that does not end its message would go on for ever. */
	return n > 0 || in->have == in->n;
}

enum message_step inbox_receive(struct inbox *in, int fd, enum message_way way)
{
	static unsigned char packet[sizeof(struct message_head) + MESSAGE_CHUNK];

	for (;;) {
		ssize_t n = recv(fd, packet, sizeof(packet), MSG_DONTWAIT | MSG_TRUNC);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN || errno == ENOBUFS || errno == ENOMEM ? MESSAGE_AGAIN
										      : MESSAGE_CLOSED;
		if (n == 0)
			return MESSAGE_CLOSED;
		if ((size_t)n > sizeof(packet) || !inbox_take(in, packet, (size_t)n, way)) {
			log_warn("craft.packet_dropped", "bytes=%zd", n);
			continue;
		}
		secret_wipe(packet, (size_t)n);
		if (in->have == in->n)
			return MESSAGE_DONE;
	}
}

struct message inbox_message(const struct inbox *in)
{
	struct message m = {.kind = in->head.kind,
		.way = in->head.way,
		.verdict = in->head.verdict,
		.id = in->head.id};
	const char *at = (const char *)in->bytes;
	size_t i;

	must(in->begun && in->have == in->n);
	for (i = 0; i < MESSAGE_PARTS; at += in->head.part[i], i++)
		m.part[i] = (struct slice){at, in->head.part[i]};
	return m;
}

void inbox_clear(struct inbox *in)
{
	bytes_clear(&in->bytes, in->n);
	*in = (struct inbox){0};
}
