/* conninfo.c -- see pool.h. Only what libpq can reach without asking a name server
 * passes. */
#include <libpq-fe.h>
#include <string.h>

#include "base/arena.h"
#include "db/pool.h"

static const char *value(const PQconninfoOption *options, const char *keyword)
{
	for (; options->keyword; options++)
		if (strcmp(options->keyword, keyword) == 0)
			return options->val && *options->val ? options->val : NULL;
	return NULL;
}

/* Lists of hosts are separated by commas. */
static bool all_directories(const char *hosts)
{
	for (;;) {
		if (*hosts != '/' && *hosts != '@')
			return false;
		hosts = strchr(hosts, ',');
		if (!hosts)
			return true;
		hosts++;
	}
}

static bool all_given(const char *list)
{
	return *list != ',' && !strstr(list, ",,") && list[strlen(list) - 1] != ',';
}

static const char *wrong_with(const PQconninfoOption *options)
{
	const char *host = value(options, "host"), *address = value(options, "hostaddr");

	if (value(options, "user") || value(options, "password"))
		return "user and password do not belong into the database's address: each process adds its "
		       "own";
	if (value(options, "options") || value(options, "service"))
		return "options and service cannot be used in the database's address";
	if (address)
		return all_given(address) ? NULL : "hostaddr has an empty place";
	if (!host || !all_directories(host))
		return "the database's address needs a socket directory (host=/…) or hostaddr=: names are "
		       "not looked up";
	return NULL;
}

bool db_conninfo_ok(const char *conninfo, const char **why)
{
	PQconninfoOption *options = PQconninfoParse(conninfo, NULL);

	*why = options ? wrong_with(options) : "the database's address cannot be read";
	PQconninfoFree(options);
	return !*why;
}

const char *db_conninfo_database(struct arena *a, const char *conninfo)
{
	PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
	const char *name = options ? value(options, "dbname") : NULL;

	name = name ? arena_text(a, name) : NULL;
	PQconninfoFree(options);
	return name;
}
