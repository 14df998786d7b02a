/* finding_sql.c -- see finding_sql.h. Each kind of finding is one statement: candidates come from the acts of the last days, read once by
 * their day; the rest is grouping. */
#include "forum/evidence/finding_sql.h"

#include "base/must.h"
#include "db/query.h"
#include "db/row.h"
#include "forum/event.h"

static void read_limit(struct row *r, struct limit_row *x)
{
	x->key = row_text(r, "key");
	x->value = row_text(r, "value");
}

static void read_night(struct row *r, struct finding_night *x)
{
	x->today = row_int8(r, "today");
	x->day = row_int8(r, "day");
}

static void read_found(struct row *r, struct found *x)
{
	x->finding = row_int8(r, "finding");
	x->member = row_int8(r, "member");
	x->kind = row_text(r, "kind");
}

static void read_concerned(struct row *r, struct concerned *x)
{
	x->member = row_int8(r, "member");
}

static void read_would(struct row *r, struct would *x)
{
	x->findings = row_int8(r, "findings");
	x->acts = row_int8(r, "acts");
}

QUERY(evidence_limits, DOOR_WORK, struct limit_row, read_limit,
	"SELECT x.key, x.value FROM (SELECT limits FROM standing.evidence_rules ORDER BY id DESC LIMIT 1) r, jsonb_each_text(r.limits) x"
	" LIMIT 100");
QUERY(finding_night, DOOR_WORK, struct finding_night, read_night,
	"SELECT standing.today() AS today, day FROM standing.finding_night FOR UPDATE SKIP LOCKED");
COMMAND(finding_night_done, DOOR_WORK, "UPDATE standing.finding_night SET day = $1");

QUERY(finding_concerned, DOOR_WORK, struct concerned, read_concerned,
	"SELECT unnest(concerned) AS member FROM standing.finding WHERE id = $1 ORDER BY 1 LIMIT 100");

/* $1 the last day, $2 how many days. Acts that are credited or on their way, and not held; fresh: no finding names it yet. The company's confirmations
 * (kind 2) count as credit, but are nobody's abuse. */
#define LIVE \
	"WITH live AS MATERIALIZED (SELECT a.position, a.kind, a.b, a.h, a.thread, a.post, a.credit," \
	"  a.kind <> 2 AND NOT EXISTS (SELECT FROM standing.finding_act f WHERE f.position = a.position) AS fresh" \
	"  FROM standing.act a WHERE a.kind <> 6 AND a.state IN (0, 1) AND NOT a.held AND a.b <> a.h AND a.day > $1::int - $2::int AND a.day <= $1::int),"
/* The same for somebody who tries limits: as if no finding had named anything yet. */
#define EVER \
	"WITH live AS MATERIALIZED (SELECT a.position, a.kind, a.b, a.h, a.thread, a.post, a.credit, a.kind <> 2 AS fresh" \
	"  FROM standing.act a WHERE a.kind <> 6 AND a.state IN (0, 1, 4) AND a.b <> a.h AND a.day > $1::int - $2::int AND a.day <= $1::int),"
/* What one gave another, with the share of all that the other got. */
#define PAIRS \
	" pair AS (SELECT b, h, sum(credit) AS c, count(*) AS n, count(*) FILTER (WHERE fresh) AS fresh," \
	"  array_agg(position ORDER BY position) FILTER (WHERE fresh) AS positions, bool_and(kind = 2) AS company," \
	"  sum(sum(credit)) OVER (PARTITION BY h) AS total FROM live GROUP BY b, h),"
/* Writes what `seen` (members, concerned, positions, credit, evidence) holds. */
#define WRITE(kind) \
	", new AS MATERIALIZED (SELECT nextval('standing.finding_id') AS id, s.* FROM" \
	"  (SELECT * FROM seen ORDER BY credit DESC, positions LIMIT 100) s)," \
	" put AS (INSERT INTO standing.finding (id, kind, day, members, concerned, acts, credit, evidence)" \
	"  SELECT id, '" kind \
	"', $1::int, members, concerned, cardinality(positions), credit, evidence FROM new)," \
	" named AS (INSERT INTO standing.finding_act (finding, position) SELECT id, unnest(positions) FROM new)," \
	" hold AS (INSERT INTO ops.event (kind, other_id, thread_id, post_id, number)" \
	"  SELECT 60, h, thread, post, position FROM live WHERE position IN (SELECT unnest(positions) FROM new) ORDER BY position)" \
	" SELECT id AS finding, unnest(concerned) AS member, '" kind \
	"'::text AS kind FROM new ORDER BY 1, 2 LIMIT 5000"
/* Instead, for somebody who tries limits: how many there would be. */
#define COUNT \
	" SELECT count(*) AS findings, COALESCE(sum(cardinality(positions)), 0)::bigint AS acts FROM seen"
_Static_assert(EVENT_CREDIT_HELD == 60, "stands in the statements");

/* $3 acts, $4 share. a to b, b to c, c to a: each circle once, beginning with its least member. */
#define SEEN_CIRCLES(live) \
	live PAIRS \
		" edge AS MATERIALIZED (SELECT * FROM pair WHERE fresh >= $3::int AND c * 100 >= total * $4::int)," \
		" seen AS (SELECT ARRAY[x.b, y.b, z.b] AS members, ARRAY[x.b, y.b, z.b] AS concerned," \
		"  x.positions || y.positions || z.positions AS positions, x.c + y.c + z.c AS credit," \
		"  jsonb_build_object('giver', x.b, 'receiver', x.h, 'other', z.b, 'acts', x.n + y.n + z.n) AS evidence" \
		"  FROM edge x JOIN edge y ON y.b = x.h JOIN edge z ON z.b = y.h AND z.h = x.b WHERE x.b < y.b AND x.b < z.b AND y.b <> z.b)"
QUERY(finding_circles, DOOR_WORK, struct found, read_found, SEEN_CIRCLES(LIVE) WRITE("circle"));
QUERY(finding_circles_count, DOOR_WEB, struct would, read_would, SEEN_CIRCLES(EVER) COUNT);

/* $3 acts, $4 share. */
#define SEEN_MUTUAL(live) \
	live PAIRS \
		" side AS MATERIALIZED (SELECT * FROM pair WHERE fresh >= $3::int AND c * 100 >= total * $4::int)," \
		" seen AS (SELECT ARRAY[x.b, x.h] AS members, ARRAY[x.b, x.h] AS concerned, x.positions || y.positions AS positions," \
		"  x.c + y.c AS credit, jsonb_build_object('giver', x.b, 'receiver', x.h, 'acts', x.n, 'back', y.n) AS evidence" \
		"  FROM side x JOIN side y ON y.b = x.h AND y.h = x.b WHERE x.b < x.h)"
QUERY(finding_mutual, DOOR_WORK, struct found, read_found, SEEN_MUTUAL(LIVE) WRITE("mutual"));
QUERY(finding_mutual_count, DOOR_WEB, struct would, read_would, SEEN_MUTUAL(EVER) COUNT);

/* $3 acts, $4 most days since joining. All that those accounts ever did is accept one member's answers; one finding for each such member. */
#define SEEN_NEWCOMERS(live) \
	live " account AS (SELECT b, min(h) AS h, count(*) AS n, sum(credit) AS c, array_agg(position ORDER BY position) AS positions" \
	     "  FROM live GROUP BY b HAVING min(h) = max(h) AND bool_and(kind = 1 AND fresh) AND count(*) >= $3::int)," \
	     " newcomer AS MATERIALIZED (SELECT a.* FROM account a JOIN community.member m ON m.id = a.b" \
	     "  WHERE standing.day_of(m.joined_at) > $1::int - $4::int" \
	     "  AND NOT EXISTS (SELECT FROM community.post p WHERE p.author_id = a.b AND p.kind <> 'question')" \
	     "  AND NOT EXISTS (SELECT FROM community.reaction r WHERE r.member_id = a.b))," \
	     " seen AS (SELECT n.h || (array_agg(n.b ORDER BY n.n DESC, n.b))[:60] AS members, ARRAY[n.h] AS concerned," \
	     "  (SELECT array_agg(p ORDER BY p) FROM newcomer o, unnest(o.positions) p WHERE o.h = n.h) AS positions, sum(n.c) AS credit," \
	     "  jsonb_build_object('receiver', n.h, 'accounts', count(*), 'acts', sum(n.n)) AS evidence FROM newcomer n GROUP BY n.h)"
QUERY(finding_newcomers, DOOR_WORK, struct found, read_found, SEEN_NEWCOMERS(LIVE) WRITE("newcomers"));
QUERY(finding_newcomers_count, DOOR_WEB, struct would, read_would, SEEN_NEWCOMERS(EVER) COUNT);

/* $3 acts, $4 seconds. From each act, how many follow soon; where enough do, all of them belong to it. */
#define SEEN_BURSTS(live) \
	live " busy AS (SELECT b, h FROM live WHERE fresh GROUP BY b, h HAVING count(*) >= $3::int)," \
	     " timed AS MATERIALIZED (SELECT v.position, v.b, v.h, v.credit, l.at, count(*) OVER (PARTITION BY v.b, v.h ORDER BY l.at" \
	     "  RANGE BETWEEN CURRENT ROW AND make_interval(secs => $4::int) FOLLOWING) AS soon" \
	     "  FROM busy JOIN live v USING (b, h) JOIN standing.ledger l USING (position) WHERE v.fresh)," \
	     " quick AS (SELECT x.* FROM timed x WHERE EXISTS (SELECT FROM timed s WHERE s.b = x.b AND s.h = x.h AND s.soon >= $3::int" \
	     "  AND x.at BETWEEN s.at AND s.at + make_interval(secs => $4::int)))," \
	     " seen AS (SELECT ARRAY[b, h] AS members, ARRAY[h] AS concerned, array_agg(position ORDER BY position) AS positions, sum(credit) AS credit," \
	     "  jsonb_build_object('giver', b, 'receiver', h, 'acts', count(*), 'seconds', greatest(1, ceil(extract(epoch FROM max(at) - min(at))))) AS evidence" \
	     "  FROM quick GROUP BY b, h)"
QUERY(finding_bursts, DOOR_WORK, struct found, read_found, SEEN_BURSTS(LIVE) WRITE("burst"));
QUERY(finding_bursts_count, DOOR_WEB, struct would, read_would, SEEN_BURSTS(EVER) COUNT);

/* $3 acts, $4 seconds between an answer and its being accepted. Imports that know only the day of an acceptance put it to the very moment of the
 * answer, so that is no haste. */
#define SEEN_QUICK(live) \
	live " quick AS (SELECT v.position, v.b, v.h, v.credit, l.at - p.created_at AS after FROM live v JOIN standing.ledger l USING (position)" \
	     "  JOIN community.post p ON p.id = v.post WHERE v.kind = 1 AND v.fresh" \
	     "  AND l.at > p.created_at AND l.at < p.created_at + make_interval(secs => $4::int))," \
	     " seen AS (SELECT ARRAY[b, h] AS members, ARRAY[h] AS concerned, array_agg(position ORDER BY position) AS positions, sum(credit) AS credit," \
	     "  jsonb_build_object('giver', b, 'receiver', h, 'acts', count(*), 'seconds', greatest(1, ceil(extract(epoch FROM min(after))))) AS evidence" \
	     "  FROM quick GROUP BY b, h HAVING count(*) >= $3::int)"
QUERY(finding_quick, DOOR_WORK, struct found, read_found, SEEN_QUICK(LIVE) WRITE("quick"));
QUERY(finding_quick_count, DOOR_WEB, struct would, read_would, SEEN_QUICK(EVER) COUNT);

/* $3 acts, $4 share, $5 credit. */
#define SEEN_PAIRS(live) \
	live PAIRS \
		" seen AS (SELECT ARRAY[b, h] AS members, ARRAY[h] AS concerned, positions, c AS credit," \
		"  jsonb_build_object('giver', b, 'receiver', h, 'acts', n, 'share', CASE WHEN total > 0 THEN c * 100 / total ELSE 100 END) AS evidence" \
		"  FROM pair WHERE NOT company AND fresh >= $3::int AND c >= $5::int AND c * 100 > total * $4::int)"
QUERY(finding_pairs, DOOR_WORK, struct found, read_found, SEEN_PAIRS(LIVE) WRITE("pair"));
QUERY(finding_pairs_count, DOOR_WEB, struct would, read_would, SEEN_PAIRS(EVER) COUNT);

/* $3 acts, $4 share, $5 accounts. The score is taken from the credit of a year, without its decay, on the curve of help (server/nvl/decay.h).
 * Inactive: came back for this member, gave nobody else anything, and wrote nothing but questions that he answered. */
#define SEEN_INACTIVE(live) \
	live " year AS MATERIALIZED (SELECT b, h, count(*) AS n, sum(credit) AS c, 4000 * sum(credit) / (sum(credit) + 3000) AS score" \
	     "  FROM standing.act WHERE kind <> 6 AND state IN (0, 1) AND NOT held AND b <> h AND day > $1::int - 365 AND day <= $1::int GROUP BY b, h)," \
	     " single AS (SELECT b FROM year GROUP BY b HAVING count(*) = 1)," \
	     " likely AS (SELECT h, sum(score) AS total FROM year LEFT JOIN single USING (b) GROUP BY h" \
	     "  HAVING count(*) FILTER (WHERE n >= $3::int AND single.b IS NOT NULL) >= $5::int" \
	     "  AND COALESCE(sum(score) FILTER (WHERE n >= $3::int AND single.b IS NOT NULL), 0) * 100 > sum(score) * $4::int)," \
	     " inactive AS MATERIALIZED (SELECT y.*, k.total FROM likely k JOIN year y USING (h) JOIN single USING (b) WHERE y.n >= $3::int" \
	     "  AND NOT EXISTS (SELECT FROM community.post p WHERE p.author_id = y.b AND p.deleted_at IS NULL AND (p.kind IN ('answer', 'reply')" \
	     "   OR NOT EXISTS (SELECT FROM community.post q WHERE q.thread_id = p.thread_id AND q.author_id = y.h))))," \
	     " sign AS (SELECT h, count(*) AS accounts, sum(score) * 100 / max(total) AS share, (array_agg(b ORDER BY score DESC, b))[:60] AS givers" \
	     "  FROM inactive GROUP BY h HAVING count(*) >= $5::int AND sum(score) * 100 > max(total) * $4::int)," \
	     " seen AS (SELECT s.h || s.givers AS members, ARRAY[s.h] AS concerned, array_agg(v.position ORDER BY v.position) AS positions," \
	     "  sum(v.credit) AS credit, jsonb_build_object('receiver', s.h, 'accounts', s.accounts, 'share', s.share, 'acts', count(*)) AS evidence" \
	     "  FROM sign s JOIN inactive i ON i.h = s.h JOIN live v ON v.h = s.h AND v.b = i.b AND v.fresh" \
	     "  GROUP BY s.h, s.givers, s.accounts, s.share HAVING count(*) >= $3::int)"
QUERY(finding_inactive, DOOR_WORK, struct found, read_found, SEEN_INACTIVE(LIVE) WRITE("inactive"));
QUERY(finding_inactive_count, DOOR_WEB, struct would, read_would, SEEN_INACTIVE(EVER) COUNT);

void limit_rows_read(struct task *t, struct limit_rows *out)
{
	db_many(t, &evidence_limits, out);
}

void finding_night_lock(struct task *t, struct finding_night **out)
{
	db_one(t, &finding_night, out);
}

void finding_night_note(struct task *t, int64_t day)
{
	db_run(t, &finding_night_done, day);
}

void finding_concerned_by(struct task *t, int64_t finding, struct concerneds *out)
{
	db_many(t, &finding_concerned, out, finding);
}

/* By kind, in the order in which they are looked for: the limits that stand in the statements behind the number of days. */
static const struct kind {
	const struct query *look, *count;
	enum limit limits[3];
	int n;
} kinds[FINDING_KINDS] = {
	{&finding_circles, &finding_circles_count, {LIMIT_CIRCLE_ACTS, LIMIT_CIRCLE_SHARE}, 2},
	{&finding_mutual, &finding_mutual_count, {LIMIT_MUTUAL_ACTS, LIMIT_MUTUAL_SHARE}, 2},
	{&finding_newcomers, &finding_newcomers_count, {LIMIT_NEWCOMER_ACTS, LIMIT_NEWCOMER_DAYS}, 2},
	{&finding_bursts, &finding_bursts_count, {LIMIT_BURST_ACTS, LIMIT_BURST_SECONDS}, 2},
	{&finding_quick, &finding_quick_count, {LIMIT_QUICK_ACTS, LIMIT_QUICK_SECONDS}, 2},
	{&finding_pairs, &finding_pairs_count, {LIMIT_PAIR_ACTS, LIMIT_PAIR_SHARE, LIMIT_PAIR_CREDIT}, 3},
	{&finding_inactive, &finding_inactive_count,
		{LIMIT_INACTIVE_ACTS, LIMIT_INACTIVE_SHARE, LIMIT_INACTIVE_ACCOUNTS}, 3},
};

void finding_look(struct task *t, int i, int64_t day, const struct evidence_limits *l, struct founds *out)
{
	const struct kind *k = &kinds[i];
	const int64_t *of = l->of, days = of[LIMIT_DAYS];

	if (k->n == 2)
		db_many(t, k->look, out, day, days, of[k->limits[0]], of[k->limits[1]]);
	else
		db_many(t, k->look, out, day, days, of[k->limits[0]], of[k->limits[1]], of[k->limits[2]]);
}

void finding_count(struct task *t, int i, int64_t day, const struct evidence_limits *l, struct would **out)
{
	const struct kind *k = &kinds[i];
	const int64_t *of = l->of, days = of[LIMIT_DAYS];

	if (k->n == 2)
		db_one(t, k->count, out, day, days, of[k->limits[0]], of[k->limits[1]]);
	else
		db_one(t, k->count, out, day, days, of[k->limits[0]], of[k->limits[1]], of[k->limits[2]]);
}
