/* tools_pages.c -- what a moderator can do with a thread and with a member, and what was done so far. */
#include "forum/moderation/moderation_pages.h"

#include "base/intl.h"
#include "db/query.h"
#include "forum/frame/frame.h"
#include "forum/moderation/pages.h"
#include "templates/moderation_tools.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

/* GET /moderation/thread/:thread */
void moderation_thread_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct thread_tools_view v = {.frame = frame_of(rq, _("Moderate a thread"))};
	int64_t id = route_int8(rq, "thread");

	tools_thread_find(t, id, &v.thread);
	tools_topics_of(t, &v.topics);
	tools_answers_of(t, id, &v.answers);
	log_of_thread(t, id, rq->viewer.id, &v.decisions);
	did_ask(rq, &v.did);
	db_wait(t);
	if (!v.thread)
		return reply_not_found(rq);
	v.rules = rule_choices_for(rq, MODERATION_HIDE, "spam");
	v.order = rule_choices_for(rq, MODERATION_LOCK, "order");
	thread_tools_page(rq->out, &v);
	reply_page(rq);
}

/* GET /moderation/member/:member -- by id, or by username. */
void moderation_member_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct member_tools_view v = {.frame = frame_of(rq, _("Moderate a member"))};
	const char *name = route_text(rq, "member");
	int64_t id;

	if (text_int8(name, &id))
		person_find(t, id, 0, &v.person);
	else
		person_find_by_name(t, name, &v.person);
	did_ask(rq, &v.did);
	db_wait(t);
	if (!v.person)
		return reply_not_found(rq);
	id = v.person->who.id;
	log_of_member(t, id, rq->viewer.id, &v.decisions);
	v.notes = (struct notes_view){id, rq->viewer.id, v.frame.key, "tools", {0}};
	notes_of(rq, id, &v.notes.rows);
	queue_items_about(t, id, 0, rq->viewer.id, true, &v.about);
	db_wait(t);
	v.own = id == rq->viewer.id;
	v.admins = moderation_may(MODERATION_SILENCE, rq->viewer.roles, v.own, v.person->who.roles,
			   TARGET_ACTIVE) == MAY_NOT_PEER;
	v.rules = rule_choices_for(rq, MODERATION_WARN, "abuse");
	member_tools_page(rq->out, &v);
	reply_page(rq);
}
