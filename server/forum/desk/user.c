/* user.c -- see user.h. The public door has no part in it: whom the desk trusts is said by whoever runs the program. */
#include "forum/desk/user.h"

#include <stdio.h>
#include <string.h>

#include "base/intl.h"
#include "db/query.h"
#include "forum/account/account.h"
#include "forum/desk/account_sql.h"
#include "forum/desk/mail.h"
#include "forum/desk/user_sql.h"
#include "forum/desk/viewer.h"
#include "forum/password.h"
#include "forum/user_say.h"
#include "loop/task.h"

/* The hash of the password that was given or is made; NULL: it is no good, and that was said. */
static const char *hash_wait(struct task *t, const struct desk_user_command *u, bool totp, const char *email,
	const char **made)
{
	const char *password, *fault;

	*made = u->password ? NULL : user_password_made(&t->arena);
	password = *made ? *made : password_normal(&t->arena, u->password);
	fault = *made ? NULL : desk_password_wrong(&t->arena, password, totp, u->name, email);
	return user_password_hash_wait(t, password, fault);
}

static int say_done(const char *name, const char *what, const char *made)
{
	printf("%s %s\n", name, what);
	user_say_password(made);
	return 0;
}

static const char *names_wrong(struct arena *a, const struct desk_user_command *u, const char *display)
{
	if (!username_ok(u->name))
		return arena_printf(a,
			"%s: a name has 3 to 30 small letters a-z, digits, - or _, and begins with a letter or digit",
			u->name);
	return user_names_wrong(a, u->email, display);
}

static int add_wait(struct task *t, const struct desk_user_command *u)
{
	const char *display = display_typed(&t->arena, u->display ? u->display : u->name), *made, *hash;
	const char *fault = names_wrong(&t->arena, u, display);
	struct desk_user_made *user = NULL;

	if (fault)
		return user_say_wrong("%s", fault);
	hash = hash_wait(t, u, false, u->email, &made);
	if (!hash)
		return 1;
	db_begin(t);
	desk_user_add(t, u->name, display, u->email, hash, u->lead ? DESK_AGENT | DESK_LEAD : DESK_AGENT,
		u->as, &user);
	if (db_wait(t) == DB_CONFLICT) {
		(void)db_conflict(t);
		return user_say_wrong("there is an account %s at the desk already", u->name);
	}
	if (!user)
		return user_say_wrong("--as %s: there is no such member with the role staff", u->as);
	desk_user_audit(t, "desk.account_added", u->name);
	db_commit_wait(t);
	return say_done(u->name, u->lead ? "is added to the desk, as a lead" : "is added to the desk", made);
}

/* The account by its name, in a transaction that is open from here. NULL: there is none, and that was said. */
static struct desk_user *find_wait(struct task *t, const char *name)
{
	struct desk_user *user = NULL;

	db_begin(t);
	desk_user_find(t, name, &user);
	db_wait(t);
	if (!user)
		user_say_wrong("there is no account %s at the desk", name);
	return user;
}

static int passwd_wait(struct task *t, const struct desk_user_command *u)
{
	struct desk_user *user = find_wait(t, u->name);
	const char *hash, *made;

	if (!user)
		return 1;
	db_rollback_wait(t);
	hash = hash_wait(t, u, user->totp && !u->no_totp, user->email, &made);
	if (!hash)
		return 1;
	db_begin(t);
	desk_password_set(t, user->id, hash);
	if (u->no_totp)
		desk_user_totp_drop(t, user->id);
	desk_sessions_end(t, user->id, 0);
	desk_user_audit(t, "desk.account_password", user->username);
	desk_change_told(t, user->id, "password");
	if (u->no_totp && user->totp)
		desk_change_told(t, user->id, "totp-off");
	db_commit_wait(t);
	return say_done(user->username, "has a new password at the desk; all sessions are ended", made);
}

static int close_wait(struct task *t, const struct desk_user_command *u)
{
	struct desk_user *user = find_wait(t, u->name);

	if (!user)
		return 1;
	desk_user_close(t, user->id);
	desk_sessions_end(t, user->id, 0);
	desk_user_audit(t, "desk.account_closed", user->username);
	db_commit_wait(t);
	return say_done(user->username, "is closed; all sessions are ended", NULL);
}

static int list_wait(struct task *t)
{
	struct desk_users page = {0};
	const char *after = "";
	char iso[32];
	size_t i;

	do {
		desk_users_list(t, after, &page);
		db_wait(t);
		for (i = 0; i < page.n; i++) {
			const struct desk_user *x = &page.v[i];

			printf("%-30s  %-6s  %-5s  %-4s  %.10s  %s%s%s\n", x->username, x->state,
				x->roles & DESK_LEAD ? "lead" : "agent", x->totp ? "totp" : "-",
				intl_iso(x->created_at, iso), x->email, x->member ? " as " : "",
				x->member ? x->member : "");
			after = x->username;
		}
	} while (page.n);
	return 0;
}

int desk_user_wait(struct task *t, void *arg)
{
	const struct desk_user_command *u = arg;

	switch (u->act) {
	case DESK_USER_ADD:
		return add_wait(t, u);
	case DESK_USER_PASSWD:
		return passwd_wait(t, u);
	case DESK_USER_LIST:
		return list_wait(t);
	case DESK_USER_CLOSE:
		return close_wait(t, u);
	}
	return 2;
}
