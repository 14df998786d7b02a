/* solution_pages.c -- the company's answer to the threads of a case: read the draft, change it, say yes or no. */
#include "forum/solution/solution_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/formkey.h"
#include "forum/mention.h"
#include "forum/solution/solution_draft.h"
#include "forum/solution/solution_view.h"
#include "forum/thread/thread.h"
#include "jobs/queue.h"
#include "markup/rendered.h"
#include "templates/solution/solution.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

/* What a form had in it. */
struct sent {
	const char *text, *error;
	struct texts found;
	struct html preview;
};

static struct texts labels(struct arena *a, struct texts kinds)
{
	struct texts said = {arena_array(a, const char *, kinds.n + 1), kinds.n};
	size_t i;

	for (i = 0; i < kinds.n; i++)
		said.v[i] = redact_label(kinds.v[i]);
	return said;
}

static const char *solution_path(struct request *rq)
{
	return arena_printf(&rq->task.arena, "/case/%lld/solution", (long long)route_int8(rq, "case"));
}

static bool ticked(struct request *rq, int64_t member)
{
	return form_has(&rq->body, arena_printf(&rq->task.arena, "credit-%lld", (long long)member));
}

/* Of those who may be credited, those that are ticked. */
static struct texts credited_of(struct request *rq, const struct peers *peers)
{
	struct arena *a = &rq->task.arena;
	struct texts ids = {arena_array(a, const char *, peers->n + 1), 0};
	size_t i;

	for (i = 0; i < peers->n; i++)
		if (ticked(rq, peers->v[i].id))
			ids.v[ids.n++] = arena_printf(a, "%lld", (long long)peers->v[i].id);
	return ids;
}

static void page_wait(struct request *rq, const struct sent *sent, int status)
{
	struct task *t = &rq->task;
	int64_t id = route_int8(rq, "case");
	struct solution_view v = {0};
	struct draft_wanted *wanted = NULL;
	size_t i;

	if (db_in_transaction(t))
		db_rollback_wait(t);
	case_find(t, id, &v.row);
	solution_newest(t, id, &v.solution);
	draft_wanted_look(t, id, true, &wanted);
	db_wait(t);
	if (!v.row)
		return reply_not_found(rq);
	solution_threads_of(t, id, v.solution ? v.solution->id : 0, &v.threads);
	solution_peers(t, id, v.solution ? v.solution->id : 0, &v.peers);
	db_wait(t);
	for (i = 0; i < v.threads.n; i++)
		v.waiting += v.threads.v[i].active && !v.threads.v[i].posted;
	for (i = 0; sent && i < v.peers.n; i++)
		v.peers.v[i].credited = ticked(rq, v.peers.v[i].id);
	v.may_draft = wanted && wanted->wanted;
	v.may_approve = desk_me(rq)->member_id != 0;
	v.text = sent ? sent->text : v.solution ? v.solution->text : "";
	v.redacted = v.solution ? labels(&t->arena, v.solution->redacted) : (struct texts){0};
	if (sent) {
		v.error = sent->error;
		v.found = labels(&t->arena, sent->found);
		v.preview = sent->preview;
	}
	v.frame = desk_frame_of(rq, _("Solution for the community"), "cases");
	v.form_key = sent ? guard_form_key_again(rq, form_text(&rq->body, "key")) : guard_form_key(rq);
	solution_page(rq->out, &v);
	reply_page_status(rq, status);
}

/* GET /case/:case/solution */
void solution_show(struct request *rq)
{
	page_wait(rq, NULL, 200);
}

/* ---- writing ---- */

static void done_wait(struct request *rq, const char *flash)
{
	struct task *t = &rq->task;
	const char *path = solution_path(rq);

	form_key_note(rq, path);
	if (db_commit_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		return page_wait(rq,
			&(struct sent){.text = form_text_or_empty(&rq->body, "text"),
				.error = _("Somebody decided about this meanwhile.")},
			409);
	}
	desk_flash(rq, flash);
	reply_see_other(rq, path);
}

static void draft_wait(struct request *rq, int64_t id)
{
	struct task *t = &rq->task;
	struct case_row *held = NULL; /* as work does */
	struct draft_wanted *w = NULL;
	struct draft_parts parts = {0};
	struct draft_secrets secrets = {0};
	struct redacted text;

	db_begin(t);
	case_hold(t, id, &held);
	draft_wanted_look(t, id, true, &w);
	draft_parts_find(t, id, &parts);
	draft_secrets_find(t, id, &secrets);
	db_wait(t);
	if (!w || !w->wanted)
		return page_wait(rq,
			&(struct sent){.text = "",
				.error = _("A draft is made of a solved case with linked threads, once.")},
			409);
	solution_draft_make(&t->arena, &parts, &secrets, &text);
	solution_draft_add(t, id, text.text, text.kinds, rq->viewer.id);
	done_wait(rq, "solution-drafted");
}

/* Approved once and posted, it can be posted in the threads linked since. */
static void again_wait(struct request *rq, int64_t id)
{
	struct task *t = &rq->task;
	struct solution *s = NULL;

	db_begin(t);
	solution_newest(t, id, &s);
	db_wait(t);
	if (!s || s->state != SOLUTION_APPROVED)
		return page_wait(rq,
			&(struct sent){.text = s ? s->text : "",
				.error = _("This solution is not approved.")},
			409);
	job_put(t, &(struct job){.kind = "solution.post", .subject = s->id});
	crm_audit_note(t, rq->viewer.id, "solution.again", s->customer_id, id, 0, NULL);
	done_wait(rq, "solution-approved");
}

/* The text of the form, looked over: what is wrong with it, what in it still looks private, how it will look. False: answered. */
static bool text_read_wait(struct request *rq, struct sent *sent, const struct draft_secrets *secrets,
	bool approve)
{
	struct arena *a = &rq->task.arena;
	struct redact_knowns known = draft_knowns(a, secrets);
	struct redacted looked;
	struct rendered html = {0};

	sent->text = text_lines(a, form_text_or_empty(&rq->body, "text"));
	sent->error =
		slice_of(sent->text).n > SOLUTION_TEXT_MOST ? _("That is too long.") : body_wrong(sent->text);
	if (!sent->error) {
		mention_markdown_wait(&rq->task, sent->text, &html);
		sent->error = rendering_wrong(&html);
		sent->preview = html.html;
	}
	if (!sent->error && approve && !form_has(&rq->body, "sure")) {
		redact(a, sent->text, &known, &looked);
		sent->found = looked.kinds;
		if (looked.kinds.n)
			sent->error = _(
				"Something in it still looks private. Please take it out, or say that it may be public.");
	}
	if (!sent->error)
		return true;
	page_wait(rq, sent, 422);
	return false;
}

static void decide_wait(struct request *rq, int64_t id, struct sent *sent, enum solution_state becomes)
{
	struct task *t = &rq->task;
	struct case_row *held = NULL;
	struct solution *s = NULL;
	struct peers peers = {0};

	db_begin(t);
	case_hold(t, id, &held);
	solution_hold(t, form_int8(&rq->body, "solution"), &s);
	solution_peers(t, id, form_int8(&rq->body, "solution"), &peers);
	db_wait(t);
	if (!s || s->case_id != id) {
		db_rollback_wait(t);
		return reply_not_found(rq);
	}
	if (becomes != SOLUTION_DRAFT && s->state == becomes) { /* two clicks, one decision */
		db_rollback_wait(t);
		desk_flash(rq, "already");
		return reply_see_other(rq, solution_path(rq));
	}
	if (becomes == SOLUTION_APPROVED && held && held->merged_into)
		return page_wait(rq,
			&(struct sent){.text = sent->text,
				.error = _(
					"This case was merged into another, and its threads are linked to that one. Write the solution there, or split the case first.")},
			409);
	if (s->state != SOLUTION_DRAFT)
		return page_wait(rq,
			&(struct sent){.text = sent->text,
				.error = _("Somebody decided about this meanwhile.")},
			409);
	if (becomes != SOLUTION_REJECTED)
		solution_save(t, s, sent->text, (struct texts){0}, credited_of(rq, &peers), rq->viewer.id);
	if (becomes == SOLUTION_APPROVED)
		s->text = sent->text;
	if (becomes != SOLUTION_DRAFT)
		solution_decide(t, s, becomes, rq->viewer.id);
	done_wait(rq, becomes == SOLUTION_APPROVED   ? "solution-approved"
		      : becomes == SOLUTION_REJECTED ? "solution-rejected"
						     : "saved");
}

/* POST /case/:case/solution */
void solution_post(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t id = route_int8(rq, "case");
	const char *act = form_text_or_empty(&rq->body, "act");
	struct sent sent = {.text = form_text_or_empty(&rq->body, "text")};
	struct draft_secrets secrets = {0};

	if (text_is(act, "draft"))
		return draft_wait(rq, id);
	if (text_is(act, "again"))
		return again_wait(rq, id);
	if (text_is(act, "reject"))
		return decide_wait(rq, id, &sent, SOLUTION_REJECTED);
	if (text_is(act, "approve") && !desk_me(rq)->member_id) {
		sent.error = _("Your account has no member of the community to write as.");
		return page_wait(rq, &sent, 403);
	}
	draft_secrets_find(t, id, &secrets);
	db_wait(t);
	if (!text_read_wait(rq, &sent, &secrets, text_is(act, "approve")))
		return;
	if (text_is(act, "preview"))
		return page_wait(rq, &sent, 200);
	decide_wait(rq, id, &sent, text_is(act, "approve") ? SOLUTION_APPROVED : SOLUTION_DRAFT);
}
