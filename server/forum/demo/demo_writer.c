/* demo_writer.c -- ids and events of what is written; see demo_writer.h. */
#include "forum/demo/demo_writer.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/must.h"
#include "db/query.h"
#include "loop/task.h"

_Noreturn void demo_refuse(struct demo_writer *w)
{
	task_fail(w->t, 500, arena_printf(w->a, "the demo breaks the rule \"%s\"", db_conflict(w->t)));
}

int64_t demo_id_wait(struct demo_writer *w, struct demo_id *const *id)
{
	if (db_wait(w->t) == DB_CONFLICT)
		demo_refuse(w);
	must(*id);
	return (*id)->id;
}

int64_t demo_writer_member(struct demo_writer *w, const struct demo_member *m)
{
	size_t i;

	DEMO_PLACE(w->demo->members, m, i);
	must(i < w->demo->members.n);
	return w->members[i];
}

void demo_event_gather(struct demo_writer *w, struct demo_event row)
{
	if (w->event_count == w->event_room) {
		size_t room = w->event_room ? w->event_room * 2 : 1024;

		w->events = arena_grow(w->a, w->events, w->event_count * sizeof(row), room * sizeof(row));
		w->event_room = room;
	}
	row.place = w->event_count;
	w->events[w->event_count++] = row;
}

static int event_by_time(const void *a, const void *b)
{
	const struct demo_event *x = a, *y = b;

	if (x->at.us != y->at.us)
		return x->at.us < y->at.us ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

/* Whoever wrote is a customer since then, whatever proves one here. */
static void customers_gather(struct demo_writer *w)
{
	size_t i, e, n = w->event_count;

	for (i = 0; i < w->demo->members.n; i++) {
		const struct demo_event *first = NULL;

		for (e = 0; e < n; e++)
			if (w->events[e].member == w->members[i] &&
				w->events[e].kind <= EVENT_COMMENT_ADDED &&
				(!first || w->events[e].at.us < first->at.us))
				first = &w->events[e];
		if (first)
			demo_event_gather(w, (struct demo_event){first->at, EVENT_MEMBER_VERIFIED, 0,
						     w->members[i], 0, 0, first->at.us / 86400000000});
	}
}

void demo_events_write_wait(struct demo_writer *w)
{
	size_t i;

	customers_gather(w);
	qsort(w->events, w->event_count, sizeof(*w->events), event_by_time);
	for (i = 0; i < w->event_count; i++) {
		const struct demo_event *e = &w->events[i];

		demo_event_add(w->t, e->at, e->kind, e->member, e->other, e->thread, e->post, e->number);
		if (i % 500 == 499 && db_wait(w->t) == DB_CONFLICT)
			demo_refuse(w);
	}
}
