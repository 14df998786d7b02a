/* key_command.c -- `bothy user key`: keys for machines, from the command line. A key is shown once. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/text.h"
#include "db/query.h"
#include "forum/api/api.h"
#include "forum/api/api_key.h"
#include "forum/api/api_sql.h"
#include "intake/intake.h"
#include "loop/task.h"

static const char usage[] =
	"usage: bothy user key add NAME --scopes customers,cases,touchpoints --source SOURCE [--days N]\n"
	"       bothy user key list\n"
	"       bothy user key revoke NUMBER\n"
	"\n"
	"add     makes a key for POST /api at the desk's address and prints it once. SOURCE says whose ids it will send: up to 30 of\n"
	"        a-z, 0-9, - and _. With --days it ends by itself.\n"
	"list    prints all keys, without what is secret.\n"
	"revoke  ends one at once.\n";

static bool refused(const char *what)
{
	fprintf(stderr, "bothy user key: %s\n\n%s", what, usage);
	return false;
}

bool api_key_command_meant(int argc, char **argv)
{
	return argc > 1 && strcmp(argv[1], "key") == 0;
}

static bool source_ok(const char *s)
{
	size_t n = s ? strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-_") : 0;

	return n > 0 && n <= 30 && s[n] == 0 && s[0] != '-' && s[0] != '_' && strcmp(s, "bothy") != 0;
}

static bool scopes_ok(const char *s)
{
	struct slice rest = slice_of(s ? s : "");
	enum intake_kind kind;
	char word[16];

	while (rest.s) {
		struct slice one = slice_cut(&rest, ',');

		if (one.n >= sizeof(word))
			return false;
		memcpy(word, one.s, one.n);
		word[one.n] = 0;
		if (!intake_kind_of(word, &kind))
			return false;
	}
	return true;
}

static bool add_read(struct api_key_command *k)
{
	if (text_empty(k->name) || text_characters(k->name) > 60 ||
		!text_clean(k->name, strlen(k->name), false))
		return refused("which name? Up to 60 characters that say who uses it");
	if (!scopes_ok(k->scopes))
		return refused(
			"--scopes has one or more of customers, cases, touchpoints, with commas between");
	if (!source_ok(k->source))
		return refused("--source has up to 30 of a-z, 0-9, - and _, and is not bothy");
	return k->days >= 0 && k->days <= 36500 ? true : refused("--days is a number of days");
}

bool api_key_command_read(struct api_key_command *k)
{
	static const struct option options[] = {{"scopes", required_argument, NULL, 'c'},
		{"source", required_argument, NULL, 's'}, {"days", required_argument, NULL, 'd'},
		{NULL, 0, NULL, 0}};
	const char *act, *rest;
	int option;

	while ((option = getopt_long(k->argc, k->argv, "", options, NULL)) != -1) {
		if (option == 'c')
			k->scopes = optarg;
		else if (option == 's')
			k->source = optarg;
		else if (option == 'd')
			k->days = atol(optarg) > 0 ? atol(optarg) : -1;
		else
			return refused("that was not expected");
	}
	act = optind + 1 < k->argc ? k->argv[optind + 1]
				   : ""; /* the words are "key", the act, and what it is done to */
	rest = optind + 2 < k->argc ? k->argv[optind + 2] : NULL;
	k->name = rest;
	k->act = strcmp(act, "list") == 0     ? API_KEY_LIST
		 : strcmp(act, "revoke") == 0 ? API_KEY_REVOKE
					      : API_KEY_ADD;
	if (k->act == API_KEY_LIST)
		return true;
	if (k->act == API_KEY_REVOKE) {
		k->id = rest ? atol(rest) : 0;
		return k->id > 0 ? true : refused("which key? `bothy user key list` has their numbers");
	}
	return strcmp(act, "add") == 0 ? add_read(k) : refused("add, list or revoke?");
}

static int add_wait(struct task *t, const struct api_key_command *k)
{
	unsigned char hash[SECRET_HASH];
	struct blob stored = {hash, sizeof(hash)};
	const char *key = api_key_make(&t->arena, hash);
	struct slice rest = slice_of(k->scopes);
	struct texts scopes = {arena_array(&t->arena, const char *, strlen(k->scopes)), 0};
	struct api_key_id *added = NULL;

	while (rest.s) {
		struct slice one = slice_cut(&rest, ',');

		scopes.v[scopes.n++] = arena_text_n(&t->arena, one.s, one.n);
	}
	db_begin(t);
	api_key_add(t, k->name, stored, scopes, k->source, k->days, &added);
	db_commit_wait(t);
	printf("key %lld for %s, source %s, scopes %s; it is not shown again:\n%s\n", (long long)added->id,
		k->name, k->source, k->scopes, key);
	return 0;
}

static int list_wait(struct task *t)
{
	struct api_keys keys = {0};
	char made[32], used[32];
	size_t i;

	api_keys_list(t, &keys);
	db_wait(t);
	for (i = 0; i < keys.n; i++) {
		const struct api_key *k = &keys.v[i];

		printf("%4lld  %-24s  %-12s  %-28s  made %.10s  %s%.10s%s\n", (long long)k->id, k->name,
			k->source, text_joined(&t->arena, k->scopes, ","), intl_iso(k->created_at, made),
			when_known(k->used_at) ? "used " : "never used",
			when_known(k->used_at) ? intl_iso(k->used_at, used) : "",
			when_known(k->revoked_at)					 ? "  revoked"
			: when_known(k->expires_at) && k->expires_at.us < clock_now().us ? "  over"
											 : "");
	}
	return 0;
}

static int revoke_wait(struct task *t, const struct api_key_command *k)
{
	struct api_key_id *ended = NULL;

	db_begin(t);
	api_key_revoke(t, k->id, &ended);
	db_commit_wait(t);
	if (!ended) {
		fprintf(stderr, "bothy user key: there is no key %ld, or it is revoked already\n", k->id);
		return 1;
	}
	printf("key %ld is revoked\n", k->id);
	return 0;
}

int api_key_command_wait(struct task *t, void *arg)
{
	const struct api_key_command *k = arg;

	if (k->act == API_KEY_ADD)
		return add_wait(t, k);
	return k->act == API_KEY_LIST ? list_wait(t) : revoke_wait(t, k);
}
