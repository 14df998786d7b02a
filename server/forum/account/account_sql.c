/* account_sql.c -- see account_sql.h: sign-ups, logins, links in mails, settings. Sessions are in
 * session_sql.c. */
#include "forum/account/account_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"

static struct blob hash_blob(const unsigned char hash[SECRET_HASH])
{
	return (struct blob){hash, SECRET_HASH};
}

/* ---- sign-ups ---- */

static void read_names_taken(struct row *r, struct names_taken *x)
{
	x->username = row_bool(r, "username");
	x->username_look = row_bool(r, "username_look");
	x->display = row_bool(r, "display");
}

QUERY(names_taken_look, DOOR_WEB | DOOR_WORK, struct names_taken, read_names_taken,
	"SELECT EXISTS (SELECT FROM community.member WHERE username = $1) AS username,"
	" EXISTS (SELECT FROM community.name_look WHERE skeleton = community.username_skeleton($1))"
	" AS username_look,"
	" EXISTS (SELECT FROM community.name_look WHERE skeleton = $2) AS display");

void signup_names_look(struct task *t, const char *username, const char *skeleton, struct names_taken **out)
{
	db_one(t, &names_taken_look, out, username, skeleton);
}

static void read_signup(struct row *r, struct signup *x)
{
	x->key = row_text(r, "key");
	x->username = row_text(r, "username");
	x->display = row_text(r, "display");
	x->email = row_text(r, "email");
	x->email_key = row_text(r, "email_key");
	x->password_hash = row_text(r, "password_hash");
	x->next = row_text(r, "next");
}

static void read_signup_opened(struct row *r, struct signup *x)
{
	read_signup(r, x);
	x->same_browser = row_bool(r, "same_browser");
}

#define SIGNUP_COLUMNS "key, username, display, email, email_key, password_hash, next"

COMMAND(signup_insert, DOOR_WEB,
	"INSERT INTO community.signup (key, username, display, email, email_key, password_hash, next,"
	" browser_hash)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
QUERY(signup_by_key, DOOR_WORK, struct signup, read_signup,
	"SELECT " SIGNUP_COLUMNS " FROM community.signup WHERE key = $1");
/* Sign-ups of before browsers were kept have none. */
QUERY(signup_by_hash, DOOR_WEB, struct signup, read_signup_opened,
	"SELECT " SIGNUP_COLUMNS ", COALESCE(browser_hash = $2, false) AS same_browser FROM community.signup"
	" WHERE token_hash = $1 AND created_at > now() - interval '7 days'");
COMMAND(signup_hash_set, DOOR_WORK, "UPDATE community.signup SET token_hash = $2 WHERE key = $1");
COMMAND(signups_delete_statement, DOOR_WEB | DOOR_WORK, "DELETE FROM community.signup WHERE email_key = $1");

void signup_add(struct task *t, const struct signup *s)
{
	db_run(t, &signup_insert, s->key, s->username, s->display, s->email, s->email_key, s->password_hash,
		s->next, hash_blob(s->browser_hash));
}

void signup_find(struct task *t, const char *key, struct signup **out)
{
	db_one(t, &signup_by_key, out, key);
}

void signup_by_token(struct task *t, const unsigned char hash[SECRET_HASH],
	const unsigned char browser[SECRET_HASH], struct signup **out)
{
	db_one(t, &signup_by_hash, out, hash_blob(hash), hash_blob(browser));
}

void signup_token_set(struct task *t, const char *key, const unsigned char hash[SECRET_HASH])
{
	db_run(t, &signup_hash_set, key, hash_blob(hash));
}

void signups_delete(struct task *t, const char *email_key)
{
	db_run(t, &signups_delete_statement, email_key);
}

/* ---- members made ---- */

static void read_member_made(struct row *r, struct member_made *x)
{
	x->id = row_int8(r, "id");
}

QUERY(member_insert, DOOR_WEB | DOOR_WORK, struct member_made, read_member_made,
	"WITH m AS (INSERT INTO community.member (username, display, skeleton) VALUES ($1, $2, $3) RETURNING "
	"id)"
	" INSERT INTO community.login (member_id, email, email_key, password_hash, confirmed_at)"
	" SELECT id, $4, $5, $6, now() FROM m RETURNING member_id AS id");

void member_make(struct task *t, const struct signup *s, const char *skeleton, struct member_made **out)
{
	db_one(t, &member_insert, out, s->username, s->display, skeleton, s->email, s->email_key,
		s->password_hash);
}

/* ---- logins ---- */

static void read_login(struct row *r, struct login *x)
{
	x->member_id = row_int8(r, "member_id");
	x->username = row_text(r, "username");
	x->email = row_text(r, "email");
	x->email_key = row_text(r, "email_key");
	x->roles = (unsigned)row_int8(r, "roles");
	x->state = row_text(r, "state");
	x->password_hash = row_text(r, "password_hash");
	x->password_at = row_when(r, "password_at");
	x->confirmed = row_bool(r, "confirmed");
}

#define LOGIN_SELECT \
	"SELECT m.id AS member_id, m.username, l.email, l.email_key, m.roles, m.state, l.password_hash," \
	" l.password_at, l.confirmed_at IS NOT NULL AS confirmed" \
	" FROM community.login l JOIN community.member m ON m.id = l.member_id"

QUERY(login_by_username, DOOR_WEB | DOOR_WORK, struct login, read_login,
	LOGIN_SELECT " WHERE m.username = $1");
QUERY(login_by_email_key, DOOR_WEB | DOOR_WORK, struct login, read_login,
	LOGIN_SELECT " WHERE l.email_key = $1");
QUERY(login_by_member, DOOR_WEB | DOOR_WORK, struct login, read_login, LOGIN_SELECT " WHERE m.id = $1");
QUERY(login_held, DOOR_WEB | DOOR_WORK, struct login, read_login,
	LOGIN_SELECT " WHERE m.id = $1 FOR NO KEY UPDATE OF l");
COMMAND(login_password_update, DOOR_WEB | DOOR_WORK,
	"UPDATE community.login SET password_hash = $2, password_at = now(), confirmed_at = "
	"COALESCE(confirmed_at, now())"
	" WHERE member_id = $1");
COMMAND(login_hash_update, DOOR_WEB,
	"UPDATE community.login SET password_hash = $3 WHERE member_id = $1 AND password_hash = $2");
COMMAND(login_email_update, DOOR_WEB,
	"UPDATE community.login SET email = $2, email_key = $3, confirmed_at = now() WHERE member_id = $1");

void login_by_name(struct task *t, const char *username, struct login **out)
{
	db_one(t, &login_by_username, out, username);
}

void login_by_email(struct task *t, const char *email_key, struct login **out)
{
	db_one(t, &login_by_email_key, out, email_key);
}

void login_of(struct task *t, int64_t member, struct login **out)
{
	db_one(t, &login_by_member, out, member);
}

void login_hold(struct task *t, int64_t member, struct login **out)
{
	db_one(t, &login_held, out, member);
}

bool login_still(const struct login *held, const struct login *compared)
{
	return held && held->password_at.us == compared->password_at.us;
}

void login_password_set(struct task *t, int64_t member, const char *hash)
{
	db_run(t, &login_password_update, member, hash);
}

void login_hash_renew(struct task *t, int64_t member, const char *was, const char *hash)
{
	db_run(t, &login_hash_update, member, was, hash);
}

void login_email_set(struct task *t, int64_t member, const char *email, const char *email_key)
{
	db_run(t, &login_email_update, member, email, email_key);
}

/* ---- links in mails ---- */

static void read_token(struct row *r, struct token *x)
{
	x->kind = row_text(r, "kind");
	x->member_id = row_int8(r, "member_id");
	x->email = row_text(r, "email");
	x->username = row_text(r, "username");
	x->roles = (unsigned)row_int8(r, "roles");
}

#define TOKEN_GOOD "k.used_at IS NULL AND k.expires_at > now() AND m.state = 'active'"

COMMAND(token_insert, DOOR_WORK,
	"INSERT INTO community.token (hash, kind, member_id, email, expires_at)"
	" VALUES ($1, $2, $3, $4, now() + $5::int * interval '1 second')");
QUERY(token_by_hash, DOOR_WEB, struct token, read_token,
	"SELECT k.kind, k.member_id, k.email, m.username, m.roles"
	" FROM community.token k JOIN community.member m ON m.id = k.member_id WHERE k.hash = $1 "
	"AND " TOKEN_GOOD);
QUERY(token_take, DOOR_WEB, struct token, read_token,
	"UPDATE community.token k SET used_at = now() FROM community.member m"
	" WHERE m.id = k.member_id AND k.hash = $1 AND " TOKEN_GOOD
	" RETURNING k.kind, k.member_id, k.email, m.username, m.roles");
COMMAND(tokens_void_statement, DOOR_WEB | DOOR_WORK,
	"UPDATE community.token SET used_at = now() WHERE member_id = $1 AND used_at IS NULL");

void token_add(struct task *t, const unsigned char hash[SECRET_HASH], const char *kind, int64_t member,
	const char *email, int64_t lives_s)
{
	db_run(t, &token_insert, hash_blob(hash), kind, member, email, lives_s);
}

void token_find(struct task *t, const unsigned char hash[SECRET_HASH], struct token **out)
{
	db_one(t, &token_by_hash, out, hash_blob(hash));
}

void token_use(struct task *t, const unsigned char hash[SECRET_HASH], struct token **out)
{
	db_one(t, &token_take, out, hash_blob(hash));
}

void tokens_void(struct task *t, int64_t member)
{
	db_run(t, &tokens_void_statement, member);
}

/* ---- settings ---- */

static void read_settings(struct row *r, struct member_settings *x)
{
	x->display = row_text(r, "display");
	x->bio = row_text(r, "bio");
	x->locale = row_text(r, "locale");
	x->zone = row_text(r, "zone");
	x->theme = row_text(r, "theme");
}

QUERY(settings_of_member, DOOR_WEB, struct member_settings, read_settings,
	"SELECT display, bio, locale, zone, theme FROM community.member WHERE id = $1");
COMMAND(settings_update, DOOR_WEB,
	"UPDATE community.member SET display = $2, skeleton = $3, bio = $4, locale = $5, zone = $6, theme = "
	"$7"
	" WHERE id = $1");
COMMAND(theme_update, DOOR_WEB, "UPDATE community.member SET theme = $2 WHERE id = $1");

void member_settings_find(struct task *t, int64_t member, struct member_settings **out)
{
	db_one(t, &settings_of_member, out, member);
}

void member_settings_set(struct task *t, int64_t member, const struct member_settings *s,
	const char *skeleton)
{
	db_run(t, &settings_update, member, s->display, skeleton, s->bio, s->locale, s->zone, s->theme);
	stamp_touch(t, STAMP_MEMBER, member);
}

void member_theme_set(struct task *t, int64_t member, const char *theme)
{
	db_run(t, &theme_update, member, theme);
	stamp_touch(t, STAMP_MEMBER, member);
}

/* ---- cleaning ---- */

COMMAND(tokens_delete, DOOR_WORK, "DELETE FROM community.token WHERE expires_at < now() - interval '1 day'");
COMMAND(signups_expire, DOOR_WORK,
	"DELETE FROM community.signup WHERE created_at < now() - interval '7 days'");
COMMAND(sessions_expire, DOOR_WORK, "DELETE FROM community.session WHERE expires_at < now()");
COMMAND(sign_ins_forget, DOOR_WORK, "DELETE FROM community.sign_in WHERE at < now() - interval '30 days'");
COMMAND(form_keys_expire, DOOR_WORK,
	"DELETE FROM community.form_key WHERE created_at < now() - interval '7 days'");

void accounts_clean(struct task *t)
{
	db_run(t, &sessions_expire);
	db_run(t, &sign_ins_forget);
	db_run(t, &tokens_delete);
	db_run(t, &signups_expire);
	db_run(t, &form_keys_expire);
}
