/* dry_run.c -- see dry_run.h. */
#include "forum/clock/dry_run.h"

#include "base/arena.h"
#include "db/query.h"
#include "db/row.h"

#define WEEK_S (7 * 86400)

struct reached {
	struct when at[CLOCK_STEPS]; /* {0}: not in that week */
};

/* One run of a clock, from..to, on top of ${elapsed}: which steps fall into it. */
static void run_over(struct reached *r, int *done, int64_t elapsed, struct when from, struct when to,
	struct when now, const struct clock_policy *p, const struct business *b)
{
	for (; *done < CLOCK_STEPS; (*done)++) {
		struct when at = business_after(b, from, p->minutes[*done] * 60 - elapsed);

		if (!when_known(at) || at.us > to.us)
			return;
		if (at.us > now.us - (int64_t)WEEK_S * 1000000)
			r->at[*done] = at;
	}
}

/* The turns ${from}..${to} of one thread. A thread that is urgent was told to staff at once. */
static struct reached reached_by(const struct clock_turns *turns, size_t from, size_t to, struct when now,
	const struct clock_settings *s)
{
	struct reached r = {0};
	int64_t elapsed = 0, episode = 0;
	int done = 0;
	size_t i;

	for (i = from; i < to; i++) {
		const struct clock_turned *x = &turns->v[i];
		struct when until = i + 1 < to ? turns->v[i + 1].at : now;

		if (x->episode != episode) {
			elapsed = 0;
			done = x->urgent ? CLOCK_CASE : 0;
		}
		episode = x->episode;
		if (x->state != CLOCK_RUNNING)
			continue;
		run_over(&r, &done, elapsed, x->at, until, now, &s->policies[x->urgent], &s->business);
		elapsed += business_between(&s->business, x->at, until);
	}
	return r;
}

static void thread_add(struct dry_run *d, const struct clock_turned *x, const struct reached *wanted,
	const struct reached *today)
{
	int i;

	for (i = 0; i < CLOCK_STEPS; i++) {
		struct dry_steps *list = &d->steps[i];

		d->today[i] += when_known(today->at[i]);
		if (when_known(wanted->at[i]))
			list->v[list->n++] = (struct dry_step){x->thread, x->title, wanted->at[i],
				when_known(today->at[i])};
	}
}

struct dry_run dry_run_of(struct arena *a, const struct clock_turns *turns, struct when now,
	const struct clock_settings *wanted, const struct clock_settings *today)
{
	struct dry_run d = {0};
	size_t i, end;
	int step;

	for (step = 0; step < CLOCK_STEPS; step++)
		d.steps[step].v = arena_array(a, struct dry_step, turns->n + 1);
	for (i = 0; i < turns->n; i = end) {
		struct reached w, t;

		for (end = i + 1; end < turns->n && turns->v[end].thread == turns->v[i].thread; end++)
			;
		w = reached_by(turns, i, end, now, wanted);
		t = reached_by(turns, i, end, now, today);
		thread_add(&d, &turns->v[i], &w, &t);
	}
	return d;
}

/* ---- the turns ---- */

static void read_turned(struct row *r, struct clock_turned *x)
{
	x->thread = row_int8(r, "thread_id");
	x->episode = row_int8(r, "episode");
	x->state = clock_state_of(row_text(r, "state"));
	x->at = row_when(r, "at");
	x->urgent = row_bool(r, "urgent");
	x->title = row_text(r, "title");
}

QUERY(clock_turns_of_week, DOOR_DESK, struct clock_turned, read_turned,
	"SELECT u.thread_id, u.episode, u.state, u.at, k.priority = 'urgent' AS urgent, t.title"
	" FROM (SELECT thread_id FROM crm.clock_turn WHERE at > now() - interval '7 days'"
	"  UNION SELECT thread_id FROM crm.clock WHERE run_from IS NOT NULL) w"
	" JOIN crm.clock_turn u ON u.thread_id = w.thread_id JOIN crm.clock k ON k.thread_id = w.thread_id"
	" JOIN community.thread t ON t.id = w.thread_id WHERE t.deleted_at IS NULL ORDER BY u.thread_id, u.id LIMIT 20000");

static void read_now(struct row *r, struct when *x)
{
	*x = row_when(r, "now");
}

QUERY(clock_turns_now, DOOR_DESK, struct when, read_now, "SELECT now() AS now");

void clock_turns_find(struct task *t, struct clock_turns *out, struct when **now)
{
	db_many(t, &clock_turns_of_week, out);
	db_one(t, &clock_turns_now, now);
}
