/* thread_place_sql.c -- what stands around a thread, and where in it a post stands. */
#include "forum/thread/thread_assemble.h"

#include "base/arena.h"
#include "db/query.h"
#include "db/row.h"

static void read_duplicate(struct row *r, struct duplicate *x)
{
	x->title = row_text(r, "title");
	x->slug = row_text(r, "slug");
}

static void read_place(struct row *r, struct post_place *x)
{
	x->id = row_int8(r, "id");
	x->thread_id = row_int8(r, "thread_id");
	x->answer_id = row_int8(r, "answer_id");
	x->slug = row_text(r, "slug");
	x->before = row_int8(r, "before");
	x->bytes = row_int8(r, "bytes");
	x->comments_before = row_int8(r, "comments_before");
	x->comment_bytes = row_int8(r, "comment_bytes");
	x->parent_id = row_int8(r, "parent_id");
}

QUERY(thread_duplicate_of, DOOR_WEB | DOOR_DESK, struct duplicate, read_duplicate,
	"SELECT d.title, d.slug FROM community.thread t JOIN community.thread d ON d.id = t.duplicate_of"
	" WHERE t.id = $1 AND d.deleted_at IS NULL");
/* An answer's place is how many stand before it in the thread's order. */
QUERY(post_place, DOOR_WEB | DOOR_DESK, struct post_place, read_place,
	"SELECT p.id, p.thread_id, a.id AS answer_id, t.slug,"
	" (SELECT count(*) FROM community.post b WHERE b.thread_id = p.thread_id AND b.kind IN ('answer', 'reply')"
	"  AND b.deleted_at IS NULL AND (b.place, b.created_at, b.id) < (a.place, a.created_at, a.id)) AS before,"
	" (SELECT COALESCE(sum(octet_length(f.html)), 0) FROM (SELECT b.html FROM community.post b"
	"  WHERE b.thread_id = p.thread_id AND b.kind IN ('answer', 'reply') AND b.deleted_at IS NULL"
	"  AND (b.place, b.created_at, b.id) <= (a.place, a.created_at, a.id)"
	"  ORDER BY b.place, b.created_at, b.id LIMIT 20) f) AS bytes,"
	" (SELECT count(*) FROM community.post c WHERE p.kind = 'comment' AND c.parent_id = p.parent_id"
	"  AND c.kind = 'comment' AND c.deleted_at IS NULL AND (c.created_at, c.id) < (p.created_at, p.id)) AS comments_before,"
	" (SELECT COALESCE(sum(octet_length(c.html)), 0) FROM community.post c WHERE p.kind = 'comment' AND c.parent_id = p.parent_id"
	"  AND c.kind = 'comment' AND c.deleted_at IS NULL AND (c.created_at, c.id) <= (p.created_at, p.id)) AS comment_bytes,"
	" p.parent_id"
	" FROM community.post p JOIN community.thread t ON t.id = p.thread_id"
	" LEFT JOIN community.post a ON a.id = COALESCE(p.parent_id, p.id) AND a.kind IN ('answer', 'reply')"
	" WHERE p.id = $1 AND p.deleted_at IS NULL AND t.deleted_at IS NULL");

void thread_duplicate(struct task *t, int64_t thread, struct duplicate **out)
{
	db_one(t, &thread_duplicate_of, out, thread);
}

void post_place_find(struct task *t, int64_t post, struct post_place **out)
{
	db_one(t, &post_place, out, post);
}

const char *post_place_path(struct arena *a, const struct post_place *p)
{
	const char *path = thread_path(a, p->thread_id, p->slug), *begin = "?";
	bool later = p->before >= THREAD_PAGE || (p->before && p->bytes > THREAD_PAGE_BYTES),
	     hidden = p->comments_before >= COMMENTS_SHOWN ||
		      (p->comments_before && p->comment_bytes > THREAD_PAGE_BYTES),
	     far = p->comments_before >= COMMENTS_PAGE || p->comment_bytes > THREAD_PAGE_BYTES;

	if (later) {
		path = arena_printf(a, "%s?from=%lld", path, (long long)p->answer_id);
		begin = "&";
	}
	if (hidden)
		path = arena_printf(a, "%s%scomments=%lld", path, begin, (long long)p->parent_id);
	if (hidden && far)
		path = arena_printf(a, "%s&since=%lld", path, (long long)p->id);
	return arena_printf(a, "%s#a%lld", path, (long long)p->id);
}
