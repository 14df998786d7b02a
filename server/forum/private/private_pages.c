/* private_pages.c -- the asker's private form at the public door. What was typed is shown again only in a form that is refused. */
#include "forum/private/private_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/private/private_view.h"
#include "forum/rate.h"
#include "forum/thread/thread.h"
#include "templates/private/form.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

static const char *own_path(struct arena *a, int64_t thread)
{
	return arena_printf(a, "/t/%lld/private", (long long)thread);
}

/* On one's own question alone. */
static bool may(const struct request *rq, const struct thread *th)
{
	return th && th->question && !th->deleted && th->author.id == rq->viewer.id;
}

static void page_wait(struct request *rq, const struct private_typed *typed, int status)
{
	struct task *t = &rq->task;
	int64_t thread = route_int8(rq, "thread");
	struct private_view v = {.frame = frame_of(rq, _("Private details for the company")),
		.typed = *typed};
	struct intake_key *key = NULL;
	struct thread *th = NULL;

	thread_find(t, thread, &th);
	intake_key_find(t, &key);
	private_sents_of(t, thread, rq->viewer.id, &v.sents);
	db_wait(t);
	if (!may(rq, th))
		return th && !th->deleted
			       ? reply_forbidden(rq,
					 _("Only who asked the question can send details about it."))
			       : reply_not_found(rq);
	v.possible = key != NULL;
	v.title = th->title;
	v.thread_path = thread_path(&t->arena, th->id, th->slug);
	v.path = own_path(&t->arena, th->id);
	v.key = guard_form_key_again(rq, form_text_or_empty(&rq->body, "key"));
	private_page(rq->out, &v);
	reply_page_status(rq, status);
}

/* GET /t/:thread/private */
void private_show(struct request *rq)
{
	struct private_typed none = {.account = "", .phone = "", .address = "", .text = ""};

	page_wait(rq, &none, 200);
}

/* By address, then by member: what comes has to be opened and read by people. */
#define RATES		2
#define ADDRESS_AN_HOUR 200
#define MEMBERS_AN_HOUR 20
#define HOUR_S		3600

static void refuse_wait(struct request *rq, const struct private_typed *typed, int status)
{
	db_rollback_wait(&rq->task);
	page_wait(rq, typed, status);
}

static void too_many_wait(struct request *rq, struct private_typed *typed)
{
	if (form_key_answered_wait(rq))
		return;
	typed->error =
		_("You have sent a lot in a short time. This was not sent; please try again in an hour.");
	refuse_wait(rq, typed, 429);
}

/* POST /t/:thread/private */
void private_post(struct request *rq)
{
	struct task *t = &rq->task;
	struct private_typed typed = private_typed_of(&t->arena, &rq->body);
	const struct rate limits[RATES] = {
		{"private", rate_prefix(&t->arena, rq->address), ADDRESS_AN_HOUR, HOUR_S},
		{"private by", arena_printf(&t->arena, "%lld", (long long)rq->viewer.id), MEMBERS_AN_HOUR,
			HOUR_S}};
	struct rate_count *counts[RATES];
	int64_t thread = route_int8(rq, "thread");
	struct intake_key *key = NULL;
	struct thread *th = NULL;
	int again_s;

	if (typed.error)
		return page_wait(rq, &typed, 422);
	db_begin(t);
	thread_find(t, thread, &th);
	intake_key_find(t, &key);
	rate_hold(t, limits, RATES, counts);
	db_wait(t);
	if (!may(rq, th) || !key)
		return refuse_wait(rq, &typed, 503);
	if (!rate_room(limits, RATES, counts, &again_s))
		return too_many_wait(rq, &typed);
	form_key_note(rq, own_path(&t->arena, thread));
	private_send(t, key, thread, rq->viewer.id, private_letter(&t->arena, &typed));
	rate_count(t, limits, RATES);
	if (!form_key_commit_wait(rq))
		return;
	frame_flash(rq, "private-sent");
	reply_see_other(rq, own_path(&t->arena, thread));
}
