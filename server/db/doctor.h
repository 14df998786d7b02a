/* doctor.h -- for `bothy check`: asks the server about itself, and tries what a role must be refused. Blocking. */
#ifndef DB_DOCTOR_H
#define DB_DOCTOR_H

#include <stdbool.h>

struct arena;
struct doctor;

/* Connects as ${role}. NULL: ${why} has got the reason, in one line; it lives in ${a}. */
struct doctor *doctor_open(struct arena *a, const char *conninfo, const char *role, const char *password,
	const char **why);
void doctor_close(struct doctor *d);

/* The first value of the first row as text, in the arena; NULL: no row, no value, or the server refuses to say. */
const char *doctor_value(struct doctor *d, const char *sql);

enum doctor_refusal {
	DOCTOR_NOTHING, /* there is no such table (yet) */
	DOCTOR_REFUSED, /* for want of a right, as it must be */
	DOCTOR_ALLOWED, /* it was done (and is rolled back) */
	DOCTOR_UNTRIED, /* something else came in between: doctor_trouble() */
};
/* Tries one statement in a transaction that may write. */
enum doctor_refusal doctor_try(struct doctor *d, const char *sql);
const char *doctor_trouble(const struct doctor *d);

#endif
