/* topic_pages.h -- handlers of looking after topics and tags, for routes.c. */
#ifndef FORUM_TOPIC_PAGES_H
#define FORUM_TOPIC_PAGES_H

struct request;

void topics_admin_show(struct request *rq); /* GET  /admin/topics         admin */
void topics_admin_post(struct request *rq); /* POST /admin/topics         admin: order, make, undo */
void topic_admin_show(struct request *rq);  /* GET  /admin/topics/:topic  admin */
void topic_admin_post(struct request *rq);  /* POST /admin/topics/:topic  admin: save, merge, delete, undo */
void tags_admin_show(struct request *rq);   /* GET  /admin/tags           moderator */
void tags_admin_post(
	struct request *rq);		 /* POST /admin/tags           moderator: make, undo; makers: admin */
void tag_admin_show(struct request *rq); /* GET  /admin/tags/:tag      moderator */
void tag_admin_post(
	struct request *rq); /* POST /admin/tags/:tag      moderator: save, synonym, merge, undo */

#endif
