/* inbox_sql.c -- statements on crm.inbox. */
#include "base/must.h"
#include "db/query.h"
#include "db/row.h"
#include "forum/case/case.h"
#include "forum/clock/clock.h"
#include "forum/inbox/inbox_inside.h"

/* ---- for other subjects ---- */

COMMAND(inbox_insert, DOOR_DESK | DOOR_WORK,
	"INSERT INTO crm.inbox (reason, thread_id, case_id, customer_id, link_id, due_at)"
	" VALUES ($1, NULLIF($2::bigint, 0), NULLIF($3::bigint, 0), NULLIF($4::bigint, 0), NULLIF($5::bigint, 0), COALESCE($6, now()))"
	" ON CONFLICT (reason, COALESCE(thread_id, 0), COALESCE(case_id, 0), COALESCE(link_id, 0)) WHERE done_at IS NULL DO NOTHING");
COMMAND(inbox_end_of, DOOR_DESK | DOOR_WORK,
	"UPDATE crm.inbox SET done_at = now(), done_how = $4 WHERE done_at IS NULL AND taken_by IS NULL AND reason = $1 AND thread_id = $2"
	" AND ($3::bigint = 0 OR case_id = $3)");
COMMAND(inbox_end_by_own, DOOR_DESK,
	"UPDATE crm.inbox SET done_at = now(), done_by = $2, done_how = 'handled' WHERE done_at IS NULL AND reason = 'clock' AND thread_id = $1"
	" AND (taken_by IS NULL OR taken_by = $2)");

void inbox_put(struct task *t, const struct inbox_new *n)
{
	db_run(t, &inbox_insert, inbox_reason_name(n->reason), n->thread, n->case_id, n->customer, n->link,
		n->due);
}

void inbox_end(struct task *t, enum inbox_reason reason, int64_t thread, int64_t case_id, const char *how)
{
	db_run(t, &inbox_end_of, inbox_reason_name(reason), thread, case_id, how);
}

void inbox_end_by(struct task *t, int64_t thread, int64_t account)
{
	db_run(t, &inbox_end_by_own, thread, account);
}

static void read_waiting(struct row *r, struct inbox_waiting *x)
{
	x->id = row_int8(r, "id");
	x->reason = inbox_reason_label(inbox_reason_of(row_text(r, "reason")));
	x->due_at = row_when(r, "due_at");
	x->overdue = row_bool(r, "overdue");
	x->taken_by = row_int8(r, "taken_by");
	x->taken = row_text(r, "taken");
}

QUERY(inbox_of_thread, DOOR_DESK, struct inbox_waiting, read_waiting,
	"SELECT i.id, i.reason, i.due_at, i.due_at < now() AS overdue, i.taken_by, o.display AS taken FROM crm.inbox i"
	" LEFT JOIN desk.account o ON o.id = i.taken_by WHERE i.thread_id = $1 AND i.done_at IS NULL ORDER BY i.due_at, i.id LIMIT 20");

void inbox_waiting_of(struct task *t, int64_t thread, struct inbox_waitings *out)
{
	db_many(t, &inbox_of_thread, out, thread);
}

static void read_moment(struct row *r, struct when *x)
{
	*x = row_when(r, "now");
}

QUERY(inbox_now, DOOR_WORK, struct when, read_moment, "SELECT now() AS now");

#define CRITICISM_S (24 * 3600)

void inbox_criticism_wait(struct task *t, int64_t thread)
{
	const struct business *hours = NULL;
	struct when *now = NULL;

	db_begin(t);
	clock_calendar(t, &hours);
	db_one(t, &inbox_now, &now);
	db_wait(t);
	inbox_put(t, &(struct inbox_new){.reason = INBOX_CRITICISM,
			     .thread = thread,
			     .due = clock_after(hours, *now, CRITICISM_S)});
	(void)db_commit_wait(t); /* a thread that is gone needs no answer */
}

/* ---- the page ---- */

static void read_item(struct row *r, struct inbox_item *x)
{
	x->id = row_int8(r, "id");
	x->reason = inbox_reason_of(row_text(r, "reason"));
	x->thread = row_int8(r, "thread_id");
	x->case_id = row_int8(r, "case_id");
	x->customer = row_int8(r, "customer_id");
	x->link = row_int8(r, "link_id");
	x->due_at = row_when(r, "due_at");
	x->created_at = row_when(r, "created_at");
	x->taken_by = row_int8(r, "taken_by");
	x->taken_at = row_when(r, "taken_at");
	x->taken = row_text(r, "taken");
	x->snoozed_until = row_when(r, "snoozed_until");
	x->overdue = row_bool(r, "overdue");
	x->asleep = row_bool(r, "asleep");
	x->done_at = row_when(r, "done_at");
	x->done_by = row_text(r, "done_name");
	x->done_how = row_text(r, "done_how");
	x->title = row_text(r, "title");
	x->asker = row_text(r, "asker");
	x->topic = row_text(r, "topic");
	x->text = row_text(r, "text");
	x->about_case = row_int8(r, "about_case");
	x->about_customer = row_int8(r, "about_customer");
	x->subject = row_text(r, "subject");
	x->name = row_text(r, "name");
	clock_line_read(r, &x->clock);
}

/* A thread's case is the one linked last; its customer is the asker. */
#define ITEMS \
	"SELECT i.id, i.reason, i.thread_id, i.case_id, i.customer_id, i.link_id, i.due_at, i.created_at, i.taken_by, i.taken_at," \
	" o.display AS taken, i.snoozed_until, i.due_at < now() AS overdue, COALESCE(i.snoozed_until > now(), false) AS asleep," \
	" i.done_at, d.display AS done_name, i.done_how, th.title, a.display AS asker, p.name AS topic," \
	" (SELECT left(q.plain, 400) FROM community.post q WHERE q.thread_id = i.thread_id AND q.kind = 'question') AS text," \
	" c.id AS about_case, cu.id AS about_customer, c.subject, " CASE_CUSTOMER_NAME \
	" AS name, " CLOCK_COLUMNS " FROM crm.inbox i" \
	" LEFT JOIN desk.account o ON o.id = i.taken_by LEFT JOIN desk.account d ON d.id = i.done_by" \
	" LEFT JOIN community.thread th ON th.id = i.thread_id LEFT JOIN community.member a ON a.id = th.author_id" \
	" LEFT JOIN community.topic p ON p.id = th.topic_id" \
	" LEFT JOIN crm.\"case\" c ON c.id = COALESCE(i.case_id, (SELECT l.case_id FROM crm.link l" \
	"  WHERE l.thread_id = i.thread_id AND l.state = 'active' ORDER BY l.at DESC LIMIT 1))" \
	" LEFT JOIN crm.customer cu ON cu.id = COALESCE(i.customer_id, (SELECT m.customer_id FROM crm.member_customer m" \
	"  WHERE m.member_id = th.author_id AND m.undone_at IS NULL), c.customer_id)" \
	" LEFT JOIN crm.clock k ON k.thread_id = i.thread_id"

#define AWAKE "(i.snoozed_until IS NULL OR i.snoozed_until <= now())"

/* $1 which, $2 account, $3 reason or NULL. */
QUERY(inbox_open_items, DOOR_DESK, struct inbox_item, read_item,
	ITEMS
	" WHERE i.done_at IS NULL AND ($3::text IS NULL OR i.reason = $3) AND CASE $1 WHEN 'mine' THEN i.taken_by = $2 AND " AWAKE
	" WHEN 'free' THEN i.taken_by IS NULL AND " AWAKE " WHEN 'asleep' THEN NOT " AWAKE " ELSE " AWAKE
	" END"
	" ORDER BY i.due_at, i.id LIMIT 100");
QUERY(inbox_done_items, DOOR_DESK, struct inbox_item, read_item,
	ITEMS
	" WHERE i.done_at IS NOT NULL AND ($1::text IS NULL OR i.reason = $1) ORDER BY i.done_at DESC, i.id DESC LIMIT 100");

void inbox_list(struct task *t, enum inbox_which which, int64_t account, const char *reason,
	struct inbox_items *out)
{
	if (which == INBOX_DONE)
		db_many(t, &inbox_done_items, out, reason);
	else
		db_many(t, &inbox_open_items, out, inbox_which_name(which), account, reason);
}

static void read_count(struct row *r, struct inbox_count *x)
{
	x->open = row_int8(r, "open");
	x->mine = row_int8(r, "mine");
	x->unclaimed = row_int8(r, "unclaimed");
	x->asleep = row_int8(r, "asleep");
}

QUERY(inbox_counted, DOOR_DESK, struct inbox_count, read_count,
	"SELECT count(*) FILTER (WHERE " AWAKE ") AS open, count(*) FILTER (WHERE i.taken_by = $1 AND " AWAKE
	") AS mine,"
	" count(*) FILTER (WHERE i.taken_by IS NULL AND " AWAKE
	") AS unclaimed, count(*) FILTER (WHERE NOT " AWAKE ") AS asleep"
	" FROM crm.inbox i WHERE i.done_at IS NULL");

void inbox_counts(struct task *t, int64_t account, struct inbox_count **out)
{
	db_one(t, &inbox_counted, out, account);
}

static void read_colleague(struct row *r, struct colleague *x)
{
	x->id = row_int8(r, "id");
	x->display = row_text(r, "display");
}

QUERY(inbox_colleagues, DOOR_DESK, struct colleague, read_colleague,
	"SELECT id, display FROM desk.account WHERE state = 'active' AND id <> $1 ORDER BY display, id LIMIT 200");

void inbox_colleagues_find(struct task *t, int64_t account, struct inbox_others *out)
{
	db_many(t, &inbox_colleagues, out, account);
}

/* ---- writing ---- */

/* Held by a statement of its own: what is read after it is as the last one left it, names too. */
COMMAND(inbox_hold_item, DOOR_DESK, "SELECT 1 FROM crm.inbox WHERE id = $1 FOR UPDATE");
QUERY(inbox_held, DOOR_DESK, struct inbox_item, read_item, ITEMS " WHERE i.id = $1");
COMMAND(inbox_take_item, DOOR_DESK,
	"UPDATE crm.inbox SET taken_by = NULLIF($2::bigint, 0), taken_at = CASE WHEN $2::bigint <> 0 THEN now() END WHERE id = $1");
COMMAND(inbox_snooze_item, DOOR_DESK, "UPDATE crm.inbox SET snoozed_until = $2 WHERE id = $1");
COMMAND(inbox_finish_item, DOOR_DESK,
	"UPDATE crm.inbox SET done_at = now(), done_by = $2, done_how = $3 WHERE id = $1");
COMMAND(inbox_undo_item, DOOR_DESK,
	"UPDATE crm.inbox SET done_at = NULL, done_by = NULL, done_how = '', snoozed_until = NULL WHERE id = $1");

void inbox_hold(struct task *t, int64_t id, struct inbox_item **out)
{
	db_run(t, &inbox_hold_item, id);
	db_one(t, &inbox_held, out, id);
}

void inbox_take(struct task *t, int64_t id, int64_t account)
{
	db_run(t, &inbox_take_item, id, account);
}

void inbox_snooze(struct task *t, int64_t id, struct when until)
{
	db_run(t, &inbox_snooze_item, id, until);
}

void inbox_finish(struct task *t, int64_t id, int64_t account, const char *how)
{
	db_run(t, &inbox_finish_item, id, account, how);
}

void inbox_undo(struct task *t, int64_t id)
{
	db_run(t, &inbox_undo_item, id);
}
