/* session_sql.c -- sessions: who they belong to, when they were last seen, when they end.
 *
 * That a session was seen is written at most once an hour (forum/seen.h). */
#include "forum/account/account.h"

#include "base/arena.h"
#include "base/clock.h"
#include "db/query.h"
#include "db/row.h"
#include "forum/account/account_sql.h"
#include "forum/account/session_time.h"
#include "forum/seen.h"
#include "loop/task.h"
#include "web/reply.h"
#include "web/request.h"

#define FLUSH_MS 3000
#define SEEN_US	 3600000000LL /* an hour */

/* A session and what its pages need of the member. */
struct visit {
	int64_t session, member;
	struct when seen_at;
	bool kept;
	const char *name, *display, *locale, *zone, *theme;
	unsigned roles;
	int level;
	bool confirmed, silenced, suspended;
	int64_t notices, waiting;
};

static void read_visit(struct row *r, struct visit *x)
{
	x->session = row_int8(r, "session");
	x->member = row_int8(r, "member");
	x->seen_at = row_when(r, "seen_at");
	x->kept = row_bool(r, "kept");
	x->name = row_text(r, "username");
	x->display = row_text(r, "display");
	x->roles = (unsigned)row_int8(r, "roles");
	x->locale = row_text(r, "locale");
	x->zone = row_text(r, "zone");
	x->theme = row_text(r, "theme");
	x->confirmed = row_bool(r, "confirmed");
	x->notices = row_int8(r, "unread_notices");
	x->level = (int)row_int8(r, "level");
	x->silenced = row_bool(r, "silenced");
	x->suspended = row_bool(r, "suspended");
	x->waiting = row_int8(r, "waiting");
}

QUERY(session_by_hash, DOOR_WEB, struct visit, read_visit,
	"SELECT s.id AS session, m.id AS member, s.seen_at, s.kept, m.username, m.display, m.roles, "
	"m.locale, m.zone,"
	" m.theme, l.confirmed_at IS NOT NULL AS confirmed, m.unread_notices, COALESCE(g.level, 0) AS level,"
	" COALESCE(m.silenced_until > now(), false) AS silenced, m.state = 'suspended' AS suspended,"
	/* For moderators and admins alone; nobody else has it looked up. */
	" CASE WHEN m.roles & 10 <> 0 THEN (SELECT count(*) FROM (SELECT FROM community.queue_item q"
	" WHERE q.done_at IS NULL AND NOT (m.id = ANY (q.not_for)) LIMIT 100) w) ELSE 0 END AS waiting"
	" FROM community.session s JOIN community.member m ON m.id = s.member_id"
	" JOIN community.login l ON l.member_id = m.id"
	" LEFT JOIN standing.member_level g ON g.member_id = m.id"
	" WHERE s.hash = $1 AND s.expires_at > now() AND m.state IN ('active', 'suspended')");

/* ---- seen ---- */

/* A kept session lives 30 days from its last visit and a year at most, another one a day. */
COMMAND(sessions_seen, DOOR_WEB,
	"UPDATE community.session SET seen_at = now(), expires_at = CASE"
	" WHEN kept THEN LEAST(now() + interval '30 days', created_at + interval '365 days')"
	" ELSE now() + interval '1 day' END"
	" WHERE id = ANY ($1::text[]::bigint[]) AND expires_at > now()");

static void seen_write(struct task *t, struct texts sessions)
{
	db_run(t, &sessions_seen, sessions);
}

void session_seen_open(void)
{
	static const struct seen_door door = {.every_ms = FLUSH_MS,
		.lost = "session.seen_lost",
		.write = seen_write};

	seen_open(&door);
}

/* ---- the viewer ---- */

/* The browser's own clock for the cookie begins anew, too. */
static void cookie_again(struct request *rq)
{
	const char *token = request_cookie(rq, "sid");

	if (token)
		reply_cookie(rq, "sid", token, SESSION_KEPT_S);
}

static void viewer_set(struct request *rq, const struct visit *x)
{
	rq->viewer.id = x->member;
	rq->viewer.session = x->session;
	rq->viewer.name = x->name;
	rq->viewer.display = x->display;
	rq->viewer.roles = x->roles;
	rq->viewer.level = x->level;
	rq->viewer.confirmed = x->confirmed;
	rq->viewer.silenced = x->silenced;
	rq->viewer.suspended = x->suspended;
	rq->viewer.locale = x->locale;
	rq->viewer.zone = x->zone;
	rq->viewer.theme = x->theme;
	rq->viewer.notices = x->notices;
	rq->viewer.waiting = x->waiting;
}

void account_viewer_wait(struct request *rq, const unsigned char hash[SECRET_HASH])
{
	struct visit *x = NULL;

	db_one(&rq->task, &session_by_hash, &x, ((struct blob){hash, SECRET_HASH}));
	db_wait(&rq->task);
	if (!x)
		return;
	viewer_set(rq, x);
	if (clock_now().us - x->seen_at.us < SEEN_US)
		return;
	seen_note(x->session);
	if (x->kept)
		cookie_again(rq);
}

/* ---- rows ---- */

static void read_session(struct row *r, struct session_row *x)
{
	x->id = row_int8(r, "id");
	x->created_at = row_when(r, "created_at");
	x->seen_at = row_when(r, "seen_at");
	x->expires_at = row_when(r, "expires_at");
	x->agent = row_text(r, "agent");
	x->kept = row_bool(r, "kept");
}

/* Where it was begun is kept apart: this door writes it and cannot read it. */
COMMAND(session_insert, DOOR_WEB,
	"WITH s AS (INSERT INTO community.session (hash, member_id, expires_at, kept, agent)"
	" VALUES ($1, $2, now() + $3::int * interval '1 second', $4, $5) RETURNING id, member_id)"
	" INSERT INTO community.sign_in (member_id, session_id, address)"
	" SELECT member_id, id, $6::text::inet FROM s WHERE $6 <> ''");
QUERY(sessions_of_member, DOOR_WEB, struct session_row, read_session,
	"SELECT id, created_at, seen_at, expires_at, agent, kept FROM community.session"
	" WHERE member_id = $1 AND expires_at > now() ORDER BY seen_at DESC, id DESC LIMIT 100");
COMMAND(session_delete, DOOR_WEB, "DELETE FROM community.session WHERE id = $2 AND member_id = $1");
COMMAND(sessions_delete, DOOR_WEB | DOOR_WORK,
	"DELETE FROM community.session WHERE member_id = $1 AND id <> $2");

void member_session_add(struct task *t, int64_t member, const unsigned char hash[SECRET_HASH], bool kept,
	const char *agent, const char *address)
{
	db_run(t, &session_insert, ((struct blob){hash, SECRET_HASH}), member,
		kept ? SESSION_KEPT_S : SESSION_OTHER_S, kept, agent, address);
}

void member_sessions_of(struct task *t, int64_t member, struct session_rows *out)
{
	db_many(t, &sessions_of_member, out, member);
}

void member_session_end(struct task *t, int64_t member, int64_t session)
{
	db_run(t, &session_delete, member, session);
}

void member_sessions_end(struct task *t, int64_t member, int64_t but)
{
	db_run(t, &sessions_delete, member, but);
}
