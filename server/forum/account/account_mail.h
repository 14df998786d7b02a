/* account_mail.h -- the words of the mails about accounts; pure. */
#ifndef FORUM_ACCOUNT_MAIL_H
#define FORUM_ACCOUNT_MAIL_H

struct arena;

/* A subject and a text, in the site's language. */
struct letter {
	const char *subject, *text;
};

/* ${link} is a whole address; ${name} a username. */
struct letter letter_signup(struct arena *a, const char *name, const char *link);
/* To the owner of an address with which somebody wanted to join a second time. */
struct letter letter_taken(struct arena *a, const char *name);
struct letter letter_reset(struct arena *a, const char *name, const char *link);
struct letter letter_claim(struct arena *a, const char *name, const char *link);
struct letter letter_email(struct arena *a, const char *name, const char *link);
/* "password": it was changed. "email": somebody asked to change the address; "email by admin": an admin did. "confirmed by admin": the
 * address counts as the member's. */
struct letter letter_notice(struct arena *a, const char *name, const char *what);
/* To the old address, once the new one is confirmed. */
struct letter letter_email_changed(struct arena *a, const char *name);

#endif
