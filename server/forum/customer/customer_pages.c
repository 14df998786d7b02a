/* customer_pages.c -- the page of a customer: who he is, what is open, what was promised, and all that happened; and finding one. */
#include "forum/customer/customer_pages.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/customer/customer_page.h"
#include "forum/customer/write_sql.h"
#include "forum/formkey.h"
#include "templates/customer/customer.h"
#include "templates/customer/customers.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

/* ---- where a page of the timeline ends: "1790000000000000.1.77" ---- */

static struct timeline_place place_read(const char *s)
{
	struct slice rest = slice_of(s ? s : "");
	int64_t part[3] = {0};
	char text[24];
	int i;

	for (i = 0; i < 3; i++) {
		struct slice one = rest.s ? slice_cut(&rest, '.') : (struct slice){"", 0};

		if (one.n == 0 || one.n >= sizeof(text))
			return (struct timeline_place){0};
		memcpy(text, one.s, one.n);
		text[one.n] = 0;
		if (!text_int8(text, &part[i]))
			return (struct timeline_place){0};
	}
	if (part[1] < FROM_TOUCHPOINT || part[1] > FROM_OFFICIAL)
		return (struct timeline_place){0};
	return (struct timeline_place){{part[0]}, part[1], part[2]};
}

static const char *older_url(struct request *rq, const struct customer_view *v,
	const struct timeline_entry *e)
{
	return arena_printf(&rq->task.arena, "%s?%s%s%sbefore=%lld.%d.%lld#timeline", v->here,
		*v->channel ? "channel=" : "", v->channel, *v->channel ? "&" : "", (long long)e->at.us,
		(int)e->from, (long long)e->id);
}

/* ---- from rows to what is shown ---- */

static void entries_view_make(struct request *rq, struct customer_view *v, struct timeline_entries *rows)
{
	struct arena *a = &rq->task.arena;
	struct when now = clock_now();
	size_t i;

	if (rows->n > TIMELINE_PAGE) {
		rows->n = TIMELINE_PAGE;
		v->older = older_url(rq, v, &rows->v[TIMELINE_PAGE - 1]);
	}
	v->entries.v = arena_array(a, struct entry_view, rows->n);
	for (i = 0; i < rows->n; i++) {
		const struct timeline_entry *e = &rows->v[i];

		v->entries.v[v->entries.n++] = (struct entry_view){e, entry_url(a, e),
			when_known(e->due) && !when_known(e->kept) && e->due.us < now.us};
	}
}

static void promises_view_make(struct request *rq, struct customer_view *v, const struct promises *rows)
{
	struct when now = clock_now();
	size_t i;

	v->promises.v = arena_array(&rq->task.arena, struct promise_view, rows->n);
	for (i = 0; i < rows->n; i++) {
		bool overdue = when_known(rows->v[i].due) && rows->v[i].due.us < now.us;

		v->promises.v[v->promises.n++] = (struct promise_view){&rows->v[i], overdue};
		v->overdue += overdue;
	}
}

static void community_add_up(struct customer_view *v)
{
	size_t i;

	for (i = 0; i < v->members.n; i++) {
		v->people += v->members.v[i].people;
		v->solutions += v->members.v[i].solutions;
	}
}

static const struct touch_form nothing_typed = {.channel = "call",
	.direction = "in",
	.subject = "",
	.text = "",
	.mood = "",
	.promise = "",
	.due = ""};

void customer_page_reply_wait(struct request *rq, int64_t id, int status, const struct touch_form *touch,
	const char *error)
{
	struct task *t = &rq->task;
	const char *channel = form_text_or_empty(&rq->query, "channel");
	struct timeline_place before = place_read(form_text(&rq->query, "before"));
	struct customer_view v = {.channel = channel_known(channel) ? channel : "",
		.here = customer_path(&t->arena, id),
		.touch = touch ? *touch : nothing_typed,
		.first = !before.from,
		.error = error};
	struct timeline_entries entries = {0};
	struct promises promises = {0};
	struct moods moods = {0};
	struct timeline_entry *last = NULL;

	db_begin(t);
	customer_find(t, id, &v.customer);
	contacts_of(t, id, &v.contacts);
	members_of(t, id, &v.members);
	members_proposed(t, id, &v.proposed);
	customers_merged(t, id, &v.merged);
	open_cases_of(t, id, &v.cases);
	open_threads_of(t, id, &v.threads);
	promises_of(t, id, &promises);
	moods_of(t, id, &moods);
	last_contact_of(t, id, &last);
	timeline_of(t, id, v.channel, before, &entries);
	desk_presence(t, arena_printf(&t->arena, "customer/%lld", (long long)id), &v.presence);
	customer_viewed(t, rq->viewer.id, id);
	db_commit_wait(t);
	if (!v.customer)
		return reply_not_found(rq);
	if (v.customer->root != id)
		return reply_see_other(rq, customer_path(&t->arena, v.customer->root));
	v.frame = desk_frame_of(rq, v.customer->name, "customers");
	v.last = last;
	v.mood = mood_of_late(&moods);
	v.may_erase = (desk_me(rq)->roles & DESK_LEAD) != 0;
	entries_view_make(rq, &v, &entries);
	promises_view_make(rq, &v, &promises);
	community_add_up(&v);
	customer_page(rq->out, &v);
	reply_page_status(rq, status);
}

/* GET /customer/:customer?channel=call&before=… */
void customer_show(struct request *rq)
{
	customer_page_reply_wait(rq, route_int8(rq, "customer"), 200, NULL, NULL);
}

bool customer_commit_wait(struct request *rq, int64_t id, const char *flash)
{
	struct task *t = &rq->task;

	if (db_commit_wait(t) == DB_CONFLICT) {
		if (!form_key_taken(t))
			return false;
		form_key_reply_again_wait(rq);
		return true;
	}
	desk_flash(rq, flash);
	reply_see_other(rq, customer_path(&t->arena, id));
	return true;
}

const char *customer_once(struct request *rq)
{
	return text_hex(&rq->task.arena, guard_form_nonce(rq), 16);
}

/* ---- finding one ---- */

/* GET /customers?q= */
void customers_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct customers_view v = {.frame = desk_frame_of(rq, _("Customers"), "customers"),
		.q = text_one_line(&t->arena, form_text_or_empty(&rq->query, "q")),
		.form = {"", "person", "", "new", "", "", "", ""}};

	if (*v.q)
		customers_search(t, v.q, &v.lines);
	else
		customers_recent(t, &v.lines);
	db_wait(t);
	if (v.lines.n > CUSTOMER_LIST) {
		v.lines.n = CUSTOMER_LIST;
		v.more = true;
	}
	v.frame.q = v.q;
	customers_page(rq->out, &v);
	reply_page(rq);
}
