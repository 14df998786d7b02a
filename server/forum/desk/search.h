/* search.h -- what a staff member wrote into the search box, as the statements want it. Pure; for the files of this folder only. */
#ifndef FORUM_DESK_SEARCH_H
#define FORUM_DESK_SEARCH_H

#include <stdint.h>

struct arena;

struct desk_asked {
	const char *words; /* all of it, one line; "" */
	const char
		*number;   /* of a customer or a case elsewhere: the one word there is; NULL: more than one */
	int64_t id;	   /* "42", "#42"; 0: no number */
	const char *mail;  /* what an address begins with, as contacts are compared; NULL: has no @ */
	const char *phone; /* what a phone number begins with, likewise; NULL: none */
	const char *account; /* an account number, likewise; NULL: none */
	const char *like[3]; /* LIKE patterns of its first three words; NULL: not one of three letters */
};
/* ${country}: the calling code of phone numbers without one. */
struct desk_asked desk_asked_of(struct arena *a, const char *typed, const char *country);

#endif
