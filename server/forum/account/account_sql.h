/* account_sql.h -- the statements of accounts; for the files of this folder only.
 *
 * Everything here is asked, not waited for. Writes belong into db_begin() … db_commit_wait(). */
#ifndef FORUM_ACCOUNT_SQL_H
#define FORUM_ACCOUNT_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/text.h"

struct task;

/* A sign-up that waits for its mail to be read. */
struct signup {
	const char *key; /* random; names it in a job */
	const char *username, *display, *email, *email_key, *password_hash, *next;
	unsigned char browser_hash[SECRET_HASH]; /* for signup_add() */
	bool same_browser;			 /* set by signup_by_token() */
};
/* What a new member's names would collide with. */
struct names_taken {
	bool username;
	bool username_look,
		display; /* with how a name of another member looks, be it his username or display name */
};
void signup_names_look(struct task *t, const char *username, const char *skeleton, struct names_taken **out);
void signup_add(struct task *t, const struct signup *s);
void signup_find(struct task *t, const char *key, struct signup **out);
/* ${browser}: of the one that asks (joining.h). */
void signup_by_token(struct task *t, const unsigned char hash[SECRET_HASH],
	const unsigned char browser[SECRET_HASH], struct signup **out);
/* By work: the token in the mail that is about to go out. */
void signup_token_set(struct task *t, const char *key, const unsigned char hash[SECRET_HASH]);
/* Makes the member, with his address confirmed. Conflicts: member_username_key,
 * name_look_pkey (one of the names looks like another's), login_email_key_key. */
struct member_made {
	int64_t id;
};
void member_make(struct task *t, const struct signup *s, const char *skeleton, struct member_made **out);
void signups_delete(struct task *t, const char *email_key);

/* Who signs in, by username or by address. */
struct login {
	int64_t member_id;
	const char *username, *email, *email_key;
	unsigned roles;
	const char *state;
	const char *password_hash; /* NULL: none yet */
	struct when password_at;
	bool confirmed;
};
void login_by_name(struct task *t, const char *username, struct login **out);
void login_by_email(struct task *t, const char *email_key, struct login **out);
void login_of(struct task *t, int64_t member, struct login **out);
/* The same, held until the transaction's end. Comparing a password takes a third of a second: what it allowed is written
 * only if login_still() says of the login held then that the password is the one that was ${compared}. */
void login_hold(struct task *t, int64_t member, struct login **out);
bool login_still(const struct login *held, const struct login *compared);
/* Also confirms the address: whoever sets it has shown to read its mail, or was asked for the old one. */
void login_password_set(struct task *t, int64_t member, const char *hash);
/* The same password under today's costs, unless it was changed meanwhile. */
void login_hash_renew(struct task *t, int64_t member, const char *was, const char *hash);
void login_email_set(struct task *t, int64_t member, const char *email, const char *email_key);

struct session_row {
	int64_t id;
	struct when created_at, seen_at, expires_at;
	const char *agent;
	bool kept;
};
LIST(session_rows, struct session_row);
/* ${address}: the client's, or "". */
void member_session_add(struct task *t, int64_t member, const unsigned char hash[SECRET_HASH], bool kept,
	const char *agent, const char *address);
void member_sessions_of(struct task *t, int64_t member, struct session_rows *out);
/* Ends one session of the member. */
void member_session_end(struct task *t, int64_t member, int64_t session);
/* Ends all of the member's but ${but} (0: all). */
void member_sessions_end(struct task *t, int64_t member, int64_t but);

/* What a link in a mail proves. */
struct token {
	const char *kind; /* "reset", "claim", "email" */
	int64_t member_id;
	const char *email, *username;
	unsigned roles;
};
/* By work. */
void token_add(struct task *t, const unsigned char hash[SECRET_HASH], const char *kind, int64_t member,
	const char *email, int64_t lives_s);
/* If it is still good. */
void token_find(struct task *t, const unsigned char hash[SECRET_HASH], struct token **out);
/* The same, and from now on it is used: of two requests, one gets it. */
void token_use(struct task *t, const unsigned char hash[SECRET_HASH], struct token **out);
/* All links of the member that can change the password or the address are void. */
void tokens_void(struct task *t, int64_t member);

struct member_settings {
	const char *display, *bio, *locale, *zone, *theme;
};
void member_settings_find(struct task *t, int64_t member, struct member_settings **out);
/* Conflict: name_look_pkey. NULL locale, zone, theme: as the site, as the device. */
void member_settings_set(struct task *t, int64_t member, const struct member_settings *s,
	const char *skeleton);
void member_theme_set(struct task *t, int64_t member, const char *theme);

/* For work, now and then: sessions, links, sign-ups and form keys that are over. */
void accounts_clean(struct task *t);

#endif
