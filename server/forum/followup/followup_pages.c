/* followup_pages.c -- "did it stay solved?": the asker's answer, with or without signing in. */
#include "forum/followup/followup_pages.h"

#include "base/intl.h"
#include "base/must.h"
#include "db/query.h"
#include "forum/act/act.h"
#include "forum/event.h"
#include "forum/followup/followup_view.h"
#include "forum/frame/frame.h"
#include "forum/notice/notice.h"
#include "templates/followup/stayed.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

static const unsigned char *key_of(const struct site_key *key)
{
	must(key && key->key.n == 32);
	return key->key.s;
}

static bool token_wait(struct request *rq, struct followup_token *token)
{
	struct site_key *key = NULL;

	site_key_find(&rq->task, &key);
	db_wait(&rq->task);
	return followup_token_read(&rq->task.arena, key_of(key), route_text(rq, "token"), token);
}

bool followup_signed_wait(struct request *rq)
{
	struct followup_token token;

	return token_wait(rq, &token);
}

/* GET /t/:thread/stayed -- from his notices. */
void stayed_mine_show(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t thread = route_int8(rq, "thread");
	struct site_key *key = NULL;
	struct followup *f = NULL;

	site_key_find(t, &key);
	followup_find(t, thread, rq->viewer.id, &f);
	db_wait(t);
	if (!f)
		return reply_not_found(rq);
	reply_see_other(rq, followup_path(&t->arena, key_of(key), thread, rq->viewer.id));
}

static void show_wait(struct request *rq, const struct followup_token *token)
{
	struct task *t = &rq->task;
	struct thread *th = NULL;
	struct followup *f = NULL;
	struct stayed_view v = {.frame = frame_of(rq, _("Did it stay solved?")), .path = rq->path};

	thread_find(t, token->thread, &th);
	followup_find(t, token->thread, token->member, &f);
	db_wait(t);
	if (!th || !f || th->deleted)
		return reply_not_found(rq);
	v.title = th->title;
	v.thread_path = thread_path(&t->arena, th->id, th->slug);
	v.answer = f->answer;
	v.stale = followup_judge(f, &(struct thread_locked){.state = th->state, .episode = th->episode},
			  !text_is(f->answer, "yes")) == FOLLOWUP_STALE;
	stayed_page(rq->out, &v);
	reply_secret_page(rq, 200);
}

/* GET /stayed/:token */
void stayed_show(struct request *rq)
{
	struct followup_token token;

	if (!token_wait(rq, &token))
		return reply_not_found(rq);
	show_wait(rq, &token);
}

static void answer_do(struct task *t, const struct followup *f, const struct thread_locked *th,
	const struct accepted_posts *accepted, int64_t member, bool yes)
{
	followup_note(t, f, yes ? "yes" : "no");
	event_note(t, yes ? EVENT_STAYED_SOLVED : EVENT_NOT_STAYED, member, 0, th->id, 0, f->days);
	if (!yes)
		return thread_reopen(t, th, member, accepted);
	if (th->state == STATE_CONFIRMED)
		return;
	thread_step(t, th, STATE_CONFIRMED, member);
	event_note(t, EVENT_CONFIRMED, member, 0, th->id, 0, 0);
}

/* What the button says; nobody reads the body of a signed request but who it is for. NULL: neither yes nor no. */
static const char *answer_of(struct request *rq)
{
	struct form body = {0};
	const char *answer =
		form_read(&rq->task.arena, rq->body_bytes, &body) ? form_text(&body, "answer") : NULL;

	return text_is(answer, "yes") || text_is(answer, "no") ? answer : NULL;
}

/* POST /stayed/:token -- the guard has checked the signature. Sent twice, the second changes nothing. */
void stayed_post(struct request *rq)
{
	struct task *t = &rq->task;
	const char *answer = answer_of(rq);
	bool yes = text_is(answer, "yes");
	struct followup_token token;
	struct thread_locked *th = NULL;
	struct accepted_posts accepted = {0};
	struct followup *f = NULL;
	enum followup_verdict verdict;

	if (!token_wait(rq, &token))
		return reply_not_found(rq);
	if (!answer)
		return reply_error(rq, 422, _("Please choose yes or no."));
	db_begin(t);
	thread_hold(t, token.thread, &th);
	followup_find(t, token.thread, token.member, &f);
	accepted_posts_of(t, token.thread, token.member, &accepted);
	db_wait(t);
	verdict = th && f ? followup_judge(f, th, yes) : FOLLOWUP_STALE;
	if (verdict == FOLLOWUP_YES || verdict == FOLLOWUP_NO) {
		answer_do(t, f, th, &accepted, token.member, yes);
		(void)db_commit_wait(t);
	} else {
		db_rollback_wait(t);
	}
	show_wait(rq, &token);
}
