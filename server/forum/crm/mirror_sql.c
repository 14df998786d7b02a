/* mirror_sql.c -- see mirror_sql.h. */
#include "forum/crm/mirror_sql.h"

#include "base/arena.h"
#include "db/query.h"
#include "db/row.h"
#include "loop/task.h"

static void read_hint(struct row *r, struct hint *x)
{
	x->external_id = row_text(r, "external_case");
	x->newest = row_when(r, "newest");
	x->case_id = row_int8(r, "case_id");
	x->erased = row_bool(r, "erased");
	x->state = row_text(r, "state");
	x->seen = row_int8(r, "seen");
	x->walked = row_int8(r, "walked");
}

QUERY(hints_waiting, DOOR_WORK, struct hint, read_hint,
	"SELECT h.external_case, max(h.at) AS newest, c.id AS case_id, u.erased_at IS NOT NULL AS erased, c.state, s.seen, s.walked"
	" FROM crm.hook h LEFT JOIN crm.\"case\" c ON c.adapter = h.adapter AND c.external_id = h.external_case"
	" LEFT JOIN crm.sync s ON s.case_id = c.id LEFT JOIN crm.customer u ON u.id = c.customer_id"
	" WHERE h.adapter = $1 AND h.done_at IS NULL AND h.next_try <= now() AND NOT EXISTS (SELECT FROM crm.delivery d"
	"  WHERE d.case_id = c.id AND d.done_at IS NULL AND d.dead_at IS NULL)"
	" GROUP BY h.external_case, c.id, s.case_id, u.id ORDER BY min(h.at), h.external_case LIMIT 20");
COMMAND(hint_insert, DOOR_DESK | DOOR_WORK,
	"INSERT INTO crm.hook (adapter, event_id, external_case) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
COMMAND(hint_insert_polled, DOOR_WORK,
	"INSERT INTO crm.hook (adapter, event_id, external_case) VALUES ($1, $2, $3)"
	" ON CONFLICT (adapter, event_id) DO UPDATE SET done_at = NULL, at = now()"
	"  WHERE hook.done_at < $4::timestamptz + interval '10 seconds'");
COMMAND(hints_walked, DOOR_WORK,
	"WITH live AS MATERIALIZED (SELECT id, external_id FROM crm.\"case\" WHERE state IN " CASE_LIVE
	"  AND adapter = $1 AND external_id IS NOT NULL AND merged_into IS NULL)"
	" INSERT INTO crm.hook (adapter, event_id, external_case)"
	" SELECT $1, 'walk-' || live.id || '-' || extract(epoch FROM s.last_try)::bigint, live.external_id"
	" FROM live JOIN crm.sync s ON s.case_id = live.id WHERE s.state = 'synced' AND s.last_try < now() - interval '1 hour'"
	" ORDER BY s.last_try LIMIT 10 ON CONFLICT DO NOTHING");
COMMAND(hints_done_set, DOOR_WORK,
	"UPDATE crm.hook SET done_at = now() WHERE adapter = $1 AND external_case = $2 AND at <= $3 AND done_at IS NULL");
/* After a day of trying it is given up: the next change will be a new hint. */
COMMAND(hints_later_set, DOOR_WORK,
	"UPDATE crm.hook SET tries = tries + 1, next_try = now() + least(tries + 1, 30) * interval '10 seconds',"
	" done_at = CASE WHEN tries >= 300 THEN now() END"
	" WHERE adapter = $1 AND external_case = $2 AND at <= $3 AND done_at IS NULL");
COMMAND(hints_delete, DOOR_WORK, "DELETE FROM crm.hook WHERE done_at < now() - interval '7 days'");

static void read_mirror(struct row *r, struct mirror *x)
{
	x->id = row_int8(r, "id");
	x->customer_id = row_int8(r, "customer_id");
	x->seen = row_int8(r, "seen");
	x->state = row_text(r, "state");
	x->priority = row_text(r, "priority");
	x->subject = row_text(r, "subject");
	x->busy = row_bool(r, "busy");
	x->erased = row_bool(r, "erased");
}

/* The lock is a statement of its own: what is read after it is what the last holder left. */
COMMAND(mirror_lock, DOOR_WORK, "SELECT FROM crm.\"case\" WHERE id = $1 FOR NO KEY UPDATE");
QUERY(mirror_held, DOOR_WORK, struct mirror, read_mirror,
	"SELECT c.id, c.customer_id, s.seen, c.state, c.priority, c.subject, EXISTS (SELECT FROM crm.delivery d"
	"  WHERE d.case_id = c.id AND d.done_at IS NULL AND d.dead_at IS NULL) AS busy, u.erased_at IS NOT NULL AS erased"
	" FROM crm.\"case\" c LEFT JOIN crm.sync s ON s.case_id = c.id LEFT JOIN crm.customer u ON u.id = c.customer_id"
	" WHERE c.id = $1");
COMMAND(mirror_update, DOOR_WORK,
	"UPDATE crm.\"case\" SET state = COALESCE($2, state), priority = COALESCE($3, priority),"
	" subject = COALESCE(left($4, 300), subject), owner_name = COALESCE($5, owner_name),"
	" owner_id = CASE WHEN $5::text IS NULL THEN owner_id"
	"  ELSE (SELECT a.id FROM desk.account a WHERE a.username = lower($5) AND a.state = 'active') END,"
	" solved_at = CASE WHEN $2 IS NULL THEN solved_at WHEN $2 = 'solved' THEN now() WHEN $2 = 'closed' THEN solved_at END,"
	" closed_at = CASE WHEN $2 IS NULL THEN closed_at WHEN $2 = 'closed' THEN now() END,"
	" external_at = $6, changed_at = now(), version = version + 1 WHERE id = $1");
COMMAND(mirror_at, DOOR_WORK, "UPDATE crm.\"case\" SET external_at = $2 WHERE id = $1");
COMMAND(mirror_entry_insert, DOOR_WORK,
	"WITH e AS (INSERT INTO crm.case_entry (case_id, kind, by_id, by_name, text, was, becomes, external_id, at)"
	"  VALUES ($1, $2, (SELECT a.id FROM desk.account a WHERE a.username = lower($3)), $4, $5, $6, $7, $8, COALESCE($9, now()))"
	"  ON CONFLICT (case_id, external_id) DO NOTHING RETURNING case_id, by_id)"
	" INSERT INTO crm.event (kind, account_id, customer_id, case_id)"
	"  SELECT $10::smallint, e.by_id, c.customer_id, c.id FROM e JOIN crm.\"case\" c ON c.id = e.case_id WHERE $10::smallint <> 0");
COMMAND(mirror_file_insert, DOOR_WORK,
	"INSERT INTO crm.case_file (case_id, entry_id, external_id, name, type, bytes)"
	" SELECT e.case_id, e.id, $3, left($4, 255), left($5, 127), NULLIF($6::bigint, -1) FROM crm.case_entry e"
	" WHERE e.case_id = $1 AND e.external_id = $2 ON CONFLICT DO NOTHING");
/* Of an erased customer's case nothing is fetched again. */
COMMAND(mirror_case_move, DOOR_WORK,
	"UPDATE crm.\"case\" SET external_id = $2, changed_at = now(), version = version + 1 WHERE id = $1");
COMMAND(mirror_sync_restart, DOOR_WORK,
	"UPDATE crm.sync s SET seen = 0, walked = 0 FROM crm.\"case\" c LEFT JOIN crm.customer u ON u.id = c.customer_id"
	" WHERE s.case_id = $1 AND c.id = s.case_id AND u.erased_at IS NULL");
COMMAND(mirror_seen_set, DOOR_WORK,
	"INSERT INTO crm.sync (case_id, state, last_try, seen, walked) VALUES ($1, 'synced', now(), $2, $3)"
	" ON CONFLICT (case_id) DO UPDATE SET seen = greatest(sync.seen, $2), walked = $3, last_try = now()");
COMMAND(mirror_lost_set, DOOR_WORK,
	"WITH i AS (INSERT INTO crm.inbox (reason, case_id) VALUES ('sync', $1) ON CONFLICT (reason, coalesce(thread_id, 0),"
	"  coalesce(case_id, 0), coalesce(link_id, 0)) WHERE done_at IS NULL DO NOTHING)"
	" UPDATE crm.sync SET state = 'failed', error = $2, last_try = now() WHERE case_id = $1");

static void read_author(struct row *r, struct author_known *x)
{
	x->colleague = row_bool(r, "colleague");
	x->customer = row_bool(r, "customer");
}

QUERY(author_known_as, DOOR_WORK, struct author_known, read_author,
	"SELECT EXISTS (SELECT FROM desk.account a WHERE a.username = lower($2) OR lower(a.email) = lower($3)) AS colleague,"
	" EXISTS (SELECT FROM crm.\"case\" c JOIN crm.contact k ON k.customer_id = c.customer_id"
	"  WHERE c.id = $1 AND k.kind = 'email' AND k.key = $4) AS customer");
COMMAND(author_inbox, DOOR_WORK,
	"INSERT INTO crm.inbox (reason, case_id) VALUES ('author', $1) ON CONFLICT (reason, coalesce(thread_id, 0),"
	" coalesce(case_id, 0), coalesce(link_id, 0)) WHERE done_at IS NULL DO NOTHING");

static void read_id(struct row *r, struct case_id *x)
{
	x->id = row_int8(r, "id");
}

QUERY(mirror_case_of, DOOR_WORK, struct case_id, read_id,
	"SELECT id FROM crm.\"case\" WHERE adapter = $1 AND external_id = $2");

/* Of two customers with that mail address it is neither. */
QUERY(mirror_insert, DOOR_WORK, struct case_id, read_id,
	"INSERT INTO crm.\"case\" (adapter, external_id, subject, state, priority, external_at, customer_id)"
	" VALUES ($1, $2, left($3, 300), $4, $5, $6, (SELECT min(k.customer_id) FROM crm.contact k"
	"  WHERE k.kind = 'email' AND k.key = $7 HAVING count(DISTINCT k.customer_id) = 1))"
	" ON CONFLICT (adapter, external_id) DO NOTHING RETURNING id");

static void read_poll(struct row *r, struct poll *x)
{
	x->seen = row_when(r, "seen");
}

QUERY(poll_seen, DOOR_WORK | DOOR_DESK, struct poll, read_poll,
	"SELECT seen FROM crm.poll WHERE adapter = $1");
/* Its clock may be ahead of ours: what it calls tomorrow is no reason to pass over today. */
COMMAND(poll_seen_set, DOOR_WORK,
	"INSERT INTO crm.poll (adapter, seen) VALUES ($1, least($2, now()))"
	" ON CONFLICT (adapter) DO UPDATE SET seen = greatest(least(poll.seen, now()), least($2, now()))");

void hints_find(struct task *t, const char *adapter, struct hints *out)
{
	db_many(t, &hints_waiting, out, adapter);
}

void hint_add(struct task *t, const char *adapter, const char *event_id, const char *external_id)
{
	db_run(t, &hint_insert, adapter, event_id, external_id);
}

void hint_add_polled(struct task *t, const char *adapter, const struct crm_change *c)
{
	db_run(t, &hint_insert_polled, adapter,
		arena_printf(&t->arena, "poll-%s-%lld", c->id, (long long)(c->updated.us / 1000000)), c->id,
		c->updated);
}

void hints_walk(struct task *t, const char *adapter)
{
	db_run(t, &hints_walked, adapter);
}

void hints_done(struct task *t, const char *adapter, const struct hint *h)
{
	db_run(t, &hints_done_set, adapter, h->external_id, h->newest);
}

void hints_later(struct task *t, const char *adapter, const struct hint *h)
{
	db_run(t, &hints_later_set, adapter, h->external_id, h->newest);
}

void hints_forget(struct task *t)
{
	db_run(t, &hints_delete);
}

void mirror_hold(struct task *t, int64_t id, struct mirror **out)
{
	db_run(t, &mirror_lock, id);
	db_one(t, &mirror_held, out, id);
}

void mirror_set(struct task *t, int64_t id, const struct mirror_new *m)
{
	if (m->state || m->priority || m->subject || m->owner)
		db_run(t, &mirror_update, id, m->state, m->priority, m->subject, m->owner, m->at);
	else
		db_run(t, &mirror_at, id, m->at);
}

void mirror_entry(struct task *t, int64_t id, const struct crm_entry *e, const char *kind, const char *text,
	int event)
{
	db_run(t, &mirror_entry_insert, id, kind, e->author, e->name, text, e->was, e->becomes, e->id, e->at,
		event);
}

void mirror_files(struct task *t, int64_t id, const char *entry, const struct crm_files *files)
{
	size_t i;

	for (i = 0; i < files->n; i++) {
		const struct crm_file *f = &files->v[i];

		db_run(t, &mirror_file_insert, id, entry, f->id, f->name, f->type, f->bytes);
	}
}

void mirror_find(struct task *t, const char *adapter, const char *external_id, struct case_id **out)
{
	db_one(t, &mirror_case_of, out, adapter, external_id);
}

void mirror_move(struct task *t, int64_t id, const char *external_id)
{
	db_run(t, &mirror_case_move, id, external_id);
	db_run(t, &mirror_sync_restart, id);
}

void mirror_seen(struct task *t, int64_t id, int64_t seen, int64_t walked)
{
	db_run(t, &mirror_seen_set, id, seen, walked);
}

void mirror_lost(struct task *t, int64_t id, const char *why)
{
	db_run(t, &mirror_lost_set, id, why);
}

void author_find(struct task *t, int64_t case_id, const char *name, const char *email, const char *key,
	struct author_known **out)
{
	db_one(t, &author_known_as, out, case_id, name, email, key);
}

void author_ask(struct task *t, int64_t case_id)
{
	db_run(t, &author_inbox, case_id);
}

void mirror_adopt(struct task *t, const char *adapter, const struct crm_ticket *c, const char *mail_key,
	struct case_id **out)
{
	db_one(t, &mirror_insert, out, adapter, c->id, c->subject, c->state, c->priority, c->updated,
		mail_key);
}

void poll_find(struct task *t, const char *adapter, struct poll **out)
{
	db_one(t, &poll_seen, out, adapter);
}

void poll_set(struct task *t, const char *adapter, struct when seen)
{
	db_run(t, &poll_seen_set, adapter, seen);
}
