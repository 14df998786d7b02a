/* check.c -- see check.h. It connects as each role in turn, with the same passwords the processes will use.
 */
#include "check.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "db/bulk.h"
#include "db/migrate.h"
#include "db/pool.h"
#include "forum/account/password.h"
#include "serve.h"

static int bad;

static void say(const char *verdict, const char *what, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static void say(const char *verdict, const char *what, const char *format, ...)
{
	va_list args;

	printf("%-4s  %-18s ", verdict, what);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	bad += strcmp(verdict, "BAD") == 0;
}

static void check_settings(const struct config *c)
{
	say("ok", "settings", "%s", c->file ? c->file : "defaults and the environment");
	if (text_starts(c->web.url, "https:"))
		say("ok", "web address", "%s", c->web.url);
	else
		say("warn", "web address", "%s: cookies travel unprotected; fine on this machine only",
			c->web.url);
	if (text_is(c->web.url, c->desk.url))
		say("BAD", "desk address", "the desk must not share the address of the public door (%s)",
			c->desk.url);
	else
		say("ok", "desk address", "%s", c->desk.url);
}

static void check_directory(const char *what, const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		say("BAD", what, "%s: %s", path, strerror(errno));
	else if (!S_ISDIR(st.st_mode) || access(path, W_OK) != 0)
		say("BAD", what, "%s is no directory that can be written", path);
	else
		say("ok", what, "%s", path);
}

/* Whether root alone can read the passwords, so that `serve`, which gives root up, keeps them from its
 * processes. */
static bool secrets_are_roots(const struct config *c)
{
	struct stat st;

	return stat(c->database.secrets, &st) == 0 && st.st_uid == 0 && !(st.st_mode & 077);
}

static void check_secrets(struct config *c)
{
	static const char *const roles[] = {"bothy_web", "bothy_desk", "bothy_work"};
	const int before = bad;
	struct stat st;
	size_t i;

	if (stat(c->database.secrets, &st) == 0 && (st.st_mode & 077))
		say("BAD", "secrets", "%s can be read by others: chmod 700", c->database.secrets);
	for (i = 0; i < 3; i++)
		if (!serve_secret(c, roles[i]))
			bad++;
	if (bad == before)
		say("ok", "secrets", "%s", c->database.secrets);
	if (secrets_are_roots(c))
		say("ok", "separation",
			"the passwords are root's: started as root, each process has its own role's alone");
	else
		say("warn", "separation",
			"one user runs all processes and can read every role's password: fine for "
			"development; "
			"let %s belong to root",
			c->database.secrets);
}

static void check_database(struct config *c)
{
	static const char *const roles[] = {"bothy_web", "bothy_desk", "bothy_work"};
	const char *why;
	int missing;
	size_t i;

	if (!db_conninfo_ok(c->database.url, &why)) {
		say("BAD", "database url", "%s", why);
		return;
	}
	for (i = 0; i < 3; i++) {
		const char *password = serve_secret(c, roles[i]);

		missing = password ? migrate_missing(c->database.url, roles[i], password) : -1;
		if (missing < 0)
			say("BAD", roles[i], "cannot sign in to %s", c->database.url);
		else
			say("ok", roles[i], "signs in");
	}
	if (missing > 0)
		say("BAD", "migrations", "%d are missing: bothy migrate", missing);
	else if (missing == 0)
		say("ok", "migrations", "up to date");
}

static void check_mail(const struct config *c)
{
	if (text_empty(c->mail.smtp))
		check_directory("mail as files", c->mail.directory);
	else
		say("ok", "mail by SMTP", "%s (try it: sign up with an address of yours)", c->mail.smtp);
}

static void check_passwords(void)
{
	if (password_dictionary_works())
		say("ok", "password rules", "the dictionary of common passwords is there");
	else
		say("BAD", "password rules", "libpwquality finds no dictionary: install cracklib-runtime");
}

int check(struct config *c)
{
	check_settings(c);
	check_directory("run directory", c->run.directory);
	check_secrets(c);
	check_database(c);
	check_mail(c);
	check_passwords();
	if (bad)
		printf("\n%d to mend.\n", bad);
	return bad ? 1 : 0;
}
