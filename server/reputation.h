/* reputation.h -- `bothy reputation …`: looking after the ledger from the command line, as bothy_work. */
#ifndef REPUTATION_H
#define REPUTATION_H

struct config;

extern const char reputation_more[]; /* for --help */

/* Runs what ${argv} asks for, ${argv[0]} being "reputation"; the exit status. */
int reputation_run(struct config *c, int argc, char **argv);

#endif
