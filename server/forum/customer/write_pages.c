/* write_pages.c -- what staff do on a customer's page: write down a call, keep a promise, say which member he is, say that two are one. */
#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/customer/customer_page.h"
#include "forum/customer/customer_pages.h"
#include "forum/customer/write_sql.h"
#include "forum/formkey.h"
#include "intake/moment.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define DAY_S 86400

/* The customer of the route, in a transaction that is open from here. NULL: there is none to write about, and that has been said. */
static struct customer *customer_or_reply_wait(struct request *rq)
{
	struct customer *c = NULL;

	db_begin(&rq->task);
	customer_find(&rq->task, route_int8(rq, "customer"), &c);
	db_wait(&rq->task);
	if (c && c->root == c->id && !when_known(c->erased_at))
		return c;
	db_rollback_wait(&rq->task);
	if (c)
		reply_error(rq, 409,
			_("This customer was merged into another, or erased. Please open the page anew."));
	else
		reply_not_found(rq);
	return NULL;
}

static void refuse_wait(struct request *rq, int64_t id, int status, const char *why)
{
	if (db_in_transaction(&rq->task))
		db_rollback_wait(&rq->task);
	customer_page_reply_wait(rq, id, status, NULL, why);
}

/* ---- a call, a note ---- */

static struct touch_form touch_read(struct request *rq)
{
	struct arena *a = &rq->task.arena;

	return (struct touch_form){.channel = form_text_or_empty(&rq->body, "channel"),
		.direction = form_text_or_empty(&rq->body, "direction"),
		.subject = text_one_line(a, form_text_or_empty(&rq->body, "subject")),
		.text = text_lines(a, form_text_or_empty(&rq->body, "text")),
		.mood = form_text_or_empty(&rq->body, "mood"),
		.promise = text_one_line(a, form_text_or_empty(&rq->body, "promise")),
		.due = form_text_or_empty(&rq->body, "due")};
}

/* Fills what goes into the table. NULL, or what is wrong. */
static const char *touch_wrong(const struct touch_form *f, struct new_touch *n)
{
	n->mood = 9;
	if (!channel_writable(f->channel))
		return _("Please choose what it was.");
	n->inbound = text_is(f->direction, "in") ? 1 : text_is(f->direction, "out") ? 0 : -1;
	if (!*f->subject && !*f->text && !*f->promise)
		return _("Please say in a few words what it was about.");
	if (text_characters(f->subject) > 300 || text_characters(f->promise) > 300)
		return _("Please say it in at most 300 characters; there is room for more in the text.");
	if (text_characters(f->text) > 8000)
		return _("Please write at most 8,000 characters.");
	if (*f->mood && (!text_int8(f->mood, &n->mood) || n->mood < -2 || n->mood > 2))
		return _("Please choose a mood, or none.");
	if (*f->due && !moment_read(f->due, &n->due))
		return _("By when? Please give a date like 2026-11-20.");
	if (when_known(n->due) && !*f->promise)
		return _("What was promised by then?");
	return NULL;
}

/* POST /customer/:customer/touch */
void customer_touch_post(struct request *rq)
{
	struct task *t = &rq->task;
	struct touch_form f = touch_read(rq);
	struct customer *c = customer_or_reply_wait(rq);
	struct new_touch n = {.channel = f.channel,
		.subject = f.subject,
		.text = f.text,
		.promise = f.promise};

	if (!c)
		return;
	f.error = touch_wrong(&f, &n);
	if (f.error) {
		db_rollback_wait(t);
		return customer_page_reply_wait(rq, c->id, 422, &f, NULL);
	}
	n.customer = c->id;
	n.once = customer_once(rq);
	n.agent = rq->viewer.display;
	if (when_known(n.due))
		n.due = when_plus(n.due, DAY_S - 1); /* by the end of that day */
	form_key_note(rq, customer_path(&t->arena, c->id));
	touch_add(t, rq->viewer.id, &n);
	if (!customer_commit_wait(rq, c->id, *n.promise ? "promised" : "written-down"))
		refuse_wait(rq, c->id, 409, _("That could not be written down. Please try again."));
}

/* POST /customer/:customer/promise */
void customer_promise_post(struct request *rq)
{
	struct customer *c = customer_or_reply_wait(rq);
	bool kept = text_is(form_text(&rq->body, "act"), "kept");

	if (!c)
		return;
	form_key_note(rq, customer_path(&rq->task.arena, c->id));
	promise_keep(&rq->task, rq->viewer.id, c->id, form_int8(&rq->body, "promise"), kept);
	if (!customer_commit_wait(rq, c->id, kept ? "promise-kept" : "promise-open"))
		refuse_wait(rq, c->id, 409, _("Somebody was quicker. Below is how it is now."));
}

/* ---- who he is in the community ---- */

static void link_wait(struct request *rq, const struct customer *c)
{
	struct task *t = &rq->task;
	const char *name =
		text_lower_ascii(&t->arena, text_one_line(&t->arena, form_text_or_empty(&rq->body, "name")));
	bool by_email = text_is(form_text(&rq->body, "how"), "email");
	struct written *w = NULL;

	form_key_note(rq, customer_path(&t->arena, c->id));
	member_link(t, rq->viewer.id, c->id, name, by_email ? "email" : "staff", &w);
	if (db_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		return refuse_wait(rq, c->id, 409,
			_("That member is linked to a customer already. Undo that first, on that customer's page."));
	}
	if (!w)
		return refuse_wait(rq, c->id, 422,
			_("There is no member of that name. It is the name in the address of his page."));
	if (!customer_commit_wait(rq, c->id, "member-linked"))
		refuse_wait(rq, c->id, 409, _("That member is linked to a customer already."));
}

/* POST /customer/:customer/member */
void customer_member_post(struct request *rq)
{
	struct customer *c = customer_or_reply_wait(rq);

	if (!c)
		return;
	if (!text_is(form_text(&rq->body, "act"), "unlink"))
		return link_wait(rq, c);
	form_key_note(rq, customer_path(&rq->task.arena, c->id));
	member_unlink(&rq->task, rq->viewer.id, c->id, form_int8(&rq->body, "link"));
	if (!customer_commit_wait(rq, c->id, "member-unlinked"))
		refuse_wait(rq, c->id, 409, _("Somebody was quicker. Below is how it is now."));
}

/* ---- the same person twice ---- */

/* POST /customer/:customer/merge -- takes another one in, or lets one go again. */
void customer_merge_post(struct request *rq)
{
	struct task *t = &rq->task;
	struct customer *c = customer_or_reply_wait(rq);
	bool split = text_is(form_text(&rq->body, "act"), "split");
	int64_t other = form_int8(&rq->body, "other");
	struct written *w = NULL;

	if (!c)
		return;
	form_key_note(rq, customer_path(&t->arena, c->id));
	if (split)
		customer_split(t, rq->viewer.id, other, c->id, &w);
	else
		customer_merge(t, rq->viewer.id, other, c->id, &w);
	if (db_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		return refuse_wait(rq, c->id, 409, _("Somebody was quicker. Below is how it is now."));
	}
	if (!w)
		return refuse_wait(rq, c->id, 422,
			split ? _("That customer is no part of this one.")
			      : _("There is no other customer of that number that could be this one: it is the number in the address of his page."));
	if (!customer_commit_wait(rq, c->id, split ? "customers-split" : "customers-merged"))
		refuse_wait(rq, c->id, 409, _("Somebody was quicker. Below is how it is now."));
}
