/* thread_assemble.c -- see thread_assemble.h. */
#include "forum/thread/thread_assemble.h"

#include "base/must.h"
#include "forum/level/level.h"
#include "forum/thread/thread.h"
#include "web/form.h"
#include "web/request.h"

/* The elements of a list that belong to one post; lists are short, so a scan each is fine. */
#define SELECT_OF_POST(arena_, type, list, id, out) \
	do { \
		size_t i_; \
		for (i_ = 0; i_ < (list).n; i_++) { \
			if ((list).v[i_].post_id != (id)) \
				continue; \
			if (!(out).v) \
				(out).v = arena_array(arena_, type, (list).n - i_); \
			(out).v[(out).n++] = (list).v[i_]; \
		} \
	} while (0)

static bool is_comment_on(const struct post *comment, const struct post *post)
{
	return comment->kind == POST_COMMENT && comment->parent_id == post->id;
}

/* The comment that begins the next page of the post's: one too many, or the first that did not fit. */
static int64_t comments_cut(const struct thread_material *m, struct post_view *p)
{
	size_t i;

	if (p->comments.n > COMMENTS_PAGE)
		return p->comments.v[--p->comments.n].id;
	for (i = 0; i < m->rest.n; i++)
		if (is_comment_on(&m->rest.v[i], p->post))
			return m->rest.v[i].id;
	return 0;
}

static void comments_attach(struct arena *a, const struct thread_material *m, struct post_view *p)
{
	bool asked = p->post->id == m->at.comments_of;
	size_t i, n = 0;

	for (i = 0; i < m->posts.n; i++)
		n += is_comment_on(&m->posts.v[i], p->post);
	p->more_comments = p->post->comments > (int64_t)n && !asked;
	p->comments_since = asked && m->at.since;
	if (n)
		p->comments.v = arena_array(a, struct post, n);
	for (i = 0; i < m->posts.n; i++)
		if (is_comment_on(&m->posts.v[i], p->post))
			p->comments.v[p->comments.n++] = m->posts.v[i];
	if (asked)
		p->next_comment = comments_cut(m, p);
}

static void reactions_attach(const struct reactions *all, struct post_view *p)
{
	size_t i;

	for (i = 0; i < all->n; i++) {
		if (all->v[i].post_id != p->post->id)
			continue;
		p->thanked |= all->v[i].kind == REACTION_THANKS;
		p->helped |= all->v[i].kind == REACTION_HELPED;
		p->unhelpful |= all->v[i].kind == REACTION_UNHELPFUL;
	}
}

static bool others_commented(const struct post_view *p)
{
	size_t i;

	for (i = 0; i < p->comments.n; i++)
		if (p->comments.v[i].author.id != p->post->author.id)
			return true;
	return p->post->comments > (int64_t)p->comments.n;
}

/* What was typed into the form of ${place} and not posted; NULL: nothing. */
static const char *draft_body(struct arena *a, const struct drafts *all, const char *place)
{
	struct form f;
	size_t i;

	for (i = 0; i < all->n; i++)
		if (text_is(all->v[i].place, place)) {
			draft_form(a, &all->v[i], &f);
			return form_text(&f, "body");
		}
	return NULL;
}

static struct post_view post_assemble(struct request *rq, const struct thread_material *m, struct post *post)
{
	struct arena *a = &rq->task.arena;
	const struct viewer *viewer = &rq->viewer;
	struct post_view p = {.post = post};
	size_t i;

	comments_attach(a, m, &p);
	SELECT_OF_POST(a, struct acceptance, m->acceptances, post->id, p.acceptances);
	SELECT_OF_POST(a, struct context, m->contexts, post->id, p.contexts);
	reactions_attach(&m->reactions, &p);
	p.mine = viewer->id && post->author.id == viewer->id;
	p.may_edit = post_may_edit(post, m->thread->locked, viewer);
	p.may_suggest = !p.may_edit && !m->thread->deleted && viewer_may(viewer, PRIVILEGE_SUGGEST) &&
			!thread_is_fixed(m->thread->locked, viewer);
	p.may_delete = post_may_delete(m->thread, post, others_commented(&p), viewer);
	/* The company does not accept the company's own answers; askers may: "solved it myself". */
	p.may_accept = thread_may_accept(m->thread, viewer) && post->kind == POST_ANSWER &&
		       !(p.mine && m->thread->author.id != viewer->id);
	for (i = 0; i < p.acceptances.n; i++)
		p.accepted_by_viewer |= viewer->id && p.acceptances.v[i].member_id == viewer->id;
	p.comment_draft = draft_body(a, &m->drafts, draft_place(a, "a", post->id));
	p.fresh = m->relation && m->relation->read_post_id && post->id > m->relation->read_post_id && !p.mine;
	return p;
}

/* Takes the comments, which stand last, that do not fit from the posts. The first one always fits, or no page would ever show it. */
static void rest_cut(struct thread_material *m)
{
	size_t i, bytes = 0;

	for (i = 0; i < m->posts.n; i++) {
		const struct post *post = &m->posts.v[i];

		if (post->kind != POST_COMMENT)
			continue;
		if (bytes && bytes + post->html.n > THREAD_PAGE_BYTES)
			break;
		bytes += post->html.n;
	}
	m->rest = (struct posts){m->posts.v + i, m->posts.n - i};
	m->posts.n = i;
}

static void answers_assemble(struct request *rq, const struct thread_material *m, struct thread_view *v)
{
	struct arena *a = &rq->task.arena;
	size_t i, shown = 0, bytes = 0;

	v->solutions.v = arena_array(a, struct post_view, m->posts.n);
	v->others.v = arena_array(a, struct post_view, m->posts.n);
	for (i = 0; i < m->posts.n; i++) {
		struct post *post = &m->posts.v[i];

		if (post->kind != POST_ANSWER && post->kind != POST_REPLY)
			continue;
		bytes += post->html.n;
		/* The one answer more tells where the next page begins. */
		if (shown == THREAD_PAGE || (shown && bytes > THREAD_PAGE_BYTES)) {
			v->next_from = post->id;
			break;
		}
		shown++;
		if (post->accepted)
			v->solutions.v[v->solutions.n++] = post_assemble(rq, m, post);
		else
			v->others.v[v->others.n++] = post_assemble(rq, m, post);
	}
}

/* The oldest post on this page that the viewer has not seen; if none is on it, the newest of all. */
static int64_t first_unread(const struct thread_material *m)
{
	int64_t read = m->relation ? m->relation->read_post_id : 0, first = 0;
	size_t i;

	if (!read || m->thread->last_post_id <= read)
		return 0;
	for (i = 0; i < m->posts.n; i++)
		if (m->posts.v[i].id > read && (!first || m->posts.v[i].id < first))
			first = m->posts.v[i].id;
	return first ? first : m->thread->last_post_id;
}

/* Neither the asker, who accepts, nor who wrote the only solution. */
static bool may_say_solved(const struct thread_view *v, int64_t viewer)
{
	size_t i;

	for (i = 0; i < v->solutions.n; i++)
		if (!v->solutions.v[i].mine && v->thread->author.id != viewer)
			return true;
	return false;
}

static void frame_fill(struct request *rq, const struct thread_material *m, struct thread_view *v)
{
	const char *about = m->posts.v[0].plain;

	/* Later pages are pages of their own: search engines should find later answers, too. */
	v->frame.canonical =
		v->at.from ? arena_printf(&rq->task.arena, "%s?from=%lld", v->path, (long long)v->at.from)
			   : v->path;
	v->frame.index = !m->thread->deleted;
	v->frame.feed = arena_printf(&rq->task.arena, "/t/%lld/feed.atom", (long long)m->thread->id);
	v->frame.description = text_excerpt(&rq->task.arena,
		text_one_line(&rq->task.arena, text_empty(about) ? m->thread->title : about), 150);
}

bool thread_shows(const struct thread_view *v, int64_t post)
{
	size_t i;

	for (i = 0; i < v->solutions.n; i++)
		if (v->solutions.v[i].post->id == post)
			return true;
	for (i = 0; i < v->others.n; i++)
		if (v->others.v[i].post->id == post)
			return true;
	return v->from_start && v->question.post->id == post;
}

void thread_assemble(struct request *rq, struct thread_material *m, struct thread_view *v)
{
	struct arena *a = &rq->task.arena;

	must(m->thread && m->posts.n && m->posts.v[0].kind == POST_QUESTION);
	rest_cut(m);
	v->thread = m->thread;
	v->path = thread_path(a, m->thread->id, m->thread->slug);
	v->question = post_assemble(rq, m, &m->posts.v[0]);
	v->question.fresh = false;
	answers_assemble(rq, m, v);
	if (m->relation)
		v->relation = *m->relation;
	v->similar = m->similar;
	v->waiting = m->waiting;
	if (m->duplicate) {
		v->duplicate_title = m->duplicate->title;
		v->duplicate_slug = m->duplicate->slug;
	}
	v->at = m->at;
	v->from_start = m->at.from == 0;
	v->first_unread = first_unread(m);
	v->may_write = thread_writable(m->thread, &rq->viewer);
	v->may_ask_solved = m->thread->solved && v->from_start && may_say_solved(v, rq->viewer.id);
	v->may_tag = !m->thread->deleted && !thread_is_fixed(m->thread->locked, &rq->viewer) &&
		     (v->question.mine || viewer_may(&rq->viewer, PRIVILEGE_TAGS));
	v->may_confirm =
		m->thread->state == STATE_SOLVED_UNCONFIRMED && rq->viewer.id == m->thread->author.id;
	v->body = draft_body(a, &m->drafts, draft_place(a, "t", m->thread->id));
	v->draft_kept = v->body != NULL;
	frame_fill(rq, m, v);
}
