/* moved.c -- see moved.h. What was one matter there is one here: where both tickets have a case, these are merged, and links move as they do
 * at the desk; where only the merged one has, its case goes on as the other's. */
#include "forum/crm/moved.h"

#include "base/arena.h"
#include "base/intl.h"
#include "crm/crm.h"
#include "db/query.h"
#include "forum/case/case.h"
#include "forum/crm/mirror_sql.h"
#include "loop/task.h"

/* Both rows are held. One that ended elsewhere meanwhile is left alone. */
static void merge(struct task *t, int64_t id, const struct case_rows *both)
{
	const struct case_row *from = NULL, *into = NULL;
	size_t i;

	for (i = 0; i < both->n; i++)
		*(both->v[i].id == id ? &from : &into) = &both->v[i];
	if (from && into && !from->merged_into && !into->merged_into)
		case_merge(t, from, into, 0);
}

static void follow(struct task *t, const struct hint *h, const char *to)
{
	mirror_move(t, h->case_id, to);
	case_record(t,
		&(struct case_act){.case_id = h->case_id,
			.event = CRM_CASE_MERGED,
			.entry = "merged",
			.text = arena_printf(&t->arena, _("Ticket %s was merged into ticket %s in the CRM."),
				h->external_id, to),
			.audit = "case.ticket_merged"});
}

void moved_wait(struct task *t, const struct hint *h, const char *to)
{
	const char *adapter = crm_adapter()->name;
	struct case_id *other = NULL;
	struct case_rows both = {0};

	db_begin(t);
	mirror_find(t, adapter, to, &other);
	db_wait(t);
	cases_hold_both(t, h->case_id, other ? other->id : h->case_id, &both);
	db_wait(t);
	if (other)
		merge(t, h->case_id, &both);
	else if (both.n && !both.v[0].merged_into)
		follow(t, h, to);
	hint_add(t, adapter, arena_printf(&t->arena, "moved-%s-%lld", to, (long long)h->newest.us), to);
	hints_done(t, adapter, h);
	/* Another case became that ticket just now: the hint stays, and the next look finds it. */
	if (db_commit_wait(t) == DB_CONFLICT)
		(void)db_conflict(t);
}

void moved_hint(struct task *t, const struct crm_entries *entries)
{
	size_t i;

	for (i = 0; i < entries->merged.n; i++)
		hint_add(t, crm_adapter()->name,
			arena_printf(&t->arena, "merged-%s-%lld", entries->merged.v[i],
				(long long)entries->walked),
			entries->merged.v[i]);
}
