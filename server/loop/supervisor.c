/* supervisor.c -- see supervisor.h. A table of slots, one per process that should run, and one poll loop. */
#include "loop/supervisor.h"

#include <errno.h>
#include <event2/event.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/must.h"
#include "loop/loop.h"
#include "loop/rights.h"

#define SLOTS_MOST    128
#define HUNG_AFTER_MS 10000
#define BACKOFF_LEAST 100
#define BACKOFF_MOST  5000
#define HEALTHY_AFTER 5000 /* a process that lived this long starts anew without back-off */

struct slot {
	const struct process_kind *kind;
	unsigned index;
	char name[32];
	pid_t pid; /* 0: not running */
	int64_t started_ms, start_at_ms, kill_at_ms;
	int backoff_ms;
	bool leaving; /* asked to end; not started again */
};

static struct slot slots[SLOTS_MOST];
static unsigned slot_count;
/* What all processes share of each slot. */
struct sign {
	const struct process_kind *kind;
	int64_t beat_ms; /* clock_ms() of the last beat */
	unsigned held;	 /* supervisor_compare() */
};

static volatile struct sign *signs;
static unsigned my_slot;
static bool attached_to_supervisor;
static sigset_t original_mask;

void supervisor_beat(void)
{
	if (attached_to_supervisor)
		signs[my_slot].beat_ms = clock_ms();
}

unsigned supervisor_compare(unsigned held)
{
	unsigned i, other, least = UINT_MAX;

	if (!attached_to_supervisor)
		return least;
	signs[my_slot].held = held;
	for (i = 0; i < SLOTS_MOST; i++) {
		if (i == my_slot || signs[i].kind != slots[my_slot].kind)
			continue;
		other = signs[i].held;
		least = other < least ? other : least;
	}
	return least;
}

static void slot_child(struct slot *s)
{
	pid_t parent = getppid();

	attached_to_supervisor = true;
	my_slot = (unsigned)(s - slots);
	sigprocmask(SIG_SETMASK, &original_mask, NULL);
	log_as(s->name);
	if (s->kind->user)
		rights_become(s->kind->user);
	/* A process whose supervisor is gone has nobody to start it again, so it goes too. Becoming another user
	 * would have cleared this. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(1);
	prctl(PR_SET_NAME, s->name);
	s->kind->run(s->index);
	exit(0);
}

static void slot_start(struct slot *s)
{
	pid_t pid;

	fflush(NULL);
	signs[s - slots] = (struct sign){s->kind, clock_ms(), UINT_MAX};
	pid = fork();
	if (pid < 0) {
		log_error("process.fork_failed", "process=%s why=\"%s\"", s->name, strerror(errno));
		s->start_at_ms = clock_ms() + BACKOFF_MOST;
		return;
	}
	if (pid == 0)
		slot_child(s);
	s->pid = pid;
	s->started_ms = clock_ms();
	s->kill_at_ms = 0;
}

static struct slot *slot_new(const struct process_kind *kind, unsigned index)
{
	struct slot *s = NULL;
	unsigned i;

	/* A slot whose process has left is free again. */
	for (i = 0; i < slot_count && !s; i++)
		if (slots[i].pid == 0 && slots[i].leaving)
			s = &slots[i];
	if (!s) {
		must(slot_count < SLOTS_MOST);
		s = &slots[slot_count++];
	}
	memset(s, 0, sizeof(*s));
	s->kind = kind;
	s->index = index;
	s->backoff_ms = BACKOFF_LEAST;
	if (kind->count > 1)
		snprintf(s->name, sizeof(s->name), "%s.%u", kind->name, index + 1);
	else
		snprintf(s->name, sizeof(s->name), "%s", kind->name);
	return s;
}

static void start_all(const struct supervisor_settings *settings)
{
	unsigned k, i;

	/* Backwards: what the others need is there first. */
	for (k = settings->kind_count; k-- > 0;)
		for (i = 0; i < settings->kinds[k].count; i++)
			slot_start(slot_new(&settings->kinds[k], i));
}

static void slot_end(struct slot *s)
{
	kill(s->pid, SIGTERM);
	s->kill_at_ms = clock_ms() + s->kind->grace_ms;
}

static void slot_ended(struct slot *s, int status, const struct supervisor_settings *settings)
{
	bool clean = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	int64_t now = clock_ms();

	if (!clean) {
		log_error("process.died", "process=%s pid=%d %s=%d", s->name, (int)s->pid,
			WIFSIGNALED(status) ? "signal" : "status",
			WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
		if (settings->crashed)
			settings->crashed();
	}
	s->pid = 0;
	signs[s - slots].held = UINT_MAX;
	if (s->leaving)
		return;
	if (clean || now - s->started_ms >= HEALTHY_AFTER) {
		s->backoff_ms = BACKOFF_LEAST;
		s->start_at_ms = now;
		return;
	}
	s->start_at_ms = now + s->backoff_ms;
	s->backoff_ms = s->backoff_ms * 2 > BACKOFF_MOST ? BACKOFF_MOST : s->backoff_ms * 2;
}

static void reap(const struct supervisor_settings *settings)
{
	int status;
	pid_t pid;
	unsigned i;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (i = 0; i < slot_count; i++)
			if (slots[i].pid == pid)
				slot_ended(&slots[i], status, settings);
}

/* Whether it is this process' turn to end: those of the kinds before it, which may need it, have gone. */
static bool turn_to_end(const struct slot *s)
{
	unsigned i;

	for (i = 0; i < slot_count; i++)
		if (slots[i].leaving && slots[i].pid && slots[i].kind < s->kind)
			return false;
	return true;
}

static bool nothing_runs(void)
{
	unsigned i;

	for (i = 0; i < slot_count; i++)
		if (slots[i].pid)
			return false;
	return true;
}

static void all_leave(void)
{
	unsigned i;

	for (i = 0; i < slot_count; i++)
		slots[i].leaving = true;
}

static void look_after(struct slot *s, int64_t now)
{
	if (!s->pid) {
		if (!s->leaving && now >= s->start_at_ms)
			slot_start(s);
		return;
	}
	if (s->leaving && !s->kill_at_ms && turn_to_end(s))
		slot_end(s);
	if (s->kill_at_ms && now >= s->kill_at_ms) {
		log_warn("process.killed", "process=%s pid=%d why=\"did not end in time\"", s->name,
			(int)s->pid);
		kill(s->pid, SIGKILL);
		s->kill_at_ms = now + 1000;
	} else if (now - signs[s - slots].beat_ms > HUNG_AFTER_MS - 1000) {
		log_error("process.killed", "process=%s pid=%d why=\"no sign of life\"", s->name,
			(int)s->pid);
		kill(s->pid, SIGKILL);
		signs[s - slots].beat_ms = now;
	}
}

static void replace_all(const struct supervisor_settings *settings)
{
	unsigned before = slot_count, i;
	pid_t old[SLOTS_MOST];

	for (i = 0; i < before; i++)
		old[i] = slots[i].leaving ? 0 : slots[i].pid;
	start_all(settings);
	for (i = 0; i < before; i++)
		if (old[i] && slots[i].pid == old[i])
			slots[i].leaving = true;
}

static int signals_open(void)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	must(sigprocmask(SIG_BLOCK, &set, &original_mask) == 0);
	fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	must(fd >= 0);
	return fd;
}

int supervise(const struct supervisor_settings *settings)
{
	int fd = signals_open();
	struct signalfd_siginfo signal;
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	bool ending = false;
	unsigned i;

	signs = mmap(NULL, SLOTS_MOST * sizeof(*signs), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		-1, 0);
	must(signs != MAP_FAILED);
	start_all(settings);
	for (;;) {
		poll(&wait, 1, 100);
		while (read(fd, &signal, sizeof(signal)) == sizeof(signal)) {
			if (signal.ssi_signo == SIGHUP && !ending && settings->reload && settings->reload())
				replace_all(settings);
			if (signal.ssi_signo == SIGTERM || signal.ssi_signo == SIGINT)
				ending = true;
		}
		reap(settings);
		if (ending) {
			all_leave();
			if (nothing_runs())
				break;
		}
		for (i = 0; i < slot_count; i++)
			look_after(&slots[i], clock_ms());
	}
	close(fd);
	return 0;
}

/* ---- in a process ---- */

static void (*on_drain)(void);

static void on_beat(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what, (void)arg;
	supervisor_beat();
}

static void on_term(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what, (void)arg;
	if (on_drain)
		on_drain();
	on_drain = NULL;
}

static void ignore(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what, (void)arg;
}

void supervisor_attach(void (*drain)(void))
{
	static const struct timeval second = {.tv_sec = 1};
	struct event *beat = event_new(loop_base(), -1, EV_PERSIST, on_beat, NULL);
	struct event *term = evsignal_new(loop_base(), SIGTERM, on_term, NULL);
	/* Ctrl-C reaches the whole group; the supervisor alone decides. SIGHUP likewise. */
	struct event *interrupt = evsignal_new(loop_base(), SIGINT, ignore, NULL);
	struct event *hup = evsignal_new(loop_base(), SIGHUP, ignore, NULL);

	must(beat && term && interrupt && hup);
	on_drain = drain;
	must(event_add(beat, &second) == 0 && event_add(term, NULL) == 0);
	must(event_add(interrupt, NULL) == 0 && event_add(hup, NULL) == 0);
	signal(SIGPIPE, SIG_IGN);
	supervisor_beat();
}
