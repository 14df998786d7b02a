/* evaluate.h -- `bothy reputation evaluate DIR`: how well reputation, routing and simpler scores foretell who gives the accepted answer,
 * on a real forum's history (protocol: ../shared/design/REPUTATION.md, section 6). No database. */
#ifndef EVALUATE_EVALUATE_H
#define EVALUATE_EVALUATE_H

#include <stdio.h>

/* Reads the dump in ${directory} and prints the table to ${out}. The exit status; it has said on standard error what is wrong. */
int evaluate(const char *directory, FILE *out);

#endif
