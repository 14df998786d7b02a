/* routes.h -- every URL of the site. */
#ifndef FORUM_ROUTES_H
#define FORUM_ROUTES_H

#include <stddef.h>
#include <stdio.h>

#include "web/route.h"

extern const struct route routes[];
extern const size_t route_count;

/* Prints the table, a route a line after a line of headings: doors, method, pattern, guard, roles ("any": no more than the guard
 * wants), most bytes of a body (0: 64 KiB), between tabs. */
void routes_list(FILE *out);

#endif
