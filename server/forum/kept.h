/* kept.h -- a form that arrived without a session, kept through signing in, at both doors.
 *
 * Its fields travel as hidden fields of the sign-in forms, "again_" before their names, so nothing is stored
 * and no JavaScript is needed. After signing in the form is shown filled, under a fresh key with the random
 * half of the old one: sent twice, it still counts once. Passwords and other secrets are not kept. */
#ifndef FORUM_KEPT_H
#define FORUM_KEPT_H

#include <stdbool.h>

#include "web/form.h"

struct request;

/* On its way. Lives as long as the request's task. */
struct kept {
	const char *path;   /* where it went; NULL: there is none */
	struct form fields; /* their names begin with "again_" */
};
/* The refused request's fields. */
struct kept kept_of(struct request *rq);
/* The fields that a sign-in form carries; path NULL: none, or for no form of ours. */
struct kept kept_carried(struct request *rq);

/* That form once more, after signing in. */
struct kept_form {
	const char *action;
	struct form fields; /* with a key for the viewer's session */
	bool visible;	    /* some of it can be seen and changed */
};
struct kept_form kept_form_of(struct request *rq, const struct kept *kept);

#endif
