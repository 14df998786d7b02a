/* account_page.h -- what the handlers of this folder share. */
#ifndef FORUM_ACCOUNT_PAGE_H
#define FORUM_ACCOUNT_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/secret.h"

struct request;

/* In the open transaction: a new session of ${member}, and its cookie. The one this browser had ends. ${hash}
 * is the new one's. */
void session_start(struct request *rq, int64_t member, bool keep, unsigned char hash[SECRET_HASH]);

/* A page that only tells something and names one place to go (both may be NULL). */
struct told {
	int status;
	const char *heading, *text, *more;
	const char *path, *label;
};
void told_reply(struct request *rq, const struct told *told);
/* The link in a mail is used, over, or was never one. */
void link_over_reply(struct request *rq);

/* The token of the route, as the hash it is stored by. False: it cannot be one. */
bool token_read(struct request *rq, unsigned char hash[SECRET_HASH]);

/* A password field, normalised. */
const char *password_field(struct request *rq, const char *name);
/* The address in the form we compare by. The caller knows that it is one. */
const char *email_key(struct request *rq, const char *email);

/* Counts a try to prove who one is, by address and by account; false: too many have failed, and it has been
 * answered. After success, attempt_good() takes the count back in the open transaction. */
bool attempt_ok_or_reply_wait(struct request *rq, const char *account);
void attempt_good(struct request *rq, const char *account);

#endif
