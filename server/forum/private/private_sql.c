/* private_sql.c -- statements on intake.message and on what the public door keeps of it. */
#include <string.h>

#include "base/must.h"
#include "base/secret.h"
#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"
#include "forum/event.h"
#include "forum/private/private_inside.h"
#include "loop/task.h"

/* ---- the public door ---- */

static void read_key(struct row *r, struct intake_key *x)
{
	x->key = row_blob(r, "public");
}

QUERY(intake_key_public, DOOR_WEB, struct intake_key, read_key, "SELECT public FROM ops.intake_key");

static void read_sent(struct row *r, struct private_sent *x)
{
	x->at = row_when(r, "at");
}

QUERY(private_sent_list, DOOR_WEB, struct private_sent, read_sent,
	"SELECT at FROM community.private_sent WHERE thread_id = $1 AND member_id = $2 ORDER BY at DESC LIMIT 20");
COMMAND(private_sent_insert, DOOR_WEB,
	"INSERT INTO community.private_sent (thread_id, member_id) VALUES ($1, $2)");
COMMAND(private_message_insert, DOOR_WEB,
	"INSERT INTO intake.message (thread_id, member_id, sealed) VALUES ($1, $2, $3)");

void intake_key_find(struct task *t, struct intake_key **out)
{
	db_one(t, &intake_key_public, out);
}

void private_sents_of(struct task *t, int64_t thread, int64_t member, struct private_sents *out)
{
	db_many(t, &private_sent_list, out, thread, member);
}

void private_send(struct task *t, const struct intake_key *key, int64_t thread, int64_t member,
	const char *text)
{
	struct blob sealed;

	must(key->key.n == SECRET_BOX);
	sealed = secret_seal(&t->arena, text, strlen(text), key->key.s);
	db_run(t, &private_message_insert, thread, member, sealed);
	db_run(t, &private_sent_insert, thread, member);
	event_note(t, EVENT_PRIVATE_SENT, member, 0, thread, 0, 0);
	stamp_touch(t, STAMP_THREAD, thread);
}

/* ---- the desk ---- */

static void read_message(struct row *r, struct private_message *x)
{
	x->id = row_int8(r, "id");
	x->thread = row_int8(r, "thread_id");
	x->case_id = row_int8(r, "case_id");
	x->member = row_text(r, "member");
	x->at = row_when(r, "at");
	x->opened_at = row_when(r, "opened_at");
	x->opened_by = row_text(r, "opened_name");
}

QUERY(private_of_thread, DOOR_DESK, struct private_message, read_message,
	"SELECT i.id, i.thread_id, i.case_id, m.display AS member, i.at, i.opened_at, a.display AS opened_name"
	" FROM (SELECT * FROM intake.message WHERE thread_id = $1 ORDER BY id DESC LIMIT 50) i"
	" JOIN community.member m ON m.id = i.member_id LEFT JOIN desk.account a ON a.id = i.opened_by ORDER BY i.id");

void private_messages_of(struct task *t, int64_t thread, struct private_messages *out)
{
	db_many(t, &private_of_thread, out, thread);
}

static void read_sealed(struct row *r, struct private_sealed *x)
{
	x->id = row_int8(r, "id");
	x->thread = row_int8(r, "thread_id");
	x->case_id = row_int8(r, "case_id");
	x->sealed = row_blob(r, "sealed");
	x->at = row_when(r, "at");
	x->member = row_text(r, "member");
	x->member_id = row_int8(r, "member_id");
	x->title = row_text(r, "title");
}

QUERY(private_held, DOOR_DESK, struct private_sealed, read_sealed,
	"SELECT i.id, i.thread_id, i.case_id, i.sealed, i.at, m.display AS member, i.member_id, t.title FROM intake.message i"
	" JOIN community.member m ON m.id = i.member_id JOIN community.thread t ON t.id = i.thread_id WHERE i.id = $1 FOR UPDATE OF i");
COMMAND(private_opened_set, DOOR_DESK,
	"UPDATE intake.message SET opened_by = $2, opened_at = now() WHERE id = $1 AND opened_at IS NULL");
COMMAND(private_attached_set, DOOR_DESK, "UPDATE intake.message SET case_id = $2 WHERE id = $1");
COMMAND(private_delete_row, DOOR_DESK, "DELETE FROM intake.message WHERE id = $1");
COMMAND(private_expire, DOOR_WORK,
	"DELETE FROM intake.message WHERE at < now() - (SELECT intake_days FROM crm.clock_setting) * interval '1 day'");

void private_hold(struct task *t, int64_t id, struct private_sealed **out)
{
	db_one(t, &private_held, out, id);
}

void private_opened(struct task *t, int64_t id, int64_t account)
{
	db_run(t, &private_opened_set, id, account);
}

void private_attached(struct task *t, int64_t id, int64_t case_id)
{
	db_run(t, &private_attached_set, id, case_id);
}

void private_delete(struct task *t, int64_t id)
{
	db_run(t, &private_delete_row, id);
}

static void read_case(struct row *r, struct private_case *x)
{
	x->id = row_int8(r, "id");
	x->subject = row_text(r, "subject");
}

QUERY(private_cases_linked, DOOR_DESK, struct private_case, read_case,
	"SELECT DISTINCT c.id, c.subject FROM crm.link l JOIN crm.\"case\" c ON c.id = l.case_id"
	" WHERE l.thread_id = $1 AND l.state = 'active' ORDER BY c.id LIMIT 50");

void private_cases_of(struct task *t, int64_t thread, struct private_cases *out)
{
	db_many(t, &private_cases_linked, out, thread);
}

void private_clean_wait(struct task *t)
{
	db_begin(t);
	db_run(t, &private_expire);
	(void)db_commit_wait(t);
}
