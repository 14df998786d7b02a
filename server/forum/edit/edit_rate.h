/* edit_rate.h -- how often a member may change posts: each version is kept for ever. */
#ifndef FORUM_EDIT_RATE_H
#define FORUM_EDIT_RATE_H

#include <stdbool.h>

struct edit_rate;
struct request;

/* Asks how many there were within the hour, and holds that until the open transaction's end. Lives in the task. */
struct edit_rate *edit_rate_look(struct request *rq);
/* After the wait: false, there were too many, and the request has been answered; what was typed comes along. Whoever calls rolls
 * the transaction back. Moderators, staff and admins may always. */
bool edit_rate_ok_or_reply(struct request *rq, const struct edit_rate *rate);
/* In the open transaction: one more is being saved or suggested. */
void edit_rate_count(struct request *rq, const struct edit_rate *rate);

#endif
