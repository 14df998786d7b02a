/* tools_sql.c -- see tools_sql.h. */
#include "forum/moderation/tools_sql.h"

#include "db/query.h"
#include "db/row.h"

static void read_thread(struct row *r, struct tools_thread *x)
{
	x->id = row_int8(r, "id");
	x->question = row_int8(r, "question");
	x->topic = row_int8(r, "topic");
	x->author = row_int8(r, "author");
	x->title = row_text(r, "title");
	x->slug = row_text(r, "slug");
	x->kind = row_text(r, "kind");
	x->gone = row_text(r, "gone");
	x->topic_name = row_text(r, "topic_name");
	x->author_name = row_text(r, "author_name");
	x->author_display = row_text(r, "author_display");
	x->locked = row_bool(r, "locked");
	x->pinned = row_bool(r, "pinned");
}

static void read_topic(struct row *r, struct tools_topic *x)
{
	x->id = row_int8(r, "id");
	x->name = row_text(r, "name");
}

static void read_answer(struct row *r, struct tools_answer *x)
{
	x->id = row_int8(r, "id");
	x->author = row_text(r, "author");
	x->excerpt = row_text(r, "excerpt");
	x->created_at = row_when(r, "created_at");
	x->accepted = row_bool(r, "accepted");
}

static void read_sanctions(struct row *r, struct own_sanctions *x)
{
	x->silenced_until = row_when(r, "silenced_until");
	x->suspended_until = row_when(r, "suspended_until");
}

static void read_version(struct row *r, struct version_before *x)
{
	x->source = row_text(r, "source");
	x->title = row_text(r, "title");
	x->product = row_text(r, "product");
	x->tags = row_text(r, "tags");
}

QUERY(thread_for_tools, DOOR_WEB, struct tools_thread, read_thread,
	"SELECT t.id, q.id AS question, t.topic_id AS topic, t.author_id AS author, t.title, t.slug, t.kind, t.gone, p.name AS topic_name,"
	" m.username AS author_name, m.display AS author_display, t.locked, t.pinned_at IS NOT NULL AS pinned"
	" FROM community.thread t JOIN community.topic p ON p.id = t.topic_id JOIN community.member m ON m.id = t.author_id"
	" LEFT JOIN community.post q ON q.thread_id = t.id AND q.kind = 'question' WHERE t.id = $1");
QUERY(topics_for_tools, DOOR_WEB, struct tools_topic, read_topic,
	"SELECT id, name FROM community.topic WHERE merged_into IS NULL ORDER BY position, name, id LIMIT 500");
QUERY(answers_for_tools, DOOR_WEB, struct tools_answer, read_answer,
	"SELECT p.id, m.display AS author, left(p.plain, 160) AS excerpt, p.created_at, p.accepted > 0 AS accepted"
	" FROM community.post p JOIN community.member m ON m.id = p.author_id WHERE p.thread_id = $1"
	" AND p.kind IN ('answer', 'reply') AND p.deleted_at IS NULL ORDER BY p.created_at, p.id LIMIT 100");
QUERY(sanctions_own, DOOR_WEB, struct own_sanctions, read_sanctions,
	"SELECT m.silenced_until, s.until AS suspended_until FROM community.member m"
	" LEFT JOIN community.sanction s ON s.member_id = m.id AND s.kind = 'suspend' AND s.ended_at IS NULL WHERE m.id = $1");
QUERY(version_back, DOOR_WEB, struct version_before, read_version,
	"SELECT source, title, product, tags FROM community.post_revision WHERE post_id = $1 AND revision = $2");

void tools_thread_find(struct task *t, int64_t id, struct tools_thread **out)
{
	db_one(t, &thread_for_tools, out, id);
}

void tools_topics_of(struct task *t, struct tools_topics *out)
{
	db_many(t, &topics_for_tools, out);
}

void tools_answers_of(struct task *t, int64_t thread, struct tools_answers *out)
{
	db_many(t, &answers_for_tools, out, thread);
}

void own_sanctions_find(struct task *t, int64_t member, struct own_sanctions **out)
{
	db_one(t, &sanctions_own, out, member);
}

void version_before_find(struct task *t, int64_t post, int64_t revision, struct version_before **out)
{
	db_one(t, &version_back, out, post, revision);
}
