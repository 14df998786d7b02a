/* password.h -- which passwords we take; the only pwquality.h.
 *
 * Long, not a word, not a name that stands beside it; no rules about digits and signs (NIST 800-63B). Not a
 * hash in sight here: craft makes and compares those.
 *
 * The dictionary is libpwquality's (cracklib-runtime: 54,763 words, 0.6 MB installed), read from files at each look, twice for a password that
 * begins or ends in digits or signs, since "football2024" is the word that somebody tries first: 0.3 ms of CPU each with the
 * files in the page cache, however long the password. That is short enough for the loop and happens only
 * where a password is chosen. */
#ifndef FORUM_PASSWORD_H
#define FORUM_PASSWORD_H

#include <stdbool.h>

struct arena;

#define PASSWORD_LEAST		  10 /* characters */
#define PASSWORD_LEAST_PRIVILEGED 15 /* of moderators and admins, while it is their only factor */
#define PASSWORD_MOST		  200

/* How many characters a password of somebody with these roles needs. */
int password_least(unsigned roles);
/* Whether it is as long as ${roles} ask. For a password that was right when it was chosen. */
bool password_long_enough(const char *password, unsigned roles);

/* The form in which a typed password is hashed and compared: NFC, since keyboards differ in how they send
 * "ü". */
const char *password_normal(struct arena *a, const char *typed);

/* NULL, or a sentence saying what is wrong with ${password} (normal) for an account of this name and address.
 */
const char *password_wrong(struct arena *a, const char *password, unsigned roles, const char *username,
	const char *email);
/* The same for who has looked at its length himself: too long, a name, a word. */
const char *password_poor(struct arena *a, const char *password, const char *username, const char *email);

/* Whether the dictionary is there and refuses what it should: for `bothy check`. */
bool password_dictionary_works(void);

#endif
