/* link_pages.h -- handlers of links and of the desk's thread page, for routes.c. */
#ifndef FORUM_LINK_PAGES_H
#define FORUM_LINK_PAGES_H

struct request;

void desk_thread_show(struct request *rq); /* GET  /thread/:thread */
void desk_reply_post(struct request *rq);  /* POST /thread/:thread/reply: the official reply */
void desk_state_post(struct request *rq);  /* POST /thread/:thread/state */
void thread_link_show(struct request *rq); /* GET  /thread/:thread/link: find a case */
void thread_link_post(struct request *rq); /* POST /thread/:thread/link */
void case_link_show(struct request *rq);   /* GET  /case/:case/link: find a thread */
void case_link_post(struct request *rq);   /* POST /case/:case/link */
void link_post(struct request *rq);	   /* POST /link/:link: accept, remove, restore */
void case_new_show(struct request *rq);	   /* GET  /case/new */
void case_new_post(struct request *rq);	   /* POST /case/new */

#endif
