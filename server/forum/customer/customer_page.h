/* customer_page.h -- the page of one customer, for the handlers that show it again; for this folder. */
#ifndef FORUM_CUSTOMER_PAGE_H
#define FORUM_CUSTOMER_PAGE_H

#include "forum/customer/customer_view.h"

struct request;

/* Reads everything, notes that it was looked at, and replies with ${status}. ${touch}: what was typed; ${error}: what else was refused. */
void customer_page_reply_wait(struct request *rq, int64_t id, int status, const struct touch_form *touch,
	const char *error);

/* In the transaction that is open: notes the form key, commits, and leads to the customer's page with the sentence ${flash}. On a conflict
 * that is no double click: false, and the caller answers. */
bool customer_commit_wait(struct request *rq, int64_t id, const char *flash);
/* A unique name for what a form adds: the random half of its key. */
const char *customer_once(struct request *rq);

#endif
