/* schema.c -- see schema.h. */
#include "sql/schema.h"

#include <stdio.h>
#include <string.h>

#include "db/migrate.h"

int schema_up(void **state)
{
	cluster_up(state);
	assert_true(migrate_up(cluster_address, cluster_password("bothy_owner"), NULL));
	return 0;
}

PGconn *schema_open(const char *address)
{
	char as_admin[300];
	PGconn *pg;

	snprintf(as_admin, sizeof(as_admin), "%s user=admin password=admin", address);
	pg = PQconnectdb(as_admin);
	if (PQstatus(pg) != CONNECTION_OK)
		fail_msg("%s", PQerrorMessage(pg));
	return pg;
}

void schema_run(PGconn *pg, const char *sql)
{
	PGresult *res = PQexec(pg, sql);

	if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(pg));
	PQclear(res);
}

void schema_expect(PGconn *pg, const char *sql, const char *text)
{
	PGresult *res = PQexec(pg, sql);

	if (PQresultStatus(res) != PGRES_TUPLES_OK || PQntuples(res) != 1 ||
		strcmp(PQgetvalue(res, 0, 0), text) != 0)
		fail_msg("%s: %s, not %s", sql,
			PQntuples(res) == 1 ? PQgetvalue(res, 0, 0) : PQerrorMessage(pg), text);
	PQclear(res);
}
