/* user_read.c -- the arguments of `bothy user … --desk`. */
#include "forum/desk/user.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "forum/user_say.h"

const char desk_user_usage[] =
	"usage: bothy user add --desk NAME --email E [--display D] [--lead] [--as USERNAME] [--password-stdin]\n"
	"       bothy user passwd --desk NAME [--password-stdin] [--no-totp]\n"
	"       bothy user list --desk\n"
	"       bothy user close --desk NAME\n"
	"\n"
	"add     makes an account of the staff desk. --lead: may change its settings and erase customers. --as: the member with the\n"
	"        role staff that its official replies are written as. Without --password-stdin a password is made and printed once.\n"
	"passwd  sets another password and ends all sessions; --no-totp, for who has lost phone and recovery codes,\n"
	"        takes the second factor away.\n"
	"list    prints all accounts of the desk.\n"
	"close   ends its sessions and lets it in no more; what it did stays in the history.\n";

static const char *const acts[] = {[DESK_USER_ADD] = "add",
	[DESK_USER_PASSWD] = "passwd",
	[DESK_USER_LIST] = "list",
	[DESK_USER_CLOSE] = "close",
	NULL};

bool desk_user_meant(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (strcmp(argv[i], "--desk") == 0)
			return true;
	return false;
}

static bool refused(const char *what, const char *value)
{
	return user_say_refused(desk_user_usage, what, value);
}

static bool option_read(void *command, int option)
{
	struct desk_user_command *u = command;

	switch (option) {
	case 'e':
		u->email = optarg;
		return true;
	case 'd':
		u->display = optarg;
		return true;
	case 'a':
		u->as = optarg;
		return true;
	case 'l':
		u->lead = true;
		return true;
	case 'n':
		u->no_totp = true;
		return true;
	case 'p':
		u->password = user_password_read(desk_user_usage);
		return u->password != NULL;
	case 'k':
		return true;
	}
	fputs(desk_user_usage, stderr);
	return false;
}

static bool is_complete(const struct desk_user_command *u)
{
	if (u->act != DESK_USER_LIST && !u->name)
		return refused("which account? NAME is missing", NULL);
	if (u->act == DESK_USER_ADD && !u->email)
		return refused("--email is missing", NULL);
	if (u->act != DESK_USER_ADD && (u->lead || u->as || u->email || u->display))
		return refused("--email, --display, --lead and --as are for add", NULL);
	return u->act == DESK_USER_PASSWD || !u->no_totp || refused("--no-totp is for passwd", NULL);
}

bool desk_user_read(struct desk_user_command *u)
{
	static const struct option options[] = {{"desk", no_argument, NULL, 'k'},
		{"email", required_argument, NULL, 'e'}, {"display", required_argument, NULL, 'd'},
		{"as", required_argument, NULL, 'a'}, {"lead", no_argument, NULL, 'l'},
		{"no-totp", no_argument, NULL, 'n'}, {"password-stdin", no_argument, NULL, 'p'},
		{"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
	static const struct user_line line = {.usage = desk_user_usage,
		.options = options,
		.option = option_read,
		.acts = acts,
		.unknown = " is nothing this command can do at the desk",
		.nameless = DESK_USER_LIST};
	int act;

	if (!user_line_read(&line, u->argc, u->argv, u, &act, &u->name))
		return false;
	u->act = (enum desk_user_act)act;
	return is_complete(u);
}
