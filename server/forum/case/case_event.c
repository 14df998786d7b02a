/* case_event.c -- see case_event.h. */
#include "forum/case/case_event.h"

#include "db/query.h"

COMMAND(crm_event_insert, DOOR_DESK | DOOR_WORK,
	"INSERT INTO crm.event (kind, account_id, customer_id, case_id, thread_id, number)"
	" VALUES ($1, NULLIF($2::bigint, 0), NULLIF($3::bigint, 0), NULLIF($4::bigint, 0), NULLIF($5::bigint, 0), $6)");
COMMAND(crm_audit_insert, DOOR_DESK | DOOR_WORK,
	"INSERT INTO crm.audit (account_id, what, customer_id, case_id, thread_id, details)"
	" VALUES (NULLIF($1::bigint, 0), $2, NULLIF($3::bigint, 0), NULLIF($4::bigint, 0), NULLIF($5::bigint, 0),"
	" jsonb_strip_nulls(jsonb_build_object('about', $6::text)))");

void crm_event_note(struct task *t, enum crm_event_kind kind, int64_t account, int64_t customer,
	int64_t case_id, int64_t thread, int64_t number)
{
	db_run(t, &crm_event_insert, (int)kind, account, customer, case_id, thread, number);
}

void crm_audit_note(struct task *t, int64_t account, const char *what, int64_t customer, int64_t case_id,
	int64_t thread, const char *about)
{
	db_run(t, &crm_audit_insert, account, what, customer, case_id, thread, about);
}
