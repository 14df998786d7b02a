/* proxy.c -- see proxy.h. Modes are told through shared memory; COMMIT is known by the Bind of its prepared
 * statement. */
#include "proxy.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

#define LINES 8
/* A Bind message: unnamed portal, then the statement's name. */
static const char bind_commit[] = "\0bothy_commit";

static struct {
	_Atomic int mode;
	_Atomic unsigned cuts;
} * shared;
static pid_t child;

struct line {
	int client, server;
	bool mute;
};

static struct line lines[LINES];

static struct sockaddr_un address_in(const char *folder)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};

	snprintf(a.sun_path, sizeof(a.sun_path), "%s%s/.s.PGSQL.5432", cluster_dir, folder);
	return a;
}

static void cut(struct line *l)
{
	close(l->client);
	close(l->server);
	*l = (struct line){-1, -1, false};
	atomic_fetch_add(&shared->cuts, 1);
}

static void accept_line(int listener)
{
	struct sockaddr_un a = address_in("");
	unsigned i;

	for (i = 0; i < LINES && lines[i].client >= 0; i++)
		;
	if (i == LINES)
		_exit(3);
	lines[i].client = accept(listener, NULL, NULL);
	lines[i].server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(lines[i].server, (struct sockaddr *)&a, sizeof(a)) != 0)
		cut(&lines[i]);
}

static bool send_all(int fd, const char *s, ssize_t n, bool one_by_one)
{
	while (n > 0) {
		ssize_t sent = send(fd, s, one_by_one ? 1 : (size_t)n, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		s += sent;
		n -= sent;
		if (one_by_one)
			usleep(20);
	}
	return true;
}

/* The server's last words are swallowed, but it has had its COMMIT. */
static void wait_for_answer(int server)
{
	char answer[4096];

	(void)!recv(server, answer, sizeof(answer), 0);
}

static void from_client(struct line *l)
{
	static char buffer[65536];
	ssize_t n = recv(l->client, buffer, sizeof(buffer), 0);
	int mode = atomic_load(&shared->mode);
	bool commits = n > 0 && memmem(buffer, (size_t)n, bind_commit, sizeof(bind_commit)) != NULL;

	if (n <= 0 || (commits && mode == PROXY_CUT_BEFORE_COMMIT)) {
		cut(l);
		return;
	}
	if (!send_all(l->server, buffer, n, false)) {
		cut(l);
	} else if (commits && mode == PROXY_CUT_AFTER_COMMIT) {
		wait_for_answer(l->server);
		cut(l);
	} else if (commits && mode == PROXY_MUTE_AFTER_COMMIT) {
		l->mute = true;
	}
}

static void from_server(struct line *l)
{
	static char buffer[65536];
	ssize_t n = recv(l->server, buffer, sizeof(buffer), 0);

	if (n <= 0 ||
		(!l->mute && !send_all(l->client, buffer, n, atomic_load(&shared->mode) == PROXY_ONE_BYTE)))
		cut(l);
}

static _Noreturn void serve(int listener)
{
	struct pollfd fds[1 + 2 * LINES];
	unsigned i;

	for (i = 0; i < LINES; i++)
		lines[i] = (struct line){-1, -1, false};
	for (;;) {
		fds[0] = (struct pollfd){.fd = listener, .events = POLLIN};
		for (i = 0; i < LINES; i++) {
			fds[1 + 2 * i] = (struct pollfd){.fd = lines[i].client, .events = POLLIN};
			fds[2 + 2 * i] = (struct pollfd){.fd = lines[i].server, .events = POLLIN};
		}
		if (poll(fds, 1 + 2 * LINES, -1) < 0)
			_exit(4);
		for (i = 0; i < LINES; i++) {
			if (fds[1 + 2 * i].revents && lines[i].client == fds[1 + 2 * i].fd)
				from_client(&lines[i]);
			if (fds[2 + 2 * i].revents && lines[i].server == fds[2 + 2 * i].fd)
				from_server(&lines[i]);
		}
		if (fds[0].revents)
			accept_line(listener);
	}
}

const char *proxy_up(void)
{
	static char address[160];
	struct sockaddr_un a = address_in("/proxy");
	char folder[96];
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(folder, sizeof(folder), "%s/proxy", cluster_dir);
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(listener, 16), 0);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(shared != MAP_FAILED);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve(listener);
	}
	close(listener);
	snprintf(address, sizeof(address), "host=%s dbname=bothy", folder);
	return address;
}

void proxy_set(enum proxy_mode mode)
{
	atomic_store(&shared->mode, mode);
}

unsigned proxy_cuts(void)
{
	return atomic_load(&shared->cuts);
}

void proxy_down(void)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	munmap(shared, sizeof(*shared));
}
