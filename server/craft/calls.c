/* calls.c -- see calls.h. Two queues, a few questions in flight at each end, and tasks that sleep meanwhile.
 *
 * A question ("call") waits in one of two queues, passwords or texts, so that a rush of sign-ins delays no
 * preview. From there it goes to the end with the least in flight; the last end takes no passwords while
 * another one answers.
 *
 * A craft process answers the questions of an end in order. So an answer to a later question proves that an
 * earlier one without an answer is lost. A new craft process says hello; we send a ping, and what was sent
 * before it and has no answer when the ping comes back went down with the old process: those tasks fail with
 * 503, the others notice nothing. An end that answers nothing for five seconds gets no more questions until
 * something comes from it again.
 *
 * A call belongs to its task and to the queue or end it stands in; whoever lets go last frees it. */
#include "craft/calls.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/log.h"
#include "base/must.h"
#include "base/secret.h"
#include "craft/inside.h"
#include "loop/loop.h"
#include "loop/task.h"

#define PASSWORDS_QUEUED    50
#define TEXTS_QUEUED	    200
#define PASSWORDS_IN_FLIGHT 1 /* at an end */
#define TEXTS_IN_FLIGHT	    2
#define MESSAGES_PER_WAKE   16

enum call_state {
	CALL_LEFT,    /* its task does not wait for it any more */
	CALL_WAITING, /* its task sleeps */
	CALL_ANSWERED,
	CALL_LOST
};

struct call {
	struct call *next; /* in its queue, or at its end, oldest first */
	struct task *task;
	enum call_state state;
	bool held;   /* by its task */
	bool linked; /* in a queue or at an end */
	uint64_t id;
	struct outbox out;
	struct inbox answer;
};

struct queue {
	struct call *first, **last;
	unsigned n, most;
};

struct end {
	int fd;
	struct event *readable, *writable;
	struct loop_timer *timer; /* for the oldest call */
	struct call *first, **last;
	struct inbox in;
	unsigned passwords, texts; /* in flight */
	bool silent;		   /* too long without an answer */
	bool gone;		   /* the other side is closed for good */
};

int craft_answer_ms = 5000;

static struct end *ends;
static size_t end_count;
static struct queue passwords = {.most = PASSWORDS_QUEUED}, texts = {.most = TEXTS_QUEUED};
static uint64_t next_id;

static void dispatch(void);

/* ---- calls ---- */

static bool is_password(const struct call *call)
{
	return call->out.head.kind == MESSAGE_HASH || call->out.head.kind == MESSAGE_VERIFY;
}

static bool is_text(const struct call *call)
{
	return call->out.head.kind == MESSAGE_MARKDOWN || call->out.head.kind == MESSAGE_HTML;
}

static void call_free_if_alone(struct call *call)
{
	if (call->held || call->linked)
		return;
	outbox_clear(&call->out);
	inbox_clear(&call->answer);
	free(call);
}

/* It has left its queue or end with this result. */
static void call_settle(struct call *call, enum call_state state)
{
	call->linked = false;
	if (call->state == CALL_WAITING) {
		call->state = state;
		/* Not if it has yet to fall asleep, or its deadline has just woken it. */
		if (call->task->parked)
			task_wake(call->task, WAKE_READY);
	}
	call_free_if_alone(call);
}

static struct call *call_new(const struct message *question)
{
	struct call *call = fault("malloc") ? NULL : calloc(1, sizeof(*call));
	struct message numbered = *question;

	if (!call)
		return NULL;
	numbered.id = call->id = ++next_id;
	if (!outbox_fill(&call->out, &numbered)) {
		free(call);
		return NULL;
	}
	return call;
}

/* ---- queues ---- */

static void queue_push(struct queue *q, struct call *call)
{
	if (!q->first)
		q->last = &q->first;
	call->next = NULL;
	*q->last = call;
	q->last = &call->next;
	q->n++;
	call->linked = true;
}

static struct call *queue_pop(struct queue *q)
{
	struct call *call = q->first;

	q->first = call->next;
	if (!q->first)
		q->last = &q->first;
	q->n--;
	return call;
}

/* Takes ${call} out if it stands in the queue. */
static void queue_remove(struct queue *q, struct call *call)
{
	struct call **at;

	for (at = &q->first; *at && *at != call; at = &(*at)->next)
		;
	if (!*at)
		return;
	*at = call->next;
	if (!*at)
		q->last = at;
	q->n--;
	call->linked = false;
}

/* ---- an end ---- */

static struct call *end_pop(struct end *e)
{
	struct call *call = e->first;

	e->first = call->next;
	if (!e->first)
		e->last = &e->first;
	e->passwords -= is_password(call);
	e->texts -= is_text(call);
	if (e->first)
		loop_timer_again(e->timer, craft_answer_ms);
	return call;
}

static void end_gone(struct end *e)
{
	if (e->gone)
		return;
	log_error("craft.gone", "end=%zu", (size_t)(e - ends));
	e->gone = true;
	event_del(e->readable);
	event_del(e->writable);
	while (e->first)
		call_settle(end_pop(e), CALL_LOST);
}

/* Sends what is not sent yet, oldest first. */
static void end_send(struct end *e)
{
	struct call *call;

	for (call = e->first; call; call = call->next) {
		switch (outbox_send(&call->out, e->fd)) {
		case MESSAGE_DONE:
			continue;
		case MESSAGE_AGAIN:
			event_add(e->writable, NULL);
			return;
		case MESSAGE_CLOSED:
			end_gone(e);
			return;
		}
	}
}

static void end_push(struct end *e, struct call *call)
{
	if (!e->first) {
		e->last = &e->first;
		loop_timer_again(e->timer, craft_answer_ms);
	}
	call->next = NULL;
	*e->last = call;
	e->last = &call->next;
	call->linked = true;
	e->passwords += is_password(call);
	e->texts += is_text(call);
	end_send(e);
}

static void end_ping(struct end *e)
{
	static const struct message ping = {.kind = MESSAGE_PING, .way = MESSAGE_QUESTION};
	struct call *call = e->first ? call_new(&ping) : NULL;

	if (call)
		end_push(e, call);
}

/* An answer to a call of this end, or to one that nobody remembers. */
static void end_answered(struct end *e, struct inbox *answer)
{
	struct call *call = e->first;

	while (call && call->id != answer->head.id)
		call = call->next;
	if (!call || call->out.head.kind != answer->head.kind)
		return;
	while (e->first != call)
		call_settle(end_pop(e), CALL_LOST);
	end_pop(e);
	call->answer = *answer;
	*answer = (struct inbox){0};
	call_settle(call, CALL_ANSWERED);
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct end *e = arg;
	int i;

	(void)what;
	for (i = 0; i < MESSAGES_PER_WAKE && !e->gone; i++) {
		enum message_step step = inbox_receive(&e->in, fd, MESSAGE_ANSWER);

		if (step == MESSAGE_CLOSED)
			end_gone(e);
		if (step != MESSAGE_DONE)
			break;
		e->silent = false;
		if (e->in.head.kind == MESSAGE_HELLO)
			end_ping(e);
		else
			end_answered(e, &e->in);
		inbox_clear(&e->in);
	}
	dispatch();
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what;
	end_send(arg);
}

static void on_no_answer(void *arg)
{
	struct end *e = arg;

	if (!e->first)
		return;
	log_warn("craft.no_answer", "end=%zu", (size_t)(e - ends));
	e->silent = true;
	call_settle(end_pop(e), CALL_LOST);
}

/* ---- who goes where ---- */

static struct end *end_for_text(void)
{
	struct end *best = NULL;
	size_t i;

	for (i = 0; i < end_count; i++) {
		struct end *e = &ends[i];

		if (!e->gone && !e->silent && e->texts < TEXTS_IN_FLIGHT &&
			(!best || e->texts + e->passwords <= best->texts + best->passwords))
			best = e;
	}
	return best;
}

/* Not the last one, as long as there is another that answers. */
static struct end *end_for_password(void)
{
	bool others = false;
	size_t i;

	for (i = 0; i < end_count; i++) {
		struct end *e = &ends[i];

		if (e->gone || e->silent || (others && i == end_count - 1))
			continue;
		if (e->passwords < PASSWORDS_IN_FLIGHT)
			return e;
		others = true;
	}
	return NULL;
}

static void dispatch(void)
{
	struct end *e;

	while (texts.first && (e = end_for_text()))
		end_push(e, queue_pop(&texts));
	while (passwords.first && (e = end_for_password()))
		end_push(e, queue_pop(&passwords));
}

/* ---- opening and closing ---- */

static void end_open(struct end *e, int fd)
{
	e->fd = fd;
	e->last = &e->first;
	e->readable = event_new(loop_base(), fd, EV_READ | EV_PERSIST, on_readable, e);
	e->writable = event_new(loop_base(), fd, EV_WRITE, on_writable, e);
	must(e->readable && e->writable && event_add(e->readable, NULL) == 0);
	e->timer = loop_timer_new(craft_answer_ms, on_no_answer, e);
}

void calls_open(const int *fds, size_t n)
{
	size_t i;

	must(!ends && n > 0);
	/* Answers to a process that sat here before us may still be on their way: its numbers are not ours.
	 */
	secret_random(&next_id, sizeof(next_id));
	ends = calloc(n, sizeof(*ends));
	must(ends);
	end_count = n;
	for (i = 0; i < n; i++)
		end_open(&ends[i], fds[i]);
}

static void end_close(struct end *e)
{
	while (e->first)
		call_settle(end_pop(e), CALL_LOST);
	inbox_clear(&e->in);
	event_free(e->readable);
	event_free(e->writable);
	loop_timer_free(e->timer);
}

void calls_close(void)
{
	size_t i;

	for (i = 0; i < end_count; i++)
		end_close(&ends[i]);
	while (passwords.first)
		call_settle(queue_pop(&passwords), CALL_LOST);
	while (texts.first)
		call_settle(queue_pop(&texts), CALL_LOST);
	free(ends);
	ends = NULL;
	end_count = 0;
}

/* ---- asking ---- */

/* The task has ended, or waits no more. */
static void call_let_go(void *arg)
{
	struct call *call = *(struct call **)arg;

	if (!call)
		return;
	*(struct call **)arg = NULL;
	call->held = false;
	call->state = CALL_LEFT;
	queue_remove(&passwords, call);
	queue_remove(&texts, call);
	call_free_if_alone(call);
}

static bool all_gone(void)
{
	size_t i;

	for (i = 0; i < end_count; i++)
		if (!ends[i].gone)
			return false;
	return true;
}

struct message calls_ask_wait(struct task *t, const struct message *question)
{
	struct queue *q =
		question->kind == MESSAGE_HASH || question->kind == MESSAGE_VERIFY ? &passwords : &texts;
	struct call **held = arena_new(&t->arena, struct call *), *call;

	arena_defer(&t->arena, call_let_go, held);
	if (all_gone())
		task_fail(t, 503, "no helper process");
	if (q->n >= q->most)
		task_fail(t, 503, "too much work is waiting");
	call = *held = call_new(question);
	if (!call)
		task_fail(t, 503, "out of memory");
	call->task = t;
	call->held = true;
	call->state = CALL_WAITING;
	queue_push(q, call);
	dispatch();
	if (call->state == CALL_WAITING && task_park_wait(t) == WAKE_DEADLINE &&
		call->state == CALL_WAITING) {
		call_let_go(held);
		task_fail(t, 503, "the time for this request is over");
	}
	if (call->state == CALL_LOST)
		task_fail(t, 503, "a helper process ended while it worked for us");
	return inbox_message(&call->answer);
}
