/* case_merge_sql.c -- two cases become one, and two again. What moved is written down (crm.link_move), so that a split gives back
 * exactly that, whatever was merged before or after. */
#include "forum/case/case_inside.h"

#include "base/arena.h"
#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"
#include "loop/task.h"

COMMAND(case_merged_set, DOOR_DESK | DOOR_WORK,
	"UPDATE crm.\"case\" SET merged_into = NULLIF($2::bigint, 0), changed_at = now(), version = version + 1"
	" WHERE id = $1");
COMMAND(case_changed_set, DOOR_DESK | DOOR_WORK,
	"UPDATE crm.\"case\" SET changed_at = now(), version = version + 1 WHERE id = $1");

/* $1 from, $2 into. A thread that both are linked to keeps the link of ${into}. */
COMMAND(case_links_note, DOOR_DESK | DOOR_WORK,
	"INSERT INTO crm.link_move (link_id, what, from_id, to_id, was_kind, doubled)"
	" SELECT l.id, 'case', $1, $2, l.kind, EXISTS (SELECT FROM crm.link o"
	"  WHERE o.thread_id = l.thread_id AND o.case_id = $2 AND o.state = 'active')"
	" FROM crm.link l WHERE l.case_id = $1 AND l.state = 'active'");
COMMAND(case_links_move, DOOR_DESK | DOOR_WORK,
	"UPDATE crm.link l SET case_id = CASE WHEN m.doubled THEN l.case_id ELSE $2 END,"
	" state = CASE WHEN m.doubled THEN 'removed' ELSE l.state END,"
	" removed_at = CASE WHEN m.doubled THEN now() END,"
	" removed_by = CASE WHEN m.doubled THEN NULLIF($3::bigint, 0) END, merged_from = $1"
	" FROM crm.link_move m WHERE m.link_id = l.id AND m.what = 'case' AND m.from_id = $1 AND m.to_id = $2"
	" AND m.undone_at IS NULL");
/* The way back: links that are still where the merge put them. One whose place was taken meanwhile stays as it is. */
COMMAND(case_links_back, DOOR_DESK,
	"UPDATE crm.link l SET case_id = $1, state = 'active', removed_at = NULL, removed_by = NULL,"
	" kind = CASE WHEN m.doubled AND l.kind = 'origin' AND EXISTS (SELECT FROM crm.link o"
	"  WHERE o.thread_id = l.thread_id AND o.kind = 'origin' AND o.state = 'active' AND o.id <> l.id)"
	"  THEN 'same_problem' ELSE l.kind END,"
	" merged_from = (SELECT e.from_id FROM crm.link_move e WHERE e.link_id = l.id AND e.what = 'case'"
	"  AND e.to_id = $1 AND e.undone_at IS NULL ORDER BY e.id DESC LIMIT 1)"
	" FROM crm.link_move m WHERE m.link_id = l.id AND m.what = 'case' AND m.from_id = $1 AND m.to_id = $2"
	" AND m.undone_at IS NULL AND ((m.doubled AND l.state = 'removed') OR (NOT m.doubled AND l.case_id = $2 AND l.state = 'active'))"
	" AND NOT EXISTS (SELECT FROM crm.link o WHERE o.thread_id = l.thread_id AND o.case_id = $1"
	"  AND o.state = 'active' AND o.id <> l.id)");
COMMAND(case_company_again, DOOR_DESK,
	"INSERT INTO community.thread_company (thread_id) SELECT DISTINCT thread_id FROM crm.link"
	" WHERE case_id = $1 AND state = 'active' ON CONFLICT DO NOTHING");
COMMAND(case_moves_undone, DOOR_DESK,
	"UPDATE crm.link_move SET undone_at = now() WHERE what = 'case' AND from_id = $1 AND to_id = $2"
	" AND undone_at IS NULL");

/* Both histories say it. */
static void record(struct task *t, const struct case_row *from, const struct case_row *into, int64_t account,
	const char *entry, enum crm_event_kind event, const char *audit)
{
	const char *of = arena_printf(&t->arena, "%lld", (long long)from->id);
	const char *to = arena_printf(&t->arena, "%lld", (long long)into->id);

	case_entry_add(t,
		&(struct case_act){.case_id = from->id, .account = account, .entry = entry, .becomes = to});
	case_entry_add(t,
		&(struct case_act){.case_id = into->id, .account = account, .entry = entry, .was = of});
	crm_event_note(t, event, account, into->customer_id, into->id, 0, from->id);
	crm_audit_note(t, account, audit, into->customer_id, into->id, 0, of);
}

void case_merge(struct task *t, const struct case_row *from, const struct case_row *into, int64_t account)
{
	db_run(t, &case_links_note, from->id, into->id);
	db_run(t, &case_links_move, from->id, into->id, account);
	db_run(t, &case_merged_set, from->id, into->id);
	db_run(t, &case_changed_set, into->id);
	record(t, from, into, account, "merged", CRM_CASE_MERGED, "case.merged");
}

static void read_moved(struct row *r, struct moved_thread *x)
{
	x->id = row_int8(r, "id");
}

QUERY(case_moved_threads, DOOR_DESK, struct moved_thread, read_moved,
	"SELECT id FROM community.thread WHERE id IN (SELECT l.thread_id FROM crm.link_move m"
	"  JOIN crm.link l ON l.id = m.link_id WHERE m.what = 'case' AND m.from_id = $1 AND m.to_id = $2"
	"  AND m.undone_at IS NULL) ORDER BY id LIMIT 1000 FOR NO KEY UPDATE");

void threads_hold_moved(struct task *t, int64_t from, int64_t into, struct moved_threads *out)
{
	db_many(t, &case_moved_threads, out, from, into);
}

void case_split(struct task *t, const struct case_row *from, const struct case_row *into,
	const struct moved_threads *threads, int64_t account)
{
	size_t i;

	for (i = 0; i < threads->n; i++)
		stamp_touch(t, STAMP_THREAD, threads->v[i].id);
	db_run(t, &case_links_back, from->id, into->id);
	db_run(t, &case_moves_undone, from->id, into->id);
	db_run(t, &case_company_again, from->id);
	db_run(t, &case_merged_set, from->id, 0);
	db_run(t, &case_changed_set, into->id);
	record(t, from, into, account, "split", CRM_CASE_SPLIT, "case.split");
}
