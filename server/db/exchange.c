/* exchange.c -- one round trip: what a task asked goes out as one pipeline, comes back, and is read in its
 * fiber.
 *
 * Whatever fails, the answers are read to the end of the pipeline first if the connection still lives: then
 * it is clean and can be used again. Only then the outcome is decided. After COMMIT was sent the outcome of a
 * lost connection is not known, and everything that ends the task from then on says so. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/must.h"
#include "db/ask.h"
#include "db/conn.h"
#include "db/error.h"
#include "db/rows.h"
#include "db/session.h"
#include "db/stamp.h"
#include "loop/task.h"

const char DB_UNKNOWN[] = "it is not known whether it was saved; sending again is safe";

static const char TOO_LATE[] = "the time for this request is over";
static const char LOST[] = "the connection to the database was lost";
static const char LACKING[] = "the database lacks what a statement needs";
static const char NO_SUCH_STATEMENT[] = "26000";

/* What the answers so far amount to: the first error decides. */
struct outcome {
	char sqlstate[6]; /* "" while all is well */
	bool fatal;	  /* the server closes the connection */
	bool at_end;	  /* the error was the answer to COMMIT itself */
	bool committed, rolled_back;
	bool odd; /* an answer that cannot be */
};

/* ---- sending ---- */

static void out_of_memory_after_commit(struct arena *a)
{
	(void)a;
	task_fail(task_current(), 503, DB_UNKNOWN);
}

static void send_all(struct db_session *s, enum exchange_end end)
{
	struct task *t = s->task;
	struct conn *c = s->conn;
	const struct ask *ask;

	c->local_commit = c->no_transaction = false;
	if (s->in_transaction && !s->begun) {
		conn_send(c, CONN_BEGIN, 0, NULL, NULL, NULL);
		s->begun = true;
	}
	for (ask = s->first; ask; ask = ask->next, t->queries++)
		ask_send(ask, c);
	if (end != EXCHANGE_PLAIN)
		conn_send(c, end == EXCHANGE_COMMIT ? CONN_COMMIT : CONN_ROLLBACK, 0, NULL, NULL, NULL);
	s->commit_sent = end == EXCHANGE_COMMIT;
	conn_sync(c);
	t->trips++;
}

/* ---- reading ---- */

static const char *field(const PGresult *res, int code)
{
	const char *s = PQresultErrorField(res, code);

	return s ? s : "";
}

/* The message of a data error repeats the value (people's text), so only messages about our own schema are
 * logged. */
static void log_error_of(const PGresult *res, const char *statement, enum error_class class)
{
	const char *state = field(res, PG_DIAG_SQLSTATE);
	bool about_schema =
		strncmp(state, "42", 2) == 0 || strncmp(state, "25", 2) == 0 || strncmp(state, "26", 2) == 0;

	if (class == ERROR_CONFLICT)
		return;
	log_line(class == ERROR_OURS ? "error" : "warn", "db.statement",
		"statement=%s sqlstate=%s constraint=%s function=%s message=\"%s\"", statement, state,
		field(res, PG_DIAG_CONSTRAINT_NAME), field(res, PG_DIAG_SOURCE_FUNCTION),
		about_schema ? field(res, PG_DIAG_MESSAGE_PRIMARY) : "");
}

static void note_error(struct db_session *s, const PGresult *res, const char *statement, struct outcome *out)
{
	const char *severity = field(res, PG_DIAG_SEVERITY_NONLOCALIZED);

	if (strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0)
		out->fatal = true;
	if (out->sqlstate[0])
		return;
	snprintf(out->sqlstate, sizeof(out->sqlstate), "%s", field(res, PG_DIAG_SQLSTATE));
	snprintf(s->conflict, sizeof(s->conflict), "%s", field(res, PG_DIAG_CONSTRAINT_NAME));
	out->at_end = !statement;
	log_error_of(res, statement ? statement : "transaction", error_class_of(out->sqlstate));
}

/* The answer to BEGIN, COMMIT or ROLLBACK. */
static void take_command(PGresult *res, struct outcome *out)
{
	const char *tag = PQcmdStatus(res);

	if (strcmp(tag, "COMMIT") == 0)
		out->committed = true;
	else if (strcmp(tag, "ROLLBACK") == 0)
		out->rolled_back = true;
	else if (strcmp(tag, "BEGIN") != 0)
		out->odd = true;
}

static void take_result(struct db_session *s, const struct ask *ask, struct outcome *out)
{
	PGresult *res = s->result;

	switch (PQresultStatus(res)) {
	case PGRES_TUPLES_OK:
	case PGRES_COMMAND_OK:
		if (ask)
			rows_read(&s->task->arena, ask, res);
		else
			take_command(res, out);
		break;
	case PGRES_FATAL_ERROR:
		note_error(s, res, ask ? ask->query->name : NULL, out);
		break;
	case PGRES_PIPELINE_ABORTED:
		break;
	default:
		out->odd = true;
	}
	PQclear(res);
	s->result = NULL;
}

/* Reads until the end of the pipeline; false: lost or too late, and the connection is broken. */
static bool read_all_wait(struct db_session *s, bool begin, struct outcome *out, const char **why)
{
	const struct ask *ask = s->first;
	enum conn_step step;

	while (!out->fatal && !out->odd && (step = conn_next(s->conn, &s->result)) != CONN_DONE) {
		if (step == CONN_RESULT) {
			take_result(s, begin ? NULL : ask, out);
			ask = begin || !ask ? ask : ask->next;
			begin = false;
		} else if (step == CONN_BROKEN || task_park_wait(s->task) == WAKE_DEADLINE) {
			*why = step == CONN_BROKEN ? LOST : TOO_LATE;
			s->conn->broken = true;
			return false;
		}
	}
	if (out->fatal || out->odd)
		s->conn->broken = true;
	return true;
}

/* ---- deciding ---- */

static void forget_asked(struct db_session *s)
{
	s->first = NULL;
	s->last = &s->first;
}

static void transaction_over(struct db_session *s)
{
	s->in_transaction = s->begun = false;
	session_let_go(s);
}

static _Noreturn void fail_unknown(struct db_session *s)
{
	transaction_over(s);
	session_commit_was_sent(s);
	stamp_in_doubt();
	task_fail(s->task, 503, DB_UNKNOWN);
}

static enum db_result after_error(struct db_session *s, const struct outcome *out)
{
	enum error_class class = error_class_of(out->sqlstate);
	bool conflict = class == ERROR_CONFLICT && s->in_transaction;
	bool lacking = s->conn->unfit && text_is(out->sqlstate, NO_SUCH_STATEMENT);

	if (class == ERROR_STALE) {
		s->conn->broken = true;
		pool_renew();
	}
	s->commit_sent = false; /* the server skipped it, or refused it: nothing was changed */
	transaction_over(s);
	if (lacking)
		task_fail(s->task, 503, LACKING);
	if (!conflict)
		task_fail(s->task, class == ERROR_OURS || class == ERROR_CONFLICT ? 500 : 503,
			error_why(out->sqlstate));
	s->conflicted = true;
	return DB_CONFLICT;
}

static enum db_result after_commit(struct db_session *s, const struct outcome *out)
{
	bool unknown = s->conn->local_commit, nothing = s->conn->no_transaction;
	struct hook *h = s->on_committed;

	if (unknown)
		fail_unknown(s);
	session_commit_was_sent(s);
	transaction_over(s);
	if (nothing || !out->committed) {
		log_error("db.commit", "why=\"COMMIT was answered by %s\"",
			nothing ? "a warning" : "ROLLBACK");
		task_fail(s->task, 500, "the transaction was rolled back");
	}
	for (; h; h = h->next)
		h->f(h->arg);
	return DB_OK;
}

static enum db_result decide(struct db_session *s, enum exchange_end end, const struct outcome *out)
{
	bool clean;

	/* Once COMMIT was answered, nothing that comes after it matters. A FATAL as its answer may stand on
	 * either side. */
	if (out->committed)
		return after_commit(s, out);
	if (end == EXCHANGE_COMMIT && out->fatal && out->at_end)
		fail_unknown(s);
	if (out->sqlstate[0])
		return after_error(s, out);
	if (out->odd) {
		log_error("db.odd", "why=\"an answer that cannot be\"");
		if (end == EXCHANGE_COMMIT)
			fail_unknown(s);
		transaction_over(s);
		task_fail(s->task, 500, "the database gave an answer that cannot be");
	}
	if (end == EXCHANGE_COMMIT)
		return after_commit(s, out);
	if (end == EXCHANGE_ROLLBACK)
		s->in_transaction = s->begun = false;
	clean = PQtransactionStatus(s->conn->pg) == (s->in_transaction ? PQTRANS_INTRANS : PQTRANS_IDLE);
	if (!clean)
		log_error("db.odd", "why=\"a statement began or ended a transaction by itself\"");
	if (!clean || !s->in_transaction)
		transaction_over(s);
	if (!clean)
		task_fail(s->task, 500, "a statement of ours began or ended a transaction by itself");
	return DB_OK;
}

enum db_result exchange_wait(struct db_session *s, enum exchange_end end)
{
	struct task *t = s->task;
	void (*out_of_memory)(struct arena *) = t->arena.out_of_memory;
	struct outcome out = {0};
	const char *why = NULL;
	bool begin, answered;

	if (!s->conn)
		s->conn = pool_take_wait(t);
	if (s->conn->broken)
		task_fail(t, 503, LOST);
	if (clock_ms() >= t->deadline_ms)
		task_fail(t, 503, TOO_LATE);
	begin = s->in_transaction && !s->begun;
	send_all(s, end);
	if (end == EXCHANGE_COMMIT)
		t->arena.out_of_memory = out_of_memory_after_commit;
	answered = read_all_wait(s, begin, &out, &why);
	t->arena.out_of_memory = out_of_memory;
	forget_asked(s);
	if (answered || out.sqlstate[0] || out.committed)
		return decide(s, end, &out);
	if (end == EXCHANGE_COMMIT)
		fail_unknown(s);
	transaction_over(s);
	if (end == EXCHANGE_ROLLBACK)
		return DB_OK; /* what is lost is rolled back as well */
	task_fail(t, 503, why);
}
