/* account_sql.h -- the statements of the desk's accounts and sessions; for the files of this folder only.
 *
 * Everything here is asked, not waited for. Every table that is read here is of schema desk, where the public door may not even
 * look: a test goes through the statements of these files (tests/sql/desk_rights_test.c). */
#ifndef FORUM_DESK_ACCOUNT_SQL_H
#define FORUM_DESK_ACCOUNT_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/text.h"

struct task;

/* ---- sessions ---- */

#define DESK_SESSION_S \
	43200 /* 12 hours from signing in, whatever one does; an hour without a visit ends it before */
#define DESK_PENDING_S 600 /* between the password and the code */

/* A session and what its pages need of the account. */
struct desk_visit {
	int64_t session, account, member;
	bool proved, totp, shortcuts;
	struct when seen_at;
	const char *username, *display, *zone, *theme;
	unsigned roles;
};
/* If it is neither over nor idle for an hour, and the account is active. */
void desk_session_find(struct task *t, const unsigned char hash[SECRET_HASH], struct desk_visit **out);
/* ${proved}: the second factor was given, or none is asked. */
void desk_session_add(struct task *t, int64_t account, const unsigned char hash[SECRET_HASH], bool proved,
	const char *agent);
void desk_session_end(struct task *t, int64_t account, int64_t session);
/* Held until the transaction's end; NULL after the wait if it has ended. */
struct desk_taken {
	int64_t id;
};
void desk_session_hold(struct task *t, int64_t account, int64_t session, struct desk_taken **out);
/* All of the account's but ${but} (0: all). */
void desk_sessions_end(struct task *t, int64_t account, int64_t but);
/* Those that may do something: proved, not over, not idle. */
struct desk_session_row {
	int64_t id;
	struct when created_at, seen_at;
	const char *agent;
};
LIST(desk_session_rows, struct desk_session_row);
void desk_sessions_of(struct task *t, int64_t account, struct desk_session_rows *out);
/* ${ids} as decimal texts: they were visited just now. */
void desk_sessions_seen(struct task *t, struct texts ids);
/* By work: what is over. */
void desk_sessions_clean(struct task *t);

/* ---- accounts ---- */

struct desk_login {
	int64_t id;
	const char *username, *email;
	const char *password_hash; /* NULL: cannot sign in yet */
	struct blob totp_secret;   /* n 0: none */
	bool totp;		   /* in force */
	struct when totp_since, password_at;
	int64_t totp_last;
	int64_t codes_left;
};
/* Active accounts only. */
void desk_login_by_name(struct task *t, const char *username, struct desk_login **out);
void desk_login_of(struct task *t, int64_t account, struct desk_login **out);
/* The same, held until the transaction's end. */
void desk_login_hold(struct task *t, int64_t account, struct desk_login **out);
/* The same password under today's costs, unless it was changed meanwhile. */
void desk_hash_renew(struct task *t, int64_t account, const char *was, const char *hash);
void desk_password_set(struct task *t, int64_t account, const char *hash);

/* ---- the second factor ---- */

/* Takes the code of ${step}, once: NULL after the wait if that one, or a later one, was used before. */
void desk_totp_take(struct task *t, int64_t account, int64_t step, struct desk_taken **out);
/* Takes a recovery code, once: NULL after the wait if there is none such. */
void desk_recovery_take(struct task *t, int64_t account, const unsigned char hash[SECRET_HASH],
	struct desk_taken **out);
/* In force from now on, its code of ${step} used. */
void desk_totp_set(struct task *t, int64_t account, struct blob secret, int64_t step);
/* No second factor any more, and no recovery codes. */
void desk_totp_drop(struct task *t, int64_t account);
/* These instead of all there were; hexadecimal. */
void desk_recovery_set(struct task *t, int64_t account, struct texts hashes);

#endif
