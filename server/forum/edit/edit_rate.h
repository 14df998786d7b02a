/* edit_rate.h -- how often a member may change posts: each version is kept for ever. */
#ifndef FORUM_EDIT_RATE_H
#define FORUM_EDIT_RATE_H

#include <stdbool.h>

struct request;

/* Counts a change that is about to be saved or suggested. False: there were too many within the hour, and the request has been answered; what was
 * typed comes along. Moderators, staff and admins are not counted. Before the transaction. Sleeps. */
bool edit_rate_ok_or_reply_wait(struct request *rq);

#endif
