/* message.h -- what travels between a process and its craft helpers: questions and answers over
 * SOCK_SEQPACKET.
 *
 * A message is a head and up to four parts. It is cut into packets of at most MESSAGE_CHUNK bytes, each with
 * the whole head before it, because the kernel takes no large packets when its memory is short. Packets of
 * one message follow each other; a first packet always begins anew, so a reader that joins late (a process
 * started again) finds its way. Every size is checked against the kind's limits before memory is taken for
 * it, on both sides alike. */
#ifndef CRAFT_MESSAGE_H
#define CRAFT_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

#define MESSAGE_PARTS	      4
#define MESSAGE_CHUNK	      (32u << 10)
#define MESSAGE_PASSWORD_MOST 4096

enum message_kind {
	MESSAGE_HELLO,	/* craft → us, unasked: a new craft process reads this end now */
	MESSAGE_PING,	/* answered with itself */
	MESSAGE_HASH,	/* password → hash */
	MESSAGE_VERIFY, /* hash (or empty), password → "1" or "0" */
	MESSAGE_MARKDOWN, /* source, the only site links may lead to (or empty) → html, plain, mentions joined by line ends */
	MESSAGE_HTML, /* html → html, plain, (nothing), markdown */
	MESSAGE_KINDS
};

enum message_way { MESSAGE_QUESTION, MESSAGE_ANSWER };

struct message_head {
	uint32_t magic;
	uint8_t kind, way;
	uint8_t verdict; /* of an answer: enum craft_verdict */
	uint8_t zero;
	uint64_t id;
	uint32_t part[MESSAGE_PARTS]; /* bytes of each */
	uint32_t offset;	      /* of this packet's bytes in all parts one after the other */
	uint32_t zero_too;
};

struct message {
	enum message_kind kind;
	enum message_way way;
	unsigned verdict;
	uint64_t id;
	struct slice part[MESSAGE_PARTS];
};

/* A message on its way out. */
struct outbox {
	struct message_head head;
	unsigned char *bytes;
	size_t n, sent;
	bool pending;
};

/* A message on its way in. */
struct inbox {
	struct message_head head;
	unsigned char *bytes;
	size_t n, have;
	bool begun;
};

enum message_step {
	MESSAGE_DONE,  /* it is sent; it is there */
	MESSAGE_AGAIN, /* the socket is full; is empty */
	MESSAGE_CLOSED /* nobody is at the other end any more */
};

/* Copies the message. False: no memory. */
bool outbox_fill(struct outbox *o, const struct message *m);
enum message_step outbox_send(struct outbox *o, int fd);
/* Wipes and frees. */
void outbox_clear(struct outbox *o);

/* Reads packets until a message is whole. Those that do not fit (out of order, over a limit, the wrong way)
 * are logged and dropped. */
enum message_step inbox_receive(struct inbox *in, int fd, enum message_way way);
/* The message that is there; its parts point into ${in}. */
struct message inbox_message(const struct inbox *in);
void inbox_clear(struct inbox *in);

/* A whole message without parts as one packet, for where there is no memory and no time (a signal handler).
 */
struct message_head message_short(enum message_kind kind, enum message_way way, uint64_t id,
	unsigned verdict);

#endif
