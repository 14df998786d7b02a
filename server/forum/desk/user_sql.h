/* user_sql.h -- the statements of the command line; for user.c only. Asked, not waited for. */
#ifndef FORUM_DESK_USER_SQL_H
#define FORUM_DESK_USER_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct task;

struct desk_user {
	int64_t id;
	const char *username, *email, *state, *member; /* member: NULL, who its replies are written as */
	unsigned roles;
	bool totp;
	struct when created_at;
};
LIST(desk_users, struct desk_user);

/* Locked. */
void desk_user_find(struct task *t, const char *username, struct desk_user **out);
void desk_users_list(struct task *t, const char *after, struct desk_users *out);
/* ${as} NULL: no member. Nothing comes back where there is no such active member with the role staff. Conflict:
 * account_username_key. */
struct desk_user_made {
	int64_t id;
};
void desk_user_add(struct task *t, const char *username, const char *display, const char *email,
	const char *hash, unsigned roles, const char *as, struct desk_user_made **out);
void desk_user_close(struct task *t, int64_t id);
void desk_user_totp_drop(struct task *t, int64_t id);
/* Who is at the desk, and who was: for the audit trail. */
void desk_user_audit(struct task *t, const char *what, const char *username);

#endif
