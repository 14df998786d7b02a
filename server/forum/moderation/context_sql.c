/* context_sql.c -- what helps to judge an item: the post in its thread, whom it is about, who reported it. See
 * queue_sql.h. */
#include "forum/moderation/queue_sql.h"

#include "db/query.h"
#include "db/row.h"

static void read_report(struct row *r, struct report_row *x)
{
	x->reason = row_text(r, "reason");
	x->text = row_text(r, "text");
	x->at = row_when(r, "at");
	x->weight = row_int8(r, "weight");
	byline_read(r, &x->by);
}

/* Of what a post stands under; the statement gives a little more, which tells whether it goes on. */
static const char *beginning(struct row *r, const char *text)
{
	return text ? text_excerpt(row_arena(r), text, 300) : NULL;
}

static void read_judged(struct row *r, struct judged *x)
{
	x->id = row_int8(r, "id");
	x->thread = row_int8(r, "thread");
	x->revision = row_int8(r, "revision");
	x->kind = row_text(r, "kind");
	x->gone = row_text(r, "gone");
	x->title = row_text(r, "title");
	x->slug = row_text(r, "slug");
	x->html = row_html(r, "html");
	x->source = row_text(r, "source");
	x->question = beginning(r, row_text(r, "question"));
	x->parent = beginning(r, row_text(r, "parent"));
	x->created_at = row_when(r, "created_at");
	x->edited_at = row_when(r, "edited_at");
	x->locked = row_bool(r, "locked");
	x->pinned = row_bool(r, "pinned");
	x->thread_gone = row_bool(r, "thread_gone");
	x->accepted = row_int8(r, "accepted");
	x->thanks = row_int8(r, "thanks");
	x->helped = row_int8(r, "helped");
	x->unhelpful = row_int8(r, "unhelpful");
	byline_read(r, &x->author);
}

static void read_alike(struct row *r, struct alike *x)
{
	x->id = row_int8(r, "id");
	x->percent = row_int8(r, "percent");
	x->title = row_text(r, "title");
	x->excerpt = row_text(r, "excerpt");
	x->gone = row_text(r, "gone");
	x->author = row_text(r, "author");
}

static void read_person(struct row *r, struct person *x)
{
	x->state = row_text(r, "state");
	x->joined_at = row_when(r, "joined_at");
	x->silenced_until = row_when(r, "silenced_until");
	x->suspended_until = row_when(r, "suspended_until");
	x->suspended = row_bool(r, "suspended");
	x->posts = row_int8(r, "posts");
	x->hidden = row_int8(r, "hidden");
	x->kept = row_int8(r, "kept");
	x->level = row_int8(r, "level");
	x->people = row_int8(r, "people");
	x->hour = row_int8(r, "hour");
	x->day = row_int8(r, "day");
	x->open = row_int8(r, "open");
	x->withdrawn = row_int8(r, "withdrawn");
	byline_read(r, &x->who);
}

/* clang-format off */
QUERY(reports_by_item, DOOR_WEB, struct report_row, read_report,
	"SELECT r.reason, r.text, r.at, r.weight, " BYLINE_COLUMNS("m") " FROM community.report r"
	" LEFT JOIN community.member m ON m.id = r.reporter_id WHERE r.item_id = $1 ORDER BY r.id LIMIT 50");
QUERY(post_judged, DOOR_WEB, struct judged, read_judged,
	"SELECT p.id, p.thread_id AS thread, p.revision, p.kind, p.gone, t.title, t.slug, p.html, p.source,"
	" CASE WHEN p.kind <> 'question' THEN (SELECT left(q.plain, 400) FROM community.post q WHERE q.thread_id = t.id"
	"  AND q.kind = 'question') END AS question, left(a.plain, 400) AS parent, p.created_at, p.edited_at, t.locked,"
	" t.pinned_at IS NOT NULL AS pinned, t.deleted_at IS NOT NULL AS thread_gone, p.accepted, p.thanks, p.helped, p.unhelpful, "
	BYLINE_COLUMNS("m")
	" FROM community.post p JOIN community.thread t ON t.id = p.thread_id JOIN community.member m ON m.id = p.author_id"
	" LEFT JOIN community.post a ON a.id = p.parent_id AND a.kind <> 'question' WHERE p.id = $1");
/* Comparing costs a tenth of a millisecond a post: the last 200 that went or are held, and the 50 gravest that wait and are shown. */
QUERY(posts_alike, DOOR_WEB, struct alike, read_alike,
	"SELECT x.id, x.percent, t.title, left(x.plain, 120) AS excerpt, x.gone, m.display AS author FROM ("
	" SELECT c.*, (100 * similarity(left(c.source, 2000), left(o.source, 2000)))::integer AS percent FROM community.post o, ("
	"  (SELECT * FROM community.post WHERE gone IN ('hidden', 'held') ORDER BY deleted_at DESC LIMIT 200) UNION ALL"
	"  (SELECT p.* FROM (SELECT post_id FROM community.queue_item WHERE done_at IS NULL ORDER BY harm DESC, created_at, id LIMIT 50) q"
	"   JOIN community.post p ON p.id = q.post_id WHERE p.gone IS NULL)) c WHERE o.id = $1 AND c.id <> o.id) x"
	" JOIN community.thread t ON t.id = x.thread_id JOIN community.member m ON m.id = x.author_id"
	" WHERE x.percent >= 30 ORDER BY x.percent DESC, x.id DESC LIMIT 5");
/* $2: the item that is being looked at, which is not counted. */
#define PERSON(which) \
	"SELECT m.state, m.joined_at, m.silenced_until, s.until AS suspended_until, m.state = 'suspended' AS suspended," \
	" c.posts, d.hidden, d.kept, l.level, l.people, c.hour, c.day," \
	" (SELECT count(*) FROM community.queue_item q LEFT JOIN community.post p ON p.id = q.post_id WHERE q.done_at IS NULL AND q.id <> $2" \
	"  AND (q.member_id = m.id OR p.author_id = m.id)) AS open," \
	" (SELECT count(*) FROM community.post p WHERE p.author_id = m.id AND p.gone = 'author' AND EXISTS (SELECT FROM community.queue_item q" \
	"  WHERE q.post_id = p.id AND q.kind IN ('report', 'suspicion') AND q.decision_id IS NULL)) AS withdrawn, " BYLINE_COLUMNS("m") \
	" FROM community.member m LEFT JOIN standing.member_level l ON l.member_id = m.id" \
	" LEFT JOIN community.sanction s ON s.member_id = m.id AND s.kind = 'suspend' AND s.ended_at IS NULL," \
	" LATERAL (SELECT count(*) AS posts, count(*) FILTER (WHERE p.created_at > now() - interval '1 hour') AS hour," \
	"  count(*) FILTER (WHERE p.created_at > now() - interval '1 day') AS day FROM community.post p" \
	"  WHERE p.author_id = m.id AND (p.deleted_at IS NULL OR p.gone = 'held')) c," \
	" LATERAL (SELECT count(*) FILTER (WHERE d.action = 'hide') AS hidden, count(*) FILTER (WHERE d.action = 'keep') AS kept" \
	"  FROM community.decision d WHERE d.member_id = m.id AND d.undone_at IS NULL AND d.actor_id IS NOT NULL) d WHERE " which
QUERY(person_by_id, DOOR_WEB, struct person, read_person, PERSON("m.id = $1"));
QUERY(person_by_name, DOOR_WEB, struct person, read_person, PERSON("m.username = $1"));
/* clang-format on */

void reports_of_item(struct task *t, int64_t item, struct report_rows *out)
{
	db_many(t, &reports_by_item, out, item);
}

void judged_find(struct task *t, int64_t post, struct judged **out)
{
	db_one(t, &post_judged, out, post);
}

void alike_find(struct task *t, int64_t post, struct alikes *out)
{
	db_many(t, &posts_alike, out, post);
}

void person_find(struct task *t, int64_t id, int64_t item, struct person **out)
{
	db_one(t, &person_by_id, out, id, item);
}

void person_find_by_name(struct task *t, const char *name, struct person **out)
{
	db_one(t, &person_by_name, out, name, 0);
}
