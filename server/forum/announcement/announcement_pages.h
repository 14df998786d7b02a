/* announcement_pages.h -- handlers of announcements, for routes.c. */
#ifndef FORUM_ANNOUNCEMENT_PAGES_H
#define FORUM_ANNOUNCEMENT_PAGES_H

struct request;

void announcements_admin_show(struct request *rq); /* GET  /admin/announcements      admin */
void announcement_admin_show(
	struct request *rq); /* GET  /admin/announcements/:id  admin; "new" for a new one */
void announcement_admin_post(
	struct request *rq);		       /* POST /admin/announcements/:id  admin: preview, save, end */
void announcement_dismiss(struct request *rq); /* POST /announcement/:id/dismiss */

#endif
