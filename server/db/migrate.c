/* migrate.c -- see migrate.h: what is applied is read from ops.migration, compared with what is compiled in,
 * and the rest is applied in order. roles.c is the other half. */
#include "db/migrate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/secret.h"
#include "db/blocking.h"

/* Any number will do, if only every bothy takes the same. */
#define LOCK_SQL "SELECT pg_advisory_lock(4783261)"

/* Every role may see what is applied: `bothy serve` compares before it starts. */
#define TABLE_SQL \
	"CREATE SCHEMA IF NOT EXISTS ops;" \
	"CREATE TABLE IF NOT EXISTS ops.migration (" \
	"	name text PRIMARY KEY, hash text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());" \
	"GRANT USAGE ON SCHEMA ops TO bothy_web, bothy_desk, bothy_work;" \
	"GRANT SELECT ON ops.migration TO bothy_web, bothy_desk, bothy_work"

static const struct migration *list = migrations;

void migrate_use(const struct migration *other)
{
	list = other ? other : migrations;
}

static const char *hash_of(struct arena *a, const char *sql)
{
	unsigned char hash[SECRET_HASH];

	secret_hash(hash, sql, strlen(sql), NULL, 0);
	return text_hex(a, hash, sizeof(hash));
}

static int row_named(const PGresult *applied, const char *name)
{
	int i;

	for (i = 0; i < PQntuples(applied); i++)
		if (strcmp(PQgetvalue(applied, i, 0), name) == 0)
			return i;
	return -1;
}

static bool known(const char *name)
{
	const struct migration *m;

	for (m = list; m->name; m++)
		if (strcmp(m->name, name) == 0)
			return true;
	return false;
}

/* What is applied must be what we have, unchanged and without gaps. */
static bool history_fits(const PGresult *applied)
{
	struct arena a = ARENA_EMPTY;
	const struct migration *m;
	const char *missing = NULL;
	bool fits = true;
	int i;

	for (i = 0; i < PQntuples(applied) && fits; i++) {
		fits = known(PQgetvalue(applied, i, 0));
		if (!fits)
			fprintf(stderr,
				"bothy: the database has migration %s, which this program does not know: is "
				"it older "
				"than the database?\n",
				PQgetvalue(applied, i, 0));
	}
	for (m = list; m->name && fits; m++) {
		i = row_named(applied, m->name);
		if (i < 0) {
			missing = missing ? missing : m->name;
			continue;
		}
		fits = !missing && strcmp(PQgetvalue(applied, i, 1), hash_of(&a, m->sql)) == 0;
		if (missing)
			fprintf(stderr, "bothy: migration %s is applied, but %s before it is not\n", m->name,
				missing);
		else if (!fits)
			fprintf(stderr,
				"bothy: migration %s was changed after it had been applied; write a new one "
				"instead\n",
				m->name);
	}
	arena_end(&a);
	return fits;
}

static PGresult *applied_so_far(PGconn *pg)
{
	PGresult *applied = blocking_ask(pg, "reading ops.migration",
		"SELECT name, hash FROM ops.migration ORDER BY name", 0, NULL);

	if (applied && history_fits(applied))
		return applied;
	PQclear(applied);
	return NULL;
}

static bool note_applied(PGconn *pg, const struct migration *m)
{
	struct arena a = ARENA_EMPTY;
	const char *values[] = {m->name, hash_of(&a, m->sql)};
	PGresult *res = blocking_ask(pg, m->name, "INSERT INTO ops.migration (name, hash) VALUES ($1, $2)", 2,
		values);

	arena_end(&a);
	PQclear(res);
	return res != NULL;
}

/* A file that ends its own transaction would leave something when it fails later on; the second check finds
 * it. */
static bool apply(PGconn *pg, const struct migration *m)
{
	bool fine = blocking_run(pg, m->name, "BEGIN") && blocking_run(pg, m->name, m->sql);

	if (fine && PQtransactionStatus(pg) != PQTRANS_INTRANS) {
		fprintf(stderr, "bothy: %s: a migration must not begin or end a transaction itself\n",
			m->name);
		return false;
	}
	fine = fine && note_applied(pg, m) && blocking_run(pg, m->name, "COMMIT");
	if (!fine && PQtransactionStatus(pg) != PQTRANS_IDLE)
		blocking_run(pg, m->name, "ROLLBACK");
	if (fine)
		printf("migrated %s\n", m->name);
	return fine;
}

static bool apply_missing(PGconn *pg, const char *up_to)
{
	PGresult *applied = applied_so_far(pg);
	const struct migration *m;
	bool fine = applied != NULL;

	for (m = list; m->name && fine; m++) {
		if (up_to && strcmp(m->name, up_to) > 0)
			break;
		if (row_named(applied, m->name) < 0)
			fine = apply(pg, m);
	}
	PQclear(applied);
	return fine;
}

bool migrate_up(const char *conninfo, const char *owner_password, const char *up_to)
{
	PGconn *pg;
	bool fine;

	if (up_to && !known(up_to)) {
		fprintf(stderr, "bothy: there is no migration %s\n", up_to);
		return false;
	}
	pg = blocking_open(conninfo, "bothy_owner", owner_password);
	fine = pg && blocking_run(pg, "the lock", LOCK_SQL) && blocking_run(pg, "ops.migration", TABLE_SQL) &&
	       apply_missing(pg, up_to);
	PQfinish(pg); /* unlocks as well */
	return fine;
}

bool migrate_intake_key(const char *conninfo, const char *owner_password, const char *opening)
{
	static const char sql[] =
		"INSERT INTO ops.intake_key (public) VALUES (decode($1, 'hex')) ON CONFLICT (one_row) DO UPDATE SET public = EXCLUDED.public";
	unsigned char secret[SECRET_BOX], public[SECRET_BOX];
	struct arena a = ARENA_EMPTY;
	PGresult *res = NULL;
	const char *hex;
	PGconn *pg;

	if (!secret_decode(opening, secret, sizeof(secret))) {
		fprintf(stderr, "bothy: [database] secrets, intake: this is no key\n");
		return false;
	}
	secret_box_public(public, secret);
	secret_wipe(secret, sizeof(secret));
	hex = text_hex(&a, public, sizeof(public));
	pg = blocking_open(conninfo, "bothy_owner", owner_password);
	if (pg)
		res = blocking_ask(pg, "ops.intake_key", sql, 1, &hex);
	PQclear(res);
	PQfinish(pg);
	arena_end(&a);
	return res != NULL;
}

int migrate_missing(const char *conninfo, const char *role, const char *password)
{
	static const char there[] = "SELECT to_regclass('ops.migration') IS NOT NULL";
	PGconn *pg = blocking_open(conninfo, role, password);
	PGresult *exists = pg ? blocking_ask(pg, "ops.migration", there, 0, NULL) : NULL;
	const struct migration *m;
	PGresult *applied;
	int missing = -1;

	if (exists && strcmp(PQgetvalue(exists, 0, 0), "t") != 0) {
		for (missing = 0, m = list; m->name; m++)
			missing++;
	} else if (exists && (applied = applied_so_far(pg)) != NULL) {
		for (missing = 0, m = list; m->name; m++)
			missing += row_named(applied, m->name) < 0;
		PQclear(applied);
	}
	PQclear(exists);
	PQfinish(pg);
	return missing;
}
