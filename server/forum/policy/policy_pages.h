/* policy_pages.h -- handlers of policies, for routes.c. */
#ifndef FORUM_POLICY_PAGES_H
#define FORUM_POLICY_PAGES_H

struct request;

void policy_show(struct request *rq);	      /* GET  /policy/:slug */
void policy_history_show(struct request *rq); /* GET  /policy/:slug/history */
void policies_admin_show(struct request *rq); /* GET  /admin/policies        admin */
void policy_admin_show(struct request *rq);   /* GET  /admin/policies/:slug  admin; "new" for a new one */
void policy_admin_post(
	struct request *rq); /* POST /admin/policies/:slug  admin: preview, save, put back, as delivered */

#endif
