/* feed_sql.c -- see feed_sql.h. */
#include "forum/feed/feed_sql.h"

#include "db/query.h"
#include "db/row.h"

static void read_feed(struct row *r, struct feed_row *x)
{
	x->thread_id = row_int8(r, "thread_id");
	x->post_id = row_int8(r, "post_id");
	x->title = row_text(r, "title");
	x->slug = row_text(r, "slug");
	x->author = row_text(r, "author");
	x->html = row_html(r, "html").s;
	x->created_at = row_when(r, "created_at");
	x->changed_at = row_when(r, "changed_at");
}

static void read_author(struct row *r, struct feed_author *x)
{
	x->display = row_text(r, "display");
}

static void read_sitemap(struct row *r, struct sitemap_row *x)
{
	x->id = row_int8(r, "id");
	x->slug = row_text(r, "slug");
	x->active_at = row_when(r, "active_at");
}

static void read_part(struct row *r, struct sitemap_part_row *x)
{
	x->part = row_int8(r, "part");
	x->active_at = row_when(r, "active_at");
}

#define FEED_OF(threads) \
	"SELECT t.id AS thread_id, p.id AS post_id, t.title, t.slug, m.display AS author, p.html, t.created_at," \
	" COALESCE(p.edited_at, p.created_at) AS changed_at" \
	" FROM (" threads \
	") t JOIN community.post p ON p.thread_id = t.id AND p.kind = 'question' AND p.deleted_at IS NULL" \
	" JOIN community.member m ON m.id = t.author_id ORDER BY t.id DESC"

QUERY(feed_all, DOOR_WEB, struct feed_row, read_feed,
	FEED_OF("SELECT * FROM community.thread WHERE deleted_at IS NULL ORDER BY id DESC LIMIT 30"));
QUERY(feed_topic, DOOR_WEB, struct feed_row, read_feed,
	FEED_OF("SELECT * FROM community.thread WHERE deleted_at IS NULL"
		" AND topic_id = (SELECT id FROM community.topic WHERE slug = $1) ORDER BY active_at DESC, id DESC LIMIT 30"));
QUERY(feed_tag, DOOR_WEB, struct feed_row, read_feed,
	FEED_OF("SELECT h.* FROM community.thread_tag g JOIN community.thread h ON h.id = g.thread_id"
		" WHERE g.tag_id = (SELECT id FROM community.tag WHERE name = $1) AND h.deleted_at IS NULL"
		" ORDER BY g.active_at DESC, g.thread_id DESC LIMIT 30"));
QUERY(feed_thread, DOOR_WEB, struct feed_row, read_feed,
	"SELECT t.id AS thread_id, p.id AS post_id, t.title, t.slug, m.display AS author, p.html, p.created_at,"
	" COALESCE(p.edited_at, p.created_at) AS changed_at"
	" FROM community.thread t JOIN community.post p ON p.thread_id = t.id AND p.deleted_at IS NULL"
	" JOIN community.member m ON m.id = p.author_id"
	" WHERE t.id = $1 AND t.deleted_at IS NULL ORDER BY p.id DESC LIMIT 30");
QUERY(feed_author, DOOR_WEB, struct feed_author, read_author,
	"SELECT display FROM community.member WHERE username = $1 AND state <> 'former'");
QUERY(feed_member, DOOR_WEB, struct feed_row, read_feed,
	"SELECT t.id AS thread_id, p.id AS post_id, t.title, t.slug, m.display AS author, p.html, p.created_at,"
	" COALESCE(p.edited_at, p.created_at) AS changed_at"
	" FROM community.post p JOIN community.member m ON m.id = p.author_id"
	" JOIN community.thread t ON t.id = p.thread_id AND t.deleted_at IS NULL"
	" WHERE p.author_id = (SELECT id FROM community.member WHERE username = $1) AND p.deleted_at IS NULL"
	" AND p.kind IN ('question', 'answer', 'reply') ORDER BY p.created_at DESC, p.id DESC LIMIT 30");
QUERY(sitemap_part, DOOR_WEB, struct sitemap_row, read_sitemap,
	"SELECT id, slug, active_at FROM community.thread WHERE id > $1 AND id <= $2 AND deleted_at IS NULL ORDER BY id");
/* Reads all threads, 6 ms for 22,000 of them. An index of sitemaps holds 50,000 at most. */
QUERY(sitemap_parts, DOOR_WEB, struct sitemap_part_row, read_part,
	"SELECT (id - 1) / $1::bigint + 1 AS part, max(active_at) AS active_at FROM community.thread"
	" WHERE deleted_at IS NULL GROUP BY 1 ORDER BY 1 LIMIT 50000");

void feed_threads(struct task *t, const char *topic, const char *tag, struct feed_rows *out)
{
	if (topic)
		db_many(t, &feed_topic, out, topic);
	else if (tag)
		db_many(t, &feed_tag, out, tag);
	else
		db_many(t, &feed_all, out);
}

void feed_posts(struct task *t, int64_t thread, struct feed_rows *out)
{
	db_many(t, &feed_thread, out, thread);
}

void feed_author_find(struct task *t, const char *username, struct feed_author **out)
{
	db_one(t, &feed_author, out, username);
}

void feed_of_member(struct task *t, const char *username, struct feed_rows *out)
{
	db_many(t, &feed_member, out, username);
}

void sitemap_threads(struct task *t, int64_t part, struct sitemap_rows *out)
{
	db_many(t, &sitemap_part, out, (part - 1) * SITEMAP_PART, part * SITEMAP_PART);
}

void sitemap_parts_find(struct task *t, struct sitemap_part_rows *out)
{
	db_many(t, &sitemap_parts, out, SITEMAP_PART);
}
