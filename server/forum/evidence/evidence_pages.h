/* evidence_pages.h -- handlers; forum/routes.c lists them. */
#ifndef FORUM_EVIDENCE_PAGES_H
#define FORUM_EVIDENCE_PAGES_H

struct request;

void evidence_list_show(struct request *rq);
void finding_show(struct request *rq);
void finding_post(struct request *rq);
void evidence_mine_show(struct request *rq);
void evidence_mine_post(struct request *rq);
void evidence_limits_show(struct request *rq);
void evidence_limits_post(struct request *rq);

#endif
