/* draft_pages.h -- handlers of drafts, for routes.c. */
#ifndef FORUM_DRAFT_PAGES_H
#define FORUM_DRAFT_PAGES_H

struct request;

void draft_save(struct request *rq);	    /* POST /draft: from static/app.js while somebody types */
void drafts_show(struct request *rq);	    /* GET /drafts */
void draft_delete_post(struct request *rq); /* POST /drafts */

#endif
