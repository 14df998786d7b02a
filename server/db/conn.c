/* conn.c -- the life of one connection after it was opened (open.c); see conn.h. */
#include "db/conn.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/log.h"
#include "base/must.h"
#include "db/open.h"
#include "loop/loop.h"
#include "loop/task.h"

#define RESET_MS 5000

static const char *field(const PGresult *res, int code)
{
	const char *s = PQresultErrorField(res, code);

	return s ? s : "";
}

/* Notices are read for four things only: a FATAL that arrives while nothing is asked, and two warnings that
 * make the tag COMMIT mean something else. Warnings of other kinds are our statements' and worth a line. */
static void on_notice(void *arg, const PGresult *res)
{
	struct conn *c = arg;
	const char *severity = field(res, PG_DIAG_SEVERITY_NONLOCALIZED),
		   *state = field(res, PG_DIAG_SQLSTATE);

	if (strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0) {
		c->broken = true;
		snprintf(c->fatal, sizeof(c->fatal), "%s", state);
	} else if (strcmp(severity, "WARNING") == 0) {
		const char *function = field(res, PG_DIAG_SOURCE_FUNCTION);

		if (strcmp(state, "25P01") == 0)
			c->no_transaction = true;
		else if (strcmp(function, "SyncRepWaitForLSN") == 0)
			c->local_commit = true;
		log_warn("db.warning", "sqlstate=%s function=%s", state, function);
	}
}

const char *conn_error(const struct conn *c)
{
	static char text[300];
	char *s;

	snprintf(text, sizeof(text), "%s", c->why ? c->why : PQerrorMessage(c->pg));
	for (s = text; *s; s++)
		if (*s == '\n' || *s == '\t' || *s == '"')
			*s = ' ';
	while (s > text && s[-1] == ' ')
		*--s = '\0';
	return text;
}

static void break_off(struct conn *c)
{
	c->broken = true;
	if (c->watched)
		event_del(&c->readable);
	c->watched = false;
}

/* Under TLS a record may be longer than the room libpq offers at first; what stays in the TLS layer would
 * never wake the loop, so it is read twice. */
static void take_input(struct conn *c)
{
	if (!PQconsumeInput(c->pg) || (PQsslInUse(c->pg) && !PQconsumeInput(c->pg)))
		break_off(c);
}

/* ---- sending ---- */

static void on_writable(evutil_socket_t fd, short what, void *arg);

static void flush(struct conn *c)
{
	int left = PQflush(c->pg);

	if (left < 0)
		break_off(c);
	else if (left > 0 && event_add(&c->writable, NULL) != 0)
		break_off(c);
}

static void wake_holder(struct conn *c)
{
	if (c->task && c->task->parked)
		task_wake(c->task, WAKE_READY);
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct conn *c = arg;

	(void)fd, (void)what;
	flush(c);
	if (c->broken && c->state == CONN_HELD)
		wake_holder(c);
	else if (c->broken)
		c->settings->lost(c);
}

void conn_send(struct conn *c, const char *name, int n, const char *const *values, const int *lengths,
	const int *formats)
{
	if (c->broken || PQsendQueryPrepared(c->pg, name, n, values, lengths, formats, 1))
		return;
	log_warn("db.send", "statement=%s why=\"%s\"", name, conn_error(c));
	break_off(c);
}

void conn_sync(struct conn *c)
{
	c->in_flight = true;
	c->between = false;
	if (c->broken)
		return;
	if (!PQpipelineSync(c->pg))
		break_off(c);
	else
		flush(c);
}

/* ---- reading ---- */

static bool is_loss(const PGresult *res)
{
	return PQresultStatus(res) == PGRES_FATAL_ERROR && !PQresultErrorField(res, PG_DIAG_SQLSTATE);
}

/* libpq makes an error without an SQLSTATE when the connection is gone. What the server said before it went
 * (a FATAL with its SQLSTATE) is still handed out, so that its reason can be told. */
enum conn_step conn_next(struct conn *c, PGresult **out)
{
	for (;;) {
		PGresult *res;

		if (PQisBusy(c->pg))
			return c->broken ? CONN_BROKEN : CONN_MORE;
		res = PQgetResult(c->pg);
		if (!res && !c->between && !c->broken && PQstatus(c->pg) == CONNECTION_OK) {
			c->between = true;
			continue;
		}
		if (!res || is_loss(res)) {
			PQclear(res);
			break_off(c);
			return CONN_BROKEN;
		}
		c->between = false;
		if (PQresultStatus(res) != PGRES_PIPELINE_SYNC) {
			*out = res;
			return CONN_RESULT;
		}
		PQclear(res);
		c->in_flight = false;
		return CONN_DONE;
	}
}

/* ---- rolling back for nobody ---- */

static void reset_step(struct conn *c)
{
	PGresult *res;
	enum conn_step step;

	while ((step = conn_next(c, &res)) == CONN_RESULT) {
		if (PQresultStatus(res) != PGRES_COMMAND_OK)
			break_off(c);
		PQclear(res);
	}
	if (step == CONN_MORE)
		return;
	loop_timer_free(c->timer);
	c->timer = NULL;
	if (step == CONN_BROKEN || c->broken || PQtransactionStatus(c->pg) != PQTRANS_IDLE) {
		c->settings->lost(c);
		return;
	}
	c->state = CONN_IDLE;
	c->settings->ready(c);
}

static void on_reset_late(void *arg)
{
	struct conn *c = arg;

	break_off(c);
	c->settings->lost(c);
}

void conn_reset(struct conn *c)
{
	must(c->state == CONN_HELD && !c->in_flight);
	c->state = CONN_RESETTING;
	c->task = NULL;
	c->timer = loop_timer_new(RESET_MS, on_reset_late, c);
	conn_send(c, CONN_ROLLBACK, 0, NULL, NULL, NULL);
	conn_sync(c);
	/* Not lost() from here, in the middle of whoever gives it up: the loop calls it. */
	if (c->broken)
		loop_timer_again(c->timer, 0);
}

/* ---- what the loop sees ---- */

/* Nothing is expected: a notice, a changed setting, or the end. */
static void read_unasked(struct conn *c)
{
	take_input(c);
	if (!c->broken && PQisBusy(c->pg))
		break_off(c);
	if (c->broken)
		break_off(c);
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct conn *c = arg;

	(void)fd, (void)what;
	switch (c->state) {
	case CONN_OPENING:
		take_input(c);
		open_step(c);
		break;
	case CONN_IDLE:
		read_unasked(c);
		if (c->broken)
			c->settings->lost(c);
		break;
	case CONN_HELD:
		if (!c->in_flight) {
			read_unasked(c);
		} else if (c->task && c->task->parked) {
			take_input(c);
			if (c->broken || !PQisBusy(c->pg))
				wake_holder(c);
		}
		break;
	case CONN_RESETTING:
		take_input(c);
		reset_step(c);
		break;
	}
}

bool conn_alive(struct conn *c)
{
	char byte;

	while (!c->broken) {
		ssize_t n = recv(PQsocket(c->pg), &byte, 1, MSG_PEEK | MSG_DONTWAIT);

		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		if (n == 0)
			return false;
		read_unasked(c);
	}
	return false;
}

void conn_watch(struct conn *c)
{
	int fd = PQsocket(c->pg);

	PQsetNoticeReceiver(c->pg, on_notice, c);
	event_assign(&c->readable, loop_base(), fd, EV_READ | EV_PERSIST, on_readable, c);
	event_assign(&c->writable, loop_base(), fd, EV_WRITE, on_writable, c);
	c->watched = event_add(&c->readable, NULL) == 0;
	if (!c->watched)
		c->broken = true;
}

void conn_close(struct conn *c)
{
	if (!c)
		return;
	loop_timer_free(c->timer);
	if (event_initialized(&c->readable)) {
		event_del(&c->readable);
		event_del(&c->writable);
	}
	if (event_initialized(&c->step))
		event_del(&c->step);
	PQfinish(c->pg);
	free(c);
}
