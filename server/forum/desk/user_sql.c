/* user_sql.c -- see user_sql.h. */
#include "forum/desk/user_sql.h"

#include "db/query.h"
#include "db/row.h"

static void read_user(struct row *r, struct desk_user *x)
{
	x->id = row_int8(r, "id");
	x->username = row_text(r, "username");
	x->email = row_text(r, "email");
	x->state = row_text(r, "state");
	x->member = row_text(r, "member");
	x->roles = (unsigned)row_int8(r, "roles");
	x->totp = row_bool(r, "totp");
	x->created_at = row_when(r, "created_at");
}

static void read_made(struct row *r, struct desk_user_made *x)
{
	x->id = row_int8(r, "id");
}

#define USER_SELECT \
	"SELECT a.id, a.username, a.email, a.state, m.username AS member, a.roles, a.totp_since IS NOT NULL AS totp," \
	" a.created_at FROM desk.account a LEFT JOIN community.member m ON m.id = a.member_id"

QUERY(desk_user_by_name, DOOR_WORK, struct desk_user, read_user,
	USER_SELECT " WHERE a.username = $1 FOR UPDATE OF a");
QUERY(desk_users_page, DOOR_WORK, struct desk_user, read_user,
	USER_SELECT " WHERE a.username > $1 ORDER BY a.username LIMIT 500");
QUERY(desk_user_insert, DOOR_WORK, struct desk_user_made, read_made,
	"INSERT INTO desk.account (username, display, email, password_hash, roles, member_id)"
	" SELECT $1, $2, $3, $4, $5, m.id FROM (SELECT) one LEFT JOIN community.member m"
	" ON m.username = $6 AND m.state = 'active' AND m.roles & 4 <> 0"
	" WHERE $6::text IS NULL OR m.id IS NOT NULL RETURNING id");
COMMAND(desk_user_closed, DOOR_WORK, "UPDATE desk.account SET state = 'closed' WHERE id = $1");
COMMAND(desk_user_totp_clear, DOOR_WORK,
	"UPDATE desk.account SET totp_secret = NULL, totp_since = NULL, totp_last = NULL WHERE id = $1");
COMMAND(desk_user_recovery_clear, DOOR_WORK, "DELETE FROM desk.recovery WHERE account_id = $1");
COMMAND(desk_user_audit_insert, DOOR_WORK,
	"INSERT INTO crm.audit (what, details) VALUES ($1, jsonb_build_object('account', $2::text))");

void desk_user_find(struct task *t, const char *username, struct desk_user **out)
{
	db_one(t, &desk_user_by_name, out, username);
}

void desk_users_list(struct task *t, const char *after, struct desk_users *out)
{
	db_many(t, &desk_users_page, out, after);
}

void desk_user_add(struct task *t, const char *username, const char *display, const char *email,
	const char *hash, unsigned roles, const char *as, struct desk_user_made **out)
{
	db_one(t, &desk_user_insert, out, username, display, email, hash, roles, as);
}

void desk_user_close(struct task *t, int64_t id)
{
	db_run(t, &desk_user_closed, id);
}

void desk_user_totp_drop(struct task *t, int64_t id)
{
	db_run(t, &desk_user_totp_clear, id);
	db_run(t, &desk_user_recovery_clear, id);
}

void desk_user_audit(struct task *t, const char *what, const char *username)
{
	db_run(t, &desk_user_audit_insert, what, username);
}
