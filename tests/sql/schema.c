/* schema.c -- see schema.h. */
#include "sql/schema.h"

#include <stdio.h>

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
