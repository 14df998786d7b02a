/* moderation_pages.h -- handlers; forum/routes.c lists them. */
#ifndef FORUM_MODERATION_PAGES_H
#define FORUM_MODERATION_PAGES_H

struct request;

/* queue_pages.c: the queue, one item, one post */
void moderation_show(struct request *rq);
void moderation_next_post(struct request *rq);
void moderation_item_show(struct request *rq);
void moderation_post_show(struct request *rq);
/* act_pages.c, undo_pages.c, bulk_pages.c: deciding, taking back, many at once */
void moderation_act_post(struct request *rq);
void moderation_undo_post(struct request *rq);
void moderation_bulk_show(struct request *rq);
void moderation_bulk_post(struct request *rq);
/* sweep_pages.c: how far that is */
void moderation_sweep_show(struct request *rq);
/* tools_pages.c: what can be done with a thread, with a member */
void moderation_thread_show(struct request *rq);
void moderation_member_show(struct request *rq);
/* log_pages.c: the open log, what concerns oneself, the moderators' record */
void moderation_log_show(struct request *rq);
void moderation_mine_show(struct request *rq);
void moderation_record_show(struct request *rq);
/* appeal_pages.c */
void moderation_appeal_show(struct request *rq);
void moderation_appeal_post(struct request *rq);
void moderation_answer_show(struct request *rq);
void moderation_answer_post(struct request *rq);
/* report_pages.c */
void report_show(struct request *rq);
void report_post(struct request *rq);
void reports_show(struct request *rq);

#endif
