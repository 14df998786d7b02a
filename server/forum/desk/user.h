/* user.h -- `bothy user add|passwd|list|close --desk`: accounts of the desk from the command line; nowhere else are they made. */
#ifndef FORUM_DESK_USER_H
#define FORUM_DESK_USER_H

#include <stdbool.h>

struct task;

enum desk_user_act { DESK_USER_ADD, DESK_USER_PASSWD, DESK_USER_LIST, DESK_USER_CLOSE };

struct desk_user_command {
	int argc; /* set by the caller: from "user" on */
	char **argv;
	/* filled by desk_user_read() */
	enum desk_user_act act;
	const char *name, *email, *display;
	const char *as; /* username of the member official replies are written as; NULL: none */
	bool lead;
	bool no_totp;	/* the second factor goes, too */
	char *password; /* NULL: make one */
};

/* Whether the arguments are about the desk: --desk is among them. */
bool desk_user_meant(int argc, char **argv);
/* What `bothy user --help` says about it. */
extern const char desk_user_usage[];
/* Reads the arguments, and a password from standard input if they say so. False: it has said on standard error what is wrong. */
bool desk_user_read(struct desk_user_command *u);
/* Does it, as bothy_work; ${arg} is the struct desk_user_command. The exit status; what is wrong is said on standard error. */
int desk_user_wait(struct task *t, void *arg);

#endif
