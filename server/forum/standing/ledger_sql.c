/* ledger_sql.c -- see ledger_sql.h; taking events is in take_sql.c. */
#include "forum/standing/ledger_sql.h"

#include "base/must.h"
#include "db/query.h"
#include "db/row.h"
#include "forum/standing/nothing.h"
#include "loop/task.h"

/* ---- what there is to do ---- */

static void read_look(struct row *r, struct standing_look *x)
{
	x->fresh = row_bool(r, "fresh");
	x->rebuild = row_bool(r, "rebuild");
}

/* A rebuild for entries of days gone by waits for half a minute, or ten times as long as the last one took: an import brings them for
 * minutes. A day that has not come and has no entries is there when the clock was wrong, and is left again. */
QUERY(ledger_look, DOOR_WORK, struct standing_look, read_look,
	"SELECT p.position > p.applied AND NOT p.rebuild_due OR (SELECT e.id FROM ops.event e"
	"  WHERE (e.tx, e.id) > ((SELECT cursor_tx FROM standing.progress), (SELECT cursor_id FROM standing.progress))"
	"   AND e.tx < pg_snapshot_xmin(pg_current_snapshot())"
	"  ORDER BY e.tx, e.id LIMIT 1) IS NOT NULL AS fresh,"
	" p.day IS NULL OR p.day < standing.today() OR p.day > greatest(standing.today(), (SELECT max(day) FROM standing.ledger))"
	"  OR p.rebuild_due"
	"  AND now() > p.rebuilt_at + greatest(interval '30 seconds', p.rebuild_ms * interval '10 milliseconds') AS rebuild"
	" FROM standing.progress p");

void standing_look(struct task *t, struct standing_look **out)
{
	db_one(t, &ledger_look, out);
}

static void read_progress(struct row *r, struct standing_progress *x)
{
	x->built = row_bool(r, "built");
	x->day = (int32_t)row_int8(r, "day");
	x->landmark = (int32_t)row_int8(r, "landmark");
	x->circle_max = (int32_t)row_int8(r, "circle_max");
	x->rebuild_due = row_bool(r, "rebuild_due");
	x->applied = row_int8(r, "applied");
	x->next_credit = row_int8(r, "next_credit");
	x->value = row_int8(r, "value");
}

/* What follows is about a handful of rows in tables of any size, however many a batch could have: plans are made once, and look rows up
 * by their keys. For the transaction alone. */
COMMAND(ledger_looking_up, DOOR_WORK,
	"SELECT set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_hashjoin', 'off', true),"
	" set_config('enable_mergejoin', 'off', true)");

#define PROGRESS \
	"SELECT day IS NOT NULL AS built, day, landmark, circle_max, rebuild_due, applied, next_credit," \
	" (SELECT v FROM standing.network n WHERE n.day = p.day) AS value FROM standing.progress p"

QUERY(ledger_lock, DOOR_WORK, struct standing_progress, read_progress,
	PROGRESS " FOR UPDATE OF p SKIP LOCKED");
QUERY(ledger_progress, DOOR_WORK, struct standing_progress, read_progress, PROGRESS);

void standing_lock(struct task *t, struct standing_progress **out)
{
	db_run(t, &ledger_looking_up);
	db_one(t, &ledger_lock, out);
}

void standing_progress_read(struct task *t, struct standing_progress **out)
{
	db_one(t, &ledger_progress, out);
}

/* ---- the next entries, and what they touch ---- */

/* b: the entries; t: the acts they correct; k: keys of acts; a: the acts that have these keys and are not undone; two:
 * givers and receivers. */
#define BATCH \
	"WITH b AS MATERIALIZED (SELECT l.* FROM standing.ledger l WHERE l.position > (SELECT applied FROM standing.progress)" \
	"  ORDER BY l.position LIMIT 500)," \
	" t AS (SELECT a.* FROM standing.act a JOIN b ON b.kind BETWEEN 11 AND 14 AND a.kind <> 6 AND a.position = b.number)," \
	" k AS (SELECT giver, receiver, thread, post FROM b WHERE kind <= 4 OR kind = 10 UNION SELECT b, h, thread, post FROM t)," \
	" a AS (SELECT a.position, a.b FROM k JOIN standing.act a" \
	"   ON a.thread = k.thread AND a.b = k.giver AND a.h = k.receiver AND a.state <> 3" \
	"  UNION SELECT a.position, a.b FROM k JOIN standing.act a ON a.post = k.post AND a.b = k.giver AND a.state <> 3" \
	"  UNION SELECT position, b FROM t)," \
	" two AS (SELECT giver AS g, receiver AS h FROM b WHERE giver <> 0 AND receiver <> 0 UNION SELECT b, h FROM t)"
_Static_assert(STANDING_BATCH == 500, "stands in the statements");

/* Posts whose found value they may change. It is its first receiver's, who need not be theirs. */
#define FOUND_POSTS \
	"(SELECT post FROM b WHERE post <> 0 UNION SELECT x.post FROM a JOIN standing.act x ON x.position = a.position AND x.b = a.b)"

static void read_entry(struct row *r, struct nvl_entry *x)
{
	x->position = row_int8(r, "position");
	x->day = (int32_t)row_int8(r, "day");
	x->kind = (enum nvl_kind)row_int8(r, "kind");
	x->giver = row_int8(r, "giver");
	x->receiver = row_int8(r, "receiver");
	x->thread = row_int8(r, "thread");
	x->post = row_int8(r, "post");
	x->number = row_int8(r, "number");
}

QUERY(ledger_entries, DOOR_WORK, struct nvl_entry, read_entry,
	BATCH " SELECT position, day, kind, giver, receiver, thread, post, number FROM b ORDER BY position");

static int32_t row_day(struct row *r, const char *column)
{
	bool never = row_is_null(r, column);
	int32_t day = (int32_t)row_int8(r, column);

	return never ? NVL_NEVER : day;
}

static void read_member(struct row *r, struct nvl_member *x)
{
	x->id = row_int8(r, "m");
	x->recorded.since = row_day(r, "since");
	x->recorded.staff = row_bool(r, "staff");
	x->recorded.suspended = row_bool(r, "suspended");
	x->recorded.household = row_int8(r, "household");
	x->counting.since = row_day(r, "counting_since");
	x->counting.staff = row_bool(r, "counting_staff");
	x->counting.suspended = row_bool(r, "counting_suspended");
	x->counting.household = row_int8(r, "counting_household");
	x->level = (enum nvl_level)row_int8(r, "level");
	x->spent = (int32_t)row_int8(r, "spent");
	x->dialog_spent = (int32_t)row_int8(r, "dspent");
	x->circle = row_int8(r, "circle");
	x->beta = (int32_t)row_int8(r, "beta");
	x->active = row_day(r, "active");
	x->help = row_int8(r, "hv");
	x->found = row_int8(r, "fv");
	x->ties = row_int8(r, "tv");
	x->people = (int32_t)row_int8(r, "people");
	x->waiting = (int32_t)row_int8(r, "pending");
}

QUERY(ledger_members, DOOR_WORK, struct nvl_member, read_member,
	BATCH
	", m AS (SELECT giver AS m FROM b WHERE giver <> 0 UNION SELECT receiver FROM b WHERE receiver <> 0"
	"  UNION SELECT b FROM t UNION SELECT h FROM t UNION SELECT f.h FROM " FOUND_POSTS
	" p JOIN standing.answer_found f ON f.post = p.post)"
	" SELECT m.m, f.since, f.staff, f.suspended, f.household, f.counting_since, f.counting_staff, f.counting_suspended,"
	" f.counting_household, v.level, v.spent, v.dspent, v.circle, COALESCE(v.beta, 1000) AS beta, v.active,"
	" s.hv, s.fv, s.tv, s.people, s.pending"
	" FROM m LEFT JOIN standing.member_fact f ON f.m = m.m LEFT JOIN standing.member_voice v ON v.m = m.m"
	" LEFT JOIN standing.member_score s ON s.m = m.m");

/* What a column of sums says. Only the probe of the tests gives none. */
static wide_t row_wide(struct row *r, const char *column)
{
	const char *s = row_text(r, column);
	wide_t x = 0;

	must(!s || !*s || wide_read(s, &x));
	return x;
}

static void read_pair(struct row *r, struct nvl_pair *x)
{
	x->giver = row_int8(r, "b");
	x->receiver = row_int8(r, "h");
	x->sum = row_wide(r, "sum");
	x->acts = (int32_t)row_int8(r, "acts");
}

QUERY(ledger_pairs, DOOR_WORK, struct nvl_pair, read_pair,
	BATCH
	" SELECT p.b, p.h, p.sum::text, p.acts FROM two JOIN standing.pair_state p ON p.b = two.g AND p.h = two.h");

static void read_tie(struct row *r, struct nvl_tie *x)
{
	x->low = row_int8(r, "i");
	x->high = row_int8(r, "j");
	x->x = row_wide(r, "x");
	x->y = row_wide(r, "y");
}

QUERY(ledger_ties, DOOR_WORK, struct nvl_tie, read_tie,
	BATCH
	", w AS (SELECT DISTINCT least(g, h) AS i, greatest(g, h) AS j FROM two)"
	" SELECT x.i, x.j, x.x::text, x.y::text FROM w JOIN standing.tie_state x ON x.i = w.i AND x.j = w.j");

static void read_found(struct row *r, struct nvl_found *x)
{
	x->post = row_int8(r, "post");
	x->receiver = row_int8(r, "h");
	x->sum = row_wide(r, "sum");
	x->credits = (int32_t)row_int8(r, "credits");
}

QUERY(ledger_found, DOOR_WORK, struct nvl_found, read_found,
	BATCH " SELECT f.post, f.h, f.sum::text, f.credits FROM " FOUND_POSTS
	      " p JOIN standing.answer_found f ON f.post = p.post");

static void read_said(struct row *r, struct nvl_said *x)
{
	x->thread = row_int8(r, "thread");
	x->low = row_int8(r, "low");
	x->high = row_int8(r, "high");
	x->directions = (uint8_t)row_int8(r, "directions");
}

QUERY(ledger_said, DOOR_WORK, struct nvl_said, read_said,
	BATCH
	", w AS (SELECT DISTINCT thread, least(giver, receiver) AS low, greatest(giver, receiver) AS high FROM b WHERE kind = 5)"
	" SELECT s.thread, s.low, s.high, s.directions FROM w JOIN standing.said s"
	" ON s.thread = w.thread AND s.low = w.low AND s.high = w.high");

static void read_act(struct row *r, struct nvl_act *x)
{
	x->position = row_int8(r, "position");
	x->day = (int32_t)row_int8(r, "day");
	x->kind = (enum nvl_kind)row_int8(r, "kind");
	x->giver = row_int8(r, "b");
	x->receiver = row_int8(r, "h");
	x->thread = row_int8(r, "thread");
	x->post = row_int8(r, "post");
	x->state = (enum nvl_act_state)row_int8(r, "state");
	x->before = (enum nvl_act_state)row_int8(r, "before");
	x->held = row_bool(r, "held");
	x->reason = (enum nvl_reason)row_int8(r, "reason");
	x->credit_id = row_int8(r, "credit_id");
	x->credit = (int32_t)row_int8(r, "credit");
	x->month = (int32_t)row_int8(r, "month");
	x->weight = (int32_t)row_int8(r, "weight");
	x->voice = (int32_t)row_int8(r, "voice");
	x->beta = (int32_t)row_int8(r, "beta");
}

/* Those with the keys of the entries that are in force in some way, and those that are corrected. */
QUERY(ledger_acts, DOOR_WORK, struct nvl_act, read_act,
	BATCH
	" SELECT x.position, x.day, x.kind, x.b, x.h, x.thread, x.post, x.state, x.before, x.held, x.reason, x.credit_id,"
	" x.credit, x.month, x.weight, x.voice, x.beta FROM a JOIN standing.act x ON x.position = a.position AND x.b = a.b"
	" ORDER BY x.position");

void standing_load(struct task *t, struct standing_touched *out)
{
	db_many(t, &ledger_entries, &out->entries);
	db_many(t, &ledger_members, &out->members);
	db_many(t, &ledger_pairs, &out->pairs);
	db_many(t, &ledger_ties, &out->ties);
	db_many(t, &ledger_found, &out->found);
	db_many(t, &ledger_said, &out->said);
	db_many(t, &ledger_acts, &out->acts);
}

/* ---- writing what changed ---- */

/* Rows that say nothing go, others come or take the place of what was there. $1: an array of rows of the table. */
#define STORE(query_name, table, key, nothing, set, order) \
	COMMAND(query_name, DOOR_WORK, \
		"WITH r AS MATERIALIZED (SELECT * FROM unnest($1::standing." table "[]))," \
		" gone AS (DELETE FROM standing." table " s USING (SELECT * FROM r WHERE " nothing ") r" \
		"  WHERE (" key("s.") ") = (" key("r.") "))" \
							" INSERT INTO standing." table \
							" SELECT * FROM r WHERE NOT (" nothing ") " order \
							" ON CONFLICT (" key("") ") DO UPDATE SET " set)
#define KEY_ACT(x)   x "position, " x "b"
#define KEY_PAIR(x)  x "b, " x "h"
#define KEY_TIE(x)   x "i, " x "j"
#define KEY_FOUND(x) x "post"
#define KEY_SAID(x)  x "thread, " x "low, " x "high"
#define KEY_M(x)     x "m"

COMMAND(ledger_store_credit, DOOR_WORK,
	"INSERT INTO standing.credit_event SELECT * FROM unnest($1::standing.credit_event[])");
/* In any order: whether two acts hold one key is looked at when the transaction ends. */
STORE(ledger_store_act, "act", KEY_ACT, NOTHING_NEVER,
	"state = excluded.state, before = excluded.before, held = excluded.held, reason = excluded.reason,"
	" credit_id = excluded.credit_id, credit = excluded.credit, month = excluded.month,"
	" weight = excluded.weight, voice = excluded.voice, beta = excluded.beta",
	"");
STORE(ledger_store_pair, "pair_state", KEY_PAIR, NOTHING_PAIR, "sum = excluded.sum, acts = excluded.acts",
	"");
STORE(ledger_store_tie, "tie_state", KEY_TIE, NOTHING_TIE,
	"x = excluded.x, y = excluded.y, strength = excluded.strength", "");
STORE(ledger_store_found, "answer_found", KEY_FOUND, NOTHING_FOUND,
	"sum = excluded.sum, credits = excluded.credits", "");
STORE(ledger_store_said, "said", KEY_SAID, NOTHING_NEVER, "directions = excluded.directions", "");
STORE(ledger_store_fact, "member_fact", KEY_M, NOTHING_FACT,
	"since = excluded.since, staff = excluded.staff, suspended = excluded.suspended, household = excluded.household,"
	" counting_since = excluded.counting_since, counting_staff = excluded.counting_staff,"
	" counting_suspended = excluded.counting_suspended, counting_household = excluded.counting_household",
	"");
STORE(ledger_store_voice, "member_voice", KEY_M, NOTHING_VOICE,
	"level = excluded.level, spent = excluded.spent, dspent = excluded.dspent, circle = excluded.circle, beta = excluded.beta,"
	" active = excluded.active",
	"");
STORE(ledger_store_score, "member_score", KEY_M, NOTHING_SCORE,
	"hv = excluded.hv, fv = excluded.fv, tv = excluded.tv, people = excluded.people, pending = excluded.pending",
	"");
/* People helped, by month, of whoever an act changed for; $1 the acts. Counted anew: a member who undoes one of two acts has still
 * been helped. */
COMMAND(ledger_store_helped, DOOR_WORK,
	"WITH k AS (SELECT DISTINCT standing.month_of(a.day) AS month, a.h FROM unnest($1::standing.act[]) a WHERE a.kind <> 6),"
	" r AS MATERIALIZED (SELECT k.month, k.h, count(DISTINCT a.b)::integer AS people FROM k LEFT JOIN standing.act a"
	"  ON a.h = k.h AND a.state IN (0, 1) AND NOT a.held AND a.kind <> 6"
	"  AND a.day >= standing.month_begins(k.month) AND a.day < standing.month_begins(k.month + 1)"
	"  GROUP BY k.month, k.h),"
	" gone AS (DELETE FROM standing.helped_month s USING r WHERE s.month = r.month AND s.h = r.h AND r.people = 0)"
	" INSERT INTO standing.helped_month SELECT month, h, people FROM r WHERE people > 0"
	" ON CONFLICT (month, h) DO UPDATE SET people = excluded.people");

COMMAND(ledger_judged, DOOR_WORK,
	"INSERT INTO standing.level_again (member_id) SELECT DISTINCT a.h FROM standing.ledger l JOIN standing.act a ON a.position = l.number"
	" WHERE l.position > (SELECT applied FROM standing.progress) AND l.position <= $1 AND l.kind BETWEEN 11 AND 14");

void standing_judged(struct task *t, int64_t position)
{
	db_run(t, &ledger_judged, position);
}

static void store(struct task *t, const struct query *q, struct rows *r)
{
	if (r->count)
		db_run(t, q, rows_text(r));
}

void standing_store(struct task *t, struct gathered *g)
{
	store(t, &ledger_store_credit, &g->credit);
	store(t, &ledger_store_act, &g->act);
	store(t, &ledger_store_pair, &g->pair);
	store(t, &ledger_store_tie, &g->tie);
	store(t, &ledger_store_found, &g->found);
	store(t, &ledger_store_said, &g->said);
	store(t, &ledger_store_fact, &g->fact);
	store(t, &ledger_store_voice, &g->voice);
	store(t, &ledger_store_score, &g->score);
	store(t, &ledger_store_helped, &g->act);
}

COMMAND(ledger_refuse, DOOR_WORK,
	"WITH l AS (DELETE FROM standing.ledger WHERE position = ANY ($1::bigint[]) RETURNING event_id, at)"
	" INSERT INTO standing.refused (event_id, at, kind, reason)"
	" SELECT l.event_id, l.at, e.kind, 'nothing there to correct' FROM l JOIN ops.event e ON e.id = l.event_id"
	" ON CONFLICT (event_id) DO NOTHING");

void standing_refuse(struct task *t, const char *positions)
{
	db_run(t, &ledger_refuse, positions);
}

COMMAND(ledger_applied, DOOR_WORK,
	"WITH n AS (UPDATE standing.network SET v = $4 WHERE day = $3::integer AND v <> $4)"
	" UPDATE standing.progress SET applied = $1, next_credit = $2");

void standing_applied(struct task *t, int64_t position, int64_t next_credit, int32_t day, int64_t value)
{
	db_run(t, &ledger_applied, position, next_credit, day, value);
}
