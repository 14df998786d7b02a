/* schema.h -- for tests of what the database itself does: a private cluster whose database "bothy" has all migrations. */
#ifndef TESTS_SQL_SCHEMA_H
#define TESTS_SQL_SCHEMA_H

#include "faults/harness.h"

/* Group fixture; cluster_down() ends it. */
int schema_up(void **state);
/* A connection to the database at ${address}, as the superuser; the caller's. */
PGconn *schema_open(const char *address);

/* Runs ${sql}; the test fails if that fails. */
void schema_run(PGconn *pg, const char *sql);
/* The test fails unless ${sql} gives one row whose first value is ${text}. */
void schema_expect(PGconn *pg, const char *sql, const char *text);

#endif
