/* link_pages.c -- finding the other end of a link, linking, unlinking and its undo. */
#include "forum/link/link_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/formkey.h"
#include "forum/link/link_page.h"
#include "forum/link/link_view.h"
#include "templates/link/find.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

const char *desk_thread_path(struct arena *a, int64_t id)
{
	return arena_printf(a, "/thread/%lld", (long long)id);
}

static struct link_choices kind_choices(struct arena *a, const char *now)
{
	struct link_choices c = {arena_array(a, struct link_choice, LINK_KINDS), 0};
	int k;

	for (k = 0; k < LINK_KINDS; k++) {
		const char *name = link_kind_name((enum link_kind)k);

		c.v[c.n++] =
			(struct link_choice){name, link_kind_label((enum link_kind)k), text_is(name, now)};
	}
	return c;
}

/* ---- finding ---- */

static void find_reply(struct request *rq, struct link_find_view *v, const char *title, const char *nav,
	int status)
{
	v->frame = desk_frame_of(rq, title, nav);
	v->kind = form_text(&rq->body, "kind");
	v->reason = form_text_or_empty(&rq->body, "reason");
	v->kinds = kind_choices(&rq->task.arena, v->kind ? v->kind : link_kind_name(LINK_SAME_PROBLEM));
	v->form_key = rq->head.method == HTTP_POST ? guard_form_key_again(rq, form_text(&rq->body, "key"))
						   : guard_form_key(rq);
	link_find_page(rq->out, v);
	reply_page_status(rq, status);
}

static const char *query_of(struct request *rq)
{
	return text_one_line(&rq->task.arena, form_text_or_empty(&rq->query, "q"));
}

static void cases_find_wait(struct request *rq, int64_t thread, const char *error, int status)
{
	struct task *t = &rq->task;
	struct link_find_view v = {.q = query_of(rq), .error = error};

	thread_find(t, thread, &v.thread);
	links_of_thread(t, thread, &v.links);
	if (*v.q)
		cases_search(t, v.q, &v.cases);
	else
		proposals_find(t, thread, &v.proposals);
	db_wait(t);
	if (!v.thread)
		return reply_not_found(rq);
	find_reply(rq, &v, _("Link to a case"), "threads", status);
}

static void threads_find_wait(struct request *rq, int64_t id, const char *error, int status)
{
	struct task *t = &rq->task;
	struct link_find_view v = {.q = query_of(rq), .error = error};

	case_find(t, id, &v.row);
	links_of_case(t, id, &v.links);
	if (*v.q)
		threads_search(t, v.q, id, &v.threads);
	else
		threads_like(t, id, &v.alike);
	db_wait(t);
	if (!v.row)
		return reply_not_found(rq);
	find_reply(rq, &v, _("Link to a thread"), "cases", status);
}

/* GET /thread/:thread/link?q=… -- cases for it. */
void thread_link_show(struct request *rq)
{
	cases_find_wait(rq, route_int8(rq, "thread"), NULL, 200);
}

/* GET /case/:case/link?q=… -- threads for it. */
void case_link_show(struct request *rq)
{
	threads_find_wait(rq, route_int8(rq, "case"), NULL, 200);
}

/* ---- linking ---- */

struct link_input {
	int64_t thread, case_id, post;
	enum link_kind kind;
	const char *reason;
};

static int64_t number_of(struct request *rq, const char *field)
{
	const char *text = text_one_line(&rq->task.arena, form_text_or_empty(&rq->body, field));
	int64_t n = 0;

	return text_int8(*text == '#' ? text + 1 : text, &n) && n > 0 ? n : 0;
}

static const char *input_read(struct request *rq, struct link_input *in)
{
	in->reason = text_one_line(&rq->task.arena, form_text_or_empty(&rq->body, "reason"));
	in->post = form_int8(&rq->body, "post");
	if (!in->thread || !in->case_id)
		return _("Please say which one.");
	if (!link_kind_of(form_text(&rq->body, "kind"), &in->kind))
		return _("Please say how the two belong together.");
	return text_characters(in->reason) > LINK_REASON_MOST
		       ? _("The reason is too long: 500 characters at most.")
		       : NULL;
}

/* What else must be so; NULL: it is. */
static const char *link_refuse(const struct thread_locked *th, const struct case_row *c)
{
	if (!th || th->deleted)
		return _("There is no thread of that number.");
	if (!c)
		return _("There is no case of that number.");
	if (c->merged_into)
		return _("That case was merged into another. Link to that one.");
	return c->state == CASE_DELETED ? _("A deleted case takes no links.") : NULL;
}

/* Links, and leads to ${path}. A refusal goes back to ${back_wait}. */
static void link_make_wait(struct request *rq, struct link_input *in, const char *path,
	void (*back_wait)(struct request *, int64_t, const char *, int), int64_t end)
{
	struct task *t = &rq->task;
	struct thread_locked *th = NULL;
	struct case_row *c = NULL;
	struct link_id *made = NULL;
	const char *wrong = input_read(rq, in);

	if (wrong)
		return back_wait(rq, end, wrong, 422);
	db_begin(t);
	thread_hold(t, in->thread, &th);
	case_hold(t, in->case_id, &c);
	db_wait(t);
	wrong = link_refuse(th, c);
	if (wrong) {
		db_rollback_wait(t);
		return back_wait(rq, end, wrong, 409);
	}
	link_add(t,
		&(struct link_new){.thread = th->id,
			.episode = th->episode,
			.post = in->post,
			.case_id = c->id,
			.kind = in->kind,
			.reason = in->reason,
			.account = rq->viewer.id},
		&made);
	form_key_note(rq, path);
	if (db_commit_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		return back_wait(rq, end, _("Somebody changed this meanwhile. Please try again."), 409);
	}
	desk_flash(rq, made ? "linked" : "linked-already");
	reply_see_other(rq, path);
}

/* POST /thread/:thread/link -- case, kind, reason. */
void thread_link_post(struct request *rq)
{
	struct link_input in = {.thread = route_int8(rq, "thread"), .case_id = number_of(rq, "case")};

	link_make_wait(rq, &in, desk_thread_path(&rq->task.arena, in.thread), cases_find_wait, in.thread);
}

/* POST /case/:case/link -- thread, kind, reason. */
void case_link_post(struct request *rq)
{
	struct link_input in = {.case_id = route_int8(rq, "case"), .thread = number_of(rq, "thread")};

	link_make_wait(rq, &in, case_path(&rq->task.arena, in.case_id), threads_find_wait, in.case_id);
}

/* ---- a link's steps ---- */

static bool step_of(const char *act, enum link_state *out)
{
	*out = text_is(act, "remove") ? LINK_REMOVED : LINK_ACTIVE;
	return text_is(act, "remove") || text_is(act, "accept") || text_is(act, "restore");
}

static const char *step_refuse(const struct link_held *l, enum link_state becomes)
{
	if (!link_step_legal(l->state, becomes))
		return becomes == LINK_REMOVED ? _("This link was removed already.")
					       : _("This link is in force already.");
	if (becomes == LINK_ACTIVE && l->merged)
		return _("The case was merged into another. Split it first, or link to that one.");
	return becomes == LINK_ACTIVE && l->other ? _("The two are linked already.") : NULL;
}

static const char *back_path(struct request *rq, const struct link_held *l)
{
	return text_is(form_text(&rq->body, "back"), "case")
		       ? case_path(&rq->task.arena, l->case_id)
		       : desk_thread_path(&rq->task.arena, l->thread_id);
}

/* POST /link/:link -- act: accept (a proposed one), remove, restore. Locks in the order of all: thread, case, link. */
void link_post(struct request *rq)
{
	struct task *t = &rq->task;
	struct link_ends *ends = NULL;
	struct thread_locked *th = NULL;
	struct case_row *c = NULL;
	struct link_held *l = NULL;
	enum link_state becomes;
	const char *why, *path, *reason = text_one_line(&t->arena, form_text_or_empty(&rq->body, "reason"));

	if (!step_of(form_text(&rq->body, "act"), &becomes))
		return reply_error(rq, 422, _("There is no such act."));
	if (text_characters(reason) > LINK_REASON_MOST)
		return reply_error(rq, 422, _("The reason is too long: 500 characters at most."));
	db_begin(t);
	link_ends_find(t, route_int8(rq, "link"), &ends);
	db_wait(t);
	if (!ends) {
		db_rollback_wait(t);
		return reply_not_found(rq);
	}
	thread_hold(t, ends->thread_id, &th);
	case_hold(t, ends->case_id, &c);
	link_hold(t, route_int8(rq, "link"), &l);
	db_wait(t);
	why = !l || l->case_id != ends->case_id || l->thread_id != ends->thread_id
		      ? _("Somebody changed this meanwhile. Please try again.")
		      : step_refuse(l, becomes);
	if (why && form_key_answered_wait(rq))
		return;
	if (why) {
		db_rollback_wait(t);
		return reply_error(rq, 409, why);
	}
	path = back_path(rq, l);
	link_step(t, l, becomes, rq->viewer.id, reason);
	form_key_note(rq, path);
	if (db_commit_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		return reply_error(rq, 409, _("Somebody changed this meanwhile. Please try again."));
	}
	desk_flash(rq, becomes == LINK_REMOVED ? "unlinked" : "linked");
	reply_see_other(rq, path);
}
