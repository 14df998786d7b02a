/* members_sql.c -- see members_sql.h. Who matches is asked of crm.members_to_link() (migration 0040): addresses stay with it. */
#include "forum/customer/members_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "forum/customer/customer.h"

static void read_setting(struct row *r, struct members_setting *x)
{
	x->by_email = row_bool(r, "by_email");
	x->changed_at = row_when(r, "changed_at");
	x->by = row_text(r, "by");
	x->would = row_int8(r, "would");
	x->made = row_int8(r, "made");
}

#define MADE "how = 'email' AND by_id IS NULL AND undone_at IS NULL"

QUERY(members_setting_now, DOOR_DESK, struct members_setting, read_setting,
	"SELECT s.by_email, s.changed_at, a.display AS by, (SELECT count(*) FROM crm.members_to_link()) AS would,"
	" (SELECT count(*) FROM crm.member_customer WHERE " MADE
	") AS made FROM crm.member_setting s LEFT JOIN desk.account a ON a.id = s.changed_by");

static void read_match(struct row *r, struct member_match *x)
{
	x->customer_id = row_int8(r, "customer_id");
	x->name = row_text(r, "username");
	x->display = row_text(r, "display");
	x->customer = row_text(r, "customer");
}

QUERY(members_matching, DOOR_DESK, struct member_match, read_match,
	"SELECT w.customer_id, m.username, m.display, u.name AS customer FROM crm.members_to_link() w"
	" JOIN community.member m ON m.id = w.member_id JOIN crm.customer u ON u.id = w.customer_id"
	" ORDER BY m.display, m.id LIMIT 20");

COMMAND(members_setting_update, DOOR_DESK,
	"WITH w AS (UPDATE crm.member_setting SET by_email = $2, changed_at = now(), changed_by = $1 WHERE by_email <> $2 RETURNING by_email)"
	" INSERT INTO crm.audit (account_id, what, details) SELECT $1, 'members.by_email', jsonb_build_object('on', by_email) FROM w");

#define NOTED(account, event, what) \
	" e AS (INSERT INTO crm.event (kind, account_id, customer_id, number) SELECT " event \
	"::smallint, " account ", customer_id, member_id FROM w)," \
	" a AS (INSERT INTO crm.audit (account_id, what, customer_id, details) SELECT " account ", '" what \
	"', customer_id, jsonb_build_object('id', member_id, 'by', 'email') FROM w)"

COMMAND(members_made_undo, DOOR_DESK,
	"WITH w AS (UPDATE crm.member_customer SET undone_at = now(), undone_by = $1 WHERE " MADE
	" RETURNING member_id, customer_id)," NOTED("$1::bigint", "$2", "member.unlinked") " SELECT");

static void read_linked(struct row *r, struct members_linked *x)
{
	x->n = row_int8(r, "n");
}

QUERY(members_match_link, DOOR_WORK, struct members_linked, read_linked,
	"WITH w AS (INSERT INTO crm.member_customer (member_id, customer_id, how) SELECT m.member_id, m.customer_id, 'email'"
	"  FROM crm.members_to_link() m WHERE EXISTS (SELECT FROM crm.member_setting WHERE by_email) ORDER BY m.member_id LIMIT 500"
	"  ON CONFLICT (member_id) WHERE undone_at IS NULL DO NOTHING RETURNING member_id, customer_id)," NOTED(
		"NULL::bigint", "$1", "member.linked") " SELECT count(*) AS n FROM w");

void members_setting_find(struct task *t, struct members_setting **out)
{
	db_one(t, &members_setting_now, out);
}

void member_matches_find(struct task *t, struct member_matches *out)
{
	db_many(t, &members_matching, out);
}

void members_setting_set(struct task *t, int64_t account, bool by_email)
{
	db_run(t, &members_setting_update, account, by_email);
}

void members_unlink_made(struct task *t, int64_t account)
{
	db_run(t, &members_made_undo, account, (int)CUSTOMER_MEMBER_UNLINKED);
}

void members_link_some(struct task *t, struct members_linked **out)
{
	db_one(t, &members_match_link, out, (int)CUSTOMER_MEMBER_LINKED);
}
