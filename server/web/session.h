/* session.h -- the cookie that says who looks.
 *
 * The cookie holds 32 random bytes in base64url; the database knows only their hash. What a token means is
 * the door's business: main gives a function that loads the viewer. */
#ifndef WEB_SESSION_H
#define WEB_SESSION_H

#include <stdbool.h>

#include "base/secret.h"

struct request;
struct viewer;

/* ${load} fills rq->viewer for the session whose token hashes to ${hash}; it may sleep (one round trip); no
 * such session: it leaves id 0. ${cookie} is "sid" or "desk". */
void session_use(const char *cookie,
	void (*load_wait)(struct request *rq, const unsigned char hash[SECRET_HASH]));

/* Reads the cookie and loads the viewer: no cookie, no round trip. Called by the edge's task before the
 * guard. */
void session_begin_wait(struct request *rq);

/* A new token: sets the cookie (for ${seconds}, 0: browser session) and gives its hash to be stored. */
void session_new(struct request *rq, long seconds, unsigned char hash[SECRET_HASH]);
/* Deletes the cookie. */
void session_forget(struct request *rq);

#endif
