/* case_pages.h -- handlers of cases, for routes.c. */
#ifndef FORUM_CASE_PAGES_H
#define FORUM_CASE_PAGES_H

struct request;

void cases_show(struct request *rq); /* GET /cases */
void case_show(struct request *rq);  /* GET /case/:case */
void case_post(struct request *rq);  /* POST /case/:case */

#endif
