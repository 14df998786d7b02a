/* user_command.h -- `bothy user add|role|passwd|list|claim`: accounts from the command line. */
#ifndef FORUM_USER_COMMAND_H
#define FORUM_USER_COMMAND_H

#include <stdbool.h>

struct task;

enum user_act { USER_ADD, USER_ROLE, USER_PASSWD, USER_LIST, USER_CLAIM };

struct user_command {
	int argc; /* set by the caller: from "user" on */
	char **argv;
	/* filled by user_command_read() */
	enum user_act act;
	const char *name, *email, *display;
	unsigned roles_on, roles_off;
	char *password; /* NULL: make one */
};

/* What `bothy user --help` says. */
extern const char user_command_usage[];
/* Reads the arguments, and a password from standard input if they say so. False: it has said on standard
 * error what is wrong. */
bool user_command_read(struct user_command *u);
/* Does it, as bothy_work; ${arg} is the struct user_command. The exit status; what is wrong is said on
 * standard error. */
int user_command_wait(struct task *t, void *arg);

#endif
