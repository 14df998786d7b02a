/* search_pages.h -- the handler of searching, for routes.c. */
#ifndef FORUM_SEARCH_PAGES_H
#define FORUM_SEARCH_PAGES_H

struct request;

void search_show(struct request *rq); /* GET /search */

#endif
