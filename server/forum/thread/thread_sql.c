/* thread_sql.c -- every statement on threads and posts that a page of a thread or a new post needs. */
#include "forum/thread/thread.h"

#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"
#include "forum/event.h"

/* ---- reading ---- */

static void read_thread(struct row *r, struct thread *x)
{
	x->id = row_int8(r, "id");
	x->question = row_bool(r, "question");
	x->title = row_text(r, "title");
	x->slug = row_text(r, "slug");
	x->product = row_text(r, "product");
	x->state = thread_state_of(row_text(r, "state"));
	x->episode = row_int8(r, "episode");
	x->solved = row_bool(r, "solved");
	x->locked = row_bool(r, "locked");
	x->deleted = row_bool(r, "deleted");
	x->gone = row_text(r, "gone");
	x->created_at = row_when(r, "created_at");
	x->active_at = row_when(r, "active_at");
	x->answers = row_int8(r, "answers");
	x->comments = row_int8(r, "comments");
	x->me_too = row_int8(r, "me_too");
	x->followers = row_int8(r, "followers");
	x->views = row_int8(r, "views");
	x->last_post_id = row_int8(r, "last_post_id");
	x->duplicate_of = row_int8(r, "duplicate_of");
	x->topic_id = row_int8(r, "topic_id");
	x->topic = row_text(r, "topic");
	x->topic_slug = row_text(r, "topic_slug");
	x->topic_colour = row_int8(r, "topic_colour");
	byline_read(r, &x->author);
	x->tags = row_texts(r, "tags");
	x->company_since = row_when(r, "company_since");
}

QUERY(thread_by_id, DOOR_ALL, struct thread, read_thread,
	"SELECT t.id, t.kind = 'question' AS question, t.title, t.slug, t.product, t.state, t.episode, t.solved, t.locked,"
	" t.deleted_at IS NOT NULL AS deleted, t.gone, t.created_at, t.active_at, t.answers, t.comments, t.me_too, t.followers,"
	" COALESCE(v.views, 0) AS views, t.last_post_id, t.duplicate_of, t.topic_id,"
	" p.name AS topic, p.slug AS topic_slug, p.colour AS topic_colour, " BYLINE_COLUMNS(
		"m") ","
		     " ARRAY(SELECT g.name FROM community.thread_tag tt JOIN community.tag g ON g.id = tt.tag_id"
		     "  WHERE tt.thread_id = t.id ORDER BY tt.position) AS tags,"
		     " (SELECT y.since FROM community.thread_company y WHERE y.thread_id = t.id) AS company_since"
		     " FROM community.thread t"
		     " JOIN community.topic p ON p.id = t.topic_id"
		     " JOIN community.member m ON m.id = t.author_id"
		     " LEFT JOIN community.thread_views v ON v.thread_id = t.id"
		     " WHERE t.id = $1");

static const char *const kind_names[] = {[POST_QUESTION] = "question",
	[POST_ANSWER] = "answer",
	[POST_REPLY] = "reply",
	[POST_COMMENT] = "comment"};

static enum post_kind kind_of(const char *name)
{
	enum post_kind k = POST_QUESTION;

	while (k < POST_COMMENT && !text_is(name, kind_names[k]))
		k++;
	return k;
}

static void read_post(struct row *r, struct post *x)
{
	x->id = row_int8(r, "id");
	x->thread_id = row_int8(r, "thread_id");
	x->parent_id = row_int8(r, "parent_id");
	x->kind = kind_of(row_text(r, "kind"));
	x->html = row_html(r, "html");
	x->plain = row_text(r, "plain");
	x->missing = row_bool(r, "missing");
	x->official = row_bool(r, "official");
	x->edited_by_other = row_bool(r, "edited_by_other");
	x->gone = row_text(r, "gone");
	x->created_at = row_when(r, "created_at");
	x->edited_at = row_when(r, "edited_at");
	x->revision = row_int8(r, "revision");
	x->accepted = row_int8(r, "accepted");
	x->thanks = row_int8(r, "thanks");
	x->helped = row_int8(r, "helped");
	x->unhelpful = row_int8(r, "unhelpful");
	x->found = row_int8(r, "found");
	x->votes_up = row_int8(r, "votes_up");
	x->votes_down = row_int8(r, "votes_down");
	x->comments = row_int8(r, "comments");
	byline_read(r, &x->author);
}

#define POST_COLUMNS \
	"p.id, p.thread_id, p.parent_id, p.kind, p.html, CASE WHEN p.kind = 'question' THEN left(p.plain, 200) END AS plain, p.missing AND p.source = '' AS missing," \
	" p.official, p.editor_id <> p.author_id AS edited_by_other, p.gone, p.created_at," \
	" p.edited_at, p.revision, p.accepted, p.thanks, p.helped, p.unhelpful, p.found, p.votes_up, p.votes_down," \
	" p.comments, " BYLINE_COLUMNS("m")

/* $1 thread, $2 the answer to begin with (0: the first), $3 the post of whose comments a page is wanted, $4 the comment that page begins
 * with. Of a page the one that begins the next is read as well, be it by number or by THREAD_PAGE_BYTES. A question that is gone is read with a
 * thread that is gone, by those who see it, and never with one that is shown. */
QUERY(posts_of_thread, DOOR_WEB | DOOR_DESK, struct post, read_post,
	"WITH start AS ("
	"  SELECT place, created_at, id FROM community.post WHERE id = $2 AND thread_id = $1"
	"  UNION ALL SELECT '-Infinity'::float8, '-infinity'::timestamptz, 0 WHERE $2 = 0),"
	" page AS ("
	"  SELECT a.id, a.comments, a.place, a.created_at FROM start s, LATERAL ("
	"   SELECT id, comments, place, created_at FROM community.post"
	"   WHERE thread_id = $1 AND kind IN ('answer', 'reply') AND deleted_at IS NULL"
	"   AND (place, created_at, id) >= (s.place, s.created_at, s.id)"
	"   ORDER BY place, created_at, id LIMIT 21) a),"
	" since AS (SELECT created_at, id FROM community.post WHERE id = $4 AND parent_id = $3),"
	" shown AS ("
	"  SELECT id, comments, 0 AS part, 0::float8 AS place, created_at FROM community.post"
	"   WHERE thread_id = $1 AND kind = 'question' AND (deleted_at IS NULL"
	"    OR EXISTS (SELECT FROM community.thread WHERE id = $1 AND deleted_at IS NOT NULL))"
	"  UNION ALL SELECT id, comments, 1, place, created_at FROM page"
	"  UNION ALL SELECT c.id, 0, CASE WHEN x.id = $3 THEN 2 ELSE 3 END, 0, c.created_at FROM ("
	"    SELECT id FROM page WHERE comments > 0 UNION ALL"
	"    SELECT id FROM community.post WHERE thread_id = $1 AND kind = 'question' AND comments > 0) x"
	"    LEFT JOIN since s ON x.id = $3, LATERAL ("
	"    SELECT id, created_at FROM ("
	"     SELECT id, created_at, sum(octet_length(html)) OVER (ORDER BY created_at, id) - octet_length(html) AS before"
	"     FROM community.post WHERE parent_id = x.id AND kind = 'comment' AND deleted_at IS NULL"
	"     AND (created_at, id) >= (COALESCE(s.created_at, '-infinity'), COALESCE(s.id, 0))"
	"     ORDER BY created_at, id LIMIT CASE WHEN x.id = $3 THEN 101 ELSE 5 END) w WHERE w.before <= 262144) c)"
	" SELECT " POST_COLUMNS " FROM shown s JOIN community.post p ON p.id = s.id"
	" JOIN community.member m ON m.id = p.author_id"
	" ORDER BY s.part, s.place, s.created_at, s.id");

QUERY(post_by_id, DOOR_ALL, struct post, read_post,
	"SELECT " POST_COLUMNS " FROM community.post p JOIN community.member m ON m.id = p.author_id"
	" WHERE p.id = $1 AND p.deleted_at IS NULL");

QUERY(posts_of_thread_waiting, DOOR_WEB, struct post, read_post,
	"SELECT " POST_COLUMNS " FROM community.post p JOIN community.member m ON m.id = p.author_id"
	" WHERE p.thread_id = $1 AND p.kind <> 'question' AND p.gone IN ('held', 'hidden')"
	" AND ($3 OR (p.gone = 'held' AND p.author_id = $2)) ORDER BY p.id LIMIT 20");

void posts_waiting(struct task *t, int64_t thread, int64_t viewer, bool all, struct posts *out)
{
	db_many(t, &posts_of_thread_waiting, out, thread, viewer, all);
}

void thread_find(struct task *t, int64_t id, struct thread **out)
{
	db_one(t, &thread_by_id, out, id);
}

void posts_find(struct task *t, int64_t thread, const struct thread_place *at, struct posts *out)
{
	db_many(t, &posts_of_thread, out, thread, at->from, at->comments_of, at->since);
}

void post_find(struct task *t, int64_t id, struct post **out)
{
	db_one(t, &post_by_id, out, id);
}

/* ---- writing ---- */

static void read_locked(struct row *r, struct thread_locked *x)
{
	x->id = row_int8(r, "id");
	x->author_id = row_int8(r, "author_id");
	x->topic_id = row_int8(r, "topic_id");
	x->episode = row_int8(r, "episode");
	x->question = row_bool(r, "question");
	x->locked = row_bool(r, "locked");
	x->deleted = row_bool(r, "deleted");
	x->state = thread_state_of(row_text(r, "state"));
	x->slug = row_text(r, "slug");
	x->title = row_text(r, "title");
	x->new_post_id = row_int8(r, "new_post_id");
}

/* Not FOR UPDATE: rows that only name the thread (views, marks) need not wait. The row is the newest after a wait, but a
 * subquery would still see what was before it. */
#define LOCKED(thread, new_post_id) \
	"SELECT id, author_id, topic_id, episode, kind = 'question' AS question, locked," \
	" deleted_at IS NOT NULL AS deleted, state, slug, title, " new_post_id " AS new_post_id" \
	" FROM community.thread WHERE id = " thread " FOR NO KEY UPDATE"
#define OF_POST "(SELECT thread_id FROM community.post WHERE id = $1)"
#define NEXT	"nextval('community.post_id_seq')"
#define NONE	"0::bigint"

QUERY(thread_for_update, DOOR_ALL, struct thread_locked, read_locked, LOCKED("$1", NEXT));
QUERY(thread_of_post_for_update, DOOR_WEB, struct thread_locked, read_locked, LOCKED(OF_POST, NEXT));
QUERY(thread_held, DOOR_ALL, struct thread_locked, read_locked, LOCKED("$1", NONE));
QUERY(thread_held_by_post, DOOR_WEB, struct thread_locked, read_locked, LOCKED(OF_POST, NONE));

COMMAND(post_insert, DOOR_ALL,
	"INSERT INTO community.post (id, thread_id, kind, parent_id, author_id, source, html, plain, official)"
	" VALUES ($1, $2, $3, NULLIF($4::bigint, 0), $5, $6, $7, $8, $9)");
COMMAND(thread_answered, DOOR_ALL,
	"UPDATE community.thread SET answers = answers + 1, active_at = now(), last_post_id = $2, last_member_id = $3"
	" WHERE id = $1");
COMMAND(thread_commented, DOOR_WEB | DOOR_WORK,
	"UPDATE community.thread SET comments = comments + 1, active_at = now(), last_post_id = $2, last_member_id = $3"
	" WHERE id = $1");
COMMAND(post_commented, DOOR_WEB | DOOR_WORK,
	"UPDATE community.post SET comments = comments + 1 WHERE id = $1");
COMMAND(member_answered, DOOR_ALL, "UPDATE community.member SET answers = answers + 1 WHERE id = $1");
COMMAND(thread_state_set, DOOR_ALL,
	"UPDATE community.thread SET state = $2, episode = episode + ($2 = 'reopened')::int,"
	" solved_at = CASE WHEN $2 IN ('solved_unconfirmed', 'confirmed') THEN COALESCE(solved_at, now()) END"
	" WHERE id = $1");
COMMAND(follow_insert, DOOR_WEB | DOOR_WORK,
	"WITH f AS (INSERT INTO community.follow (thread_id, member_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1)"
	" UPDATE community.thread SET followers = followers + 1 WHERE id = $1 AND EXISTS (SELECT FROM f)");

void thread_lock(struct task *t, int64_t id, struct thread_locked **out)
{
	db_one(t, &thread_for_update, out, id);
}

void thread_lock_by_post(struct task *t, int64_t post, struct thread_locked **out)
{
	db_one(t, &thread_of_post_for_update, out, post);
}

void thread_hold(struct task *t, int64_t id, struct thread_locked **out)
{
	db_one(t, &thread_held, out, id);
}

void thread_hold_by_post(struct task *t, int64_t post, struct thread_locked **out)
{
	db_one(t, &thread_held_by_post, out, post);
}

void post_add(struct task *t, const struct new_post *p)
{
	db_run(t, &post_insert, p->id, p->thread_id, kind_names[p->kind], p->parent_id, p->author_id,
		p->source, p->html, p->plain, p->official);
	if (p->kind == POST_COMMENT) {
		db_run(t, &thread_commented, p->thread_id, p->id, p->author_id);
		db_run(t, &post_commented, p->parent_id);
	} else {
		db_run(t, &thread_answered, p->thread_id, p->id, p->author_id);
		db_run(t, &member_answered, p->author_id);
	}
	stamp_touch(t, STAMP_THREAD, p->thread_id);
	stamp_touch(t, STAMP_MEMBER, p->author_id);
	stamp_touch(t, STAMP_LISTS, 0);
}

void thread_step(struct task *t, const struct thread_locked *th, enum thread_state becomes, int64_t member)
{
	if (th->state == becomes)
		return;
	db_run(t, &thread_state_set, th->id, thread_state_name(becomes));
	event_note(t, EVENT_STATE_CHANGED, member, th->author_id, th->id, 0, becomes);
	stamp_touch(t, STAMP_THREAD, th->id);
}

void thread_follow(struct task *t, int64_t thread, int64_t member)
{
	db_run(t, &follow_insert, thread, member);
	stamp_touch(t, STAMP_THREAD, thread);
}
