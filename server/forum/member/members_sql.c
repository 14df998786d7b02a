/* members_sql.c -- see members_sql.h. */
#include "forum/member/members_sql.h"

#include "base/arena.h"
#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"
#include "forum/account/account.h"
#include "forum/member/search.h"
#include "web/request.h"

static void read_found(struct row *r, struct found_row *x)
{
	x->id = row_int8(r, "id");
	x->username = row_text(r, "username");
	x->display = row_text(r, "display");
	x->state = row_text(r, "state");
	x->roles = (unsigned)row_int8(r, "roles");
	x->silenced_until = row_when(r, "silenced_until");
	x->joined_at = row_when(r, "joined_at");
	x->seen_at = row_when(r, "seen_at");
	x->level = row_int8(r, "level");
	x->answers = row_int8(r, "answers");
	x->notes = row_int8(r, "notes");
	x->email = row_text(r, "email");
	x->address = row_text(r, "address");
}

static void read_member(struct row *r, struct member_row *x)
{
	x->id = row_int8(r, "id");
	x->username = row_text(r, "username");
	x->display = row_text(r, "display");
	x->state = row_text(r, "state");
	x->roles = (unsigned)row_int8(r, "roles");
	x->silenced_until = row_when(r, "silenced_until");
	x->suspended_until = row_when(r, "suspended_until");
	x->joined_at = row_when(r, "joined_at");
	x->seen_at = row_when(r, "seen_at");
	x->level = row_int8(r, "level");
	x->answers = row_int8(r, "answers");
	x->solutions = row_int8(r, "solutions");
	x->sessions = row_int8(r, "sessions");
	x->decisions = row_int8(r, "decisions");
	x->reports = row_int8(r, "reports");
	x->login = row_bool(r, "login");
	x->confirmed = row_bool(r, "confirmed");
	x->password = row_bool(r, "password");
}

static void read_email(struct row *r, struct member_email *x)
{
	x->email = row_text(r, "email");
	x->confirmed_at = row_when(r, "confirmed_at");
}

static void read_session(struct row *r, struct member_session *x)
{
	x->id = row_int8(r, "id");
	x->agent = row_text(r, "agent");
	x->created_at = row_when(r, "created_at");
	x->seen_at = row_when(r, "seen_at");
	x->address = row_text(r, "address");
}

static void read_audit(struct row *r, struct member_audit *x)
{
	x->at = row_when(r, "at");
	x->by = row_text(r, "by");
	x->what = row_text(r, "what");
	x->said = row_text(r, "said");
}

static void read_done(struct row *r, struct member_done *x)
{
	x->done = row_bool(r, "done");
}

static void read_name(struct row *r, struct member_done *x)
{
	x->name = row_text(r, "name");
	x->done = x->name != NULL;
}

QUERY(members_found, DOOR_WEB, struct found_row, read_found,
	"SELECT id, username, display, state, roles, silenced_until, joined_at, seen_at, level, answers, notes, email,"
	" abbrev(address) AS address FROM community.members_seen($1, $2, $3, $4, $5, $6::text::inet, NULLIF($7::text, '')::integer,"
	" NULLIF($8, ''), NULLIF($9::text, '')::integer, $10, $11, NULLIF($12, 0))");
QUERY(member_found, DOOR_WEB, struct member_row, read_member,
	"SELECT id, username, display, state, roles, silenced_until, suspended_until, joined_at, seen_at, level, answers, solutions,"
	" sessions, decisions, reports, login, confirmed, password FROM community.member_seen($1, $2, NULLIF($3, 0), $4)");
QUERY(member_email_found, DOOR_WEB, struct member_email, read_email,
	"SELECT email, confirmed_at FROM community.member_email_seen($1, $2, $3)");
QUERY(member_sessions_found, DOOR_WEB, struct member_session, read_session,
	"SELECT id, agent, created_at, seen_at, abbrev(address) AS address FROM community.member_sessions_seen($1, $2, $3, $4)");
QUERY(member_audit_found, DOOR_WEB, struct member_audit, read_audit,
	"SELECT at, by, what, said FROM community.member_audit_seen($1, $2, $3)");
QUERY(member_roles_change, DOOR_WEB, struct member_done, read_done,
	"SELECT community.member_roles_set($1, $2, $3, $4, $5, $6) AS done");
QUERY(member_sessions_drop, DOOR_WEB, struct member_done, read_done,
	"SELECT community.member_sessions_end($1, $2, $3, $4) > 0 AS done");
QUERY(member_reset_noted, DOOR_WEB, struct member_done, read_name,
	"SELECT community.member_reset_noted($1, $2, $3) AS name");
QUERY(member_email_noted, DOOR_WEB, struct member_done, read_done,
	"SELECT community.member_email_noted($1, $2, $3, $4) AS done");
QUERY(member_email_confirmed, DOOR_WEB, struct member_done, read_done,
	"SELECT community.member_email_confirm($1, $2, $3) AS done");

void members_find(struct request *rq, const struct member_search *s, struct found_rows *out)
{
	const char *sort = *s->sort ? s->sort : s->name ? "fit" : "newest";

	db_many(&rq->task, &members_found, out, rq->viewer.id, rq->viewer.session, s->name, s->email_key,
		s->domain, s->range, s->role, s->state, s->level, s->from, sort, s->after);
}

void member_find(struct request *rq, int64_t id, const char *name, struct member_row **out)
{
	db_one(&rq->task, &member_found, out, rq->viewer.id, rq->viewer.session, id, name);
}

void member_email_find(struct request *rq, int64_t member, struct member_email **out)
{
	db_one(&rq->task, &member_email_found, out, rq->viewer.id, rq->viewer.session, member);
}

void member_sessions_find(struct request *rq, int64_t member, bool addresses, struct member_sessions *out)
{
	db_many(&rq->task, &member_sessions_found, out, rq->viewer.id, rq->viewer.session, member, addresses);
}

void member_audit_find(struct request *rq, int64_t member, struct member_audits *out)
{
	db_many(&rq->task, &member_audit_found, out, rq->viewer.id, rq->viewer.session, member);
}

void member_roles_set(struct request *rq, int64_t member, unsigned base, unsigned roles,
	struct member_done **out)
{
	db_one(&rq->task, &member_roles_change, out, rq->viewer.id, rq->viewer.session, member, base, roles,
		roles_said(&rq->task.arena, roles));
	stamp_touch(&rq->task, STAMP_MEMBER, member);
}

void member_sessions_stop(struct request *rq, int64_t member, int64_t session, struct member_done **out)
{
	db_one(&rq->task, &member_sessions_drop, out, rq->viewer.id, rq->viewer.session, member, session);
}

void member_reset_note(struct request *rq, int64_t member, struct member_done **out)
{
	db_one(&rq->task, &member_reset_noted, out, rq->viewer.id, rq->viewer.session, member);
}

void member_email_note(struct request *rq, int64_t member, const char *key, struct member_done **out)
{
	db_one(&rq->task, &member_email_noted, out, rq->viewer.id, rq->viewer.session, member, key);
}

void member_email_confirm(struct request *rq, int64_t member, struct member_done **out)
{
	db_one(&rq->task, &member_email_confirmed, out, rq->viewer.id, rq->viewer.session, member);
}
