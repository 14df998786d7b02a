/* topic_admin_sql.c -- see topic_admin_sql.h. */
#include "forum/topic/topic_admin_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"
#include "forum/topic/tidy.h"
#include "web/request.h"

static void read_facts(struct row *r, struct topic_facts *x, const char *const columns[5])
{
	x->name = row_text(r, columns[0]);
	x->description = row_text(r, columns[1]);
	x->slug = row_text(r, columns[2]);
	x->colour = row_int8(r, columns[3]);
	x->open = row_bool(r, columns[4]);
}

static void read_change(struct row *r, struct topic_change *x)
{
	static const char *const was[] = {"was_name", "was_description", "was_slug", "was_colour",
		"was_open"};
	static const char *const is[] = {"is_name", "is_description", "is_slug", "is_colour", "is_open"};

	x->id = row_int8(r, "id");
	x->topic = row_int8(r, "topic");
	x->undoes = row_int8(r, "undoes");
	x->what = row_text(r, "what");
	x->name = row_text(r, "name");
	x->other = row_text(r, "other");
	read_facts(r, &x->was, was);
	read_facts(r, &x->is, is);
	x->threads = row_int8(r, "threads");
	x->done = row_bool(r, "done");
	x->may_undo = row_bool(r, "may_undo");
	x->admin = row_text(r, "admin");
	x->admin_display = row_text(r, "admin_display");
	x->at = row_when(r, "at");
}

static void read_base(struct row *r, struct topic_base *x)
{
	x->id = row_int8(r, "id");
}

static void read_address(struct row *r, struct topic_address *x)
{
	x->slug = row_text(r, "slug");
}

/* Statements are laid out by hand. */
/* clang-format off */
#define FACTS(of, as) \
	" c." of "->>'name' AS " as "_name, c." of "->>'description' AS " as "_description, c." of "->>'slug' AS " as "_slug," \
	" (c." of "->>'colour')::bigint AS " as "_colour, (c." of "->>'open')::boolean AS " as "_open,"
#define CHANGES \
	"SELECT c.id, c.topic_id AS topic, c.undoes_id AS undoes, c.what," \
	" COALESCE(CASE WHEN c.what = 'changed' THEN c.after->>'name' END, t.name, c.before->>'name', CASE WHEN c.other_id IS NULL THEN c.after->>'name' END) AS name," \
	" COALESCE(o.name, c.after->>'name') AS other," \
	FACTS("before", "was") FACTS("after", "is") " c.threads, c.done," \
	" NOT EXISTS (SELECT FROM community.topic_change u WHERE u.undoes_id = c.id) AND CASE c.what" \
	"  WHEN 'changed' THEN t.merged_into IS NULL AND c.id = (SELECT max(id) FROM community.topic_change WHERE topic_id = c.topic_id)" \
	"  WHEN 'ordered' THEN c.id = (SELECT max(id) FROM community.topic_change WHERE what = 'ordered')" \
	"  WHEN 'merged' THEN c.done AND t.merged_into = c.other_id WHEN 'deleted' THEN t.id IS NULL ELSE false END AS may_undo," \
	" m.username AS admin, m.display AS admin_display, c.at FROM community.topic_change c" \
	" JOIN community.member m ON m.id = c.member_id LEFT JOIN community.topic t ON t.id = c.topic_id" \
	" LEFT JOIN community.topic o ON o.id = c.other_id"
QUERY(topic_changes_all, DOOR_WEB, struct topic_change, read_change, CHANGES " ORDER BY c.id DESC LIMIT 50");
QUERY(topic_changes_of, DOOR_WEB, struct topic_change, read_change,
	CHANGES " WHERE c.topic_id = $1 OR c.other_id = $1 ORDER BY c.id DESC LIMIT 50");
QUERY(topic_change_newest, DOOR_WEB, struct topic_base, read_base,
	"SELECT COALESCE(max(id), 0) AS id FROM community.topic_change WHERE topic_id = $1");
QUERY(topic_order_newest, DOOR_WEB, struct topic_base, read_base,
	"SELECT COALESCE(max(id), 0) AS id FROM community.topic_change WHERE what = 'ordered'");
QUERY(topic_by_id, DOOR_WEB, struct topic, topic_read,
	"SELECT id, slug, name, description, colour, open, threads FROM community.topic WHERE id = $1 AND merged_into IS NULL");
QUERY(topic_addresses_of, DOOR_WEB, struct topic_address, read_address,
	"SELECT slug FROM community.topic_redirect WHERE topic_id = $1"
	" UNION ALL SELECT slug FROM community.topic WHERE merged_into = $1 ORDER BY slug LIMIT 100");

QUERY(topic_admin_make, DOOR_WEB, struct tidy_done, tidy_done_read,
	"SELECT true AS done, 0 AS change, community.topic_make($1, $2, $3, $4, $5, $6, $7) AS id");
QUERY(topic_admin_set, DOOR_WEB, struct tidy_done, tidy_done_read,
	"SELECT community.topic_set($1, $2, $3, $4, $5, $6, $7, $8, $9) AS done, 0 AS change, 0 AS id");
QUERY(topic_admin_order, DOOR_WEB, struct tidy_done, tidy_done_read,
	"SELECT community.topics_order($1, $2, $3, $4::text[]::bigint[]) AS done, 0 AS change, 0 AS id");
QUERY(topic_admin_merge, DOOR_WEB, struct tidy_done, tidy_done_read,
	"SELECT true AS done, community.topic_merge($1, $2, $3, $4) AS change, 0 AS id");
QUERY(topic_admin_delete, DOOR_WEB, struct tidy_done, tidy_done_read,
	"SELECT true AS done, 0 AS change, 0 AS id FROM community.topic_delete($1, $2, $3)");
QUERY(topic_admin_undo, DOOR_WEB, struct tidy_done, tidy_done_read,
	"SELECT true AS done, community.topic_undo($1, $2, $3) AS change, 0 AS id");
/* clang-format on */

void topic_changes(struct task *t, int64_t topic, struct topic_changes *out)
{
	if (topic)
		db_many(t, &topic_changes_of, out, topic);
	else
		db_many(t, &topic_changes_all, out);
}

void topic_base(struct task *t, int64_t topic, struct topic_base **out)
{
	db_one(t, &topic_change_newest, out, topic);
}

void topics_base(struct task *t, struct topic_base **out)
{
	db_one(t, &topic_order_newest, out);
}

void topic_of(struct task *t, int64_t topic, struct topic **out)
{
	db_one(t, &topic_by_id, out, topic);
}

void topic_addresses(struct task *t, int64_t topic, struct topic_addresses *out)
{
	db_many(t, &topic_addresses_of, out, topic);
}

/* Names of topics stand on most pages, so nothing that was kept holds any more. */
static void topics_touched(struct request *rq)
{
	stamp_touch(&rq->task, STAMP_EPOCH, 0);
}

void topic_make(struct request *rq, const struct topic_facts *f, struct tidy_done **out)
{
	db_one(&rq->task, &topic_admin_make, out, rq->viewer.id, rq->viewer.session, f->name, f->description,
		f->slug, f->colour, f->open);
	topics_touched(rq);
}

void topic_set(struct request *rq, int64_t topic, int64_t base, const struct topic_facts *f,
	struct tidy_done **out)
{
	db_one(&rq->task, &topic_admin_set, out, rq->viewer.id, rq->viewer.session, topic, base, f->name,
		f->description, f->slug, f->colour, f->open);
	topics_touched(rq);
}

void topics_order(struct request *rq, int64_t base, struct texts ids, struct tidy_done **out)
{
	db_one(&rq->task, &topic_admin_order, out, rq->viewer.id, rq->viewer.session, base, ids);
	topics_touched(rq);
}

void topic_merge(struct request *rq, int64_t topic, int64_t target, struct tidy_done **out)
{
	db_one(&rq->task, &topic_admin_merge, out, rq->viewer.id, rq->viewer.session, topic, target);
	topics_touched(rq);
}

void topic_delete(struct request *rq, int64_t topic, struct tidy_done **out)
{
	db_one(&rq->task, &topic_admin_delete, out, rq->viewer.id, rq->viewer.session, topic);
	topics_touched(rq);
}

void topic_undo(struct request *rq, int64_t change, struct tidy_done **out)
{
	db_one(&rq->task, &topic_admin_undo, out, rq->viewer.id, rq->viewer.session, change);
	topics_touched(rq);
}
