/* answer_pages.h -- handlers that add posts to a thread, for routes.c. */
#ifndef FORUM_ANSWER_PAGES_H
#define FORUM_ANSWER_PAGES_H

struct request;

void answer_post(struct request *rq);  /* POST /t/:thread/answer */
void comment_post(struct request *rq); /* POST /a/:post/comment */

#endif
