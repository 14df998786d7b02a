/* crm.h -- keeping cases in step with a company's CRM: what the rest of the program may know and call.
 *
 * What we have to say waits in crm.delivery, written in the transaction of the act (case_outbox() of case/case.h), and is said in order,
 * case by case, by `work`. What they have to say comes as a hint, signed or found by asking, into crm.hook; `work` then looks what is
 * true there. A case's hints wait until what we have to say in it is said, so what we did is never undone by old news of ours. */
#ifndef FORUM_CRM_H
#define FORUM_CRM_H

#include <stdbool.h>

struct request;
struct task;

/* What a row of crm.sync says, for people: "waits", "given up". */
const char *sync_state_label(const char *state);

/* For guard_checks() at the desk: whether the event is signed and new enough. Any other signed address than ours is not. */
bool crm_hook_signed_wait(struct request *rq);

/* Rounds of `work`. Each ends at once where the built-in store is the truth. Sleep. */
void crm_send_wait(struct task *t); /* says what waits */
void crm_look_wait(struct task *t); /* looks where there are hints */
void crm_poll_wait(struct task *t); /* asks what has changed */

#endif
