/* thread_pages.c -- a thread's page. Everything is asked at once; thread_assemble.c puts it together. */
#include "forum/thread/thread_pages.h"

#include <string.h>

#include "db/query.h"
#include "forum/act/act.h"
#include "forum/frame/frame.h"
#include "forum/moderation/moderation.h"
#include "forum/thread/thread.h"
#include "forum/thread/thread_assemble.h"
#include "forum/thread/thread_view.h"
#include "templates/thread.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/route.h"

#define PAGE_MOST \
	(2u << 20) /* bytes: the question, THREAD_PAGE_BYTES twice, what was typed and its preview */

static void form_show(struct request *rq, struct thread_view *v, const struct thread_form *form)
{
	v->form_key = rq->viewer.id ? guard_form_key(rq) : "";
	v->official = form ? form->official : viewer_is(&rq->viewer, ROLE_STAFF);
	if (!form)
		return;
	if (form->key)
		v->form_key = guard_form_key_again(rq, form->key);
	if (form->notice) {
		v->frame.flash = form->notice;
		v->frame.flash_bad = true;
		return; /* the answer that was begun stays */
	}
	v->body = form->body;
	v->body_error = form->error;
	v->comment_on = form->comment_on;
	if (form->preview_html)
		v->preview = (struct html){form->preview_html, strlen(form->preview_html)};
}

/* Asks for all the page needs; the viewer's own marks only if there is a viewer. */
static void thread_ask(struct request *rq, int64_t id, struct thread_material *m)
{
	struct task *t = &rq->task;

	m->at = (struct thread_place){form_int8(&rq->query, "from"), form_int8(&rq->query, "comments"),
		form_int8(&rq->query, "since")};
	thread_find(t, id, &m->thread);
	posts_find(t, id, &m->at, &m->posts);
	acceptances_of(t, id, &m->acceptances);
	contexts_of(t, id, &m->contexts);
	thread_similar(t, id, &m->similar);
	thread_duplicate(t, id, &m->duplicate);
	if (rq->viewer.id) {
		reactions_of(t, id, rq->viewer.id, &m->reactions);
		relation_of(t, id, rq->viewer.id, &m->relation);
		drafts_of_thread(t, rq->viewer.id, id, &m->drafts);
		posts_waiting(t, id, rq->viewer.id, viewer_is(&rq->viewer, ROLE_MODERATOR), &m->waiting);
	}
}

static const char *place_path(struct arena *a, const char *path, const struct thread_place *at)
{
	const struct {
		const char *name;
		int64_t key;
	} keys[] = {{"from", at->from}, {"comments", at->comments_of}, {"since", at->since}};
	const char *begin = "?";
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (keys[i].key) {
			path = arena_printf(a, "%s%s%s=%lld", path, begin, keys[i].name,
				(long long)keys[i].key);
			begin = "&";
		}
	return path;
}

/* Votes and acceptances move answers to other pages, and a link may name what was never there: where to look instead. NULL: here. */
static const char *place_elsewhere(struct arena *a, const struct thread_view *v)
{
	struct thread_place there = v->at;

	if (there.comments_of && !thread_shows(v, there.comments_of)) {
		there.from = there.comments_of == v->question.post->id ? 0 : there.comments_of;
		if (there.from != v->at.from)
			return place_path(a, v->path, &there);
	}
	return v->at.from && !v->solutions.n && !v->others.n ? v->path : NULL;
}

/* A thread that was merged goes on in another one; what was typed comes along. Not for ever (301): merging can be taken back. */
static void elsewhere_or_not_found_wait(struct request *rq, int64_t id, const struct thread_form *form)
{
	struct arena *a = &rq->task.arena;
	int64_t *to = NULL;

	thread_gone_to(&rq->task, id, &to);
	db_wait(&rq->task);
	if (!to)
		return reply_not_found(rq);
	if (form)
		return thread_page_reply_wait(rq, *to, form, 409);
	reply_see_other(rq, thread_path(a, *to, ""));
}

void thread_page_reply_wait(struct request *rq, int64_t id, const struct thread_form *form, int status)
{
	struct thread_material m = {0};
	struct thread_view v = {0};
	const char *elsewhere;

	thread_ask(rq, id, &m);
	db_wait(&rq->task);

	if (!thread_visible(m.thread, &rq->viewer) || !m.posts.n || m.posts.v[0].kind != POST_QUESTION)
		return elsewhere_or_not_found_wait(rq, id, form);
	if (!form && !text_is(route_text(rq, "slug"), m.thread->slug))
		return reply_moved(rq,
			place_path(&rq->task.arena, thread_path(&rq->task.arena, id, m.thread->slug), &m.at));
	v.frame = frame_of(rq, m.thread->title);
	v.frame.topic = m.thread->topic_id;
	thread_assemble(rq, &m, &v);
	elsewhere = form ? NULL : place_elsewhere(&rq->task.arena, &v);
	if (elsewhere)
		return reply_see_other(rq, elsewhere);
	form_show(rq, &v, form);
	if (!form)
		reading_note(id, rq->viewer.id, m.thread->last_post_id);
	rq->out->most = PAGE_MOST;
	thread_page(rq->out, &v);
	reply_page_status(rq, status);
}

/* GET /t/:thread/..slug -- a thread, one page of its answers, the viewer's marks. Any slug leads to the right one. */
void thread_show(struct request *rq)
{
	thread_page_reply_wait(rq, route_int8(rq, "thread"), NULL, 200);
}

/* GET /a/:post -- to the place where a post is seen, on whichever page of its thread. */
void post_show(struct request *rq)
{
	struct post_place *at = NULL;

	post_place_find(&rq->task, route_int8(rq, "post"), &at);
	db_wait(&rq->task);
	if (!at)
		return reply_not_found(rq);
	reply_see_other(rq, post_place_path(&rq->task.arena, at));
}
