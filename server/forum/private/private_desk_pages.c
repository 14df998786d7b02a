/* private_desk_pages.c -- the desk opens what an asker sent: each opening is in the audit trail. */
#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/secret.h"
#include "db/query.h"
#include "forum/case/case.h"
#include "forum/formkey.h"
#include "forum/private/private_pages.h"
#include "forum/private/private_view.h"
#include "templates/private/opened.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

static unsigned char opening_key[SECRET_BOX];
static bool can_open;

void private_open_with(const char *key)
{
	can_open = secret_decode(key, opening_key, sizeof(opening_key));
}

/* NULL: it was sealed with another key, or there is none here. */
static const char *opened(struct arena *a, const struct private_sealed *x)
{
	struct blob text;

	if (!can_open || !secret_unseal(a, x->sealed, opening_key, &text))
		return NULL;
	return text_utf8((const char *)text.s, text.n) ? arena_text_n(a, (const char *)text.s, text.n) : NULL;
}

static void page_wait(struct request *rq, const char *error, int status)
{
	struct task *t = &rq->task;
	struct private_desk_view v = {.frame = desk_frame_of(rq, _("Private details"), "threads"),
		.error = error};
	struct private_sealed *x = NULL;

	db_begin(t);
	private_hold(t, route_int8(rq, "id"), &x);
	db_wait(t);
	if (!x) {
		db_rollback_wait(t);
		return reply_not_found(rq);
	}
	private_cases_of(t, x->thread, &v.cases);
	private_opened(t, x->id, rq->viewer.id);
	crm_audit_note(t, rq->viewer.id, "private.opened", 0, 0, x->thread, NULL);
	(void)db_commit_wait(t);
	v.message = x;
	v.text = opened(&t->arena, x);
	v.key = guard_form_key_again(rq, form_text_or_empty(&rq->body, "key"));
	private_opened_page(rq->out, &v);
	reply_page_status(rq, status);
}

/* GET /private/:id */
void private_desk_show(struct request *rq)
{
	page_wait(rq, NULL, 200);
}

static void refuse_wait(struct request *rq, const char *why, int status)
{
	db_rollback_wait(&rq->task);
	page_wait(rq, why, status);
}

/* As a note, for colleagues; with a CRM it goes there like any other. */
static void attach(struct request *rq, const struct private_sealed *x, const struct case_row *c,
	const char *text)
{
	struct task *t = &rq->task;

	case_note_private(t, c, rq->viewer.id, x->member_id,
		arena_printf(&t->arena, _("Private details from %s:\n\n%s"), x->member, text));
	crm_event_note(t, CRM_INTAKE_ATTACHED, rq->viewer.id, c->customer_id, c->id, x->thread, 0);
	crm_audit_note(t, rq->viewer.id, "private.attached", c->customer_id, c->id, x->thread, NULL);
	private_attached(t, x->id, c->id);
}

/* POST /private/:id -- act: attach (case), delete. */
void private_desk_post(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t id = route_int8(rq, "id");
	bool delete = text_is(form_text(&rq->body, "act"), "delete");
	struct private_sealed *x = NULL;
	struct case_row *c = NULL;
	const char *text, *back;

	db_begin(t);
	private_hold(t, id, &x);
	case_hold(t, form_int8(&rq->body, "case"), &c);
	db_wait(t);
	if (!x) {
		db_rollback_wait(t);
		if (!delete)
			return reply_not_found(rq);
		desk_flash(rq, "already");
		return reply_see_other(rq, "/threads");
	}
	back = arena_printf(&t->arena, "/thread/%lld", (long long)x->thread);
	text = opened(&t->arena, x);
	if (!delete &&(!c || c->merged_into))
		return refuse_wait(rq,
			_("Please choose a case. If the thread has none, open or link one first."), 422);
	if (!delete &&!text)
		return refuse_wait(rq, _("It cannot be opened with the key there is."), 409);
	if (!delete &&x->case_id == c->id)
		return refuse_wait(rq, _("It is in that case already."), 409);
	form_key_note(rq, back);
	if (delete) {
		crm_audit_note(t, rq->viewer.id, "private.deleted", 0, x->case_id, x->thread, NULL);
		private_delete(t, id);
	} else {
		attach(rq, x, c, text);
	}
	if (!form_key_commit_wait(rq))
		return;
	desk_flash(rq, delete ? "private-deleted" : "private-attached");
	reply_see_other(rq, back);
}
