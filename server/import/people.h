/* people.h -- the accounts of a dump become unclaimed members. */
#ifndef IMPORT_PEOPLE_H
#define IMPORT_PEOPLE_H

#include <stdbool.h>

struct bulk;
struct dump;
struct plan;
struct progress;
struct state;

/* Writes the members of the plan that are not here yet, a thousand in a transaction. False: the database
 * refused, or it was interrupted. */
bool people_write(struct bulk *b, const struct state *st, struct dump *d, const struct plan *p,
	struct progress *bar);

#endif
