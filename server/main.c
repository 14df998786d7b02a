/* main.c -- the program: a table of subcommands. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/secret.h"
#include "base/version.h"
#include "check.h"
#include "command.h"
#include "config.h"
#include "db/migrate.h"
#include "db/pool.h"
#include "forum/account/user_command.h"
#include "forum/api/api.h"
#include "forum/demo/demo.h"
#include "forum/desk/user.h"
#include "forum/routes.h"
#include "forum/site.h"
#include "import/fed.h"
#include "import/import.h"
#include "reputation.h"
#include "secrets.h"
#include "serve.h"
#include "statements.h"

struct command_line {
	const char *config_file;
	int argc; /* from the subcommand's name on */
	char **argv;
};

struct subcommand {
	const char *name, *arguments, *help;
	int (*run)(struct command_line *line);
	const char *more, *rest; /* for --help; NULL: nothing to add */
};

static int run_serve(struct command_line *line);
static int run_migrate(struct command_line *line);
static int run_check(struct command_line *line);
static int run_import(struct command_line *line);
static int run_import_stackexchange(struct command_line *line);
static int run_demo(struct command_line *line);
static int run_user(struct command_line *line);
static int run_reputation(struct command_line *line);
static int run_routes(struct command_line *line);
static int run_statements(struct command_line *line);
static int run_help(struct command_line *line);

static const struct subcommand subcommands[] = {
	{"serve", "", "runs the community and the desk until SIGTERM", run_serve,
		"Started as root it becomes [run] user once its sockets are open; sockets of systemd are taken over. SIGTERM\n"
		"finishes accepted requests within 10 s; SIGHUP reads the settings again and replaces every process.\n"},
	{"migrate", "[--create-roles --admin CONNINFO]", "brings the database's schema up to date",
		run_migrate,
		"Works as bothy_owner, whose password is in [database] secrets. With --create-roles it first makes the database,\n"
		"the roles bothy_owner, bothy_web, bothy_desk and bothy_work, and their password files where they are missing;\n"
		"CONNINFO says as whom: someone who may create roles, as in 'host=/var/run/postgresql dbname=postgres'.\n"},
	{"check", "[--explain]", "looks whether everything needed is there, and says what to do where not",
		run_check,
		"Settings, users, passwords, folders, helpers, mail server, database, roles: one line each, ok, warn or BAD; the exit\n"
		"status is 1 if anything is BAD. Nothing is changed or sent; as root it sees all of it. --explain prints every setting\n"
		"with its default, as a file to begin with.\n"},
	{"import", "stackexchange|customers|cases|touchpoints ...", "reads another system's export",
		run_import,
		"stackexchange DIR [--topic NAME] reads a Stack Exchange data dump: DIR holds its tables Posts, Users, Comments, Votes,\n"
		"Tags, PostLinks, PostHistory as .xml or .csv, plain or .gz. Its threads go into the topic NAME (else DIR's own name),\n"
		"made if missing.\n"
		"Interrupted, the same command goes on where it stopped; run twice, it adds nothing.\n\n"
		"customers|cases|touchpoints FILE [--source NAME] reads what a CRM knows of customers: CSV with a header line or JSON\n"
		"lines, plain or packed. NAME says whose ids these are (crm where it is not said). Lines that cannot be used are set\n"
		"aside in FILE.rejected, each with why; mended, that file is read like the first. The exit status is then 3.\n"},
	{"demo", "[--accounts FILE]", "fills an empty community with a demo", run_demo,
		"The community of an invented phone network, over the year before today. The three accounts to sign in with are\n"
		"written to FILE as shell assignments, else printed.\n"},
	{"user", "add|role|passwd|list|claim|close|key ...",
		"accounts; with --desk, of the staff desk; keys of the API", run_user, user_command_usage,
		desk_user_usage},
	{"reputation", "status|refused|rebuild|check|verify FILE|findings|cev|who-to-ask THREAD|evaluate DIR",
		"looks after the ledger of reputation", run_reputation, reputation_more},
	{"routes", "", "prints every address the site answers, with what guards it", run_routes, NULL},
	{"statements", "[NAME...]", "prints the program's SQL statements, for EXPLAIN", run_statements, NULL},
	{"help", "[SUBCOMMAND]", "says this", run_help, NULL},
};

#define ARGUMENTS_WIDTH 36
#define SUBCOMMANDS	(sizeof(subcommands) / sizeof(subcommands[0]))

/* Long arguments stand on a line of their own. */
static void say_line(FILE *out, const struct subcommand *s)
{
	if (strlen(s->arguments) <= ARGUMENTS_WIDTH)
		fprintf(out, "  %-10s %-*s %s\n", s->name, ARGUMENTS_WIDTH, s->arguments, s->help);
	else
		fprintf(out, "  %-10s %s\n  %-10s %-*s %s\n", s->name, s->arguments, "", ARGUMENTS_WIDTH, "",
			s->help);
}

static int say_usage(FILE *out)
{
	size_t i;

	fprintf(out,
		"bothy: a peer support community server\n\nusage: bothy [--config FILE] SUBCOMMAND …\n\n");
	for (i = 0; i < SUBCOMMANDS; i++)
		say_line(out, &subcommands[i]);
	fprintf(out,
		"\nSettings come from --config, else the file BOTHY_CONFIG names, else /etc/bothy/bothy.conf;\n"
		"BOTHY_SECTION_KEY in the environment overrides one. bothy check --explain lists them all.\n");
	return out == stderr ? 2 : 0;
}

/* Whether nothing but the subcommand's own name was given. */
static bool alone(struct command_line *line)
{
	if (line->argc == 1)
		return true;
	fprintf(stderr, "bothy %s: %s was not expected\n", line->argv[0], line->argv[1]);
	return false;
}

static bool settings(struct command_line *line, struct config *c)
{
	if (!config_read(c, line->config_file))
		return false;
	site = (struct site){.name = c->site.name,
		.url = c->web.url,
		.desk_url = c->desk.url,
		.calling_code = c->site.calling_code,
		.locale = c->site.locale,
		.zone = c->site.zone};
	return true;
}

/* Reads --${name} VALUE, where no other option is known; what stands besides begins at optind then. False: getopt has said what is wrong. */
static bool only_option(struct command_line *line, const char *name, const char **value)
{
	const struct option options[] = {{name, required_argument, NULL, 'v'}, {NULL, 0, NULL, 0}};
	int option;

	while ((option = getopt_long(line->argc, line->argv, "", options, NULL)) != -1) {
		if (option != 'v')
			return false;
		*value = optarg;
	}
	return true;
}

static int run_serve(struct command_line *line)
{
	return alone(line) ? serve(line->config_file) : 2;
}

static bool roles_created(struct config *c, const char *admin)
{
	const char *database = db_conninfo_database(&c->arena, c->database.url);

	if (!database)
		fprintf(stderr, "bothy: [database] url = %s names no database (dbname=…)\n", c->database.url);
	return database && migrate_create_roles(admin, database, c->database.secrets);
}

static int run_migrate(struct command_line *line)
{
	static const struct option options[] = {{"create-roles", no_argument, NULL, 'c'},
		{"admin", required_argument, NULL, 'a'}, {NULL, 0, NULL, 0}};
	const char *admin = NULL, *password, *intake;
	bool create = false, ok;
	struct config c;
	int option;

	while ((option = getopt_long(line->argc, line->argv, "", options, NULL)) != -1) {
		if (option == 'c')
			create = true;
		else if (option == 'a')
			admin = optarg;
		else
			return 2;
	}
	if (create && !admin) {
		fprintf(stderr,
			"bothy migrate --create-roles wants --admin CONNINFO: who may create roles, at which server\n");
		return 2;
	}
	if (!settings(line, &c))
		return 1;
	if (create && !roles_created(&c, admin))
		return 1;
	password = secrets_password(&c, "bothy_owner");
	intake = secrets_intake_key(&c);
	ok = password && migrate_up(c.database.url, password, NULL) &&
	     (!*intake || migrate_intake_key(c.database.url, password, intake));
	config_free(&c);
	return ok ? 0 : 1;
}

static int run_check(struct command_line *line)
{
	struct config c;
	int status;

	if (line->argc == 2 && strcmp(line->argv[1], "--explain") == 0) {
		config_explain(stdout);
		return 0;
	}
	if (!alone(line))
		return 2;
	if (!settings(line, &c))
		return 1;
	status = check(&c);
	config_free(&c);
	return status;
}

static int run_import_fed(struct command_line *line, enum intake_kind kind)
{
	struct fed_settings s = {.kind = kind, .source = "crm"};
	struct config c;
	int status;

	if (!only_option(line, "source", &s.source))
		return 2;
	if (line->argc - optind != 2 || !fed_source_ok(s.source)) {
		fprintf(stderr,
			"usage: bothy import %s FILE [--source NAME]\nNAME has up to 30 of a-z, 0-9, - and _\n",
			intake_kind_name(kind));
		return 2;
	}
	if (!settings(line, &c))
		return 1;
	s.path = line->argv[optind + 1];
	s.country = site.calling_code;
	s.conninfo = c.database.url;
	s.password = secrets_password(&c, "bothy_work");
	status = s.password ? import_fed(&s) : 1;
	config_free(&c);
	return status;
}

static int run_import(struct command_line *line)
{
	enum intake_kind kind;

	if (line->argc > 1 && intake_kind_of(line->argv[1], &kind))
		return run_import_fed(line, kind);
	return run_import_stackexchange(line);
}

static int run_import_stackexchange(struct command_line *line)
{
	struct import_settings s = {0};
	struct config c;
	int status;

	if (!only_option(line, "topic", &s.topic))
		return 2;
	if (line->argc - optind != 2 || strcmp(line->argv[optind], "stackexchange") != 0) {
		fprintf(stderr, "usage: bothy import stackexchange DIR [--topic NAME]\n"
				"       bothy import customers|cases|touchpoints FILE [--source NAME]\n");
		return 2;
	}
	if (!settings(line, &c))
		return 1;
	s.directory = line->argv[optind + 1];
	s.conninfo = c.database.url;
	s.password = secrets_password(&c, "bothy_work");
	s.run_directory = c.run.directory;
	if (!s.password)
		return 1;
	status = import_stackexchange(&s);
	config_free(&c);
	return status;
}

static int run_demo(struct command_line *line)
{
	struct demo_settings s = {0};
	struct config c;

	if (!only_option(line, "accounts", &s.accounts))
		return 2;
	return settings(line, &c) ? command_run(&c, demo_write_wait, &s) : 1;
}

static int run_desk_user(struct command_line *line)
{
	struct desk_user_command u = {.argc = line->argc, .argv = line->argv};
	struct config c;

	if (!desk_user_read(&u))
		return 2;
	return settings(line, &c) ? command_run(&c, desk_user_wait, &u) : 1;
}

static int run_api_key(struct command_line *line)
{
	struct api_key_command k = {.argc = line->argc, .argv = line->argv};
	struct config c;

	if (!api_key_command_read(&k))
		return 2;
	return settings(line, &c) ? command_run(&c, api_key_command_wait, &k) : 1;
}

static int run_user(struct command_line *line)
{
	struct user_command u = {.argc = line->argc, .argv = line->argv};
	struct config c;

	if (api_key_command_meant(line->argc, line->argv))
		return run_api_key(line);
	if (desk_user_meant(line->argc, line->argv))
		return run_desk_user(line);
	if (!user_command_read(&u))
		return 2;
	return settings(line, &c) ? command_run(&c, user_command_wait, &u) : 1;
}

static int run_reputation(struct command_line *line)
{
	struct config c;
	int status;

	if (!settings(line, &c))
		return 1;
	status = reputation_run(&c, line->argc, line->argv);
	config_free(&c);
	return status;
}

static int run_routes(struct command_line *line)
{
	if (!alone(line))
		return 2;
	routes_list(stdout);
	return 0;
}

static int run_statements(struct command_line *line)
{
	return statements_print(stdout, line->argv + 1, line->argc - 1) ? 0 : 1;
}

static const struct subcommand *subcommand_find(const char *name)
{
	size_t i;

	for (i = 0; i < SUBCOMMANDS; i++)
		if (strcmp(subcommands[i].name, name) == 0)
			return &subcommands[i];
	return NULL;
}

static int say_more(const struct subcommand *s)
{
	printf("usage: bothy [--config FILE] %s%s%s\n\n%s.\n", s->name, *s->arguments ? " " : "",
		s->arguments, s->help);
	if (s->more)
		printf("\n%s", s->more);
	if (s->rest)
		printf("\n%s", s->rest);
	return 0;
}

static int run_help(struct command_line *line)
{
	const struct subcommand *s = line->argc > 1 ? subcommand_find(line->argv[1]) : NULL;

	return s ? say_more(s) : say_usage(stdout);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"config", required_argument, NULL, 'c'},
		{"help", no_argument, NULL, 'h'}, {"version", no_argument, NULL, 'v'}, {NULL, 0, NULL, 0}};
	struct command_line line = {0};
	int option;
	const struct subcommand *s;

	while ((option = getopt_long(argc, argv, "+h", options, NULL)) != -1) {
		if (option == 'h')
			return say_usage(stdout);
		if (option == 'v')
			return printf("bothy %s\n", bothy_version) < 0;
		if (option != 'c')
			return say_usage(stderr);
		line.config_file = optarg;
	}
	line.argc = argc - optind;
	line.argv = argv + optind;
	optind = 0; /* getopt begins anew with the subcommand's own */
	if (line.argc == 0)
		return say_usage(stderr);
	secret_init();
	s = subcommand_find(line.argv[0]);
	if (s && strcmp(line.argv[line.argc - 1], "--help") == 0)
		return say_more(s);
	if (s)
		return s->run(&line);
	fprintf(stderr, "bothy: %s is no subcommand\n\n", line.argv[0]);
	return say_usage(stderr);
}
