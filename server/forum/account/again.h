/* again.h -- a form that arrived without a session, kept through signing in.
 *
 * Its fields travel as hidden fields of the sign-in form, "again_" before their names, so nothing is stored
 * and no JavaScript is needed. After signing in the form is shown filled, under a fresh key with the random
 * half of the old one: sent twice, it still counts once. Passwords and other secrets are not kept. */
#ifndef FORUM_AGAIN_H
#define FORUM_AGAIN_H

#include "base/secret.h"

struct request;
struct signin_view;

/* Puts the refused request's fields into the view. */
void again_keep(struct request *rq, struct signin_view *v);
/* Puts fields that a sign-in form carries into the view once more. v->again_path stays NULL if there are
 * none, or if they are for no form of ours. */
void again_carry(struct request *rq, struct signin_view *v);
/* Shows the form, now that its sender has the session ${hash}. Answers the request. */
void again_show_wait(struct request *rq, const struct signin_view *v, const unsigned char hash[SECRET_HASH]);

#endif
