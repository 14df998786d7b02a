/* case_write_sql.c -- every act on a case as rows: the case, its history, the event, the audit, what its CRM must be told. Merging is in
 * case_merge_sql.c. */
#include "forum/case/case_inside.h"

#include "base/arena.h"
#include "db/query.h"
#include "db/row.h"
#include "jobs/queue.h"
#include "loop/task.h"

/* The row is the newest after a wait, but a joined one would still be what it was before it: hence no count of links here. */
#define HELD(where) \
	"SELECT c.id, c.customer_id, NULL::text AS customer, c.adapter, c.external_id, c.subject, c.state, c.priority," \
	" c.owner_id, c.owner_name AS owner, c.merged_into, c.opened_at, c.changed_at, c.solved_at, c.closed_at," \
	" c.version, 0::bigint AS threads FROM crm.\"case\" c WHERE " where \
	" ORDER BY c.id FOR NO KEY UPDATE"

QUERY(case_held, DOOR_DESK | DOOR_WORK, struct case_row, case_row_read, HELD("c.id = $1"));
QUERY(cases_held, DOOR_DESK | DOOR_WORK, struct case_row, case_row_read, HELD("c.id IN ($1, $2)"));

static void read_id(struct row *r, struct case_id *x)
{
	x->id = row_int8(r, "id");
}

QUERY(case_insert_row, DOOR_DESK | DOOR_WORK, struct case_id, read_id,
	"INSERT INTO crm.\"case\" (customer_id, owner_id, origin_key, subject, priority, state, adapter)"
	" VALUES (NULLIF($1::bigint, 0), NULLIF($2::bigint, 0), $3, $4, $5,"
	"  CASE WHEN $2::bigint = 0 THEN 'new' ELSE 'open' END,"
	"  COALESCE((SELECT value FROM ops.setting WHERE key = 'crm.adapter'), 'bothy'))"
	" ON CONFLICT (origin_key) DO NOTHING RETURNING id");
QUERY(case_by_key, DOOR_DESK | DOOR_WORK, struct case_id, read_id,
	"SELECT id FROM crm.\"case\" WHERE origin_key = $1");

COMMAND(case_entry_insert, DOOR_DESK | DOOR_WORK,
	"INSERT INTO crm.case_entry (case_id, kind, by_id, by_name, text, was, becomes, thread_id, private_of)"
	" VALUES ($1, $2, NULLIF($3::bigint, 0),"
	"  COALESCE($4, (SELECT display FROM desk.account WHERE id = $3), ''),"
	"  COALESCE($5, ''), $6, $7, NULLIF($8::bigint, 0), NULLIF($9::bigint, 0))");
COMMAND(case_delivery_insert, DOOR_DESK | DOOR_WORK,
	"WITH d AS (INSERT INTO crm.delivery (case_id, adapter, kind, payload)"
	"  SELECT id, adapter, $2, jsonb_strip_nulls(jsonb_build_object('text', $3::text, 'state', $4::text,"
	"   'owner', $5::text, 'subject', $6::text, 'priority', $7::text, 'thread', NULLIF($8::bigint, 0),"
	"   'customer', NULLIF($9::bigint, 0), 'key', $10::text))"
	"  FROM crm.\"case\" WHERE id = $1 AND adapter <> 'bothy' RETURNING case_id)"
	" INSERT INTO crm.sync (case_id) SELECT case_id FROM d"
	" ON CONFLICT (case_id) DO UPDATE SET state = 'queued' WHERE sync.state = 'synced'");

#define CHANGED "changed_at = now(), version = version + 1 WHERE id = $1"
COMMAND(case_state_set, DOOR_DESK | DOOR_WORK,
	"UPDATE crm.\"case\" SET state = $2,"
	" solved_at = CASE WHEN $2 = 'solved' THEN now() WHEN $2 = 'closed' THEN solved_at END,"
	" closed_at = CASE WHEN $2 = 'closed' THEN now() END, " CHANGED);
COMMAND(case_touch, DOOR_DESK | DOOR_WORK, "UPDATE crm.\"case\" SET changed_at = now() WHERE id = $1");
COMMAND(case_touch_version, DOOR_DESK | DOOR_WORK, "UPDATE crm.\"case\" SET " CHANGED);
COMMAND(case_owner_update, DOOR_DESK | DOOR_WORK,
	"UPDATE crm.\"case\" SET owner_id = NULLIF($2::bigint, 0), owner_name = $3, " CHANGED);
COMMAND(case_priority_update, DOOR_DESK | DOOR_WORK, "UPDATE crm.\"case\" SET priority = $2, " CHANGED);
COMMAND(case_customer_update, DOOR_DESK | DOOR_WORK,
	"UPDATE crm.\"case\" SET customer_id = NULLIF($2::bigint, 0), " CHANGED);
COMMAND(case_subject_update, DOOR_DESK | DOOR_WORK, "UPDATE crm.\"case\" SET subject = $2, " CHANGED);

void case_hold(struct task *t, int64_t id, struct case_row **out)
{
	db_one(t, &case_held, out, id);
}

void cases_hold_both(struct task *t, int64_t one, int64_t two, struct case_rows *out)
{
	db_many(t, &cases_held, out, one, two);
}

void case_insert(struct task *t, const struct case_new *c, struct case_id **out)
{
	db_one(t, &case_insert_row, out, c->customer, c->owner, c->origin_key, c->subject,
		case_priority_name(c->priority));
}

void case_of_key(struct task *t, const char *origin_key, struct case_id **out)
{
	db_one(t, &case_by_key, out, origin_key);
}

void case_entry_add(struct task *t, const struct case_act *a)
{
	db_run(t, &case_entry_insert, a->case_id, a->entry, a->account, a->by_name, a->text, a->was,
		a->becomes, a->thread, a->private_of);
}

void case_record(struct task *t, const struct case_act *a)
{
	case_entry_add(t, a);
	crm_event_note(t, a->event, a->account, a->customer, a->case_id, a->thread, a->number);
	crm_audit_note(t, a->account, a->audit, a->customer, a->case_id, a->thread, a->becomes);
}

void case_outbox(struct task *t, int64_t case_id, const char *kind, const struct case_payload *p)
{
	db_run(t, &case_delivery_insert, case_id, kind, p->text, p->state, p->owner, p->subject, p->priority,
		p->thread, p->customer, p->key);
}

void case_step(struct task *t, const struct case_row *c, enum case_state becomes, int64_t account,
	const char *text)
{
	const char *name = case_state_name(becomes);
	bool again = !case_live(c->state) && case_live(becomes);

	db_run(t, &case_state_set, c->id, name);
	case_record(t, &(struct case_act){.case_id = c->id,
			       .account = account,
			       .customer = c->customer_id,
			       .event = CRM_CASE_STATE,
			       .number = becomes,
			       .entry = again ? "reopened" : "state",
			       .text = text,
			       .was = case_state_name(c->state),
			       .becomes = name,
			       .audit = "case.state"});
	case_outbox(t, c->id, "state", &(struct case_payload){.state = name, .text = text});
	if (becomes == CASE_SOLVED)
		job_put(t, &(struct job){.kind = "solution.draft", .subject = c->id});
}

void case_note(struct task *t, const struct case_row *c, int64_t account, const char *text)
{
	case_note_private(t, c, account, 0, text);
}

void case_note_private(struct task *t, const struct case_row *c, int64_t account, int64_t member,
	const char *text)
{
	db_run(t, &case_touch, c->id);
	case_record(t, &(struct case_act){.case_id = c->id,
			       .account = account,
			       .customer = c->customer_id,
			       .event = CRM_CASE_NOTED,
			       .entry = "note",
			       .text = text,
			       .private_of = member,
			       .audit = "case.noted"});
	case_outbox(t, c->id, "comment", &(struct case_payload){.text = text});
}

void case_reply(struct task *t, const struct case_row *c, int64_t account, const char *text)
{
	db_run(t, &case_touch_version, c->id);
	case_record(t, &(struct case_act){.case_id = c->id,
			       .account = account,
			       .customer = c->customer_id,
			       .event = CRM_CASE_REPLIED,
			       .entry = "reply",
			       .text = text,
			       .audit = "case.replied"});
	case_outbox(t, c->id, "reply", &(struct case_payload){.text = text});
}

void case_owner_set(struct task *t, const struct case_row *c, int64_t owner, const char *owner_name,
	int64_t account)
{
	db_run(t, &case_owner_update, c->id, owner, owner_name);
	case_record(t, &(struct case_act){.case_id = c->id,
			       .account = account,
			       .customer = c->customer_id,
			       .event = CRM_CASE_OWNER,
			       .number = owner,
			       .entry = "owner",
			       .was = c->owner,
			       .becomes = owner_name,
			       .audit = "case.owner"});
	case_outbox(t, c->id, "owner", &(struct case_payload){.owner = owner_name});
}

void case_priority_set(struct task *t, const struct case_row *c, enum case_priority p, int64_t account)
{
	db_run(t, &case_priority_update, c->id, case_priority_name(p));
	case_record(t, &(struct case_act){.case_id = c->id,
			       .account = account,
			       .customer = c->customer_id,
			       .event = CRM_CASE_PRIORITY,
			       .number = p,
			       .entry = "priority",
			       .was = case_priority_name(c->priority),
			       .becomes = case_priority_name(p),
			       .audit = "case.priority"});
	case_outbox(t, c->id, "state", &(struct case_payload){.priority = case_priority_name(p)});
}

/* The names go into the case's history, not into the audit: that one outlives an erasure. */
void case_customer_set(struct task *t, const struct case_row *c, int64_t customer, const char *name,
	int64_t account)
{
	db_run(t, &case_customer_update, c->id, customer);
	case_entry_add(t,
		&(struct case_act){.case_id = c->id,
			.account = account,
			.entry = "customer",
			.was = c->customer_id ? arena_printf(&t->arena, "#%lld", (long long)c->customer_id)
					      : NULL,
			.becomes = customer ? arena_printf(&t->arena, "#%lld", (long long)customer) : NULL,
			.text = name});
	crm_event_note(t, CRM_CASE_CUSTOMER, account, customer, c->id, 0, c->customer_id);
	crm_audit_note(t, account, "case.customer", customer, c->id, 0, NULL);
	case_outbox(t, c->id, "state", &(struct case_payload){.customer = customer});
}

void case_subject_set(struct task *t, const struct case_row *c, const char *subject, int64_t account)
{
	db_run(t, &case_subject_update, c->id, subject);
	case_entry_add(t, &(struct case_act){.case_id = c->id,
				  .account = account,
				  .entry = "subject",
				  .was = c->subject,
				  .becomes = subject});
	crm_event_note(t, CRM_CASE_SUBJECT, account, c->customer_id, c->id, 0, 0);
	crm_audit_note(t, account, "case.subject", c->customer_id, c->id, 0, NULL);
	case_outbox(t, c->id, "state", &(struct case_payload){.subject = subject});
}
