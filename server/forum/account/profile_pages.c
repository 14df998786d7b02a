/* profile_pages.c -- a member as everybody sees him. */
#include "forum/account/account_pages.h"

#include <string.h>

#include "base/intl.h"
#include "db/query.h"
#include "forum/account/account_view.h"
#include "forum/account/profile_sql.h"
#include "forum/frame/frame.h"
#include "templates/account/profile.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

/* "1732200000000000.42", as lists have it; anything else is the first page. */
static bool key_read(struct arena *a, const char *text, struct when *at, int64_t *id)
{
	struct slice rest = slice_of(text ? text : ""), first = slice_cut(&rest, '.');

	return rest.s && text_int8(arena_text_n(a, first.s, first.n), &at->us) && at->us >= 0 &&
	       text_int8(arena_text_n(a, rest.s, rest.n), id);
}

static const char *key_of(struct arena *a, struct when at, int64_t id)
{
	return arena_printf(a, "%lld.%lld", (long long)at.us, (long long)id);
}

static void page_cut(struct arena *a, struct profile_view *v)
{
	if (v->questions.n > PROFILE_PAGE) {
		v->questions.n = PROFILE_PAGE;
		v->next = key_of(a, v->questions.v[PROFILE_PAGE - 1].created_at,
			v->questions.v[PROFILE_PAGE - 1].id);
	}
	if (v->posts.n > PROFILE_PAGE) {
		v->posts.n = PROFILE_PAGE;
		v->next = key_of(a, v->posts.v[PROFILE_PAGE - 1].created_at, v->posts.v[PROFILE_PAGE - 1].id);
	}
}

/* GET /u/:name -- who it is, and what he asked (?tab=questions) or answered. */
void profile_show(struct request *rq)
{
	struct task *t = &rq->task;
	const char *name = route_text(rq, "name");
	struct profile_view v = {.show_questions = text_is(form_text(&rq->query, "tab"), "questions")};
	struct when at = {0};
	int64_t id = 0;
	const char *lower = text_lower_ascii(&t->arena, name);
	bool first = !key_read(&t->arena, form_text(&rq->query, "before"), &at, &id);

	if (strcmp(name, lower) != 0)
		return reply_moved(rq, arena_printf(&t->arena, "/u/%s", lower));
	if (first)
		at = (struct when){0}, id = 0;
	profile_find(t, name, &v.profile);
	standing_find(t, name, &v.standing);
	standing_strengths(t, name, &v.strengths);
	if (v.show_questions)
		profile_questions_find(t, name, at, id, &v.questions);
	else
		profile_answers_find(t, name, at, id, &v.posts);
	db_wait(t);

	if (!v.profile || v.profile->who.gone)
		return reply_not_found(rq);
	page_cut(&t->arena, &v);
	v.mine = v.profile->who.id == rq->viewer.id;
	v.points = standing_points(v.standing);
	v.frame = frame_of(rq, v.profile->who.display);
	v.frame.canonical = arena_printf(&t->arena, "/u/%s", name);
	v.frame.feed = arena_printf(&t->arena, "/u/%s/feed.atom", name);
	v.frame.index = first && !v.show_questions && !v.profile->suspended;
	profile_page(rq->out, &v);
	reply_page(rq);
}
