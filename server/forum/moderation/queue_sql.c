/* queue_sql.c -- see queue_sql.h: items, taking one, the next one. */
#include "forum/moderation/queue_sql.h"

#include "db/query.h"
#include "db/row.h"

static void read_item(struct row *r, struct queue_item *x)
{
	x->id = row_int8(r, "id");
	x->post = row_int8(r, "post");
	x->member = row_int8(r, "member");
	x->link = row_int8(r, "link");
	x->kind = row_text(r, "kind");
	x->why = row_text(r, "why");
	x->harm = row_int8(r, "harm");
	x->reports = row_int8(r, "reports");
	x->reason = row_text(r, "reason");
	x->title = row_text(r, "title");
	x->excerpt = row_text(r, "excerpt");
	x->names = row_text(r, "names");
	x->created_at = row_when(r, "created_at");
	x->done_at = row_when(r, "done_at");
	x->taken_name = row_text(r, "taken_name");
	x->taken_by = row_int8(r, "taken_by");
	x->done_name = row_text(r, "done_name");
	x->decision = row_int8(r, "decision");
	x->not_mine = row_bool(r, "not_mine");
	x->for_readers = row_bool(r, "for_readers");
	byline_read(r, &x->about);
}

static void read_count(struct row *r, struct queue_count *x)
{
	x->kind = row_text(r, "kind");
	x->n = row_int8(r, "n");
	x->taken = row_int8(r, "taken");
	x->oldest = row_when(r, "oldest");
}

static void read_taken(struct row *r, struct queue_taken *x)
{
	x->id = row_int8(r, "id");
	x->link = row_int8(r, "link");
	x->kind = row_text(r, "kind");
}

/* clang-format off */
#define STILL_TAKEN "q.taken_at > now() - interval '10 minutes'"
/* What members whose level lets them read the queue are shown: what waits, and is seen by everybody or held until somebody has looked. Not
 * what was hidden or taken back, nor what is reported as private. */
#define FOR_READERS \
	"(q.done_at IS NULL AND q.kind IN ('report', 'held', 'first_post', 'suspicion')" \
	" AND NOT EXISTS (SELECT FROM community.report r WHERE r.item_id = q.id AND r.reason = 'private')" \
	" AND NOT EXISTS (SELECT FROM community.post rp JOIN community.thread rt ON rt.id = rp.thread_id WHERE rp.id = q.post_id" \
	"  AND (rp.gone <> 'held' OR rt.gone <> 'held' OR num_nonnulls(rp.gone_by, rt.gone_by) > 0)))"
/* $1 the viewer. What a suggested edit or an appeal is about, and whom a finding names, is for moderators: FOR_READERS has none of these kinds. The gravest reason is the one whose reports weigh most; private data before all. */
#define ITEM(which) \
	"SELECT q.id, q.post_id AS post, q.member_id AS member, q.link_id AS link, q.kind, q.why, q.harm," \
	" (SELECT count(*) FROM community.report r WHERE r.item_id = q.id) AS reports," \
	" (SELECT r.reason FROM community.report r WHERE r.item_id = q.id GROUP BY r.reason" \
	"  ORDER BY r.reason = 'private' DESC, sum(r.weight) DESC, count(*) DESC, r.reason LIMIT 1) AS reason," \
	" t.title, left(COALESCE(x.text, NULLIF(s.note, ''), p.plain), 400) AS excerpt, (SELECT string_agg(fm.display, ', ' ORDER BY u.place)" \
	"  FROM standing.finding g, unnest(g.members[1:3]) WITH ORDINALITY u (id, place) JOIN community.member fm ON fm.id = u.id" \
	"  WHERE q.kind = 'evidence' AND g.id = q.link_id) AS names, q.created_at, q.done_at," \
	" CASE WHEN " STILL_TAKEN " THEN k.display END AS taken_name, CASE WHEN " STILL_TAKEN " THEN q.taken_by END AS taken_by," \
	" f.display AS done_name, q.decision_id AS decision, $1 = ANY (q.not_for) AS not_mine, " FOR_READERS " AS for_readers, " BYLINE_COLUMNS("m") \
	" FROM (" which ") q LEFT JOIN community.suggestion s ON q.kind = 'suggestion' AND s.id = q.link_id" \
	" LEFT JOIN community.appeal x ON q.kind = 'appeal' AND x.id = q.link_id LEFT JOIN community.decision d ON d.id = x.decision_id" \
	" LEFT JOIN community.post p ON p.id = COALESCE(q.post_id, s.post_id, d.post_id)" \
	" LEFT JOIN community.thread t ON t.id = COALESCE(p.thread_id, d.thread_id)" \
	" LEFT JOIN community.member m ON m.id = COALESCE(s.member_id, x.member_id, p.author_id, q.member_id)" \
	" LEFT JOIN community.member k ON k.id = q.taken_by LEFT JOIN community.member f ON f.id = q.done_by"
#define ORDER "q.harm DESC, q.created_at, q.id"
/* Behind that item in the order above; 0, or an item that is gone: all. The first part is for the index. */
#define ONE_AFTER(column, id) "(SELECT z." column " FROM community.queue_item z WHERE z.id = " id ")"
#define AFTER(id) \
	"q.harm <= COALESCE(" ONE_AFTER("harm", id) ", 2147483647) AND (q.harm < COALESCE(" ONE_AFTER("harm", id) ", 2147483647)" \
	" OR (q.created_at, q.id) > (" ONE_AFTER("created_at", id) ", " id "))"

QUERY(queue_open, DOOR_WEB, struct queue_item, read_item,
	ITEM("SELECT * FROM community.queue_item q WHERE q.done_at IS NULL AND NOT ($1 = ANY (q.not_for)) AND ($2 OR " FOR_READERS ")"
	     " AND ($3 = '' OR q.kind = $3) AND " AFTER("$4") " ORDER BY " ORDER " LIMIT 31") " ORDER BY " ORDER);
QUERY(queue_item_by_id, DOOR_WEB, struct queue_item, read_item, ITEM("SELECT * FROM community.queue_item q WHERE q.id = $2"));
QUERY(queue_about, DOOR_WEB, struct queue_item, read_item,
	ITEM("SELECT q.* FROM community.queue_item q WHERE q.done_at IS NULL AND q.id <> $3 AND NOT ($1 = ANY (q.not_for))"
	     " AND ($4 OR " FOR_READERS ") AND (q.member_id = $2 OR q.post_id IN"
	     " (SELECT id FROM community.post WHERE author_id = $2)) ORDER BY " ORDER " LIMIT 6") " ORDER BY " ORDER);
QUERY(queue_counted, DOOR_WEB, struct queue_count, read_count,
	"SELECT q.kind, count(*) AS n, count(*) FILTER (WHERE " STILL_TAKEN " AND q.taken_by <> $1) AS taken, min(q.created_at) AS oldest"
	" FROM community.queue_item q WHERE q.done_at IS NULL AND NOT ($1 = ANY (q.not_for)) AND ($2 OR " FOR_READERS ")"
	" GROUP BY q.kind ORDER BY max(q.harm) DESC, q.kind");

#define TAKE(which) \
	"WITH next AS (SELECT q.id FROM community.queue_item q WHERE q.done_at IS NULL AND NOT ($1 = ANY (q.not_for))" \
	"  AND (q.taken_by IS NULL OR q.taken_by = $1 OR NOT " STILL_TAKEN ") AND " which \
	"  LIMIT 1 FOR UPDATE SKIP LOCKED)" \
	" UPDATE community.queue_item q SET taken_by = $1, taken_at = now() FROM next WHERE q.id = next.id" \
	" RETURNING q.id, q.link_id AS link, q.kind"
QUERY(queue_next, DOOR_WEB, struct queue_taken, read_taken, TAKE("q.id <> $2 AND ($3 = '' OR q.kind = $3) ORDER BY $1 = ANY (q.passed_by), " ORDER));
QUERY(queue_this, DOOR_WEB, struct queue_taken, read_taken, TAKE("q.id = $2"));
/* clang-format on */
COMMAND(queue_give_back, DOOR_WEB,
	"UPDATE community.queue_item SET taken_by = NULL, taken_at = NULL WHERE taken_by = $1 AND done_at IS NULL");
COMMAND(queue_passed, DOOR_WEB,
	"UPDATE community.queue_item SET passed_by = array_append(array_remove(passed_by, $1), $1), taken_by = NULL, taken_at = NULL"
	" WHERE id = $2 AND done_at IS NULL AND (taken_by IS NULL OR taken_by = $1 OR taken_at < now() - interval '10 minutes')");

void queue_items_open(struct task *t, int64_t viewer, bool all, const char *kind, int64_t after,
	struct queue_items *out)
{
	db_many(t, &queue_open, out, viewer, all, kind, after);
}

void queue_item_find(struct task *t, int64_t id, int64_t viewer, struct queue_item **out)
{
	db_one(t, &queue_item_by_id, out, viewer, id);
}

void queue_items_about(struct task *t, int64_t member, int64_t but, int64_t viewer, bool all,
	struct queue_items *out)
{
	db_many(t, &queue_about, out, viewer, member, but, all);
}

void queue_counts_of(struct task *t, int64_t viewer, bool all, struct queue_counts *out)
{
	db_many(t, &queue_counted, out, viewer, all);
}

void queue_take_next(struct task *t, int64_t viewer, int64_t but, const char *kind, struct queue_taken **out)
{
	db_run(t, &queue_give_back, viewer);
	db_one(t, &queue_next, out, viewer, but, kind);
}

void queue_take(struct task *t, int64_t viewer, int64_t item, struct queue_taken **out)
{
	db_run(t, &queue_give_back, viewer);
	db_one(t, &queue_this, out, viewer, item);
}

void queue_pass(struct task *t, int64_t viewer, int64_t item)
{
	db_run(t, &queue_passed, viewer, item);
}
