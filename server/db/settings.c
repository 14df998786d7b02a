/* settings.c -- see settings.h. */
#include "db/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/must.h"
#include "base/secret.h"
#include "db/conn.h"
#include "db/pool.h"

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct query *const *)a)->name, (*(const struct query *const *)b)->name);
}

static void list_queries(struct conn_settings *s)
{
	const struct query *const *q;
	unsigned i;

	s->queries = calloc((size_t)(query_past_last() - query_first()) + 1, sizeof(*s->queries));
	must(s->queries);
	for (q = query_first(); q < query_past_last(); q++)
		if ((*q)->doors & s->door)
			s->queries[s->query_count++] = *q;
	qsort(s->queries, s->query_count, sizeof(*s->queries), by_name);
	for (i = 1; i < s->query_count; i++)
		must(strcmp(s->queries[i - 1]->name, s->queries[i]->name) != 0);
}

/* Reads are one snapshot and cannot write, whatever the role's own defaults are. */
static void set_session(struct conn_settings *s, const struct db_settings *from)
{
	snprintf(s->application, sizeof(s->application), "%s", from->role);
	snprintf(s->options, sizeof(s->options),
		"-c statement_timeout=%d -c lock_timeout=3000 -c idle_in_transaction_session_timeout=15000"
		" -c client_connection_check_interval=1000 -c TimeZone=UTC -c DateStyle=ISO"
		" -c default_transaction_read_only=on -c default_transaction_isolation=repeatable\\ read",
		from->statement_ms);
}

static void must_be_reachable(const char *conninfo)
{
	const char *why;

	if (db_conninfo_ok(conninfo, &why))
		return;
	log_error("db.conninfo", "why=\"%s\"", why);
	must(!"an address that was checked before");
}

void settings_fill(struct conn_settings *s, const struct db_settings *from)
{
	must_be_reachable(from->conninfo);
	s->conninfo = strdup(from->conninfo);
	s->role = strdup(from->role);
	s->password = strdup(from->password ? from->password : "");
	must(s->conninfo && s->role && s->password);
	s->door = from->door;
	set_session(s, from);
	list_queries(s);
}

void settings_free(struct conn_settings *s)
{
	free(s->conninfo);
	free(s->role);
	if (s->password)
		secret_wipe(s->password, strlen(s->password));
	free(s->password);
	free(s->queries);
}
