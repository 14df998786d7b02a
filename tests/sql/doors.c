/* doors.c -- see doors.h. */
#include "sql/doors.h"

#include <stdio.h>
#include <string.h>

#include "db/migrate.h"

char doors_address[128];

int doors_up(void **state, const char *fixture)
{
	char secrets[96], admin[128];
	PGconn *pg;

	if (cluster_up(state) != 0)
		return -1;
	snprintf(secrets, sizeof(secrets), "%s/secrets", cluster_dir);
	snprintf(admin, sizeof(admin), "host=%s user=admin password=admin dbname=postgres", cluster_dir);
	snprintf(doors_address, sizeof(doors_address), "host=%s dbname=doors", cluster_dir);
	if (!migrate_create_roles(admin, "doors", secrets) ||
		!migrate_up(doors_address, cluster_password("bothy_owner"), NULL))
		return -1;
	pg = schema_open(doors_address);
	if (*fixture)
		schema_run(pg, fixture);
	PQfinish(pg);
	return 0;
}

PGconn *doors_connect(const char *role)
{
	char all[300];
	PGconn *pg;

	snprintf(all, sizeof(all), "%s user=%s password=%s", doors_address, role, cluster_password(role));
	pg = PQconnectdb(all);
	if (PQstatus(pg) != CONNECTION_OK)
		fail_msg("%s cannot connect: %s", role, PQerrorMessage(pg));
	return pg;
}

/* What came of it in one word, as struct attempt has it. */
static const char *value_of(const PGresult *res, bool refused)
{
	const char *constraint = PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME);

	if (refused)
		return constraint ? constraint : "no constraint";
	return PQntuples(res) ? PQgetvalue(res, 0, 0) : "nothing";
}

static bool attempt_holds(const struct attempt *a)
{
	PGconn *pg = doors_connect(a->role);
	PGresult *res = PQexec(pg, a->sql);
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE), *value = value_of(res, state);
	bool holds = strcmp(state ? state : "", a->state) == 0;

	if (!holds)
		print_error("%s: %s: gave %s (%s)\n", a->role, a->sql, state ? state : "success",
			PQresultErrorMessage(res));
	else if (a->value && strcmp(value, a->value) != 0) {
		print_error("%s: %s: said %s, not %s\n", a->role, a->sql, value, a->value);
		holds = false;
	}
	PQclear(res);
	PQfinish(pg);
	return holds;
}

void doors_hold(const struct attempt *attempts, size_t n)
{
	size_t i;
	int wrong = 0;

	for (i = 0; i < n; i++)
		wrong += !attempt_holds(&attempts[i]);
	assert_int_equal(wrong, 0);
}
