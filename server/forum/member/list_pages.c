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

/* Asks, and waits. Looking for addresses writes the audit. False: refused, and it has been answered. */
static bool find_or_reply_wait(struct request *rq, struct members_view *v)
{
	struct task *t = &rq->task;
	const struct refusal *r;

	if (!member_search_is_private(&v->search)) {
		members_find(rq, &v->search, &v->rows);
		db_wait(t);
		return true;
	}
	db_begin(t);
	members_find(rq, &v->search, &v->rows);
	if (db_commit_wait(t) != DB_CONFLICT)
		return true;
	r = member_refusal(db_conflict(t));
	reply_error(rq, r->status, r->why);
	return false;
}

/* GET /admin/members */
void members_admin_show(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	struct members_view v = {.frame = frame_of(rq, _("Members")),
		.search = member_search_read(a, &rq->query),
		.admin = viewer_is(&rq->viewer, ROLE_ADMIN)};
	bool wrong = member_search_is_wrong(&v.search);

	if (member_search_is_private(&v.search) && !v.admin)
		return reply_forbidden(rq, _("Only admins look for addresses."));
	if (!wrong && !find_or_reply_wait(rq, &v))
		return;
	v.roles = choices_of(a, member_roles, MEMBER_ROLES);
	v.states = choices_of(a, member_states, MEMBER_STATES);
	v.sorts = choices_of(a, member_sorts, MEMBER_SORTS);
	v.levels = levels_of(a);
	v.asked = rq->query.n > 0;
	if (v.rows.n > FOUND_MOST) {
		v.rows.n = FOUND_MOST;
		v.next = member_search_path(a, &v.search, v.rows.v[FOUND_MOST - 1].id);
	}
	members_admin_page(rq->out, &v);
	reply_page_status(rq, wrong ? 422 : 200);
}
