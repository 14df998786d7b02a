/* new_pages.c -- opening a case: of a thread, of a post, or without either. The page offers the customer's open cases and similar ones
 * first, because the best case is often one that is there. */
#include "forum/link/link_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/formkey.h"
#include "forum/link/link_view.h"
#include "templates/link/new.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

static struct link_choices priority_choices(struct arena *a, const char *now)
{
	struct link_choices c = {arena_array(a, struct link_choice, CASE_PRIORITIES), 0};
	int p;

	for (p = 0; p < CASE_PRIORITIES; p++) {
		const char *name = case_priority_name((enum case_priority)p);

		c.v[c.n++] = (struct link_choice){name, case_priority_label((enum case_priority)p),
			text_is(name, now)};
	}
	return c;
}

/* The page; with ${error} it is a form that comes back. */
static void page_wait(struct request *rq, int64_t thread, int64_t post, const char *error, int status)
{
	struct task *t = &rq->task;
	struct case_new_view v = {.error = error, .post = post};
	struct post_of_thread *of = NULL;
	const char *priority = form_text(&rq->body, "priority");

	if (thread) {
		thread_find(t, thread, &v.thread);
		customer_box_of_asker(t, thread, &v.customer);
		proposals_find(t, thread, &v.proposals);
		post_of_thread_find(t, thread, post, &of);
		db_wait(t);
		if (!v.thread || v.thread->deleted || (post && !of))
			return reply_not_found(rq);
		v.excerpt = of ? text_excerpt(&t->arena, of->plain, 300) : NULL;
	}
	v.subject = error ? form_text_or_empty(&rq->body, "subject") : v.thread ? v.thread->title : "";
	v.text = form_text_or_empty(&rq->body, "text");
	v.priorities = priority_choices(&t->arena, priority ? priority : case_priority_name(CASE_NORMAL));
	v.frame = desk_frame_of(rq, _("Open a case"), "cases");
	v.form_key = error ? guard_form_key_again(rq, form_text(&rq->body, "key")) : guard_form_key(rq);
	case_new_page(rq->out, &v);
	reply_page_status(rq, status);
}

/* GET /case/new?thread=42&post=7 */
void case_new_show(struct request *rq)
{
	page_wait(rq, form_int8(&rq->query, "thread"), form_int8(&rq->query, "post"), NULL, 200);
}

static void changed_meanwhile(struct request *rq)
{
	(void)db_conflict(&rq->task);
	reply_error(rq, 409, _("Somebody changed this meanwhile. Please try again."));
}

/* Commits, and answers with the case: the same one for whoever asked for it first and for all after him. */
static void commit_wait(struct request *rq, int64_t id, bool again)
{
	struct task *t = &rq->task;
	const char *path = case_path(&t->arena, id);

	form_key_note(rq, path);
	if (db_commit_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		return changed_meanwhile(rq);
	}
	desk_flash(rq, again ? "case-there" : "case-opened");
	reply_see_other(rq, path);
}

static void of_thread_wait(struct request *rq, int64_t thread, const struct link_open *o)
{
	struct task *t = &rq->task;
	struct thread_locked *th = NULL;
	struct post_of_thread *post = NULL;
	bool again;
	int64_t id;

	db_begin(t);
	thread_hold(t, thread, &th);
	post_of_thread_find(t, thread, o->post, &post);
	db_wait(t);
	if (!th || th->deleted || (o->post && !post)) {
		db_rollback_wait(t);
		return reply_not_found(rq);
	}
	id = link_case_open_wait(t, th, o, &again);
	if (!id)
		return changed_meanwhile(rq);
	commit_wait(rq, id, again);
}

static void without_thread_wait(struct request *rq, const struct link_open *o)
{
	struct task *t = &rq->task;
	struct case_id *made = NULL;

	db_begin(t);
	case_insert(t,
		&(struct case_new){.owner = o->account, .subject = o->subject, .priority = o->priority},
		&made);
	if (db_wait(t) == DB_CONFLICT)
		return changed_meanwhile(rq);
	case_record(t, &(struct case_act){.case_id = made->id,
			       .account = o->account,
			       .event = CRM_CASE_OPENED,
			       .entry = "opened",
			       .text = o->text,
			       .audit = "case.opened"});
	case_outbox(t, made->id, "create",
		&(struct case_payload){.subject = o->subject,
			.text = o->text,
			.priority = case_priority_name(o->priority)});
	commit_wait(rq, made->id, false);
}

/* POST /case/new -- thread, post, subject, priority, text. */
void case_new_post(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	int64_t thread = form_int8(&rq->body, "thread");
	struct link_open o = {.post = form_int8(&rq->body, "post"),
		.subject = text_one_line(a, form_text_or_empty(&rq->body, "subject")),
		.text = text_lines(a, form_text_or_empty(&rq->body, "text")),
		.account = rq->viewer.id};
	const char *wrong = case_subject_wrong(o.subject);

	if (!wrong && *o.text)
		wrong = case_text_wrong(o.text);
	if (!wrong && !case_priority_of(form_text(&rq->body, "priority"), &o.priority))
		wrong = _("Please choose a priority.");
	if (wrong)
		return page_wait(rq, thread, o.post, wrong, 422);
	if (thread)
		return of_thread_wait(rq, thread, &o);
	without_thread_wait(rq, &o);
}
