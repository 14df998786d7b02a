/* inbox_pages.c -- the desk's start page: what needs a person now, and what is done with it.
 *
 * Two never have the same: who takes something holds its row, and whoever comes second is told who is on it. Every act is idempotent
 * by what it finds, so the page's forms share one key, which guards them and is not used up. */
#include "forum/inbox/inbox_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/case/case.h"
#include "forum/inbox/inbox_view.h"
#include "templates/inbox/inbox.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define LINE_MOST 140 /* characters of what is shown of a thread */

static const char *about_of(const struct inbox_item *x)
{
	if (x->title)
		return x->title;
	if (x->subject)
		return x->subject;
	return x->name ? x->name : inbox_reason_label(x->reason);
}

static struct inbox_lines lines_of(struct arena *a, const struct inbox_items *items, int64_t account)
{
	struct inbox_lines l = {arena_array(a, struct inbox_line, items->n + 1), 0};

	for (; l.n < items->n; l.n++) {
		const struct inbox_item *x = &items->v[l.n];

		l.v[l.n] = (struct inbox_line){.item = x,
			.path = inbox_path(a, x),
			.about = about_of(x),
			.reason = inbox_reason_label(x->reason),
			.text = x->text ? text_excerpt(a, text_one_line(a, x->text), LINE_MOST) : NULL,
			.how = inbox_how_label(x->done_how),
			.mine = x->taken_by == account,
			.others = x->taken_by && x->taken_by != account};
	}
	return l;
}

static struct inbox_filters filters_of(struct arena *a, enum inbox_which now, const char *reason,
	const struct inbox_count *n)
{
	static const char *const labels[INBOX_WHICHES] = {_("All"), _("Mine"), _("Nobody’s"), _("Later"),
		_("Done")};
	const int64_t counts[INBOX_WHICHES] = {n->open, n->mine, n->unclaimed, n->asleep, -1};
	struct inbox_filters f = {arena_array(a, struct inbox_filter, INBOX_WHICHES), INBOX_WHICHES};
	int i;

	for (i = 0; i < INBOX_WHICHES; i++)
		f.v[i] = (struct inbox_filter){
			arena_printf(a, "/?show=%s&reason=%s", inbox_which_name((enum inbox_which)i), reason),
			labels[i], counts[i], (int)now == i};
	return f;
}

static struct inbox_reason_choices reasons_of(struct arena *a, const char *now)
{
	struct inbox_reason_choices c = {arena_array(a, struct inbox_reason_choice, INBOX_REASONS),
		INBOX_REASONS};
	int i;

	for (i = 0; i < INBOX_REASONS; i++)
		c.v[i] = (struct inbox_reason_choice){inbox_reason_name((enum inbox_reason)i),
			inbox_reason_label((enum inbox_reason)i),
			text_is(now, inbox_reason_name((enum inbox_reason)i))};
	return c;
}

/* ${error}: a sentence above the list. */
static void page_wait(struct request *rq, const struct form *asked, const char *error, int status)
{
	struct task *t = &rq->task;
	struct arena *a = &t->arena;
	enum inbox_which which = inbox_which_of(form_text(asked, "show"));
	enum inbox_reason reason = inbox_reason_of(form_text(asked, "reason"));
	const char *name = reason < INBOX_REASONS ? inbox_reason_name(reason) : NULL;
	struct inbox_items items = {0};
	struct inbox_count *count = NULL;
	struct inbox_view v = {.frame = desk_frame_of(rq, _("Inbox"), "inbox"),
		.error = error,
		.reason_now = name ? name : ""};

	inbox_list(t, which, rq->viewer.id, name, &items);
	inbox_counts(t, rq->viewer.id, &count);
	if (which == INBOX_OPEN && !name)
		promises_due_find(t, &v.promises);
	inbox_colleagues_find(t, rq->viewer.id, &v.inbox_others);
	db_wait(t);
	v.key = guard_form_key(rq);
	v.back = inbox_which_name(which);
	v.filters = filters_of(a, which, v.reason_now, count);
	v.reasons = reasons_of(a, name);
	v.lines = lines_of(a, &items, rq->viewer.id);
	v.full = items.n == INBOX_PAGE;
	inbox_page(rq->out, &v);
	reply_page_status(rq, status);
}

/* GET / */
void inbox_show(struct request *rq)
{
	page_wait(rq, &rq->query, NULL, 200);
}

/* ---- acts ---- */

/* {0}: no such time. */
static struct when until_of(const char *name, const struct business *hours)
{
	struct when now = clock_now();

	if (text_is(name, "2h"))
		return when_plus(now, 2 * 3600);
	if (text_is(name, "morning"))
		return clock_morning(hours, now);
	return text_is(name, "week") ? clock_morning(hours, when_plus(now, 6 * 86400)) : (struct when){0};
}

/* What is wrong with the form, or NULL; else it is asked for. */
static const char *act_do(struct request *rq, enum inbox_act act, const struct inbox_item *x,
	const struct inbox_others *all, const struct business *hours)
{
	struct task *t = &rq->task;
	int64_t to = form_int8(&rq->body, "to");
	const char *how = form_text_or_empty(&rq->body, "how");
	struct when until;
	size_t i;

	switch (act) {
	case INBOX_TAKE:
		inbox_take(t, x->id, rq->viewer.id);
		break;
	case INBOX_RELEASE:
		inbox_take(t, x->id, 0);
		break;
	case INBOX_HAND:
		for (i = 0; i < all->n && all->v[i].id != to; i++)
			;
		if (i == all->n)
			return _("Please choose a colleague.");
		inbox_take(t, x->id, to);
		break;
	case INBOX_SNOOZE:
		until = until_of(form_text(&rq->body, "until"), hours);
		if (!when_known(until))
			return _("Please choose until when.");
		inbox_snooze(t, x->id, until);
		break;
	case INBOX_WAKE:
		inbox_snooze(t, x->id, (struct when){0});
		break;
	case INBOX_FINISH:
		if (!inbox_how_label(how))
			return _("Please choose how it was done.");
		inbox_finish(t, x->id, rq->viewer.id, how);
		break;
	case INBOX_UNDO:
		inbox_undo(t, x->id);
		break;
	case INBOX_ACTS:
		return _("There is no such button here.");
	}
	return NULL;
}

static void refuse_wait(struct request *rq, const char *why, int status)
{
	if (db_in_transaction(&rq->task))
		db_rollback_wait(&rq->task);
	page_wait(rq, &rq->body, why, status);
}

/* Where the click came from: the inbox as it was filtered, or the thread. */
static const char *back_to(struct request *rq, const struct inbox_item *x)
{
	enum inbox_reason reason = inbox_reason_of(form_text(&rq->body, "reason"));

	if (x->thread && text_is(form_text(&rq->body, "back"), "thread"))
		return arena_printf(&rq->task.arena, "/thread/%lld", (long long)x->thread);
	return arena_printf(&rq->task.arena, "/?show=%s&reason=%s",
		inbox_which_name(inbox_which_of(form_text(&rq->body, "show"))),
		reason < INBOX_REASONS ? inbox_reason_name(reason) : "");
}

static void audit(struct request *rq, enum inbox_act act, const struct inbox_item *x)
{
	static const char *const what[INBOX_ACTS] = {"inbox.taken", "inbox.released", "inbox.handed",
		"inbox.snoozed", "inbox.woken", "inbox.done", "inbox.undone"};

	crm_audit_note(&rq->task, rq->viewer.id, what[act], x->customer, x->case_id, x->thread,
		inbox_reason_name(x->reason));
}

/* POST /inbox/:id */
void inbox_post(struct request *rq)
{
	static const char *const flashes[INBOX_ACTS] = {"inbox-taken", "inbox-released", "inbox-handed",
		"inbox-snoozed", "inbox-woken", "inbox-done", "inbox-undone"};
	struct task *t = &rq->task;
	enum inbox_act act = inbox_act_of(form_text(&rq->body, "act"));
	const struct business *hours = NULL;
	struct inbox_others all = {0};
	struct inbox_item *x = NULL;
	const char *wrong;

	db_begin(t);
	inbox_hold(t, route_int8(rq, "id"), &x);
	inbox_colleagues_find(t, rq->viewer.id, &all);
	clock_calendar(t, &hours);
	db_wait(t);
	if (!x) {
		db_rollback_wait(t);
		return reply_not_found(rq);
	}
	if (act < INBOX_ACTS && inbox_already(act, x, rq->viewer.id)) {
		db_rollback_wait(t);
		desk_flash(rq, "already");
		return reply_see_other(rq, back_to(rq, x));
	}
	wrong = inbox_refused(&t->arena, act, x, rq->viewer.id);
	if (wrong)
		return refuse_wait(rq, wrong, 409);
	wrong = act_do(rq, act, x, &all, hours);
	if (wrong)
		return refuse_wait(rq, wrong, 422);
	audit(rq, act, x);
	if (db_commit_wait(t) == DB_CONFLICT && db_conflict(t))
		return refuse_wait(rq, _("The same has come up again since, and stands in the inbox."), 409);
	desk_flash(rq, flashes[act]);
	reply_see_other(rq, back_to(rq, x));
}
