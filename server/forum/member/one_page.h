/* one_page.h -- a member's page for admins, for the handlers that show it. */
#ifndef FORUM_MEMBER_ONE_PAGE_H
#define FORUM_MEMBER_ONE_PAGE_H

#include <stdint.h>

struct member_admin_view;
struct request;

/* Shows the page of ${id} (0: of ${name}) with what ${v} says already, or that there is no such member. v->shown: with addresses, which is
 * written down. Answers the request; sleeps. */
void member_admin_reply_wait(struct request *rq, int64_t id, const char *name, struct member_admin_view *v,
	int status);

#endif
