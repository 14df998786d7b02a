/* dry_asks.c -- see dry_asks.h. */
#include "forum/clock/dry_asks.h"

#include "base/arena.h"
#include "db/query.h"
#include "db/row.h"

#define WEEK_S (7 * BUSINESS_DAY)

/* {0}: by then it was solved no more. */
static struct when asked_at(const struct solved_turn *x, int which, const struct clock_settings *s)
{
	struct when due = clock_days_after(&s->business, x->at, s->followup_days[which]);

	if (when_known(x->until) && x->until.us <= due.us)
		return (struct when){0};
	return due;
}

static bool asked_before(const struct solved_turns *turns, size_t i, int which,
	const struct clock_settings *s)
{
	const struct solved_turn *x = &turns->v[i];

	for (; i > 0 && turns->v[i - 1].thread == x->thread && turns->v[i - 1].episode == x->episode; i--)
		if (when_known(asked_at(&turns->v[i - 1], which, s)))
			return true;
	return false;
}

/* {0}: not in that week. */
static struct when asked_in_week(const struct solved_turns *turns, size_t i, int which, struct when now,
	const struct clock_settings *s)
{
	struct when due = asked_at(&turns->v[i], which, s);

	if (due.us > now.us || due.us <= when_plus(now, -WEEK_S).us || asked_before(turns, i, which, s))
		return (struct when){0};
	return due;
}

struct dry_asks dry_asks_of(struct arena *a, const struct solved_turns *turns, struct when now,
	const struct clock_settings *wanted, const struct clock_settings *today)
{
	struct dry_asks d = {0};
	size_t i;
	int which;

	for (which = 0; which < FOLLOWUPS; which++) {
		struct dry_steps *list = &d.asks[which];

		list->v = arena_array(a, struct dry_step, turns->n + 1);
		for (i = 0; i < turns->n; i++) {
			const struct solved_turn *x = &turns->v[i];
			struct when at = asked_in_week(turns, i, which, now, wanted);
			bool same = when_known(asked_in_week(turns, i, which, now, today));

			d.today[which] += same;
			if (when_known(at))
				list->v[list->n++] = (struct dry_step){x->thread, x->title, at, same};
		}
	}
	return d;
}

/* ---- what was solved ---- */

static void read_solved(struct row *r, struct solved_turn *x)
{
	x->thread = row_int8(r, "thread_id");
	x->episode = row_int8(r, "episode");
	x->at = row_when(r, "at");
	x->until = row_when(r, "until");
	x->title = row_text(r, "title");
}

/* $1 $2 days wanted, $3 $4 days of today. Three weeks on top of the one, since nobody is asked while the company is closed. */
QUERY(solved_turns_of_week, DOOR_DESK, struct solved_turn, read_solved,
	"SELECT u.thread_id, u.episode, u.at, (SELECT min(n.at) FROM crm.clock_turn n WHERE n.thread_id = u.thread_id"
	"  AND n.id > u.id AND n.why NOT IN ('solved', 'answered', 'awaiting_asker')) AS until, t.title"
	" FROM (SELECT * FROM crm.clock_turn WHERE why = 'solved'"
	"   AND at > now() - make_interval(days => GREATEST($1::int, $2::int, $3::int, $4::int) + 28)"
	"   AND at <= now() - make_interval(days => LEAST($1::int, $2::int, $3::int, $4::int))"
	"   AND EXISTS (SELECT FROM unnest(ARRAY[$1::int, $2::int, $3::int, $4::int]) d"
	"    WHERE at > now() - make_interval(days => d + 28) AND at <= now() - make_interval(days => d))"
	"   ORDER BY at DESC LIMIT 20000) u"
	" JOIN community.thread t ON t.id = u.thread_id AND t.deleted_at IS NULL"
	" JOIN community.member m ON m.id = t.author_id AND m.state = 'active' ORDER BY u.thread_id, u.id");

void solved_turns_find(struct task *t, const struct clock_settings *wanted,
	const struct clock_settings *today, struct solved_turns *out)
{
	db_many(t, &solved_turns_of_week, out, wanted->followup_days[0], wanted->followup_days[1],
		today->followup_days[0], today->followup_days[1]);
}
