/* live.c -- see live.h. */
#include "forum/standing/live.h"

#include "base/arena.h"
#include "db/query.h"
#include "db/row.h"
#include "forum/standing/touched.h"
#include "loop/task.h"

static void read_live(struct row *r, struct standing_live *x)
{
	x->entry.position = row_int8(r, "position");
	x->entry.day = (int32_t)row_int8(r, "day");
	x->entry.kind = (enum nvl_kind)row_int8(r, "kind");
	x->entry.giver = row_int8(r, "giver");
	x->entry.receiver = row_int8(r, "receiver");
	x->entry.thread = row_int8(r, "thread");
	x->entry.post = row_int8(r, "post");
	x->as.tx = row_text(r, "tx");
	x->as.row = row_text(r, "row");
	x->as.helped = row_bool(r, "helped");
	x->value = row_int8(r, "value");
	x->members = row_texts(r, "members");
	x->acts = row_texts(r, "acts");
	x->pair = row_text(r, "pair");
	x->tie = row_text(r, "tie");
	x->found = row_text(r, "found");
}

/* $1, $2: the cursor; $3: the day; $4: the last position. w: what waits, two at most, to see whether it is one; e: that one, if it is an act
 * that take_sql.c would not refuse. The rest is what touched_sql.c says, of one act. */
QUERY(ledger_live, DOOR_WORK, struct standing_live, read_live,
	"WITH w AS MATERIALIZED (SELECT e.id, e.tx, e.at, e.member_id, e.other_id, e.thread_id, e.post_id,"
	"   CASE e.kind WHEN 10 THEN 1 WHEN 12 THEN 2 WHEN 16 THEN 3 WHEN 14 THEN 4 END AS kind FROM ops.event e"
	"  WHERE (e.tx, e.id) > ($1::xid8, $2::bigint) AND e.tx < pg_snapshot_xmin(pg_current_snapshot())"
	"  ORDER BY e.tx, e.id LIMIT 2),"
	" e AS MATERIALIZED (SELECT $4::bigint + 1 AS position, w.id, w.tx, w.at, w.kind, w.member_id AS giver, w.other_id AS receiver,"
	"   w.thread_id AS thread, w.post_id AS post"
	"  FROM w JOIN community.member g ON g.id = w.member_id JOIN community.member r ON r.id = w.other_id"
	"  WHERE (SELECT count(*) FROM w) = 1 AND w.kind IS NOT NULL AND w.member_id <> w.other_id AND w.thread_id <> 0 AND w.post_id <> 0"
	"   AND g.state <> 'former' AND r.state <> 'former' AND standing.day_of(w.at) = $3 AND w.at <= now() + interval '1 minute'"
	"   AND (SELECT l.position FROM standing.ledger l WHERE l.event_id = w.id) IS NULL"
	"   AND (SELECT x.event_id FROM standing.refused x WHERE x.event_id = w.id) IS NULL)"
	" SELECT e.position, $3::integer AS day, e.kind, e.giver, e.receiver, e.thread, e.post, e.tx::text AS tx,"
	"  ROW(e.position, e.id, e.at, $3::integer, e.kind, e.giver, e.receiver, e.thread, e.post, 0)::text AS row,"
	"  (SELECT a.b FROM standing.act a WHERE a.h = e.receiver AND a.b = e.giver AND a.state IN (0, 1) AND NOT a.held AND a.kind <> 6"
	"    AND a.day >= standing.month_begins(standing.month_of($3)) AND a.day <= $3 LIMIT 1) IS NOT NULL AS helped,"
	"  (SELECT n.v FROM standing.network n WHERE n.day = $3) AS value,"
	"  ARRAY(SELECT ROW(m.m, k.since, k.staff, k.suspended, k.household, k.counting_since, k.counting_staff,"
	"    k.counting_suspended, k.counting_household, v.level, v.spent, v.dspent, v.circle, COALESCE(v.beta, 1000), v.active,"
	"    s.hv, s.fv, s.tv, s.people, s.pending)::text"
	"   FROM unnest(CASE WHEN f.h NOT IN (e.giver, e.receiver) THEN ARRAY[e.giver, e.receiver, f.h] ELSE ARRAY[e.giver, e.receiver]"
	"    END) m (m) LEFT JOIN standing.member_fact k ON k.m = m.m LEFT JOIN standing.member_voice v ON v.m = m.m"
	"   LEFT JOIN standing.member_score s ON s.m = m.m) AS members,"
	"  ARRAY(SELECT ROW(a.position, a.day, a.kind, a.b, a.h, a.thread, a.post, a.state, a.before, a.held, a.reason, a.credit_id,"
	"    a.credit, a.month, a.weight, a.voice, a.beta)::text FROM (SELECT a.* FROM standing.act a"
	"     WHERE a.thread = e.thread AND a.b = e.giver AND a.h = e.receiver AND a.state <> 3 AND a.post <> e.post"
	"    UNION ALL SELECT a.* FROM standing.act a WHERE a.post = e.post AND a.b = e.giver AND a.state <> 3) a"
	"   ORDER BY a.position) AS acts,"
	"  CASE WHEN p.b IS NOT NULL THEN ROW(p.b, p.h, p.sum, p.acts)::text END AS pair,"
	"  CASE WHEN t.i IS NOT NULL THEN ROW(t.i, t.j, t.x, t.y)::text END AS tie,"
	"  CASE WHEN f.h IS NOT NULL THEN ROW(f.post, f.h, f.sum, f.credits)::text END AS found"
	" FROM e LEFT JOIN standing.pair_state p ON p.b = e.giver AND p.h = e.receiver"
	"  LEFT JOIN standing.tie_state t ON t.i = least(e.giver, e.receiver) AND t.j = greatest(e.giver, e.receiver)"
	"  LEFT JOIN standing.answer_found f ON f.post = e.post");

bool live_may_be(const struct standing_progress *p)
{
	return p->built && !p->rebuild_due && p->day == p->today && p->position == p->applied;
}

void live_find(struct task *t, const struct standing_progress *p, struct standing_live **out)
{
	db_one(t, &ledger_live, out, p->cursor_tx, p->cursor_id, p->day, p->position);
}

static void add(struct standing_touched *x, enum touched what, const char *line)
{
	if (line)
		x->v[x->n++] = (struct touched_line){.what = what, .line = line};
}

struct standing_touched live_touched(struct task *t, const struct standing_live *x)
{
	struct standing_touched out = {
		.v = arena_array(&t->arena, struct touched_line, x->members.n + x->acts.n + 3)};
	size_t i;

	for (i = 0; i < x->members.n; i++)
		add(&out, TOUCHED_MEMBER, x->members.v[i]);
	add(&out, TOUCHED_PAIR, x->pair);
	add(&out, TOUCHED_TIE, x->tie);
	add(&out, TOUCHED_FOUND, x->found);
	for (i = 0; i < x->acts.n; i++)
		add(&out, TOUCHED_ACT, x->acts.v[i]);
	return out;
}
