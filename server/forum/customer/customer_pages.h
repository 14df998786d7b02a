/* customer_pages.h -- handlers for routes.c. */
#ifndef FORUM_CUSTOMER_PAGES_H
#define FORUM_CUSTOMER_PAGES_H

struct request;

void customers_show(struct request *rq);
void customers_post(struct request *rq);
void customer_show(struct request *rq);
void customer_touch_post(struct request *rq);
void customer_promise_post(struct request *rq);
void customer_member_post(struct request *rq);
void customer_merge_post(struct request *rq);
void customer_edit_show(struct request *rq);
void customer_edit_post(struct request *rq);
void customer_erase_show(struct request *rq);
void customer_erase_post(struct request *rq);
void customer_members_show(struct request *rq); /* GET  /settings/members  a lead */
void customer_members_post(struct request *rq); /* POST /settings/members  a lead: act on, off, undo */

#endif
