/* sync_sql.c -- see sync_sql.h. */
#include "forum/crm/sync_sql.h"

#include "db/query.h"
#include "db/row.h"

static void read_line(struct row *r, struct sync_line *x)
{
	x->case_id = row_int8(r, "case_id");
	x->subject = row_text(r, "subject");
	x->external_id = row_text(r, "external_id");
	x->state = row_text(r, "state");
	x->error = row_text(r, "error");
	x->last_try = row_when(r, "last_try");
	x->next_try = row_when(r, "next_try");
	x->delivery = row_int8(r, "delivery");
	x->tries = row_int8(r, "tries");
	x->waiting = row_int8(r, "waiting");
	x->kind = row_text(r, "kind");
	x->dead = row_bool(r, "dead");
}

QUERY(sync_not_in_step, DOOR_DESK, struct sync_line, read_line,
	"SELECT s.case_id, c.subject, c.external_id, s.state, s.error, s.last_try, s.next_try, d.id AS delivery, d.tries,"
	" (SELECT count(*) FROM crm.delivery e WHERE e.case_id = s.case_id AND e.done_at IS NULL) AS waiting,"
	" d.kind, COALESCE(d.dead_at IS NOT NULL, false) AS dead"
	" FROM crm.sync s JOIN crm.\"case\" c ON c.id = s.case_id LEFT JOIN LATERAL (SELECT * FROM crm.delivery d"
	"  WHERE d.case_id = s.case_id AND d.done_at IS NULL ORDER BY d.id LIMIT 1) d ON true"
	" WHERE s.state <> 'synced' ORDER BY (s.state = 'dead') DESC, (s.state = 'failed') DESC, s.case_id LIMIT 101");

static void read_count(struct row *r, struct sync_count *x)
{
	x->n = row_int8(r, "n");
}

QUERY(sync_dead, DOOR_DESK, struct sync_count, read_count,
	"SELECT count(*) AS n FROM crm.sync WHERE state = 'dead'");

static void read_case(struct row *r, struct sync_case *x)
{
	x->case_id = row_int8(r, "case_id");
}

/* What was tried before may have been heard: the first try after this is a second one. */
#define AGAIN(which, most) \
	"WITH d AS (UPDATE crm.delivery SET tries = least(tries, 1), next_try = now(), dead_at = NULL, taken_at = NULL" \
	"  WHERE id IN (SELECT id FROM crm.delivery WHERE " which \
	" AND done_at IS NULL ORDER BY id LIMIT " most ")" \
	"  AND (taken_at IS NULL OR taken_at < now() - interval '2 minutes') RETURNING case_id)" \
	" UPDATE crm.sync s SET state = 'queued', next_try = now() FROM d WHERE s.case_id = d.case_id RETURNING s.case_id"

QUERY(sync_again_one, DOOR_DESK, struct sync_case, read_case, AGAIN("id = $1", "1"));
QUERY(sync_again_all, DOOR_DESK, struct sync_case, read_case, AGAIN("dead_at IS NOT NULL", "1000"));
QUERY(sync_drop_one, DOOR_DESK, struct sync_case, read_case,
	"WITH d AS (UPDATE crm.delivery SET done_at = now(), error = 'left unsaid by ' || (SELECT display FROM desk.account WHERE id = $2)"
	"  WHERE id = $1 AND done_at IS NULL AND (taken_at IS NULL OR taken_at < now() - interval '2 minutes') RETURNING id, case_id)"
	" UPDATE crm.sync s SET error = '', next_try = NULL, state = CASE WHEN EXISTS (SELECT FROM crm.delivery e"
	"  WHERE e.case_id = s.case_id AND e.id <> d.id AND e.done_at IS NULL) THEN 'queued' ELSE 'synced' END"
	" FROM d WHERE s.case_id = d.case_id RETURNING s.case_id");

void sync_lines_find(struct task *t, struct sync_lines *out)
{
	db_many(t, &sync_not_in_step, out);
}

void sync_dead_count(struct task *t, struct sync_count **out)
{
	db_one(t, &sync_dead, out);
}

void sync_again(struct task *t, int64_t delivery, struct sync_case **out)
{
	db_one(t, &sync_again_one, out, delivery);
}

void sync_drop(struct task *t, int64_t delivery, int64_t account, struct sync_case **out)
{
	db_one(t, &sync_drop_one, out, delivery, account);
}

void sync_all_again(struct task *t, struct sync_cases *out)
{
	db_many(t, &sync_again_all, out);
}
