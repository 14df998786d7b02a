/* user_say.h -- what `bothy user` does alike for accounts of the site and of the desk: passwords, and saying what is wrong. */
#ifndef FORUM_USER_SAY_H
#define FORUM_USER_SAY_H

#include <stdbool.h>

struct arena;
struct task;

/* A sentence on standard error, with the command's name before it; always 1, its exit status. */
int user_say_wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same of arguments, with ${usage} behind it; ${value}, if not NULL, comes first. Always false. */
bool user_say_refused(const char *usage, const char *what, const char *value);
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
