/* mine_pages.c -- for members: which of their credit is held or voided, why, and appealing. */
#include "forum/evidence/evidence_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/evidence/evidence_rules.h"
#include "forum/evidence/evidence_view.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "templates/evidence.h"
#include "web/reply.h"
#include "web/request.h"

/* Those of ${all}, which come by finding, that belong to ${finding}. */
static struct own_acts acts_of(const struct own_acts *all, int64_t finding)
{
	struct own_acts some = {NULL, 0};
	size_t i;

	for (i = 0; i < all->n; i++)
		if (all->v[i].finding == finding) {
			some.v = some.v ? some.v : &all->v[i];
			some.n++;
		}
	return some;
}

/* ${error}: about the appeal that was typed for the finding ${id}. */
static void page_reply_wait(struct request *rq, int status, int64_t id, const char *error)
{
	struct task *t = &rq->task;
	struct evidence_mine_view v = {.frame = frame_of(rq, _("Held credit"))};
	struct own_findings findings = {0};
	struct own_acts acts = {0};
	size_t i;

	findings_of_member(t, rq->viewer.id, &findings);
	finding_acts_of_member(t, rq->viewer.id, &acts);
	db_wait(t);
	v.findings.v = arena_array(&t->arena, struct own_finding_view, findings.n + 1);
	for (i = 0; i < findings.n; i++) {
		struct own_finding *f = &findings.v[i];

		v.findings.v[v.findings.n++] = (struct own_finding_view){
			.finding = f,
			.reason = finding_reason(f->kind),
			.acts = acts_of(&acts, f->id),
			.may_appeal = !f->text && !text_is(f->state, "released"),
			.error = f->id == id ? error : NULL,
			.text = f->id == id ? form_text_or_empty(&rq->body, "body") : "",
		};
	}
	evidence_mine_page(rq->out, &v);
	reply_page_status(rq, status);
}

/* GET /evidence/mine */
void evidence_mine_show(struct request *rq)
{
	page_reply_wait(rq, 200, 0, NULL);
}

/* POST /evidence/mine -- an appeal, once. */
void evidence_mine_post(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t id = form_int8(&rq->body, "finding");
	const char *text = text_lines(&t->arena, form_text_or_empty(&rq->body, "body"));

	if (text_empty(text) || text_characters(text) > APPEAL_MOST)
		return page_reply_wait(rq, 422, id,
			text_empty(text) ? _("Please write why the credit should count.")
					 : _("Please say it in at most 4,000 characters."));
	db_begin(t);
	form_key_note(rq, "/evidence/mine");
	appeal_add(t, id, rq->viewer.id, text);
	if (db_commit_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		return page_reply_wait(rq, 409, id,
			_("There is nothing to appeal against any more, or you have appealed already. Please look again."));
	}
	frame_flash(rq, "appealed");
	reply_see_other(rq, "/evidence/mine");
}
