/* take_sql.c -- from ops.event into the ledger: one statement a batch, whatever is in it. Nothing stops it: what cannot be an entry is
 * refused with its reason.
 *
 * Ids of events are given before commit, so only those of transactions that are all over are taken, in the order of (tx, id); then no
 * event can appear behind the cursor. Positions are given by (day, tx, id): a transaction that was under way at midnight and committed
 * after one of the new day still gets its entry in order. The batch ends before the first event of a day that has not begun. */
#include "db/query.h"
#include "db/row.h"
#include "forum/standing/ledger_sql.h"
#include "forum/standing/take.h"

/* Which entry an event becomes: event kind (forum/event.h), entry kind (nvl/engine.h), number where it is fixed. */
#define KINDS \
	"(VALUES (10, 1, 0), (12, 2, 0), (16, 3, 0), (14, 4, 0), (2, 5, 0), (3, 5, 0), (22, 7, 1000)," \
	" (11, 10, 1), (13, 10, 2), (17, 10, 3), (15, 10, 4)," \
	" (62, 11, 0), (63, 12, 0), (60, 13, 0), (61, 14, 0)," \
	" (41, 20, 0), (44, 20, 0), (45, 21, 0), (43, 22, 0), (47, 23, 1), (48, 23, 0), (46, 24, 0))" \
	" AS k (event, kind, number)"

static void read_taken(struct row *r, struct standing_taken *x)
{
	x->looked = row_int8(r, "looked");
	x->rebuild_due = row_bool(r, "rebuild_due");
	x->value = row_int8(r, "value");
}

/* $1 most events, $2 whether a confirmed address makes a customer. In words:
 * e   the next events whose transactions are over, with their days
 * b   those before the first of a day that has not begun
 * c   the entries they would be
 * d   with what is wrong with them
 * (What is looked up for each of them is asked for in a way that stays a look-up: the planner cannot know how few they are.)
 * f   (one order for both: what are facts has no receiver and no thread)
 *     without what says nothing new: a second word of one to the other in a thread, a role that is not about staff, a proof that is no
 *     older than the one there is
 * n   with their positions */
static const char statement[] =
	"WITH p AS (SELECT position, day, rebuild_due FROM standing.progress),"
	" e AS (SELECT e.*, standing.day_of(e.at) AS day, e.at > now() + interval '1 minute' AS future FROM ops.event e"
	"  WHERE (e.tx, e.id) > ((SELECT cursor_tx FROM standing.progress), (SELECT cursor_id FROM standing.progress))"
	"  AND e.tx < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY e.tx, e.id LIMIT $1::int),"
	" b AS MATERIALIZED (SELECT * FROM (SELECT e.*, bool_or(NOT e.future AND e.day > standing.today()) OVER (ORDER BY e.tx, e.id) AS stop"
	"  FROM e) e WHERE NOT e.stop),"
	" c AS (SELECT b.id, b.tx, b.at, b.day, b.future, b.kind AS event, k.kind, b.member_id,"
	"  CASE WHEN k.kind <= 5 OR k.kind = 10 OR b.kind = 41 THEN COALESCE(b.member_id, 0)"
	"   WHEN k.kind >= 20 THEN COALESCE(b.other_id, 0) ELSE 0 END AS giver,"
	"  CASE WHEN k.kind <= 10 THEN COALESCE(b.other_id, 0) ELSE 0 END AS receiver,"
	"  CASE WHEN k.kind <= 10 THEN COALESCE(b.thread_id, 0) ELSE 0 END AS thread,"
	"  CASE WHEN k.kind <= 10 AND k.kind <> 5 THEN COALESCE(b.post_id, 0) ELSE 0 END AS post,"
	"  CASE WHEN k.kind BETWEEN 11 AND 14 OR b.kind = 46 THEN COALESCE(b.number, 0)"
	"   WHEN k.kind = 20 THEN COALESCE(b.number, b.day) WHEN k.kind = 22 THEN (COALESCE(b.number, 0) >> 2) & 1"
	"   ELSE k.number END AS number"
	"  FROM b JOIN " KINDS " ON k.event = b.kind"
	"  WHERE (b.kind <> 41 OR $2::boolean) AND (k.kind <> 5 OR b.member_id <> b.other_id)),"
	" d AS MATERIALIZED (SELECT c.*, CASE WHEN c.future THEN 'dated in the future'"
	"   WHEN (c.kind <= 5 OR c.kind = 10 OR c.kind >= 20) AND g.id IS NULL THEN 'unknown member'"
	"   WHEN c.kind <= 10 AND r.id IS NULL THEN 'unknown member'"
	"   WHEN g.state = 'former' OR r.state = 'former' THEN 'former member'"
	"   WHEN c.kind = 7 AND c.member_id = c.receiver THEN 'found by its author'"
	"   WHEN c.kind <= 10 AND (c.thread = 0 OR (c.post = 0 AND c.kind <> 5)) THEN 'no thread or post'"
	"   WHEN c.kind = 20 AND c.number NOT BETWEEN 0 AND c.day THEN 'no day to be a customer since'"
	"   WHEN c.kind BETWEEN 11 AND 14 AND (SELECT l.position FROM standing.ledger l"
	"    WHERE l.position = c.number AND l.kind BETWEEN 1 AND 4) IS NULL THEN 'no such act'"
	"   END AS reason FROM c LEFT JOIN LATERAL (SELECT m.id, m.state FROM community.member m WHERE m.id = c.giver OFFSET 0) g ON true"
	"   LEFT JOIN LATERAL (SELECT m.id, m.state FROM community.member m WHERE m.id = c.receiver OFFSET 0) r ON true),"
	" f AS (SELECT d.*, row_number() OVER (PARTITION BY d.kind, d.giver, d.receiver, d.thread ORDER BY d.day, d.tx, d.id) AS nth,"
	"   lag(d.number) OVER (PARTITION BY d.kind, d.giver, d.receiver, d.thread ORDER BY d.day, d.tx, d.id) AS was"
	"  FROM d WHERE d.reason IS NULL AND (SELECT l.position FROM standing.ledger l WHERE l.event_id = d.id) IS NULL"
	"  AND (SELECT x.event_id FROM standing.refused x WHERE x.event_id = d.id) IS NULL),"
	" n AS (SELECT f.*, row_number() OVER (ORDER BY f.day, f.tx, f.id) AS place FROM f WHERE CASE f.kind"
	"  WHEN 5 THEN f.nth = 1 AND (SELECT l.position FROM standing.ledger l"
	"   WHERE l.kind = 5 AND l.thread = f.thread AND l.giver = f.giver AND l.receiver = f.receiver) IS NULL"
	"  WHEN 20 THEN NOT EXISTS (SELECT FROM (SELECT l.kind, l.number, l.day FROM standing.ledger l"
	"   WHERE l.giver = f.giver AND l.kind IN (20, 21) ORDER BY l.position DESC LIMIT 1) l WHERE l.kind = 20 AND l.number <= f.number AND l.day <= f.day)"
	"  WHEN 22 THEN f.number <> COALESCE(f.was, (SELECT l.number FROM standing.ledger l"
	"   WHERE l.giver = f.giver AND l.kind = 22 ORDER BY l.position DESC LIMIT 1), 0)"
	"  ELSE true END),"
	" i AS (INSERT INTO standing.ledger (position, event_id, at, day, kind, giver, receiver, thread, post, number)"
	"  SELECT p.position + n.place, n.id, n.at, n.day, n.kind, n.giver, n.receiver, n.thread, n.post, n.number FROM n, p"
	"  RETURNING position, day),"
	" x AS (INSERT INTO standing.refused (event_id, at, kind, reason) SELECT d.id, d.at, d.event, d.reason FROM d"
	"  WHERE d.reason IS NOT NULL ON CONFLICT (event_id) DO NOTHING),"
	" last AS (SELECT tx, id FROM b ORDER BY tx DESC, id DESC LIMIT 1),"
	" u AS (UPDATE standing.progress g SET cursor_tx = last.tx, cursor_id = last.id,"
	"  position = g.position + (SELECT count(*) FROM i),"
	"  rebuild_due = g.rebuild_due OR EXISTS (SELECT FROM i WHERE i.day < g.day) FROM last RETURNING g.rebuild_due)"
	" SELECT (SELECT count(*) FROM b) AS looked,"
	" COALESCE((SELECT rebuild_due FROM u), p.rebuild_due) AS rebuild_due,"
	" (SELECT n.v FROM standing.network n WHERE n.day = p.day) AS value FROM p";

QUERY(ledger_take, DOOR_WORK, struct standing_taken, read_taken, statement);
const char *const standing_take_statement = statement;

void standing_take(struct task *t, int most, bool by_email, struct standing_taken **out)
{
	db_one(t, &ledger_take, out, most, by_email);
}
