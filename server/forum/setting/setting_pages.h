/* setting_pages.h -- handlers of settings, for routes.c. */
#ifndef FORUM_SETTING_PAGES_H
#define FORUM_SETTING_PAGES_H

struct request;

void setting_admin_show(struct request *rq); /* GET  /admin/settings  admin */
void setting_admin_post(struct request *rq); /* POST /admin/settings  admin: save, take back */
void logo_post(struct request *rq);	     /* POST /admin/settings/logo  admin: save, remove */
void logo_show(struct request *rq);	     /* GET  /logo/:file */

#endif
