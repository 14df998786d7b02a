/* replay.c -- the truth: the whole ledger through the engine, sorted by day and position, and what comes of it compared with what is stored.
 * In a transaction that holds the lock on standing.progress, so nothing is applied meanwhile; blocking, so never in a process with a loop.
 *
 * A new day is a replay as well: there is one way to compute everything, it mends by itself what the short way might have
 * got wrong, and at 300,000 entries it takes seconds, once a day. The price is that it grows with the history. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/must.h"
#include "db/bulk.h"
#include "db/stamp.h"
#include "forum/standing/gather.h"
#include "forum/standing/replay_sql.h"
#include "forum/standing/ledger.h"
#include "forum/standing/take.h"

#define DAILY \
	31 /* so many last days of the network's value are computed one by one, older ones month by month */
#define MANY 1000 /* entries after which the planner should look again */

struct replay {
	struct nvl *n;
	struct gathered g;
	int32_t today;
	int32_t stop; /* the next day at whose end the network's value is wanted; 0: before the first entry */
	int64_t entries;
	char *refused; /* positions, "{1,2}" */
	size_t refused_n;
};

/* ---- events that wait ---- */

static void add_looked(void *arg, const struct bulk_row *row)
{
	*(int64_t *)arg = bulk_int(row, 0);
}

void standing_take_all(struct bulk *b)
{
	int64_t looked;

	bulk_doing(b, "taking events into the ledger");
	do {
		looked = 0;
		bulk_begin(b);
		bulk_run(b, "SELECT FROM standing.progress FOR UPDATE");
		bulk_each(b, add_looked, &looked, standing_take_statement, TAKE_MOST, standing_by_email);
	} while (bulk_commit(b) && looked > 0);
}

/* ---- through the engine ---- */

static int32_t first_of_next_month(int32_t day)
{
	time_t at = (time_t)day * 86400;
	struct tm tm;

	must(gmtime_r(&at, &tm));
	tm.tm_mday = 1;
	tm.tm_mon++;
	return (int32_t)(timegm(&tm) / 86400);
}

static int32_t stop_after(const struct replay *r, int32_t day)
{
	int32_t daily = r->today - DAILY, month = first_of_next_month(day);

	if (day >= daily)
		return day + 1;
	return month < daily ? month : daily;
}

/* Ends the days that are over before ${day} begins. */
static void days_end(struct replay *r, int32_t day)
{
	for (; r->stop < day; r->stop = stop_after(r, r->stop)) {
		nvl_go_to(r->n, r->stop);
		gather_network(&r->g, r->n);
	}
}

static void note_refused(struct replay *r, int64_t position)
{
	char text[32];
	size_t n =
		(size_t)snprintf(text, sizeof(text), "%s%lld", r->refused ? "," : "{", (long long)position);

	r->refused = realloc(r->refused, r->refused_n + n + 2);
	must(r->refused);
	memcpy(r->refused + r->refused_n, text, n);
	r->refused_n += n;
	memcpy(r->refused + r->refused_n, "}", 2);
}

static void on_entry(void *arg, const struct bulk_row *row)
{
	struct replay *r = arg;
	const struct nvl_entry e = {
		.position = bulk_int(row, 0),
		.day = (int32_t)bulk_int(row, 1),
		.kind = (enum nvl_kind)bulk_int(row, 2),
		.giver = bulk_int(row, 3),
		.receiver = bulk_int(row, 4),
		.thread = bulk_int(row, 5),
		.post = bulk_int(row, 6),
		.number = bulk_int(row, 7),
	};
	enum nvl_verdict verdict;

	if (!r->entries++)
		r->stop = stop_after(r, e.day - 1);
	days_end(r, e.day);
	verdict = nvl_add(r->n, &e);
	must(verdict != NVL_LATE);
	if (verdict == NVL_NOTHING_THERE)
		note_refused(r, e.position);
}

/* Runs the entries up to ${position} through a new engine, which then is at ${day}. */
static void replay_run(struct replay *r, struct bulk *b, const struct nvl_settings *settings,
	int64_t position, int32_t day)
{
	*r = (struct replay){.today = day, .stop = day};
	gathered_begin(&r->g, true);
	r->n = nvl_new(settings, gather_credit, &r->g);
	bulk_doing(b, "reading the ledger");
	bulk_each(b, on_entry, r,
		"SELECT position, day, kind, giver, receiver, thread, post, number FROM standing.ledger WHERE position <= $1"
		" ORDER BY day, position",
		position);
	days_end(r, day + 1);
	gather_all(&r->g, r->n, false);
}

static void replay_free(struct replay *r)
{
	gathered_free(&r->g);
	nvl_free(r->n);
	free(r->refused);
}

/* ---- beside what is stored ---- */

static void table_fill(struct bulk *b, const struct replay_table *table, struct gathered *g)
{
	struct rows *rows = table->rows == NOT_GATHERED ? NULL : (struct rows *)((char *)g + table->rows);

	bulk_doing(b, "what standing.%s should be", table->name);
	bulk_run(b, table->make);
	if (rows && rows->count)
		bulk_copy(b, table->copy, rows_text(rows), rows->n);
	if (rows)
		rows_free(rows);
	bulk_run(b, table->thin);
	bulk_run(b, table->analyze);
}

static void tables_fill(struct bulk *b, struct gathered *g)
{
	size_t i;

	for (i = 0; i < REPLAY_TABLES; i++)
		table_fill(b, &replay_tables[i], g);
}

struct state {
	int64_t position, applied, today, day, circle_max, due, first;
};

static void read_state(void *arg, const struct bulk_row *row)
{
	*(struct state *)arg = (struct state){bulk_int(row, 0), bulk_int(row, 1), bulk_int(row, 2),
		bulk_int(row, 3), bulk_int(row, 4), bulk_int(row, 5), bulk_int(row, 6)};
}

/* Locks it, too. A day that has entries has begun, whatever the clock says. */
static void state_read(struct bulk *b, struct state *s)
{
	*s = (struct state){0};
	bulk_run(b, "SELECT FROM standing.progress FOR UPDATE");
	bulk_each(b, read_state, s,
		"SELECT position, applied, greatest(standing.today(), (SELECT max(day) FROM standing.ledger)), COALESCE(day, -1),"
		" circle_max, (rebuild_due OR day IS NULL OR day < standing.today()"
		"  OR day > greatest(standing.today(), (SELECT max(day) FROM standing.ledger)))::integer,"
		" COALESCE((SELECT min(day) FROM standing.ledger WHERE kind < 20), standing.today()) FROM standing.progress");
}

static void replay_say(const struct replay *r, const struct state *s, int64_t began,
	struct standing_replay *out)
{
	*out = (struct standing_replay){.entries = r->entries,
		.ms = clock_ms() - began,
		.day = (int32_t)s->today,
		.value = nvl_value(r->n)};
}

/* ---- rebuild ---- */

static int64_t refuse(struct bulk *b, const struct replay *r)
{
	bulk_doing(b, "refusing what was of nothing");
	return !r->refused
		       ? 0
		       : bulk_number(b,
				 "WITH l AS (DELETE FROM standing.ledger WHERE position = ANY ($1::bigint[]) RETURNING event_id, at),"
				 " i AS (INSERT INTO standing.refused (event_id, at, kind, reason)"
				 "  SELECT l.event_id, l.at, e.kind, 'nothing there to correct' FROM l JOIN ops.event e ON e.id = l.event_id"
				 "  ON CONFLICT (event_id) DO NOTHING) SELECT count(*) FROM l",
				 (const char *)r->refused);
}

/* What is no more, or has another value, goes first: so no two rows ever hold one key. */
static void tables_settle(struct bulk *b)
{
	size_t i;

	for (i = 0; i < REPLAY_TABLES; i++) {
		bulk_doing(b, "settling standing.%s", replay_tables[i].name);
		bulk_run(b, replay_tables[i].gone);
		bulk_run(b, replay_tables[i].come);
	}
}

/* Whose acts are held back or voided now and were not, or the other way round, is judged again (forum/level). */
static void tell_levels(struct bulk *b)
{
	bulk_doing(b, "telling whose level to look at");
	bulk_run(b, "WITH n AS (SELECT position, b, h FROM now_act WHERE held OR state = 4),"
		    " w AS (SELECT position, b, h FROM standing.act WHERE held OR state = 4)"
		    " INSERT INTO standing.level_again (member_id) SELECT DISTINCT h FROM"
		    " ((TABLE n EXCEPT TABLE w) UNION ALL (TABLE w EXCEPT TABLE n)) d");
}

static void rebuild_locked(struct bulk *b, const struct state *s, int64_t began, struct standing_replay *out)
{
	const struct nvl_settings settings = {.landmark = decay_landmark((int32_t)s->first),
		.circle_max = (int32_t)s->circle_max};
	struct replay r;
	int64_t refused;

	replay_run(&r, b, &settings, s->position, (int32_t)s->today);
	tables_fill(b, &r.g);
	tell_levels(b);
	tables_settle(b);
	refused = refuse(b, &r);
	replay_say(&r, s, began, out);
	out->refused = refused;
	bulk_doing(b, "noting the progress");
	bulk_run(b,
		"UPDATE standing.progress SET applied = $1, day = $2, landmark = $3, next_credit = $4, rebuild_due = false,"
		" rebuilt_at = clock_timestamp(), rebuild_ms = $5",
		s->position, s->today, settings.landmark, r.g.next_credit, out->ms);
	replay_free(&r);
}

void standing_rebuild(struct bulk *b, bool if_due, struct standing_replay *out)
{
	int64_t began = clock_ms();
	struct state s;

	*out = (struct standing_replay){.day = -1};
	bulk_begin(b);
	state_read(b, &s);
	if (bulk_ok(b) && (s.due || !if_due))
		rebuild_locked(b, &s, began, out);
	if (!bulk_commit(b))
		return;
	stamp_touch_now(STAMP_EPOCH, 0);
	if (out->entries > MANY)
		bulk_run(b, "SELECT standing.grew()");
}

/* ---- check ---- */

struct difference {
	const char *table;
	char *text;
};

static void read_difference(void *arg, const struct bulk_row *row)
{
	struct difference *d = arg;

	snprintf(d->text, 1000, "standing.%s (%s): %s", d->table, bulk_text(row, 0), bulk_text(row, 1));
}

void standing_check(struct bulk *b, char difference[1000], struct standing_replay *out)
{
	struct nvl_settings settings;
	int64_t began = clock_ms();
	struct state s;
	struct replay r;
	size_t i;

	*difference = 0;
	*out = (struct standing_replay){0};
	bulk_begin(b);
	state_read(b, &s);
	settings = (struct nvl_settings){
		.landmark = (int32_t)bulk_number(b, "SELECT COALESCE(landmark, 0) FROM standing.progress"),
		.circle_max = (int32_t)s.circle_max};
	s.today = s.day;
	if (s.day < 0) {
		snprintf(difference, 1000, "nothing is computed yet");
		bulk_commit(b);
		return;
	}
	replay_run(&r, b, &settings, s.applied, (int32_t)s.day);
	tables_fill(b, &r.g);
	for (i = 0; i < REPLAY_TABLES && !*difference; i++) {
		bulk_doing(b, "comparing standing.%s", replay_tables[i].name);
		bulk_each(b, read_difference, (&(struct difference){replay_tables[i].name, difference}),
			replay_tables[i].differs);
	}
	replay_say(&r, &s, began, out);
	replay_free(&r);
	bulk_commit(b);
}
