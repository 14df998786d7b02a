/* request.h -- one request from its parsed head to its answer: what every handler gets.
 *
 * The struct is the edge's, zeroed for each request; it dies with the task. Handlers read head, query, body,
 * params and viewer, write the page into out, and end with exactly one reply_* (reply.h). */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/out.h"
#include "base/secret.h"
#include "loop/task.h"
#include "web/form.h"
#include "web/http.h"

struct route;
struct edge_connection;

enum role { /* a set, as stored in community.member.roles */
	ROLE_MEMBER = 1,
	ROLE_MODERATOR = 2,
	ROLE_STAFF = 4,
	ROLE_ADMIN = 8, /* includes moderator: viewer_is() knows */
};

/* Who looks. A guest has id 0. Filled by the viewer function of the door (session.h). */
struct viewer {
	int64_t id;
	int64_t session;  /* its row */
	const char *name; /* username */
	const char *display;
	unsigned roles;
	int level;		   /* of standing: what he may do besides; 0 to begin with */
	bool confirmed;		   /* the e-mail address is */
	bool silenced;		   /* may not post for a while */
	bool suspended;		   /* may read, appeal, and take his data along */
	const char *locale, *zone; /* NULL: the site's */
	const char *theme;	   /* "light", "dark", or NULL: the device's */
	int64_t notices;	   /* unread */
	int64_t waiting; /* in the queue of moderation, 100 at most; 0 for who does not decide there */
	unsigned char
		secret[SECRET_TOKEN]; /* of the session: form keys are bound to it; all zero for guests */
};

struct reply_header {
	const char *name, *value;
};

struct reply {
	int status;	  /* 0: no answer yet */
	const char *type; /* Content-Type */
	struct reply_header headers[12];
	size_t header_count;
	const char *etag;	    /* quoted, or NULL */
	bool cacheable;		    /* public and shared; else private, no-store */
	const unsigned char *bytes; /* a body that is not in out: an asset, lives for ever */
	size_t bytes_n;
	bool compressed; /* bytes are in the encoding that a header names; do not compress */
	bool close;	 /* close after this answer */
};

struct request {
	struct task task; /* first: a request is a task */
	struct http_head head;
	struct slice body_bytes; /* as received; lives as long as the request */
	const char *path;	 /* decoded once */
	const struct route *route;
	struct form_field params[6]; /* of the route's pattern */
	size_t param_count;
	struct form query, body;
	struct slice
		file; /* of the form, where its route takes one; {NULL, 0}: none. Lives as long as body_bytes */
	struct viewer viewer;
	const char *address; /* the client's, behind trusted proxies the forwarded one: "192.0.2.7",
				"2001:db8::1" */
	bool tls;	     /* the site's own address is https */
	struct out *out;     /* the page */
	struct reply reply;
	struct edge_connection *connection;
	void *app; /* the door's own, e.g. what an error page needs */
};

static inline bool viewer_is(const struct viewer *v, enum role role)
{
	if (role == ROLE_MODERATOR)
		return (v->roles & (ROLE_MODERATOR | ROLE_ADMIN)) != 0;
	return (v->roles & role) != 0;
}

/* The request a task is part of. Only for tasks that were started by the edge. */
static inline struct request *request_of(struct task *t)
{
	return (struct request *)t;
}

/* The value of the cookie that reply_cookie() set under that name, NUL-terminated in the task's arena; NULL
 * if absent or twice there. */
const char *request_cookie(struct request *rq, const char *name);
/* A header's value likewise, NULL if absent. */
const char *request_header(struct request *rq, const char *name);

#endif
