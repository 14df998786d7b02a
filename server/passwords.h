/* passwords.h -- what the processes of `bothy serve` prove themselves with: each holds its own and no other's.
 *
 * All are read before root is given up, so that the files may belong to root: then no process can open the others' files, and
 * what was read once stays. Every process begins with the supervisor's memory, so it wipes those that are not its own. */
#ifndef PASSWORDS_H
#define PASSWORDS_H

#include <stdbool.h>

struct config;

/* "": there is none. */
struct passwords {
	const char *web, *desk, *work; /* of the database's roles */
	const char *smtp, *crm, *hook, *intake;
};

/* Reads all; the texts live in ${c}. False: one of a role's is missing, and it has said why. */
bool passwords_read(struct config *c, struct passwords *p);
/* Wipes all but those in ${own}, which ends in NULL; NULL: none is kept. */
void passwords_keep(const struct passwords *p, const char *const *own);
#define PASSWORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
/* Wipes one, which has been used. */
void passwords_wipe(const char *password);

#endif
