/* thread_pages.c -- the desk's page of a thread: what the public sees of it, and beside it the case panel. */
#include "forum/link/link_pages.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/link/link_page.h"
#include "forum/link/link_view.h"
#include "forum/link/states.h"
#include "forum/site.h"
#include "templates/link/thread.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define PAGE_MOST (2u << 20) /* a page of long posts, as at the public door */

static void thread_ask(struct request *rq, int64_t id, struct desk_thread_view *v)
{
	struct task *t = &rq->task;
	struct thread_place at = {.from = form_int8(&rq->query, "from"),
		.comments_of = form_int8(&rq->query, "comments"),
		.since = form_int8(&rq->query, "since")};

	v->from_start = !at.from;
	thread_find(t, id, &v->thread);
	posts_find(t, id, &at, &v->posts);
	acceptances_of(t, id, &v->acceptances);
	clock_line_find(t, id, &v->clock);
	followup_lines_find(t, id, &v->followups);
	private_messages_of(t, id, &v->private);
	inbox_waiting_of(t, id, &v->waiting);
	customer_box_of_asker(t, id, &v->customer);
	links_of_thread(t, id, &v->links);
	proposals_find(t, id, &v->proposals);
	link_entries_of_thread(t, id, &v->history);
	desk_presence(t, arena_printf(&t->arena, "thread/%lld", (long long)id), &v->presence);
}

static struct acceptances accepted_of(struct arena *a, const struct acceptances *all, int64_t post)
{
	struct acceptances of = {arena_array(a, struct acceptance, all->n + 1), 0};
	size_t i;

	for (i = 0; i < all->n; i++)
		if (all->v[i].post_id == post)
			of.v[of.n++] = all->v[i];
	return of;
}

static struct posts comments_of(struct arena *a, const struct posts *all, int64_t post)
{
	struct posts of = {arena_array(a, struct post, all->n + 1), 0};
	size_t i;

	for (i = 0; i < all->n; i++)
		if (all->v[i].kind == POST_COMMENT && all->v[i].parent_id == post)
			of.v[of.n++] = all->v[i];
	return of;
}

static struct desk_post desk_post_of(struct arena *a, const struct desk_thread_view *v, const struct post *p)
{
	return (struct desk_post){p, comments_of(a, &v->posts, p->id),
		accepted_of(a, &v->acceptances, p->id)};
}

/* Questions first, then a page of answers; the one more says where the next page begins. */
static void posts_sort(struct arena *a, struct desk_thread_view *v)
{
	size_t i;

	v->answers.v = arena_array(a, struct desk_post, v->posts.n + 1);
	for (i = 0; i < v->posts.n; i++) {
		const struct post *p = &v->posts.v[i];

		if (p->kind == POST_QUESTION)
			v->question = desk_post_of(a, v, p);
		else if (p->kind != POST_COMMENT && v->answers.n == THREAD_PAGE)
			v->next_from = p->id;
		else if (p->kind != POST_COMMENT)
			v->answers.v[v->answers.n++] = desk_post_of(a, v, p);
	}
}

static void thread_assemble(struct request *rq, struct desk_thread_view *v,
	const struct desk_thread_form *form)
{
	struct arena *a = &rq->task.arena;
	size_t i;

	posts_sort(a, v);
	for (i = 0; i < v->links.n; i++)
		v->linked += v->links.v[i].state == LINK_ACTIVE;
	v->steps = staff_steps(a, v->thread);
	v->may_reply = desk_me(rq)->member_id != 0;
	v->public_url = arena_printf(a, "%s%s", site.url, thread_path(a, v->thread->id, v->thread->slug));
	v->frame = desk_frame_of(rq, v->thread->title, "threads");
	v->form_key = form ? guard_form_key_again(rq, form_text(&rq->body, "key")) : guard_form_key(rq);
	if (!form)
		return;
	v->body = form->body;
	v->error = form->error;
	v->act_error = form->act_error;
	if (form->preview_html)
		v->preview = (struct html){form->preview_html, strlen(form->preview_html)};
}

void desk_thread_reply_wait(struct request *rq, int64_t thread, const struct desk_thread_form *form,
	int status)
{
	struct desk_thread_view v = {0};

	thread_ask(rq, thread, &v);
	db_wait(&rq->task);
	if (!v.thread || !v.posts.n || v.posts.v[0].kind != POST_QUESTION)
		return reply_not_found(rq);
	thread_assemble(rq, &v, form);
	rq->out->most = PAGE_MOST;
	desk_thread_page(rq->out, &v);
	reply_page_status(rq, status);
}

/* GET /thread/:thread */
void desk_thread_show(struct request *rq)
{
	desk_thread_reply_wait(rq, route_int8(rq, "thread"), NULL, 200);
}
