/* mail.c -- see mail.h. The composed mail goes to a mail server by libcurl's multi interface, whose sockets
 * and timer are put on the loop here, or into a file. This is the only curl.h.
 *
 * libcurl resolves names in a thread of its own, so that nothing here blocks. A mail server's answer that
 * concerns this mail for good (5xx to the sender, the recipient or the text) is told from one that may
 * change: a login refused, no connection, 4xx. */
#include "jobs/mail.h"

#include <curl/curl.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/log.h"
#include "base/must.h"
#include "base/out.h"
#include "base/secret.h"
#include "base/text.h"
#include "jobs/mail_text.h"
#include "loop/loop.h"
#include "loop/task.h"

#define CONNECT_MS 10000
#define SEND_MS	   60000
#define IDLE_S	   30 /* a connection is kept this long for the next mail */

/* One mail under way. */
struct sending {
	CURL *easy;
	struct curl_slist *to;
	struct out message;
	size_t sent;
	struct task *task;
	bool ended;
	CURLcode result;
	long answer; /* the mail server's last code */
};

static struct mail_settings settings;
static struct arena kept; /* the settings' texts */
static struct mail_sender sender;
static CURLM *multi;
static struct loop_timer *timer;

/* ---- libcurl on the loop ---- */

static void collect(void)
{
	struct sending *s;
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(multi, &left))) {
		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&s);
		s->ended = true;
		s->result = message->data.result;
		if (s->task->parked)
			task_wake(s->task, WAKE_READY);
	}
}

static void on_socket(evutil_socket_t fd, short what, void *arg)
{
	int action = (what & EV_READ ? CURL_CSELECT_IN : 0) | (what & EV_WRITE ? CURL_CSELECT_OUT : 0),
	    running;

	(void)arg;
	curl_multi_socket_action(multi, fd, action, &running);
	collect();
}

static void on_timer(void *arg)
{
	int running;

	(void)arg;
	curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
	collect();
}

static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *watched)
{
	struct event *event = watched;
	short events = (short)((what & CURL_POLL_IN ? EV_READ : 0) | (what & CURL_POLL_OUT ? EV_WRITE : 0) |
			       EV_PERSIST);

	(void)easy, (void)arg;
	if (event)
		event_free(event);
	event = NULL;
	if (what != CURL_POLL_REMOVE) {
		event = event_new(loop_base(), fd, events, on_socket, NULL);
		must(event && event_add(event, NULL) == 0);
	}
	curl_multi_assign(multi, fd, event);
	return 0;
}

/* ${ms} -1: no timer is wanted any more. */
static int watch_timer(CURLM *m, long ms, void *arg)
{
	(void)m, (void)arg;
	loop_timer_free(timer);
	timer = ms >= 0 ? loop_timer_new(ms, on_timer, NULL) : NULL;
	return 0;
}

static void multi_open(void)
{
	must(curl_global_init(CURL_GLOBAL_DEFAULT) == 0);
	multi = curl_multi_init();
	must(multi);
	curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
	curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, watch_timer);
	curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 4L);
}

void mail_open(const struct mail_settings *s)
{
	mail_close();
	settings = (struct mail_settings){
		.smtp = arena_text(&kept, s->smtp ? s->smtp : ""),
		.user = arena_text(&kept, s->user ? s->user : ""),
		.password = arena_text(&kept, s->password ? s->password : ""),
		.directory = arena_text(&kept, s->directory ? s->directory : "."),
	};
	sender = mail_sender_read(&kept, s->from, s->site_url);
	if (!text_empty(settings.smtp))
		multi_open();
	else if (mkdir(settings.directory, 0700) != 0 && errno != EEXIST)
		log_error("mail.directory", "path=\"%s\" why=\"%s\"", settings.directory, strerror(errno));
}

void mail_close(void)
{
	if (multi) {
		curl_multi_cleanup(multi);
		curl_global_cleanup();
		loop_timer_free(timer);
	}
	multi = NULL;
	timer = NULL;
	arena_end(&kept);
}

/* ---- by SMTP ---- */

static size_t read_message(char *to, size_t size, size_t count, void *arg)
{
	struct sending *s = arg;
	size_t n = s->message.n - s->sent;

	if (n > size * count)
		n = size * count;
	memcpy(to, s->message.s + s->sent, n);
	s->sent += n;
	return n;
}

static void sending_free(void *arg)
{
	struct sending *s = arg;

	if (s->easy) {
		curl_multi_remove_handle(multi, s->easy);
		curl_easy_cleanup(s->easy);
	}
	curl_slist_free_all(s->to);
	out_end(&s->message);
}

/* Mail to another machine with a password is encrypted or not sent; without one, encrypted where the server
 * can. */
static long encryption(void)
{
	bool here = strstr(settings.smtp, "://localhost") || strstr(settings.smtp, "://127.0.0.1") ||
		    strstr(settings.smtp, "://[::1]");

	return text_empty(settings.user) || here ? CURLUSESSL_TRY : CURLUSESSL_ALL;
}

static void sending_set(struct sending *s, const char *to)
{
	CURL *e = s->easy;

	curl_easy_setopt(e, CURLOPT_PRIVATE, (char *)s);
	curl_easy_setopt(e, CURLOPT_URL, settings.smtp);
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_PROXY, "");
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)SEND_MS);
	curl_easy_setopt(e, CURLOPT_MAXAGE_CONN, (long)IDLE_S);
	curl_easy_setopt(e, CURLOPT_USE_SSL, encryption());
	if (!text_empty(settings.user)) {
		curl_easy_setopt(e, CURLOPT_USERNAME, settings.user);
		curl_easy_setopt(e, CURLOPT_PASSWORD, settings.password);
	}
	s->to = curl_slist_append(NULL, to);
	must(s->to);
	curl_easy_setopt(e, CURLOPT_MAIL_FROM, sender.address);
	curl_easy_setopt(e, CURLOPT_MAIL_RCPT, s->to);
	curl_easy_setopt(e, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(e, CURLOPT_READFUNCTION, read_message);
	curl_easy_setopt(e, CURLOPT_READDATA, s);
	curl_easy_setopt(e, CURLOPT_INFILESIZE, (long)s->message.n);
}

static bool refused_for_good(const struct sending *s)
{
	return s->answer >= 500 && s->answer < 600 &&
	       (s->result == CURLE_SEND_ERROR || s->result == CURLE_WEIRD_SERVER_REPLY);
}

static bool smtp_wait(struct task *t, struct sending *s, const char *to)
{
	s->easy = curl_easy_init();
	must(s->easy);
	sending_set(s, to);
	must(curl_multi_add_handle(multi, s->easy) == CURLM_OK);
	while (!s->ended)
		if (task_park_wait(t) == WAKE_DEADLINE)
			task_fail(t, 503, "the mail server took too long");
	curl_easy_getinfo(s->easy, CURLINFO_RESPONSE_CODE, &s->answer);
	if (s->result == CURLE_OK)
		return true;
	log_warn("mail.refused", "answer=%ld why=\"%s\"", s->answer, curl_easy_strerror(s->result));
	if (refused_for_good(s))
		return false;
	task_fail(t, 503, "the mail server did not take it");
}

/* ---- into a file ---- */

static bool file_write(const char *path, const struct out *o)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	size_t at = 0;
	ssize_t n = 0;

	if (fd < 0)
		return false;
	while (at < o->n && (n = write(fd, o->s + at, o->n - at)) > 0)
		at += (size_t)n;
	return close(fd) == 0 && at == o->n;
}

/* 20261121T205312.345678Z-1f3a….eml: sorted by name is sorted by time. Whoever watches the folder sees whole
 * mails. */
static void file_put(struct task *t, const struct sending *s, struct when at)
{
	char iso[32], stamp[32];
	unsigned char some[6];
	const char *name, *path;
	size_t n = 0;
	const char *p;

	intl_iso(at, iso);
	for (p = iso; *p && *p != 'Z' && *p != '.'; p++)
		if (*p != '-' && *p != ':')
			stamp[n++] = *p;
	stamp[n] = 0;
	secret_random(some, sizeof(some));
	name = arena_printf(&t->arena, "%s.%06dZ-%s", stamp, (int)(at.us % 1000000),
		text_hex(&t->arena, some, sizeof(some)));
	path = arena_printf(&t->arena, "%s/%s.tmp", settings.directory, name);
	if (file_write(path, &s->message) &&
		rename(path, arena_printf(&t->arena, "%s/%s.eml", settings.directory, name)) == 0)
		return;
	log_error("mail.file", "path=\"%s\" why=\"%s\"", path, strerror(errno));
	unlink(path);
	task_fail(t, 503, "the mail could not be written to its file");
}

bool mail_send_wait(struct task *t, const struct mail *m)
{
	struct sending *s = arena_new(&t->arena, struct sending);
	struct when now = clock_now();

	s->task = t;
	arena_defer(&t->arena, sending_free, s);
	mail_compose(&t->arena, &s->message, m, &sender, now);
	if (s->message.full)
		task_fail(t, 503, "the mail is too long, or there is no memory for it");
	if (multi)
		return smtp_wait(t, s, mail_address(&t->arena, m->to));
	file_put(t, s, now);
	return true;
}
