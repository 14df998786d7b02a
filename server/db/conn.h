/* conn.h -- one connection, for pool.c and session.c only: opening, preparing, sending, reading, cleaning up.
 *
 * A connection is always in pipeline mode and non-blocking, and its socket is watched for reading as long as
 * it lives. While a task holds it, results are read in the task's fiber (rows go into the task's arena, and
 * may fail the task); everything else happens in callbacks of the loop. Whatever is odd makes it broken; a
 * broken connection is never used again. */
#ifndef DB_CONN_H
#define DB_CONN_H

#include <event2/event.h>
#include <event2/event_struct.h>
#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "db/query.h"

struct conn;
struct loop_timer;
struct task;

struct conn_settings {
	char *conninfo, *role, *password;
	char application[64], options[512];
	enum door door;
	const struct query **queries; /* those of the door */
	unsigned query_count;
	bool told; /* the log names the statements that cannot be prepared already */
	/* The connection is idle and clean: just opened, or after conn_reset(). May close it. */
	void (*ready)(struct conn *c);
	/* It was lost while no task held it; whoever is told closes it. */
	void (*lost)(struct conn *c);
};

enum conn_state {
	CONN_OPENING,	/* connecting, then preparing */
	CONN_IDLE,	/* in the pool */
	CONN_HELD,	/* a task's */
	CONN_RESETTING, /* rolling back for nobody */
};

struct conn {
	PGconn *pg;
	const struct conn_settings *settings;
	enum conn_state state;
	bool broken;	     /* lost, or not to be trusted any more */
	bool in_flight;	     /* sent, and not yet answered by the end of the pipeline */
	bool between;	     /* the NULL after a statement's result was read */
	bool unfit;	     /* a statement could not be prepared */
	bool counted;	     /* was ready once: counts as open, not as opening */
	bool watched;	     /* ${readable} is pending */
	bool local_commit;   /* a notice said that COMMIT did not wait for the standby */
	bool no_transaction; /* a notice said that there was no transaction to end */
	char fatal[8];	     /* SQLSTATE of a FATAL that came while idle */
	const char *why;     /* why we do not want it, where libpq sees nothing wrong */
	struct event readable, writable, step;
	struct loop_timer *timer; /* for opening and resetting */
	struct task *task;	  /* who holds it and may be asleep for it */
	struct conn *next;	  /* in the pool's idle stack */
	unsigned preparing;	  /* index of the statement whose answer comes next */
	unsigned prepare_again;	  /* where to go on after a statement that failed, 0: none failed */
};

/* Starts to watch the socket of a connection that is open (open.c makes one). */
void conn_watch(struct conn *c);
void conn_close(struct conn *c);
/* Whether an idle connection can still be used, asked of the kernel and not of the loop. */
bool conn_alive(struct conn *c);
/* What was last wrong with it, on one line, in a static buffer. */
const char *conn_error(const struct conn *c);

#define CONN_BEGIN    "bothy_begin"
#define CONN_COMMIT   "bothy_commit"
#define CONN_ROLLBACK "bothy_rollback"

/* Adds one prepared statement to the pipeline. A failure makes the connection broken, to be seen by
 * conn_next(). */
void conn_send(struct conn *c, const char *name, int n, const char *const *values, const int *lengths,
	const int *formats);
/* Ends the pipeline and begins to send it. */
void conn_sync(struct conn *c);

enum conn_step {
	CONN_RESULT, /* *${out} is the next statement's result; the caller clears it */
	CONN_MORE,   /* nothing complete has come yet: sleep; conn wakes ${task} */
	CONN_DONE,   /* the whole pipeline is answered */
	CONN_BROKEN,
};
enum conn_step conn_next(struct conn *c, PGresult **out);

/* Sends ROLLBACK; the connection belongs to the loop until ready() or lost(). */
void conn_reset(struct conn *c);

/* ---- the pool's side of it (pool.c) ---- */

/* A connection of one's own; sleeps while all are in use. task_fail(503) when there is none to be had. */
struct conn *pool_take_wait(struct task *t);
/* Gives it back: clean (no transaction, nothing in flight), or it is closed and another one opened. */
void pool_give(struct conn *c);
/* Closes those that nobody uses, because tables have changed under their statements; new ones are opened. */
void pool_renew(void);

#endif
