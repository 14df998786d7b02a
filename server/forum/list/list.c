/* list.c -- the keys and names of lists; see list.h. */
#include "forum/list/list.h"

#include <string.h>

#include "base/arena.h"

bool list_key_read(const char *text, struct list_query *q)
{
	struct slice rest;
	int64_t at, id;
	char part[32];

	if (text_empty(text) || strlen(text) > 40)
		return false;
	rest = slice_of(text);
	struct slice first = slice_cut(&rest, '.');
	if (!rest.s || first.n >= sizeof(part))
		return false;
	memcpy(part, first.s, first.n);
	part[first.n] = 0;
	/* Nothing here is from before 1970, and the database's calendar does not reach as far back as a number does. */
	if (!text_int8(part, &at) || !text_int8(rest.s, &id) || at < 0)
		return false;
	q->before_at = (struct when){at};
	q->before_id = id;
	return true;
}

const char *list_next(struct arena *a, struct thread_items *items, enum list_kind kind)
{
	const struct thread_item *last;
	struct when at;

	if (items->n <= LIST_PAGE)
		return NULL;
	items->n = LIST_PAGE;
	last = &items->v[items->n - 1];
	at = kind == LIST_UNANSWERED || kind == LIST_MINE ? last->created_at : last->active_at;
	return arena_printf(a, "%lld.%lld", (long long)at.us, (long long)last->id);
}

static const char *const names[] = {[LIST_ACTIVE] = "active",
	[LIST_UNANSWERED] = "unanswered",
	[LIST_SOLVED] = "solved",
	[LIST_MINE] = "mine"};

enum list_kind list_kind_of(const char *tab)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (text_is(tab, names[i]))
			return (enum list_kind)i;
	return LIST_ACTIVE;
}

const char *list_kind_name(enum list_kind kind)
{
	return names[kind];
}
