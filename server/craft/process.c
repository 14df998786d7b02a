/* process.c -- the craft process: reads questions from its ends, answers them one after the other, owns
 * nothing.
 *
 * Each message has an allowance of processor time. When it is used up (or the memory is), the answer "too
 * costly" is sent from where we stand and the process exits: after an interruption in the middle of a library
 * nothing inside it can be trusted, and the supervisor has another one within milliseconds.
 *
 * What a taken-over craft process could do: answer wrongly to those who ask, until it is replaced. Its HTML
 * is proved by the receiver (clean_html()), so it can say something untrue, but bring no script to a page. It
 * sees the passwords that are being checked, and it can say that a wrong one is right: so passwords and
 * hostile text share a process only as long as nobody takes it over. The system calls left to it cannot open
 * or send anything anywhere else. */
#include "craft/craft.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/must.h"
#include "base/secret.h"
#include "craft/message.h"
#include "craft/inside.h"
#include "craft/sandbox.h"
#include "loop/supervisor.h"
#include "markup/markup.h"

#define ENDS_MOST   SANDBOX_FDS_MOST
#define BEAT_MS	    500 /* how long we sleep between two signs of life */
#define LEAVE_MS    500 /* asked to end, we stay until nobody has asked anything for so long */
#define KEPT_MEMORY (16 << 20)

#if defined(__SANITIZE_ADDRESS__)
#define SLOWER 10 /* the sanitizers' price */
#else
#define SLOWER 1
#endif

struct craft_limits craft_limits = {.password_ms = 2000 * SLOWER,
	.markdown_ms = 80 * SLOWER,
	.html_ms = 500 * SLOWER};

const char craft_nobody[] =
	"$argon2id$v=19$m=19456,t=2,p=1$zbojnrJcKymiSN8Q5xpYlw$IdKCJb3QuoFIR+3E9lKx5kmjjpTulOWS3V+"
	"Ep6PbegU";

struct end {
	int fd;
	struct inbox in;
	struct outbox out;
	bool closed;
};

static struct end ends[ENDS_MOST];
static size_t end_count;
static volatile sig_atomic_t leaving;

/* What the answer would be if we had to give up now. */
static struct {
	int fd;
	struct message_head costly;
} job;

/* ---- giving up ---- */

/* Async-signal-safe. */
static _Noreturn void give_up(void)
{
	(void)!send(job.fd, &job.costly, sizeof(job.costly), MSG_DONTWAIT | MSG_NOSIGNAL);
	_exit(0);
}

static void on_time_over(int signal)
{
	(void)signal;
	give_up();
}

static void on_no_memory(struct arena *a)
{
	(void)a;
	give_up();
}

static void timer_set(int ms)
{
	struct itimerval timer = {.it_value = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000}};

	must(setitimer(ITIMER_PROF, &timer, NULL) == 0);
}

static int allowance(enum message_kind kind)
{
	switch (kind) {
	case MESSAGE_MARKDOWN:
		return craft_limits.markdown_ms;
	case MESSAGE_HTML:
		return craft_limits.html_ms;
	default:
		return craft_limits.password_ms;
	}
}

/* ---- the work ---- */

static void answer_hash(struct arena *a, const struct message *question, struct message *answer)
{
	char *password = arena_text_n(a, question->part[0].s, question->part[0].n),
	     *hash = arena_alloc(a, 128);

	if (!secret_password_hash(hash, password))
		give_up();
	secret_wipe(password, question->part[0].n);
	answer->part[0] = slice_of(hash);
}

static void answer_verify(struct arena *a, const struct message *question, struct message *answer)
{
	char *password = arena_text_n(a, question->part[1].s, question->part[1].n);
	const char *hash = arena_text_n(a, question->part[0].s, question->part[0].n);
	bool known = *hash;
	int right = secret_password_verify(known ? hash : craft_nobody, password);

	if (right < 0)
		give_up();
	secret_wipe(password, question->part[1].n);
	answer->part[0] = right == 1 && known ? SLICE("1") : SLICE("0");
}

static struct slice joined(struct arena *a, const struct texts *names)
{
	const char *all = "";
	size_t i;

	for (i = 0; i < names->n; i++)
		all = arena_printf(a, "%s%s%s", all, i ? "\n" : "", names->v[i]);
	return slice_of(all);
}

static void answer_rendered(struct arena *a, const struct rendered *r, struct message *answer)
{
	answer->verdict = r->verdict;
	if (r->verdict != CRAFT_OK)
		return;
	answer->part[0] = (struct slice){r->html.s, r->html.n};
	answer->part[1] = slice_of(r->plain);
	answer->part[2] = joined(a, &r->mentions);
	answer->part[3] = slice_of(r->markdown);
}

static void answer_make(struct arena *a, const struct message *question, struct message *answer)
{
	struct rendered r;

	switch (question->kind) {
	case MESSAGE_HASH:
		answer_hash(a, question, answer);
		break;
	case MESSAGE_VERIFY:
		answer_verify(a, question, answer);
		break;
	case MESSAGE_MARKDOWN:
		markdown_render_for(a, question->part[0].s, question->part[0].n, question->part[1], &r);
		answer_rendered(a, &r, answer);
		break;
	case MESSAGE_HTML:
		foreign_render(a, question->part[0].s, question->part[0].n, &r);
		answer_rendered(a, &r, answer);
		break;
	default:
		break; /* a ping is its own answer */
	}
}

static void end_work(struct end *e)
{
	struct arena a = {.out_of_memory = on_no_memory};
	struct message question = inbox_message(&e->in);
	struct message answer = {.kind = question.kind, .way = MESSAGE_ANSWER, .id = question.id};

	job.fd = e->fd;
	job.costly = message_short(question.kind, MESSAGE_ANSWER, question.id, CRAFT_TOO_COSTLY);
	timer_set(allowance(question.kind));
	answer_make(&a, &question, &answer);
	timer_set(0);
	if (!outbox_fill(&e->out, &answer))
		give_up();
	arena_end(&a);
	inbox_clear(&e->in);
}

/* ---- the ends ---- */

static void end_close(struct end *e)
{
	close(e->fd);
	inbox_clear(&e->in);
	outbox_clear(&e->out);
	e->closed = true;
}

static void end_send(struct end *e)
{
	switch (outbox_send(&e->out, e->fd)) {
	case MESSAGE_DONE:
		outbox_clear(&e->out);
		break;
	case MESSAGE_AGAIN:
		break;
	case MESSAGE_CLOSED:
		end_close(e);
	}
}

/* One message of an end, so that each has its turn. */
static void end_serve(struct end *e)
{
	switch (inbox_receive(&e->in, e->fd, MESSAGE_QUESTION)) {
	case MESSAGE_DONE:
		end_work(e);
		end_send(e);
		break;
	case MESSAGE_AGAIN:
		break;
	case MESSAGE_CLOSED:
		end_close(e);
	}
}

/* Waits for ${ms} at most, serves whoever asks. False: nobody did. */
static bool serve_round(int ms)
{
	struct pollfd wait[ENDS_MOST];
	size_t i;

	for (i = 0; i < end_count; i++)
		wait[i] = (struct pollfd){.fd = ends[i].closed ? -1 : ends[i].fd,
			.events = ends[i].out.pending ? POLLOUT : POLLIN};
	if (poll(wait, end_count, ms) <= 0)
		return false;
	for (i = 0; i < end_count; i++) {
		if (wait[i].revents && ends[i].out.pending)
			end_send(&ends[i]);
		else if (wait[i].revents)
			end_serve(&ends[i]);
	}
	return true;
}

static bool all_closed(void)
{
	size_t i;

	for (i = 0; i < end_count; i++)
		if (!ends[i].closed)
			return false;
	return true;
}

static void hello_all(void)
{
	struct message_head hello = message_short(MESSAGE_HELLO, MESSAGE_ANSWER, 0, CRAFT_OK);
	size_t i;

	/* An end that is full is read by nobody; its questions run into their time-out. */
	for (i = 0; i < end_count; i++)
		(void)!send(ends[i].fd, &hello, sizeof(hello), MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void on_term(int signal)
{
	(void)signal;
	leaving = 1;
}

static void signals_set(void)
{
	struct sigaction term = {.sa_handler = on_term}, over = {.sa_handler = on_time_over};
	sigset_t none;

	/* The terminal's Ctrl-C reaches us too, but those who still need us decide when we end. */
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	must(sigaction(SIGTERM, &term, NULL) == 0);
	must(sigaction(SIGPROF, &over, NULL) == 0);
	sigemptyset(&none);
	must(sigprocmask(SIG_SETMASK, &none, NULL) == 0);
}

_Noreturn void craft_main(const int *fds, size_t n)
{
	int64_t quiet_since;
	size_t i;

	must(n > 0 && n <= ENDS_MOST);
	for (i = 0; i < n; i++)
		ends[i] = (struct end){.fd = fds[i]};
	end_count = n;
	secret_init();
	markup_init();
	/* Keep freed memory for the next message: giving it back and taking it again costs more than most
	 * messages. */
	mallopt(M_TRIM_THRESHOLD, KEPT_MEMORY);
	mallopt(M_MMAP_THRESHOLD, KEPT_MEMORY);
	signals_set();
	sandbox_enter(fds, n);
	hello_all();
	quiet_since = clock_ms();
	while (!all_closed()) {
		supervisor_beat();
		if (serve_round(leaving ? LEAVE_MS / 5 : BEAT_MS))
			quiet_since = clock_ms();
		else if (leaving && clock_ms() - quiet_since >= LEAVE_MS)
			break;
	}
	_exit(0);
}

bool craft_pair(int pair[2])
{
	int room = 256 << 10, i;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return false;
	/* As much as the kernel gives: it lets a large message pass in one go, but none depends on it. */
	for (i = 0; i < 2; i++)
		(void)setsockopt(pair[i], SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	return true;
}
