/* link_sql.c -- links as rows, what may be linked, and what the public sees of it. Merging is in link_merge_sql.c. */
#include "forum/link/link_inside.h"

#include "base/must.h"
#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"

/* ---- reading ---- */

static void read_link(struct row *r, struct link_row *x)
{
	const char *name;

	x->id = row_int8(r, "id");
	x->thread_id = row_int8(r, "thread_id");
	x->episode = row_int8(r, "episode");
	x->post_id = row_int8(r, "post_id");
	x->case_id = row_int8(r, "case_id");
	x->merged_from = row_int8(r, "merged_from");
	name = row_text(r, "kind");
	must(!*name || link_kind_of(name, &x->kind));
	name = row_text(r, "state");
	must(!*name || link_state_of(name, &x->state));
	x->reason = row_text(r, "reason");
	x->by = row_text(r, "by");
	x->at = row_when(r, "at");
	x->removed_by = row_text(r, "removed_by");
	x->removed_at = row_when(r, "removed_at");
	x->title = row_text(r, "title");
	x->thread_state = thread_state_of(row_text(r, "thread_state"));
	x->thread_deleted = row_bool(r, "thread_deleted");
	x->subject = row_text(r, "subject");
	name = row_text(r, "case_state");
	must(!*name || case_state_of(name, &x->case_state));
	name = row_text(r, "priority");
	must(!*name || case_priority_of(name, &x->priority));
	x->owner = row_text(r, "owner");
	x->external_id = row_text(r, "external_id");
	x->changed_at = row_when(r, "changed_at");
	case_sync_read(r, &x->sync);
}

#define LINKS(where) \
	"SELECT l.id, l.thread_id, l.episode, l.post_id, l.case_id, l.merged_from, l.kind, l.state, l.reason," \
	" a.display AS by, l.at, ra.display AS removed_by, l.removed_at, t.title, t.state AS thread_state," \
	" t.deleted_at IS NOT NULL AS thread_deleted, c.subject, c.state AS case_state, c.priority," \
	" COALESCE(o.display, c.owner_name) AS owner, c.external_id, c.changed_at, " CASE_SYNC_COLUMNS \
	" FROM crm.link l JOIN community.thread t ON t.id = l.thread_id JOIN crm.\"case\" c ON c.id = l.case_id" \
	" LEFT JOIN desk.account a ON a.id = l.by_id LEFT JOIN desk.account ra ON ra.id = l.removed_by" \
	" LEFT JOIN desk.account o ON o.id = c.owner_id LEFT JOIN crm.sync s ON s.case_id = c.id WHERE " where \
	" ORDER BY l.state <> 'active', l.state <> 'proposed', l.at DESC, l.id DESC LIMIT 100"

QUERY(links_by_case, DOOR_DESK, struct link_row, read_link, LINKS("l.case_id = $1"));
QUERY(links_by_thread, DOOR_DESK, struct link_row, read_link, LINKS("l.thread_id = $1"));

static void read_proposal(struct row *r, struct proposal *x)
{
	case_row_read(r, &x->row);
	x->of_customer = row_bool(r, "of_customer");
}

/* What is like the thread: its title's words, any of them, in what was written in the case; where these say too little, subjects that look
 * like the title. Comparing looks is dear: of 20,000 alike subjects all of them took 125 ms, 2,000 at most take 10. */
QUERY(link_proposals, DOOR_DESK, struct proposal, read_proposal,
	"WITH th AS (SELECT title, author_id, replace(plainto_tsquery('community.english', title)::text, '&', '|')::tsquery AS q"
	"  FROM community.thread WHERE id = $1),"
	" own AS (SELECT c.id, 10::real AS rank, true AS of_customer FROM th"
	"  JOIN crm.member_customer m ON m.member_id = th.author_id AND m.undone_at IS NULL"
	"  CROSS JOIN LATERAL crm.family(crm.root(m.customer_id)) f"
	"  JOIN crm.\"case\" c ON c.customer_id = f WHERE c.state IN " CASE_LIVE
	"  ORDER BY c.changed_at DESC LIMIT 5),"
	" worded AS (SELECT id, rank FROM (SELECT id, ts_rank(words, q) AS rank FROM (SELECT c.id, c.words, th.q FROM th"
	"   JOIN crm.\"case\" c ON c.words @@ th.q WHERE c.state <> 'deleted' ORDER BY c.changed_at DESC LIMIT 300) w) r"
	"  WHERE rank > 0.05 ORDER BY rank DESC LIMIT 5),"
	" looking AS (SELECT id, rank FROM (SELECT c.id, similarity(c.subject, th.title) AS rank FROM th"
	"   JOIN crm.\"case\" c ON c.subject % th.title WHERE c.state <> 'deleted' AND (SELECT count(*) FROM worded) < 5"
	"   LIMIT 2000) l ORDER BY rank DESC LIMIT 5),"
	" hit AS (SELECT id, max(rank) AS rank, bool_or(of_customer) AS of_customer FROM ("
	"  SELECT id, rank, of_customer FROM own UNION ALL SELECT id, rank, false FROM worded"
	"  UNION ALL SELECT id, rank, false FROM looking) h GROUP BY id)"
	" SELECT " CASE_COLUMNS ", h.of_customer FROM hit h JOIN crm.\"case\" c ON c.id = h.id " CASE_JOINS
	" WHERE c.merged_into IS NULL AND NOT EXISTS (SELECT FROM crm.link l WHERE l.thread_id = $1"
	"  AND l.case_id = c.id AND l.state = 'active')"
	" ORDER BY h.of_customer DESC, h.rank DESC, c.id DESC LIMIT 6");

static void read_found(struct row *r, struct thread_found *x)
{
	x->id = row_int8(r, "id");
	x->title = row_text(r, "title");
	x->author = row_text(r, "author");
	x->state = thread_state_of(row_text(r, "state"));
	x->question = row_bool(r, "question");
	x->linked = row_bool(r, "linked");
	x->active_at = row_when(r, "active_at");
}

#define FOUND_COLUMNS \
	"t.id, t.title, m.display AS author, t.state, t.kind = 'question' AS question, EXISTS (SELECT FROM crm.link l" \
	" WHERE l.thread_id = t.id AND l.case_id = $2 AND l.state = 'active') AS linked, t.active_at"

QUERY(link_threads_by_words, DOOR_DESK, struct thread_found, read_found,
	"WITH q AS (SELECT $1::text AS given, NULLIF(substring($1 FROM '^#?([0-9]{1,18})$'), '')::bigint AS number,"
	"  websearch_to_tsquery('community.english', $1) AS words),"
	" hit AS (SELECT t.id, 9::real AS rank FROM q JOIN community.thread t ON t.id = q.number"
	"  UNION ALL SELECT id, 3 FROM (SELECT t.id FROM q JOIN community.member m ON m.username = lower(q.given)"
	"   JOIN community.thread t ON t.author_id = m.id ORDER BY t.created_at DESC LIMIT 10) by_author"
	"  UNION ALL SELECT thread_id, ts_rank(words, query) FROM (SELECT p.thread_id, p.words, q.words AS query"
	"   FROM q JOIN community.post p ON p.words @@ q.words AND p.deleted_at IS NULL LIMIT 500) w)"
	" SELECT " FOUND_COLUMNS " FROM (SELECT id, max(rank) AS rank FROM hit GROUP BY id) h"
	" JOIN community.thread t ON t.id = h.id JOIN community.member m ON m.id = t.author_id"
	" WHERE t.deleted_at IS NULL ORDER BY h.rank DESC, t.active_at DESC, t.id DESC LIMIT 20");
QUERY(link_threads_alike, DOOR_DESK, struct thread_found, read_found,
	"WITH q AS (SELECT subject, replace(plainto_tsquery('community.english', subject)::text, '&', '|')::tsquery AS words"
	"  FROM crm.\"case\" WHERE id = $1),"
	" worded AS (SELECT thread_id AS id, ts_rank(words, query) AS rank FROM (SELECT p.thread_id, p.words, q.words AS query"
	"   FROM q JOIN community.post p ON p.words @@ q.words AND p.deleted_at IS NULL AND p.kind = 'question'"
	"   LIMIT 300) w),"
	" looking AS (SELECT id, rank FROM (SELECT t.id, similarity(t.title, q.subject) AS rank FROM q JOIN community.thread t"
	"   ON t.title % q.subject WHERE (SELECT count(*) FROM worded WHERE rank > 0.05) < 8 LIMIT 2000) a"
	"  ORDER BY rank DESC LIMIT 8),"
	" hit AS (SELECT id, rank FROM worded UNION ALL SELECT id, rank FROM looking)"
	" SELECT " FOUND_COLUMNS " FROM (SELECT id, max(rank) AS rank FROM hit GROUP BY id) h"
	" JOIN community.thread t ON t.id = h.id JOIN community.member m ON m.id = t.author_id"
	" WHERE t.deleted_at IS NULL AND h.rank > 0.05 ORDER BY h.rank DESC, t.active_at DESC, t.id DESC LIMIT 8");

static void read_entry(struct row *r, struct link_entry *x)
{
	x->case_id = row_int8(r, "case_id");
	x->kind = row_text(r, "kind");
	x->by = row_text(r, "by");
	x->subject = row_text(r, "subject");
	x->text = row_text(r, "text");
	x->was = row_text(r, "was");
	x->becomes = row_text(r, "becomes");
	x->at = row_when(r, "at");
}

QUERY(link_entries_by_thread, DOOR_DESK, struct link_entry, read_entry,
	"SELECT e.case_id, e.kind, COALESCE(a.display, e.by_name) AS by, c.subject, e.text, e.was, e.becomes, e.at"
	" FROM crm.case_entry e JOIN crm.\"case\" c ON c.id = e.case_id LEFT JOIN desk.account a ON a.id = e.by_id"
	" WHERE e.thread_id = $1 ORDER BY e.at DESC, e.id DESC LIMIT 50");

void links_of_case(struct task *t, int64_t case_id, struct link_rows *out)
{
	db_many(t, &links_by_case, out, case_id);
}

void links_of_thread(struct task *t, int64_t thread, struct link_rows *out)
{
	db_many(t, &links_by_thread, out, thread);
}

void proposals_find(struct task *t, int64_t thread, struct proposals *out)
{
	db_many(t, &link_proposals, out, thread);
}

void threads_search(struct task *t, const char *q, int64_t case_id, struct threads_found *out)
{
	db_many(t, &link_threads_by_words, out, q, case_id);
}

void threads_like(struct task *t, int64_t case_id, struct threads_found *out)
{
	db_many(t, &link_threads_alike, out, case_id, case_id);
}

void link_entries_of_thread(struct task *t, int64_t thread, struct link_entries *out)
{
	db_many(t, &link_entries_by_thread, out, thread);
}

static void read_asker(struct row *r, struct asker_customer *x)
{
	x->id = row_int8(r, "id");
}

QUERY(link_asker_customer, DOOR_DESK | DOOR_WORK, struct asker_customer, read_asker,
	"SELECT crm.root(m.customer_id) AS id FROM community.thread t JOIN crm.member_customer m ON m.member_id = t.author_id"
	" AND m.undone_at IS NULL WHERE t.id = $1");

static void read_post_of(struct row *r, struct post_of_thread *x)
{
	x->id = row_int8(r, "id");
	x->plain = row_text(r, "plain");
}

QUERY(link_post_of_thread, DOOR_DESK, struct post_of_thread, read_post_of,
	"SELECT id, left(plain, 2000) AS plain FROM community.post WHERE thread_id = $1 AND id = $2 AND deleted_at IS NULL");

void asker_customer_find(struct task *t, int64_t thread, struct asker_customer **out)
{
	db_one(t, &link_asker_customer, out, thread);
}

void post_of_thread_find(struct task *t, int64_t thread, int64_t post, struct post_of_thread **out)
{
	db_one(t, &link_post_of_thread, out, thread, post);
}

/* ---- writing ---- */

static void read_held(struct row *r, struct link_held *x)
{
	const char *name;

	x->id = row_int8(r, "id");
	x->thread_id = row_int8(r, "thread_id");
	x->case_id = row_int8(r, "case_id");
	x->customer_id = row_int8(r, "customer_id");
	x->episode = row_int8(r, "episode");
	name = row_text(r, "kind");
	must(!*name || link_kind_of(name, &x->kind));
	name = row_text(r, "state");
	must(!*name || link_state_of(name, &x->state));
	x->merged = row_bool(r, "merged");
	x->other = row_bool(r, "other");
}

QUERY(link_held_row, DOOR_DESK, struct link_held, read_held,
	"SELECT l.id, l.thread_id, l.case_id, c.customer_id, l.episode, l.kind, l.state, c.merged_into IS NOT NULL AS merged,"
	" EXISTS (SELECT FROM crm.link o WHERE o.thread_id = l.thread_id AND o.case_id = l.case_id"
	"  AND o.state = 'active' AND o.id <> l.id) AS other"
	" FROM crm.link l JOIN crm.\"case\" c ON c.id = l.case_id WHERE l.id = $1 FOR UPDATE OF l");

static void read_ends(struct row *r, struct link_ends *x)
{
	x->thread_id = row_int8(r, "thread_id");
	x->case_id = row_int8(r, "case_id");
}

QUERY(link_ends_row, DOOR_DESK, struct link_ends, read_ends,
	"SELECT thread_id, case_id FROM crm.link WHERE id = $1");

static void read_id(struct row *r, struct link_id *x)
{
	x->id = row_int8(r, "id");
}

#define ONE_ORIGIN(thread, kind) \
	"CASE WHEN " kind " = 'origin' AND EXISTS (SELECT FROM crm.link WHERE thread_id = " thread \
	" AND kind = 'origin' AND state = 'active') THEN 'same_problem' ELSE " kind " END"

/* One statement does all of it: only where a link came to be do entry, event and audit follow. */
QUERY(link_insert, DOOR_DESK | DOOR_WORK, struct link_id, read_id,
	"WITH told AS (UPDATE crm.link SET state = 'active', kind = " ONE_ORIGIN("$1",
		"$5::text") ", reason = $6, by_id = NULLIF($7::bigint, 0), at = now()"
			    "  WHERE thread_id = $1 AND case_id = $4 AND state = 'proposed' AND NOT EXISTS (SELECT FROM crm.link"
			    "   WHERE thread_id = $1 AND case_id = $4 AND state = 'active') AND id = (SELECT min(id) FROM crm.link"
			    "   WHERE thread_id = $1 AND case_id = $4 AND state = 'proposed') RETURNING id, kind),"
			    " made AS (INSERT INTO crm.link (thread_id, episode, post_id, case_id, kind, reason, by_id)"
			    "  SELECT $1, $2, (SELECT p.id FROM community.post p WHERE p.id = $3 AND p.thread_id = $1), $4, " ONE_ORIGIN(
				    "$1",
				    "$5::text") ", $6, NULLIF($7::bigint, 0)"
						"  WHERE NOT EXISTS (SELECT FROM told) AND NOT EXISTS (SELECT FROM crm.link"
						"   WHERE thread_id = $1 AND case_id = $4 AND state = 'active') RETURNING id, kind),"
						" link AS (SELECT id, kind FROM told UNION ALL SELECT id, kind FROM made),"
						" entry AS (INSERT INTO crm.case_entry (case_id, kind, by_id, by_name, text, becomes, thread_id)"
						"  SELECT $4, 'linked', NULLIF($7::bigint, 0), COALESCE((SELECT display FROM desk.account WHERE id = $7), ''),"
						"  $6, kind, $1 FROM link),"
						" event AS (INSERT INTO crm.event (kind, account_id, case_id, thread_id, number)"
						"  SELECT 20, NULLIF($7::bigint, 0), $4, $1, id FROM link),"
						" audit AS (INSERT INTO crm.audit (account_id, what, case_id, thread_id, details)"
						"  SELECT NULLIF($7::bigint, 0), 'link.added', $4, $1, jsonb_build_object('about', kind) FROM link),"
						" touched AS (UPDATE crm.\"case\" SET changed_at = now() WHERE id = $4 AND EXISTS (SELECT FROM link)),"
						" told_inbox AS (UPDATE crm.inbox SET done_at = now(), done_by = NULLIF($7::bigint, 0), done_how = 'linked'"
						"  WHERE link_id IN (SELECT id FROM told) AND done_at IS NULL)"
						" SELECT id FROM link");
COMMAND(link_proposed_insert, DOOR_DESK | DOOR_WORK,
	"WITH made AS (INSERT INTO crm.link (thread_id, episode, post_id, case_id, kind, state, reason, by_id)"
	"  SELECT $1, $2, (SELECT p.id FROM community.post p WHERE p.id = $3 AND p.thread_id = $1), $4, $5, 'proposed', $6, NULLIF($7::bigint, 0)"
	"  WHERE NOT EXISTS (SELECT FROM crm.link WHERE thread_id = $1 AND case_id = $4 AND state <> 'removed')"
	"  RETURNING id),"
	" event AS (INSERT INTO crm.event (kind, account_id, case_id, thread_id, number)"
	"  SELECT 23, NULLIF($7::bigint, 0), $4, $1, id FROM made),"
	" audit AS (INSERT INTO crm.audit (account_id, what, case_id, thread_id)"
	"  SELECT NULLIF($7::bigint, 0), 'link.proposed', $4, $1 FROM made)"
	" INSERT INTO crm.inbox (reason, thread_id, case_id, link_id) SELECT 'proposed', $1, $4, id FROM made"
	" ON CONFLICT DO NOTHING");
COMMAND(link_state_set, DOOR_DESK,
	"UPDATE crm.link SET state = $2, kind = CASE WHEN $2 = 'active' THEN " ONE_ORIGIN("$4",
		"kind") " ELSE kind END,"
			" removed_by = CASE WHEN $2 = 'removed' THEN NULLIF($3::bigint, 0) END,"
			" removed_at = CASE WHEN $2 = 'removed' THEN now() END WHERE id = $1");
COMMAND(link_inbox_done, DOOR_DESK,
	"UPDATE crm.inbox SET done_at = now(), done_by = NULLIF($2::bigint, 0), done_how = $3"
	" WHERE link_id = $1 AND done_at IS NULL");
COMMAND(link_case_touch, DOOR_DESK, "UPDATE crm.\"case\" SET changed_at = now() WHERE id = $1");

/* The public's sentence: there while there is an active link. */
COMMAND(company_looks, DOOR_DESK | DOOR_WORK,
	"INSERT INTO community.thread_company (thread_id) SELECT $1 WHERE EXISTS (SELECT FROM crm.link"
	" WHERE thread_id = $1 AND state = 'active') ON CONFLICT DO NOTHING");
COMMAND(company_looks_away, DOOR_DESK | DOOR_WORK,
	"DELETE FROM community.thread_company WHERE thread_id = $1 AND NOT EXISTS (SELECT FROM crm.link"
	" WHERE thread_id = $1 AND state = 'active')");

void link_company_set(struct task *t, int64_t thread)
{
	db_run(t, &company_looks, thread);
	db_run(t, &company_looks_away, thread);
	stamp_touch(t, STAMP_THREAD, thread);
}

void link_add(struct task *t, const struct link_new *l, struct link_id **out)
{
	db_one(t, &link_insert, out, l->thread, l->episode, l->post, l->case_id, link_kind_name(l->kind),
		l->reason ? l->reason : "", l->account);
	link_company_set(t, l->thread);
	case_outbox(t, l->case_id, "link", &(struct case_payload){.thread = l->thread});
}

void link_propose(struct task *t, const struct link_new *l)
{
	db_run(t, &link_proposed_insert, l->thread, l->episode, l->post, l->case_id, link_kind_name(l->kind),
		l->reason ? l->reason : "", l->account);
}

void link_hold(struct task *t, int64_t id, struct link_held **out)
{
	db_one(t, &link_held_row, out, id);
}

void link_ends_find(struct task *t, int64_t id, struct link_ends **out)
{
	db_one(t, &link_ends_row, out, id);
}

void link_step(struct task *t, const struct link_held *l, enum link_state becomes, int64_t account,
	const char *reason)
{
	bool on = becomes == LINK_ACTIVE;
	const char *kind = link_kind_name(l->kind);

	db_run(t, &link_state_set, l->id, link_state_name(becomes), account, l->thread_id);
	db_run(t, &link_inbox_done, l->id, account, on ? "linked" : "refused");
	db_run(t, &link_case_touch, l->case_id);
	link_company_set(t, l->thread_id);
	case_record(t, &(struct case_act){.case_id = l->case_id,
			       .account = account,
			       .customer = l->customer_id,
			       .thread = l->thread_id,
			       .event = !on			   ? CRM_LINK_REMOVED
					: l->state == LINK_REMOVED ? CRM_LINK_RESTORED
								   : CRM_LINK_ADDED,
			       .number = l->id,
			       .entry = on ? "linked" : "unlinked",
			       .text = reason,
			       .was = on ? NULL : kind,
			       .becomes = on ? kind : NULL,
			       .audit = !on			   ? "link.removed"
					: l->state == LINK_REMOVED ? "link.restored"
								   : "link.added"});
	if (on || l->state == LINK_ACTIVE)
		case_outbox(t, l->case_id, on ? "link" : "unlink",
			&(struct case_payload){.thread = l->thread_id});
}
