/* user_sql.c -- see user_sql.h. */
#include "forum/account/user_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"

static void read_user(struct row *r, struct user *x)
{
	x->id = row_int8(r, "id");
	x->username = row_text(r, "username");
	x->display = row_text(r, "display");
	x->state = row_text(r, "state");
	x->roles = (unsigned)row_int8(r, "roles");
	x->joined_at = row_when(r, "joined_at");
	x->email = row_text(r, "email");
	x->confirmed = row_bool(r, "confirmed");
}

#define USER_COLUMNS \
	"m.id, m.username, m.display, m.state, m.roles, m.joined_at, l.email, l.confirmed_at IS NOT NULL " \
	"AS confirmed"

QUERY(user_by_name, DOOR_WORK, struct user, read_user,
	"SELECT " USER_COLUMNS " FROM community.member m LEFT JOIN community.login l ON l.member_id = m.id"
	" WHERE m.username = $1 FOR UPDATE OF m");
QUERY(users_page, DOOR_WORK, struct user, read_user,
	"SELECT " USER_COLUMNS " FROM community.member m JOIN community.login l ON l.member_id = m.id"
	" WHERE m.username > $1 ORDER BY m.username LIMIT 500");
QUERY(user_insert, DOOR_WORK, struct user, read_user,
	"WITH m AS (INSERT INTO community.member (username, display, skeleton, roles) VALUES ($1, $2, $3, $4)"
	"  RETURNING id, username, display, state, roles, joined_at),"
	" l AS (INSERT INTO community.login (member_id, email, email_key, password_hash, confirmed_at)"
	"  SELECT id, $5, $6, $7, now() FROM m RETURNING email, confirmed_at)"
	" SELECT " USER_COLUMNS " FROM m, l");
COMMAND(user_roles_update, DOOR_WORK, "SELECT community.roles_set($1, $2)");
COMMAND(user_claim_member, DOOR_WORK,
	"UPDATE community.member SET state = 'active', display = $2, skeleton = $3 WHERE id = $1");
COMMAND(user_claim_login, DOOR_WORK,
	"INSERT INTO community.login (member_id, email, email_key) VALUES ($1, $2, $3)"
	" ON CONFLICT (member_id) DO UPDATE SET email = EXCLUDED.email, email_key = EXCLUDED.email_key");
COMMAND(user_audit_insert, DOOR_WORK,
	"INSERT INTO ops.audit (what, member_id, details) VALUES ($2, $1, jsonb_build_object('said', "
	"$3::text))");

void user_find(struct task *t, const char *username, struct user **out)
{
	db_one(t, &user_by_name, out, username);
}

void users_list(struct task *t, const char *after, struct users *out)
{
	db_many(t, &users_page, out, after);
}

void user_add(struct task *t, const struct new_user *u, struct user **out)
{
	db_one(t, &user_insert, out, u->username, u->display, u->skeleton, u->roles, u->email, u->email_key,
		u->password_hash);
}

void user_roles_set(struct task *t, int64_t id, unsigned roles)
{
	db_run(t, &user_roles_update, id, roles);
	stamp_touch(t, STAMP_MEMBER, id);
}

void user_claim(struct task *t, int64_t id, const char *display, const char *skeleton, const char *email,
	const char *email_key)
{
	db_run(t, &user_claim_member, id, display, skeleton);
	db_run(t, &user_claim_login, id, email, email_key);
	stamp_touch(t, STAMP_MEMBER, id);
}

void user_audit(struct task *t, int64_t id, const char *what, const char *details)
{
	db_run(t, &user_audit_insert, id, what, details);
}
