/* error.c -- see error.h. The first row that matches decides; whole codes stand before classes. */
#include "db/error.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *state; /* five characters, or a class of two */
	enum error_class class;
	const char *why;
} rows[] = {
	{"08P01", ERROR_OURS, "a statement was given the wrong number of arguments"},
	{"0A000", ERROR_STALE, "a table changed under a prepared statement"},
	{"55P03", ERROR_TRANSIENT, "somebody else held a lock for too long"},
	{"57014", ERROR_TRANSIENT, "the database took too long"},
	{"23", ERROR_CONFLICT, "a constraint refused it"},
	{"08", ERROR_TRANSIENT, "the database is away"},
	{"40", ERROR_TRANSIENT, "two transactions were in each other's way"},
	{"53", ERROR_TRANSIENT, "the database is out of room or connections"},
	{"57", ERROR_TRANSIENT, "the database is going away"},
	{"58", ERROR_TRANSIENT, "the database's machine has a problem"},
	{NULL, ERROR_OURS, "a statement of ours is wrong"},
};

static unsigned row_of(const char *sqlstate)
{
	unsigned i;

	for (i = 0; rows[i].state && strncmp(sqlstate, rows[i].state, strlen(rows[i].state)) != 0; i++)
		;
	return i;
}

enum error_class error_class_of(const char *sqlstate)
{
	return rows[row_of(sqlstate)].class;
}

const char *error_why(const char *sqlstate)
{
	return rows[row_of(sqlstate)].why;
}
