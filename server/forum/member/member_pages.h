/* member_pages.h -- handlers, for routes.c. */
#ifndef FORUM_MEMBER_PAGES_H
#define FORUM_MEMBER_PAGES_H

struct request;

void members_admin_show(struct request *rq); /* GET  /admin/members         moderator */
void members_admin_post(struct request *rq); /* POST /admin/members         admin: by addresses */
void member_admin_show(
	struct request *rq); /* GET  /admin/member/:member  moderator; ?show=addresses: admin */
void member_admin_post(struct request *rq); /* POST /admin/member/:member  admin */
void note_post(struct request *rq);	    /* POST /moderation/note       moderator */

#endif
