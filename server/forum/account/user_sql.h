/* user_sql.h -- the statements of `bothy user`, which has more rights than a door. */
#ifndef FORUM_USER_SQL_H
#define FORUM_USER_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct task;

struct user {
	int64_t id;
	const char *username, *display, *state;
	unsigned roles;
	struct when joined_at;
	const char *email; /* NULL: nobody has this account yet */
	bool confirmed;
};
LIST(users, struct user);

/* In the open transaction, locked. */
void user_find(struct task *t, const char *username, struct user **out);
/* A page of those with a login, by name, behind ${after}. */
void users_list(struct task *t, const char *after, struct users *out);
/* Conflicts as in account_sql.h. */
struct new_user {
	const char *username, *display, *skeleton, *email, *email_key, *password_hash;
	unsigned roles;
};
void user_add(struct task *t, const struct new_user *u, struct user **out);
/* Ends his sessions if that gives him more rights. Conflict: last_admin. */
void user_roles_set(struct task *t, int64_t id, unsigned roles);
/* An imported account gets a person: an address, not confirmed yet, and a name that nobody else has. */
void user_claim(struct task *t, int64_t id, const char *display, const char *skeleton, const char *email,
	const char *email_key);
void user_audit(struct task *t, int64_t id, const char *what, const char *details);

#endif
