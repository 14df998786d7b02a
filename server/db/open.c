/* open.c -- see open.h. PQconnectPoll() by the loop, with a time-out of our own because libpq's does not
 * apply here; then one pipeline: the server's settings, the transaction commands, every statement of the
 * door.
 *
 * A statement that cannot be prepared stops the pipeline. It is logged, the connection is unfit (db_ready()
 * is false, using that statement ends in 503), and a second pipeline goes on behind it: so one start names
 * every such statement. */
#include "db/open.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/log.h"
#include "base/must.h"
#include "db/conn.h"
#include "loop/loop.h"

#define OPEN_MS 10000
#define OLDEST	150000
#define SETTINGS_SQL \
	"SELECT current_setting('fsync'), current_setting('full_page_writes'), " \
	"current_setting('synchronous_commit')"

static const struct {
	const char *name, *sql;
} ahead[] = {
	{CONN_BEGIN, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"},
	{CONN_COMMIT, "COMMIT"},
	{CONN_ROLLBACK, "ROLLBACK"},
};
#define AHEAD (sizeof(ahead) / sizeof(*ahead))

/* ---- preparing: answer 0 is the server's settings, then ${ahead}, then the door's statements ---- */

static const char *prepared_name(const struct conn *c, unsigned i)
{
	if (i == 0)
		return "settings";
	return i <= AHEAD ? ahead[i - 1].name : c->settings->queries[i - 1 - AHEAD]->name;
}

static bool send_prepare(struct conn *c, unsigned i)
{
	const char *sql;

	if (i == 0)
		return PQsendQueryParams(c->pg, SETTINGS_SQL, 0, NULL, NULL, NULL, NULL, 0);
	sql = i <= AHEAD ? ahead[i - 1].sql : c->settings->queries[i - 1 - AHEAD]->sql;
	return PQsendPrepare(c->pg, prepared_name(c, i), sql, 0, NULL);
}

static void send_prepares(struct conn *c, unsigned from)
{
	unsigned i, n = 1 + AHEAD + c->settings->query_count;

	c->preparing = from;
	c->prepare_again = 0;
	for (i = from; i < n && !c->broken; i++)
		if (!send_prepare(c, i))
			c->broken = true;
	conn_sync(c);
}

/* A server that may lose what it acknowledged is not used at all. */
static void check_settings(struct conn *c, const PGresult *res)
{
	int i;

	for (i = 0; i < PQnfields(res); i++) {
		if (strcmp(PQgetvalue(res, 0, i), "off") != 0)
			continue;
		c->why = "the server may lose what it acknowledged: fsync, full_page_writes or "
			 "synchronous_commit is off";
		c->broken = true;
	}
}

static void take_prepared(struct conn *c, const PGresult *res)
{
	unsigned i = c->preparing++;

	switch (PQresultStatus(res)) {
	case PGRES_TUPLES_OK:
		must(i == 0 && PQntuples(res) == 1);
		check_settings(c, res);
		break;
	case PGRES_COMMAND_OK:
	case PGRES_PIPELINE_ABORTED:
		break;
	default:
		if (!c->settings->told || i <= AHEAD)
			log_error("db.prepare", "statement=%s sqlstate=%s why=\"%s\"", prepared_name(c, i),
				PQresultErrorField(res, PG_DIAG_SQLSTATE),
				PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY));
		c->prepare_again = i + 1;
		c->unfit = true;
		if (i <= AHEAD)
			c->broken = true;
	}
}

static void opened(struct conn *c)
{
	loop_timer_free(c->timer);
	c->timer = NULL;
	c->state = CONN_IDLE;
	c->settings->ready(c);
}

void open_step(struct conn *c)
{
	PGresult *res;
	enum conn_step step;

	while ((step = conn_next(c, &res)) == CONN_RESULT) {
		take_prepared(c, res);
		PQclear(res);
	}
	if (step == CONN_BROKEN || c->broken)
		c->settings->lost(c);
	else if (step == CONN_DONE && c->prepare_again)
		send_prepares(c, c->prepare_again);
	else if (step == CONN_DONE)
		opened(c);
}

/* ---- connecting ---- */

static bool server_new_enough(struct conn *c)
{
	if (PQserverVersion(c->pg) >= OLDEST)
		return true;
	c->why = "the server is too old: PostgreSQL 15 or newer is needed";
	return false;
}

static void connected(struct conn *c)
{
	if (!server_new_enough(c) || PQsetnonblocking(c->pg, 1) != 0 || !PQenterPipelineMode(c->pg)) {
		c->settings->lost(c);
		return;
	}
	conn_watch(c);
	send_prepares(c, 0);
	if (c->broken)
		c->settings->lost(c);
}

static void on_step(evutil_socket_t fd, short what, void *arg);

/* libpq may change to another socket between two polls, so each step watches anew, once. */
static bool watch_step(struct conn *c, short what)
{
	event_assign(&c->step, loop_base(), PQsocket(c->pg), what, on_step, c);
	return event_add(&c->step, NULL) == 0;
}

static void on_step(evutil_socket_t fd, short what, void *arg)
{
	struct conn *c = arg;

	(void)fd, (void)what;
	switch (PQconnectPoll(c->pg)) {
	case PGRES_POLLING_READING:
		if (watch_step(c, EV_READ))
			return;
		break;
	case PGRES_POLLING_WRITING:
		if (watch_step(c, EV_WRITE))
			return;
		break;
	case PGRES_POLLING_OK:
		connected(c);
		return;
	default:
		break;
	}
	c->settings->lost(c);
}

/* Also the way out for what failed at once: so that lost() is never called before open_start() has returned.
 */
static void on_open_late(void *arg)
{
	struct conn *c = arg;

	if (PQstatus(c->pg) != CONNECTION_BAD)
		c->why = "connecting and preparing took too long";
	c->settings->lost(c);
}

/* What ${conninfo} may change stands before it, what is ours alone behind it: libpq takes the last. A role
 * whose transactions are read-only by default counts as "read-only" in target_session_attrs=read-write, so it
 * is "primary". */
static PGconn *start(const struct conn_settings *s)
{
	const char *const names[] = {"target_session_attrs", "tcp_user_timeout", "keepalives_idle", "dbname",
		"user", "password", "options", "application_name", "client_encoding", "gssencmode", NULL};
	const char *const values[] = {"primary", "20000", "20", s->conninfo, s->role, s->password, s->options,
		s->application, "UTF8", "disable", NULL};

	return fault("malloc") ? NULL : PQconnectStartParams(names, values, 1);
}

struct conn *open_start(const struct conn_settings *settings)
{
	struct conn *c = fault("malloc") ? NULL : calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->settings = settings;
	c->state = CONN_OPENING;
	c->pg = start(settings);
	if (!c->pg) {
		free(c);
		return NULL;
	}
	c->timer = loop_timer_new(OPEN_MS, on_open_late, c);
	if (PQstatus(c->pg) == CONNECTION_BAD || !watch_step(c, EV_WRITE))
		loop_timer_again(c->timer, 0);
	return c;
}
