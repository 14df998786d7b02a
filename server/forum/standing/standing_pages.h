/* standing_pages.h -- handlers of the pages of reputation, for routes.c. */
#ifndef FORUM_STANDING_STANDING_PAGES_H
#define FORUM_STANDING_STANDING_PAGES_H

struct request;

void why_show(struct request *rq);     /* GET /u/:name/why */
void ties_show(struct request *rq);    /* GET /u/:name/ties */
void helpers_show(struct request *rq); /* GET /helpers */
void network_show(struct request *rq); /* GET /network */

#endif
