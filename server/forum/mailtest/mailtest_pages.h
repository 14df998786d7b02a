/* mailtest_pages.h -- handlers of tests of mail, for routes.c. */
#ifndef FORUM_MAILTEST_PAGES_H
#define FORUM_MAILTEST_PAGES_H

struct request;

void mailtest_show(struct request *rq); /* GET  /admin/mail  admin */
void mailtest_post(struct request *rq); /* POST /admin/mail  admin: send one */

#endif
