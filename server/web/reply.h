/* reply.h -- ending a request. Each handler calls exactly one of these, last. */
#ifndef WEB_REPLY_H
#define WEB_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"

struct request;

/* What is in rq->out, as text/html. Guests get it with an ETag (hash of the bytes) and may be answered 304;
 * members get Cache-Control: private, no-store. */
void reply_page(struct request *rq);
/* The same with another status: 422 for a form that comes back, 409 for a stale edit. */
void reply_page_status(struct request *rq, int status);
/* A page whose address is a secret, as of a link in a mail: nobody keeps it, not even for guests. */
void reply_secret_page(struct request *rq, int status);
/* What is in rq->out with another type: "application/atom+xml; charset=utf-8", "text/plain". */
void reply_type(struct request *rq, const char *type);

/* 303 to a path of ours ("/…", never "//"); ${path} is copied. */
void reply_see_other(struct request *rq, const char *path);
/* 301 to a path of ours: an address that moved for good. */
void reply_moved(struct request *rq, const char *path);

/* Pages of the site that say what happened, by the error function given to reply_errors(). ${why} is a text
 * for the person. They may be called after something was written to rq->out: that is dropped. */
void reply_error(struct request *rq, int status, const char *why);
void reply_not_found(struct request *rq);
void reply_forbidden(struct request *rq, const char *why);
/* Too often: 429 or 503 with Retry-After. */
void reply_retry_after(struct request *rq, int status, int seconds, const char *why);

/* The door's page for errors: writes into rq->out. Must not sleep: it is also called when the database is
 * away and after the fiber has ended. Without one, a constant page is sent. */
void reply_errors(void (*write_page)(struct request *rq, int status, const char *why));

void reply_header(struct request *rq, const char *name,
	const char *value); /* both outlive the request or are in its arena */
/* A cookie: HttpOnly, SameSite=Lax, Path=/, Secure with the __Host- prefix where the site is https.
 * ${seconds} 0: for this browser session; < 0: delete it. */
void reply_cookie(struct request *rq, const char *name, const char *value, long seconds);
/* "sid" or "__Host-sid", as the site's address asks for. */
const char *reply_cookie_name(struct request *rq, const char *name);

#endif
