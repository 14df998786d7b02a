/* session.c -- see session.h. */
#include "web/session.h"

#include <string.h>

#include "base/must.h"
#include "web/reply.h"
#include "web/request.h"

static const char *cookie_name;
static void (*load_viewer_wait)(struct request *rq, const unsigned char hash[SECRET_HASH]);

void session_use(const char *cookie,
	void (*load_wait)(struct request *rq, const unsigned char hash[SECRET_HASH]))
{
	cookie_name = cookie;
	load_viewer_wait = load_wait;
}

/* What form keys are bound to: from the token, so it is known to nobody but the browser and us, and cannot be
 * had from the hash that the database stores. */
static void secret_of(const unsigned char token[SECRET_TOKEN], unsigned char out[SECRET_HASH])
{
	static const char purpose[] = "bothy: secret of form keys";

	_Static_assert(SECRET_TOKEN == SECRET_HASH, "viewer.secret holds a hash");
	secret_hash(out, token, SECRET_TOKEN, purpose, sizeof(purpose) - 1);
}

static void read_as(struct request *rq)
{
	if (rq->viewer.locale)
		rq->out->locale = rq->viewer.locale;
	if (rq->viewer.zone)
		rq->out->zone = rq->viewer.zone;
}

void session_begin_wait(struct request *rq)
{
	unsigned char token[SECRET_TOKEN], hash[SECRET_HASH];
	const char *cookie = cookie_name ? request_cookie(rq, cookie_name) : NULL;

	if (!cookie || !secret_decode(cookie, token, sizeof(token)))
		return;
	secret_hash(hash, token, sizeof(token), NULL, 0);
	load_viewer_wait(rq, hash);
	if (rq->viewer.id) {
		secret_of(token, rq->viewer.secret);
		read_as(rq);
	}
	secret_wipe(token, sizeof(token));
}

void session_new(struct request *rq, long seconds, unsigned char hash[SECRET_HASH])
{
	unsigned char token[SECRET_TOKEN];

	must(cookie_name);
	secret_random(token, sizeof(token));
	secret_hash(hash, token, sizeof(token), NULL, 0);
	secret_of(token, rq->viewer.secret);
	reply_cookie(rq, cookie_name, secret_encode(&rq->task.arena, token, sizeof(token)), seconds);
	secret_wipe(token, sizeof(token));
}

void session_forget(struct request *rq)
{
	must(cookie_name);
	reply_cookie(rq, cookie_name, "", -1);
}
