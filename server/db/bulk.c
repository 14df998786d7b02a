/* bulk.c -- see bulk.h. Statements with texts as parameters; rows of results one by one, so that none is too
 * many. */
#include "db/bulk.h"

#include <libpq-fe.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/must.h"

#define BULK_ARGS 16

struct bulk {
	PGconn *pg;
	bool failed, in_transaction;
	char doing[200];
	char error[1200];
};

struct bulk_row {
	const PGresult *res;
};

/* ---- errors ---- */

static void one_line(char *s)
{
	for (; *s; s++)
		if (*s == '\n' || *s == '\r' || *s == '\t')
			*s = ' ';
}

static void fail_with(struct bulk *b, const char *primary, const char *detail, const char *context)
{
	if (b->failed)
		return;
	b->failed = true;
	snprintf(b->error, sizeof(b->error), "%s%s%s%s%s%s%s", b->doing, *b->doing ? ": " : "", primary,
		detail ? "; " : "", detail ? detail : "", context ? "; " : "", context ? context : "");
	one_line(b->error);
}

static void fail(struct bulk *b, const PGresult *res)
{
	const char *primary = res ? PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY) : NULL;

	if (primary)
		fail_with(b, primary, PQresultErrorField(res, PG_DIAG_MESSAGE_DETAIL),
			PQresultErrorField(res, PG_DIAG_CONTEXT));
	else
		fail_with(b, PQerrorMessage(b->pg), NULL, NULL);
}

bool bulk_ok(const struct bulk *b)
{
	return !b->failed;
}

const char *bulk_error(const struct bulk *b)
{
	return b->error;
}

void bulk_doing(struct bulk *b, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(b->doing, sizeof(b->doing), format, args);
	va_end(args);
}

/* ---- connecting ---- */

static void on_notice(void *arg, const PGresult *res)
{
	(void)arg, (void)res; /* "relation exists, skipping": nothing a person at the command line needs */
}

struct bulk *bulk_open(const char *conninfo, const char *role, const char *password)
{
	const char *const keys[] = {"dbname", "user", "password", "application_name", "client_encoding",
		NULL};
	const char *const values[] = {conninfo, role, password, "bothy", "UTF8", NULL};
	struct bulk *b = calloc(1, sizeof(*b));

	must(b);
	b->pg = PQconnectdbParams(keys, values, 1);
	bulk_doing(b, "connecting to the database as %s", role);
	if (PQstatus(b->pg) != CONNECTION_OK)
		fail(b, NULL);
	PQsetNoticeReceiver(b->pg, on_notice, NULL);
	bulk_run(b, "SET statement_timeout = 0");
	bulk_run(b, "SET timezone = 'UTC'");
	bulk_doing(b, "%s", "");
	return b;
}

void bulk_close(struct bulk *b)
{
	if (!b)
		return;
	PQfinish(b->pg);
	free(b);
}

/* ---- statements ---- */

static const char *array_text(struct arena *a, struct texts list)
{
	size_t i, n = 3;
	const char *s;
	char *out, *p;

	for (i = 0; i < list.n; i++)
		n += 2 * strlen(list.v[i]) + 3;
	p = out = arena_alloc(a, n);
	*p++ = '{';
	for (i = 0; i < list.n; i++) {
		if (i)
			*p++ = ',';
		*p++ = '"';
		for (s = list.v[i]; *s; s++) {
			if (*s == '"' || *s == '\\')
				*p++ = '\\';
			*p++ = *s;
		}
		*p++ = '"';
	}
	*p = '}';
	return out;
}

static const char *when_text(struct arena *a, struct when at)
{
	int64_t us = (at.us % 1000000 + 1000000) % 1000000;
	time_t seconds = (at.us - us) / 1000000;
	struct tm tm;
	char day[40];

	if (!when_known(at) || !gmtime_r(&seconds, &tm))
		return NULL;
	strftime(day, sizeof(day), "%Y-%m-%d %H:%M:%S", &tm);
	return arena_printf(a, "%s.%06lld+00", day, (long long)us);
}

static const char *arg_text(struct arena *a, const struct db_arg *arg)
{
	switch (arg->kind) {
	case ARG_INT:
		return arena_printf(a, "%lld", (long long)arg->i);
	case ARG_BOOL:
		return arg->i ? "t" : "f";
	case ARG_TEXT:
		return arg->text;
	case ARG_REAL:
		return arena_printf(a, "%.17g", arg->real);
	case ARG_WHEN:
		return when_text(a, (struct when){arg->i});
	case ARG_BLOB:
		return arg->blob.s ? arena_printf(a, "\\x%s", text_hex(a, arg->blob.s, arg->blob.n)) : NULL;
	case ARG_TEXTS:
		return array_text(a, arg->texts);
	}
	must(false);
	return NULL;
}

static bool send_with(struct bulk *b, const char *sql, const struct db_arg *args, size_t n)
{
	struct arena a = ARENA_EMPTY;
	const char *values[BULK_ARGS];
	size_t i;
	bool sent;

	must(n <= BULK_ARGS);
	for (i = 0; i < n; i++)
		values[i] = arg_text(&a, &args[i]);
	sent = PQsendQueryParams(b->pg, sql, (int)n, NULL, values, NULL, NULL, 0);
	arena_end(&a);
	if (!sent)
		fail(b, NULL);
	return sent;
}

bool bulk_each_of(struct bulk *b, void (*f)(void *arg, const struct bulk_row *), void *arg, const char *sql,
	const struct db_arg *args, size_t n)
{
	struct bulk_row row;
	PGresult *res;

	if (b->failed || !send_with(b, sql, args, n))
		return false;
	PQsetSingleRowMode(b->pg);
	while ((res = PQgetResult(b->pg))) {
		row.res = res;
		if (PQresultStatus(res) == PGRES_SINGLE_TUPLE && f)
			f(arg, &row);
		else if (PQresultStatus(res) != PGRES_TUPLES_OK && PQresultStatus(res) != PGRES_COMMAND_OK &&
			 PQresultStatus(res) != PGRES_SINGLE_TUPLE)
			fail(b, res);
		PQclear(res);
	}
	return !b->failed;
}

bool bulk_run_with(struct bulk *b, const char *sql, const struct db_arg *args, size_t n)
{
	return bulk_each_of(b, NULL, NULL, sql, args, n);
}

static void take_number(void *arg, const struct bulk_row *r)
{
	*(int64_t *)arg = bulk_int(r, 0);
}

int64_t bulk_number_of(struct bulk *b, const char *sql, const struct db_arg *args, size_t n)
{
	int64_t number = 0;

	bulk_each_of(b, take_number, &number, sql, args, n);
	return number;
}

int64_t bulk_int(const struct bulk_row *r, int column)
{
	return strtoll(PQgetvalue(r->res, 0, column), NULL, 10);
}

const char *bulk_text(const struct bulk_row *r, int column)
{
	return PQgetvalue(r->res, 0, column);
}

/* ---- transactions ---- */

void bulk_begin(struct bulk *b)
{
	must(!b->in_transaction);
	b->in_transaction = bulk_run(b, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
}

static void give_up(struct bulk *b)
{
	if (b->in_transaction)
		PQclear(PQexec(b->pg, "ROLLBACK"));
	b->in_transaction = false;
}

/* After an error inside the transaction COMMIT is answered too, but by the tag ROLLBACK. */
bool bulk_commit(struct bulk *b)
{
	PGresult *res;

	if (b->failed) {
		give_up(b);
		return false;
	}
	must(b->in_transaction);
	b->in_transaction = false;
	res = PQexec(b->pg, "COMMIT");
	if (strcmp(PQcmdStatus(res), "COMMIT") != 0)
		fail(b, res);
	PQclear(res);
	return !b->failed;
}

void bulk_rollback(struct bulk *b)
{
	give_up(b);
	b->failed = false;
	*b->error = 0;
}

/* ---- COPY: sends in pieces, because libpq keeps a whole piece in memory ---- */

#define PIECE (64u << 10)

static bool copy_put(struct bulk *b, const char *s, size_t size)
{
	size_t at, n;

	for (at = 0; at < size; at += n) {
		n = size - at < PIECE ? size - at : PIECE;
		if (PQputCopyData(b->pg, s + at, (int)n) != 1)
			return false;
	}
	return PQputCopyEnd(b->pg, NULL) == 1;
}

bool bulk_copy(struct bulk *b, const char *copy, const char *s, size_t n)
{
	PGresult *res;

	if (b->failed)
		return false;
	res = PQexec(b->pg, copy);
	if (PQresultStatus(res) != PGRES_COPY_IN)
		fail(b, res);
	else if (!copy_put(b, s, n))
		fail(b, NULL);
	PQclear(res);
	while ((res = PQgetResult(b->pg))) {
		if (PQresultStatus(res) != PGRES_COMMAND_OK)
			fail(b, res);
		PQclear(res);
	}
	return !b->failed;
}

bool bulk_send(struct bulk *b, struct bulk_rows *rows)
{
	if (b->failed || rows->count == 0)
		return !b->failed;
	must(rows->left == 0);
	bulk_put_end_of_rows(rows);
	bulk_copy(b, rows->copy, rows->s, rows->n);
	bulk_rows_clear(rows);
	return !b->failed;
}
