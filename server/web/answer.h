/* answer.h -- an answer as bytes: status line, headers, body. Knows nothing of sockets. */
#ifndef WEB_ANSWER_H
#define WEB_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

struct request;

/* What the edge's settings and state add to every answer. */
struct answer_frame {
	const char *server_headers;
	bool tls;
	bool close; /* the connection closes after this one */
};

struct answer {
	int status;
	const char *head; /* valid until the next answer is made: one buffer serves the process */
	size_t head_n;
	const unsigned char *body;
	size_t body_n;
	void *owned; /* what to free() when the body has been sent; NULL if the body is not ours */
};

/* The answer to ${rq}, whose reply and page are final: decides on 304, leaves the body out for HEAD,
 * compresses. The page's buffer moves from rq->out into the answer. */
void answer_make(struct request *rq, const struct answer_frame *frame, struct answer *out);

/* A short constant answer without a request, for what is refused before there is one: 400, 408, 413 … */
void answer_refusal(int status, const struct answer_frame *frame, struct answer *out);

#endif
