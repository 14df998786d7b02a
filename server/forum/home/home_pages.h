/* home_pages.h -- handlers of the start page, topics and tags, for routes.c. */
#ifndef FORUM_HOME_PAGES_H
#define FORUM_HOME_PAGES_H

struct request;

void home_show(struct request *rq);   /* GET / */
void topics_show(struct request *rq); /* GET /topics */
void topic_show(struct request *rq);  /* GET /topic/:slug */
void tags_show(struct request *rq);   /* GET /tags */
void tag_show(struct request *rq);    /* GET /tag/:name */

#endif
