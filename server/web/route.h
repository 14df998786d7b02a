/* route.h -- a URL of the site: pattern, guard, handler. The table is forum/routes.c.
 *
 * Patterns: "/t/:thread/..slug". ":x" matches one segment, "..x" the rest (also nothing, also without its
 * slash). Constant segments win over ":x", ":x" over "..x", among the rows that have the method; the table's
 * order does not matter. */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include <stddef.h>
#include <stdint.h>

#include "db/query.h"
#include "web/http.h"
#include "web/request.h"

enum guard {
	GUARD_OPEN,	 /* GET and HEAD only: anybody */
	GUARD_SIGNED_IN, /* GET and HEAD only: members; others are sent to sign in and come back */
	GUARD_FORM,	 /* POST by a member: role, form key, Origin */
	GUARD_GUEST,	 /* POST by anybody: Sec-Fetch-Site, else Origin, else one more click is asked for */
	GUARD_KEY,	 /* an API key */
	GUARD_SIGNATURE, /* a signed webhook, checked before parsing */
	GUARD_PUBLIC,	 /* GET and HEAD only: anybody, and nobody asks who it is: static files, /livez */
};

struct route {
	unsigned doors;
	enum http_method method; /* HTTP_GET serves HEAD too */
	const char *pattern;
	void (*handle)(struct request *);
	enum guard guard;
	unsigned roles;	    /* any of these is needed beyond being signed in; 0: none */
	size_t body_most;   /* bytes; 0: 64 KiB */
	const char *name;   /* in the log: the pattern if NULL */
	bool speaks;	    /* POST: it writes what others read: not for who is silenced */
	bool suspended_too; /* POST: also for who is suspended */
	bool file;	    /* POST: its form may carry a file, as multipart/form-data */
};

struct route_match {
	const struct route *route; /* NULL: no such path (404), or only with other methods */
	unsigned allowed;	   /* bit set of http_method that the path has, for 405 and Allow */
	struct form_field params[6];
	size_t param_count;
};

/* Sorts the routes of ${door} for matching; once a process. A table that contradicts itself (two rows match
 * the same, an open POST) is our own error. */
void routes_use(const struct route *routes, size_t n, enum door door);
/* ${path} is decoded once. Parameters live in ${a}. */
struct route_match route_find(struct arena *a, enum http_method method, const char *path);

/* A parameter of the matched route. text: as decoded. int8: 0 if it is no number (no row has id 0, so it is
 * not found). */
const char *route_text(struct request *rq, const char *name);
int64_t route_int8(struct request *rq, const char *name);

#endif
