/* feed_pages.h -- what machines read, for routes.c. */
#ifndef FORUM_FEED_PAGES_H
#define FORUM_FEED_PAGES_H

struct request;

void feed_show(struct request *rq);	     /* GET /feed.atom: the newest threads */
void topic_feed_show(struct request *rq);    /* GET /topic/:slug/feed.atom */
void tag_feed_show(struct request *rq);	     /* GET /tag/:name/feed.atom */
void thread_feed_show(struct request *rq);   /* GET /t/:thread/feed.atom: its newest posts */
void member_feed_show(struct request *rq);   /* GET /u/:name/feed.atom: what he asked and answered */
void robots_show(struct request *rq);	     /* GET /robots.txt */
void sitemap_index_show(struct request *rq); /* GET /sitemap.xml */
void sitemap_show(struct request *rq);	     /* GET /sitemap/:part */

#endif
