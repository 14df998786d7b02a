/* sync_pages.c -- the page of what is not in step with the CRM: when it was tried, when it will be, what went wrong; said again, or let be. */
#include "base/arena.h"
#include "base/intl.h"
#include "crm/crm.h"
#include "db/query.h"
#include "forum/case/case.h"
#include "forum/crm/crm_pages.h"
#include "forum/crm/mirror_sql.h"
#include "forum/crm/sync_sql.h"
#include "forum/formkey.h"
#include "templates/crm/sync.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

const char *sync_state_label(const char *state)
{
	return text_is(state, "dead")	   ? _("given up")
	       : text_is(state, "failed")  ? _("failed")
	       : text_is(state, "sending") ? _("being sent")
	       : text_is(state, "synced")  ? _("in step")
					   : _("waits");
}

const char *sync_kind_label(const char *kind)
{
	return text_is(kind, "create")	  ? _("the case itself")
	       : text_is(kind, "comment") ? _("a note")
	       : text_is(kind, "reply")	  ? _("a reply to the customer")
	       : text_is(kind, "owner")	  ? _("who has it")
	       : text_is(kind, "state")	  ? _("its state, priority, subject or customer")
					  : _("a link");
}

/* GET /sync */
void crm_sync_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct sync_view v = {.frame = desk_frame_of(rq, _("In step with the CRM"), "cases")};
	struct sync_count *dead = NULL;
	struct poll *p = NULL;

	sync_lines_find(t, &v.lines);
	sync_dead_count(t, &dead);
	poll_find(t, crm_settings()->adapter, &p);
	db_wait(t);
	v.more = v.lines.n > SYNC_MOST;
	v.lines.n -= v.more;
	v.adapter = crm_adapter() ? crm_settings()->adapter : NULL;
	v.url = crm_settings()->url;
	v.dead = dead->n;
	v.polled = p ? p->seen : (struct when){0};
	v.lead = (desk_me(rq)->roles & DESK_LEAD) != 0;
	v.key = guard_form_key(rq);
	crm_sync_page(rq->out, &v);
	reply_page(rq);
}

static void record(struct request *rq, const struct sync_case *c, enum crm_event_kind event, const char *what)
{
	crm_event_note(&rq->task, event, rq->viewer.id, 0, c->case_id, 0, form_int8(&rq->body, "delivery"));
	crm_audit_note(&rq->task, rq->viewer.id, what, 0, c->case_id, 0, NULL);
}

/* Where it was clicked: the page of a thread or a case, else /sync. */
static const char *back_path(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	int64_t thread = form_int8(&rq->body, "thread"), of = form_int8(&rq->body, "case");

	return thread > 0 ? arena_printf(a, "/thread/%lld", (long long)thread)
	       : of > 0	  ? case_path(a, of)
			  : "/sync";
}

static void commit_reply_wait(struct request *rq, const char *flash)
{
	const char *back = back_path(rq);

	form_key_note(rq, back);
	if (!form_key_commit_wait(rq))
		return;
	desk_flash(rq, flash);
	reply_see_other(rq, back);
}

static void all_again_wait(struct request *rq)
{
	struct task *t = &rq->task;
	struct sync_cases cases;
	size_t i;

	db_begin(t);
	sync_all_again(t, &cases);
	db_wait(t);
	for (i = 0; i < cases.n; i++)
		record(rq, &cases.v[i], CRM_SYNC_REPLAYED, "sync.replayed");
	commit_reply_wait(rq, cases.n ? "sync-again" : "sync-gone");
}

static void one_wait(struct request *rq, bool drop)
{
	struct task *t = &rq->task;
	int64_t delivery = form_int8(&rq->body, "delivery");
	struct sync_case *c = NULL;

	db_begin(t);
	if (drop)
		sync_drop(t, delivery, rq->viewer.id, &c);
	else
		sync_again(t, delivery, &c);
	db_wait(t);
	if (c)
		record(rq, c, drop ? CRM_SYNC_DROPPED : CRM_SYNC_REPLAYED,
			drop ? "sync.dropped" : "sync.replayed");
	commit_reply_wait(rq, !c ? "sync-gone" : drop ? "sync-dropped" : "sync-again");
}

/* POST /sync -- act: again, all, drop; delivery; thread or case: where to go back to. */
void crm_sync_post(struct request *rq)
{
	const char *act = form_text_or_empty(&rq->body, "act");

	if (text_is(act, "all"))
		return all_again_wait(rq);
	if (text_is(act, "again"))
		return one_wait(rq, false);
	if (!text_is(act, "drop"))
		return reply_error(rq, 422, _("Please choose what to do."));
	if (!(desk_me(rq)->roles & DESK_LEAD))
		return reply_forbidden(rq, _("Only a lead may leave something unsaid."));
	one_wait(rq, true);
}
