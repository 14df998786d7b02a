/* ledger.c -- the short way from an event to a score: entries of the engine's own day, applied to what is stored of everything they touch.
 *
 * It is a shortcut: what counts is what a replay of the ledger gives (replay.c), and both give the same as long as entries come in the
 * order of their days. One that does not waits for a rebuild, and so does everything after it; then "undo" never arrives before "do". */
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/must.h"
#include "db/query.h"
#include "db/stamp.h"
#include "forum/standing/gather.h"
#include "forum/standing/ledger_sql.h"
#include "forum/standing/ledger.h"
#include "forum/standing/live.h"
#include "forum/standing/take.h"
#include "forum/standing/touched.h"
#include "loop/task.h"

bool standing_by_email = true;

bool standing_prove_by(const char *proof)
{
	standing_by_email = strcmp(proof, "email") == 0;
	return standing_by_email || strcmp(proof, "customer") == 0;
}

static void engine_free(void *n)
{
	nvl_free(n);
}

/* An engine that knows what is stored of everything the entries touch. */
static struct nvl *engine_of(struct task *t, const struct standing_progress *p, int64_t value,
	const struct standing_touched *x, struct gathered *g)
{
	const struct nvl_settings settings = {.landmark = p->landmark, .circle_max = p->circle_max};
	struct nvl *n = nvl_begin_at(&settings, p->day, value, p->next_credit, gather_credit, g);

	arena_defer(&t->arena, engine_free, n);
	touched_load(x, n);
	return n;
}

/* Gives the engine the entries of its day; how many there were. The positions of those that were of nothing go to ${refused}. */
static size_t entries_add(struct task *t, struct nvl *n, const struct nvl_entry *e, size_t most,
	const char **refused)
{
	size_t i;

	for (i = 0; i < most && e[i].day == nvl_day(n); i++) {
		enum nvl_verdict verdict = nvl_add(n, &e[i]);

		must(verdict != NVL_LATE);
		if (verdict == NVL_NOTHING_THERE)
			*refused = arena_printf(&t->arena, "%s%s%lld", *refused ? *refused : "",
				*refused ? "," : "", (long long)e[i].position);
	}
	return i;
}

static bool any_between(const struct nvl_entry *e, size_t n, enum nvl_kind first, enum nvl_kind last)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (e[i].kind >= first && e[i].kind <= last)
			return true;
	return false;
}

/* What the entries of a batch changed: all up to the last of them is applied. */
static struct standing_stored stored(const struct nvl *n, const struct nvl_entry *e, size_t count,
	struct gathered *g)
{
	gather_all(g, n, true);
	return (struct standing_stored){.g = g,
		.grew = !any_between(e, count, NVL_UNDO, NVL_HOUSEHOLD),
		.position = e[count - 1].position,
		.day = nvl_day(n),
		.value = nvl_value(n)};
}

static void pages_are_new(struct task *t, const struct gathered *g)
{
	size_t i;

	for (i = 0; i < g->member_count; i++)
		stamp_touch(t, STAMP_MEMBER, g->members[i]);
}

static struct gathered *gathered_new(struct task *t, const struct standing_progress *p)
{
	struct gathered *g = arena_new(&t->arena, struct gathered);

	gathered_begin(g, false);
	arena_defer(&t->arena, gathered_free, g);
	g->next_credit = p->next_credit;
	return g;
}

static void batch_store(struct task *t, const struct nvl *n, const struct nvl_entry *e, size_t count,
	struct gathered *g)
{
	struct standing_stored x = stored(n, e, count, g);

	if (any_between(e, count, NVL_VOID, NVL_RELEASE))
		standing_judged(t, x.position);
	standing_store(t, &x);
	pages_are_new(t, g);
}

/* One batch, in the transaction that is open; true if there may be more. */
static bool batch_apply_wait(struct task *t, const struct standing_progress *p, int64_t value,
	const struct standing_touched *x)
{
	struct gathered *g = gathered_new(t, p);
	struct nvl_entry *entries = arena_array(&t->arena, struct nvl_entry, STANDING_BATCH);
	const char *refused = NULL;
	struct nvl *n = engine_of(t, p, value, x, g);
	size_t added = entries_add(t, n, entries, touched_entries(x, entries), &refused);

	if (refused)
		standing_refuse(t, arena_printf(&t->arena, "{%s}", refused));
	if (added)
		batch_store(t, n, entries, added, g);
	db_commit_wait(t);
	return added == STANDING_BATCH;
}

/* If one act is all there is: takes and applies it, and ends the transaction. */
static bool live_wait(struct task *t, const struct standing_progress *p)
{
	struct standing_live *x = NULL;
	struct standing_touched touched;
	struct standing_stored changed;
	struct gathered *g;
	struct nvl *n;

	if (!live_may_be(p))
		return false;
	live_find(t, p, &x);
	db_wait(t);
	if (!x)
		return false;
	g = gathered_new(t, p);
	touched = live_touched(t, x);
	n = engine_of(t, p, x->value, &touched, g);
	must(nvl_add(n, &x->entry) == NVL_TAKEN);
	changed = stored(n, &x->entry, 1, g);
	standing_store_live(t, &changed, &x->as);
	pages_are_new(t, g);
	db_commit_wait(t);
	return true;
}

/* Takes and applies what there is; true if there may be more. */
static bool batch_take_wait(struct task *t, const struct standing_progress *p)
{
	struct standing_taken *taken = NULL;
	struct standing_touched x = {0};

	standing_take(t, TAKE_MOST, standing_by_email, &taken);
	touched_find(t, &x);
	db_wait(t);
	if (!p->built || taken->rebuild_due) {
		db_commit_wait(t);
		return taken->looked > 0;
	}
	return batch_apply_wait(t, p, taken->value, &x) || taken->looked == TAKE_MOST;
}

/* Takes and applies once. */
static bool batch_wait(struct task *t, bool *more)
{
	struct standing_progress *p = NULL;

	*more = false;
	db_begin(t);
	standing_lock(t, &p);
	db_wait(t);
	if (!p) {
		db_rollback_wait(t);
		return false;
	}
	*more = !live_wait(t, p) && batch_take_wait(t, p);
	return true;
}

bool standing_apply_wait(struct task *t)
{
	bool more = true;

	while (more)
		if (!batch_wait(t, &more))
			return false;
	return true;
}
