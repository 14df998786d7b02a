/* sockets.c -- see sockets.h. */
#include "sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"

#define FIRST_PASSED 3
#define BACKLOG	     4096

/* The socket systemd passed under this name, or by position (web first) where it gave no names. */
static int passed(const char *name)
{
	const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS"),
		   *names = getenv("LISTEN_FDNAMES");
	struct slice rest = slice_of(names ? names : "web:desk");
	int i, n = count ? atoi(count) : 0;

	if (!pid || atol(pid) != (long)getpid())
		return -1;
	for (i = 0; i < n && rest.s; i++) {
		struct slice this = slice_cut(&rest, ':');

		if (slice_is(this, name))
			return FIRST_PASSED + i;
	}
	return -1;
}

static struct addrinfo *resolve(const char *address)
{
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
		.ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	const char *colon = strrchr(address, ':');
	char host[64];
	size_t n;

	if (!colon || !colon[1])
		return NULL;
	n = (size_t)(colon - address);
	if (n >= 2 && address[0] == '[' && address[n - 1] == ']')
		address++, n -= 2;
	if (n >= sizeof(host))
		return NULL;
	memcpy(host, address, n);
	host[n] = 0;
	return getaddrinfo(n ? host : NULL, colon + 1, &hints, &found) == 0 ? found : NULL;
}

bool socket_address_ok(const char *address)
{
	struct addrinfo *found = resolve(address);

	if (found)
		freeaddrinfo(found);
	return found != NULL;
}

static int make(const char *name, const char *address)
{
	struct addrinfo *ai = resolve(address);
	int fd, on = 1;

	if (!ai) {
		fprintf(stderr, "bothy: [%s] listen = %s is not NUMERIC-ADDRESS:PORT\n", name, address);
		return -1;
	}
	fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (fd < 0 || bind(fd, ai->ai_addr, ai->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0) {
		fprintf(stderr, "bothy: cannot listen on %s: %s\n", address, strerror(errno));
		if (fd >= 0)
			close(fd);
		fd = -1;
	}
	freeaddrinfo(ai);
	return fd;
}

int socket_listen(const char *name, const char *address)
{
	int fd = passed(name), on = 1;

	if (fd < 0)
		fd = make(name, address);
	if (fd < 0)
		return -1;
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return fd;
}
