/* input.h -- what a connection has received and not yet used: a block for heads and small bodies, a buffer of
 * its own for a body that does not fit beside its head.
 *
 * The block stays where it is while a request is read from it, because the parsed head points into it. */
#ifndef WEB_INPUT_H
#define WEB_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

#define INPUT_BLOCK 8192

struct input {
	char *block;   /* INPUT_BLOCK bytes, NULL while nothing is unread */
	size_t at, n;  /* unread: block[at … n) */
	size_t head_n; /* of the request at hand */
	size_t body_wanted;
	char *body; /* NULL: the body is in the block */
	size_t body_n, body_room;
};

enum input_result { INPUT_GOT, INPUT_NOTHING, INPUT_ENDED };

/* Reads once from the socket: into the body that is being read, else into the block. INPUT_ENDED: the client
 * is gone, or there is no memory. */
enum input_result input_receive(struct input *in, int fd, size_t *got);
/* The unread bytes of the block. */
struct slice input_unread(const struct input *in);

/* A head of ${head_n} bytes is parsed; its body has ${wanted} bytes. False: no memory. */
bool input_expect(struct input *in, size_t head_n, size_t wanted);
/* How much of the body is here. */
size_t input_body_here(const struct input *in);
/* The whole body, once it is here. */
struct slice input_body(const struct input *in);
/* The request is over: its bytes are used up. */
void input_consume(struct input *in);

/* Gives back the block if nothing is unread. */
void input_rest(struct input *in);
void input_free(struct input *in);
/* Frees the blocks kept for reuse. */
void input_end(void);

#endif
