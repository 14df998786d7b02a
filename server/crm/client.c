/* client.c -- see client.h. The child writes a struct head and the body into a pipe; the parent gathers it.
 */
#include "crm/client.h"

#include <curl/curl.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/must.h"
#include "base/out.h"
#include "loop/child.h"
#include "loop/loop.h"
#include "loop/task.h"

#define CONNECT_MS 5000
#define ALL_MS	   20000

/* What the child says before the body. */
struct head {
	enum client_outcome outcome;
	long status;
	size_t body_n;
	char etag[128], location[512], why[256];
};

void client_init(void)
{
	must(curl_global_init(CURL_GLOBAL_DEFAULT) == 0);
}

/* ---- in the child ---- */

struct receiving {
	struct out body;
	struct head head;
};

static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
	struct receiving *r = arg;

	out_raw(&r->body, bytes, size * count);
	return r->body.full ? 0 : size * count;
}

static void value_keep(const char *line, size_t n, const char *name, char *to, size_t room)
{
	size_t skip = strlen(name);
	struct slice value;

	if (n <= skip || strncasecmp(line, name, skip) != 0)
		return;
	value = slice_trim((struct slice){line + skip, strcspn(line + skip, "\r\n")});
	if (value.n < room)
		snprintf(to, room, "%.*s", (int)value.n, value.s);
}

/* libcurl ends each line in NUL, though it does not promise so; the copy does. */
static size_t on_header(char *bytes, size_t size, size_t count, void *arg)
{
	struct receiving *r = arg;
	char line[640];
	size_t n = size * count;

	if (n >= sizeof(line))
		return n;
	memcpy(line, bytes, n);
	line[n] = 0;
	value_keep(line, n, "ETag:", r->head.etag, sizeof(r->head.etag));
	value_keep(line, n, "Location:", r->head.location, sizeof(r->head.location));
	return n;
}

static enum client_outcome outcome_of(CURLcode result, bool full)
{
	switch ((int)result) {
	case CURLE_OK:
		return CLIENT_ANSWERED;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_OPERATION_TIMEDOUT:
		return CLIENT_AWAY;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CONNECT_ERROR:
		return CLIENT_UNTRUSTED;
	case CURLE_FILESIZE_EXCEEDED:
		return CLIENT_TOO_LONG;
	default:
		return full ? CLIENT_TOO_LONG : CLIENT_BROKEN;
	}
}

static struct curl_slist *headers_of(const struct client_ask *ask)
{
	struct curl_slist *list = curl_slist_append(NULL, "Accept: application/json");
	char line[1024];

	snprintf(line, sizeof(line), "Authorization: %s", ask->authorization);
	list = curl_slist_append(list, line);
	list = curl_slist_append(list, "Expect:"); /* servers that do not know it wait a second */
	if (ask->body)
		list = curl_slist_append(list, "Content-Type: application/json");
	if (ask->if_match) {
		snprintf(line, sizeof(line), "If-Match: %s", ask->if_match);
		list = curl_slist_append(list, line);
	}
	must(list);
	return list;
}

static void ask_set(CURL *e, const struct client_ask *ask)
{
	curl_easy_setopt(e, CURLOPT_URL, ask->url);
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(e, CURLOPT_PROXY, "");
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)ALL_MS);
	curl_easy_setopt(e, CURLOPT_MAXFILESIZE, (long)CLIENT_BODY_MOST);
	curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(e, CURLOPT_USERAGENT, "bothy");
	if (!text_empty(ask->ca_file)) {
		curl_easy_setopt(e, CURLOPT_CAINFO, ask->ca_file);
		curl_easy_setopt(e, CURLOPT_CAPATH, NULL);
	}
	curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, ask->method);
	if (ask->body)
		curl_easy_setopt(e, CURLOPT_POSTFIELDS, ask->body);
}

static bool write_all(const void *bytes, size_t n)
{
	const char *s = bytes;
	ssize_t done;

	while (n && (done = write(CHILD_PIPE, s, n)) > 0) {
		s += done;
		n -= (size_t)done;
	}
	return n == 0;
}

static _Noreturn void child(const struct client_ask *ask, int fd)
{
	struct receiving r = {.body = {.most = CLIENT_BODY_MOST}};
	char detail[CURL_ERROR_SIZE] = "";
	CURL *e = curl_easy_init();
	CURLcode result;

	child_begin(fd);
	alarm(ALL_MS / 1000 + 2); /* whatever libcurl thinks of its own time-outs */
	must(e);
	ask_set(e, ask);
	curl_easy_setopt(e, CURLOPT_HTTPHEADER, headers_of(ask));
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, detail);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, &r);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, &r);
	result = curl_easy_perform(e);
	r.head.outcome = outcome_of(result, r.body.full);
	curl_easy_getinfo(e, CURLINFO_RESPONSE_CODE, &r.head.status);
	r.head.body_n = result == CURLE_OK ? r.body.n : 0;
	if (result != CURLE_OK)
		snprintf(r.head.why, sizeof(r.head.why), "%s",
			detail[0] ? detail : curl_easy_strerror(result));
	_exit(write_all(&r.head, sizeof(r.head)) && write_all(r.body.s, r.head.body_n) ? 0 : 1);
}

/* ---- in the parent ---- */

struct exchange {
	struct task *task; /* NULL: nobody sleeps */
	pid_t child;	   /* 0: none */
	int fd;
	struct event *event;
	struct out got;
	bool ended;
};

/* More of what the child says. False: that was all. */
static bool read_more(struct exchange *x)
{
	char some[65536];
	ssize_t n = read(x->fd, some, sizeof(some));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (n > 0)
		out_raw(&x->got, some, (size_t)n);
	return n > 0 && !x->got.full;
}

static void on_bytes(evutil_socket_t fd, short what, void *arg)
{
	struct exchange *x = arg;

	(void)fd, (void)what;
	if (x->ended || read_more(x))
		return;
	x->ended = true;
	event_del(x->event);
	if (x->task->parked)
		task_wake(x->task, WAKE_READY);
}

/* A child that has not said all is killed; one that has is ending. */
static void exchange_free(void *arg)
{
	struct exchange *x = arg;

	if (x->event)
		event_free(x->event);
	if (x->child) {
		close(x->fd);
		if (!x->ended)
			kill(x->child, SIGKILL);
		waitpid(x->child, NULL, 0);
	}
	out_end(&x->got);
}

/* False: no process to be had. */
static bool exchange_start(struct exchange *x, const struct client_ask *ask)
{
	int ends[2];

	x->got.most = CLIENT_BODY_MOST + sizeof(struct head) + 1;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	x->child = fork();
	if (x->child == 0)
		child(ask, ends[1]);
	close(ends[1]);
	x->fd = ends[0];
	if (x->child > 0)
		return true;
	x->child = 0;
	close(x->fd);
	return false;
}

static void answer_read(struct arena *a, const struct exchange *x, struct client_answer *answer)
{
	struct head h;

	if (x->got.n < sizeof(h)) {
		*answer = (struct client_answer){CLIENT_AWAY, 0, "", "", {"", 0}, "it took too long"};
		return;
	}
	memcpy(&h, x->got.s, sizeof(h));
	if (x->got.n - sizeof(h) != h.body_n)
		h.outcome = CLIENT_BROKEN;
	*answer = (struct client_answer){
		.outcome = h.outcome,
		.status = h.status,
		.etag = arena_text(a, h.etag),
		.location = arena_text(a, h.location),
		.body = {arena_text_n(a, x->got.s + sizeof(h), x->got.n - sizeof(h)), x->got.n - sizeof(h)},
		.why = arena_text(a, h.why),
	};
}

void client_ask_wait(struct task *t, const struct client_ask *ask, struct client_answer *answer)
{
	struct exchange *x = arena_new(&t->arena, struct exchange);

	x->task = t;
	arena_defer(&t->arena, exchange_free, x);
	if (!exchange_start(x, ask))
		task_fail(t, 503, "no process for asking the CRM");
	x->event = event_new(loop_base(), x->fd, EV_READ | EV_PERSIST, on_bytes, x);
	must(x->event && event_add(x->event, NULL) == 0);
	while (!x->ended)
		if (task_park_wait(t) == WAKE_DEADLINE)
			task_fail(t, 503, "the CRM took too long");
	answer_read(&t->arena, x, answer);
	out_end(&x->got); /* a task may ask many times */
}

void client_ask_blocking(struct arena *a, const struct client_ask *ask, struct client_answer *answer)
{
	struct exchange x = {0};

	if (exchange_start(&x, ask))
		while (read_more(&x))
			;
	x.ended = true;
	answer_read(a, &x, answer);
	exchange_free(&x);
}
