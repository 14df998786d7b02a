/* crm_pages.h -- handlers of this subject, for routes.c. */
#ifndef FORUM_CRM_PAGES_H
#define FORUM_CRM_PAGES_H

struct request;

void crm_hook_post(struct request *rq); /* POST /hooks/:adapter */
void crm_sync_show(struct request *rq); /* GET /sync */
void crm_sync_post(struct request *rq); /* POST /sync */

#endif
