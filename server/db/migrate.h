/* migrate.h -- brings the schema up to date: migrations/NNNN_name.sql, compiled into the program, each once, in order.
 *
 * Runs as the owner (bothy_owner), blocking: only for the command line. Each file is one transaction; the table
 * ops.migration remembers name and hash. A file that changed after it was applied stops everything. An advisory lock
 * keeps two from running at once. */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include <stdbool.h>

struct migration {
	const char *name; /* "0001_schemas" */
	const char *sql;
};
/* Made at build time from migrations/, in order; ends with name NULL. */
extern const struct migration migrations[];

/* For tests: takes ${list} instead of migrations[]; NULL: again those. */
void migrate_use(const struct migration *list);

/* Applies what is missing, or with ${up_to} != NULL only what comes before and including that name. Prints a line for
 * each to standard output. False: it has said on standard error what was wrong, and the failed file left nothing. */
bool migrate_up(const char *conninfo, const char *owner_password, const char *up_to);
/* How many are missing; -1: cannot be told (said why). For `bothy check` and at the start of `bothy serve`. */
int migrate_missing(const char *conninfo, const char *role, const char *password);

/* Creates roles bothy_owner, bothy_web, bothy_desk, bothy_work and the database, and writes ${secrets_dir}/ROLE (mode
 * 0400) for those that have no secret yet, and ${secrets_dir}/intake, which opens private details. ${admin_conninfo} names an existing database and someone who may create
 * roles. Idempotent. False: said why. */
bool migrate_create_roles(const char *admin_conninfo, const char *database, const char *secrets_dir);

/* Tells the public door what it seals private details with: the other half of the key ${opening}, as text. False: said why. */
bool migrate_intake_key(const char *conninfo, const char *owner_password, const char *opening);

#endif
