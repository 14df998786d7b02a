/* case_page.h -- the page of a case, also for a form that comes back; inside this folder. */
#ifndef FORUM_CASE_PAGE_H
#define FORUM_CASE_PAGE_H

#include <stdint.h>

struct case_sent;
struct request;

/* Loads and writes the page and answers with ${status}; 404 if there is no such case. ${sent} NULL: nothing was refused. Sleeps. */
void case_page_reply_wait(struct request *rq, int64_t id, const struct case_sent *sent, int status);

#endif
