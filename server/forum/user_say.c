/* user_say.c -- see user_say.h. */
#include "forum/user_say.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/secret.h"
#include "base/text.h"
#include "craft/craft.h"
#include "forum/account/account.h"

int user_say_wrong(const char *format, ...)
{
	va_list args;

	fputs("bothy user: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return 1;
}

bool user_say_refused(const char *usage, const char *what, const char *value)
{
	fprintf(stderr, "bothy user: %s%s\n\n%s", value ? value : "", what, usage);
	return false;
}

static bool act_read(const struct user_line *line, const char *name, int *act)
{
	for (*act = 0; line->acts[*act]; ++*act)
		if (strcmp(line->acts[*act], name) == 0)
			return true;
	return user_say_refused(line->usage, line->unknown, name);
}

bool user_line_read(const struct user_line *line, int argc, char **argv, void *command, int *act,
	const char **name)
{
	int option;

	optind = 0;
	while ((option = getopt_long(argc, argv, "", line->options, NULL)) != -1)
		if (!line->option(command, option))
			return false;
	if (optind >= argc)
		return user_say_refused(line->usage, "what is to be done?", NULL);
	if (!act_read(line, argv[optind], act))
		return false;
	if (optind + 1 < argc && *act != line->nameless)
		*name = argv[++optind];
	if (optind + 1 < argc)
		return user_say_refused(line->usage, " was not expected", argv[optind + 1]);
	return true;
}

void user_say_password(const char *made)
{
	if (made)
		printf("password: %s\n", made);
}

char *user_password_read(const char *usage)
{
	static char line[1024];

	if (!fgets(line, sizeof(line), stdin)) {
		user_say_refused(usage, "there is no password on standard input", NULL);
		return NULL;
	}
	line[strcspn(line, "\r\n")] = 0;
	if (!text_clean(line, strlen(line), false)) {
		user_say_refused(usage, "the password on standard input is not clean UTF-8", NULL);
		return NULL;
	}
	return line;
}

const char *user_password_made(struct arena *a)
{
	unsigned char bytes[18];

	secret_random(bytes, sizeof(bytes));
	return secret_encode(a, bytes, sizeof(bytes));
}

const char *user_password_hash_wait(struct task *t, const char *password, const char *fault)
{
	if (!fault)
		return craft_password_hash_wait(t, password);
	user_say_wrong("the password: %s", fault);
	return NULL;
}

const char *user_names_wrong(struct arena *a, const char *email, const char *display)
{
	if (email_wrong(a, email))
		return arena_printf(a, "%s is no e-mail address", email);
	if (text_empty(display) || text_characters(display) > DISPLAY_MOST || !intl_name_ok(display))
		return arena_printf(a, "\"%s\" cannot be a display name: choose one with --display", display);
	return NULL;
}
