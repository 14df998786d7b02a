/* personal_sql.c -- see personal_sql.h. */
#include "forum/personal/personal_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"
#include "forum/personal/personal.h"
#include "markup/rendered.h"
#include "web/request.h"

/* ---- exports ---- */

static void read_export(struct row *r, struct export_row *x)
{
	x->id = row_int8(r, "id");
	x->parts = row_int8(r, "parts");
	x->bytes = row_int8(r, "bytes");
	x->asked_at = row_when(r, "asked_at");
	x->done_at = row_when(r, "done_at");
	x->expires_at = row_when(r, "expires_at");
	x->today = row_bool(r, "today");
}

static void read_asked(struct row *r, struct export_asked *x)
{
	x->id = row_int8(r, "id");
}

static void read_piece(struct row *r, struct export_piece *x)
{
	x->data = row_blob(r, "data");
}

static void read_todo(struct row *r, struct export_todo *x)
{
	x->username = row_text(r, "username");
	x->zone = row_text(r, "zone");
}

QUERY(export_newest, DOOR_WEB, struct export_row, read_export,
	"SELECT id, parts, bytes, asked_at, done_at, expires_at, asked_at > now() - interval '1 day' AS today"
	" FROM community.export WHERE member_id = $1 AND (expires_at > now() OR asked_at > now() - interval '1 day')"
	" ORDER BY id DESC LIMIT 1");
QUERY(export_insert, DOOR_WEB, struct export_asked, read_asked, "SELECT community.export_ask($1, $2) AS id");
QUERY(export_piece_of, DOOR_WEB, struct export_piece, read_piece,
	"SELECT community.export_read($1, $2, $3, $4::bigint::integer, $5::bigint::integer) AS data");
QUERY(export_todo_of, DOOR_WORK, struct export_todo, read_todo,
	"SELECT m.username, m.zone FROM community.export e JOIN community.member m ON m.id = e.member_id"
	" WHERE e.id = $1 AND e.member_id = $2 AND e.done_at IS NULL AND m.state <> 'former'");
COMMAND(export_chunks_delete, DOOR_WORK, "DELETE FROM community.export_chunk WHERE export_id = $1");
COMMAND(export_chunk_insert, DOOR_WORK,
	"INSERT INTO community.export_chunk (export_id, part, n, data) VALUES ($1, $2, $3, $4)");
COMMAND(export_finish, DOOR_WORK,
	"UPDATE community.export SET done_at = now(), expires_at = now() + interval '7 days', parts = $2, bytes = $3 WHERE id = $1");
COMMAND(exports_delete, DOOR_WORK,
	"DELETE FROM community.export WHERE expires_at <= now() AND asked_at <= now() - interval '1 day'");
/* What is over cannot be read; it goes even where the row stays for the rest of the day. */
COMMAND(exports_empty, DOOR_WORK,
	"DELETE FROM community.export_chunk c USING community.export e WHERE e.id = c.export_id AND e.expires_at <= now()");

void export_find(struct task *t, int64_t member, struct export_row **out)
{
	db_one(t, &export_newest, out, member);
}

void export_ask(struct request *rq, struct export_asked **out)
{
	db_one(&rq->task, &export_insert, out, rq->viewer.id, rq->viewer.session);
}

void export_read(struct request *rq, int64_t export, int64_t part, int64_t n, struct export_piece **out)
{
	db_one(&rq->task, &export_piece_of, out, rq->viewer.id, rq->viewer.session, export, part, n);
}

void export_todo_find(struct task *t, int64_t export, int64_t member, struct export_todo **out)
{
	db_one(t, &export_todo_of, out, export, member);
}

void export_chunks_forget(struct task *t, int64_t export)
{
	db_run(t, &export_chunks_delete, export);
}

void export_chunk_add(struct task *t, int64_t export, int64_t part, int64_t n, struct blob data)
{
	db_run(t, &export_chunk_insert, export, part, n, data);
}

void export_done(struct task *t, int64_t export, int64_t parts, int64_t bytes)
{
	db_run(t, &export_finish, export, parts, bytes);
}

void exports_forget(struct task *t)
{
	db_run(t, &exports_delete);
	db_run(t, &exports_empty);
}

/* ---- erasures ---- */

static void read_erasure(struct row *r, struct erasure_row *x)
{
	x->asked_at = row_when(r, "asked_at");
	x->due_at = row_when(r, "due_at");
	x->with_texts = row_bool(r, "remove_texts");
}

static void read_said(struct row *r, struct erasure_said *x)
{
	x->done = row_bool(r, "done");
}

static void read_counts(struct row *r, struct erase_counts *x)
{
	x->posts = row_int8(r, "posts");
	x->official = row_int8(r, "official");
	x->threads = row_int8(r, "threads");
	x->drafts = row_int8(r, "drafts");
	x->follows = row_int8(r, "follows");
	x->notices = row_int8(r, "notices");
}

static void read_due(struct row *r, struct due_member *x)
{
	x->id = row_int8(r, "id");
}

static void read_names(struct row *r, struct erase_names *x)
{
	x->username = row_text(r, "username");
	x->display = row_text(r, "display");
	x->email = row_text(r, "email");
	x->email_key = row_text(r, "email_key");
	x->with_texts = row_bool(r, "remove_texts");
}

static void read_told(struct row *r, struct told_member *x)
{
	x->username = row_text(r, "username");
	x->email = row_text(r, "email");
	x->due_at = row_when(r, "due_at");
}

QUERY(erasure_of, DOOR_WEB, struct erasure_row, read_erasure,
	"SELECT asked_at, due_at, remove_texts FROM community.erasure WHERE member_id = $1 AND done_at IS NULL");
QUERY(erasure_insert, DOOR_WEB, struct erasure_said, read_said,
	"SELECT community.erasure_ask($1, $2, $3) AS done");
QUERY(erasure_delete, DOOR_WEB, struct erasure_said, read_said,
	"SELECT community.erasure_cancel($1, $2) AS done");
QUERY(erase_counts_of, DOOR_WEB, struct erase_counts, read_counts,
	"SELECT count(*) FILTER (WHERE kind <> 'question') AS posts, count(*) FILTER (WHERE official) AS official,"
	" (SELECT count(*) FROM community.thread WHERE author_id = $1) AS threads,"
	" (SELECT count(*) FROM community.draft WHERE member_id = $1) AS drafts,"
	" (SELECT count(*) FROM community.follow WHERE member_id = $1) AS follows,"
	" (SELECT count(*) FROM community.notice WHERE member_id = $1) AS notices"
	" FROM community.post WHERE author_id = $1");
/* One that has failed for good is an admin's to try again: he sees it among the jobs. */
QUERY(erasures_due_now, DOOR_WORK, struct due_member, read_due,
	"SELECT member_id AS id FROM community.erasure e WHERE done_at IS NULL AND due_at <= now() AND NOT EXISTS ("
	"  SELECT FROM ops.job j WHERE j.kind = 'personal.erase' AND j.payload->>'subject' = e.member_id::text)"
	" ORDER BY due_at LIMIT 20");
QUERY(erase_names_of, DOOR_WORK, struct erase_names, read_names,
	"SELECT m.username, m.display, l.email, l.email_key, e.remove_texts FROM community.erasure e"
	" JOIN community.member m ON m.id = e.member_id LEFT JOIN community.login l ON l.member_id = m.id"
	" WHERE e.member_id = $1 AND e.done_at IS NULL AND e.due_at <= now()");
/* What member_erased does not reach, in the same transaction. */
COMMAND(sign_ins_delete, DOOR_WORK, "DELETE FROM community.sign_in WHERE member_id = $1");
COMMAND(member_forgotten_by_cases, DOOR_WORK, "SELECT crm.forget_member($1)");
COMMAND(member_forgotten_in_addresses, DOOR_WORK, "SELECT community.forget_addresses($1)");
QUERY(member_erased, DOOR_WORK, struct erasure_said, read_said,
	"SELECT community.erase_member($1, $2, $3, $4, $5, $6, $7) AS done");
QUERY(told_member_of, DOOR_WORK, struct told_member, read_told,
	"SELECT m.username, l.email, e.due_at FROM community.member m JOIN community.login l ON l.member_id = m.id"
	" LEFT JOIN community.erasure e ON e.member_id = m.id AND e.done_at IS NULL WHERE m.id = $1");

void erasure_find(struct task *t, int64_t member, struct erasure_row **out)
{
	db_one(t, &erasure_of, out, member);
}

bool personal_is_leaving_wait(struct task *t, int64_t member)
{
	struct erasure_row *row = NULL;

	erasure_find(t, member, &row);
	db_wait(t);
	return row != NULL;
}

void erasure_ask(struct request *rq, bool with_texts, struct erasure_said **out)
{
	db_one(&rq->task, &erasure_insert, out, rq->viewer.id, rq->viewer.session, with_texts);
}

void erasure_cancel(struct request *rq, struct erasure_said **out)
{
	db_one(&rq->task, &erasure_delete, out, rq->viewer.id, rq->viewer.session);
}

void erase_counts_find(struct task *t, int64_t member, struct erase_counts **out)
{
	db_one(t, &erase_counts_of, out, member);
}

void erasures_due(struct task *t, struct due_members *out)
{
	db_many(t, &erasures_due_now, out);
}

void erase_names_find(struct task *t, int64_t member, struct erase_names **out)
{
	db_one(t, &erase_names_of, out, member);
}

/* His name stands on pages of many others. */
void member_erase(struct task *t, int64_t member, const char *called, const char *look,
	const struct rendered *texts, const char *source, const char *title, struct erasure_said **out)
{
	db_run(t, &sign_ins_delete, member);
	db_run(t, &member_forgotten_by_cases, member);
	db_run(t, &member_forgotten_in_addresses, member);
	db_one(t, &member_erased, out, member, called, look, source, texts->html, texts->plain, title);
	stamp_touch(t, STAMP_MEMBER, member);
	stamp_touch(t, STAMP_EPOCH, 0);
}

void told_member_find(struct task *t, int64_t member, struct told_member **out)
{
	db_one(t, &told_member_of, out, member);
}
