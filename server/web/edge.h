/* edge.h -- connections: libevent's sockets on one side, struct request on the other.
 *
 * The edge accepts, feeds http.c, reads the body, starts a task for each request, sends the reply, keeps
 * pipelined requests in order (one at a time), and enforces limits and deadlines: totals, not per read. */
#ifndef WEB_EDGE_H
#define WEB_EDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct http_head;
struct request;

struct edge_settings {
	int listener; /* a listening socket, non-blocking, TCP_NODELAY set; -1: none yet */
	struct texts
		hosts; /* names that are answered, lower case; others: 421. "*" answers all (tests only) */
	struct texts
		trusted_proxies;   /* addresses or prefixes "10.0.0.0/8" whose X-Forwarded-For is believed */
	bool tls;		   /* the site's address is https: HSTS, __Host- cookies */
	unsigned connections_most; /* of this process; 0, or more than the file limit leaves room for: as many
				      as that */
	/* Told how many connections this process has; gives the least that another one of its kind has,
	 * UINT_MAX if there is none (supervisor_compare()). NULL: there is none. */
	unsigned (*compare)(unsigned connections);
	/* Whether what is asked can be answered; until it first is, but 2 s at most, nobody is taken in: whoever comes meanwhile
	 * goes to another process, or waits in the kernel's queue, instead of being refused by one that has just begun. NULL:
	 * at once. */
	bool (*ready)(void);
	unsigned
		per_address_most; /* of one address, IPv6 by /64; of a trusted proxy's clients: requests. Never
				      more than half of all. 0: no limit */
	int head_ms, body_grace_ms, write_ms, idle_ms; /* 0: 10,000; 5,000; 30,000; 60,000 */
	int request_ms;				       /* a task's total time; 0: 15,000 */
	/* Runs in the request's own fiber: finds the route, loads the viewer, guards, handles. main gives
	 * web_serve() (serve.h); the probe for tests gives one that answers 200 to every path. */
	void (*serve)(struct request *rq);
	/* How long a body may be, by its head; more: 413. NULL: 64 KiB. main gives web_body_most(). */
	size_t (*body_most)(const struct http_head *head);
	/* Writes an error page into rq->out on the loop's own stack, when the task failed; must not sleep.
	 * NULL: the reason as plain text. */
	void (*failed)(struct request *rq, int status, const char *why);
	/* One line a request; NULL: a line "request" in the log. */
	void (*log)(struct request *rq, int status, size_t bytes, int64_t us);
	const char *server_headers; /* header lines for every answer, each ending in CRLF; NULL:
				       headers_security (headers.h) */
};

/* Starts accepting on loop_base(). */
void edge_open(const struct edge_settings *s);
/* Stops accepting. Requests in work and half-read ones are finished, answered with Connection: close; a
 * connection without one has a second, because its next request may be under way. ${done}(${arg}) is called
 * when the last one is gone. */
void edge_drain(void (*done)(void *), void *arg);
/* Closes everything at once. */
void edge_close(void);

struct edge_state {
	unsigned connections, requests; /* open, in work */
	uint64_t served;
};
struct edge_state edge_state(void);

#endif
