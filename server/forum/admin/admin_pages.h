/* admin_pages.h -- handlers of the admin page, for routes.c. */
#ifndef FORUM_ADMIN_PAGES_H
#define FORUM_ADMIN_PAGES_H

struct request;

void admin_show(struct request *rq);	    /* GET  /admin         moderator: what there is for him */
void admin_system_show(struct request *rq); /* GET  /admin/system  admin */
void admin_jobs_show(struct request *rq);   /* GET  /admin/jobs    admin */
void admin_jobs_post(struct request *rq);   /* POST /admin/jobs    admin: retry, drop, put back */

#endif
