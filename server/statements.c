/* statements.c -- see statements.h. They come from the same linker section that connections are prepared
 * from. */
#include "statements.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "db/query.h"

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct query *const *)a)->name, (*(const struct query *const *)b)->name);
}

static void statement_print(FILE *out, const struct query *q)
{
	static const struct {
		enum door door;
		const char *name;
	} doors[] = {{DOOR_WEB, "web"}, {DOOR_DESK, "desk"}, {DOOR_WORK, "work"}};
	const char *between = "", *p;
	size_t i;

	fprintf(out, "%s\t", q->name);
	for (i = 0; i < sizeof(doors) / sizeof(doors[0]); i++) {
		if (!(q->doors & doors[i].door))
			continue;
		fprintf(out, "%s%s", between, doors[i].name);
		between = ",";
	}
	fputc('\t', out);
	for (p = q->sql; *p; p++)
		fputc(*p == '\n' || *p == '\t' ? ' ' : *p, out);
	fputc('\n', out);
}

static bool asked_for(const struct query *q, char **names, int n, bool *found)
{
	int i;

	for (i = 0; i < n; i++)
		if (strcmp(names[i], q->name) == 0)
			return found[i] = true;
	return n == 0;
}

bool statements_print(FILE *out, char **names, int n)
{
	size_t count = (size_t)(query_past_last() - query_first()), i;
	const struct query **all = calloc(count + 1, sizeof(*all));
	bool *found = calloc((size_t)n + 1, sizeof(*found)), known = true;
	int name;

	must(all && found);
	memcpy(all, query_first(), count * sizeof(*all));
	qsort(all, count, sizeof(*all), by_name);
	for (i = 0; i < count; i++)
		if (asked_for(all[i], names, n, found))
			statement_print(out, all[i]);
	for (name = 0; name < n; name++)
		if (!found[name]) {
			fprintf(stderr, "bothy statements: %s is no statement's name\n", names[name]);
			known = false;
		}
	free(all);
	free(found);
	return known;
}
