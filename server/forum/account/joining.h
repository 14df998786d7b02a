/* joining.h -- what the form to join and the page behind its link share. */
#ifndef FORUM_ACCOUNT_JOINING_H
#define FORUM_ACCOUNT_JOINING_H

#include "base/secret.h"

struct request;

/* Sets a sentence about the name that is another member's, or looks like one of his; both NULL: they are free. One round
 * trip. */
void joining_names_wait(struct request *rq, const char *username, const char *display,
	const char **username_error, const char **display_error);

/* The secret of this browser, as the hash that is kept with its sign-ups; where it has none, one that no sign-up has. */
void joining_browser(struct request *rq, unsigned char hash[SECRET_HASH]);
/* The same, and the browser keeps its secret, or gets one, for as long as a sign-up waits. */
void joining_browser_keep(struct request *rq, unsigned char hash[SECRET_HASH]);
void joining_browser_forget(struct request *rq);

#endif
