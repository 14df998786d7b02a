/* config.c -- see config.h. One table of keys: reading, overriding and explaining all walk it. */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/intl.h"
#include "web/address.h"

#define DEFAULT_FILE "/etc/bothy/bothy.conf"
#define NAME_MOST    96
#define LINE_MOST    190 /* libinih as Debian builds it cuts lines at 200 bytes without a word */

enum kind { TEXT, ADDRESS, SENDER, DIGITS, LANGUAGE, ZONE, NUMBER, HOSTS, PREFIXES };

struct key {
	const char *section, *name;
	enum kind kind;
	size_t offset;
	const char *value; /* the default */
	int64_t least, most;
	const char *help;
};

/* clang-format off */
#define KEY_TEXT(s, n, value, help)        {#s, #n, TEXT, offsetof(struct config, s.n), value, 0, 0, help}
#define KEY_FORM(s, n, form, value, help)  {#s, #n, form, offsetof(struct config, s.n), value, 0, 0, help}
#define KEY_NUMBER(s, n, value, lo, hi, h) {#s, #n, NUMBER, offsetof(struct config, s.n), value, lo, hi, h}
/* clang-format on */

static const struct key keys[] = {
	KEY_FORM(web, url, ADDRESS, "http://localhost:8080",
		"the address customers use; links and mails begin with it"),
	KEY_TEXT(web, listen, "127.0.0.1:8080",
		"where the public door listens; with systemd sockets not used"),
	KEY_FORM(web, hosts, HOSTS, "",
		"further host names that are answered, besides that of url; others get 421"),
	KEY_FORM(web, trusted_proxies, PREFIXES, "",
		"addresses or prefixes whose X-Forwarded-For is believed"),
	KEY_NUMBER(web, workers, "0", 0, 64, "processes of the public door; 0: one a core"),
	KEY_NUMBER(web, connections, "4000", 16, 100000, "most connections of one worker"),
	KEY_NUMBER(web, connections_per_address, "200", 1, 100000,
		"most connections of one address (IPv6: /64) to one worker; never more than half of all"),
	KEY_FORM(desk, url, ADDRESS, "http://localhost:8081", "the address staff use"),
	KEY_TEXT(desk, listen, "127.0.0.1:8081", "where the staff door listens"),
	KEY_FORM(desk, hosts, HOSTS, "", "further host names of the desk"),
	KEY_TEXT(desk, totp, "offered",
		"one-time codes at sign-in, besides the password: offered or required"),
	KEY_TEXT(database, url, "host=/var/run/postgresql dbname=bothy",
		"libpq keywords or URL, without user and password"),
	KEY_TEXT(database, secrets, "/etc/bothy/secrets", "directory with one password file for each role"),
	KEY_NUMBER(database, connections, "4", 1, 64, "most database connections of one worker"),
	KEY_TEXT(crm, adapter, "bothy", "where cases are kept: bothy (here) or rt (a Request Tracker 5)"),
	KEY_TEXT(crm, url, "", "its address, like https://crm.example.org"),
	KEY_TEXT(crm, queue, "", "the queue in which our tickets are made, and whose tickets are followed"),
	KEY_TEXT(crm, token_file, "", "file that holds the token of its user for us"),
	KEY_TEXT(crm, hook_secret_file, "",
		"file with the secret that signs its events; two, one a line, while it changes"),
	KEY_TEXT(crm, ca_file, "", "certificates (PEM) by which it is known; empty: the system's"),
	KEY_NUMBER(crm, poll_s, "60", 1, 86400, "seconds between two times of asking it what has changed"),
	KEY_NUMBER(crm, tries, "600", 1, 30000,
		"after so many tries, at most 5 minutes apart, what could not be said is given up"),
	KEY_TEXT(crm, adopt, "no", "whether tickets that began there become cases here: yes or no"),
	KEY_TEXT(mail, smtp, "", "smtp://host:port or smtps://…; empty: mails are written as .eml files"),
	KEY_TEXT(mail, smtp_user, "", "user name at the mail server, if it wants one"),
	KEY_TEXT(mail, smtp_password_file, "", "file that holds its password"),
	KEY_TEXT(mail, smtp_ca_file, "", "certificates (PEM) by which it is known; empty: the system's"),
	KEY_TEXT(mail, directory, "/var/lib/bothy/mail", "where .eml files go when smtp is empty"),
	KEY_FORM(mail, from, SENDER, "", "the sender; empty: the site's name at the host of [web] url"),
	KEY_TEXT(run, directory, "/run/bothy", "pid file and shared memory"),
	KEY_TEXT(run, user, "",
		"started as root, become this user; the processes below that have none of their own too"),
	KEY_TEXT(run, web_user, "bothy-web",
		"the user of the public door; if the system has it, started as root"),
	KEY_TEXT(run, desk_user, "bothy-desk", "the user of the staff door, likewise"),
	KEY_TEXT(run, work_user, "bothy-work", "the user of the jobs, likewise; mails as files are his"),
	KEY_TEXT(run, craft_user, "bothy-craft",
		"the user of the sandboxed helpers, likewise; else that of the public door"),
	KEY_TEXT(reputation, proof, "email",
		"what proves a customer: email (a confirmed address) or customer (only what the company says)"),
	KEY_TEXT(site, name, "Community", "the community's name, on every page"),
	KEY_FORM(site, locale, LANGUAGE, "en", "the language of guests"),
	KEY_FORM(site, zone, ZONE, "UTC", "the time zone of guests"),
	KEY_FORM(site, calling_code, DIGITS, "44",
		"the country of phone numbers that do not say theirs, as one dials it: 44, 1, 49"),
	KEY_TEXT(site, colour, "", "accent on light pages, like #1f5eff; empty: the built-in blue"),
	KEY_TEXT(site, colour_dark, "", "accent on dark pages"),
};

#define KEYS (sizeof(keys) / sizeof(keys[0]))

struct reading {
	struct config *config;
	FILE *in;
	const char *error;
	int line, long_line;
};

/* Commas or blanks part what is listed: neither host names nor addresses hold any. */
static struct texts list_read(struct arena *a, const char *value)
{
	static const char between[] = ", \t";
	struct texts list = {arena_array(a, const char *, strlen(value) + 1), 0};

	for (value += strspn(value, between); *value; value += strspn(value, between)) {
		size_t n = strcspn(value, between);

		list.v[list.n++] = arena_text_n(a, value, n);
		value += n;
	}
	return list;
}

/* A name as it stands in Host, without a port: that is not looked at. */
static bool is_host(const char *text)
{
	const char *rest = text + (*text == '[' ? strspn(text, "[:.0123456789abcdefABCDEF")
						: strspn(text, "abcdefghijklmnopqrstuvwxyz"
							       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."));

	return rest > text && (*text == '[' ? strcmp(rest, "]") == 0 : *rest == 0);
}

/* NULL, or what is wrong with a list of that kind. */
static const char *list_fault(struct arena *a, enum kind kind, const struct texts *list)
{
	struct address_prefix prefix;
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (kind == HOSTS && !is_host(list->v[i]))
			return arena_printf(a, "lists host names alone, with commas, and \"%s\" is none",
				list->v[i]);
		if (kind == PREFIXES && !address_prefix_read(list->v[i], &prefix))
			return arena_printf(a,
				"lists addresses like 127.0.0.1 or 10.0.0.0/8, with commas, and \"%s\" is none",
				list->v[i]);
	}
	return NULL;
}

/* Whether it is "https://host" or "http://host:port" and nothing more: paths are written right after it, and browsers send
 * hosts in small letters. */
static bool is_address(const char *value)
{
	const char *host = text_starts(value, "https://") ? value + 8 : value + 7, *rest;

	if (!text_starts(value, "https://") && !text_starts(value, "http://"))
		return false;
	rest = host + (*host == '[' ? strspn(host, "[]:.0123456789abcdef")
				    : strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789-."));
	if (rest == host)
		return false;
	if (*rest == ':')
		return rest[1] && rest[1 + strspn(rest + 1, "0123456789")] == 0;
	return *rest == 0;
}

/* "c@example.org", "Community <c@example.org>", or nothing. */
static bool is_sender(const char *value)
{
	const char *open = strchr(value, '<'), *address = open ? open + 1 : value;
	size_t n = strcspn(address, " \t<>,;\""), local = strcspn(address, "@");

	return *value == 0 || (local && local + 1 < n && !memchr(address + local + 1, '@', n - local - 1) &&
				      strcmp(address + n, open ? ">" : "") == 0);
}

/* NULL, or what is wrong with a text of that kind. */
static const char *text_fault(enum kind kind, const char *value)
{
	if (!text_clean(value, strlen(value), false))
		return "is not clean UTF-8 on one line";
	if (kind == ADDRESS && !is_address(value))
		return "must be https://HOST or http://HOST, in small letters, with :PORT where it needs one and nothing after";
	if (kind == SENDER && !is_sender(value))
		return "must be an address, like c@example.org or Community <c@example.org>";
	if (kind == DIGITS && (*value == 0 || value[strspn(value, "0123456789")]))
		return "is written in digits alone, like 44";
	if (kind == LANGUAGE && !intl_locale_known(value))
		return "is no language we know, like en or pt-BR";
	if (kind == ZONE && !intl_zone_known(value))
		return "is no time zone, like Europe/London";
	return NULL;
}

/* NULL, or what is wrong with the value. */
static const char *key_set(struct config *c, const struct key *k, const char *value)
{
	void *at = (char *)c + k->offset;
	const char *fault;
	int64_t number;

	switch (k->kind) {
	case TEXT:
	case ADDRESS:
	case SENDER:
	case DIGITS:
	case LANGUAGE:
	case ZONE:
		fault = text_fault(k->kind, value);
		if (!fault)
			*(const char **)at = arena_text(&c->arena, value);
		return fault;
	case HOSTS:
	case PREFIXES:
		*(struct texts *)at = list_read(&c->arena, value);
		return list_fault(&c->arena, k->kind, at);
	case NUMBER:
		if (!text_int8(value, &number) || number < k->least || number > k->most)
			return arena_printf(&c->arena, "must be a number from %lld to %lld",
				(long long)k->least, (long long)k->most);
		*(int64_t *)at = number;
		return NULL;
	}
	return NULL;
}

static int on_pair(void *user, const char *section, const char *name, const char *value)
{
	struct reading *r = user;
	struct arena *a = &r->config->arena;
	const char *wrong = "is not a setting of this program (bothy check --explain lists them)";
	size_t i;

	if (r->error)
		return 0;
	for (i = 0; i < KEYS; i++) {
		if (strcmp(keys[i].section, section) != 0 || strcmp(keys[i].name, name) != 0)
			continue;
		wrong = key_set(r->config, &keys[i], value);
		break;
	}
	if (wrong)
		r->error = arena_printf(a, "[%s] %s %s", section, name, wrong);
	return wrong == NULL;
}

/* fgets that notices a line libinih would cut. */
static char *read_line(char *buffer, int room, void *user)
{
	struct reading *r = user;
	char *s = fgets(buffer, room, r->in);

	if (!s)
		return NULL;
	r->line++;
	if (strlen(s) >= LINE_MOST && !r->long_line)
		r->long_line = r->line;
	return s;
}

static bool file_read(struct config *c, const char *path)
{
	FILE *in = fopen(path, "re");
	struct reading r = {.config = c, .in = in};
	int line;

	if (!in) {
		fprintf(stderr, "bothy: %s: %s\n", path, strerror(errno));
		return false;
	}
	line = ini_parse_stream(read_line, &r, on_pair, &r);
	fclose(in);
	if (r.long_line)
		fprintf(stderr, "bothy: %s:%d: the line is longer than %d bytes\n", path, r.long_line,
			LINE_MOST);
	else if (r.error)
		fprintf(stderr, "bothy: %s:%d: %s\n", path, line, r.error);
	else if (line)
		fprintf(stderr, "bothy: %s:%d: neither a [section] nor key = value\n", path, line);
	return !r.long_line && !r.error && !line;
}

/* BOTHY_SECTION_KEY. */
static void environment_name(const struct key *k, char out[NAME_MOST])
{
	char *p;

	snprintf(out, NAME_MOST, "BOTHY_%s_%s", k->section, k->name);
	for (p = out; *p; p++)
		*p = (char)toupper((unsigned char)*p);
}

static bool environment_read(struct config *c)
{
	char name[NAME_MOST];
	const char *value, *wrong;
	size_t i;

	for (i = 0; i < KEYS; i++) {
		environment_name(&keys[i], name);
		value = getenv(name);
		wrong = value ? key_set(c, &keys[i], value) : NULL;
		if (wrong) {
			fprintf(stderr, "bothy: %s %s\n", name, wrong);
			return false;
		}
	}
	return true;
}

static bool is_stray(const char *name)
{
	char known[NAME_MOST];
	bool ours = false;
	size_t i, section;

	for (i = 0; i < KEYS; i++) {
		environment_name(&keys[i], known);
		if (strcmp(name, known) == 0)
			return false;
		section = strlen("BOTHY_") + strlen(keys[i].section) + 1;
		ours = ours || strncmp(name, known, section) == 0;
	}
	return ours;
}

const char *config_stray(size_t *at)
{
	static char name[NAME_MOST];

	while (environ[*at]) {
		const char *pair = environ[(*at)++];
		size_t n = strcspn(pair, "=");

		if (n >= sizeof(name))
			continue;
		memcpy(name, pair, n);
		name[n] = 0;
		if (is_stray(name))
			return name;
	}
	return NULL;
}

bool config_read(struct config *c, const char *file)
{
	size_t i;

	memset(c, 0, sizeof(*c));
	for (i = 0; i < KEYS; i++)
		key_set(c, &keys[i], keys[i].value);
	if (!file)
		file = getenv("BOTHY_CONFIG");
	if (!file && access(DEFAULT_FILE, F_OK) == 0)
		file = DEFAULT_FILE;
	if (file) {
		if (!file_read(c, file))
			return false;
		c->file = arena_text(&c->arena, file);
	}
	return environment_read(c);
}

void config_free(struct config *c)
{
	arena_end(&c->arena);
}

void config_explain(FILE *out)
{
	const char *section = "";
	size_t i;

	for (i = 0; i < KEYS; i++) {
		if (strcmp(section, keys[i].section) != 0)
			fprintf(out, "%s[%s]\n", i ? "\n" : "", keys[i].section);
		section = keys[i].section;
		fprintf(out, "; %s\n%s = %s\n", keys[i].help, keys[i].name, keys[i].value);
	}
}
