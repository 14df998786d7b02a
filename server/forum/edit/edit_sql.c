/* edit_sql.c -- see edit_sql.h. */
#include "forum/edit/edit_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"
#include "forum/event.h"
#include "forum/topic/topic.h"
#include "markup/rendered.h"

static void read_editable(struct row *r, struct editable *x)
{
	x->id = row_int8(r, "id");
	x->thread_id = row_int8(r, "thread_id");
	x->parent_id = row_int8(r, "parent_id");
	x->opens = row_bool(r, "opens");
	x->question = row_bool(r, "question");
	x->locked = row_bool(r, "locked");
	x->source = row_text(r, "source");
	x->revision = row_int8(r, "revision");
	x->title = row_text(r, "title");
	x->product = row_text(r, "product");
	x->tags = row_texts(r, "tags");
	byline_read(r, &x->author);
}

static void read_version(struct row *r, struct version *x)
{
	x->revision = row_int8(r, "revision");
	x->title = row_text(r, "title");
	x->product = row_text(r, "product");
	x->tags = row_text(r, "tags");
	x->source = row_text(r, "source");
	x->reason = row_text(r, "reason");
	x->written_at = row_when(r, "written_at");
	x->editor_known = row_bool(r, "editor_known");
	x->hidden = row_bool(r, "hidden");
	byline_read(r, &x->editor);
}

/* The formatter would tear these statements apart. */
/* clang-format off */
#define EDITABLE \
	"SELECT p.id, p.thread_id, p.parent_id, p.kind = 'question' AS opens, t.kind = 'question' AS question, t.locked, p.source, p.revision," \
	" t.title, t.product, ARRAY(SELECT g.name FROM community.thread_tag tt JOIN community.tag g ON g.id = tt.tag_id" \
	"  WHERE tt.thread_id = t.id ORDER BY tt.position) AS tags, " BYLINE_COLUMNS("m") \
	" FROM community.post p JOIN community.thread t ON t.id = p.thread_id JOIN community.member m ON m.id = p.author_id" \
	" WHERE p.deleted_at IS NULL AND t.deleted_at IS NULL"
QUERY(post_editable, DOOR_WEB, struct editable, read_editable, EDITABLE " AND p.id = $1");
QUERY(suggested_editable, DOOR_WEB, struct editable, read_editable,
	EDITABLE " AND p.id = (SELECT post_id FROM community.suggestion WHERE id = $1)");
QUERY(opening_editable, DOOR_WEB, struct editable, read_editable, EDITABLE " AND p.thread_id = $1 AND p.kind = 'question'");

/* What a question's version holds besides its text. */
#define OPENING(column) "CASE WHEN p.kind = 'question' THEN " column " END"
#define TAGS_OF_THREAD \
	"(SELECT COALESCE(string_agg(g.name, ', ' ORDER BY tt.position), '') FROM community.thread_tag tt" \
	"  JOIN community.tag g ON g.id = tt.tag_id WHERE tt.thread_id = t.id)"

COMMAND(version_keep, DOOR_WEB,
	"INSERT INTO community.post_revision (post_id, revision, editor_id, title, product, tags, source, reason, written_at)"
	" SELECT p.id, p.revision, COALESCE(p.editor_id, p.author_id), " OPENING("t.title") ", " OPENING("t.product") ", "
	OPENING(TAGS_OF_THREAD) ", p.source, p.edit_reason, COALESCE(p.edited_at, p.created_at)"
	" FROM community.post p JOIN community.thread t ON t.id = p.thread_id WHERE p.id = $1");
COMMAND(post_rewrite, DOOR_WEB,
	"UPDATE community.post SET source = $2, html = $3, plain = $4, editor_id = $5, edit_reason = $6, revision = revision + 1,"
	" edited_at = now() WHERE id = $1");
COMMAND(post_retag, DOOR_WEB,
	"UPDATE community.post SET editor_id = $2, edit_reason = $3, revision = revision + 1, edited_at = now() WHERE id = $1");
COMMAND(thread_retitle, DOOR_WEB, "UPDATE community.thread SET title = $2, slug = $3, product = $4 WHERE id = $1");

/* The version of now stands in the post. Who wrote it is not known of imported posts that were edited. */
QUERY(versions_of_post, DOOR_WEB, struct version, read_version,
	"SELECT v.revision, v.title, v.product, v.tags, v.source, v.reason, v.written_at, m.id IS NOT NULL AS editor_known, v.hidden, "
	BYLINE_COLUMNS("m") " FROM ("
	"  SELECT p.revision, " OPENING("t.title") " AS title, " OPENING("t.product") " AS product, " OPENING(TAGS_OF_THREAD) " AS tags,"
	"   p.source, p.edit_reason AS reason, COALESCE(p.edited_at, p.created_at) AS written_at,"
	"   COALESCE(p.editor_id, CASE WHEN p.revision = 1 THEN p.author_id END) AS editor_id, false AS hidden"
	"  FROM community.post p JOIN community.thread t ON t.id = p.thread_id WHERE p.id = $1"
	"  UNION ALL SELECT revision, title, product, tags, source, reason, written_at, editor_id, hidden"
	"  FROM community.post_revision WHERE post_id = $1) v"
	" LEFT JOIN community.member m ON m.id = v.editor_id"
	" WHERE $2 = 0 OR v.revision <= $2 ORDER BY v.revision DESC LIMIT 11");
/* clang-format on */

void editable_find(struct task *t, int64_t post, struct editable **out)
{
	db_one(t, &post_editable, out, post);
}

void editable_find_suggested(struct task *t, int64_t suggestion, struct editable **out)
{
	db_one(t, &suggested_editable, out, suggestion);
}

void opening_find(struct task *t, int64_t thread, struct editable **out)
{
	db_one(t, &opening_editable, out, thread);
}

void version_add(struct task *t, const struct new_version *v)
{
	const struct editable *p = v->post;
	const struct edit_form *f = v->form;

	db_run(t, &version_keep, p->id);
	if (p->opens) {
		db_run(t, &thread_retitle, p->thread_id, f->title, v->slug, f->product);
		thread_tags_set(t, p->thread_id, f->tag_names);
	}
	db_run(t, &post_rewrite, p->id, f->body, v->text->html, v->text->plain, v->editor_id, f->reason);
	event_note(t, EVENT_POST_EDITED, v->editor_id, p->author.id, p->thread_id, p->id, p->revision + 1);
	stamp_touch(t, STAMP_THREAD, p->thread_id);
	if (p->opens)
		stamp_touch(t, STAMP_LISTS, 0);
}

void tags_version_add(struct task *t, const struct editable *p, const struct edit_form *f, int64_t editor)
{
	db_run(t, &version_keep, p->id);
	thread_tags_set(t, p->thread_id, f->tag_names);
	db_run(t, &post_retag, p->id, editor, f->reason);
	event_note(t, EVENT_POST_EDITED, editor, p->author.id, p->thread_id, p->id, p->revision + 1);
}

void versions_find(struct task *t, int64_t post, int64_t revision, struct versions *out)
{
	db_many(t, &versions_of_post, out, post, revision);
}
