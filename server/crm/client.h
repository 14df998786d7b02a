/* client.h -- one HTTP exchange with a CRM by libcurl, in a process of its own.
 *
 * Names are looked up, certificates read and a slow server waited for in a child, so that nothing of it can hold the loop; the loop waits
 * for the child's pipe. The child ends with its parent. The price is a fork for each exchange, and a connection. What comes back is
 * bounded; redirects are not followed, no proxy of the environment is used, only http and https are spoken, and the certificate
 * must be right. */
#ifndef CRM_CLIENT_H
#define CRM_CLIENT_H

#include <stddef.h>

#include "base/text.h"

struct task;

#define CLIENT_BODY_MOST (4u << 20) /* bytes of an answer; a longer one is CLIENT_TOO_LONG */

struct client_ask {
	const char *method, *url;
	const char *authorization; /* the header's value */
	const char *if_match;	   /* NULL: none */
	const char *body;	   /* JSON; NULL: none */
	const char *ca_file;	   /* certificates (PEM) by which the server is known; "": the system's */
};

enum client_outcome {
	CLIENT_ANSWERED,
	CLIENT_AWAY,	  /* nobody there, or too slow */
	CLIENT_UNTRUSTED, /* its certificate is not its own, or nobody's we know */
	CLIENT_BROKEN,	  /* it does not speak HTTP, or broke off */
	CLIENT_TOO_LONG,
};

struct client_answer {
	enum client_outcome outcome;
	long status;
	const char *etag, *location; /* "": none */
	struct slice body;	     /* ends in NUL */
	const char *why;	     /* libcurl's words, where there is no answer */
};

/* Once a process, before the first exchange. */
void client_init(void);
/* Sleeps until there is an answer; what it holds lives as long as the task. Fails the task with 503 where there is no process to be
 * had, or the task's time is over. */
void client_ask_wait(struct task *t, const struct client_ask *ask, struct client_answer *answer);
/* The same for programs without a loop: blocks, 25 s at most. */
void client_ask_blocking(struct arena *a, const struct client_ask *ask, struct client_answer *answer);

#endif
