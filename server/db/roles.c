/* roles.c -- migrate_create_roles(): the four roles with their secrets, the database, and who may come in.
 *
 * A secret is written to its file before its role gets it, and each run gives every role what its file says:
 * so a crash at any point is healed by running it again. The server is only told the SCRAM verifier, so no
 * password can stand in its log. Names are quoted by libpq: statements that create things take no parameters.
 */
#include "db/migrate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/secret.h"
#include "db/blocking.h"

static const char *const roles[] = {"bothy_owner", "bothy_web", "bothy_desk", "bothy_work"};
#define ROLES (sizeof(roles) / sizeof(*roles))

/* ---- secrets ---- */

/* The directory's owner owns what is in it, also when root runs this for him. */
static bool secret_write(int dir, const char *path, const char *name, const char *password)
{
	int fd = openat(dir, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400);
	size_t n = strlen(password);
	struct stat st;
	bool fine = fd >= 0 && write(fd, password, n) == (ssize_t)n && write(fd, "\n", 1) == 1;

	if (fine && geteuid() == 0)
		fine = fstat(dir, &st) == 0 && fchown(fd, st.st_uid, st.st_gid) == 0;
	fine = fine && fsync(fd) == 0;
	if (fd >= 0 && close(fd) != 0)
		fine = false;
	fine = fine && renameat(dir, path, dir, name) == 0 && fsync(dir) == 0;
	if (!fine)
		fprintf(stderr, "bothy: cannot write the secret of %s: %s\n", name, strerror(errno));
	return fine;
}

static const char *secret_make(struct arena *a, int dir, const char *role)
{
	const char *path = arena_printf(a, ".%s.new", role), *password;
	unsigned char random[32];

	secret_random(random, sizeof(random));
	password = secret_encode(a, random, sizeof(random));
	secret_wipe(random, sizeof(random));
	unlinkat(dir, path, 0); /* of a run that was interrupted */
	return secret_write(dir, path, role, password) ? password : NULL;
}

static const char *secret_of(struct arena *a, int dir, const char *role)
{
	int fd = openat(dir, role, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	char *text = arena_alloc(a, 257);
	ssize_t n;

	if (fd < 0 && errno == ENOENT)
		return secret_make(a, dir, role);
	n = fd >= 0 ? read(fd, text, 256) : -1;
	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\r\n")] = '\0';
	if (*text)
		return text;
	fprintf(stderr, "bothy: the secret of %s cannot be read or is empty\n", role);
	return NULL;
}

static int secrets_open(const char *path)
{
	int dir;

	if (mkdir(path, 0700) != 0 && errno != EEXIST) {
		fprintf(stderr, "bothy: cannot make %s: %s\n", path, strerror(errno));
		return -1;
	}
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir >= 0 && fchmod(dir, 0700) == 0)
		return dir;
	fprintf(stderr, "bothy: cannot use %s: %s\n", path, strerror(errno));
	if (dir >= 0)
		close(dir);
	return -1;
}

/* ---- statements ---- */

static const char *quoted(PGconn *pg, struct arena *a, const char *name)
{
	char *s = PQescapeIdentifier(pg, name, strlen(name));
	const char *copy = s ? arena_text(a, s) : "";

	PQfreemem(s);
	return copy;
}

static bool exists(PGconn *pg, const char *sql, const char *name, bool *answer)
{
	PGresult *res = blocking_ask(pg, name, sql, 1, &name);

	*answer = res && PQntuples(res) > 0;
	PQclear(res);
	return res != NULL;
}

static bool role_create(PGconn *pg, struct arena *a, int dir, const char *role)
{
	const char *password = secret_of(a, dir, role);
	char *verifier = password ? PQencryptPasswordConn(pg, password, role, "scram-sha-256") : NULL;
	char *literal = verifier ? PQescapeLiteral(pg, verifier, strlen(verifier)) : NULL;
	bool is_owner =
		strcmp(role, "bothy_owner") == 0; /* inherits from pg_database_owner: schema public is his */
	bool there = false,
	     fine = literal && exists(pg, "SELECT 1 FROM pg_roles WHERE rolname = $1", role, &there);

	if (password && !literal)
		fprintf(stderr, "bothy: the secret of %s: %s", role, PQerrorMessage(pg));
	fine = fine && blocking_run(pg, role,
			       arena_printf(a, "%s ROLE %s LOGIN %s NOCREATEDB NOCREATEROLE PASSWORD %s",
				       there ? "ALTER" : "CREATE", role, is_owner ? "INHERIT" : "NOINHERIT",
				       literal));
	if (fine && !there)
		printf("made role %s\n", role);
	PQfreemem(literal);
	PQfreemem(verifier);
	return fine;
}

/* Names sort by bytes everywhere, and no index breaks when the C library's collations change. */
static bool database_create(PGconn *pg, struct arena *a, const char *name, const char *database)
{
	const char *sql = arena_printf(a,
		"CREATE DATABASE %s OWNER bothy_owner TEMPLATE template0 ENCODING 'UTF8'"
		" LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'",
		name);
	bool there;

	if (!exists(pg, "SELECT 1 FROM pg_database WHERE datname = $1", database, &there))
		return false;
	if (there)
		return blocking_run(pg, database,
			arena_printf(a, "ALTER DATABASE %s OWNER TO bothy_owner", name));
	if (!blocking_run(pg, database, sql))
		return false;
	printf("made database %s\n", database);
	return true;
}

static bool database_close_to_others(PGconn *pg, struct arena *a, const char *name)
{
	static const char *const statements[] = {
		"REVOKE ALL ON DATABASE %s FROM PUBLIC",
		"GRANT CONNECT ON DATABASE %s TO bothy_web, bothy_desk, bothy_work",
		"ALTER ROLE bothy_web IN DATABASE %s SET default_transaction_read_only = on",
		"ALTER ROLE bothy_web IN DATABASE %s SET default_transaction_isolation = 'repeatable read'",
		"ALTER ROLE bothy_desk IN DATABASE %s SET default_transaction_read_only = on",
		"ALTER ROLE bothy_desk IN DATABASE %s SET default_transaction_isolation = 'repeatable read'",
	};
	const char *at;
	unsigned i;

	for (i = 0; i < sizeof(statements) / sizeof(*statements); i++) {
		at = strstr(statements[i], "%s");
		if (!blocking_run(pg, "the database's rights",
			    arena_printf(a, "%.*s%s%s", (int)(at - statements[i]), statements[i], name,
				    at + 2)))
			return false;
	}
	return true;
}

/* The schema "public" belongs to the database's owner and can only be closed from inside. */
static bool public_close(const char *admin_conninfo, const char *database)
{
	static const char sql[] = "SET ROLE bothy_owner; REVOKE ALL ON SCHEMA public FROM PUBLIC";
	const char *const names[] = {"dbname", "dbname",
		NULL}; /* the second one overrides that of the first */
	const char *const values[] = {admin_conninfo, database, NULL};
	PGconn *pg = PQconnectdbParams(names, values, 1);
	bool fine = PQstatus(pg) == CONNECTION_OK;

	if (!fine)
		fprintf(stderr, "bothy: cannot connect to %s: %s", database, PQerrorMessage(pg));
	fine = fine && blocking_run(pg, "schema public", sql);
	PQfinish(pg);
	return fine;
}

/* Who is no superuser can only give a database to a role he is a member of. */
static bool admin_joins(PGconn *pg, bool in)
{
	const char *super = PQparameterStatus(pg, "is_superuser");

	if (super && strcmp(super, "on") == 0)
		return true;
	return blocking_run(pg, "membership of bothy_owner",
		in ? "GRANT bothy_owner TO CURRENT_USER" : "REVOKE bothy_owner FROM CURRENT_USER");
}

static bool create_all(PGconn *pg, struct arena *a, int dir, const char *admin_conninfo, const char *database)
{
	const char *name = quoted(pg, a, database);
	bool fine = true;
	unsigned i;

	for (i = 0; i < ROLES && fine; i++)
		fine = role_create(pg, a, dir, roles[i]);
	/* Not a password: what opens private details, any 32 bytes. */
	fine = fine && secret_of(a, dir, "intake");
	return fine && admin_joins(pg, true) && database_create(pg, a, name, database) &&
	       database_close_to_others(pg, a, name) && public_close(admin_conninfo, database) &&
	       admin_joins(pg, false);
}

bool migrate_create_roles(const char *admin_conninfo, const char *database, const char *secrets_dir)
{
	struct arena a = ARENA_EMPTY;
	int dir = secrets_open(secrets_dir);
	PGconn *pg = dir >= 0 ? blocking_open(admin_conninfo, NULL, NULL) : NULL;
	bool fine = pg && create_all(pg, &a, dir, admin_conninfo, database);

	PQfinish(pg);
	if (dir >= 0)
		close(dir);
	arena_end(&a);
	return fine;
}
