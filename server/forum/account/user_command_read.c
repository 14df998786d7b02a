/* user_command_read.c -- the arguments of `bothy user`. */
#include "forum/account/user_command.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "forum/account/account.h"
#include "forum/user_say.h"
#include "web/request.h"

const char user_command_usage[] =
	"usage: bothy user add NAME --email E [--display D] [--role member|moderator|staff|admin]... "
	"[--password-stdin]\n"
	"       bothy user role NAME +ROLE|-ROLE ...\n"
	"       bothy user passwd NAME [--password-stdin]\n"
	"       bothy user list\n"
	"       bothy user claim NAME --email E [--display D]\n"
	"       bothy user add|passwd|list|close --desk ...\n"
	"\n"
	"add     makes an account whose address counts as confirmed. Without --password-stdin a password is "
	"made and\n"
	"        printed once.\n"
	"role    gives and takes roles. staff is a badge and official replies; admin includes moderator.\n"
	"passwd  sets another password and ends all sessions.\n"
	"list    prints all accounts that can sign in.\n"
	"claim   hands an imported account to a person: a mail with a link goes to the address.\n"
	"--desk  is about accounts of the staff desk; bothy user --help says more.\n";

static const char *const acts[] = {[USER_ADD] = "add",
	[USER_ROLE] = "role",
	[USER_PASSWD] = "passwd",
	[USER_LIST] = "list",
	[USER_CLAIM] = "claim",
	NULL};

static bool refused(const char *what, const char *value)
{
	return user_say_refused(user_command_usage, what, value);
}

static bool role_option(struct user_command *u, const char *name)
{
	unsigned role = role_of(name);

	u->roles_on |= role;
	return role || refused(" is no role: member, moderator, staff, admin", name);
}

static bool option_read(void *command, int option)
{
	struct user_command *u = command;

	switch (option) {
	case 'e':
		u->email = optarg;
		return true;
	case 'd':
		u->display = optarg;
		return true;
	case 'r':
		return role_option(u, optarg);
	case 'p':
		u->password = user_password_read(user_command_usage);
		return u->password != NULL;
	}
	fputs(user_command_usage, stderr);
	return false;
}

/* +moderator -staff */
static bool roles_read(struct user_command *u, int from)
{
	for (; from < u->argc; from++) {
		const char *word = u->argv[from];
		unsigned role = role_of(word[0] ? word + 1 : word);

		if ((word[0] != '+' && word[0] != '-') || !role || role == ROLE_MEMBER)
			return refused(" is no change of a role: +moderator, -staff, +admin …", word);
		if (word[0] == '+')
			u->roles_on |= role;
		else
			u->roles_off |= role;
	}
	if (!(u->roles_on | u->roles_off))
		return refused("say which roles to give or take: +moderator, -staff …", NULL);
	return !(u->roles_on & u->roles_off) || refused("a role cannot be given and taken at once", NULL);
}

static bool is_complete(const struct user_command *u)
{
	if (u->act != USER_LIST && !u->name)
		return refused("which account? NAME is missing", NULL);
	if ((u->act == USER_ADD || u->act == USER_CLAIM) && !u->email)
		return refused("--email is missing", NULL);
	return true;
}

/* A "-staff" behind NAME is no option: what follows `role` is not given to getopt. */
static bool role_read(struct user_command *u)
{
	u->act = USER_ROLE;
	if (u->argc > 2)
		u->name = u->argv[2];
	return is_complete(u) && roles_read(u, 3);
}

bool user_command_read(struct user_command *u)
{
	static const struct option options[] = {{"email", required_argument, NULL, 'e'},
		{"display", required_argument, NULL, 'd'}, {"role", required_argument, NULL, 'r'},
		{"password-stdin", no_argument, NULL, 'p'}, {"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0}};
	static const struct user_line line = {.usage = user_command_usage,
		.options = options,
		.option = option_read,
		.acts = acts,
		.unknown = " is nothing this command can do",
		.nameless = USER_LIST};
	int act;

	if (u->argc < 2)
		return refused("what is to be done?", NULL);
	if (strcmp(u->argv[1], "role") == 0)
		return role_read(u);
	if (!user_line_read(&line, u->argc, u->argv, u, &act, &u->name))
		return false;
	u->act = (enum user_act)act;
	return is_complete(u);
}
