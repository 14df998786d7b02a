/* people.c -- see people.h. */
#include "import/people.h"

#include <stdlib.h>

#include "base/intl.h"
#include "base/must.h"
#include "db/bulk.h"
#include "forum/event.h"
#include "import/dump.h"
#include "import/plan.h"
#include "import/progress.h"
#include "import/state.h"
#include "import/username.h"

#define PEOPLE_BATCH 1000
#define DAY_US	     86400000000

struct people {
	struct arena names_arena;
	struct names taken;
	struct bulk_rows member, map, event;
	struct when *first; /* by number: when somebody wrote first, {0} for who never did */
};

static void note_first(struct people *w, uint32_t user, struct when at)
{
	if (!when_known(w->first[user]) || at.us < w->first[user].us)
		w->first[user] = at;
}

static void find_first(struct people *w, const struct dump *d)
{
	size_t i;

	w->first = calloc(d->users + 1, sizeof(*w->first));
	must(w->first);
	for (i = 0; i < d->posts; i++)
		note_first(w, d->post[i].owner, d->post[i].created);
	for (i = 0; i < d->comments; i++)
		note_first(w, d->comment[i].author, d->comment[i].created);
}

/* Whoever wrote is taken for a customer since then: what he did and what was done for him counts as it would have, had it been here. */
static void put_customer(struct people *w, uint32_t user, int64_t member)
{
	struct when at = w->first[user];

	if (!when_known(at))
		return;
	bulk_row_begin(&w->event);
	bulk_put_when(&w->event, at);
	bulk_put_int2(&w->event, EVENT_MEMBER_VERIFIED);
	bulk_put_int8(&w->event, member);
	bulk_put_int8(&w->event, at.us / DAY_US - (at.us % DAY_US < 0));
}

static void take_name(void *arg, const struct bulk_row *r)
{
	names_add(arg, bulk_text(r, 0));
}

static bool is_taken(void *arg, const char *name)
{
	return names_find(arg, name) >= 0;
}

static void put_member(struct people *w, const struct dump_user *u, int64_t source)
{
	struct arena a = ARENA_EMPTY;
	const char *username = username_for(&a, u->display, u->id, is_taken, &w->taken);

	names_add(&w->taken, username);
	bulk_row_begin(&w->member);
	bulk_put_int8(&w->member, u->member_id);
	bulk_put_text(&w->member, username);
	bulk_put_text(&w->member, u->display);
	bulk_put_text(&w->member, intl_skeleton(&a, u->display));
	bulk_put_text(&w->member, "unclaimed");
	bulk_put_when(&w->member, u->joined);
	bulk_row_begin(&w->map);
	bulk_put_int4(&w->map, source);
	bulk_put_text(&w->map, "member");
	bulk_put_int8(&w->map, u->id);
	bulk_put_int8(&w->map, u->member_id);
	arena_end(&a);
}

/* From number ${from} of the plan on; returns where the next batch begins. */
static size_t write_batch(struct bulk *b, struct people *w, const struct state *st, struct dump *d,
	const struct plan *p, size_t from)
{
	size_t i, n = 0;

	for (i = from; i < p->members && n < PEOPLE_BATCH; i++) {
		struct dump_user *u = &d->user[p->member[i]];

		if (u->here)
			continue;
		put_member(w, u, st->source);
		put_customer(w, p->member[i], u->member_id);
		u->here = true;
		n++;
	}
	if (n == 0)
		return i;
	bulk_doing(b, "accounts %zu to %zu", from + 1, i);
	bulk_begin(b);
	bulk_send(b, &w->member);
	bulk_send(b, &w->map);
	bulk_send(b, &w->event);
	if (bulk_commit(b))
		d->users_t.written += (int64_t)n;
	return i;
}

bool people_write(struct bulk *b, const struct state *st, struct dump *d, const struct plan *p,
	struct progress *bar)
{
	struct people w = {
		.member = {.copy = "COPY community.member (id, username, display, skeleton, state, joined_at)"
				   " FROM STDIN (FORMAT binary)",
			.columns = 6},
		.map = {.copy = "COPY ops.import_map (source_id, kind, external_id, id) FROM STDIN (FORMAT "
				"binary)",
			.columns = 4},
		.event = {.copy = "COPY ops.event (at, kind, other_id, number) FROM STDIN (FORMAT binary)",
			.columns = 4},
	};
	size_t at = 0;

	find_first(&w, d);
	w.taken.arena = &w.names_arena;
	bulk_doing(b, "reading the usernames there are");
	bulk_each(b, take_name, &w.taken, "SELECT username FROM community.member");
	progress_begin(bar, (int64_t)p->members, "writing accounts");
	while (at < p->members && bulk_ok(b) && !progress_interrupted()) {
		at = write_batch(b, &w, st, d, p, at);
		progress_at(bar, (int64_t)at, d->users_t.written);
	}
	bulk_rows_end(&w.member);
	bulk_rows_end(&w.map);
	bulk_rows_end(&w.event);
	free(w.first);
	names_end(&w.taken);
	arena_end(&w.names_arena);
	if (at == p->members && bulk_ok(b))
		progress_end(bar);
	else
		progress_clear(bar);
	return at == p->members && bulk_ok(b);
}
