/* decide.c -- what goes along with a decision: its event, the jobs that tell people and look at the thread again, the stamps. See decide.h. */
#include "forum/moderation/decide.h"

#include "base/clock.h"
#include "db/query.h"
#include "db/stamp.h"
#include "forum/event.h"
#include "forum/moderation/decide_sql.h"
#include "forum/moderation/moderation_text.h"
#include "forum/moderation/rules.h"
#include "forum/notice/notice.h"
#include "jobs/queue.h"
#include "web/request.h"

const char *moderation_refusal(struct task *t)
{
	return refusal_of(db_conflict(t));
}

#define TOLD_AFTER_US 30000000LL

/* ---- consequences ---- */

/* A slip that is taken back at once is told to nobody. */
static void told_later(struct task *t, int64_t decision, int64_t group, bool undone)
{
	job_put(t, &(struct job){
			   .kind = "moderation.told",
			   .subject = decision,
			   .other = group,
			   .text = undone ? "undone" : NULL,
			   .run_at = {clock_now().us + TOLD_AFTER_US},
		   });
}

static void touch(struct task *t, const struct decision *d)
{
	if (d->thread) {
		stamp_touch(t, STAMP_THREAD, d->thread);
		stamp_touch(t, STAMP_LISTS, 0);
	}
	if (d->made)
		stamp_touch(t, STAMP_THREAD, d->made);
	if (d->stands && d->stands != d->thread)
		stamp_touch(t, STAMP_THREAD, d->stands);
	if (d->topic)
		stamp_touch(t, STAMP_TOPIC, d->topic);
	if (d->member)
		stamp_touch(t, STAMP_MEMBER, d->member);
}

/* Searching and similar questions look at the threads again. */
static void look_again(struct task *t, const struct decision *d)
{
	if (d->thread && (d->opens || !d->post))
		job_put(t, &(struct job){.kind = "thread.changed", .subject = d->thread});
	if (d->made)
		job_put(t, &(struct job){.kind = "thread.changed", .subject = d->made});
	if (d->opens && d->stands != d->thread)
		job_put(t, &(struct job){.kind = "thread.changed", .subject = d->stands});
}

/* Whether he is suspended now who was not before, or the other way round. */
static void note_member_event(struct task *t, const struct decision *d, bool undone, int64_t actor)
{
	bool suspends = d->action == MODERATION_SUSPEND, frees = d->action == MODERATION_UNSUSPEND;

	if (suspends || frees)
		event_note(t, suspends != undone ? EVENT_MEMBER_SUSPENDED : EVENT_MEMBER_RESTORED, actor,
			d->member, 0, 0, d->id);
}

/* What was held, that is. */
static bool shows(enum moderation action)
{
	return action == MODERATION_KEEP || action == MODERATION_RESTORE || action == MODERATION_CRITICISM;
}

void moderation_consequences(struct request *rq, const struct decision *d, bool undone)
{
	struct task *t = &rq->task;

	event_note(t, undone ? EVENT_DECISION_UNDONE : moderation_event(d->action), rq->viewer.id, d->member,
		d->thread, d->post, d->id);
	note_member_event(t, d, undone, rq->viewer.id);
	touch(t, d);
	look_again(t, d);
	/* What was held is news to those it concerns when it is shown. */
	if (!undone && d->was_held && d->post && shows(d->action))
		job_put(t,
			&(struct job){.kind = "notice.post", .subject = d->post, .text = NOTICE_NAMES_IN_IT});
	if (!undone && d->action == MODERATION_CRITICISM)
		job_put(t,
			&(struct job){.kind = "moderation.criticism", .subject = d->thread, .other = d->id});
	told_later(t, d->id, 0, undone);
}

/* ---- one ---- */

static struct decided *decided_of(struct task *t, const struct decision *d)
{
	struct decided *made = arena_new(&t->arena, struct decided);

	*made = (struct decided){
		.id = d->id,
		.thread = d->thread,
		.post = d->post,
		.member = d->member,
		.topic = d->topic,
		.made = d->made,
		.was_held = d->was_held,
		.opens = d->opens,
	};
	return made;
}

struct decided *moderation_decide_wait(struct request *rq, const struct moderation_act *act)
{
	struct task *t = &rq->task;
	struct decision *d = NULL;
	int64_t *id = NULL;

	decision_make(t, rq->viewer.id, rq->viewer.session, act, &id);
	if (db_wait(t) == DB_CONFLICT)
		return NULL;
	decision_find(t, *id, &d);
	db_wait(t);
	moderation_consequences(rq, d, false);
	return decided_of(t, d);
}

void moderation_note_edit(struct request *rq, enum moderation action, int64_t post, int64_t author,
	int64_t thread, int64_t revision)
{
	struct task *t = &rq->task;
	enum moderation_rule rule = rule_of(form_text(&rq->body, "rule"));
	struct moderation_act act = {
		.action = action,
		.rule = rule_fits(action, rule) && rule != RULE_OTHER ? rule : RULE_ORDER,
		.note = text_one_line(&t->arena, form_text_or_empty(&rq->body, "reason")),
		.post = post,
		.to = revision,
		.hide_history = form_has(&rq->body, "hide_history"),
	};

	if (author != rq->viewer.id && viewer_is(&rq->viewer, ROLE_MODERATOR))
		decision_make_of_edit(t, rq->viewer.id, rq->viewer.session, &act, author, thread);
}

bool moderation_undo_wait(struct request *rq, const struct decision *d)
{
	struct task *t = &rq->task;

	decision_undo(t, rq->viewer.id, rq->viewer.session, d->id);
	if (db_wait(t) == DB_CONFLICT)
		return false;
	moderation_consequences(rq, d, true);
	return true;
}

/* ---- groups of before there were sweeps ---- */

static void group_consequences_wait(struct request *rq, int64_t group)
{
	struct task *t = &rq->task;
	struct toucheds threads = {0};
	size_t i;

	group_threads(t, group, &threads);
	db_wait(t);
	for (i = 0; i < threads.n; i++) {
		stamp_touch(t, STAMP_THREAD, threads.v[i].thread);
		job_put(t, &(struct job){.kind = "thread.changed", .subject = threads.v[i].thread});
	}
	stamp_touch(t, STAMP_LISTS, 0);
	event_note(t, EVENT_DECISION_UNDONE, rq->viewer.id, 0, 0, 0, group);
	told_later(t, 0, group, true);
}

int64_t moderation_undo_many_wait(struct request *rq, int64_t group)
{
	struct task *t = &rq->task;
	struct counted_rows *n = NULL;

	decisions_undo(t, rq->viewer.id, rq->viewer.session, group, &n);
	if (db_wait(t) == DB_CONFLICT)
		return -1;
	group_consequences_wait(rq, group);
	return n->n;
}
