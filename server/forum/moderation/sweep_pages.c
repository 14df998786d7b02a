/* sweep_pages.c -- how far a decision about many is, and taking it back. */
#include "forum/moderation/moderation_pages.h"

#include "base/intl.h"
#include "db/query.h"
#include "db/stamp.h"
#include "forum/event.h"
#include "forum/frame/frame.h"
#include "forum/moderation/moderation.h"
#include "forum/moderation/moderation_text.h"
#include "forum/moderation/pages.h"
#include "jobs/queue.h"
#include "templates/moderation_bulk.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define LOOK_AGAIN_S "3"

void sweep_put(struct request *rq, const struct sweep *s, bool back)
{
	struct task *t = &rq->task;

	job_put(t, &(struct job){.kind = "moderation.sweep", .subject = s->id, .text = back ? "back" : NULL});
	event_note(t, back ? EVENT_DECISION_UNDONE : moderation_event(MODERATION_SWEEP), rq->viewer.id, 0, 0,
		0, s->decision);
}

/* GET /moderation/sweep/:sweep -- comes again by itself while it is under way. */
void moderation_sweep_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct sweep_view v = {.frame = frame_of(rq, _("Many posts"))};
	int64_t id = route_int8(rq, "sweep");

	sweep_find(t, id, &v.sweep);
	sweep_lefts_of(t, id, &v.left);
	db_wait(t);
	if (!v.sweep)
		return reply_not_found(rq);
	if (v.sweep->under_way)
		reply_header(rq, "Refresh", LOOK_AGAIN_S);
	sweep_page(rq->out, &v);
	reply_page(rq);
}

void sweep_undo_wait(struct request *rq, const struct sweep *s)
{
	struct task *t = &rq->task;
	bool *begun = NULL;

	db_begin(t);
	sweep_undo(t, rq->viewer.id, rq->viewer.session, s->id, &begun);
	if (db_wait(t) == DB_CONFLICT)
		return reply_error(rq, 409, moderation_refusal(t));
	if (*begun)
		sweep_put(rq, s, true);
	if (db_commit_wait(t) == DB_CONFLICT)
		return reply_error(rq, 409, moderation_refusal(t));
	frame_flash(rq, *begun ? "undone" : "unchanged");
	reply_see_other(rq, arena_printf(&t->arena, "/moderation/sweep/%lld", (long long)s->id));
}
