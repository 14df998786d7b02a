/* mail.c -- see mail.h. The composed mail goes to a mail server, in a child process (smtp.c), or into a file.
 */
#include "jobs/mail.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/log.h"
#include "base/must.h"
#include "base/out.h"
#include "base/secret.h"
#include "base/text.h"
#include "jobs/mail_forget.h"
#include "jobs/mail_text.h"
#include "jobs/smtp.h"
#include "loop/loop.h"
#include "loop/task.h"

/* One mail under way. */
struct sending {
	struct task *task;
	struct out message;
	pid_t child; /* 0: none */
	int fd;	     /* its answer comes here */
	struct event *event;
	struct smtp_answer answer;
	bool ended;
};

static struct mail_settings settings;
static struct arena kept; /* the settings' texts */
static struct mail_sender sender;

void mail_open(const struct mail_settings *s)
{
	mail_close();
	settings = (struct mail_settings){
		.smtp = arena_text(&kept, s->smtp ? s->smtp : ""),
		.user = arena_text(&kept, s->user ? s->user : ""),
		.password = arena_text(&kept, s->password ? s->password : ""),
		.ca_file = arena_text(&kept, s->ca_file ? s->ca_file : ""),
		.directory = arena_text(&kept, s->directory ? s->directory : "."),
	};
	sender = mail_sender_read(&kept, s->from, s->site_url);
	if (!text_empty(settings.smtp))
		smtp_init();
	else if (mkdir(settings.directory, 0700) != 0 && errno != EEXIST)
		log_error("mail.directory", "path=\"%s\" why=\"%s\"", settings.directory, strerror(errno));
}

void mail_close(void)
{
	arena_end(&kept);
}

/* ---- by SMTP ---- */

static void on_answer(evutil_socket_t fd, short what, void *arg)
{
	struct sending *s = arg;

	(void)what;
	if (read((int)fd, &s->answer, sizeof(s->answer)) != sizeof(s->answer))
		s->answer = (struct smtp_answer){.outcome = SMTP_LATER, .why = "the child process ended"};
	s->ended = true;
	if (s->task->parked)
		task_wake(s->task, WAKE_READY);
}

/* A child that has not answered is killed; one that has is ending. */
static void sending_free(void *arg)
{
	struct sending *s = arg;

	if (s->event)
		event_free(s->event);
	if (s->child) {
		close(s->fd);
		if (!s->ended)
			kill(s->child, SIGKILL);
		waitpid(s->child, NULL, 0);
	}
	out_end(&s->message);
}

static void child_start(struct sending *s, const char *to)
{
	const struct smtp_mail mail = {
		.server = settings.smtp,
		.user = settings.user,
		.password = settings.password,
		.ca_file = settings.ca_file,
		.from = sender.address,
		.to = to,
		.message = {s->message.s, s->message.n},
	};
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		task_fail(s->task, 503, "no pipe for sending mail");
	s->child = fork();
	if (s->child == 0)
		smtp_child(&mail, ends[1]);
	close(ends[1]);
	if (s->child < 0) {
		s->child = 0;
		close(ends[0]);
		task_fail(s->task, 503, "no process for sending mail");
	}
	s->fd = ends[0];
	s->event = event_new(loop_base(), s->fd, EV_READ, on_answer, s);
	must(s->event && event_add(s->event, NULL) == 0);
}

/* What stands in the job that stays. */
static const struct {
	const char *what, *why_not;
} outcomes[] = {
	[SMTP_TAKEN] = {"taken", NULL},
	[SMTP_NEVER] = {"never", NULL},
	[SMTP_LATER] = {"later", "the mail server did not take it"},
	[SMTP_AWAY] = {"away", "the mail server cannot be reached"},
	[SMTP_UNTRUSTED] = {"untrusted", "the mail server's certificate is not to be trusted"},
	[SMTP_PLAIN] = {"plain",
		"the mail server offers no encryption, and the password does not travel without"},
	[SMTP_LOGIN] = {"login", "the mail server does not take user and password"},
};

static void smtp_wait(struct task *t, struct sending *s, const char *to)
{
	child_start(s, to);
	while (!s->ended)
		if (task_park_wait(t) == WAKE_DEADLINE)
			task_fail(t, 503, "the mail server took too long");
	if (s->answer.outcome != SMTP_TAKEN)
		log_warn("mail.refused", "answer=%ld why=\"%s\"", s->answer.code, s->answer.why);
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

static struct sending *hand_over_wait(struct task *t, const struct mail *m)
{
	struct sending *s = arena_new(&t->arena, struct sending);
	struct when now = clock_now();

	s->task = t;
	arena_defer(&t->arena, sending_free, s);
	mail_compose(&t->arena, &s->message, m, &sender, now);
	if (s->message.full)
		task_fail(t, 503, "the mail is too long, or there is no memory for it");
	if (!text_empty(settings.smtp))
		smtp_wait(t, s, mail_address(&t->arena, m->to));
	else
		file_put(t, s, now);
	return s;
}

static struct mail_outcome outcome_of(const struct sending *s)
{
	return (struct mail_outcome){.what = text_empty(settings.smtp) ? "file"
								       : outcomes[s->answer.outcome].what,
		.code = s->answer.code,
		.answer = s->answer.why};
}

struct mail_outcome mail_try_wait(struct task *t, const struct mail *m)
{
	return outcome_of(hand_over_wait(t, m));
}

static void (*failed_wait)(struct task *t, const struct mail *m, const struct mail_outcome *outcome);

void mail_on_failure(
	void (*note_wait)(struct task *t, const struct mail *m, const struct mail_outcome *outcome))
{
	failed_wait = note_wait;
}

bool mail_send_wait(struct task *t, const struct mail *m)
{
	const struct sending *s = hand_over_wait(t, m);
	struct mail_outcome outcome = outcome_of(s);

	if (s->answer.outcome == SMTP_TAKEN)
		return true;
	if (failed_wait)
		failed_wait(t, m, &outcome);
	if (s->answer.outcome == SMTP_NEVER)
		return false;
	task_fail(t, 503, outcomes[s->answer.outcome].why_not);
}

void mail_forget_wait(struct task *t, struct texts words)
{
	if (settings.directory)
		mail_files_forget_wait(t, settings.directory, words);
}
