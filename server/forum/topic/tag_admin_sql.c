/* tag_admin_sql.c -- see tag_admin_sql.h. */
#include "forum/topic/tag_admin_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"
#include "forum/topic/tidy.h"
#include "web/request.h"

static void read_tag_row(struct row *r, struct tag_row *x)
{
	x->id = row_int8(r, "id");
	x->name = row_text(r, "name");
	x->description = row_text(r, "description");
	x->threads = row_int8(r, "threads");
	x->forbidden = row_bool(r, "forbidden");
	x->synonyms = row_texts(r, "synonyms");
}

static void read_sum(struct row *r, struct tags_sum *x)
{
	x->tags = row_int8(r, "tags");
	x->synonyms = row_int8(r, "synonyms");
	x->forbidden = row_int8(r, "forbidden");
}

static void read_makers(struct row *r, struct tag_makers *x)
{
	x->who = row_text(r, "who");
}

static void read_change(struct row *r, struct tag_change *x)
{
	x->id = row_int8(r, "id");
	x->tag = row_int8(r, "tag");
	x->undoes = row_int8(r, "undoes");
	x->what = row_text(r, "what");
	x->name = row_text(r, "name");
	x->other = row_text(r, "other");
	x->was_name = row_text(r, "was_name");
	x->was_description = row_text(r, "was_description");
	x->was_forbidden = row_bool(r, "was_forbidden");
	x->is_name = row_text(r, "is_name");
	x->is_description = row_text(r, "is_description");
	x->is_forbidden = row_bool(r, "is_forbidden");
	x->was_makers = row_text(r, "was_makers");
	x->is_makers = row_text(r, "is_makers");
	x->threads = row_int8(r, "threads");
	x->may_undo = row_bool(r, "may_undo");
	x->who = row_text(r, "who");
	x->who_display = row_text(r, "who_display");
	x->at = row_when(r, "at");
}

static void read_base(struct row *r, struct tag_base *x)
{
	x->id = row_int8(r, "id");
}

/* Statements are laid out by hand. */
/* clang-format off */
#define TAG_ROW \
	"SELECT g.id, g.name, g.description, g.threads, g.forbidden," \
	" ARRAY(SELECT s.name FROM community.tag_synonym s WHERE s.tag_id = g.id ORDER BY s.name LIMIT 200) AS synonyms FROM community.tag g"
/* $1 what the name or a synonym holds, $2 only the forbidden ones. Some ten thousand are looked through in a few milliseconds. */
#define TAG_FITS \
	" WHERE ($1::text = '' OR strpos(g.name, $1) > 0" \
	"  OR g.id IN (SELECT tag_id FROM community.tag_synonym WHERE strpos(name, $1) > 0)) AND (g.forbidden OR NOT $2::boolean)"
QUERY(tags_admin_by_use, DOOR_WEB, struct tag_row, read_tag_row,
	TAG_ROW TAG_FITS " AND (NOT $3::boolean OR (-g.threads, g.name) > (-$4::bigint, $5::text)) ORDER BY -g.threads, g.name LIMIT 51");
QUERY(tags_admin_by_name, DOOR_WEB, struct tag_row, read_tag_row,
	TAG_ROW TAG_FITS " AND (NOT $3::boolean OR g.name > $4::text) ORDER BY g.name LIMIT 51");
QUERY(tags_admin_sum, DOOR_WEB, struct tags_sum, read_sum,
	"SELECT count(*) AS tags, (SELECT count(*) FROM community.tag_synonym) AS synonyms, count(*) FILTER (WHERE forbidden) AS forbidden"
	" FROM community.tag");
QUERY(tag_by_id, DOOR_WEB, struct tag_row, read_tag_row, TAG_ROW " WHERE g.id = $1");
QUERY(tag_makers_setting, DOOR_WEB, struct tag_makers, read_makers,
	"SELECT COALESCE((SELECT value FROM ops.setting WHERE key = 'tags.makers'), 'all') AS who");

#define CHANGES \
	"SELECT c.id, c.tag_id AS tag, c.undoes_id AS undoes, c.what, c.name, COALESCE(o.name, c.after->>'name') AS other, c.before->>'name' AS was_name," \
	" c.before->>'description' AS was_description, (c.before->>'forbidden')::boolean AS was_forbidden, c.after->>'name' AS is_name," \
	" c.after->>'description' AS is_description, (c.after->>'forbidden')::boolean AS is_forbidden," \
	" CASE c.what WHEN 'makers' THEN c.before #>> '{}' END AS was_makers, CASE c.what WHEN 'makers' THEN c.after #>> '{}' END AS is_makers," \
	" c.threads, NOT EXISTS (SELECT FROM community.tag_change u WHERE u.undoes_id = c.id) AND CASE c.what" \
	"  WHEN 'changed' THEN g.id IS NOT NULL AND c.id = (SELECT max(id) FROM community.tag_change WHERE tag_id = c.tag_id)" \
	"  WHEN 'synonym' THEN s.tag_id = c.tag_id WHEN 'no_synonym' THEN g.id IS NOT NULL AND s.name IS NULL" \
	"  WHEN 'merged' THEN s.tag_id = c.other_id WHEN 'made' THEN g.id IS NOT NULL AND g.threads = 0" \
	"  WHEN 'makers' THEN c.id = (SELECT max(id) FROM community.tag_change WHERE what = 'makers') ELSE false END AS may_undo," \
	" m.username AS who, m.display AS who_display, c.at FROM community.tag_change c" \
	" JOIN community.member m ON m.id = c.member_id LEFT JOIN community.tag g ON g.id = c.tag_id" \
	" LEFT JOIN community.tag o ON o.id = c.other_id LEFT JOIN community.tag_synonym s ON s.name = c.name"
QUERY(tag_changes_all, DOOR_WEB, struct tag_change, read_change, CHANGES " ORDER BY c.id DESC LIMIT 50");
QUERY(tag_changes_of, DOOR_WEB, struct tag_change, read_change,
	CHANGES " WHERE c.tag_id = $1 OR c.other_id = $1 ORDER BY c.id DESC LIMIT 50");
QUERY(tag_change_newest, DOOR_WEB, struct tag_base, read_base,
	"SELECT COALESCE(max(id), 0) AS id FROM community.tag_change WHERE tag_id = $1");

QUERY(tag_admin_make, DOOR_WEB, struct tidy_done, tidy_done_read,
	"SELECT true AS done, 0 AS change, community.tag_make($1, $2, $3, $4) AS id");
QUERY(tag_admin_set, DOOR_WEB, struct tidy_done, tidy_done_read,
	"SELECT community.tag_set($1, $2, $3, $4, $5, $6, $7) AS done, 0 AS change, $3::bigint AS id");
QUERY(tag_admin_synonym_add, DOOR_WEB, struct tidy_done, tidy_done_read,
	"SELECT true AS done, 0 AS change, $3::bigint AS id FROM community.tag_synonym_add($1, $2, $3, $4)");
QUERY(tag_admin_synonym_remove, DOOR_WEB, struct tidy_done, tidy_done_read,
	"SELECT true AS done, 0 AS change, $3::bigint AS id FROM community.tag_synonym_remove($1, $2, $3, $4)");
QUERY(tag_admin_merge, DOOR_WEB, struct tidy_done, tidy_done_read,
	"SELECT community.tag_merge($1, $2, $3, $4) >= 0 AS done, 0 AS change, $4::bigint AS id");
QUERY(tag_admin_makers, DOOR_WEB, struct tidy_done, tidy_done_read,
	"SELECT true AS done, 0 AS change, 0 AS id FROM community.tag_makers_set($1, $2, $3)");
QUERY(tag_admin_undo, DOOR_WEB, struct tidy_done, tidy_done_read,
	"SELECT true AS done, 0 AS change, 0 AS id FROM community.tag_undo($1, $2, $3)");
/* clang-format on */

void tags_page_find(struct task *t, const struct tags_query *q, struct tag_rows *out)
{
	if (q->by_name)
		db_many(t, &tags_admin_by_name, out, q->q, q->forbidden, q->from, q->name);
	else
		db_many(t, &tags_admin_by_use, out, q->q, q->forbidden, q->from, q->threads, q->name);
}

void tags_sum(struct task *t, struct tags_sum **out)
{
	db_one(t, &tags_admin_sum, out);
}

void tag_of(struct task *t, int64_t tag, struct tag_row **out)
{
	db_one(t, &tag_by_id, out, tag);
}

void tag_makers_now(struct task *t, struct tag_makers **out)
{
	db_one(t, &tag_makers_setting, out);
}

void tag_changes(struct task *t, int64_t tag, struct tag_changes *out)
{
	if (tag)
		db_many(t, &tag_changes_of, out, tag);
	else
		db_many(t, &tag_changes_all, out);
}

void tag_base(struct task *t, int64_t tag, struct tag_base **out)
{
	db_one(t, &tag_change_newest, out, tag);
}

/* Threads and lists show the names of tags, so nothing that was kept holds any more. */
static void tags_touched(struct request *rq)
{
	stamp_touch(&rq->task, STAMP_EPOCH, 0);
}

void tag_make(struct request *rq, const char *name, bool forbidden, struct tidy_done **out)
{
	db_one(&rq->task, &tag_admin_make, out, rq->viewer.id, rq->viewer.session, name, forbidden);
	tags_touched(rq);
}

void tag_set(struct request *rq, const struct tag_row *as, int64_t base, struct tidy_done **out)
{
	db_one(&rq->task, &tag_admin_set, out, rq->viewer.id, rq->viewer.session, as->id, base, as->name,
		as->description, as->forbidden);
	tags_touched(rq);
}

void tag_synonym_add(struct request *rq, int64_t tag, const char *name, struct tidy_done **out)
{
	db_one(&rq->task, &tag_admin_synonym_add, out, rq->viewer.id, rq->viewer.session, tag, name);
	tags_touched(rq);
}

void tag_synonym_remove(struct request *rq, int64_t tag, const char *name, struct tidy_done **out)
{
	db_one(&rq->task, &tag_admin_synonym_remove, out, rq->viewer.id, rq->viewer.session, tag, name);
	tags_touched(rq);
}

void tag_merge(struct request *rq, int64_t tag, int64_t target, struct tidy_done **out)
{
	db_one(&rq->task, &tag_admin_merge, out, rq->viewer.id, rq->viewer.session, tag, target);
	tags_touched(rq);
}

void tag_makers_set(struct request *rq, const char *who, struct tidy_done **out)
{
	db_one(&rq->task, &tag_admin_makers, out, rq->viewer.id, rq->viewer.session, who);
	tags_touched(rq);
}

void tag_undo(struct request *rq, int64_t change, struct tidy_done **out)
{
	db_one(&rq->task, &tag_admin_undo, out, rq->viewer.id, rq->viewer.session, change);
	tags_touched(rq);
}
