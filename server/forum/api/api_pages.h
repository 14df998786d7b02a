/* api_pages.h -- handlers for routes.c. */
#ifndef FORUM_API_PAGES_H
#define FORUM_API_PAGES_H

struct request;

void api_customers_post(struct request *rq);
void api_cases_post(struct request *rq);
void api_touchpoints_post(struct request *rq);
void api_docs_show(struct request *rq);

#endif
