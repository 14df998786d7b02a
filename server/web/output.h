/* output.h -- what a socket did not take at once. */
#ifndef WEB_OUTPUT_H
#define WEB_OUTPUT_H

#include <stddef.h>

struct answer;

struct output {
	char *head;                /* a copy: the answer's head is in a shared buffer */
	size_t head_n;
	const unsigned char *body;
	size_t body_n;
	void *owned;               /* freed with it */
};

enum output_result { OUTPUT_DONE, OUTPUT_MORE, OUTPUT_FAILED };

/* Sends the answer; what the socket does not take is kept in ${out} (OUTPUT_MORE). Takes over what the answer owns. */
enum output_result output_send(struct output *out, int fd, struct answer *answer);
/* Sends more of it. ${sent} is how much the socket took. */
enum output_result output_more(struct output *out, int fd, size_t *sent);
size_t output_left(const struct output *out);
void output_free(struct output *out);

#endif
