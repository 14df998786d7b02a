/* edit_pages.c -- adding a customer by hand, changing what stands at the top of his page, forgetting him. */
#include "base/arena.h"
#include "base/intl.h"
#include "base/log.h"
#include "db/query.h"
#include "forum/customer/customer_page.h"
#include "forum/customer/customer_pages.h"
#include "forum/customer/write_sql.h"
#include "forum/formkey.h"
#include "forum/site.h"
#include "intake/contact_key.h"
#include "templates/customer/customers.h"
#include "templates/customer/edit.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

/* ---- the form ---- */

static const char *line(struct request *rq, const char *name)
{
	return text_one_line(&rq->task.arena, form_text_or_empty(&rq->body, name));
}

static struct customer_form form_of(struct request *rq)
{
	return (struct customer_form){.name = line(rq, "name"),
		.kind = line(rq, "kind"),
		.tier = line(rq, "tier"),
		.relation = line(rq, "relation"),
		.note = text_lines(&rq->task.arena, form_text_or_empty(&rq->body, "note")),
		.email = line(rq, "email"),
		.phone = line(rq, "phone"),
		.account = line(rq, "account")};
}

static bool is_among(const char *s, const char *const *all, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (text_is(s, all[i]))
			return true;
	return false;
}

static bool contact_ok(struct request *rq, const char *kind, const char *value)
{
	return !*value || (text_characters(value) <= 300 &&
				  contact_key(&rq->task.arena, kind, value, site.calling_code));
}

static const char *form_wrong(struct request *rq, const struct customer_form *f)
{
	static const char *const kinds[] = {"person", "household", "business"}, *const relations[] = {"new",
											"growing", "steady",
											"fatigued",
											"renewed"};

	if (!*f->name || text_characters(f->name) > 200)
		return _("Please give a name of at most 200 characters.");
	if (!is_among(f->kind, kinds, 3) || !is_among(f->relation, relations, 5))
		return _("Please choose from the lists.");
	if (text_characters(f->tier) > 60 || text_characters(f->note) > 4000)
		return _("The tier has at most 60 characters, the note at most 4,000.");
	if (!contact_ok(rq, "email", f->email))
		return _("That is no e-mail address.");
	if (!contact_ok(rq, "phone", f->phone))
		return _("That is no phone number.");
	return contact_ok(rq, "account", f->account) ? NULL : _("That is no account number.");
}

static void contact_add_if_given(struct request *rq, int64_t id, const char *kind, const char *value)
{
	if (*value)
		contact_add(&rq->task, id, kind, value,
			contact_key(&rq->task.arena, kind, value, site.calling_code));
}

static void contacts_add(struct request *rq, int64_t id, const struct customer_form *f)
{
	contact_add_if_given(rq, id, "email", f->email);
	contact_add_if_given(rq, id, "phone", f->phone);
	contact_add_if_given(rq, id, "account", f->account);
}

/* ---- a new one ---- */

static void add_refuse(struct request *rq, const struct customer_form *f, const char *why)
{
	struct customers_view v = {.frame = desk_frame_of(rq, _("Customers"), "customers"),
		.q = "",
		.error = why,
		.form = *f};

	customers_page(rq->out, &v);
	reply_page_status(rq, 422);
}

/* POST /customers */
void customers_post(struct request *rq)
{
	struct task *t = &rq->task;
	struct customer_form f = form_of(rq);
	const char *why = form_wrong(rq, &f);
	struct written *w = NULL;

	if (why)
		return add_refuse(rq, &f, why);
	db_begin(t);
	customer_add(t, rq->viewer.id, &f, customer_once(rq), &w);
	if (db_wait(t) == DB_CONFLICT) {
		/* The same form made him a moment ago: the number he was given by it is taken. */
		(void)db_conflict(t);
		return form_key_reply_again_wait(rq);
	}
	form_key_note(rq, customer_path(&t->arena, w->id));
	contacts_add(rq, w->id, &f);
	if (!customer_commit_wait(rq, w->id, "customer-added"))
		add_refuse(rq, &f, _("Somebody changed the same meanwhile. Please send it again."));
}

/* ---- another name, a note ---- */

static void edit_reply_wait(struct request *rq, int64_t id, int status, const struct customer_form *f,
	const char *why, bool stale)
{
	struct task *t = &rq->task;
	struct customer_edit_view v = {.frame = desk_frame_of(rq, _("Change customer"), "customers"),
		.error = why,
		.here = customer_path(&t->arena, id),
		.stale = stale};

	customer_find(t, id, &v.customer);
	contacts_of(t, id, &v.contacts);
	db_wait(t);
	if (!v.customer || v.customer->root != id || when_known(v.customer->erased_at))
		return reply_not_found(rq);
	v.form = f ? *f
		   : (struct customer_form){v.customer->name, v.customer->kind, v.customer->tier,
			     v.customer->relation, v.customer->note, "", "", ""};
	customer_edit_page(rq->out, &v);
	reply_page_status(rq, status);
}

/* GET /customer/:customer/edit */
void customer_edit_show(struct request *rq)
{
	edit_reply_wait(rq, route_int8(rq, "customer"), 200, NULL, NULL, false);
}

static void changed_meanwhile_wait(struct request *rq, int64_t id, const struct customer_form *f)
{
	edit_reply_wait(rq, id, 409, f,
		_("Somebody changed this customer after you opened the form, so nothing was saved. Please put the two together and send it again."),
		true);
}

/* POST /customer/:customer/edit -- all of the form, or one contact that goes. */
void customer_edit_post(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t id = route_int8(rq, "customer"), contact = form_int8(&rq->body, "drop");
	struct customer_form f = form_of(rq);
	const char *why = contact ? NULL : form_wrong(rq, &f);
	struct customer *c = NULL;

	if (why)
		return edit_reply_wait(rq, id, 422, &f, why, false);
	db_begin(t);
	customer_hold(t, id);
	customer_find(t, id, &c);
	db_wait(t);
	if (!c || c->root != id || when_known(c->erased_at)) {
		db_rollback_wait(t);
		return reply_not_found(rq);
	}
	if (!contact && form_int8(&rq->body, "base") != c->changed_at.us) {
		if (form_key_answered_wait(rq))
			return;
		db_rollback_wait(t);
		return changed_meanwhile_wait(rq, id, &f);
	}
	form_key_note(rq, customer_path(&t->arena, id));
	if (contact) {
		contact_drop(t, rq->viewer.id, id, contact);
	} else {
		customer_change(t, rq->viewer.id, id, &f);
		contacts_add(rq, id, &f);
	}
	if (!customer_commit_wait(rq, id, "saved"))
		changed_meanwhile_wait(rq, id, &f);
}

/* ---- forgetting ---- */

static void erase_reply_wait(struct request *rq, int64_t id, int status, const char *why)
{
	struct task *t = &rq->task;
	struct erase_view v = {.frame = desk_frame_of(rq, _("Erase customer"), "customers"),
		.here = customer_path(&t->arena, id),
		.error = why};

	customer_find(t, id, &v.customer);
	erase_count(t, id, &v.counts);
	db_wait(t);
	if (!v.customer || v.customer->root != id || when_known(v.customer->erased_at))
		return reply_not_found(rq);
	customer_erase_page(rq->out, &v);
	reply_page_status(rq, status);
}

/* GET /customer/:customer/erase -- what it would take away. */
void customer_erase_show(struct request *rq)
{
	erase_reply_wait(rq, route_int8(rq, "customer"), 200, NULL);
}

/* POST /customer/:customer/erase -- wants his name typed, because nothing brings him back. */
void customer_erase_post(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t id = route_int8(rq, "customer");
	struct customer *c = NULL;
	struct erased *done = NULL;

	db_begin(t);
	customer_find(t, id, &c);
	db_wait(t);
	if (!c || c->root != id || !text_is(line(rq, "name"), c->name)) {
		if (form_key_answered_wait(rq))
			return;
		db_rollback_wait(t);
		return erase_reply_wait(rq, id, 422, _("Please type the name exactly as it stands here."));
	}
	form_key_note(rq, customer_path(&t->arena, id));
	customer_erase(t, rq->viewer.id, id, &done);
	if (db_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		return erase_reply_wait(rq, id, 409, _("Somebody was quicker. Below is how it is now."));
	}
	if (!done->done) {
		db_rollback_wait(t);
		return erase_reply_wait(rq, id, 403, _("Only a lead may erase, and nobody twice."));
	}
	if (!customer_commit_wait(rq, id, "customer-erased"))
		return erase_reply_wait(rq, id, 409, _("Somebody was quicker. Below is how it is now."));
	log_info("customer.erased", "customer=%lld", (long long)id);
}
