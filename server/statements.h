/* statements.h -- `bothy statements [NAME…]`: what is asked of the database, for whoever looks at plans or
 * measures. */
#ifndef STATEMENTS_H
#define STATEMENTS_H

#include <stdbool.h>
#include <stdio.h>

/* Prints a line for each of the ${n} named statements, for all where ${n} is 0, by name: name, doors, SQL,
 * parted by tabs. False: one of ${names} is not a statement's, and that has been said. */
bool statements_print(FILE *out, char **names, int n);

#endif
