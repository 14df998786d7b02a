/* level_sql.c -- where members stand: counting, judging, telling. See level_sql.h. */
#include "forum/level/level_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"
#include "forum/event.h"
#include "forum/notice/notice.h"

/* ---- a member's own ---- */

static void read_own(struct row *r, struct level_own *x)
{
	x->level = (int)row_int8(r, "level");
	x->since = row_when(r, "since");
	x->n.good = row_int8(r, "good");
	x->n.bad = row_int8(r, "bad");
	x->n.people = row_int8(r, "people");
	x->removals = row_int8(r, "removals");
	x->ratio = row_int8(r, "ratio");
	x->due_at = row_when(r, "due_at");
}

static void read_change(struct row *r, struct level_change *x)
{
	x->at = row_when(r, "at");
	x->before = (int)row_int8(r, "level_before");
	x->after = (int)row_int8(r, "level");
	x->ratio = row_int8(r, "ratio");
	x->people = row_int8(r, "people");
	x->good = row_int8(r, "good");
	x->bad = row_int8(r, "bad");
	x->why = row_text(r, "why");
	x->lost.keep_people = row_int8(r, "keep_people");
	x->lost.keep_ratio = row_int8(r, "keep_ratio");
}

QUERY(level_of_member, DOOR_WEB, struct level_own, read_own,
	"SELECT level, since, good, bad, people, removals, ratio, due_at FROM standing.member_level WHERE member_id = $1");
QUERY(level_changes_of_member, DOOR_WEB, struct level_change, read_change,
	"SELECT c.at, c.level_before, c.level, c.ratio, c.people, c.good, c.bad, c.why,"
	" s.keep_people[c.level_before] AS keep_people, s.keep_ratio[c.level_before] AS keep_ratio"
	" FROM standing.level_change c JOIN standing.level_rules s ON s.id = c.rules_id"
	" WHERE c.member_id = $1 ORDER BY c.id DESC LIMIT 20");

void level_own_find(struct task *t, int64_t member, struct level_own **out)
{
	db_one(t, &level_of_member, out, member);
}

void level_changes_of(struct task *t, int64_t member, struct level_changes *out)
{
	db_many(t, &level_changes_of_member, out, member);
}

/* ---- whom to look at ---- */

static void read_waiting(struct row *r, struct level_waiting *x)
{
	x->any = row_bool(r, "waiting");
}

static void read_touched(struct row *r, struct level_touched *x)
{
	x->events = row_int8(r, "events");
	x->members = row_texts(r, "members");
}

/* ${most} events behind those that were read. Those of transactions that may still be open wait, so that none is skipped. */
#define FURTHER_EVENTS(most) \
	"SELECT e.tx, e.id, e.kind, e.member_id, e.other_id FROM ops.event e" \
	" WHERE (e.tx, e.id) > ((SELECT tx FROM standing.level_progress), (SELECT id FROM standing.level_progress))" \
	"  AND e.tx < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY e.tx, e.id LIMIT " most
#define DUE "SELECT member_id FROM standing.member_level WHERE due_at <= now() LIMIT 200"

/* Not EXISTS for the events: that forgets the order, and with it the index. */
#define NEXT_EVENT "(SELECT id FROM (" FURTHER_EVENTS("1") ") e)"
QUERY(level_any_waiting, DOOR_WORK, struct level_waiting, read_waiting,
	"SELECT " NEXT_EVENT " IS NOT NULL OR EXISTS (SELECT FROM standing.level_again) OR EXISTS (" DUE
	") AS waiting");
COMMAND(level_progress_lock, DOOR_WORK, "SELECT FROM standing.level_progress FOR UPDATE");
/* Acts (10-19), removals that stand (64), what was deleted (5, 6) with the author's acts on it; and who wrote what was hidden or shown again
 * (migrations/0042), and of whom the ledger has held back or voided something, as both say when they do it. */
QUERY(level_events_take, DOOR_WORK, struct level_touched, read_touched,
	"WITH e AS MATERIALIZED (" FURTHER_EVENTS(
		"500") "),"
		       " last AS (SELECT tx, id FROM e ORDER BY tx DESC, id DESC LIMIT 1),"
		       " moved AS (UPDATE standing.level_progress p SET tx = last.tx, id = last.id FROM last),"
		       " again AS (DELETE FROM standing.level_again WHERE id IN (SELECT id FROM standing.level_again ORDER BY id LIMIT 500) RETURNING member_id)"
		       " SELECT (SELECT count(*) FROM e) AS events, ARRAY("
		       "  SELECT other_id::text FROM e WHERE kind IN (5, 6) OR kind BETWEEN 10 AND 19 OR kind = 64"
		       "  UNION SELECT member_id::text FROM e WHERE kind IN (5, 6) UNION SELECT member_id::text FROM again"
		       "  UNION SELECT member_id::text FROM (" DUE ") d) AS members");
QUERY(level_members_next, DOOR_WORK, struct level_touched, read_touched,
	"SELECT 0 AS events, ARRAY(SELECT id::text FROM community.member WHERE id > $1 ORDER BY id LIMIT 500) AS members");

void level_waiting(struct task *t, struct level_waiting **out)
{
	db_one(t, &level_any_waiting, out);
}

void level_lock(struct task *t)
{
	db_run(t, &level_progress_lock);
}

void level_take(struct task *t, struct level_touched **out)
{
	db_one(t, &level_events_take, out);
}

void level_members_after(struct task *t, int64_t id, struct level_touched **out)
{
	db_one(t, &level_members_next, out, id);
}

/* ---- counting ---- */

static void read_count(struct row *r, struct level_count *x)
{
	x->member = row_int8(r, "id");
	x->known = row_bool(r, "known");
	x->level = (int)row_int8(r, "level");
	x->settled = row_bool(r, "settled");
	x->due = row_bool(r, "due");
	x->stale = row_bool(r, "stale");
	x->was.good = row_int8(r, "was_good");
	x->was.bad = row_int8(r, "was_bad");
	x->was.people = row_int8(r, "was_people");
	x->n.good = row_int8(r, "good");
	x->n.people = row_int8(r, "people");
	x->removals = row_int8(r, "removals");
	x->n.bad = row_int8(r, "doubtful") + x->removals;
}

/* Not what the ledger holds back or has voided; an acceptance there is 1, or 2 by the company; "helped me too" is 3, thanks 4. */
#define IN_FORCE(post, giver, kinds) \
	" AND NOT EXISTS (SELECT FROM standing.act s WHERE s.post = " post " AND s.b = " giver \
	" AND s.h = m.id AND s.kind " kinds "  AND (s.state = 4 OR s.held))"
/* The company's acceptance is good, but the company is nobody who was helped. */
#define GIVERS \
	"SELECT r.member_id AS giver, true AS person FROM community.reaction r JOIN community.post p ON p.id = r.post_id" \
	" WHERE r.author_id = m.id AND r.undone_at IS NULL AND r.kind IN ('thanks', 'helped') AND p.deleted_at IS NULL" IN_FORCE( \
		"r.post_id", "r.member_id", \
		"= CASE r.kind WHEN 'helped' THEN 3 ELSE 4 END") " UNION ALL SELECT a.member_id, NOT a.staff FROM community.post p JOIN community.acceptance a ON a.post_id = p.id" \
								 " WHERE p.author_id = m.id AND p.accepted > 0 AND p.deleted_at IS NULL AND a.undone_at IS NULL AND a.member_id <> m.id" IN_FORCE( \
									 "p.id", "a.member_id", "IN (1, 2)")
/* $1 the members, $2 how many judgements count */
QUERY(level_numbers_of, DOOR_WORK, struct level_count, read_count,
	"SELECT m.id, l.member_id IS NOT NULL AS known, COALESCE(l.level, 0) AS level,"
	" l.since + s.settle_days * interval '1 day' <= now() AS settled, l.due_at IS NOT NULL AS due,"
	" l.due_at <> l.since + s.settle_days * interval '1 day' AS stale,"
	" l.good AS was_good, l.bad AS was_bad, l.people AS was_people, g.good, g.people,"
	" (SELECT count(*) FROM community.decision d JOIN community.post p ON p.id = d.post_id AND p.gone_by = d.id"
	"  WHERE d.member_id = m.id AND d.upheld_at IS NOT NULL) AS removals,"
	" (SELECT count(*) FROM community.post p WHERE p.author_id = m.id AND p.kind = 'answer' AND p.deleted_at IS NULL"
	"  AND p.unhelpful > p.thanks + p.helped AND p.unhelpful + p.thanks + p.helped >= s.judgements) AS doubtful"
	" FROM community.member m LEFT JOIN standing.member_level l ON l.member_id = m.id"
	" CROSS JOIN (SELECT judgements, settle_days FROM standing.level_rules ORDER BY id DESC LIMIT 1) s"
	" CROSS JOIN LATERAL (SELECT count(*) AS good, count(DISTINCT x.giver) FILTER (WHERE x.person) AS people"
	"  FROM (" GIVERS ") x) g"
	" WHERE m.id = ANY ($1::text[]::bigint[]) ORDER BY m.id LIMIT 2000");

void level_count(struct task *t, struct texts members, struct level_counts *out)
{
	db_many(t, &level_numbers_of, out, members);
}

/* ---- keeping ---- */

/* $8: he would fall, but not yet; $9 days after his last change. */
COMMAND(member_level_put, DOOR_WORK,
	"INSERT INTO standing.member_level AS l (member_id, level, since, good, bad, removals, people, ratio)"
	" VALUES ($1, $2, now(), $3, $4, $5, $6, $7) ON CONFLICT (member_id) DO UPDATE SET level = EXCLUDED.level,"
	" since = CASE WHEN l.level = EXCLUDED.level THEN l.since ELSE EXCLUDED.since END, good = EXCLUDED.good, bad = EXCLUDED.bad,"
	" removals = EXCLUDED.removals, people = EXCLUDED.people, ratio = EXCLUDED.ratio,"
	" due_at = CASE WHEN $8 THEN CASE WHEN l.level = EXCLUDED.level THEN l.since ELSE EXCLUDED.since END + $9 * interval '1 day' END");
COMMAND(level_change_put, DOOR_WORK,
	"INSERT INTO standing.level_change (member_id, level_before, level, ratio, people, good, bad, why, rules_id)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");

void level_store(struct task *t, const struct level_count *c, int level, bool falls_later,
	const struct level_rules *rules)
{
	int64_t ratio = level_ratio(c->n.good, c->n.bad);

	db_run(t, &member_level_put, c->member, level, c->n.good, c->n.bad, c->removals, c->n.people, ratio,
		falls_later, rules->settle_days);
	if (level == c->level)
		return;
	db_run(t, &level_change_put, c->member, c->level, level, ratio, c->n.people, c->n.good, c->n.bad,
		level_why(rules, c->level, level, &c->n), rules->id);
	event_note(t, EVENT_LEVEL_CHANGED, 0, c->member, 0, 0, level);
	notice_tell(t, c->member, level > c->level ? NOTICE_LEVEL_UP : NOTICE_LEVEL_DOWN);
	stamp_touch(t, STAMP_MEMBER, c->member);
}
