/* list_sql.c -- one statement for each list, so that each has the plan its index was made for.
 *
 * A page is found by its index alone (the inner SELECT); only its rows are joined with who and where. */
#include "forum/list/list.h"

#include "base/must.h"
#include "db/query.h"
#include "db/row.h"

static void read_item(struct row *r, struct thread_item *x)
{
	x->id = row_int8(r, "id");
	x->title = row_text(r, "title");
	x->slug = row_text(r, "slug");
	x->question = row_bool(r, "question");
	x->solved = row_bool(r, "solved");
	x->locked = row_bool(r, "locked");
	x->answers = row_int8(r, "answers");
	x->me_too = row_int8(r, "me_too");
	x->created_at = row_when(r, "created_at");
	x->active_at = row_when(r, "active_at");
	x->views = row_int8(r, "views");
	x->topic = row_text(r, "topic");
	x->topic_slug = row_text(r, "topic_slug");
	x->topic_colour = row_int8(r, "topic_colour");
	byline_read(r, &x->author);
	x->last_display = row_text(r, "last_display");
	x->tags = row_texts(r, "tags");
	x->unread = row_bool(r, "unread");
}

/* ${page}: a SELECT of community.thread's columns, ordered and limited; $1 is the viewer. */
#define ITEMS_OF(page, order) \
	"SELECT t.id, t.title, t.slug, t.kind = 'question' AS question, t.solved, t.locked, t.answers, t.me_too," \
	" t.created_at, t.active_at, v.views," \
	" p.name AS topic, p.slug AS topic_slug, p.colour AS topic_colour, " BYLINE_COLUMNS( \
		"m") "," \
		     " l.display AS last_display," \
		     " ARRAY(SELECT g.name FROM community.thread_tag tt JOIN community.tag g ON g.id = tt.tag_id" \
		     "  WHERE tt.thread_id = t.id ORDER BY tt.position) AS tags," \
		     " t.last_post_id > r.post_id AS unread" \
		     " FROM (" page ") t" \
		     " JOIN community.topic p ON p.id = t.topic_id" \
		     " JOIN community.member m ON m.id = t.author_id" \
		     " LEFT JOIN community.member l ON l.id = t.last_member_id" \
		     " LEFT JOIN community.thread_views v ON v.thread_id = t.id" \
		     " LEFT JOIN community.thread_read r ON r.member_id = $1 AND r.thread_id = t.id" \
		     " ORDER BY " order

#define AFTER_ACTIVE \
	" AND (active_at, id) < (COALESCE($2::timestamptz, 'infinity'), COALESCE(NULLIF($3::bigint, 0), 9223372036854775807))" \
	" ORDER BY active_at DESC, id DESC LIMIT 31"
#define AFTER_CREATED \
	" AND (created_at, id) < (COALESCE($2::timestamptz, 'infinity'), COALESCE(NULLIF($3::bigint, 0), 9223372036854775807))" \
	" ORDER BY created_at DESC, id DESC LIMIT 31"
#define BY_ACTIVE  "t.active_at DESC, t.id DESC"
#define BY_CREATED "t.created_at DESC, t.id DESC"
#define DOORS	   DOOR_WEB

QUERY(list_active, DOORS, struct thread_item, read_item,
	ITEMS_OF("SELECT * FROM community.thread WHERE deleted_at IS NULL" AFTER_ACTIVE, BY_ACTIVE));
QUERY(list_unanswered, DOORS, struct thread_item, read_item,
	ITEMS_OF(
		"SELECT * FROM community.thread WHERE deleted_at IS NULL AND kind = 'question' AND answers = 0" AFTER_CREATED,
		BY_CREATED));
QUERY(list_solved, DOORS, struct thread_item, read_item,
	ITEMS_OF("SELECT * FROM community.thread WHERE deleted_at IS NULL AND solved" AFTER_ACTIVE,
		BY_ACTIVE));
QUERY(list_author, DOORS, struct thread_item, read_item,
	ITEMS_OF("SELECT * FROM community.thread WHERE deleted_at IS NULL AND author_id = $4" AFTER_CREATED,
		BY_CREATED));
QUERY(list_topic_active, DOORS, struct thread_item, read_item,
	ITEMS_OF(
		"SELECT * FROM community.thread WHERE deleted_at IS NULL AND topic_id = (SELECT id FROM community.topic WHERE slug = $4)" AFTER_ACTIVE,
		BY_ACTIVE));
QUERY(list_topic_unanswered, DOORS, struct thread_item, read_item,
	ITEMS_OF(
		"SELECT * FROM community.thread WHERE deleted_at IS NULL AND kind = 'question' AND answers = 0"
		" AND topic_id = (SELECT id FROM community.topic WHERE slug = $4)" AFTER_CREATED,
		BY_CREATED));
QUERY(list_topic_solved, DOORS, struct thread_item, read_item,
	ITEMS_OF(
		"SELECT * FROM community.thread WHERE deleted_at IS NULL AND solved AND topic_id = (SELECT id FROM community.topic WHERE slug = $4)" AFTER_ACTIVE,
		BY_ACTIVE));
QUERY(list_tag_active, DOORS, struct thread_item, read_item,
	ITEMS_OF(
		"SELECT th.* FROM (SELECT thread_id AS id, active_at FROM community.thread_tag WHERE tag_id = (SELECT id FROM community.tag WHERE name = $4)"
		" AND (active_at, thread_id) < (COALESCE($2::timestamptz, 'infinity'),"
		" COALESCE(NULLIF($3::bigint, 0), 9223372036854775807))"
		" ORDER BY active_at DESC, thread_id DESC) k"
		" JOIN community.thread th ON th.id = k.id WHERE th.deleted_at IS NULL"
		" ORDER BY k.active_at DESC, k.id DESC LIMIT 31",
		BY_ACTIVE));
QUERY(list_tag_solved, DOORS, struct thread_item, read_item,
	ITEMS_OF(
		"SELECT th.* FROM (SELECT thread_id AS id, active_at FROM community.thread_tag WHERE tag_id = (SELECT id FROM community.tag WHERE name = $4)"
		" AND (active_at, thread_id) < (COALESCE($2::timestamptz, 'infinity'),"
		" COALESCE(NULLIF($3::bigint, 0), 9223372036854775807))"
		" ORDER BY active_at DESC, thread_id DESC) k"
		" JOIN community.thread th ON th.id = k.id WHERE th.deleted_at IS NULL AND th.solved"
		" ORDER BY k.active_at DESC, k.id DESC LIMIT 31",
		BY_ACTIVE));
QUERY(list_tag_unanswered, DOORS, struct thread_item, read_item,
	ITEMS_OF(
		"SELECT th.* FROM community.thread_tag k JOIN community.thread th ON th.id = k.thread_id"
		" WHERE k.tag_id = (SELECT id FROM community.tag WHERE name = $4) AND th.deleted_at IS NULL AND th.kind = 'question' AND th.answers = 0"
		" AND (th.created_at, th.id) < (COALESCE($2::timestamptz, 'infinity'),"
		" COALESCE(NULLIF($3::bigint, 0), 9223372036854775807))"
		" ORDER BY th.created_at DESC, th.id DESC LIMIT 31",
		BY_CREATED));

/* What moderators put on top, the newest pin first. */
QUERY(list_topic_pinned, DOORS, struct thread_item, read_item,
	ITEMS_OF(
		"SELECT * FROM community.thread WHERE deleted_at IS NULL AND pinned_at IS NOT NULL"
		" AND topic_id = (SELECT id FROM community.topic WHERE slug = $2) ORDER BY pinned_at DESC LIMIT 10",
		"t.pinned_at DESC"));

static const struct query *const everywhere[] =
	{[LIST_ACTIVE] = &list_active, [LIST_UNANSWERED] = &list_unanswered, [LIST_SOLVED] = &list_solved};
static const struct query *const in_topic[] = {[LIST_ACTIVE] = &list_topic_active,
	[LIST_UNANSWERED] = &list_topic_unanswered,
	[LIST_SOLVED] = &list_topic_solved};
static const struct query *const with_tag[] = {[LIST_ACTIVE] = &list_tag_active,
	[LIST_UNANSWERED] = &list_tag_unanswered,
	[LIST_SOLVED] = &list_tag_solved};

void list_find(struct task *t, const struct list_query *q, struct thread_items *out)
{
	if (q->kind == LIST_MINE) {
		db_many(t, &list_author, out, q->viewer, q->before_at, q->before_id, q->author);
		return;
	}
	if (q->topic_slug)
		db_many(t, in_topic[q->kind], out, q->viewer, q->before_at, q->before_id, q->topic_slug);
	else if (q->tag_name)
		db_many(t, with_tag[q->kind], out, q->viewer, q->before_at, q->before_id, q->tag_name);
	else
		db_many(t, everywhere[q->kind], out, q->viewer, q->before_at, q->before_id);
}

void list_pinned(struct task *t, const struct list_query *q, struct thread_items *out)
{
	db_many(t, &list_topic_pinned, out, q->viewer, q->topic_slug);
}
