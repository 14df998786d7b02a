/* list_pages.c -- /admin/members: finding members. */
#include "forum/member/member_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/frame/frame.h"
#include "forum/level/level.h"
#include "forum/member/member_view.h"
#include "forum/member/refusal.h"
#include "templates/admin/members.h"
#include "web/form.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

static struct choices choices_of(struct arena *a, const struct choice *of, size_t n)
{
	struct choices c = {arena_array(a, struct choice, n), n};
	size_t i;

	for (i = 0; i < n; i++)
		c.v[i] = of[i];
	return c;
}

static struct choices levels_of(struct arena *a)
{
	struct choices c = {arena_array(a, struct choice, LEVELS + 1), 0};
	int i;

	c.v[c.n++] = (struct choice){"", _("any")};
	for (i = 0; i < LEVELS; i++)
		c.v[c.n++] = (struct choice){arena_printf(a, "%d", i), level_name(i)};
	return c;
}

/* What stands around the two forms and below them, once somebody has been looked for. */
static void page_reply(struct request *rq, struct members_view *v, bool wrong)
{
	struct arena *a = &rq->task.arena;

	v->frame = frame_of(rq, _("Members"));
	v->key = guard_form_key(rq);
	v->admin = viewer_is(&rq->viewer, ROLE_ADMIN);
	v->roles = choices_of(a, member_roles, MEMBER_ROLES);
	v->states = choices_of(a, member_states, MEMBER_STATES);
	v->sorts = choices_of(a, member_sorts, MEMBER_SORTS);
	v->levels = levels_of(a);
	v->wrong = wrong;
	members_admin_page(rq->out, v);
	reply_page_status(rq, wrong ? 422 : 200);
}

/* Cuts the rows to a page. The last member on it if there is another page; 0: this is the last. */
static int64_t page_cut(struct found_rows *rows)
{
	if (rows->n <= FOUND_MOST)
		return 0;
	rows->n = FOUND_MOST;
	return rows->v[FOUND_MOST - 1].id;
}

/* GET /admin/members -- by name and what they are. */
void members_admin_show(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	struct members_view v = {.search = member_search_read(a, &rq->query, false),
		.lookup = member_search_read(a, &(struct form){0}, false),
		.asked = rq->query.n > 0};
	bool wrong = member_search_is_wrong(&v.search);
	int64_t last;

	if (!wrong) {
		members_find(rq, &v.search, &v.rows);
		db_wait(&rq->task);
		if ((last = page_cut(&v.rows)))
			v.next = member_search_path(a, &v.search, last);
	}
	page_reply(rq, &v, wrong);
}

/* POST /admin/members -- by addresses. Nothing changes but the audit, which says who looked for what. */
void members_admin_post(struct request *rq)
{
	struct task *t = &rq->task;
	struct members_view v = {.search = member_search_read(&t->arena, &(struct form){0}, false),
		.lookup = member_search_read(&t->arena, &rq->body, true),
		.looked_up = true};
	bool wrong = member_search_is_wrong(&v.lookup);
	const struct refusal *r;
	int64_t last;

	if (!wrong) {
		db_begin(t);
		members_find(rq, &v.lookup, &v.rows);
		if (db_commit_wait(t) == DB_CONFLICT) {
			r = member_refusal(db_conflict(t));
			return reply_error(rq, r->status, r->why);
		}
		if ((last = page_cut(&v.rows)))
			v.more = member_search_fields(&t->arena, &v.lookup, last);
	}
	page_reply(rq, &v, wrong);
}
