/* inbox_pages.h -- handlers of the inbox, for routes.c. */
#ifndef FORUM_INBOX_INBOX_PAGES_H
#define FORUM_INBOX_INBOX_PAGES_H

struct request;

void inbox_show(struct request *rq); /* GET  /           signed in */
void inbox_post(struct request *rq); /* POST /inbox/:id  form */

#endif
