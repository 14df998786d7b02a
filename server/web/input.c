/* input.c -- see input.h. */
#include "web/input.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/fault.h"
#include "base/must.h"

#define BLOCKS_KEPT	64
#define BODY_FIRST_ROOM 16384

static char *kept[BLOCKS_KEPT];
static size_t kept_n;

static char *block_take(void)
{
	if (kept_n)
		return kept[--kept_n];
	return fault("malloc") ? NULL : malloc(INPUT_BLOCK);
}

static void block_give(char *block)
{
	if (kept_n < BLOCKS_KEPT)
		kept[kept_n++] = block;
	else
		free(block);
}

/* More room for the body, but never more than twice what the client has really sent: announcing costs us
 * nothing. */
static bool body_grow(struct input *in)
{
	size_t room = in->body_room ? in->body_room * 2 : BODY_FIRST_ROOM;
	char *body;

	if (room > in->body_wanted)
		room = in->body_wanted;
	body = fault("malloc") ? NULL : realloc(in->body, room);
	if (!body)
		return false;
	in->body = body;
	in->body_room = room;
	return true;
}

static enum input_result receive(int fd, char *to, size_t room, size_t *n)
{
	ssize_t got = recv(fd, to, room, 0);

	if (got > 0) {
		*n += (size_t)got;
		return INPUT_GOT;
	}
	return got < 0 && (errno == EAGAIN || errno == EINTR) ? INPUT_NOTHING : INPUT_ENDED;
}

static enum input_result receive_body(struct input *in, int fd)
{
	if (in->body_n == in->body_room && !body_grow(in))
		return INPUT_ENDED;
	return receive(fd, in->body + in->body_n, in->body_room - in->body_n, &in->body_n);
}

static enum input_result receive_block(struct input *in, int fd)
{
	if (!in->block)
		in->block = block_take();
	if (!in->block)
		return INPUT_ENDED;
	/* Nothing points into the block unless a head was parsed from it, and then its body has room where it
	 * is. */
	if (in->head_n == 0 && in->at > 0) {
		memmove(in->block, in->block + in->at, in->n - in->at);
		in->n -= in->at;
		in->at = 0;
	}
	must(in->n < INPUT_BLOCK);
	return receive(fd, in->block + in->n, INPUT_BLOCK - in->n, &in->n);
}

enum input_result input_receive(struct input *in, int fd, size_t *got)
{
	size_t before = in->n + in->body_n, moved = in->at;
	enum input_result result = in->body ? receive_body(in, fd) : receive_block(in, fd);

	moved -= in->at;
	*got = in->n + in->body_n + moved - before;
	return result;
}

struct slice input_unread(const struct input *in)
{
	return (struct slice){in->block + in->at, in->n - in->at};
}

bool input_expect(struct input *in, size_t head_n, size_t wanted)
{
	size_t here = in->n - in->at - head_n;

	in->head_n = head_n;
	in->body_wanted = wanted;
	if (wanted <= INPUT_BLOCK - in->at - head_n)
		return true;
	if (!body_grow(in))
		return false;
	must(here <= in->body_room);
	memcpy(in->body, in->block + in->at + head_n, here);
	in->body_n = here;
	in->n -= here;
	return true;
}

size_t input_body_here(const struct input *in)
{
	size_t here = in->n - in->at - in->head_n;

	if (in->body)
		return in->body_n;
	return here < in->body_wanted ? here : in->body_wanted;
}

struct slice input_body(const struct input *in)
{
	if (in->body)
		return (struct slice){in->body, in->body_n};
	return (struct slice){in->block + in->at + in->head_n, in->body_wanted};
}

void input_consume(struct input *in)
{
	in->at += in->head_n + (in->body ? 0 : in->body_wanted);
	must(in->at <= in->n);
	free(in->body);
	in->body = NULL;
	in->head_n = in->body_wanted = in->body_n = in->body_room = 0;
}

void input_rest(struct input *in)
{
	if (!in->block || in->at < in->n)
		return;
	block_give(in->block);
	in->block = NULL;
	in->at = in->n = 0;
}

void input_free(struct input *in)
{
	free(in->body);
	if (in->block)
		block_give(in->block);
	*in = (struct input){0};
}

void input_end(void)
{
	while (kept_n)
		free(kept[--kept_n]);
}
