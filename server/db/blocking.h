/* blocking.h -- libpq the plain way, for the command line and tests: one connection, no loop, errors on
 * standard error. Never used where a loop runs. */
#ifndef DB_BLOCKING_H
#define DB_BLOCKING_H

#include <libpq-fe.h>
#include <stdbool.h>

/* NULL ${role} or ${password}: what ${conninfo} says. NULL: it has said why. */
PGconn *blocking_open(const char *conninfo, const char *role, const char *password);
/* Runs SQL text that gives no rows; false: it has said why, naming ${what}. */
bool blocking_run(PGconn *pg, const char *what, const char *sql);
/* Runs one statement with ${n} text parameters. NULL: it has said why. The caller clears the result. */
PGresult *blocking_ask(PGconn *pg, const char *what, const char *sql, int n, const char *const *values);

#endif
