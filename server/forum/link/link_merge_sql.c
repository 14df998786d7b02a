/* link_merge_sql.c -- threads become one, and two again: their links follow. What moved is written down (crm.link_move), as for cases. */
#include "forum/link/link_inside.h"

#include "db/query.h"

/* $1 from, $2 to. A case that both are linked to keeps the link of ${to}; a second origin becomes same_problem. */
COMMAND(thread_links_note, DOOR_ALL & ~DOOR_WEB,
	"INSERT INTO crm.link_move (link_id, what, from_id, to_id, was_kind, doubled)"
	" SELECT l.id, 'thread', $1, $2, l.kind, EXISTS (SELECT FROM crm.link o"
	"  WHERE o.thread_id = $2 AND o.case_id = l.case_id AND o.state = 'active')"
	" FROM crm.link l WHERE l.thread_id = $1 AND l.state = 'active'");
COMMAND(thread_links_move, DOOR_ALL & ~DOOR_WEB,
	"UPDATE crm.link l SET thread_id = CASE WHEN m.doubled THEN l.thread_id ELSE $2 END,"
	" state = CASE WHEN m.doubled THEN 'removed' ELSE l.state END,"
	" kind = CASE WHEN l.kind = 'origin' AND NOT m.doubled AND EXISTS (SELECT FROM crm.link o"
	"  WHERE o.thread_id = $2 AND o.kind = 'origin' AND o.state = 'active') THEN 'same_problem' ELSE l.kind END,"
	" removed_at = CASE WHEN m.doubled THEN now() END,"
	" removed_by = CASE WHEN m.doubled THEN NULLIF($3::bigint, 0) END"
	" FROM crm.link_move m WHERE m.link_id = l.id AND m.what = 'thread' AND m.from_id = $1 AND m.to_id = $2"
	" AND m.undone_at IS NULL");
COMMAND(thread_links_back, DOOR_ALL & ~DOOR_WEB,
	"UPDATE crm.link l SET thread_id = $1, state = 'active', removed_at = NULL, removed_by = NULL,"
	" kind = CASE WHEN m.was_kind = 'origin' AND EXISTS (SELECT FROM crm.link o WHERE o.thread_id = $1"
	"  AND o.kind = 'origin' AND o.state = 'active') THEN 'same_problem' ELSE m.was_kind END"
	" FROM crm.link_move m WHERE m.link_id = l.id AND m.what = 'thread' AND m.from_id = $1 AND m.to_id = $2"
	" AND m.undone_at IS NULL"
	" AND ((m.doubled AND l.state = 'removed') OR (NOT m.doubled AND l.thread_id = $2 AND l.state = 'active'))"
	" AND NOT EXISTS (SELECT FROM crm.link o WHERE o.thread_id = $1 AND o.case_id = l.case_id"
	"  AND o.state = 'active' AND o.id <> l.id)");
/* The cases' histories say that the thread is another now. */
COMMAND(thread_links_entries, DOOR_ALL & ~DOOR_WEB,
	"INSERT INTO crm.case_entry (case_id, kind, by_id, by_name, was, becomes, thread_id)"
	" SELECT DISTINCT l.case_id, $4, NULLIF($3::bigint, 0), COALESCE((SELECT display FROM desk.account WHERE id = $3), ''),"
	" CASE WHEN $4 = 'unlinked' THEN l.kind END, CASE WHEN $4 = 'linked' THEN l.kind END, $5::bigint"
	" FROM crm.link_move m JOIN crm.link l ON l.id = m.link_id WHERE m.what = 'thread' AND m.from_id = $1"
	" AND m.to_id = $2 AND m.undone_at IS NULL AND NOT m.doubled");
COMMAND(thread_moves_undone, DOOR_ALL & ~DOOR_WEB,
	"UPDATE crm.link_move SET undone_at = now() WHERE what = 'thread' AND from_id = $1 AND to_id = $2"
	" AND undone_at IS NULL");

static void entries(struct task *t, int64_t from, int64_t to, int64_t account, bool merged)
{
	db_run(t, &thread_links_entries, from, to, account, "unlinked", merged ? from : to);
	db_run(t, &thread_links_entries, from, to, account, "linked", merged ? to : from);
}

void links_of_threads_merge(struct task *t, int64_t from, int64_t to, int64_t account)
{
	db_run(t, &thread_links_note, from, to);
	db_run(t, &thread_links_move, from, to, account);
	entries(t, from, to, account, true);
	link_company_set(t, from);
	link_company_set(t, to);
	crm_event_note(t, CRM_LINKS_OF_THREADS_MERGED, account, 0, 0, to, from);
	crm_audit_note(t, account, "links.threads_merged", 0, 0, to, NULL);
}

void links_of_threads_split(struct task *t, int64_t from, int64_t to, int64_t account)
{
	db_run(t, &thread_links_back, from, to);
	entries(t, from, to, account, false);
	db_run(t, &thread_moves_undone, from, to);
	link_company_set(t, from);
	link_company_set(t, to);
	crm_event_note(t, CRM_LINKS_OF_THREADS_SPLIT, account, 0, 0, to, from);
	crm_audit_note(t, account, "links.threads_split", 0, 0, to, NULL);
}
