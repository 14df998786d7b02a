/* session.c -- see session.h. A session is noted in the task's arena and ended by it, so that a task that
 * fails deep, returns early or forgets to commit leaves a clean connection behind. */
#include "db/session.h"

#include "base/arena.h"
#include "db/conn.h"
#include "loop/task.h"

void session_let_go(struct db_session *s)
{
	struct conn *c = s->conn;

	s->conn = NULL;
	if (!c)
		return;
	c->task = NULL;
	if (c->broken || c->in_flight || PQtransactionStatus(c->pg) == PQTRANS_IDLE)
		pool_give(c);
	else
		conn_reset(c);
}

void session_commit_was_sent(struct db_session *s)
{
	struct hook *h = s->on_sent;

	s->commit_sent = false;
	s->on_sent = NULL;
	for (; h; h = h->next)
		h->f(h->arg);
}

static void session_end(void *arg)
{
	struct db_session *s = arg;

	PQclear(s->result);
	s->result = NULL;
	if (s->commit_sent)
		session_commit_was_sent(s);
	session_let_go(s);
	s->task->db = NULL;
}

struct db_session *session_of(struct task *t)
{
	struct db_session *s = t->db;

	if (s)
		return s;
	s = arena_new(&t->arena, struct db_session);
	s->task = t;
	s->last = &s->first;
	arena_defer(&t->arena, session_end, s);
	t->db = s;
	return s;
}
