/* doors.h -- what each role may do in the database: a private cluster with the roles and all migrations, and tables of attempts. */
#ifndef TESTS_SQL_DOORS_H
#define TESTS_SQL_DOORS_H

#include <stddef.h>

#include "sql/schema.h"

#define DENIED	"42501" /* the role has no right to it, or the function says no */
#define CHECKED "23514" /* a CHECK, or a rule of the database, refuses it */
#define TWICE	"23505"
#define WRITE	"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; "

/* Its database, without a user. */
extern char doors_address[128];

/* Group fixture: the cluster, and ${fixture}, which may be empty, done by the superuser. cluster_down() ends it. As cmocka wants it: 0, or -1. */
int doors_up(void **state, const char *fixture);
/* A connection as ${role}, with the role's own password; the caller's. */
PGconn *doors_connect(const char *role);

struct attempt {
	const char *role, *sql;
	const char *state; /* the SQLSTATE it must end with; "": it must succeed */
	/* of a refusal the constraint's name, of a success the last statement's first field ("nothing": no row); NULL: any */
	const char *value;
};
/* Makes each attempt on a connection of its own; fails once all are made, having named those that came out otherwise. */
void doors_hold(const struct attempt *attempts, size_t n);

#endif
