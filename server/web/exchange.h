/* exchange.h -- one request on a connection: from its head to its answer. Known to connection.c only. */
#ifndef WEB_EXCHANGE_H
#define WEB_EXCHANGE_H

#include <stdbool.h>

struct edge_connection;

/* What became of the unread bytes. */
enum exchange_begun {
	EXCHANGE_MORE,	  /* no whole head yet */
	EXCHANGE_REFUSED, /* answered; the connection ends */
	EXCHANGE_BODY,	  /* the body is still to come */
	EXCHANGE_READY,	  /* all is here: exchange_start() */
};
/* Reads a head and decides whether the request is for us and has room. */
enum exchange_begun exchange_begin(struct edge_connection *c);
/* Whether the client keeps the body back until it is told to go on. */
bool exchange_waits_for_us(const struct edge_connection *c);
/* Starts the task; when it is done, it answers and lets the connection go on, which may be before this
 * returns. */
void exchange_start(struct edge_connection *c);
/* Drops a request that was not started. */
void exchange_drop(struct edge_connection *c);
/* Frees what is kept for reuse. */
void exchange_end(void);

#endif
