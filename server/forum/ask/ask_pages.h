/* ask_pages.h -- handlers of asking, for routes.c. */
#ifndef FORUM_ASK_PAGES_H
#define FORUM_ASK_PAGES_H

struct request;

void ask_show(struct request *rq);	  /* GET /ask */
void ask_post(struct request *rq);	  /* POST /ask */
void ask_solved_post(struct request *rq); /* POST /ask/solved */
void ask_solved_show(struct request *rq); /* GET /ask/solved/:thread */

#endif
