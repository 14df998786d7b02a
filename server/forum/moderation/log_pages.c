/* log_pages.c -- the open log of moderation, what of it concerns oneself, and the moderators' own record. */
#include "forum/moderation/moderation_pages.h"

#include "base/intl.h"
#include "db/query.h"
#include "forum/frame/frame.h"
#include "forum/moderation/pages.h"
#include "templates/moderation_log.h"
#include "web/reply.h"
#include "web/request.h"

/* GET /moderation/log -- for everybody; ?all for moderators, with names. */
void moderation_log_show(struct request *rq)
{
	struct log_view v = {.frame = frame_of(rq, _("What moderators did")),
		.all = viewer_decides(rq) && form_has(&rq->query, "all")};

	log_public(&rq->task, rq->viewer.id, v.all, form_int8(&rq->query, "before"), &v.rows);
	db_wait(&rq->task);
	if (v.rows.n > LOG_PAGE) {
		v.rows.n = LOG_PAGE;
		v.next = v.rows.v[LOG_PAGE - 1].id;
	}
	v.frame.canonical = "/moderation/log";
	log_page(rq->out, &v);
	reply_page(rq);
}

/* GET /moderation/mine -- what was decided about the viewer, why, and where to appeal. */
void moderation_mine_show(struct request *rq)
{
	struct mine_view v = {.frame = frame_of(rq, _("Decisions about you")),
		.silenced = rq->viewer.silenced,
		.suspended = rq->viewer.suspended};
	struct own_sanctions *s = NULL;

	log_of_mine(&rq->task, rq->viewer.id, &v.rows);
	own_sanctions_find(&rq->task, rq->viewer.id, &s);
	db_wait(&rq->task);
	if (s) {
		v.silenced_until = s->silenced_until;
		v.suspended_until = s->suspended_until;
	}
	mine_page(rq->out, &v);
	reply_page(rq);
}

/* GET /moderation/record -- who decided how much, how fast, and how often it did not hold: shown to all moderators. */
void moderation_record_show(struct request *rq)
{
	struct record_view v = {.frame = frame_of(rq, _("Record"))};

	record_of_all(&rq->task, &v.all);
	record_by_rule(&rq->task, &v.rules);
	record_by_person(&rq->task, &v.people);
	db_wait(&rq->task);
	record_page(rq->out, &v);
	reply_page(rq);
}
