/* sockets.h -- the listening sockets of the two doors: made here, or taken from systemd (LISTEN_FDS). */
#ifndef SOCKETS_H
#define SOCKETS_H

#include <stdbool.h>

/* A listening, non-blocking socket on "127.0.0.1:8080" or "[::1]:8080" with TCP_NODELAY, which accepted sockets
 * inherit. If the environment passes one named ${name} ("web", "desk"; or by position), that one. -1: said why. */
int socket_listen(const char *name, const char *address);
/* Whether that is such an address. */
bool socket_address_ok(const char *address);

#endif
