/* ledger_sql.c -- see ledger_sql.h; taking events is in take_sql.c, loading in touched_sql.c. */
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
	x->today = (int32_t)row_int8(r, "today");
	x->landmark = (int32_t)row_int8(r, "landmark");
	x->circle_max = (int32_t)row_int8(r, "circle_max");
	x->rebuild_due = row_bool(r, "rebuild_due");
	x->position = row_int8(r, "position");
	x->applied = row_int8(r, "applied");
	x->next_credit = row_int8(r, "next_credit");
	x->cursor_tx = row_text(r, "cursor_tx");
	x->cursor_id = row_int8(r, "cursor_id");
	row_texts(r, "looking_up"); /* what was set is not asked for */
}

/* What follows is about a handful of rows in tables of any size, however many a batch could have: plans are made once, and look rows up
 * by their keys, also where a table is small on the day the plan is made. What must be scanned all the same seems so dear then that it would
 * be compiled each time: not here. Nor need COMMIT wait for the disk: if a crash takes this transaction away, the events it took are still
 * there, and are taken again. For the transaction alone. */
#define LOOKING_UP \
	"set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_hashjoin', 'off', true)," \
	" set_config('enable_mergejoin', 'off', true), set_config('enable_seqscan', 'off', true)," \
	" set_config('jit', 'off', true), set_config('synchronous_commit', 'off', true)"

QUERY(ledger_lock, DOOR_WORK, struct standing_progress, read_progress,
	"SELECT day IS NOT NULL AS built, day, standing.today() AS today, landmark, circle_max, rebuild_due, position, applied, next_credit,"
	" cursor_tx::text AS cursor_tx, cursor_id, ARRAY[" LOOKING_UP
	"] AS looking_up FROM standing.progress p FOR UPDATE OF p SKIP LOCKED");

void standing_lock(struct task *t, struct standing_progress **out)
{
	db_one(t, &ledger_lock, out);
}

/* ---- writing what changed ---- */

/* ${n} is an array of rows of the table; rows that say nothing are not stored. */
#define PUT(table, n, nothing, key, set) \
	" INSERT INTO standing." table " SELECT r.* FROM unnest($" n "::standing." table \
	"[]) r WHERE NOT (" nothing ") ON CONFLICT (" key ") DO UPDATE SET " set
#define PUT_ACTS \
	PUT("act", "2", NOTHING_NEVER, "position, b", \
		"state = excluded.state, before = excluded.before, held = excluded.held, reason = excluded.reason," \
		" credit_id = excluded.credit_id, credit = excluded.credit, month = excluded.month," \
		" weight = excluded.weight, voice = excluded.voice, beta = excluded.beta")
#define PUT_PAIRS PUT("pair_state", "3", NOTHING_PAIR, "b, h", "sum = excluded.sum, acts = excluded.acts")
#define PUT_TIES \
	PUT("tie_state", "4", NOTHING_TIE, "i, j", \
		"x = excluded.x, y = excluded.y, strength = excluded.strength")
#define PUT_FOUND \
	PUT("answer_found", "5", NOTHING_FOUND, "post", "sum = excluded.sum, credits = excluded.credits")
#define PUT_VOICES \
	PUT("member_voice", "6", NOTHING_VOICE, "m", \
		"level = excluded.level, spent = excluded.spent, dspent = excluded.dspent, circle = excluded.circle," \
		" beta = excluded.beta, active = excluded.active")
#define PUT_SCORES \
	PUT("member_score", "7", NOTHING_SCORE, "m", \
		"hv = excluded.hv, fv = excluded.fv, tv = excluded.tv, people = excluded.people, pending = excluded.pending")

/* People helped, in the months of the acts that changed. For each of their givers: had he helped there before, and has he now? (A
 * statement reads what was there before it.) So a member who undoes one of two acts has still been helped. */
#define LIVE(x) \
	x ".state IN (0, 1) AND NOT " x ".held AND " x ".kind <> 6 AND standing.month_of(" x ".day) = k.month"
#define ACT_LIVE "SELECT FROM standing.act a WHERE a.h = k.h AND a.b = k.b AND " LIVE("a")
#define NOW_LIVE "SELECT FROM c WHERE c.h = k.h AND c.b = k.b AND " LIVE("c")
#define CHANGED	 "SELECT c.b FROM c WHERE c.position = a.position AND c.b = a.b"
#define HELPED \
	" c AS MATERIALIZED (SELECT * FROM unnest($2::standing.act[]))," \
	" k AS (SELECT DISTINCT standing.month_of(day) AS month, h, b FROM c WHERE kind <> 6)," \
	" d AS (SELECT k.month, k.h, sum((EXISTS (" NOW_LIVE ") OR EXISTS (" ACT_LIVE " AND (" CHANGED \
	") IS NULL))::integer" \
	"  - EXISTS (" ACT_LIVE ")::integer)::integer AS n FROM k GROUP BY k.month, k.h)"
#define PUT_HELPED \
	" INSERT INTO standing.helped_month AS s (month, h, people) SELECT month, h, n FROM d WHERE n <> 0" \
	" ON CONFLICT (month, h) DO UPDATE SET people = s.people + excluded.people"

/* All in one statement, because an act touches nearly all of these tables, and beginning a statement costs as much as writing its row.
 * Whether two acts hold one key is looked at when the transaction ends, so they come in any order. */
#define PUT_ALL \
	" credit AS (INSERT INTO standing.credit_event SELECT * FROM unnest($1::standing.credit_event[]))," \
	" act AS (" PUT_ACTS "), pair AS (" PUT_PAIRS "), tie AS (" PUT_TIES "), found AS (" PUT_FOUND ")," \
	" voice AS (" PUT_VOICES "), score AS (" PUT_SCORES ")," \
	" network AS (UPDATE standing.network SET v = $11 WHERE day = $10::integer AND v <> $11)"

COMMAND(ledger_store, DOOR_WORK,
	"WITH" HELPED "," PUT_ALL ", helped AS (" PUT_HELPED
	") UPDATE standing.progress SET applied = $8, next_credit = $9");

/* Of one act that is new, $12 as a row of the ledger: whether it helped somebody new this month ($13: no) is known. */
COMMAND(ledger_store_live, DOOR_WORK,
	"WITH ledger AS (INSERT INTO standing.ledger SELECT ($12::standing.ledger).*)," PUT_ALL
	", helped AS (INSERT INTO standing.helped_month AS s (month, h, people)"
	"  SELECT standing.month_of(c.day), c.h, 1 FROM unnest($2::standing.act[]) c"
	"  WHERE NOT $13::boolean AND c.state IN (0, 1) AND NOT c.held"
	"  ON CONFLICT (month, h) DO UPDATE SET people = s.people + 1)"
	" UPDATE standing.progress SET position = $8, applied = $8, next_credit = $9,"
	" cursor_tx = $14::xid8, cursor_id = ($12::standing.ledger).event_id");

/* Rows that came to nothing; before ledger_store. $1: an array of rows of the table. */
#define GONE(query_name, table, key, nothing) \
	COMMAND(query_name, DOOR_WORK, \
		"DELETE FROM standing." table " s USING unnest($1::standing." table "[]) r" \
		" WHERE (" key("s.") ") = (" key("r.") ") AND " nothing)
#define KEY_PAIR(x)  x "b, " x "h"
#define KEY_TIE(x)   x "i, " x "j"
#define KEY_FOUND(x) x "post"
#define KEY_M(x)     x "m"
GONE(ledger_gone_pair, "pair_state", KEY_PAIR, NOTHING_PAIR);
GONE(ledger_gone_tie, "tie_state", KEY_TIE, NOTHING_TIE);
GONE(ledger_gone_found, "answer_found", KEY_FOUND, NOTHING_FOUND);
GONE(ledger_gone_fact, "member_fact", KEY_M, NOTHING_FACT);
GONE(ledger_gone_voice, "member_voice", KEY_M, NOTHING_VOICE);
GONE(ledger_gone_score, "member_score", KEY_M, NOTHING_SCORE);
/* After it. */
COMMAND(ledger_gone_helped, DOOR_WORK,
	"DELETE FROM standing.helped_month s USING unnest($1::standing.act[]) r"
	" WHERE s.h = r.h AND s.month = standing.month_of(r.day) AND s.people = 0");

/* What few entries bring. */
COMMAND(ledger_store_said, DOOR_WORK,
	"INSERT INTO standing.said SELECT * FROM unnest($1::standing.said[])"
	" ON CONFLICT (thread, low, high) DO UPDATE SET directions = excluded.directions");
#define PUT_FACTS \
	PUT("member_fact", "1", NOTHING_FACT, "m", \
		"since = excluded.since, staff = excluded.staff, suspended = excluded.suspended, household = excluded.household," \
		" counting_since = excluded.counting_since, counting_staff = excluded.counting_staff," \
		" counting_suspended = excluded.counting_suspended, counting_household = excluded.counting_household")
COMMAND(ledger_store_fact, DOOR_WORK, PUT_FACTS);

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

static void store_less(struct task *t, struct gathered *g)
{
	store(t, &ledger_gone_pair, &g->pair);
	store(t, &ledger_gone_tie, &g->tie);
	store(t, &ledger_gone_found, &g->found);
	store(t, &ledger_gone_fact, &g->fact);
	store(t, &ledger_gone_voice, &g->voice);
	store(t, &ledger_gone_score, &g->score);
	store(t, &ledger_store_fact, &g->fact);
}

void standing_store(struct task *t, const struct standing_stored *x)
{
	struct gathered *g = x->g;

	if (!x->grew)
		store_less(t, g);
	store(t, &ledger_store_said, &g->said);
	db_run(t, &ledger_store, rows_text(&g->credit), rows_text(&g->act), rows_text(&g->pair),
		rows_text(&g->tie), rows_text(&g->found), rows_text(&g->voice), rows_text(&g->score),
		x->position, g->next_credit, x->day, x->value);
	if (!x->grew)
		store(t, &ledger_gone_helped, &g->act);
}

void standing_store_live(struct task *t, const struct standing_stored *x, const struct standing_written *as)
{
	struct gathered *g = x->g;

	must(g->act.count == 1 && !g->said.count);
	db_run(t, &ledger_store_live, rows_text(&g->credit), rows_text(&g->act), rows_text(&g->pair),
		rows_text(&g->tie), rows_text(&g->found), rows_text(&g->voice), rows_text(&g->score),
		x->position, g->next_credit, x->day, x->value, as->row, as->helped, as->tx);
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
