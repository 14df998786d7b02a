/* write_sql.c -- see write_sql.h. */
#include "forum/customer/write_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "forum/case/case.h"

static void read_written(struct row *r, struct written *x)
{
	x->id = row_int8(r, "id");
}

#define NOTED(account, event, customer, number, what) \
	" e AS (INSERT INTO crm.event (kind, account_id, customer_id, number) SELECT " event ", " account \
	", " customer ", " number " FROM w)," \
	" a AS (INSERT INTO crm.audit (account_id, what, customer_id, details) SELECT " account ", '" what \
	"', " customer ", jsonb_build_object('id', " number ") FROM w)"

/* ---- touch-points ---- */

COMMAND(touch_insert, DOOR_DESK,
	"WITH w AS (INSERT INTO crm.touchpoint (customer_id, source, external_id, channel, inbound, at, subject, text, agent, mood, promise,"
	"  promise_due) SELECT $2, 'bothy', $3, $4, CASE $5::int WHEN 1 THEN true WHEN 0 THEN false END, now(), $6, $7, $8,"
	"  NULLIF($9::smallint, 9), $10, $11 RETURNING id)," NOTED("$1::bigint", "$12::smallint",
		"$2::bigint", "w.id", "touchpoint.added") " SELECT");

void touch_add(struct task *t, int64_t account, const struct new_touch *n)
{
	db_run(t, &touch_insert, account, n->customer, n->once, n->channel, n->inbound, n->subject, n->text,
		n->agent, n->mood, n->promise, n->due, (int)CUSTOMER_TOUCHED);
}

COMMAND(promise_update, DOOR_DESK,
	"WITH w AS (UPDATE crm.touchpoint SET promise_kept_at = CASE WHEN $4 THEN now() END WHERE id = $3"
	"  AND customer_id IN (SELECT crm.family($2)) AND promise <> '' AND (promise_kept_at IS NULL) = $4 RETURNING id)," NOTED(
		"$1::bigint", "CASE WHEN $4 THEN $5::smallint ELSE $6::smallint END", "$2::bigint", "w.id",
		"promise.kept") " SELECT");

void promise_keep(struct task *t, int64_t account, int64_t customer, int64_t touchpoint, bool kept)
{
	db_run(t, &promise_update, account, customer, touchpoint, kept, (int)CUSTOMER_PROMISE_KEPT,
		(int)CUSTOMER_PROMISE_REOPENED);
}

/* ---- members ---- */

QUERY(member_link_insert, DOOR_DESK, struct written, read_written,
	"WITH w AS (INSERT INTO crm.member_customer (member_id, customer_id, how, by_id)"
	"  SELECT m.id, $2, $4, $1 FROM community.member m WHERE m.username = $3 AND m.state = 'active' RETURNING member_id AS id)," NOTED(
		"$1::bigint", "$5::smallint", "$2::bigint", "w.id", "member.linked") " SELECT id FROM w");

void member_link(struct task *t, int64_t account, int64_t customer, const char *username, const char *how,
	struct written **out)
{
	db_one(t, &member_link_insert, out, account, customer, username, how, (int)CUSTOMER_MEMBER_LINKED);
}

COMMAND(member_link_undo, DOOR_DESK,
	"WITH w AS (UPDATE crm.member_customer SET undone_at = now(), undone_by = $1 WHERE id = $3"
	"  AND customer_id IN (SELECT crm.family($2)) AND undone_at IS NULL RETURNING member_id AS id)," NOTED(
		"$1::bigint", "$4::smallint", "$2::bigint", "w.id", "member.unlinked") " SELECT");

void member_unlink(struct task *t, int64_t account, int64_t customer, int64_t link)
{
	db_run(t, &member_link_undo, account, customer, link, (int)CUSTOMER_MEMBER_UNLINKED);
}

/* ---- the same person twice ---- */

/* Both rows are locked in the order of their ids before anything is decided about them, so two merges cannot make a circle. */
COMMAND(customers_lock, DOOR_DESK, "SELECT FROM crm.customer WHERE id IN ($1, $2) ORDER BY id FOR UPDATE");
QUERY(customer_merge_set, DOOR_DESK, struct written, read_written,
	"WITH w AS (UPDATE crm.customer c SET merged_into = $3, changed_at = now() WHERE id = $2 AND id <> $3 AND merged_into IS NULL"
	"  AND erased_at IS NULL AND EXISTS (SELECT FROM crm.customer i WHERE i.id = $3 AND i.merged_into IS NULL AND i.erased_at IS NULL)"
	"  RETURNING id)," NOTED("$1::bigint", "$4::smallint", "$3::bigint", "w.id",
		"customer.merged") " SELECT id FROM w");
QUERY(customer_merge_undo, DOOR_DESK, struct written, read_written,
	"WITH w AS (UPDATE crm.customer SET merged_into = NULL, changed_at = now() WHERE id = $2 AND merged_into = $3 AND erased_at IS NULL"
	"  RETURNING id)," NOTED("$1::bigint", "$4::smallint", "$3::bigint", "w.id",
		"customer.split") " SELECT id FROM w");

void customer_merge(struct task *t, int64_t account, int64_t from, int64_t into, struct written **out)
{
	db_run(t, &customers_lock, from, into);
	db_one(t, &customer_merge_set, out, account, from, into, (int)CUSTOMER_MERGED);
}

void customer_split(struct task *t, int64_t account, int64_t part, int64_t from, struct written **out)
{
	db_run(t, &customers_lock, part, from);
	db_one(t, &customer_merge_undo, out, account, part, from, (int)CUSTOMER_SPLIT);
}

/* ---- by hand ---- */

QUERY(customer_insert, DOOR_DESK, struct written, read_written,
	"WITH w AS (INSERT INTO crm.customer (source, external_id, name, kind, tier, relation, note, since)"
	"  VALUES ('bothy', $2, $3, $4, $5, $6, $7, now()::date) RETURNING id)," NOTED("$1::bigint",
		"$8::smallint", "w.id", "w.id", "customer.added") " SELECT id FROM w");

void customer_add(struct task *t, int64_t account, const struct customer_form *f, const char *once,
	struct written **out)
{
	db_one(t, &customer_insert, out, account, once, f->name, f->kind, f->tier, f->relation, f->note,
		(int)CUSTOMER_ADDED);
}

COMMAND(customer_lock, DOOR_DESK, "SELECT FROM crm.customer WHERE id = $1 FOR NO KEY UPDATE");

void customer_hold(struct task *t, int64_t customer)
{
	db_run(t, &customer_lock, customer);
}

COMMAND(customer_update, DOOR_DESK,
	"WITH w AS (UPDATE crm.customer SET name = $3, kind = $4, tier = $5, relation = $6, note = $7, changed_at = now()"
	"  WHERE id = $2 AND erased_at IS NULL AND (name, kind, tier, relation, note) IS DISTINCT FROM ($3, $4, $5, $6, $7) RETURNING id)," NOTED(
		"$1::bigint", "$8::smallint", "$2::bigint", "w.id", "customer.changed") " SELECT");

void customer_change(struct task *t, int64_t account, int64_t customer, const struct customer_form *f)
{
	db_run(t, &customer_update, account, customer, f->name, f->kind, f->tier, f->relation, f->note,
		(int)CUSTOMER_CHANGED);
}

COMMAND(contact_insert, DOOR_DESK,
	"INSERT INTO crm.contact (customer_id, kind, value, key) SELECT id, $2, $3, $4 FROM crm.customer WHERE id = $1 AND erased_at IS NULL"
	" ON CONFLICT DO NOTHING");

void contact_add(struct task *t, int64_t customer, const char *kind, const char *value, const char *key)
{
	db_run(t, &contact_insert, customer, kind, value, key);
}

/* The same contact of everybody he was merged with goes too, or it would still stand there. */
COMMAND(contact_delete, DOOR_DESK,
	"WITH w AS (DELETE FROM crm.contact k USING crm.contact this WHERE this.id = $3 AND this.customer_id IN (SELECT crm.family($2))"
	"  AND k.kind = this.kind AND k.key = this.key AND k.customer_id IN (SELECT crm.family($2)) RETURNING k.id)," NOTED(
		"$1::bigint", "$4::smallint", "$2::bigint", "w.id", "contact.removed") " SELECT");

void contact_drop(struct task *t, int64_t account, int64_t customer, int64_t contact)
{
	db_run(t, &contact_delete, account, customer, contact, (int)CUSTOMER_CHANGED);
}

/* ---- forgotten ---- */

static void read_counts(struct row *r, struct erase_counts *x)
{
	x->customers = row_int8(r, "customers");
	x->contacts = row_int8(r, "contacts");
	x->touchpoints = row_int8(r, "touchpoints");
	x->cases = row_int8(r, "cases");
	x->entries = row_int8(r, "entries");
	x->members = row_int8(r, "members");
}

QUERY(customer_erase_count, DOOR_DESK, struct erase_counts, read_counts,
	"WITH f AS MATERIALIZED (SELECT crm.family($1) AS id), c AS MATERIALIZED (SELECT id FROM crm.\"case\" WHERE customer_id IN (SELECT id FROM f))"
	" SELECT (SELECT count(*) FROM f) AS customers, (SELECT count(*) FROM crm.contact WHERE customer_id IN (SELECT id FROM f)) AS contacts,"
	" (SELECT count(*) FROM crm.touchpoint WHERE customer_id IN (SELECT id FROM f)) AS touchpoints, (SELECT count(*) FROM c) AS cases,"
	" (SELECT count(*) FROM crm.case_entry WHERE case_id IN (SELECT id FROM c)) AS entries,"
	" (SELECT count(*) FROM crm.member_customer WHERE customer_id IN (SELECT id FROM f) AND undone_at IS NULL) AS members");

void erase_count(struct task *t, int64_t customer, struct erase_counts **out)
{
	db_one(t, &customer_erase_count, out, customer);
}

static void read_erased(struct row *r, struct erased *x)
{
	x->done = row_bool(r, "done");
}

QUERY(customer_erase_now, DOOR_DESK, struct erased, read_erased,
	"SELECT crm.erase_customer($2, $1, $3::smallint) AS done");

void customer_erase(struct task *t, int64_t account, int64_t customer, struct erased **out)
{
	db_one(t, &customer_erase_now, out, account, customer, (int)CUSTOMER_ERASED);
}
