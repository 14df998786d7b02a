/* ask.c -- see ask.h. Arguments travel as text, so that the server gives them the type the statement wants;
 * only bytes travel in binary. */
#include "db/ask.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/must.h"
#include "db/conn.h"

#define NUMBER_ROOM 40

static const char *number(char **room, int64_t i)
{
	char *s = *room;

	*room += snprintf(s, NUMBER_ROOM, "%lld", (long long)i) + 1;
	return s;
}

static const char *real(char **room, double d)
{
	char *s = *room;

	*room += snprintf(s, NUMBER_ROOM, "%.17g", d) + 1;
	return s;
}

/* The server understands years of up to six digits; we never see others. */
static const char *moment(char **room, int64_t us)
{
	int64_t seconds = us / 1000000, rest = us % 1000000;
	struct tm tm;
	char *s = *room;
	time_t time;

	if (rest < 0) {
		rest += 1000000;
		seconds--;
	}
	time = (time_t)seconds;
	must(gmtime_r(&time, &tm) && tm.tm_year > -1900 && tm.tm_year < 290000);
	*room += strftime(s, NUMBER_ROOM, "%Y-%m-%d %H:%M:%S", &tm);
	*room += snprintf(*room, 12, ".%06d+00", (int)rest) + 1;
	return s;
}

static char *quote_element(char *to, const char *s)
{
	if (!s)
		return stpcpy(to, "NULL");
	*to++ = '"';
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			*to++ = '\\';
		*to++ = *s;
	}
	*to++ = '"';
	return to;
}

/* text[] in its own notation: {"a","say \"b\"",NULL}. */
static const char *array(struct arena *a, const struct texts *list)
{
	size_t room = 3, i;
	char *s, *to;

	for (i = 0; i < list->n; i++)
		room += list->v[i] ? 2 * strlen(list->v[i]) + 3 : 5;
	s = to = arena_alloc(a, room);
	*to++ = '{';
	for (i = 0; i < list->n; i++) {
		if (i)
			*to++ = ',';
		to = quote_element(to, list->v[i]);
	}
	*to++ = '}';
	*to = '\0';
	return s;
}

static void set_blob(struct ask *ask, int i, struct arena *a, const struct blob *blob)
{
	must(blob->n < 1u << 30);
	ask->values[i] = blob->s ? arena_text_n(a, (const char *)blob->s, blob->n) : NULL;
	ask->lengths[i] = (int)blob->n;
	ask->formats[i] = 1;
	ask->any_binary = true;
}

static void set_arg(struct ask *ask, int i, struct arena *a, const struct db_arg *arg, char **room)
{
	switch (arg->kind) {
	case ARG_INT:
		ask->values[i] = number(room, arg->i);
		break;
	case ARG_BOOL:
		ask->values[i] = arg->i ? "t" : "f";
		break;
	case ARG_REAL:
		ask->values[i] = real(room, arg->real);
		break;
	case ARG_WHEN:
		ask->values[i] = arg->i ? moment(room, arg->i) : NULL;
		break;
	case ARG_TEXT:
		ask->values[i] = arg->text ? arena_text(a, arg->text) : NULL;
		break;
	case ARG_BLOB:
		set_blob(ask, i, a, &arg->blob);
		break;
	case ARG_TEXTS:
		ask->values[i] = array(a, &arg->texts);
		break;
	}
}

struct ask *ask_new(struct arena *a, const struct query *q, const struct db_arg *args, size_t n)
{
	struct ask *ask = arena_new(a, struct ask);
	char *room = n ? arena_alloc(a, n * (sizeof(char *) + 2 * sizeof(int) + NUMBER_ROOM)) : NULL;
	int i;

	must(n <= 16);
	ask->query = q;
	ask->n = (int)n;
	ask->values = (const char **)room;
	ask->lengths = (int *)(ask->values + n);
	ask->formats = ask->lengths + n;
	room = (char *)(ask->formats + n);
	for (i = 0; i < ask->n; i++)
		set_arg(ask, i, a, &args[i], &room);
	return ask;
}

void ask_send(const struct ask *ask, struct conn *c)
{
	conn_send(c, ask->query->name, ask->n, ask->values, ask->lengths,
		ask->any_binary ? ask->formats : NULL);
}
