/* delete_sql.c -- see delete_sql.h. */
#include "forum/edit/delete_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"
#include "forum/event.h"

static void read_deletable(struct row *r, struct deletable *x)
{
	x->id = row_int8(r, "id");
	x->thread_id = row_int8(r, "thread_id");
	x->parent_id = row_int8(r, "parent_id");
	x->author_id = row_int8(r, "author_id");
	x->opens = row_bool(r, "opens");
	x->comment = row_bool(r, "comment");
	x->question = row_bool(r, "question");
	x->deleted = row_bool(r, "deleted");
	x->locked = row_bool(r, "locked");
	x->accepted = row_int8(r, "accepted");
	x->answers = row_int8(r, "answers");
	x->others_answers = row_int8(r, "others_answers");
	x->others_commented = row_bool(r, "others_commented");
	x->title = row_text(r, "title");
	x->plain = row_text(r, "plain");
}

QUERY(post_deletable, DOOR_WEB, struct deletable, read_deletable,
	"SELECT p.id, p.thread_id, p.parent_id, p.author_id, p.kind = 'question' AS opens, p.kind = 'comment' AS comment,"
	" t.kind = 'question' AS question, (p.deleted_at IS NOT NULL OR t.deleted_at IS NOT NULL) AS deleted, t.locked, p.accepted, t.answers,"
	" (SELECT count(*) FROM community.post o WHERE o.thread_id = t.id AND o.kind = 'answer' AND o.deleted_at IS NULL"
	"  AND o.author_id <> t.author_id AND o.id <> p.id) AS others_answers,"
	" EXISTS (SELECT FROM community.post c WHERE c.parent_id = p.id AND c.kind = 'comment' AND c.deleted_at IS NULL"
	"  AND c.author_id <> p.author_id) AS others_commented, t.title, left(p.plain, 1000) AS plain"
	" FROM community.post p JOIN community.thread t ON t.id = p.thread_id WHERE p.id = $1");

/* All of it is deleted at one time, now(): the transaction's. */
COMMAND(thread_mark_deleted, DOOR_WEB, "UPDATE community.thread SET deleted_at = now() WHERE id = $1");
COMMAND(thread_posts_mark_deleted, DOOR_WEB,
	"UPDATE community.post SET deleted_at = now() WHERE thread_id = $1 AND deleted_at IS NULL");
COMMAND(topic_less, DOOR_WEB,
	"UPDATE community.topic p SET threads = p.threads - 1 FROM community.thread t WHERE t.id = $1 AND p.id = t.topic_id");
COMMAND(tags_less, DOOR_WEB,
	"WITH g AS (SELECT id FROM community.tag WHERE id IN (SELECT tag_id FROM community.thread_tag WHERE thread_id = $1)"
	"  ORDER BY id FOR NO KEY UPDATE)"
	" UPDATE community.tag x SET threads = x.threads - 1 FROM g WHERE x.id = g.id");

COMMAND(post_mark_deleted, DOOR_WEB,
	"UPDATE community.post SET deleted_at = now() WHERE (id = $1 OR (parent_id = $1 AND kind = 'comment')) AND deleted_at IS NULL");
COMMAND(parent_recount, DOOR_WEB,
	"UPDATE community.post SET comments = (SELECT count(*) FROM community.post c WHERE c.parent_id = $1 AND c.kind = 'comment'"
	" AND c.deleted_at IS NULL) WHERE id = $1");
COMMAND(member_answered_less, DOOR_WEB, "UPDATE community.member SET answers = answers - 1 WHERE id = $1");
/* As if the deleted had never been written: also where the lists show the thread. */
COMMAND(thread_recount, DOOR_WEB,
	"UPDATE community.thread t SET"
	" answers = (SELECT count(*) FROM community.post p WHERE p.thread_id = $1 AND p.deleted_at IS NULL"
	"  AND p.kind = CASE t.kind WHEN 'question' THEN 'answer' ELSE 'reply' END),"
	" comments = (SELECT count(*) FROM community.post p WHERE p.thread_id = $1 AND p.kind = 'comment' AND p.deleted_at IS NULL),"
	" last_post_id = l.id, last_member_id = l.author_id, active_at = COALESCE(l.created_at, t.created_at)"
	" FROM (SELECT) AS one LEFT JOIN LATERAL (SELECT id, author_id, created_at FROM community.post"
	"  WHERE thread_id = $1 AND kind <> 'question' AND deleted_at IS NULL ORDER BY id DESC LIMIT 1) l ON true"
	" WHERE t.id = $1");

void deletable_find(struct task *t, int64_t post, struct deletable **out)
{
	db_one(t, &post_deletable, out, post);
}

static void touch(struct task *t, int64_t thread)
{
	stamp_touch(t, STAMP_THREAD, thread);
	stamp_touch(t, STAMP_LISTS, 0);
}

void thread_delete(struct task *t, const struct deletable *d)
{
	db_run(t, &thread_mark_deleted, d->thread_id);
	db_run(t, &thread_posts_mark_deleted, d->thread_id);
	/* Tags before the topic, as whoever asks holds them. */
	db_run(t, &tags_less, d->thread_id);
	db_run(t, &topic_less, d->thread_id);
	event_note(t, EVENT_THREAD_DELETED, d->author_id, 0, d->thread_id, 0, 0);
	touch(t, d->thread_id);
}

void post_delete(struct task *t, const struct deletable *d)
{
	db_run(t, &post_mark_deleted, d->id);
	if (d->comment)
		db_run(t, &parent_recount, d->parent_id);
	else
		db_run(t, &member_answered_less, d->author_id);
	db_run(t, &thread_recount, d->thread_id);
	event_note(t, EVENT_POST_DELETED, d->author_id, 0, d->thread_id, d->id, 0);
	stamp_touch(t, STAMP_MEMBER, d->author_id);
	touch(t, d->thread_id);
}
