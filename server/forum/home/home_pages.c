/* home_pages.c -- the start page, topics and tags: each a list of threads with something around it. */
#include "forum/home/home_pages.h"

#include "base/arena.h"
#include "db/query.h"
#include "forum/frame/frame.h"
#include "forum/home/home_view.h"
#include "templates/list.h"
#include "web/reply.h"
#include "web/route.h"

#define TAGS_SHOWN 200

/* The list that the query string asks for: tab and page. Guests have no "mine". */
static struct list_query list_asked(struct request *rq)
{
	struct list_query q = {.kind = list_kind_of(form_text(&rq->query, "tab")),
		.viewer = rq->viewer.id,
		.author = rq->viewer.id};

	if (q.kind == LIST_MINE && !rq->viewer.id)
		q.kind = LIST_ACTIVE;
	list_key_read(form_text(&rq->query, "before"), &q);
	return q;
}

/* "/topic/sim?tab=solved&", to which a page's key is added. */
static const char *page_path(struct request *rq, const char *path, enum list_kind kind)
{
	return arena_printf(&rq->task.arena, "%s?tab=%s&", path, list_kind_name(kind));
}

/* Search engines read the first page of a list. Later ones hold other things every day; threads they find in the sitemap. */
static void list_index(struct frame *f, const struct list_query *q, const char *path)
{
	f->index = !when_known(q->before_at);
	f->canonical = f->index ? path : NULL;
}

/* GET / -- one box that searches and asks; Active, Unanswered, Solved, Mine. */
void home_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct list_query q = list_asked(rq);
	struct home_view v = {.frame = frame_of(rq, NULL), .tabs = {"/", q.kind, rq->viewer.id != 0}};

	list_find(t, &q, &v.items);
	topics_all(t, &v.topics);
	helpers_top(t, &v.helpers);
	db_wait(t);

	v.next = list_next(&t->arena, &v.items, q.kind);
	v.page_path = page_path(rq, "/", q.kind);
	v.first_visit = !rq->viewer.id && !when_known(q.before_at);
	v.frame.own_box = v.first_visit;
	v.frame.nav = "home";
	v.frame.description = text_empty(site.tagline) ? NULL : site.tagline;
	list_index(&v.frame, &q, "/");
	v.frame.feed = "/feed.atom";
	home_page(rq->out, &v);
	reply_page(rq);
}

/* GET /topics -- all of them, described. */
void topics_show(struct request *rq)
{
	struct topics_view v = {.frame = frame_of(rq, _("Topics"))};

	topics_all(&rq->task, &v.topics);
	db_wait(&rq->task);
	v.frame.nav = "topics";
	v.frame.canonical = "/topics";
	v.frame.index = true;
	topics_page(rq->out, &v);
	reply_page(rq);
}

static const struct topic *topic_among(const struct topics *all, const char *slug)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (text_is(all->v[i].slug, slug))
			return &all->v[i];
	return NULL;
}

/* GET /topic/:slug -- the threads of a topic. Its id is not known before the list is asked for, so the list is found
 * by the slug itself: one round trip. */
void topic_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct list_query q = list_asked(rq);
	struct topic_view v = {0};
	struct topic *meant = NULL;
	const char *slug = route_text(rq, "slug");

	q.topic_slug = slug;
	list_find(t, &q, &v.items);
	if (q.kind == LIST_ACTIVE && !q.before_id)
		list_pinned(t, &q, &v.pinned);
	topics_all(t, &v.topics);
	topic_find(t, slug, &meant);
	db_wait(t);

	v.topic = topic_among(&v.topics, slug);
	if (!v.topic && meant)
		return reply_see_other(rq, arena_printf(&t->arena, "/topic/%s", meant->slug));
	if (!v.topic)
		return reply_not_found(rq);
	v.frame = frame_of(rq, v.topic->name);
	v.frame.topic = v.topic->id;
	v.tabs = (struct list_tabs){arena_printf(&t->arena, "/topic/%s", slug), q.kind, false};
	v.next = list_next(&t->arena, &v.items, q.kind);
	v.page_path = page_path(rq, v.tabs.path, q.kind);
	v.frame.nav = "topics";
	list_index(&v.frame, &q, v.tabs.path);
	v.frame.description = v.topic->description;
	v.frame.feed = arena_printf(&t->arena, "%s/feed.atom", v.tabs.path);
	topic_page(rq->out, &v);
	reply_page(rq);
}

/* GET /tags -- the most used ones. */
void tags_show(struct request *rq)
{
	struct tags_view v = {.frame = frame_of(rq, _("Tags"))};

	tags_top(&rq->task, TAGS_SHOWN, &v.tags);
	db_wait(&rq->task);
	v.frame.canonical = "/tags";
	v.frame.index = true;
	tags_page(rq->out, &v);
	reply_page(rq);
}

/* GET /tag/:name -- the threads with a tag; a synonym leads to the tag it means. */
void tag_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct list_query q = list_asked(rq);
	struct tag_view v = {0};
	const char *name = route_text(rq, "name");

	q.tag_name = name;
	list_find(t, &q, &v.items);
	tag_find(t, name, &v.tag);
	db_wait(t);

	if (!v.tag)
		return reply_not_found(rq);
	v.tabs = (struct list_tabs){arena_printf(&t->arena, "/tag/%s", text_percent(&t->arena, v.tag->name)),
		q.kind, false};
	if (!text_is(v.tag->name, name))
		return reply_see_other(rq, v.tabs.path); /* not for good: a merge can be taken back */
	v.frame = frame_of(rq, v.tag->name);
	v.next = list_next(&t->arena, &v.items, q.kind);
	v.page_path = page_path(rq, v.tabs.path, q.kind);
	list_index(&v.frame, &q, v.tabs.path);
	v.frame.description = text_empty(v.tag->description) ? NULL : v.tag->description;
	v.frame.feed = arena_printf(&t->arena, "%s/feed.atom", v.tabs.path);
	tag_page(rq->out, &v);
	reply_page(rq);
}
