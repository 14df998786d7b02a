/* account_sql.c -- see account_sql.h. */
#include "forum/desk/account_sql.h"

#include "db/query.h"
#include "db/row.h"

static struct blob hash_blob(const unsigned char hash[SECRET_HASH])
{
	return (struct blob){hash, SECRET_HASH};
}

/* ---- sessions ---- */

#define SESSION_LIVES "s.expires_at > now() AND s.seen_at > now() - interval '1 hour'"

static void read_visit(struct row *r, struct desk_visit *x)
{
	x->session = row_int8(r, "session");
	x->account = row_int8(r, "account");
	x->member = row_int8(r, "member_id");
	x->proved = row_bool(r, "proved");
	x->totp = row_bool(r, "totp");
	x->shortcuts = row_bool(r, "shortcuts");
	x->seen_at = row_when(r, "seen_at");
	x->username = row_text(r, "username");
	x->display = row_text(r, "display");
	x->zone = row_text(r, "zone");
	x->theme = row_text(r, "theme");
	x->roles = (unsigned)row_int8(r, "roles");
}

static void read_taken(struct row *r, struct desk_taken *x)
{
	x->id = row_int8(r, "id");
}

static void read_session(struct row *r, struct desk_session_row *x)
{
	x->id = row_int8(r, "id");
	x->created_at = row_when(r, "created_at");
	x->seen_at = row_when(r, "seen_at");
	x->agent = row_text(r, "agent");
}

QUERY(desk_session_by_hash, DOOR_DESK, struct desk_visit, read_visit,
	"SELECT s.id AS session, a.id AS account, a.member_id, s.proved, a.totp_since IS NOT NULL AS totp, a.shortcuts,"
	" s.seen_at, a.username, a.display, a.zone, a.theme, a.roles"
	" FROM desk.session s JOIN desk.account a ON a.id = s.account_id"
	" WHERE s.hash = $1 AND a.state = 'active' AND " SESSION_LIVES);
COMMAND(desk_session_insert, DOOR_DESK,
	"INSERT INTO desk.session (hash, account_id, proved, expires_at, agent)"
	" VALUES ($1, $2, $3, now() + $4::int * interval '1 second', $5)");
COMMAND(desk_session_delete, DOOR_DESK, "DELETE FROM desk.session WHERE id = $2 AND account_id = $1");
COMMAND(desk_sessions_delete, DOOR_DESK | DOOR_WORK,
	"DELETE FROM desk.session WHERE account_id = $1 AND id <> $2");
QUERY(desk_session_held, DOOR_DESK, struct desk_taken, read_taken,
	"SELECT s.id FROM desk.session s WHERE s.account_id = $1 AND s.id = $2 AND " SESSION_LIVES
	" FOR UPDATE");
QUERY(desk_sessions_of_account, DOOR_DESK, struct desk_session_row, read_session,
	"SELECT s.id, s.created_at, s.seen_at, s.agent FROM desk.session s WHERE s.account_id = $1 AND s.proved"
	" AND " SESSION_LIVES " ORDER BY s.seen_at DESC, s.id DESC LIMIT 100");
COMMAND(desk_sessions_touch, DOOR_DESK,
	"UPDATE desk.session SET seen_at = now() WHERE id = ANY ($1::text[]::bigint[]) AND expires_at > now()");
COMMAND(desk_sessions_expire, DOOR_WORK,
	"DELETE FROM desk.session WHERE expires_at < now() OR seen_at < now() - interval '1 hour'");

void desk_session_find(struct task *t, const unsigned char hash[SECRET_HASH], struct desk_visit **out)
{
	db_one(t, &desk_session_by_hash, out, hash_blob(hash));
}

void desk_session_add(struct task *t, int64_t account, const unsigned char hash[SECRET_HASH], bool proved,
	const char *agent)
{
	db_run(t, &desk_session_insert, hash_blob(hash), account, proved,
		proved ? DESK_SESSION_S : DESK_PENDING_S, agent);
}

void desk_session_end(struct task *t, int64_t account, int64_t session)
{
	db_run(t, &desk_session_delete, account, session);
}

void desk_session_hold(struct task *t, int64_t account, int64_t session, struct desk_taken **out)
{
	db_one(t, &desk_session_held, out, account, session);
}

void desk_sessions_end(struct task *t, int64_t account, int64_t but)
{
	db_run(t, &desk_sessions_delete, account, but);
}

void desk_sessions_of(struct task *t, int64_t account, struct desk_session_rows *out)
{
	db_many(t, &desk_sessions_of_account, out, account);
}

void desk_sessions_seen(struct task *t, struct texts ids)
{
	db_run(t, &desk_sessions_touch, ids);
}

void desk_sessions_clean(struct task *t)
{
	db_run(t, &desk_sessions_expire);
}

/* ---- accounts ---- */

static void read_login(struct row *r, struct desk_login *x)
{
	x->id = row_int8(r, "id");
	x->username = row_text(r, "username");
	x->email = row_text(r, "email");
	x->password_hash = row_text(r, "password_hash");
	x->password_at = row_when(r, "password_at");
	x->totp_secret = row_blob(r, "totp_secret");
	x->totp_since = row_when(r, "totp_since");
	x->totp = when_known(x->totp_since);
	x->totp_last = row_int8(r, "totp_last");
	x->codes_left = row_int8(r, "codes_left");
}

#define LOGIN_SELECT \
	"SELECT a.id, a.username, a.email, a.password_hash, a.password_at, a.totp_secret, a.totp_since, a.totp_last," \
	" (SELECT count(*) FROM desk.recovery c WHERE c.account_id = a.id AND c.used_at IS NULL) AS codes_left" \
	" FROM desk.account a WHERE a.state = 'active' AND "

QUERY(desk_login_by_username, DOOR_DESK, struct desk_login, read_login, LOGIN_SELECT "a.username = $1");
QUERY(desk_login_by_id, DOOR_DESK, struct desk_login, read_login, LOGIN_SELECT "a.id = $1");
QUERY(desk_login_held, DOOR_DESK, struct desk_login, read_login,
	LOGIN_SELECT "a.id = $1 FOR NO KEY UPDATE OF a");
COMMAND(desk_hash_update, DOOR_DESK,
	"UPDATE desk.account SET password_hash = $3 WHERE id = $1 AND password_hash = $2");
COMMAND(desk_password_update, DOOR_DESK | DOOR_WORK,
	"UPDATE desk.account SET password_hash = $2, password_at = now() WHERE id = $1");

void desk_login_by_name(struct task *t, const char *username, struct desk_login **out)
{
	db_one(t, &desk_login_by_username, out, username);
}

void desk_login_of(struct task *t, int64_t account, struct desk_login **out)
{
	db_one(t, &desk_login_by_id, out, account);
}

void desk_login_hold(struct task *t, int64_t account, struct desk_login **out)
{
	db_one(t, &desk_login_held, out, account);
}

void desk_hash_renew(struct task *t, int64_t account, const char *was, const char *hash)
{
	db_run(t, &desk_hash_update, account, was, hash);
}

void desk_password_set(struct task *t, int64_t account, const char *hash)
{
	db_run(t, &desk_password_update, account, hash);
}

/* ---- the second factor ---- */

/* Two requests with one code wait for each other at the row; the second finds it used. */
QUERY(desk_totp_step, DOOR_DESK, struct desk_taken, read_taken,
	"UPDATE desk.account SET totp_last = $2 WHERE id = $1 AND totp_since IS NOT NULL"
	" AND COALESCE(totp_last, 0) < $2 RETURNING id");
QUERY(desk_recovery_use, DOOR_DESK, struct desk_taken, read_taken,
	"UPDATE desk.recovery SET used_at = now() WHERE account_id = $1 AND hash = $2 AND used_at IS NULL"
	" RETURNING account_id AS id");
COMMAND(desk_totp_update, DOOR_DESK,
	"UPDATE desk.account SET totp_secret = $2, totp_since = now(), totp_last = $3 WHERE id = $1");
COMMAND(desk_totp_clear, DOOR_DESK,
	"UPDATE desk.account SET totp_secret = NULL, totp_since = NULL, totp_last = NULL WHERE id = $1");
COMMAND(desk_recovery_clear, DOOR_DESK, "DELETE FROM desk.recovery WHERE account_id = $1");
COMMAND(desk_recovery_insert, DOOR_DESK,
	"INSERT INTO desk.recovery (account_id, hash) SELECT $1, decode(h, 'hex') FROM unnest($2::text[]) h");

void desk_totp_take(struct task *t, int64_t account, int64_t step, struct desk_taken **out)
{
	db_one(t, &desk_totp_step, out, account, step);
}

void desk_recovery_take(struct task *t, int64_t account, const unsigned char hash[SECRET_HASH],
	struct desk_taken **out)
{
	db_one(t, &desk_recovery_use, out, account, hash_blob(hash));
}

void desk_totp_set(struct task *t, int64_t account, struct blob secret, int64_t step)
{
	db_run(t, &desk_totp_update, account, secret, step);
}

void desk_totp_drop(struct task *t, int64_t account)
{
	db_run(t, &desk_totp_clear, account);
	db_run(t, &desk_recovery_clear, account);
}

void desk_recovery_set(struct task *t, int64_t account, struct texts hashes)
{
	db_run(t, &desk_recovery_clear, account);
	db_run(t, &desk_recovery_insert, account, hashes);
}
