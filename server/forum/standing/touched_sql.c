/* touched_sql.c -- the next entries and all that is stored of what they touch, in one statement: live events come one by one, and then
 * beginning a statement costs more than what it looks up. So its rows are of seven kinds, each in one column of text. */
#include "db/query.h"
#include "db/row.h"
#include "forum/standing/touched.h"

static void read_touched(struct row *r, struct touched_line *x)
{
	x->what = (enum touched)row_int8(r, "what");
	row_int8(r, "place");
	x->line = row_text(r, "line");
}

_Static_assert(STANDING_BATCH == 500 && TOUCHED_ENTRY == 1 && TOUCHED_ACT == 7, "stand in the statement");

/* b: the entries; t: the acts they correct; k: keys of acts; a: the acts that have these keys and are not undone, and t; two: givers
 * and receivers; p: posts whose found value they may change, which is its first receiver's, who need not be theirs; f: that; m: members; w: ties;
 * s: who spoke where. What is there twice comes twice, side by side: touched_load() sees to that with less effort. */
QUERY(ledger_touched, DOOR_WORK, struct touched_line, read_touched,
	"WITH b AS MATERIALIZED (SELECT l.* FROM standing.ledger l WHERE l.position > (SELECT applied FROM standing.progress)"
	"  ORDER BY l.position LIMIT 500),"
	" t AS (SELECT a.* FROM standing.act a JOIN b ON b.kind BETWEEN 11 AND 14 AND a.kind <> 6 AND a.position = b.number),"
	" k AS (SELECT giver, receiver, thread, post FROM b WHERE kind <= 4 OR kind = 10 UNION SELECT b, h, thread, post FROM t),"
	" a AS (SELECT a.* FROM k JOIN standing.act a"
	"   ON a.thread = k.thread AND a.b = k.giver AND a.h = k.receiver AND a.state <> 3"
	"  UNION ALL SELECT a.* FROM k JOIN standing.act a ON a.post = k.post AND a.b = k.giver AND a.state <> 3"
	"  UNION ALL SELECT * FROM t),"
	" two AS (SELECT giver AS g, receiver AS h FROM b WHERE giver <> 0 AND receiver <> 0 UNION ALL SELECT b, h FROM t),"
	" p AS (SELECT post FROM b WHERE post <> 0 UNION ALL SELECT post FROM a),"
	" f AS (SELECT f.* FROM p JOIN standing.answer_found f ON f.post = p.post),"
	" m AS (SELECT giver AS m FROM b WHERE giver <> 0 UNION ALL SELECT receiver FROM b WHERE receiver <> 0"
	"  UNION ALL SELECT b FROM t UNION ALL SELECT h FROM t UNION ALL SELECT h FROM f),"
	" w AS (SELECT least(g, h) AS i, greatest(g, h) AS j FROM two),"
	" s AS (SELECT thread, least(giver, receiver) AS low, greatest(giver, receiver) AS high FROM b WHERE kind = 5)"
	" SELECT 1 AS what, b.position AS place,"
	"  ROW(b.position, b.day, b.kind, b.giver, b.receiver, b.thread, b.post, b.number)::text COLLATE \"C\" AS line FROM b"
	" UNION ALL SELECT 2, 0, ROW(m.m, f.since, f.staff, f.suspended, f.household, f.counting_since, f.counting_staff,"
	"  f.counting_suspended, f.counting_household, v.level, v.spent, v.dspent, v.circle, COALESCE(v.beta, 1000), v.active,"
	"  s.hv, s.fv, s.tv, s.people, s.pending)::text"
	"  FROM m LEFT JOIN standing.member_fact f ON f.m = m.m LEFT JOIN standing.member_voice v ON v.m = m.m"
	"  LEFT JOIN standing.member_score s ON s.m = m.m"
	" UNION ALL SELECT 3, 0, ROW(p.b, p.h, p.sum, p.acts)::text FROM two JOIN standing.pair_state p ON p.b = two.g AND p.h = two.h"
	" UNION ALL SELECT 4, 0, ROW(x.i, x.j, x.x, x.y)::text FROM w JOIN standing.tie_state x ON x.i = w.i AND x.j = w.j"
	" UNION ALL SELECT 5, 0, ROW(f.post, f.h, f.sum, f.credits)::text FROM f"
	" UNION ALL SELECT 6, 0, ROW(x.thread, x.low, x.high, x.directions)::text FROM s JOIN standing.said x"
	"  ON x.thread = s.thread AND x.low = s.low AND x.high = s.high"
	" UNION ALL SELECT 7, a.position, ROW(a.position, a.day, a.kind, a.b, a.h, a.thread, a.post, a.state, a.before, a.held,"
	"  a.reason, a.credit_id, a.credit, a.month, a.weight, a.voice, a.beta)::text FROM a"
	" ORDER BY what, place, line");

void touched_find(struct task *t, struct standing_touched *out)
{
	db_many(t, &ledger_touched, out);
}
