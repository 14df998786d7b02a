/* ask_sql.c -- see ask_inside.h. */
#include "forum/ask/ask_inside.h"

#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"
#include "forum/topic/topic.h"

static void read_room(struct row *r, struct ask_room *x)
{
	x->topic_id = row_int8(r, "id");
	x->open = row_bool(r, "open");
	x->thread_id = row_int8(r, "thread_id");
	x->post_id = row_int8(r, "post_id");
}

/* Statements are laid out by hand. */
/* clang-format off */
QUERY(ask_room, DOOR_WEB, struct ask_room, read_room,
	"SELECT id, open, nextval('community.thread_id_seq') AS thread_id, nextval('community.post_id_seq') AS post_id"
	" FROM community.topic WHERE id = community.topic_meant($1)");
COMMAND(ask_thread_insert, DOOR_WEB,
	"INSERT INTO community.thread (id, kind, topic_id, author_id, title, slug, product, language, state)"
	" VALUES ($1, CASE WHEN $2::boolean THEN 'discussion' ELSE 'question' END, $3, $4, $5, $6, $7,"
	" ('community.' || $8::text)::regconfig, CASE WHEN $2::boolean THEN NULL ELSE 'open' END)");
COMMAND(ask_post_insert, DOOR_WEB,
	"INSERT INTO community.post (id, thread_id, kind, author_id, source, html, plain, official)"
	" VALUES ($1, $2, 'question', $3, $4, $5, $6, $7)");
COMMAND(ask_topic_count, DOOR_WEB,
	"UPDATE community.topic SET threads = threads + 1 WHERE id = (SELECT topic_id FROM community.thread WHERE id = $1)");
COMMAND(deflection_insert, DOOR_WEB,
	"INSERT INTO community.deflection (thread_id, member_id) VALUES ($1, NULLIF($2::bigint, 0))");
/* clang-format on */

void ask_room_find(struct task *t, const char *topic, struct ask_room **out)
{
	db_one(t, &ask_room, out, topic);
}

void ask_thread_add(struct task *t, const struct new_thread *n)
{
	const struct asked *q = n->asked;

	db_run(t, &ask_thread_insert, n->room.thread_id, q->discussion, n->room.topic_id, n->author_id,
		q->title, n->slug, q->product, n->language);
	db_run(t, &ask_post_insert, n->room.post_id, n->room.thread_id, n->author_id, q->body, n->html,
		n->plain, n->official);
	if (q->tag_names.n)
		thread_tags_set(t, n->room.thread_id, q->tag_names);
	db_run(t, &ask_topic_count, n->room.thread_id);
	stamp_touch(t, STAMP_THREAD, n->room.thread_id);
	stamp_touch(t, STAMP_TOPIC, n->room.topic_id);
	stamp_touch(t, STAMP_MEMBER, n->author_id);
	stamp_touch(t, STAMP_LISTS, 0);
}

void ask_deflection_add(struct task *t, int64_t thread, int64_t member)
{
	db_run(t, &deflection_insert, thread, member);
}
