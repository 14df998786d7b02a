/* feed_pages.c -- Atom feeds, sitemap, robots.txt. */
#include "forum/feed/feed_pages.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/out.h"
#include "db/query.h"
#include "forum/feed/feed.h"
#include "forum/feed/feed_sql.h"
#include "forum/feed/feed_view.h"
#include "forum/moderation/moderation.h"
#include "forum/site.h"
#include "forum/topic/topic.h"
#include "templates/feed.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define ATOM "application/atom+xml; charset=utf-8"
#define XML  "application/xml; charset=utf-8"

#define SITEMAP_MOST (8u << 20) /* bytes: 5,000 addresses of threads, or 50,000 of parts */

static const char *iso(struct arena *a, struct when at)
{
	char buffer[32];

	return arena_text(a, intl_iso(at, buffer));
}

static void declaration(struct request *rq)
{
	out_literal(rq->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
}

/* Threads stand under their own addresses, posts under theirs. An id is for ever, so it holds no slug: titles change. */
static struct feed_entry entry_of(struct arena *a, const struct feed_row *r, bool post)
{
	return (struct feed_entry){
		.title = r->title,
		.id = post ? arena_printf(a, "%s/a/%lld", site.url, (long long)r->post_id)
			   : arena_printf(a, "%s/t/%lld", site.url, (long long)r->thread_id),
		.url = post ? arena_printf(a, "%s/a/%lld", site.url, (long long)r->post_id)
			    : arena_printf(a, "%s/t/%lld/%s", site.url, (long long)r->thread_id, r->slug),
		.author = r->author,
		.html = r->html,
		.created = iso(a, r->created_at),
		.changed = iso(a, r->changed_at),
	};
}

/* ${path}: of the page the feed is about. An empty list was last changed at the beginning of time. */
static void feed_reply(struct request *rq, const char *title, const char *path, const struct feed_rows *rows,
	bool posts)
{
	struct arena *a = &rq->task.arena;
	struct feed_view v = {
		.title = title,
		.base = arena_printf(a, "%s/", site.url),
		.url = arena_printf(a, "%s%s", site.url, path),
		.self = arena_printf(a, "%s%s", site.url, rq->path),
		.entries = {arena_array(a, struct feed_entry, rows->n + 1), 0},
	};
	struct when newest = {1};
	size_t i, n = feed_rows_fit(rows);

	for (i = 0; i < n; i++) {
		v.entries.v[v.entries.n++] = entry_of(a, &rows->v[i], posts);
		if (rows->v[i].changed_at.us > newest.us)
			newest = rows->v[i].changed_at;
	}
	v.changed = iso(a, newest);
	rq->out->most = FEED_MOST;
	declaration(rq);
	feed_page(rq->out, &v);
	feed_xml_clean(rq->out->s, rq->out->n);
	reply_type(rq, ATOM);
}

void feed_show(struct request *rq)
{
	struct feed_rows rows = {0};

	feed_threads(&rq->task, NULL, NULL, &rows);
	db_wait(&rq->task);
	feed_reply(rq, site.name, "/", &rows, false);
}

void topic_feed_show(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	struct feed_rows rows = {0};
	struct topic *topic = NULL;

	topic_find(&rq->task, route_text(rq, "slug"), &topic);
	feed_threads(&rq->task, route_text(rq, "slug"), NULL, &rows);
	db_wait(&rq->task);
	if (!topic)
		return reply_not_found(rq);
	if (!text_is(topic->slug, route_text(rq, "slug")))
		return reply_see_other(rq, arena_printf(a, "/topic/%s/feed.atom", topic->slug));
	feed_reply(rq, arena_printf(a, "%s – %s", topic->name, site.name),
		arena_printf(a, "/topic/%s", topic->slug), &rows, false);
}

void tag_feed_show(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	struct feed_rows rows = {0};
	struct tag *tag = NULL;

	tag_find(&rq->task, route_text(rq, "name"), &tag);
	feed_threads(&rq->task, NULL, route_text(rq, "name"), &rows);
	db_wait(&rq->task);
	if (!tag)
		return reply_not_found(rq);
	if (!text_is(tag->name, route_text(rq, "name")))
		return reply_see_other(rq, arena_printf(a, "/tag/%s/feed.atom", text_percent(a, tag->name)));
	feed_reply(rq, arena_printf(a, "%s – %s", tag->name, site.name),
		arena_printf(a, "/tag/%s", text_percent(a, tag->name)), &rows, false);
}

/* A thread that was merged goes on in another one. */
static void feed_elsewhere_wait(struct request *rq)
{
	int64_t *to = NULL;

	thread_gone_to(&rq->task, route_int8(rq, "thread"), &to);
	db_wait(&rq->task);
	if (!to)
		return reply_not_found(rq);
	reply_see_other(rq, arena_printf(&rq->task.arena, "/t/%lld/feed.atom", (long long)*to));
}

void thread_feed_show(struct request *rq)
{
	struct feed_rows rows = {0};

	feed_posts(&rq->task, route_int8(rq, "thread"), &rows);
	db_wait(&rq->task);
	if (!rows.n)
		return feed_elsewhere_wait(rq);
	feed_reply(rq, rows.v[0].title,
		arena_printf(&rq->task.arena, "/t/%lld/%s", (long long)rows.v[0].thread_id, rows.v[0].slug),
		&rows, true);
}

void member_feed_show(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	const char *name = route_text(rq, "name");
	struct feed_rows rows = {0};
	struct feed_author *author = NULL;

	feed_author_find(&rq->task, name, &author);
	feed_of_member(&rq->task, name, &rows);
	db_wait(&rq->task);
	if (!author)
		return reply_not_found(rq);
	feed_reply(rq, arena_printf(a, "%s – %s", author->display, site.name), arena_printf(a, "/u/%s", name),
		&rows, true);
}

/* ---- for search engines ---- */

void robots_show(struct request *rq)
{
	const char *text = arena_printf(&rq->task.arena,
		"User-agent: *\n"
		"Disallow: /search\nDisallow: /ask\nDisallow: /signin\nDisallow: /signup\nDisallow: /reset\n"
		"Disallow: /settings\nDisallow: /notices\nDisallow: /drafts\nDisallow: /mail\nDisallow: /a/\n\n"
		"Sitemap: %s/sitemap.xml\n",
		site.url);

	out_raw(rq->out, text, strlen(text));
	reply_type(rq, "text/plain; charset=utf-8");
}

void sitemap_index_show(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	struct sitemap_part_rows rows = {0};
	struct sitemap_entries parts = {0};
	size_t i;

	sitemap_parts_find(&rq->task, &rows);
	db_wait(&rq->task);
	parts.v = arena_array(a, struct sitemap_entry, rows.n + 1);
	for (i = 0; i < rows.n; i++)
		parts.v[parts.n++] = (struct sitemap_entry){
			arena_printf(a, "%s/sitemap/%lld", site.url, (long long)rows.v[i].part),
			iso(a, rows.v[i].active_at)};
	rq->out->most = SITEMAP_MOST;
	declaration(rq);
	sitemap_index_page(rq->out, &parts);
	reply_type(rq, XML);
}

void sitemap_show(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	int64_t part = route_int8(rq, "part");
	struct sitemap_rows rows = {0};
	struct sitemap_entries entries = {0};
	size_t i;

	if (part < 1 || part > 1000000)
		return reply_not_found(rq);
	sitemap_threads(&rq->task, part, &rows);
	db_wait(&rq->task);
	if (!rows.n)
		return reply_not_found(rq); /* an empty one is none */
	entries.v = arena_array(a, struct sitemap_entry, rows.n + 1);
	for (i = 0; i < rows.n; i++)
		entries.v[entries.n++] = (struct sitemap_entry){
			arena_printf(a, "%s/t/%lld/%s", site.url, (long long)rows.v[i].id, rows.v[i].slug),
			iso(a, rows.v[i].active_at)};
	rq->out->most = SITEMAP_MOST;
	declaration(rq);
	sitemap_page(rq->out, &entries);
	reply_type(rq, XML);
}
