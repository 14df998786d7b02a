/* check_database.c -- the database's part of `bothy check`: each role signs in with the password its process will use, and is
 * refused what it must be refused. */
#include "check_say.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/secret.h"
#include "config.h"
#include "db/doctor.h"
#include "db/migrate.h"
#include "db/pool.h"
#include "secrets.h"

#define OLDEST	      150000
#define APART_MOST_US 2000000 /* clocks may differ by so much */

/* What no role may ever do, role by role: tried for real, because what counts is what the server does. tests/sql has the
 * whole list; these are the walls between the rooms. None of them needs a row to be there. */
static const struct wall {
	const char *role, *what, *sql;
} walls[] = {
	{"bothy_web", "read cases", "SELECT * FROM crm.case"},
	{"bothy_web", "read money", "SELECT * FROM money.value"},
	{"bothy_web", "read staff accounts", "SELECT * FROM desk.account"},
	{"bothy_web", "read what was sent privately", "SELECT * FROM intake.message"},
	{"bothy_web", "read events", "SELECT * FROM ops.event"},
	{"bothy_web", "read jobs", "SELECT * FROM ops.job"},
	{"bothy_web", "give roles", "UPDATE community.member SET roles = 0 WHERE false"},
	{"bothy_web", "delete posts", "DELETE FROM community.post WHERE false"},
	{"bothy_web", "become the owner", "SET ROLE bothy_owner"},
	{"bothy_web", "make tables", "CREATE TABLE community.bothy_check ()"},
	{"bothy_desk", "give roles", "UPDATE community.member SET roles = 0 WHERE false"},
	{"bothy_desk", "read members' passwords", "SELECT * FROM community.login WHERE false"},
	{"bothy_desk", "delete posts", "DELETE FROM community.post WHERE false"},
	{"bothy_desk", "become the owner", "SET ROLE bothy_owner"},
	{"bothy_desk", "make tables", "CREATE TABLE community.bothy_check ()"},
	{"bothy_work", "change events", "UPDATE ops.event SET kind = kind WHERE false"},
	{"bothy_work", "delete events", "DELETE FROM ops.event WHERE false"},
	{"bothy_work", "change the audit", "UPDATE ops.audit SET what = what WHERE false"},
	{"bothy_work", "become the owner", "SET ROLE bothy_owner"},
	{"bothy_work", "make tables", "CREATE TABLE community.bothy_check ()"},
};

#define WALLS (sizeof(walls) / sizeof(walls[0]))

/* Whether ${w} stands; if not, it has been said. */
static bool wall_stands(struct doctor *d, const struct wall *w)
{
	switch (doctor_try(d, w->sql)) {
	case DOCTOR_NOTHING:
	case DOCTOR_REFUSED:
		return true;
	case DOCTOR_ALLOWED:
		say_bad(w->role, "may %s: somebody granted too much; take it back (REVOKE)", w->what);
		return false;
	case DOCTOR_UNTRIED:
		say_bad(w->role, "whether it may %s could not be tried: %s", w->what, doctor_trouble(d));
	}
	return false;
}

static void check_walls(struct doctor *d, const char *role)
{
	bool all = true;
	size_t i;

	for (i = 0; i < WALLS; i++)
		if (strcmp(walls[i].role, role) == 0)
			all = wall_stands(d, &walls[i]) && all;
	if (all)
		say_ok(role, "signs in, and is refused what it must be");
}

/* Whatever tables those rooms have by now: a grant on one of them would be enough. */
static void check_closed_rooms(struct doctor *d)
{
	const char *open = doctor_value(d,
		"SELECT string_agg(c.oid::regclass::text, ', ') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
		" WHERE n.nspname IN ('crm', 'money', 'desk') AND c.relkind IN ('r', 'v', 'm', 'p')"
		" AND has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')");

	if (open)
		say_bad("closed rooms", "bothy_web has rights on %s: REVOKE ALL … FROM bothy_web", open);
}

/* What askers send privately is sealed by the half in the database and opened by the desk with the file. */
static void check_intake_key(struct config *c, struct doctor *d)
{
	static const char what[] = "private details";
	const char *key = secrets_intake_key(c),
		   *stored = doctor_value(d, "SELECT encode(public, 'hex') FROM ops.intake_key");
	unsigned char secret[SECRET_BOX], public[SECRET_BOX];

	if (text_empty(key)) {
		say_warn(what,
			"cannot be sent: %s/intake is missing; bothy migrate --create-roles makes it, then start Bothy anew",
			c->database.secrets);
		return;
	}
	if (!secret_decode(key, secret, sizeof(secret))) {
		say_bad(what,
			"%s/intake is no key: bothy migrate --create-roles makes one where there is none",
			c->database.secrets);
		return;
	}
	secret_box_public(public, secret);
	secret_wipe(secret, sizeof(secret));
	if (!stored)
		say_warn(what,
			"cannot be sent: the database does not have the key to seal them: bothy migrate");
	else if (strcmp(stored, text_hex(&c->arena, public, sizeof(public))) != 0)
		say_bad(what,
			"are sealed with another key than %s/intake opens: put the right file back, or bothy migrate (what was sent until now stays sealed)",
			c->database.secrets);
	else
		say_ok(what, "can be sent, and opened at the desk");
}

static void check_version(struct doctor *d)
{
	const char *number = doctor_value(d, "SHOW server_version_num"),
		   *name = doctor_value(d, "SHOW server_version");

	if (!number || atoi(number) < OLDEST)
		say_bad("postgresql", "is version %s: 15 or later is needed", name ? name : "unknown");
	else
		say_ok("postgresql", "version %s", name);
}

/* The program refuses such a server, so these are no warnings. */
static void check_safety(struct doctor *d, const char *role)
{
	static const struct {
		const char *name, *sql;
	} settings[] = {
		{"fsync", "SHOW fsync"},
		{"full_page_writes", "SHOW full_page_writes"},
		{"synchronous_commit", "SHOW synchronous_commit"},
	};
	unsigned i, on = 0;

	for (i = 0; i < 3; i++) {
		const char *value = doctor_value(d, settings[i].sql);

		if (value && strcmp(value, "off") != 0)
			on++;
		else
			say_bad("durability",
				"%s is off for %s: what was acknowledged may be lost, so Bothy does not use this server; set it on",
				settings[i].name, role);
	}
	if (on == 3 && text_is(role, "bothy_work"))
		say_ok("durability", "fsync, full_page_writes and synchronous_commit are on");
}

static void check_encoding(struct doctor *d)
{
	const char *encoding = doctor_value(d, "SHOW server_encoding");

	if (text_is(encoding, "UTF8"))
		say_ok("encoding", "UTF8");
	else
		say_bad("encoding", "the database is %s: make it anew with ENCODING 'UTF8'",
			encoding ? encoding : "unknown");
}

/* The names in CREATE EXTENSION of all migrations. */
static void check_extensions(struct config *c, struct doctor *d)
{
	static const char create[] = "CREATE EXTENSION IF NOT EXISTS ";
	const char *there =
		doctor_value(d, "SELECT ' ' || string_agg(extname, ' ') || ' ' FROM pg_extension");
	const char *all = "", *at;
	const struct migration *m;
	bool fine = true;

	for (m = migrations; m->name; m++)
		for (at = strstr(m->sql, create); at; at = strstr(at, create)) {
			const char *name = arena_text_n(&c->arena, at + strlen(create),
				strcspn(at + strlen(create), "; \n"));

			at += strlen(create);
			all = arena_printf(&c->arena, "%s%s%s", all, *all ? ", " : "", name);
			if (there && strstr(there, arena_printf(&c->arena, " %s ", name)))
				continue;
			say_bad("extensions",
				"%s is missing: install postgresql-contrib, then as its owner CREATE EXTENSION %s",
				name, name);
			fine = false;
		}
	if (fine)
		say_ok("extensions", "%s", all);
}

/* The answer was made somewhere between asking and having it. */
static void check_clock(struct doctor *d)
{
	int64_t before = clock_now().us, theirs = 0, after, apart;
	const char *value =
		doctor_value(d, "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint");

	after = clock_now().us;
	if (!value || !text_int8(value, &theirs))
		return;
	apart = theirs < before ? before - theirs : theirs > after ? theirs - after : 0;
	if (apart > APART_MOST_US)
		say_warn("clocks",
			"this machine and the database's differ by %" PRId64
			" s: sessions and limits end early or late; set both by NTP",
			(apart + 500000) / 1000000);
	else
		say_ok("clocks", "this machine and the database's agree");
}

static void check_migrations(struct config *c, const char *password)
{
	int missing = migrate_missing(c->database.url, "bothy_work", password);

	if (missing > 0)
		say_bad("migrations", "%d are missing: bothy migrate", missing);
	else if (missing == 0)
		say_ok("migrations", "up to date");
	else
		say_bad("migrations", "cannot be told; the reason stands above");
}

/* Whether the schema is there at all: without it nothing can be tried. */
static bool has_schema(struct doctor *d)
{
	return doctor_value(d, "SELECT 1 FROM pg_namespace WHERE nspname = 'community'") != NULL;
}

static void check_server(struct config *c, struct doctor *d)
{
	check_version(d);
	check_encoding(d);
	if (has_schema(d))
		check_extensions(c, d);
	check_clock(d);
}

static void check_role(struct config *c, const char *role)
{
	const char *password = secrets_password(c, role), *why = "";
	struct doctor *d;

	if (!password) /* check_users() has said it */
		return;
	d = doctor_open(&c->arena, c->database.url, role, password, &why);
	if (!d) {
		say_bad(role,
			"cannot sign in (is the server up, is pg_hba.conf as deploy/README.md says?): %s",
			why);
		return;
	}
	check_safety(d, role);
	if (has_schema(d))
		check_walls(d, role);
	else
		say_ok(role, "signs in");
	if (text_is(role, "bothy_web"))
		check_closed_rooms(d);
	if (text_is(role, "bothy_web") && has_schema(d))
		check_intake_key(c, d);
	if (text_is(role, "bothy_work")) {
		check_server(c, d);
		check_migrations(c, password);
	}
	doctor_close(d);
}

void check_database(struct config *c)
{
	const char *why;

	if (!db_conninfo_ok(c->database.url, &why)) {
		say_bad("database url", "%s", why);
		return;
	}
	check_role(c, "bothy_web");
	check_role(c, "bothy_desk");
	check_role(c, "bothy_work");
}
