/* query.c -- see query.h: asking, waiting, beginning, committing. What a wait does is in exchange.c. */
#include "db/query.h"

#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/must.h"
#include "db/ask.h"
#include "db/conn.h"
#include "db/pool.h"
#include "db/session.h"
#include "loop/task.h"

/* Made by the linker, unless the program has no statement at all. */
extern const struct query *const __start_bothy_queries[] __attribute__((weak));
extern const struct query *const __stop_bothy_queries[] __attribute__((weak));

const struct query *const *query_first(void)
{
	return __start_bothy_queries;
}

const struct query *const *query_past_last(void)
{
	return __stop_bothy_queries;
}

/* ---- a conflict that nobody looked at ---- */

/* The transaction is over, so whatever is asked next was meant for one that is not there. That is a mistake of the
 * handler's, met only by a race: it costs this task, not all the others of the process. */
static void look_demanded(struct task *t)
{
	if (!t->db || !t->db->conflicted)
		return;
	log_error("db.conflict_unseen", "constraint=%s", t->db->conflict);
	task_fail(t, 503, "somebody changed the same at this moment");
}

/* ---- asking ---- */

static struct ask *note(struct task *t, const struct query *q, const struct db_arg *args, size_t n)
{
	struct db_session *s = session_of(t);
	struct ask *ask;

	must(q->doors & pool_door());
	look_demanded(t);
	ask = ask_new(&t->arena, q, args, n);
	*s->last = ask;
	s->last = &ask->next;
	return ask;
}

void db_ask_one(struct task *t, const struct query *q, void **out, size_t size, const struct db_arg *args,
	size_t n)
{
	struct ask *ask = note(t, q, args, n);

	must(q->read && q->size == size);
	ask->kind = ASK_ONE;
	ask->out = out;
	*out = NULL;
}

void db_ask_many(struct task *t, const struct query *q, void **v, size_t *count, size_t size,
	const struct db_arg *args, size_t n)
{
	struct ask *ask = note(t, q, args, n);

	must(q->read && q->size == size);
	ask->kind = ASK_MANY;
	ask->out = v;
	ask->count = count;
	*v = NULL;
	*count = 0;
}

void db_ask_run(struct task *t, const struct query *q, const struct db_arg *args, size_t n)
{
	note(t, q, args, n)->kind = ASK_RUN;
}

/* ---- waiting ---- */

enum db_result db_wait(struct task *t)
{
	struct db_session *s = t->db;

	if (s && s->conflicted)
		return DB_CONFLICT;
	return s && s->first ? exchange_wait(s, EXCHANGE_PLAIN) : DB_OK;
}

const char *db_conflict(struct task *t)
{
	struct db_session *s = session_of(t);

	s->conflicted = false;
	return s->conflict;
}

/* ---- transactions ---- */

void db_begin(struct task *t)
{
	struct db_session *s = session_of(t);

	must(!s->in_transaction);
	s->in_transaction = true;
	s->begun = s->conflicted = false;
	s->on_sent = s->on_committed = NULL;
	s->on_sent_last = &s->on_sent;
	s->on_committed_last = &s->on_committed;
}

bool db_in_transaction(struct task *t)
{
	return t->db && t->db->in_transaction;
}

static void call_all(struct hook *h)
{
	for (; h; h = h->next)
		h->f(h->arg);
}

enum db_result db_commit_wait(struct task *t)
{
	struct db_session *s = t->db;

	if (s && s->conflicted)
		return DB_CONFLICT;
	must(s && s->in_transaction);
	if (s->begun || s->first)
		return exchange_wait(s, EXCHANGE_COMMIT);
	/* Nothing was ever asked in it. */
	s->in_transaction = false;
	session_commit_was_sent(s);
	call_all(s->on_committed);
	return DB_OK;
}

void db_commit_sure_wait(struct task *t)
{
	if (db_commit_wait(t) == DB_CONFLICT)
		look_demanded(t);
}

void db_rollback_wait(struct task *t)
{
	struct db_session *s = t->db;

	if (!s)
		return;
	s->conflicted = false;
	if (!s->in_transaction)
		return;
	s->first = NULL;
	s->last = &s->first;
	if (s->begun)
		exchange_wait(s, EXCHANGE_ROLLBACK);
	s->in_transaction = false;
}

static struct hook *hook_new(struct task *t, void (*f)(void *), void *arg)
{
	struct hook *h = arena_new(&t->arena, struct hook);

	look_demanded(t);
	must(db_in_transaction(t));
	h->f = f;
	h->arg = arg;
	return h;
}

void db_on_commit_sent(struct task *t, void (*f)(void *), void *arg)
{
	struct hook *h = hook_new(t, f, arg);

	*t->db->on_sent_last = h;
	t->db->on_sent_last = &h->next;
}

void db_on_committed(struct task *t, void (*f)(void *), void *arg)
{
	struct hook *h = hook_new(t, f, arg);

	*t->db->on_committed_last = h;
	t->db->on_committed_last = &h->next;
}
