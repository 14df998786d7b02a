/* doctor.c -- see doctor.h. */
#include "db/doctor.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"
#include "base/text.h"
#include "db/pool.h"

#define NO_RIGHT "42501"
#define NO_TABLE "42P01"

struct doctor {
	struct arena *arena;
	PGconn *pg;
	const char *trouble;
};

static void on_notice(void *arg, const char *message)
{
	(void)arg, (void)message;
}

struct doctor *doctor_open(struct arena *a, const char *conninfo, const char *role, const char *password,
	const char **why)
{
	const char *const names[] = {"connect_timeout", "dbname", "user", "password", "application_name",
		"client_encoding", NULL};
	const char *const values[] = {"10", conninfo, role, password, "bothy check", "UTF8", NULL};
	struct doctor *d = arena_new(a, struct doctor);

	d->arena = a;
	d->trouble = "";
	d->pg = PQconnectdbParams(names, values, 1);
	must(d->pg);
	PQsetNoticeProcessor(d->pg, on_notice, NULL);
	if (PQstatus(d->pg) == CONNECTION_OK)
		return d;
	*why = text_one_line(a, PQerrorMessage(d->pg));
	PQfinish(d->pg);
	return NULL;
}

void doctor_close(struct doctor *d)
{
	if (d)
		PQfinish(d->pg);
}

const char *doctor_value(struct doctor *d, const char *sql)
{
	PGresult *res = PQexec(d->pg, sql);
	const char *value = NULL;

	if (PQresultStatus(res) == PGRES_TUPLES_OK && PQntuples(res) > 0 && !PQgetisnull(res, 0, 0))
		value = arena_text(d->arena, PQgetvalue(res, 0, 0));
	PQclear(res);
	return value;
}

enum doctor_refusal doctor_try(struct doctor *d, const char *sql)
{
	enum doctor_refusal refusal = DOCTOR_UNTRIED;
	const char *state;
	PGresult *res;

	PQclear(PQexec(d->pg, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"));
	res = PQexec(d->pg, sql);
	state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	if (PQresultStatus(res) == PGRES_COMMAND_OK || PQresultStatus(res) == PGRES_TUPLES_OK)
		refusal = DOCTOR_ALLOWED;
	else if (text_is(state, NO_RIGHT))
		refusal = DOCTOR_REFUSED;
	else if (text_is(state, NO_TABLE))
		refusal = DOCTOR_NOTHING;
	else
		d->trouble = text_one_line(d->arena, PQerrorMessage(d->pg));
	PQclear(res);
	PQclear(PQexec(d->pg, "ROLLBACK"));
	return refusal;
}

const char *doctor_trouble(const struct doctor *d)
{
	return d->trouble;
}
