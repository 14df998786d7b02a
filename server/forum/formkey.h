/* formkey.h -- a signed-in form counts once, however often it is sent.
 *
 *	db_begin(t);
 *	…rows, event, jobs…
 *	form_key_note(rq, "/t/42/slug#a7");            the path this leads to
 *	if (db_commit_wait(t) == DB_CONFLICT && form_key_taken(t))
 *		return form_key_reply_again_wait(rq);  the first result once more, and that it counts once
 *
 * The same at both doors, each with a table of its own. The constraint on the nonce makes the second sending conflict; it waits for the first one's commit if that is under way. */
#ifndef FORUM_FORMKEY_H
#define FORUM_FORMKEY_H

#include <stdbool.h>

struct request;
struct task;

/* Asks for the key's row in the open transaction; ask it first among the writes, so that a double costs nothing. */
void form_key_note(struct request *rq, const char *result);
/* The same for a form that is idempotent by itself: it may be sent again with other contents, from a page one has come back to. */
void form_key_spend(struct request *rq, const char *result);
/* Whether the conflict just returned was the form key's. */
bool form_key_taken(struct task *t);
/* True: this form was sent before, and has been answered as below. For what refuses a form by what the first sending made of things: ask it
 * before saying so. Sleeps. */
bool form_key_answered_wait(struct request *rq);
/* Commits where nothing but the key itself is expected to conflict. False: it is answered already, with the first result or, whatever else
 * conflicted, by 409: nothing was done. Sleeps. */
bool form_key_commit_wait(struct request *rq);
/* Answers with the first result: 303 to where it led, where a sentence says that it counts once; 422 if the key was used for other contents. Sleeps. */
void form_key_reply_again_wait(struct request *rq);

#endif
