/* verify.h -- a list of customers, from whoever knows them, becomes events: who is a customer since when, and of which household. */
#ifndef FORUM_STANDING_VERIFY_H
#define FORUM_STANDING_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

struct bulk;

struct verified {
	int64_t lines, marked, known, rejected;
};

/* Reads lines of "username or address,YYYY-MM-DD[,household]"; lines that begin with # and empty ones are passed over. Those that are no good go to
 * ${path}.rejected with what is wrong; without any there is no such file. A household is any word: who share one cannot raise each
 * other. Blocking. False: it has said why. */
bool verify_file(struct bulk *b, const char *path, struct verified *out);

#endif
