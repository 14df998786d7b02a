/* connection.h -- one connection: the state machine between its socket and its requests. Known to edge.c and
 * exchange.c. */
#ifndef WEB_CONNECTION_H
#define WEB_CONNECTION_H

#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "web/address.h"
#include "web/edge.h"
#include "web/forwarded.h"
#include "web/input.h"
#include "web/output.h"

struct answer;
struct edge_request;
TAILQ_HEAD(connection_list, edge_connection);

/*	FRESH ──first byte──▸ HEAD ──▸ BODY ──▸ WORK ──▸ WRITE ──▸ IDLE ──byte──▸ HEAD …
 *	                        └──────────┴─refused────────▸ WRITE ──▸ LINGER ──▸ GONE
 * WRITE is passed through when the socket takes the whole answer at once. */
enum connection_state {
	CONNECTION_FRESH, /* nothing has come yet */
	CONNECTION_IDLE,  /* between two requests */
	CONNECTION_HEAD,
	CONNECTION_BODY,
	CONNECTION_WORK,   /* a task runs; what the client sends meanwhile waits in the kernel */
	CONNECTION_WRITE,  /* the answer did not fit into the socket */
	CONNECTION_LINGER, /* answered for the last time; reads on a little, so that it is seen */
	CONNECTION_GONE,   /* closed; freed by the next connection_reap() */
};

struct edge_connection {
	TAILQ_ENTRY(edge_connection) link;
	struct connection_list *list; /* the one it is on */
	struct event read_event, write_event;
	bool reading, writing; /* the events are added */
	bool advancing;	       /* connection_advance() is on the stack */
	bool close_after;      /* this answer */
	bool trusted;	       /* the peer is a trusted proxy */
	enum connection_state state;
	int fd;
	struct address peer;
	char peer_text[ADDRESS_TEXT];
	int64_t since_ms;    /* when the state began; for HEAD, when its first byte came */
	int64_t progress_ms; /* when a byte last moved */
	size_t moved;	     /* bytes in this state */
	struct input input;
	struct output output;
	struct edge_request *request; /* NULL while idle: it is the large part */
};

/* The edge of this process. */
struct edge {
	struct edge_settings settings;
	struct forwarded_trust trust;
	struct connection_list waiting; /* for a request's first byte, the longest first */
	struct connection_list busy, gone;
	struct event *reaper;	 /* made active when a connection is closed */
	struct event *log_flush; /* made active by each request: lines of those that came together are written
				    together */
	unsigned connections, requests;
	uint64_t served;
	size_t held; /* bytes of answers that wait for sockets */
	bool draining;
	int64_t draining_since_ms;
};
extern struct edge edge;

/* Takes over an accepted, non-blocking socket, which the caller has counted for ${peer} unless ${trusted}.
 * False: no memory; the socket is still the caller's. */
bool connection_new(int fd, const struct address *peer, bool trusted);
/* The answer to the request in work, whose bytes are used up now; takes over what the answer owns. */
void connection_answer(struct edge_connection *c, struct answer *answer);
/* Answers with a constant text and closes: framing can no longer be trusted, or there is no room. */
void connection_refuse(struct edge_connection *c, int status, const char *why);
/* The same with ${answer}, a page, which it takes over. */
void connection_refuse_with(struct edge_connection *c, int status, const char *why, struct answer *answer);
/* Closes what has outstayed its time in its state, answering 408 where a request had begun. */
void connection_check(struct edge_connection *c, int64_t now_ms);
/* Closes at once, without an answer; a task in work goes on, its answer is dropped. */
void connection_close(struct edge_connection *c);
/* Reads what the kernel has already and goes as far as that leads. For draining. */
void connection_finish(struct edge_connection *c);
/* Frees the closed connections. Not from inside any of these functions. */
void connection_reap(void);
/* Frees what is kept for reuse. */
void connection_end(void);

#endif
