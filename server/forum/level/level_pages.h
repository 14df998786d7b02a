/* level_pages.h -- handlers of levels, for routes.c. */
#ifndef FORUM_LEVEL_PAGES_H
#define FORUM_LEVEL_PAGES_H

struct request;

void levels_show(struct request *rq);	    /* GET  /levels        open */
void levels_admin_show(struct request *rq); /* GET  /admin/levels  admin */
void levels_admin_post(struct request *rq); /* POST /admin/levels  admin: preview, apply, undo */

#endif
