/* case_post_pages.c -- POST /case/:case: everything one does to a case by its page's forms. Each form names the version it was made of;
 * where that is not the case's any more, nothing is done and the page shows both: what was sent, and what is there now. Notes are never
 * refused for that: they take nothing away. */
#include "forum/case/case_pages.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/case/case_page.h"
#include "forum/case/case_view.h"
#include "forum/formkey.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

/* A form, and what it names. */
struct act_form {
	const struct act *act;
	int64_t id, version, other; /* other: the case to be merged with */
	const char *text, *value;
	enum case_state state;
	enum case_priority priority;
	int64_t owner;
	struct colleague *who;	 /* the colleague named */
	struct colleagues meant; /* customers */
	struct moved_threads moved;
	const struct case_row *row, *with;
};

struct act {
	const char *name;
	bool versioned;
	const char *label; /* of its value, for people */
	const char *(
		*read)(struct request *rq, struct act_form *f); /* what is wrong with the form, or NULL */
	void (*ask)(struct task *t, struct act_form *f);	/* what else is to be known; NULL: nothing */
	const char *(*refuse)(const struct act_form *f);	/* why the case does not take it, or NULL */
	void (*apply)(struct request *rq, struct act_form *f);
	const char *flash;
};

/* ---- reading ---- */

static const char *text_read(struct request *rq, struct act_form *f)
{
	f->text = text_lines(&rq->task.arena, form_text_or_empty(&rq->body, "text"));
	return case_text_wrong(f->text);
}

static const char *state_read(struct request *rq, struct act_form *f)
{
	f->text = text_lines(&rq->task.arena, form_text_or_empty(&rq->body, "text"));
	if (slice_of(f->text).n > CASE_TEXT_MOST)
		return case_text_wrong(f->text);
	return case_state_of(f->value, &f->state) ? NULL : _("Please choose a state.");
}

static const char *priority_read(struct request *rq, struct act_form *f)
{
	(void)rq;
	return case_priority_of(f->value, &f->priority) ? NULL : _("Please choose a priority.");
}

static const char *subject_read(struct request *rq, struct act_form *f)
{
	f->value = text_one_line(&rq->task.arena, f->value);
	return case_subject_wrong(f->value);
}

static const char *take_read(struct request *rq, struct act_form *f)
{
	f->owner = rq->viewer.id;
	return NULL;
}

static const char *owner_read(struct request *rq, struct act_form *f)
{
	(void)rq;
	return text_int8(f->value, &f->owner) && f->owner >= 0 ? NULL : _("Please choose a colleague.");
}

static const char *customer_read(struct request *rq, struct act_form *f)
{
	f->value = text_one_line(&rq->task.arena, f->value);
	return text_characters(f->value) > 200 ? _("That is too long for a name.") : NULL;
}

static const char *merge_read(struct request *rq, struct act_form *f)
{
	const char *number = text_one_line(&rq->task.arena, f->value);

	if (*number == '#')
		number++;
	if (!text_int8(number, &f->other) || f->other <= 0)
		return _("Please give the number of the case it should be merged into.");
	return f->other == f->id ? _("That is this case itself.") : NULL;
}

/* ---- asking ---- */

static void owner_ask(struct task *t, struct act_form *f)
{
	colleague_find(t, f->owner, &f->who);
}

static void customer_ask(struct task *t, struct act_form *f)
{
	if (*f->value)
		customers_meant(t, f->value, &f->meant);
}

static void split_ask(struct task *t, struct act_form *f)
{
	threads_hold_moved(t, f->id, f->other, &f->moved);
}

/* ---- refusing ---- */

static const char *state_refuse(const struct act_form *f)
{
	return case_step_legal(f->row->state, f->state)
		       ? NULL
		       : _("The case cannot go to that state from where it is.");
}

static const char *take_refuse(const struct act_form *f)
{
	return f->row->owner_id && f->row->owner_id != f->owner ? _("Somebody else has this case.") : NULL;
}

static const char *owner_refuse(const struct act_form *f)
{
	return f->owner && !f->who ? _("There is no such colleague.") : NULL;
}

static const char *merge_refuse(const struct act_form *f)
{
	if (!f->with)
		return _("There is no case of that number.");
	if (f->with->merged_into)
		return _("That case was itself merged into another.");
	if (f->row->state == CASE_DELETED || f->with->state == CASE_DELETED)
		return _("A deleted case cannot be merged.");
	if (!text_is(f->row->adapter, "bothy") || !text_is(f->with->adapter, "bothy"))
		return _("Cases of another system are merged there.");
	return NULL;
}

static const char *split_refuse(const struct act_form *f)
{
	if (!f->row->merged_into || f->row->merged_into != f->other || !f->with)
		return _("This case is not merged.");
	return f->with->merged_into
		       ? _("The case it is in was itself merged into another. Split that one first.")
		       : NULL;
}

/* ---- doing ---- */

static void note_apply(struct request *rq, struct act_form *f)
{
	case_note(&rq->task, f->row, rq->viewer.id, f->text);
}

static void reply_apply(struct request *rq, struct act_form *f)
{
	case_reply(&rq->task, f->row, rq->viewer.id, f->text);
}

static void state_apply(struct request *rq, struct act_form *f)
{
	case_step(&rq->task, f->row, f->state, rq->viewer.id, f->text);
}

static void take_apply(struct request *rq, struct act_form *f)
{
	if (f->row->owner_id != f->owner)
		case_owner_set(&rq->task, f->row, f->owner, desk_me(rq)->display, rq->viewer.id);
}

/* Nobody's, but with a name: the CRM gave it to somebody without an account, from whom it can be taken, too. */
static void owner_apply(struct request *rq, struct act_form *f)
{
	if (f->row->owner_id != f->owner || (!f->owner && f->row->owner[0]))
		case_owner_set(&rq->task, f->row, f->owner, f->who ? f->who->display : "", rq->viewer.id);
}

static void priority_apply(struct request *rq, struct act_form *f)
{
	if (f->row->priority != f->priority)
		case_priority_set(&rq->task, f->row, f->priority, rq->viewer.id);
}

static void subject_apply(struct request *rq, struct act_form *f)
{
	if (!text_is(f->row->subject, f->value))
		case_subject_set(&rq->task, f->row, f->value, rq->viewer.id);
}

/* The one customer that is meant: the only one, the one of that number, or the only one of just that name. NULL: which one is not clear. */
static const struct colleague *customer_chosen(const struct act_form *f)
{
	const struct colleague *named = NULL;
	int64_t number = 0;
	size_t i, of_name = 0;

	if (f->meant.n == 1)
		return &f->meant.v[0];
	(void)text_int8(*f->value == '#' ? f->value + 1 : f->value, &number);
	for (i = 0; i < f->meant.n; i++) {
		if (f->meant.v[i].id == number)
			return &f->meant.v[i];
		if (text_is(f->meant.v[i].display, f->value)) {
			named = &f->meant.v[i];
			of_name++;
		}
	}
	return of_name == 1 ? named : NULL;
}

static void customer_apply(struct request *rq, struct act_form *f)
{
	const struct colleague *who = customer_chosen(f);
	int64_t customer = who ? who->id : 0;

	if (f->row->customer_id != customer)
		case_customer_set(&rq->task, f->row, customer, who ? who->display : NULL, rq->viewer.id);
}

static void merge_apply(struct request *rq, struct act_form *f)
{
	case_merge(&rq->task, f->row, f->with, rq->viewer.id);
}

static void split_apply(struct request *rq, struct act_form *f)
{
	case_split(&rq->task, f->row, f->with, &f->moved, rq->viewer.id);
}

static const char *split_read(struct request *rq, struct act_form *f)
{
	return merge_read(rq, f);
}

static const struct act acts[] = {
	{"note", false, NULL, text_read, NULL, NULL, note_apply, "case-noted"},
	{"reply", true, NULL, text_read, NULL, NULL, reply_apply, "case-replied"},
	{"state", true, _("State"), state_read, NULL, state_refuse, state_apply, "case-state"},
	{"take", true, NULL, take_read, NULL, take_refuse, take_apply, "case-taken"},
	{"owner", true, _("Owner"), owner_read, owner_ask, owner_refuse, owner_apply, "case-owner"},
	{"priority", true, _("Priority"), priority_read, NULL, NULL, priority_apply, "case-priority"},
	{"subject", true, _("Subject"), subject_read, NULL, NULL, subject_apply, "case-subject"},
	{"customer", true, _("Customer"), customer_read, customer_ask, NULL, customer_apply, "case-customer"},
	{"merge", true, _("Merge into case"), merge_read, NULL, merge_refuse, merge_apply, "case-merged"},
	{"split", true, NULL, split_read, split_ask, split_refuse, split_apply, "case-split"},
};

static const struct act *act_named(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (text_is(name, acts[i].name))
			return &acts[i];
	return NULL;
}

/* ---- a form that comes back ---- */

/* The value of ${f} and of the case, as people read them. */
static void shown(struct arena *a, const struct act_form *f, struct case_sent *s)
{
	const char *act = f->act->name;

	s->shown = f->value;
	if (text_is(act, "state")) {
		s->shown = case_state_of(f->value, &(enum case_state){CASE_NEW}) ? case_state_label(f->state)
										 : f->value;
		s->now = f->row ? case_state_label(f->row->state) : NULL;
	} else if (text_is(act, "priority")) {
		s->shown = case_priority_of(f->value, &(enum case_priority){CASE_LOW})
				   ? case_priority_label(f->priority)
				   : f->value;
		s->now = f->row ? case_priority_label(f->row->priority) : NULL;
	} else if (text_is(act, "owner")) {
		s->shown = f->who ? f->who->display : _("nobody");
		s->now = f->row ? f->row->owner : NULL;
	} else if (text_is(act, "subject")) {
		s->now = f->row ? f->row->subject : NULL;
	} else if (text_is(act, "customer")) {
		s->now = f->row && f->row->customer_id
				 ? arena_printf(a, "#%lld", (long long)f->row->customer_id)
				 : NULL;
	}
}

static void back_wait(struct request *rq, const struct act_form *f, const char *error, bool stale, int status)
{
	struct case_sent s = {.act = f->act->name,
		.text = f->text ? f->text : form_text(&rq->body, "text"),
		.value = f->value,
		.label = f->row || *f->value ? f->act->label
					     : NULL, /* nothing was chosen: there is nothing to show */
		.error = error,
		.stale = stale,
		.key = form_text(&rq->body, "key"),
		.candidates = f->meant};

	shown(&rq->task.arena, f, &s);
	if (db_in_transaction(&rq->task))
		db_rollback_wait(&rq->task);
	case_page_reply_wait(rq, f->id, &s, status);
}

/* ---- the handler ---- */

static void rows_named(struct act_form *f, const struct case_rows *both)
{
	size_t i;

	for (i = 0; i < both->n; i++)
		*(both->v[i].id == f->id ? &f->row : &f->with) = &both->v[i];
}

static const char *merged_refuse(const struct act_form *f)
{
	return f->row->merged_into && !text_is(f->act->name, "split")
		       ? _("This case was merged into another. Go on there, or split it first.")
		       : NULL;
}

/* Whether the case takes the act; if not, the request has been answered. */
static bool fit_or_reply_wait(struct request *rq, struct act_form *f)
{
	const char *why = merged_refuse(f);
	bool stale = !why && f->act->versioned && f->row->version != f->version;

	if (!why && !stale && f->act->refuse)
		why = f->act->refuse(f);
	if ((why || stale) &&
		form_key_answered_wait(rq)) /* not old but sent twice: the first has moved the case */
		return false;
	if (stale)
		back_wait(rq, f, _("Somebody changed this case after you opened it, so nothing was done."),
			true, 409);
	else if (why)
		back_wait(rq, f, why, false, 409);
	if (stale || why)
		return false;
	if (text_is(f->act->name, "customer") && *f->value && !customer_chosen(f)) {
		back_wait(rq, f,
			f->meant.n ? _("Several customers may be meant. Please choose one.")
				   : _("No customer of that name or number is known."),
			false, 422);
		return false;
	}
	return true;
}

/* POST /case/:case -- one act. */
void case_post(struct request *rq)
{
	struct task *t = &rq->task;
	struct act_form f = {.act = act_named(form_text(&rq->body, "act")),
		.id = route_int8(rq, "case"),
		.version = form_int8(&rq->body, "version"),
		.value = form_text_or_empty(&rq->body, "value")};
	struct case_rows both = {0};
	const char *wrong, *path;

	if (!f.act)
		return reply_error(rq, 422, _("There is no such act."));
	wrong = f.act->read(rq, &f);
	if (wrong)
		return back_wait(rq, &f, wrong, false, 422);
	db_begin(t);
	if (f.act->ask)
		f.act->ask(t, &f);
	cases_hold_both(t, f.id, f.other, &both);
	db_wait(t);
	rows_named(&f, &both);
	if (!f.row) {
		db_rollback_wait(t);
		return reply_not_found(rq);
	}
	if (!fit_or_reply_wait(rq, &f))
		return;
	path = case_path(&t->arena, text_is(f.act->name, "merge") ? f.other : f.id);
	f.act->apply(rq, &f);
	form_key_note(rq, path);
	if (db_commit_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		return back_wait(rq, &f, _("Somebody changed this case meanwhile, so nothing was done."),
			true, 409);
	}
	desk_flash(rq, f.act->flash);
	reply_see_other(rq, path);
}
