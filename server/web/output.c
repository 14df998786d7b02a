/* output.c -- see output.h. */
#include "web/output.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "base/fault.h"
#include "web/answer.h"

/* One sendmsg. Returns what was taken, 0 if nothing now, -1 if the connection is dead. */
static ssize_t send_once(int fd, const char *head, size_t head_n, const unsigned char *body, size_t body_n)
{
	struct iovec parts[2] = {{(void *)(uintptr_t)head, head_n}, {(void *)(uintptr_t)body, body_n}};
	struct msghdr message = {.msg_iov = parts + (head_n == 0),
		.msg_iovlen = (head_n > 0) + (size_t)(body_n > 0)};
	ssize_t n = fault("send") ? 0 : sendmsg(fd, &message, MSG_NOSIGNAL);

	if (n < 0 && (errno == EAGAIN || errno == EINTR || errno == ENOBUFS))
		return 0;
	return n;
}

enum output_result output_send(struct output *out, int fd, struct answer *a)
{
	ssize_t n = send_once(fd, a->head, a->head_n, a->body, a->body_n);
	size_t head_left, body_sent;

	if (n < 0 || (size_t)n == a->head_n + a->body_n) {
		free(a->owned);
		return n < 0 ? OUTPUT_FAILED : OUTPUT_DONE;
	}
	head_left = (size_t)n < a->head_n ? a->head_n - (size_t)n : 0;
	body_sent = (size_t)n - (a->head_n - head_left);
	*out = (struct output){NULL, head_left, a->body + body_sent, a->body_n - body_sent, a->owned,
		head_left + (a->owned ? a->body_n : 0)};
	if (head_left) {
		out->head = fault("malloc") ? NULL : malloc(head_left);
		if (!out->head) {
			output_free(out);
			return OUTPUT_FAILED;
		}
		memcpy(out->head, a->head + a->head_n - head_left, head_left);
	}
	return OUTPUT_MORE;
}

enum output_result output_more(struct output *out, int fd, size_t *sent)
{
	/* The head, if any is left, is at the end of its copy. */
	ssize_t n = send_once(fd, out->head, out->head_n, out->body, out->body_n);
	size_t of_head;

	*sent = n > 0 ? (size_t)n : 0;
	if (n < 0)
		return OUTPUT_FAILED;
	of_head = *sent < out->head_n ? *sent : out->head_n;
	if (of_head && of_head < out->head_n)
		memmove(out->head, out->head + of_head, out->head_n - of_head);
	out->head_n -= of_head;
	out->body += *sent - of_head;
	out->body_n -= *sent - of_head;
	return out->head_n + out->body_n ? OUTPUT_MORE : OUTPUT_DONE;
}

void output_free(struct output *out)
{
	free(out->head);
	free(out->owned);
	*out = (struct output){0};
}
