/* edge_probe.c -- the real edge with a handler that answers 200 to every path: for the corpora, for tests of
 *slow, rude and vanishing clients, and for measuring the edge alone.
 *
 *	edge_probe PORT [name=value …]      head_ms, body_grace_ms, write_ms, idle_ms, request_ms,
 *connections, per_address, trust, files_open (descriptors to waste), log (0: none)
 *
 * /bytes/N answers N bytes that lie ready, /page/N a page of N bytes made for the request, /sleep/MS after
 *that time; a POST answers the length of its body and writes "post LENGTH" to standard output, so that a test
 *can count what was run. /state tells what is open. SIGTERM drains. Hosts: h, localhost, 127.0.0.1. */
#include <arpa/inet.h>
#include <event2/event.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/must.h"
#include "base/secret.h"
#include "loop/fiber.h"
#include "loop/loop.h"
#include "web/edge.h"
#include "web/request.h"
#include "web/url.h"

#define READY_MOST (4u << 20)

static unsigned char *ready_bytes;
static const char *hosts[] = {"h", "localhost", "127.0.0.1"};
static const char *trusted[1];

static void say(struct request *rq, const char *text)
{
	out_raw(rq->out, text, strlen(text));
}

static void post_count(struct request *rq)
{
	const char *line = arena_printf(&rq->task.arena, "post %zu\n", rq->body_bytes.n);

	must(write(STDOUT_FILENO, line, strlen(line)) > 0);
	say(rq, line);
}

static void state_tell(struct request *rq)
{
	struct edge_state s = edge_state();

	say(rq, arena_printf(&rq->task.arena, "connections=%u requests=%u served=%llu\n", s.connections,
			s.requests, (unsigned long long)s.served));
}

static void page_make(struct request *rq, int64_t n)
{
	rq->out->most = READY_MOST;
	while (n-- > 0)
		out_char(rq->out, (char)('a' + n * n % 23));
}

static void serve(struct request *rq)
{
	const char *path = url_decode(&rq->task.arena, rq->head.path, false, false), *last;
	int64_t n = 0;

	must(path);
	last = strrchr(path, '/');
	text_int8(last + 1, &n);
	rq->reply.status = 200;
	rq->reply.type = "text/plain; charset=utf-8";
	if (rq->head.method == HTTP_POST) {
		post_count(rq);
	} else if (text_starts(path, "/bytes/") && n <= READY_MOST) {
		rq->reply.type = "application/octet-stream";
		rq->reply.bytes = ready_bytes;
		rq->reply.bytes_n = (size_t)n;
	} else if (text_starts(path, "/page/") && n <= READY_MOST) {
		page_make(rq, n);
	} else if (text_starts(path, "/sleep/")) {
		task_sleep_wait(&rq->task, n);
		say(rq, "slept\n");
	} else if (text_is(path, "/state")) {
		state_tell(rq);
	} else if (text_is(path, "/address")) {
		say(rq, rq->address);
	} else {
		say(rq, "ok\n");
	}
}

static void quiet(struct request *rq, int status, size_t bytes, int64_t us)
{
	(void)rq, (void)status, (void)bytes, (void)us;
}

/* Port 0: one that is free, and "port N" on standard output says which. */
static int listen_on(int port)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
	socklen_t n = sizeof(at);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 || listen(fd, 1024) != 0 ||
		getsockname(fd, (struct sockaddr *)&at, &n) != 0) {
		perror("listen");
		exit(1);
	}
	if (port == 0) {
		printf("port %d\n", ntohs(at.sin_port));
		fflush(stdout);
	}
	return fd;
}

static void option_read(struct edge_settings *s, const char *option)
{
	const char *value = strchr(option, '=');
	int n = value ? atoi(value + 1) : 0;

	if (text_starts(option, "head_ms="))
		s->head_ms = n;
	else if (text_starts(option, "body_grace_ms="))
		s->body_grace_ms = n;
	else if (text_starts(option, "write_ms="))
		s->write_ms = n;
	else if (text_starts(option, "idle_ms="))
		s->idle_ms = n;
	else if (text_starts(option, "request_ms="))
		s->request_ms = n;
	else if (text_starts(option, "connections="))
		s->connections_most = (unsigned)n;
	else if (text_starts(option, "per_address="))
		s->per_address_most = (unsigned)n;
	else if (text_starts(option, "trust="))
		trusted[0] = value + 1, s->trusted_proxies = (struct texts){trusted, 1};
	else if (text_starts(option, "files_open="))
		while (n-- > 0)
			must(open("/dev/null", O_RDONLY) >= 0);
	else if (text_starts(option, "log="))
		s->log = n ? NULL : quiet;
	else
		fprintf(stderr, "edge_probe: no option %s\n", option), exit(2);
}

static void on_drained(void *arg)
{
	(void)arg;
	loop_stop();
}

static void on_term(evutil_socket_t signal, short what, void *arg)
{
	(void)signal, (void)what, (void)arg;
	edge_drain(on_drained, NULL);
}

int main(int argc, char **argv)
{
	struct edge_settings s = {.hosts = {hosts, 3}, .serve = serve, .log = quiet};
	struct event *term;
	int i;

	if (argc < 2) {
		fprintf(stderr, "usage: edge_probe PORT [name=value ...]\n");
		return 2;
	}
	secret_init();
	fiber_guard_signals();
	fault_from_environment();
	loop_init();
	ready_bytes = malloc(READY_MOST);
	must(ready_bytes);
	memset(ready_bytes, 'x', READY_MOST);
	s.listener = listen_on(atoi(argv[1]));
	for (i = 2; i < argc; i++)
		option_read(&s, argv[i]);
	edge_open(&s);
	term = evsignal_new(loop_base(), SIGTERM, on_term, NULL);
	must(term && event_add(term, NULL) == 0);
	loop_run();
	edge_close();
	event_free(term);
	fiber_end();
	loop_end();
	free(ready_bytes);
	return 0;
}
