/* evidence_pages.c -- for moderators: the queue, a finding with its evidence, and deciding. */
#include "forum/evidence/evidence_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/evidence/evidence_rules.h"
#include "forum/evidence/evidence_view.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "jobs/queue.h"
#include "templates/evidence.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

/* GET /evidence -- what waits, or (?tab=decided) what is settled. */
void evidence_list_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct evidence_list_view v = {.frame = frame_of(rq, _("Evidence")),
		.decided = text_is(form_text(&rq->query, "tab"), "decided")};

	if (v.decided)
		findings_settled(t, rq->viewer.id, form_int8(&rq->query, "before"), &v.findings);
	else
		findings_waiting(t, rq->viewer.id, form_int8(&rq->query, "after"), &v.findings);
	db_wait(t);
	if (v.findings.n > FINDINGS_PAGE) {
		v.findings.n = FINDINGS_PAGE;
		v.next = v.findings.v[FINDINGS_PAGE - 1].id;
	}
	v.frame.nav = "evidence";
	evidence_list_page(rq->out, &v);
	reply_page(rq);
}

/* ---- one finding ---- */

static size_t place_of(const struct finding_members *members, int64_t id)
{
	size_t i;

	for (i = 0; i < members->n; i++)
		if (members->v[i].who.id == id)
			break;
	return i;
}

/* Acts of members that are not listed (there are more than a page shows) are in the table alone. */
static void draw(struct arena *a, struct finding_view *v)
{
	struct drawn_acts acts = {arena_array(a, struct drawn_act, v->acts.n + 1), 0};
	size_t i;

	for (i = 0; i < v->acts.n; i++) {
		struct drawn_act d = {place_of(&v->members, v->acts.v[i].giver),
			place_of(&v->members, v->acts.v[i].receiver), v->acts.v[i].at};

		if (d.giver < v->members.n && d.receiver < v->members.n)
			acts.v[acts.n++] = d;
	}
	ring_draw(a, v->members.n, &acts, &v->ring);
	timeline_draw(a, &acts, &v->timeline);
}

static void page_reply_wait(struct request *rq, int64_t id, int status, const char *error)
{
	struct task *t = &rq->task;
	struct finding_view v = {.frame = frame_of(rq, _("Evidence")), .error = error};
	struct findings after = {0};

	finding_find(t, id, rq->viewer.id, &v.finding);
	finding_members_of(t, id, &v.members);
	finding_acts_of(t, id, &v.acts);
	finding_decisions_of(t, id, &v.decisions);
	appeals_of(t, id, &v.appeals);
	findings_waiting(t, rq->viewer.id, id, &after);
	did_ask(rq, &v.did);
	db_wait(t);
	if (!v.finding)
		return reply_not_found(rq);
	v.sentence = finding_sentence(&t->arena, v.finding);
	v.may = finding_may(v.finding, rq->viewer.id);
	v.next = after.n ? after.v[0].id : 0;
	v.why = form_text_or_empty(&rq->body, "why");
	v.way = queue_way_asked(rq);
	v.frame.nav = "evidence";
	draw(&t->arena, &v);
	finding_page(rq->out, &v);
	reply_page_status(rq, status);
}

/* GET /evidence/:finding */
void finding_show(struct request *rq)
{
	page_reply_wait(rq, route_int8(rq, "finding"), 200, NULL);
}

/* ---- deciding ---- */

static const char *const flashes[] = {
	[FINDING_RELEASE] = "finding-released",
	[FINDING_VOID] = "finding-voided",
	[FINDING_UNDO] = "undone",
	[FINDING_STANDS] = "appeal-answered",
};

static void decide_commit_wait(struct request *rq, int64_t id, enum finding_act_name act, const char *why)
{
	struct task *t = &rq->task;
	struct queue_way way = queue_way_asked(rq);
	const char *path =
		queue_way_path(&t->arena, arena_printf(&t->arena, "/evidence/%lld", (long long)id), &way);

	form_key_note(rq, path);
	if (act == FINDING_STANDS)
		appeal_answer(t, id, form_int8(&rq->body, "member"), rq->viewer.id, why);
	else
		finding_decide(t, id, rq->viewer.id, form_text(&rq->body, "act"), why);
	job_put(t, &(struct job){.kind = "evidence.tell", .subject = id});
	if (db_commit_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		if (text_is(db_conflict(t), "appeal_by_another"))
			return page_reply_wait(rq, id, 403,
				_("Somebody else than who decided answers an appeal. Please leave this one to another moderator."));
		return page_reply_wait(rq, id, 409,
			_("Somebody was quicker. Below is what was decided meanwhile."));
	}
	frame_flash(rq, flashes[act]);
	reply_see_other(rq, path);
}

/* POST /evidence/:finding -- release, void, undo, or answer an appeal. */
void finding_post(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t id = route_int8(rq, "finding");
	enum finding_act_name act = finding_act_of(form_text(&rq->body, "act"));
	const char *why = text_lines(&t->arena, form_text_or_empty(&rq->body, "why"));
	struct finding *f = NULL;

	db_begin(t);
	finding_find(t, id, rq->viewer.id, &f);
	db_wait(t);
	if (f && act != FINDING_UNKNOWN && text_characters(why) <= WHY_MOST)
		return decide_commit_wait(rq, id, act, why);
	db_rollback_wait(t);
	if (!f)
		return reply_not_found(rq);
	page_reply_wait(rq, id, 422,
		act == FINDING_UNKNOWN ? _("That is not something that can be done here.")
				       : _("Please say it in at most 1,000 characters."));
}
