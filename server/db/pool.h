/* pool.h -- the connections of a process: opened without blocking, prepared for its door, healed with back-off.
 *
 * query.h is what handlers use; this is for main and for tests. */
#ifndef DB_POOL_H
#define DB_POOL_H

#include <stdbool.h>
#include <stddef.h>

#include "db/query.h"

struct arena;

struct db_settings {
	/* libpq keywords or URL, without user and password: a socket directory or hostaddr= */
	const char *conninfo;
	const char *role;     /* "bothy_web" … */
	const char *password; /* copied, then the caller wipes his */
	enum door door;
	unsigned connections; /* most open at once */
	int statement_ms;     /* statement_timeout of each session */
	bool single;	      /* no pool: used by the command line, which runs one task at a time */
};

/* Whether db_open() takes ${conninfo}: readable, a socket directory or hostaddr (names would block the loop), no user,
 * password, options or service. False: *${why} says what is wrong. */
bool db_conninfo_ok(const char *conninfo, const char **why);
/* The database ${conninfo} names; lives in ${a}. NULL: none, or not readable. */
const char *db_conninfo_database(struct arena *a, const char *conninfo);

/* Starts opening connections; returns at once. Needs secret_init() and loop_init(). Tasks that ask meanwhile wait for one until
 * their deadline or 5 s; once it is known that the database is away, they fail at once. */
void db_open(const struct db_settings *s);
/* The door this process has opened it for. */
enum door pool_door(void);
/* Closes all; tasks must be gone. */
void db_close(void);
/* Whether at least one connection is ready, its last answer was good, and every statement of the door could be
 * prepared on it: for /readyz. */
bool db_ready(void);
/* Why db_ready() is false, on one line, as far as known; else NULL. Valid until the loop goes on. */
const char *db_problem(void);

struct db_pool_state {
	unsigned open, idle, waiting,
		most; /* connections ready, those unused, tasks in the queue, most open at once */
};
struct db_pool_state db_pool_state(void);

#endif
