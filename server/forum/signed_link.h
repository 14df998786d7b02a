/* signed_link.h -- the last part of links in mails: what they are about, and a MAC over it that only this site can make. Pure. */
#ifndef FORUM_SIGNED_LINK_H
#define FORUM_SIGNED_LINK_H

struct arena;

/* "${what}.MAC", keyed by the site's ${key}. A MAC made for another ${purpose} is worth nothing. */
const char *signed_link_of(struct arena *a, const unsigned char key[32], const char *purpose,
	const char *what);
/* The ${what} of ${token}, which may be NULL or anything. NULL: not signed by this site for that. */
const char *signed_link_read(struct arena *a, const unsigned char key[32], const char *purpose,
	const char *token);

#endif
