/* act_pages.h -- handlers of acts, for routes.c. */
#ifndef FORUM_ACT_PAGES_H
#define FORUM_ACT_PAGES_H

struct request;

void post_act(
	struct request *rq); /* POST /a/:post/act: accept, thanks, helped, unhelpful, and their undoing */
void thread_act(struct request *rq);   /* POST /t/:thread/act: me-too, follow, reopen, confirm */
void thread_found(struct request *rq); /* POST /t/:thread/found: "this solved it", by anybody */

#endif
