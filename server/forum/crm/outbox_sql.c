/* outbox_sql.c -- see outbox_sql.h. */
#include "forum/crm/outbox_sql.h"

#include "db/query.h"
#include "db/row.h"

static void read_delivery(struct row *r, struct delivery *x)
{
	x->id = row_int8(r, "id");
	x->case_id = row_int8(r, "case_id");
	x->tries = row_int8(r, "tries");
	x->kind = row_text(r, "kind");
	x->delivery_id = row_text(r, "delivery_id");
	x->text = row_text(r, "text");
	x->state = row_text(r, "state");
	x->owner = row_text(r, "owner");
	x->subject = row_text(r, "subject");
	x->priority = row_text(r, "priority");
	x->customer = row_int8(r, "customer");
	x->external_id = row_text(r, "external_id");
	x->origin_key = row_text(r, "origin_key");
	x->case_subject = row_text(r, "case_subject");
	x->case_state = row_text(r, "case_state");
	x->case_priority = row_text(r, "case_priority");
	x->owner_username = row_text(r, "owner_username");
	x->requestor = row_text(r, "requestor");
	x->linked = row_int8(r, "linked");
	x->said = row_int8(r, "said");
}

/* An earlier one that is dead holds up those behind it, too: staff say whether it is said again or dropped. */
QUERY(delivery_take_next, DOOR_WORK, struct delivery, read_delivery,
	"WITH due AS (SELECT d.id FROM crm.delivery d"
	"  WHERE d.adapter = $1 AND d.done_at IS NULL AND d.dead_at IS NULL AND d.next_try <= now()"
	"   AND (d.taken_at IS NULL OR d.taken_at < now() - interval '2 minutes')"
	"   AND NOT EXISTS (SELECT FROM crm.delivery e WHERE e.case_id = d.case_id AND e.id < d.id AND e.done_at IS NULL)"
	"  ORDER BY d.next_try, d.id LIMIT 1 FOR UPDATE SKIP LOCKED),"
	" d AS (UPDATE crm.delivery SET taken_at = now(), tries = tries + 1 FROM due WHERE delivery.id = due.id RETURNING delivery.*),"
	" s AS (INSERT INTO crm.sync (case_id, state, last_try) SELECT case_id, 'sending', now() FROM d"
	"  ON CONFLICT (case_id) DO UPDATE SET state = 'sending', last_try = now(), next_try = NULL)"
	" SELECT d.id, d.case_id, d.tries, d.kind, d.delivery_id::text AS delivery_id, d.payload ->> 'text' AS text, d.payload ->> 'state' AS state,"
	"  d.payload ->> 'owner' AS owner, d.payload ->> 'subject' AS subject, d.payload ->> 'priority' AS priority,"
	"  (d.payload ->> 'customer')::bigint AS customer, c.external_id, c.origin_key, c.subject AS case_subject,"
	"  c.state AS case_state, c.priority AS case_priority, a.username AS owner_username,"
	"  (SELECT t.value FROM crm.contact t WHERE t.customer_id = c.customer_id AND t.kind = 'email' ORDER BY t.id LIMIT 1)"
	"   AS requestor,"
	"  (SELECT l.thread_id FROM crm.link l WHERE l.case_id = c.id AND l.state = 'active'"
	"   ORDER BY (l.kind = 'origin') DESC, l.id LIMIT 1) AS linked,"
	"  (SELECT max(e.entry::bigint) FROM crm.delivery e WHERE e.case_id = c.id AND e.entry ~ '^[0-9]{1,18}$') AS said"
	" FROM d JOIN crm.\"case\" c ON c.id = d.case_id LEFT JOIN desk.account a ON a.id = c.owner_id");
COMMAND(delivery_case_set, DOOR_WORK,
	"UPDATE crm.\"case\" SET external_id = $2 WHERE id = $1 AND external_id IS NULL");

/* With it goes a hint to look what it made there. */
COMMAND(delivery_done_set, DOOR_WORK,
	"WITH d AS (UPDATE crm.delivery SET done_at = now(), taken_at = NULL, error = '', entry = NULLIF($2, '')"
	"  WHERE id = $1 AND done_at IS NULL RETURNING case_id, delivery_id, adapter),"
	" h AS (INSERT INTO crm.hook (adapter, event_id, external_case)"
	"  SELECT d.adapter, 'own-' || d.delivery_id, c.external_id FROM d JOIN crm.\"case\" c ON c.id = d.case_id"
	"  WHERE c.external_id IS NOT NULL ON CONFLICT DO NOTHING)"
	" UPDATE crm.sync s SET error = '', next_try = NULL, state = CASE WHEN EXISTS (SELECT FROM crm.delivery e"
	"  WHERE e.case_id = s.case_id AND e.id <> $1 AND e.done_at IS NULL) THEN 'queued' ELSE 'synced' END"
	" FROM d WHERE s.case_id = d.case_id");
COMMAND(delivery_inbox_done, DOOR_WORK,
	"UPDATE crm.inbox SET done_at = now(), done_how = 'synced' WHERE reason = 'sync' AND case_id = $1 AND done_at IS NULL"
	" AND EXISTS (SELECT FROM crm.sync s WHERE s.case_id = $1 AND s.state = 'synced')");
COMMAND(delivery_failed_set, DOOR_WORK,
	"WITH d AS (UPDATE crm.delivery SET taken_at = NULL, error = $2, next_try = now() + $3::bigint * interval '1 second',"
	"  dead_at = CASE WHEN $4::boolean THEN now() END WHERE id = $1 AND done_at IS NULL RETURNING case_id, next_try),"
	" i AS (INSERT INTO crm.inbox (reason, case_id) SELECT 'sync', case_id FROM d WHERE $4"
	"  ON CONFLICT (reason, coalesce(thread_id, 0), coalesce(case_id, 0), coalesce(link_id, 0)) WHERE done_at IS NULL DO NOTHING)"
	" UPDATE crm.sync s SET error = $2, state = CASE WHEN $4 THEN 'dead' ELSE 'failed' END,"
	"  next_try = CASE WHEN $4 THEN NULL ELSE d.next_try END FROM d WHERE s.case_id = d.case_id");
COMMAND(deliveries_hurry_all, DOOR_WORK,
	"UPDATE crm.delivery SET next_try = now() WHERE adapter = $1 AND done_at IS NULL AND dead_at IS NULL AND taken_at IS NULL"
	" AND next_try > now()");
COMMAND(crm_adapter_set, DOOR_WORK,
	"INSERT INTO ops.setting (key, value) VALUES ('crm.adapter', $1)"
	" ON CONFLICT (key) DO UPDATE SET value = $1, changed_at = now() WHERE setting.value <> $1");

void delivery_take(struct task *t, const char *adapter, struct delivery **out)
{
	db_one(t, &delivery_take_next, out, adapter);
}

void delivery_case_is(struct task *t, int64_t case_id, const char *external_id)
{
	db_run(t, &delivery_case_set, case_id, external_id);
}

void delivery_done(struct task *t, const struct delivery *d, const char *entry)
{
	db_run(t, &delivery_done_set, d->id, entry);
	db_run(t, &delivery_inbox_done, d->case_id);
}

void delivery_failed(struct task *t, const struct delivery *d, const char *why, int64_t wait_s, bool dead)
{
	db_run(t, &delivery_failed_set, d->id, why, wait_s, dead);
}

void deliveries_hurry(struct task *t, const char *adapter)
{
	db_run(t, &deliveries_hurry_all, adapter);
}

void crm_adapter_tell(struct task *t, const char *adapter)
{
	db_run(t, &crm_adapter_set, adapter);
}
