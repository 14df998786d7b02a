/* found_pages.c -- "this solved it", said by whoever found a solved thread: guests and members. */
#include "forum/act/act_pages.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/must.h"
#include "db/query.h"
#include "forum/act/act_sql.h"
#include "forum/act/found_sql.h"
#include "forum/act/visitor.h"
#include "forum/frame/frame.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

static void refuse_wait(struct request *rq, int64_t thread, int status, const char *why)
{
	thread_page_reply_wait(rq, thread, &(struct thread_form){.notice = why}, status);
}

static void found_reply(struct request *rq, const struct thread_locked *th, const struct visitor *v,
	const struct found_count *count)
{
	if (count->counted && v->cookie)
		reply_cookie(rq, VISITOR_COOKIE, v->cookie, VISITOR_KEPT_S);
	frame_flash(rq, count->counted ? "found" : count->again ? "found-again" : "found-enough");
	reply_see_other(rq, thread_path(&rq->task.arena, th->id, th->slug));
}

static void found_commit_wait(struct request *rq, const struct thread_locked *th, int64_t post,
	struct blob key)
{
	struct task *t = &rq->task;
	struct found_count *count = NULL;
	struct visitor v;

	visitor_of(&t->arena, key, rq->viewer.id, request_cookie(rq, VISITOR_COOKIE), rq->address,
		when_day(clock_now()), &v);
	found_add(t, th->id, post, rq->viewer.id, &v, &count);
	if (db_commit_wait(t) == DB_CONFLICT) {
		(void)db_conflict(t);
		return refuse_wait(rq, th->id, 409,
			_("Somebody changed this thread meanwhile. Please look again."));
	}
	found_reply(rq, th, &v, count);
}

/* POST /t/:thread/found */
void thread_found(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t thread = route_int8(rq, "thread"), post = form_int8(&rq->body, "post");
	struct thread_locked *th = NULL;
	struct act_post *found = NULL;
	struct found_key *key = NULL;
	struct act_scene s = {.viewer = rq->viewer.id};
	struct act_verdict verdict;

	db_begin(t);
	thread_hold(t, thread, &th);
	act_post_find(t, post, rq->viewer.id, &found);
	found_key_find(t, &key);
	db_wait(t);
	if (!th || th->deleted || !found || found->thread_id != thread) {
		db_rollback_wait(t);
		return reply_not_found(rq);
	}
	s.thread = th;
	s.post = found;
	verdict = act_judge_found(&s);
	if (verdict.status) {
		db_rollback_wait(t);
		return refuse_wait(rq, thread, verdict.status, verdict.why);
	}
	must(key);
	found_commit_wait(rq, th, post, key->key);
}
