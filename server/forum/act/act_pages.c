/* act_pages.c -- what people do with posts and threads by one click.
 *
 * The page's forms share a key, and an act is idempotent by itself: a second click finds it done and is told
 * so. So the key guards these forms, but is not used up by them: a page one has come back to must not refuse
 * the next click. */
#include "forum/act/act_pages.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/must.h"
#include "db/query.h"
#include "forum/act/act.h"
#include "forum/act/act_sql.h"
#include "forum/event.h"
#include "forum/frame/frame.h"
#include "forum/rate.h"
#include "forum/thread/thread.h"
#include "jobs/queue.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

/* The thread as it is now, with the reason above it. */
static void refuse_wait(struct request *rq, int64_t thread, int status, const char *why)
{
	thread_page_reply_wait(rq, thread, &(struct thread_form){.notice = why}, status);
}

static struct act_scene scene_of(const struct request *rq, const struct thread_locked *th)
{
	return (struct act_scene){.viewer = rq->viewer.id,
		.staff = viewer_is(&rq->viewer, ROLE_STAFF),
		.thread = th};
}

/* Ends the transaction and answers if there is nothing to do. */
static bool judged_or_replied_wait(struct request *rq, enum act act, const struct act_scene *s,
	const char *path)
{
	struct act_verdict v = act_judge(act, s);

	if (!v.status)
		return true;
	if (v.status != 200) {
		db_rollback_wait(&rq->task);
		refuse_wait(rq, s->thread->id, v.status, v.why);
		return false;
	}
	db_commit_sure_wait(&rq->task); /* that it was tried counts */
	frame_flash(rq, "already");
	reply_see_other(rq, path);
	return false;
}

static void tell(struct task *t, int64_t post, int64_t actor, const char *kind)
{
	job_put(t, &(struct job){.kind = "notice.act", .subject = post, .other = actor, .text = kind});
}

/* The asker's word on the whole question. */
static void step(struct task *t, enum act act, const struct act_scene *s)
{
	enum thread_state after = act_state_after(act, s);

	thread_step(t, s->thread, after, s->viewer);
	if (after == STATE_REOPENED && after != s->thread->state)
		thread_bump(t, s->thread->id);
}

/* Nothing is deleted, so who says a thing and takes it back by turns would fill the ledger alone. A turn has to take back; of that there is not
 * so much an hour that anybody meets it by clicking. */
#define BACK_AN_HOUR 600

struct back_rate {
	struct rate limit;
	struct rate_count *count;
};

/* Asks how much was taken back, where this takes back. */
static void rate_ask(struct request *rq, enum act act, struct back_rate *rate)
{
	*rate = (struct back_rate){
		.limit = {"acts taken back", arena_printf(&rq->task.arena, "%lld", (long long)rq->viewer.id),
			BACK_AN_HOUR, 3600}};
	if (act_takes_back(act))
		rate_hold(&rq->task, &rate->limit, 1, &rate->count);
}

/* In the open transaction: counts it. False: that is over, and the request has been answered. */
static bool rate_counted_or_replied_wait(struct request *rq, enum act act, const struct back_rate *rate)
{
	int again_s;

	if (!act_takes_back(act))
		return true;
	if (rate_room(&rate->limit, 1, &rate->count, &again_s)) {
		rate_count(&rq->task, &rate->limit, 1);
		return true;
	}
	db_rollback_wait(&rq->task);
	reply_retry_after(rq, 429, again_s,
		_("You have taken back very much within an hour. Please wait a little."));
	return false;
}

/* ---- on a post ---- */

static void accept(struct task *t, const struct act_scene *s, const char *label)
{
	bool by_asker = s->viewer == s->thread->author_id;

	acceptance_add(t, &(struct new_acceptance){
				  .thread_id = s->thread->id,
				  .asker_id = s->thread->author_id,
				  .post_id = s->post->id,
				  .author_id = s->post->author_id,
				  .member_id = s->viewer,
				  .staff = !by_asker,
				  .label = label,
			  });
	if (s->post->author_id != s->viewer)
		tell(t, s->post->id, s->viewer, "accepted");
}

/* "Not helpful" and the kind words exclude each other: saying one takes the other back. */
static void react(struct task *t, const struct act_scene *s, enum reaction_kind kind, const char *context)
{
	int64_t thread = s->thread->id, post = s->post->id;

	if (kind == REACTION_UNHELPFUL && s->post->thanked)
		reaction_undo(t, thread, post, s->viewer, REACTION_THANKS);
	if (kind == REACTION_UNHELPFUL && s->post->helped)
		reaction_undo(t, thread, post, s->viewer, REACTION_HELPED);
	if (kind != REACTION_UNHELPFUL && s->post->unhelpful)
		reaction_undo(t, thread, post, s->viewer, REACTION_UNHELPFUL);
	reaction_add(t, thread, post, s->viewer, kind, context);
	if (kind != REACTION_UNHELPFUL)
		tell(t, post, s->viewer, kind == REACTION_THANKS ? "thanks" : "helped");
}

static void post_act_do(struct task *t, enum act act, const struct act_scene *s, const char *text)
{
	int64_t thread = s->thread->id, post = s->post->id;

	switch (act) {
	case ACT_ACCEPT:
		return accept(t, s, text);
	case ACT_UNACCEPT:
		return acceptance_withdraw(t, s->thread, s->viewer,
			&(struct accepted_post){post, s->post->author_id});
	case ACT_THANKS:
		return react(t, s, REACTION_THANKS, "");
	case ACT_HELPED:
		return react(t, s, REACTION_HELPED, text);
	case ACT_UNHELPFUL:
		return react(t, s, REACTION_UNHELPFUL, "");
	case ACT_THANKS_UNDO:
		return reaction_undo(t, thread, post, s->viewer, REACTION_THANKS);
	case ACT_HELPED_UNDO:
		return reaction_undo(t, thread, post, s->viewer, REACTION_HELPED);
	case ACT_UNHELPFUL_UNDO:
		return reaction_undo(t, thread, post, s->viewer, REACTION_UNHELPFUL);
	default:
		break;
	}
}

/* Where the click was made: at the post's buttons; at its head if it has moved to the solutions or away from
 * them. */
static const char *path_back(struct arena *a, const struct post_place *at, enum act act)
{
	const char *path = post_place_path(a, at), *fragment = strrchr(path, '#');

	if (act == ACT_ACCEPT || act == ACT_UNACCEPT)
		return path;
	return arena_printf(a, "%.*s#f%lld", (int)(fragment - path), path, (long long)at->id);
}

static void post_act_commit_wait(struct request *rq, enum act act, const struct act_scene *s,
	const char *text)
{
	struct task *t = &rq->task;
	struct post_place *at = NULL;

	post_act_do(t, act, s, text);
	step(t, act, s);
	post_place_find(t, s->post->id, &at);
	if (db_commit_wait(t) == DB_CONFLICT) {
		(void)db_conflict(t);
		return refuse_wait(rq, s->thread->id, 409,
			_("Somebody changed this thread meanwhile. Please look again."));
	}
	frame_flash(rq, act_flash(act, s));
	reply_see_other(rq, at ? path_back(&t->arena, at, act) : "/");
}

/* What was typed beside the button: where it worked. */
static const char *where_of(struct request *rq, enum act act)
{
	const char *typed = form_text_or_empty(&rq->body, act == ACT_ACCEPT ? "label" : "context");

	return act == ACT_ACCEPT || act == ACT_HELPED ? text_one_line(&rq->task.arena, typed) : "";
}

/* POST /a/:post/act */
void post_act(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t post = route_int8(rq, "post");
	enum act act = act_of(form_text(&rq->body, "act"));
	const char *text = where_of(rq, act);
	struct thread_locked *th = NULL;
	struct act_post *found = NULL;
	struct back_rate rate;
	struct act_scene s;

	if (!act_is_on_post(act))
		act = ACT_UNKNOWN;
	db_begin(t);
	thread_hold_by_post(t, post, &th);
	act_post_find(t, post, rq->viewer.id, &found);
	rate_ask(rq, act, &rate);
	db_wait(t);
	if (!th || th->deleted || !found) {
		db_rollback_wait(t);
		return reply_not_found(rq);
	}
	s = scene_of(rq, th);
	s.post = found;
	if (!rate_counted_or_replied_wait(rq, act, &rate) ||
		!judged_or_replied_wait(rq, act, &s, post_path(&t->arena, post)))
		return;
	if (text_characters(text) > ACT_LABEL_MOST) {
		db_rollback_wait(t);
		return refuse_wait(rq, th->id, 422,
			_("Please say in at most 60 characters where it worked."));
	}
	post_act_commit_wait(rq, act, &s, text);
}

/* ---- on a thread ---- */

static void thread_act_do(struct task *t, enum act act, const struct act_scene *s,
	const struct accepted_posts *accepted)
{
	int64_t thread = s->thread->id;

	switch (act) {
	case ACT_ME_TOO:
		return me_too_add(t, thread, s->viewer);
	case ACT_ME_TOO_UNDO:
		return me_too_undo(t, thread, s->viewer);
	case ACT_FOLLOW:
		return thread_follow(t, thread, s->viewer);
	case ACT_UNFOLLOW:
		return follow_undo(t, thread, s->viewer);
	case ACT_REOPEN:
		return acceptances_take_back(t, s->thread, s->viewer, accepted);
	case ACT_CONFIRM:
		return event_note(t, EVENT_CONFIRMED, s->viewer, 0, thread, 0, 0);
	default:
		break;
	}
}

/* POST /t/:thread/act */
void thread_act(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t thread = route_int8(rq, "thread");
	enum act act = act_of(form_text(&rq->body, "act"));
	struct thread_locked *th = NULL;
	struct relation *relation = NULL;
	struct accepted_posts accepted = {0};
	struct back_rate rate;
	struct act_scene s;
	const char *path;

	if (act_is_on_post(act))
		act = ACT_UNKNOWN;
	db_begin(t);
	thread_hold(t, thread, &th);
	rate_ask(rq, act, &rate);
	relation_of(t, thread, rq->viewer.id, &relation);
	accepted_posts_of(t, thread, rq->viewer.id, &accepted);
	db_wait(t);
	if (!th || th->deleted) {
		db_rollback_wait(t);
		return reply_not_found(rq);
	}
	s = scene_of(rq, th);
	s.me_too = relation->me_too;
	s.follows = relation->follows;
	path = thread_path(&t->arena, thread, th->slug);
	if (!rate_counted_or_replied_wait(rq, act, &rate) || !judged_or_replied_wait(rq, act, &s, path))
		return;
	thread_act_do(t, act, &s, &accepted);
	step(t, act, &s);
	if (db_commit_wait(t) == DB_CONFLICT) {
		(void)db_conflict(t);
		return refuse_wait(rq, thread, 409,
			_("Somebody changed this thread meanwhile. Please look again."));
	}
	frame_flash(rq, act_flash(act, &s));
	reply_see_other(rq, path);
}
