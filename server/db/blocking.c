/* blocking.c -- see blocking.h. */
#include "db/blocking.h"

#include <stdio.h>

static void on_notice(void *arg, const char *message)
{
	(void)arg, (void)message; /* "already exists, skipping" and the like */
}

PGconn *blocking_open(const char *conninfo, const char *role, const char *password)
{
	const char *const names[] = {"connect_timeout", "dbname", "user", "password", "application_name",
		"client_encoding", NULL};
	const char *const values[] = {"10", conninfo, role, password, "bothy", "UTF8", NULL};
	PGconn *pg = PQconnectdbParams(names, values, 1);

	if (PQstatus(pg) == CONNECTION_OK) {
		PQsetNoticeProcessor(pg, on_notice, NULL);
		return pg;
	}
	fprintf(stderr, "bothy: cannot connect to the database as %s: %s", role ? role : "the given user",
		pg ? PQerrorMessage(pg) : "out of memory\n");
	PQfinish(pg);
	return NULL;
}

static bool is_fine(const PGresult *res)
{
	ExecStatusType status = PQresultStatus(res);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

bool blocking_run(PGconn *pg, const char *what, const char *sql)
{
	PGresult *res = PQexec(pg, sql);
	bool fine = is_fine(res);

	if (!fine)
		fprintf(stderr, "bothy: %s: %s", what, PQerrorMessage(pg));
	PQclear(res);
	return fine;
}

PGresult *blocking_ask(PGconn *pg, const char *what, const char *sql, int n, const char *const *values)
{
	PGresult *res = PQexecParams(pg, sql, n, NULL, values, NULL, NULL, 0);

	if (is_fine(res))
		return res;
	fprintf(stderr, "bothy: %s: %s", what, PQerrorMessage(pg));
	PQclear(res);
	return NULL;
}
