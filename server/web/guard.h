/* guard.h -- who may pass: no POST reaches a handler unguarded.
 *
 * A form key is 16 random bytes and 16 bytes of a keyed hash of them under the session's secret, in
 * base64url: it cannot be made elsewhere, so it is the token against forged requests; and it is unique, so a
 * table with a unique constraint makes every signed-in form idempotent (form_once in forum/formkey.h). */
#ifndef WEB_GUARD_H
#define WEB_GUARD_H

#include <stdbool.h>

struct request;

/* A new key for a form that ${rq}'s viewer will send; lives in the task. For guests: "". */
const char *guard_form_key(struct request *rq);
/* The random half of the key that was sent (16 bytes), once the guard has checked it; for the unique
 * constraint. */
const unsigned char *guard_form_nonce(struct request *rq);
/* A fresh key with the random half of ${old}, for a form that is shown again: sent twice, it still counts
 * once. An ${old} that is no key gives a new one. */
const char *guard_form_key_again(struct request *rq, const char *old);

/* Whether the request may reach its handler; if not, it has been answered: 303 to sign in (GET), the sign-in
 * page with everything that was typed (POST, by the function below), 403, or the confirm page. Sleeps
 * where keys or signatures are checked. */
bool guard_pass_or_reply_wait(struct request *rq);

/* What checks API keys (GUARD_KEY) and signatures (GUARD_SIGNATURE) at this door, before the handler; may
 * sleep. NULL, and until it is called: none passes. */
void guard_checks(bool (*key_wait)(struct request *), bool (*signature_wait)(struct request *));

/* What answers a POST whose session is gone: keeps the fields. And the page that asks a guest for one more
 * click, when the browser says neither Sec-Fetch-Site nor Origin. Both write into rq->out and reply. */
void guard_pages(void (*sign_in_again)(struct request *rq), void (*confirm)(struct request *rq));

#endif
