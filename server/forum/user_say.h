/* user_say.h -- what `bothy user` does alike for accounts of the site and of the desk: their arguments, passwords, and saying what is wrong. */
#ifndef FORUM_USER_SAY_H
#define FORUM_USER_SAY_H

#include <stdbool.h>

struct arena;
struct option;
struct task;

/* A sentence on standard error, with the command's name before it; always 1, its exit status. */
int user_say_wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same of arguments, with ${usage} behind it; ${value}, if not NULL, comes first. Always false. */
bool user_say_refused(const char *usage, const char *what, const char *value);
/* How one of the two reads its arguments. */
struct user_line {
	const char *usage;
	const struct option *options;
	bool (*option)(void *command,
		int option);	 /* takes one, with optarg; false: it has said what is wrong */
	const char *const *acts; /* what can be done; the act is the index, NULL ends it */
	const char *unknown;	 /* said behind what is none of them */
	int nameless;		 /* the act that is about no single account */
};
/* Options, the act and a NAME (NULL: none was given) from ${argv}. False: it was said on standard error what is wrong. */
bool user_line_read(const struct user_line *line, int argc, char **argv, void *command, int *act,
	const char **name);

/* The password that was made, if one was, on standard output. */
void user_say_password(const char *made);

/* A line of standard input, which stays until the next call. NULL: there is none, or it is no clean UTF-8, and that was said. */
char *user_password_read(const char *usage);
/* 24 characters that nobody can guess. */
const char *user_password_made(struct arena *a);
/* The hash of ${password}, in which ${fault} was found: NULL then, and it was said. Sleeps. */
const char *user_password_hash_wait(struct task *t, const char *password, const char *fault);

/* NULL, or what is wrong with an address or the name that is shown. */
const char *user_names_wrong(struct arena *a, const char *email, const char *display);

#endif
