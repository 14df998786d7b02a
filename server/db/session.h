/* session.h -- what a task has to do with the database: what it asked, its connection, its transaction. db/
 * only. */
#ifndef DB_SESSION_H
#define DB_SESSION_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "db/query.h"

struct ask;
struct conn;
struct task;

/* Something to be called when COMMIT was sent or answered. */
struct hook {
	void (*f)(void *);
	void *arg;
	struct hook *next;
};

struct db_session {
	struct task *task;
	struct conn *conn;	   /* held between waits only inside a transaction */
	struct ask *first, **last; /* asked since the last wait */
	PGresult *result;	   /* being read; cleared when the task ends in the middle of it */
	bool in_transaction;	   /* between db_begin() and its end */
	bool begun;		   /* BEGIN was sent */
	bool commit_sent;	   /* ... and its hooks not yet called */
	bool conflicted;	   /* ended by DB_CONFLICT, and nobody has looked at it yet */
	char conflict[64];	   /* the constraint's name */
	struct hook *on_sent, **on_sent_last;
	struct hook *on_committed, **on_committed_last;
};

/* The task's session, made at its first question. */
struct db_session *session_of(struct task *t);
/* Gives the connection back, or rolls it back for nobody, or closes it: whatever its state wants. */
void session_let_go(struct db_session *s);
/* Calls what waits for COMMIT having been sent, once. */
void session_commit_was_sent(struct db_session *s);

/* How the pipeline ends, besides what was asked. */
enum exchange_end { EXCHANGE_PLAIN, EXCHANGE_COMMIT, EXCHANGE_ROLLBACK };
/* Sends what was asked, sleeps until it is answered, reads it. Does not return for what is neither DB_OK nor
 * DB_CONFLICT. */
enum db_result exchange_wait(struct db_session *s, enum exchange_end end);

#endif
