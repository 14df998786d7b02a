/* check.c -- see check.h: what is looked at, in order, and the lines it is said in. The looking is check_*.c's. */
#include "check.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/version.h"
#include "check_say.h"
#include "config.h"
#include "forum/desk/desk.h"
#include "forum/password.h"
#include "forum/standing/ledger.h"
#include "forum/theme/theme.h"
#include "sockets.h"

static unsigned bad, warned;

static void say(const char *verdict, const char *what, const char *format, va_list args)
{
	printf("%-4s  %-18s ", verdict, what);
	vprintf(format, args);
	putchar('\n');
	fflush(stdout);
}

void say_ok(const char *what, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("ok", what, format, args);
	va_end(args);
}

void say_warn(const char *what, const char *format, ...)
{
	va_list args;

	warned++;
	va_start(args, format);
	say("warn", what, format, args);
	va_end(args);
}

void say_bad(const char *what, const char *format, ...)
{
	va_list args;

	bad++;
	va_start(args, format);
	say("BAD", what, format, args);
	va_end(args);
}

static void check_settings(struct config *c)
{
	say_ok("bothy", "version %s", bothy_version);
	say_ok("settings", "%s", c->file ? c->file : "defaults and the environment");
	if (text_starts(c->web.url, "https:"))
		say_ok("web address", "%s", c->web.url);
	else
		say_warn("web address",
			"%s: cookies travel unprotected; fine on this machine only, else use https",
			c->web.url);
	if (text_is(c->web.url, c->desk.url))
		say_bad("desk address",
			"the desk must not share the address of the public door (%s): set [desk] url",
			c->desk.url);
	else
		say_ok("desk address", "%s", c->desk.url);
}

static void check_listen(const char *what, const char *address)
{
	if (!socket_address_ok(address))
		say_bad(what, "%s: must be NUMERIC-ADDRESS:PORT, like 127.0.0.1:8080", address);
}

/* What `bothy serve` would refuse to start with, told before it does. */
static void check_values(struct config *c)
{
	const char *name, *why;
	size_t at = 0;

	check_listen("[web] listen", c->web.listen);
	check_listen("[desk] listen", c->desk.listen);
	if (!theme_set(c->site.colour, c->site.colour_dark, &why))
		say_bad("[site] colour", "colour, colour_dark: %s", why);
	if (!standing_prove_by(c->reputation.proof))
		say_bad("[reputation] proof", "%s is neither email nor customer", c->reputation.proof);
	if (!desk_totp_is(c->desk.totp))
		say_bad("[desk] totp", "%s is neither offered nor required", c->desk.totp);
	while ((name = config_stray(&at)))
		say_warn("environment", "%s looks like a setting and is none; --explain lists them", name);
}

static void check_passwords(struct config *c)
{
	(void)c;
	if (password_dictionary_works())
		say_ok("password rules", "the dictionary of common passwords is there");
	else
		say_bad("password rules", "libpwquality finds no dictionary: install cracklib-runtime");
}

/* Those that fork first stand before those that open the database. */
static void (*const parts[])(struct config *) = {
	check_settings,
	check_values,
	check_users,
	check_folders,
	check_craft,
	check_mail,
	check_crm,
	check_database,
	check_passwords,
};

int check(struct config *c)
{
	unsigned i;

	clock_from_environment();
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		parts[i](c);
	if (bad || warned)
		printf("\n%u to mend, %u to know about.\n", bad, warned);
	return bad ? 1 : 0;
}
