/* output.h -- what a socket did not take at once. */
#ifndef WEB_OUTPUT_H
#define WEB_OUTPUT_H

#include <stddef.h>

struct answer;

struct output {
	char *head; /* a copy: the answer's head is in a shared buffer */
	size_t head_n;
	const unsigned char *body;
	size_t body_n;
	void *owned; /* freed with it */
	size_t held; /* bytes of memory that wait for the socket, however little of them is left to send */
};

enum output_result { OUTPUT_DONE, OUTPUT_MORE, OUTPUT_FAILED };

/* Sends the answer; what the socket does not take is kept in ${out} (OUTPUT_MORE). Takes over what the answer
 * owns. */
enum output_result output_send(struct output *out, int fd, struct answer *answer);
/* Sends more of it. ${sent} is how much the socket took. */
enum output_result output_more(struct output *out, int fd, size_t *sent);
void output_free(struct output *out);

#endif
