/* thread_pages.h -- handlers of threads, for routes.c. */
#ifndef FORUM_THREAD_PAGES_H
#define FORUM_THREAD_PAGES_H

struct request;

void thread_show(struct request *rq); /* GET /t/:thread/..slug */
void post_show(struct request *rq);   /* GET /a/:post: to the page it stands on */

#endif
