/* again.h -- a form that arrived without a session, kept through signing in, and through its second step.
 *
 * As at the public door (account/again.h), its fields travel as hidden fields of the sign-in forms, "again_" before their names:
 * nothing is stored, no JavaScript is needed. Passwords and other secrets are not kept. */
#ifndef FORUM_DESK_AGAIN_H
#define FORUM_DESK_AGAIN_H

#include "forum/desk/desk_view.h"

/* The refused request's fields. */
struct desk_kept desk_kept_of(struct request *rq);
/* The fields that a sign-in form carries; path NULL: none, or for no form of ours. */
struct desk_kept desk_kept_carried(struct request *rq);
/* Shows the form, now that its sender has the session ${hash}. Answers the request. */
void desk_kept_show_wait(struct request *rq, const struct desk_kept *kept,
	const unsigned char hash[SECRET_HASH]);

#endif
