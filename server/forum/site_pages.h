/* site_pages.h -- pages that belong to no subject: health, icon, help. */
#ifndef FORUM_SITE_PAGES_H
#define FORUM_SITE_PAGES_H

struct request;

void livez_show(struct request *rq);   /* GET /livez: this process answers */
void readyz_show(struct request *rq);  /* GET /readyz: and has its database */
void favicon_show(struct request *rq); /* GET /favicon.ico */
void help_show(struct request *rq);    /* GET /help */

#endif
