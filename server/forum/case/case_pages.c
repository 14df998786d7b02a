/* case_pages.c -- reading cases: the list, and one with its history. What one does to a case is in case_post_pages.c. */
#include "forum/case/case_pages.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "crm/crm.h"
#include "db/query.h"
#include "forum/case/case_page.h"
#include "forum/case/case_view.h"
#include "templates/case/case.h"
#include "templates/case/list.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

/* ---- pages by key: "1732200000000000.42" ---- */

static bool key_read(const char *text, struct when *at, int64_t *id)
{
	struct slice rest = slice_of(text ? text : "");
	struct slice first = slice_cut(&rest, '.');
	char us[24];

	if (!rest.s || first.n >= sizeof(us))
		return false;
	memcpy(us, first.s, first.n);
	us[first.n] = '\0';
	return text_int8(us, &at->us) && text_int8(rest.s, id) && at->us > 0 && *id > 0;
}

static const char *key_of(struct arena *a, struct when at, int64_t id)
{
	return arena_printf(a, "%lld.%lld", (long long)at.us, (long long)id);
}

static struct case_choices state_choices(struct arena *a, const char *now)
{
	struct case_choices c = {arena_array(a, struct case_choice, CASE_STATES), 0};
	int s;

	for (s = 0; s < CASE_STATES; s++) {
		const char *name = case_state_name((enum case_state)s);

		c.v[c.n++] =
			(struct case_choice){name, case_state_label((enum case_state)s), text_is(name, now)};
	}
	return c;
}

static struct case_choices priority_choices(struct arena *a, const char *now)
{
	struct case_choices c = {arena_array(a, struct case_choice, CASE_PRIORITIES), 0};
	int p;

	for (p = 0; p < CASE_PRIORITIES; p++) {
		const char *name = case_priority_name((enum case_priority)p);

		c.v[c.n++] = (struct case_choice){name, case_priority_label((enum case_priority)p),
			text_is(name, now)};
	}
	return c;
}

static struct case_choices step_choices(struct arena *a, enum case_state was)
{
	struct case_choices c = {arena_array(a, struct case_choice, CASE_STATES), 0};
	int s;

	for (s = 0; s < CASE_STATES; s++)
		if (case_step_legal(was, (enum case_state)s))
			c.v[c.n++] = (struct case_choice){case_state_name((enum case_state)s),
				case_state_label((enum case_state)s), false};
	return c;
}

/* ---- the list ---- */

static const char *known(const char *name, struct case_choices of)
{
	size_t i;

	for (i = 0; i < of.n; i++)
		if (text_is(name, of.v[i].value))
			return of.v[i].value;
	return "";
}

static const char *tab_of(struct request *rq)
{
	const char *tab = form_text_or_empty(&rq->query, "tab");

	return text_is(tab, "mine") ? "mine" : text_is(tab, "all") ? "all" : "open";
}

static const char *next_page(struct arena *a, struct cases_view *v)
{
	const struct case_row *last;

	if (v->rows.n <= CASE_PAGE)
		return NULL;
	v->rows.n = CASE_PAGE;
	last = &v->rows.v[CASE_PAGE - 1];
	return arena_printf(a, "/cases?tab=%s&state=%s&priority=%s&before=%s", v->tab, v->state, v->priority,
		key_of(a, last->changed_at, last->id));
}

/* GET /cases?tab=open|mine|all&state=…&priority=…&q=… -- cases, the last changed first; or those that words mean. */
void cases_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct cases_view v = {.tab = tab_of(rq),
		.q = text_one_line(&t->arena, form_text_or_empty(&rq->query, "q"))};
	struct case_filter f = {.live = !text_is(v.tab, "all"),
		.owner = text_is(v.tab, "mine") ? rq->viewer.id : 0,
		.before_id = INT64_MAX};

	v.states = state_choices(&t->arena, form_text(&rq->query, "state"));
	v.priorities = priority_choices(&t->arena, form_text(&rq->query, "priority"));
	f.state = v.state = known(form_text(&rq->query, "state"), v.states);
	f.priority = v.priority = known(form_text(&rq->query, "priority"), v.priorities);
	if (!key_read(form_text(&rq->query, "before"), &f.before_at, &f.before_id))
		f.before_at = (struct when){0}, f.before_id = INT64_MAX;
	if (*v.q)
		cases_search(t, v.q, &v.rows);
	else
		cases_list(t, &f, &v.rows);
	db_wait(t);
	v.frame = desk_frame_of(rq, _("Cases"), "cases");
	v.crm = crm_adapter() != NULL;
	v.next = *v.q ? NULL : next_page(&t->arena, &v);
	cases_page(rq->out, &v);
	reply_page(rq);
}

/* ---- one case ---- */

static void case_ask(struct request *rq, int64_t id, struct case_view *v)
{
	struct task *t = &rq->task;
	struct when at = {0};
	int64_t before = INT64_MAX;

	if (!key_read(form_text(&rq->query, "before"), &at, &before))
		at = (struct when){0}, before = INT64_MAX;
	case_find(t, id, &v->row);
	customer_box_of_case(t, id, &v->customer);
	case_entries(t, id, at, before, &v->entries);
	case_files_of(t, id, &v->files);
	links_of_case(t, id, &v->links);
	cases_merged(t, id, &v->merged);
	colleagues_find(t, &v->colleagues);
	case_sync_find(t, id, &v->sync);
	solution_brief_find(t, id, &v->solution);
	desk_presence(t, arena_printf(&t->arena, "case/%lld", (long long)id), &v->presence);
}

/* What lies in the CRM is looked at there. */
static void ticket_links(struct arena *a, struct case_view *v)
{
	const struct crm_adapter *crm = crm_adapter();
	size_t i;

	if (!crm || !text_is(crm->name, v->row->adapter) || !v->row->external_id)
		return;
	v->ticket_url = crm->ticket_url(a, v->row->external_id);
	for (i = 0; i < v->files.n; i++) {
		struct case_file *f = &v->files.v[i];

		f->url = crm->file_url(a, f->entry, &(struct crm_file){f->id, f->name, f->type, f->bytes});
	}
}

static void files_sort(struct arena *a, struct case_view *v)
{
	size_t i, j;

	ticket_links(a, v);
	for (i = 0; i < v->entries.n && v->files.n; i++) {
		struct case_entry *e = &v->entries.v[i];

		e->files.v = arena_array(a, struct case_file, v->files.n);
		for (j = v->files.n; j-- > 0;)
			if (v->files.v[j].entry_id == e->id)
				e->files.v[e->files.n++] = v->files.v[j];
	}
}

/* Whether it has an owner who is not among those it can be given to. */
static bool owner_outside(const struct case_view *v)
{
	size_t i;

	for (i = 0; i < v->colleagues.n; i++)
		if (v->colleagues.v[i].id == v->row->owner_id)
			return false;
	return v->row->owner[0] != '\0';
}

static void case_assemble(struct request *rq, struct case_view *v, const struct case_sent *sent)
{
	struct arena *a = &rq->task.arena;
	size_t i;

	if (v->entries.n > ENTRIES_PAGE) {
		const struct case_entry *last = &v->entries.v[ENTRIES_PAGE - 1];

		v->entries.n = ENTRIES_PAGE;
		v->older = key_of(a, last->at, last->id);
	}
	for (i = 0; i < v->entries.n; i++)
		case_entry_tell(a, &v->entries.v[i]);
	for (i = 0; i < v->files.n; i++)
		case_file_tell(a, &v->files.v[i]);
	files_sort(a, v);
	for (i = 0; i < v->links.n; i++)
		v->linked += v->links.v[i].state == LINK_ACTIVE;
	v->steps = step_choices(a, v->row->state);
	v->priorities = priority_choices(a, case_priority_name(v->row->priority));
	v->owner_outside = owner_outside(v);
	v->mine = v->row->owner_id == rq->viewer.id;
	v->built_in = text_is(v->row->adapter, "bothy");
	v->live = !v->row->merged_into;
	v->frame = desk_frame_of(rq,
		arena_printf(a, _("Case %lld: %s"), (long long)v->row->id, v->row->subject), "cases");
	if (sent)
		v->sent = *sent;
	v->form_key = sent && sent->key ? guard_form_key_again(rq, sent->key) : guard_form_key(rq);
}

void case_page_reply_wait(struct request *rq, int64_t id, const struct case_sent *sent, int status)
{
	struct case_view v = {0};

	case_ask(rq, id, &v);
	db_wait(&rq->task);
	if (!v.row)
		return reply_not_found(rq);
	v.lately = customer_lately_wait(&rq->task, rq->viewer.id, v.customer ? v.customer->id : 0, id);
	case_assemble(rq, &v, sent);
	case_page(rq->out, &v);
	reply_page_status(rq, status);
}

/* GET /case/:case -- the case, its threads, its history, its customer and what happened with him lately. */
void case_show(struct request *rq)
{
	case_page_reply_wait(rq, route_int8(rq, "case"), NULL, 200);
}
