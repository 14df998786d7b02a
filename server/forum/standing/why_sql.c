/* why_sql.c -- the statements behind "why", each a page of an index; see why.h. */
#include "forum/standing/why.h"

#include "base/must.h"
#include "db/query.h"
#include "db/row.h"

void someone_read(struct row *r, struct someone *x)
{
	const char *state;

	x->name = row_text(r, "username");
	x->display = row_text(r, "display");
	state = row_text(r, "state");
	x->hidden = !state || text_is(state, "suspended");
	x->gone = text_is(state, "former");
	x->staff = (row_int8(r, "roles") & ROLE_STAFF) != 0;
}

/* What a column of sums says; NULL: 0. Only the probe of the tests gives an empty text. */
static wide_t row_wide(struct row *r, const char *column)
{
	const char *digits = row_text(r, column);
	wide_t value = 0;

	must(!digits || !*digits || wide_read(digits, &value));
	return value;
}

static void read_credit(struct row *r, struct why_credit *x)
{
	x->id = row_int8(r, "id");
	x->entry = row_int8(r, "entry");
	x->kind = row_int8(r, "kind");
	x->day = row_int8(r, "day");
	x->credit = row_int8(r, "c");
	x->voice = row_int8(r, "voice");
	x->reason = row_int8(r, "reason");
	x->corrects = row_int8(r, "void_of");
	x->total = row_wide(r, "total");
	x->sum = row_wide(r, "sum");
	x->at = row_when(r, "at");
	someone_read(r, &x->giver);
	x->thread = row_int8(r, "thread");
	x->post = row_int8(r, "post");
	x->title = row_text(r, "title");
	x->deleted = row_bool(r, "deleted");
}

#define MEMBER "(SELECT id FROM community.member WHERE username = $1)"

QUERY(why_credit_page, DOOR_WEB, struct why_credit, read_credit,
	"SELECT c.id, l.kind AS entry, c.kind, c.day, c.c, c.voice, c.reason, c.void_of, c.acc::text AS total, p.sum::text AS sum, l.at,"
	" " SOMEONE_COLUMNS("m") ", c.thread, c.post, t.title, p2.deleted_at IS NOT NULL AS deleted"
				 " FROM (SELECT * FROM standing.credit_event WHERE h = " MEMBER
				 " AND id < $2 ORDER BY id DESC LIMIT 31) c"
				 " LEFT JOIN standing.pair_state p ON p.b = c.b AND p.h = c.h"
				 " LEFT JOIN standing.ledger l ON l.position = c.position"
				 " LEFT JOIN community.member m ON m.id = c.b"
				 " LEFT JOIN community.thread t ON t.id = c.thread AND t.deleted_at IS NULL"
				 " LEFT JOIN community.post p2 ON p2.id = c.post"
				 " ORDER BY c.id DESC");

static void read_found(struct row *r, struct why_found *x)
{
	x->post = row_int8(r, "post");
	x->sum = row_wide(r, "sum");
	x->credits = row_int8(r, "credits");
	x->title = row_text(r, "title");
}

QUERY(why_found_page, DOOR_WEB, struct why_found, read_found,
	"SELECT f.post, f.sum::text AS sum, f.credits, t.title"
	" FROM (SELECT * FROM standing.answer_found WHERE h = " MEMBER
	" AND post < $2 AND sum > 0 ORDER BY post DESC LIMIT 31) f"
	" LEFT JOIN community.post p ON p.id = f.post AND p.deleted_at IS NULL"
	" LEFT JOIN community.thread t ON t.id = p.thread_id AND t.deleted_at IS NULL"
	" ORDER BY f.post DESC");

static void read_waiting(struct row *r, struct why_waiting *x)
{
	x->position = row_int8(r, "position");
	x->kind = row_int8(r, "kind");
	x->at = row_when(r, "at");
	x->from = row_when(r, "from_at");
	someone_read(r, &x->giver);
	x->post = row_int8(r, "post");
	x->title = row_text(r, "title");
	x->deleted = row_bool(r, "deleted");
}

/* As in standing_by_name: the first month that begins 30 days after the giver became a customer, and not before the next. */
QUERY(why_waiting_page, DOOR_WEB, struct why_waiting, read_waiting,
	"SELECT a.position, a.kind, l.at, CASE WHEN f.since IS NOT NULL THEN"
	" GREATEST(date_trunc('month', date '1970-01-01' + g.day + interval '1 month'),"
	"  date_trunc('month', date '1970-01-01' + f.since + interval '29 days') + interval '1 month') AT TIME ZONE 'UTC' END AS from_at,"
	" " SOMEONE_COLUMNS(
		"m") ", a.post, t.title, p.deleted_at IS NOT NULL AS deleted"
		     " FROM (SELECT * FROM standing.act WHERE h = " MEMBER
		     " AND state = 0 AND NOT held AND position < $2 ORDER BY position DESC LIMIT 31) a"
		     " CROSS JOIN standing.progress g"
		     " LEFT JOIN standing.ledger l ON l.position = a.position"
		     " LEFT JOIN standing.member_fact f ON f.m = a.b"
		     " LEFT JOIN community.member m ON m.id = a.b"
		     " LEFT JOIN community.thread t ON t.id = a.thread AND t.deleted_at IS NULL"
		     " LEFT JOIN community.post p ON p.id = a.post"
		     " ORDER BY a.position DESC");

static void read_voice(struct row *r, struct why_voice *x)
{
	x->level = row_int8(r, "level");
	x->spent = row_int8(r, "spent");
}

QUERY(why_voice_of, DOOR_WEB, struct why_voice, read_voice,
	"SELECT level, spent FROM standing.member_voice WHERE m = $1");

void why_credits_find(struct task *t, const char *username, int64_t before, struct why_credits *out)
{
	db_many(t, &why_credit_page, out, username, before);
}

void why_founds_find(struct task *t, const char *username, int64_t before, struct why_founds *out)
{
	db_many(t, &why_found_page, out, username, before);
}

void why_waitings_find(struct task *t, const char *username, int64_t before, struct why_waitings *out)
{
	db_many(t, &why_waiting_page, out, username, before);
}

void why_voice_find(struct task *t, int64_t member, struct why_voice **out)
{
	db_one(t, &why_voice_of, out, member);
}
