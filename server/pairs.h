/* pairs.h -- the sockets between the processes that ask and the craft processes that answer: a pair for each two of them, made by the
 * supervisor before it forks.
 *
 * Clients are numbered: each web process, then desk, then work. */
#ifndef PAIRS_H
#define PAIRS_H

#include <limits.h>
#include <stdbool.h>

#define PAIRS_CRAFTS	   2
#define PAIRS_CLIENTS_MOST 66
#define PAIRS_NOBODY	   UINT_MAX

/* Makes them for so many clients. False: it has said why. */
bool pairs_open(unsigned clients);
/* The next generation of processes gets pairs of its own; those that are leaving have theirs. False likewise. */
bool pairs_renew(void);
/* In a new process: closes all ends but the client's and the craft's. A process keeps its own alone: with another's it could read what
 * that one asks, and answer. PAIRS_NOBODY's are all. */
void pairs_keep(unsigned client, unsigned craft);
/* The ends of that client, PAIRS_CRAFTS of them. */
void pairs_of_client(unsigned client, int *ends);
/* Those of that craft process; how many. */
unsigned pairs_of_craft(unsigned craft, int *ends);

#endif
