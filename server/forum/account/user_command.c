/* user_command.c -- see user_command.h. What the command line may and the public door may not: roles,
 * reserved names, accounts without a mail, imported accounts for their persons. */
#include "forum/account/user_command.h"

#include <stdio.h>
#include <string.h>

#include "base/intl.h"
#include "db/query.h"
#include "forum/account/account.h"
#include "forum/account/account_sql.h"
#include "forum/password.h"
#include "forum/account/user_sql.h"
#include "forum/event.h"
#include "forum/user_say.h"
#include "jobs/queue.h"
#include "loop/task.h"
#include "web/request.h"

/* ---- passwords ---- */

/* The hash of the password that was given or is made; NULL: it is no good, and that was said. */
static const char *password_hash_wait(struct task *t, const struct user_command *u, unsigned roles,
	const char *email, const char **made)
{
	const char *password, *fault;

	*made = u->password ? NULL : user_password_made(&t->arena);
	password = *made ? *made : password_normal(&t->arena, u->password);
	fault = *made ? NULL : password_wrong(&t->arena, password, roles, u->name, email);
	return user_password_hash_wait(t, password, fault);
}

/* ---- the acts ---- */

/* NULL, or what is wrong. A name that is kept for the site is the site's to give, so that is not asked here.
 */
static const char *names_wrong(struct arena *a, const struct user_command *u, const char *display)
{
	if (u->act == USER_ADD && !username_ok(u->name))
		return arena_printf(a,
			"%s: a username has 3 to 30 small letters a-z, digits, - or _, and begins with a "
			"letter or digit",
			u->name);
	return user_names_wrong(a, u->email, display);
}

static int say_conflict(struct task *t, const struct user_command *u, const char *display)
{
	const char *constraint = db_conflict(t);

	if (text_is(constraint, "member_username_key"))
		return user_say_wrong("there is an account %s already", u->name);
	if (text_is(constraint, "login_email_key_key"))
		return user_say_wrong("%s belongs to another account", u->email);
	return user_say_wrong(
		"\"%s\" or \"%s\" is the name of another member, or looks like it: choose another", u->name,
		display);
}

static int add_wait(struct task *t, const struct user_command *u)
{
	struct arena *a = &t->arena;
	const char *display = display_typed(a, u->display ? u->display : u->name), *made;
	const char *fault = names_wrong(a, u, display);
	struct new_user n = {.username = u->name,
		.display = display,
		.email = u->email,
		.roles = ROLE_MEMBER | u->roles_on};
	struct user *user = NULL;

	if (fault)
		return user_say_wrong("%s", fault);
	n.skeleton = intl_skeleton(a, display);
	n.email_key = intl_email(a, u->email);
	n.password_hash = password_hash_wait(t, u, n.roles, u->email, &made);
	if (!n.password_hash)
		return 1;
	db_begin(t);
	user_add(t, &n, &user);
	if (db_wait(t) == DB_CONFLICT)
		return say_conflict(t, u, display);
	event_note(t, EVENT_MEMBER_JOINED, user->id, 0, 0, 0, 0);
	event_note(t, EVENT_MEMBER_CONFIRMED, user->id, 0, 0, 0, 0);
	if (n.roles != ROLE_MEMBER)
		event_note(t, EVENT_ROLES_CHANGED, 0, user->id, 0, 0, (int64_t)n.roles);
	user_audit(t, user->id, "user.add", roles_said(a, n.roles));
	if (db_commit_wait(t) == DB_CONFLICT)
		return say_conflict(t, u, display);
	printf("added %s <%s>: %s\n", u->name, u->email, roles_said(a, n.roles));
	user_say_password(made);
	return 0;
}

/* The account by its name, in a transaction that is open from here. NULL: there is none, and that was said.
 */
static struct user *user_find_wait(struct task *t, const char *name)
{
	struct user *user = NULL;

	db_begin(t);
	user_find(t, name, &user);
	db_wait(t);
	if (!user)
		user_say_wrong("there is no account %s", name);
	return user;
}

static int role_wait(struct task *t, const struct user_command *u)
{
	struct user *user = user_find_wait(t, u->name);
	unsigned roles;

	if (!user)
		return 1;
	roles = (user->roles | u->roles_on) & ~u->roles_off;
	if (roles != user->roles) {
		user_roles_set(t, user->id, roles);
		if (db_wait(t) == DB_CONFLICT)
			return user_say_wrong("%s is the last admin: make somebody else one first",
				user->username);
		event_note(t, EVENT_ROLES_CHANGED, 0, user->id, 0, 0, (int64_t)roles);
		user_audit(t, user->id, "user.role", roles_said(&t->arena, roles));
	}
	db_commit_wait(t);
	printf("%s: %s\n", user->username, roles_said(&t->arena, roles));
	return 0;
}

static int passwd_wait(struct task *t, const struct user_command *u)
{
	struct user *user = user_find_wait(t, u->name);
	const char *hash, *made;

	if (!user)
		return 1;
	if (!user->email)
		return user_say_wrong("%s has no address yet: use `bothy user claim %s --email …`", u->name,
			u->name);
	db_rollback_wait(t);
	hash = password_hash_wait(t, u, user->roles, user->email, &made);
	if (!hash)
		return 1;
	db_begin(t);
	login_password_set(t, user->id, hash);
	tokens_void(t, user->id);
	member_sessions_end(t, user->id, 0);
	user_audit(t, user->id, "user.passwd", "");
	db_commit_wait(t);
	printf("the password of %s is set; all sessions are ended\n", user->username);
	user_say_password(made);
	return 0;
}

static int list_wait(struct task *t)
{
	struct users page = {0};
	const char *after = "";
	char iso[32];
	size_t i;

	do {
		users_list(t, after, &page);
		db_wait(t);
		for (i = 0; i < page.n; i++) {
			const struct user *x = &page.v[i];

			printf("%-30s  %-10s  %-24s  %.10s  %s%s\n", x->username, x->state,
				roles_said(&t->arena, x->roles), intl_iso(x->joined_at, iso), x->email,
				x->confirmed ? "" : " (not confirmed)");
			after = x->username;
		}
	} while (page.n);
	return 0;
}

/* An account that was handed over but never taken can be handed over again, to another address. */
static bool is_claimable(const struct user *user)
{
	return text_is(user->state, "unclaimed") ||
	       (text_is(user->state, "active") && user->email && !user->confirmed);
}

static int claim_wait(struct task *t, const struct user_command *u)
{
	struct user *user = user_find_wait(t, u->name);
	const char *display, *fault;

	if (!user)
		return 1;
	if (!is_claimable(user))
		return user_say_wrong("%s already has its person", u->name);
	display = u->display ? display_typed(&t->arena, u->display) : user->display;
	fault = names_wrong(&t->arena, u, display);
	if (fault)
		return user_say_wrong("%s", fault);
	tokens_void(t, user->id);
	user_claim(t, user->id, display, intl_skeleton(&t->arena, display), u->email,
		intl_email(&t->arena, u->email));
	user_audit(t, user->id, "user.claim", "");
	job_put(t, &(struct job){.kind = "account.claim_mail", .subject = user->id});
	if (db_commit_wait(t) == DB_CONFLICT)
		return say_conflict(t, u, display);
	printf("%s: a link goes to %s\n", user->username, u->email);
	return 0;
}

int user_command_wait(struct task *t, void *arg)
{
	const struct user_command *u = arg;

	switch (u->act) {
	case USER_ADD:
		return add_wait(t, u);
	case USER_ROLE:
		return role_wait(t, u);
	case USER_PASSWD:
		return passwd_wait(t, u);
	case USER_LIST:
		return list_wait(t);
	case USER_CLAIM:
		return claim_wait(t, u);
	}
	return 2;
}
