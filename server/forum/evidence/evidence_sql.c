/* evidence_sql.c -- see evidence_sql.h. */
#include "forum/evidence/evidence_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "forum/event.h"
#include "forum/evidence/evidence.h"

/* ---- lists ---- */

static void read_finding(struct row *r, struct finding *x)
{
	x->id = row_int8(r, "id");
	x->kind = row_text(r, "kind");
	x->state = row_text(r, "state");
	x->found_at = row_when(r, "found_at");
	x->acts = row_int8(r, "acts");
	x->credit = row_int8(r, "credit");
	x->giver = row_text(r, "giver");
	x->receiver = row_text(r, "receiver");
	x->third = row_text(r, "third");
	x->counted = row_int8(r, "counted");
	x->back = row_int8(r, "back");
	x->share = row_int8(r, "share");
	x->accounts = row_int8(r, "accounts");
	x->seconds = row_int8(r, "seconds");
	x->appeals = row_int8(r, "appeals");
	x->decider = row_int8(r, "decider");
}

#define NAME_OF(key) "(SELECT display FROM community.member WHERE id = (f.evidence->>'" key "')::bigint)"
#define FINDING \
	"SELECT f.id, f.kind, f.state, f.found_at, f.acts, f.credit, " NAME_OF("giver") " AS giver, " NAME_OF( \
		"receiver") " AS receiver, " NAME_OF("other") " AS third, (f.evidence->>'acts')::bigint AS counted," \
							      " (f.evidence->>'back')::bigint AS back, (f.evidence->>'share')::bigint AS share, (f.evidence->>'accounts')::bigint AS accounts," \
							      " (f.evidence->>'seconds')::bigint AS seconds," \
							      " (SELECT count(*) FROM standing.appeal p WHERE p.finding = f.id AND p.answered_at IS NULL AND f.state <> 'released') AS appeals," \
							      " standing.finding_decider(f.id) AS decider FROM standing.finding f"
#define WAITING \
	" (f.state = 'open' OR (f.state = 'voided' AND EXISTS" \
	"  (SELECT FROM standing.appeal p WHERE p.finding = f.id AND p.answered_at IS NULL)))"

QUERY(findings_queue, DOOR_WEB, struct finding, read_finding,
	FINDING
	" WHERE f.state <> 'released' AND" WAITING " AND $1::bigint <> ALL (f.members)"
	" AND ($2::bigint = 0 OR (f.day, -f.credit, f.id) > (SELECT day, -credit, id FROM standing.finding WHERE id = $2))"
	" ORDER BY f.day, -f.credit, f.id LIMIT 31");
QUERY(findings_done, DOOR_WEB, struct finding, read_finding,
	FINDING
	" WHERE f.state <> 'open' AND NOT" WAITING " AND $1::bigint <> ALL (f.members)"
	" AND f.id < COALESCE(NULLIF($2::bigint, 0), 9223372036854775807) ORDER BY f.id DESC LIMIT 31");
QUERY(finding_by_id, DOOR_WEB, struct finding, read_finding,
	FINDING " WHERE f.id = $1 AND $2::bigint <> ALL (f.members)");

void findings_waiting(struct task *t, int64_t viewer, int64_t after, struct findings *out)
{
	db_many(t, &findings_queue, out, viewer, after);
}

void findings_settled(struct task *t, int64_t viewer, int64_t before, struct findings *out)
{
	db_many(t, &findings_done, out, viewer, before);
}

void finding_find(struct task *t, int64_t id, int64_t viewer, struct finding **out)
{
	db_one(t, &finding_by_id, out, id, viewer);
}

/* ---- one of them ---- */

static void read_member(struct row *r, struct finding_member *x)
{
	byline_read(r, &x->who);
	x->joined_at = row_when(r, "joined_at");
	x->people = row_int8(r, "people");
	x->level = row_int8(r, "level");
	x->released = row_int8(r, "released");
	x->voided = row_int8(r, "voided");
	x->concerned = row_bool(r, "concerned");
}

static void read_act(struct row *r, struct finding_act *x)
{
	x->giver = row_int8(r, "giver");
	x->receiver = row_int8(r, "receiver");
	x->giver_name = row_text(r, "giver_name");
	x->receiver_name = row_text(r, "receiver_name");
	x->at = row_when(r, "at");
	x->kind = row_int8(r, "kind");
	x->post = row_int8(r, "post");
	x->credit = row_int8(r, "credit");
	x->state = row_int8(r, "state");
	x->title = row_text(r, "title");
	x->held = row_bool(r, "held");
}

static void read_decision(struct row *r, struct finding_decision *x)
{
	x->what = row_text(r, "what");
	x->why = row_text(r, "why");
	x->by = row_text(r, "by");
	x->at = row_when(r, "at");
	x->undone = row_bool(r, "undone");
}

static void read_appeal(struct row *r, struct appeal *x)
{
	x->member_id = row_int8(r, "member_id");
	x->who = row_text(r, "who");
	x->text = row_text(r, "text");
	x->reply = row_text(r, "reply");
	x->answered_by = row_text(r, "answered_by");
	x->at = row_when(r, "at");
	x->answered_at = row_when(r, "answered_at");
}

QUERY(finding_member_list, DOOR_WEB, struct finding_member, read_member,
	"SELECT " BYLINE_COLUMNS(
		"m") ", m.joined_at, s.people, v.level, e.released, e.voided, m.id = ANY (f.concerned) AS concerned"
		     " FROM standing.finding f, unnest(f.members) WITH ORDINALITY u (id, place)"
		     " JOIN community.member m ON m.id = u.id LEFT JOIN standing.member_score s ON s.m = m.id"
		     " LEFT JOIN standing.member_level v ON v.member_id = m.id,"
		     " LATERAL (SELECT count(*) FILTER (WHERE o.state = 'released') AS released,"
		     "  count(*) FILTER (WHERE o.state = 'voided') AS voided FROM standing.finding o"
		     "  WHERE o.members @> ARRAY[m.id] AND o.id < f.id) e"
		     " WHERE f.id = $1 ORDER BY u.place LIMIT 100");
QUERY(finding_act_list, DOOR_WEB, struct finding_act, read_act,
	"SELECT l.giver, l.receiver, g.display AS giver_name, h.display AS receiver_name, l.at, l.kind, l.post, a.credit, a.state, t.title, a.held"
	" FROM standing.finding_act f JOIN standing.ledger l USING (position) LEFT JOIN standing.act a USING (position)"
	" LEFT JOIN community.member g ON g.id = l.giver LEFT JOIN community.member h ON h.id = l.receiver"
	" LEFT JOIN community.thread t ON t.id = l.thread AND t.deleted_at IS NULL"
	" WHERE f.finding = $1 ORDER BY l.at, l.position LIMIT 300");
QUERY(finding_decision_list, DOOR_WEB, struct finding_decision, read_decision,
	"SELECT d.what, d.why, m.display AS by, d.at, d.undone_at IS NOT NULL AS undone FROM standing.finding_decision d"
	" JOIN community.member m ON m.id = d.member_id WHERE d.finding = $1 ORDER BY d.id LIMIT 100");
QUERY(appeal_list, DOOR_WEB, struct appeal, read_appeal,
	"SELECT p.member_id, m.display AS who, p.text, p.reply, b.display AS answered_by, p.at, p.answered_at FROM standing.appeal p"
	" JOIN community.member m ON m.id = p.member_id LEFT JOIN community.member b ON b.id = p.answered_by"
	" WHERE p.finding = $1 ORDER BY p.at LIMIT 100");

void finding_members_of(struct task *t, int64_t id, struct finding_members *out)
{
	db_many(t, &finding_member_list, out, id);
}

void finding_acts_of(struct task *t, int64_t id, struct finding_acts *out)
{
	db_many(t, &finding_act_list, out, id);
}

void finding_decisions_of(struct task *t, int64_t id, struct finding_decisions *out)
{
	db_many(t, &finding_decision_list, out, id);
}

void appeals_of(struct task *t, int64_t id, struct appeals *out)
{
	db_many(t, &appeal_list, out, id);
}

/* ---- deciding ---- */

COMMAND(finding_decision_insert, DOOR_WEB,
	"INSERT INTO standing.finding_decision (finding, member_id, what, why) VALUES ($1, $2, $3, $4)");
/* The decision just made, as events. What an act is depends on all findings that name it: voided if one is, else held if one waits. $2 to $5:
 * the events for held, released, voided, unvoided. What is unvoided is held
 * again, as it was, and may have to be released as well; so what was released is held before it is voided. */
COMMAND(finding_events_insert, DOOR_WEB,
	"WITH d AS (SELECT was, becomes, member_id FROM standing.finding_decision WHERE finding = $1 ORDER BY id DESC LIMIT 1),"
	" other AS (SELECT f.position, COALESCE(bool_or(o.state = 'voided'), false) AS voided, COALESCE(bool_or(o.state = 'open'), false) AS held"
	"  FROM standing.finding_act f LEFT JOIN standing.finding_act n ON n.position = f.position AND n.finding <> f.finding"
	"  LEFT JOIN standing.finding o ON o.id = n.finding WHERE f.finding = $1 GROUP BY f.position),"
	" step AS (SELECT position, CASE WHEN d.becomes = 'voided' AND d.was = 'released' AND NOT held THEN ARRAY[$2::smallint, $4::smallint]"
	"   WHEN d.becomes = 'voided' THEN ARRAY[$4::smallint]"
	"   WHEN d.was = 'voided' AND (held OR d.becomes = 'open') THEN ARRAY[$5::smallint]"
	"   WHEN d.was = 'voided' THEN ARRAY[$5::smallint, $3::smallint]"
	"   WHEN held THEN '{}' WHEN d.becomes = 'open' THEN ARRAY[$2::smallint] ELSE ARRAY[$3::smallint] END AS kinds"
	"  FROM other, d WHERE NOT other.voided)"
	" INSERT INTO ops.event (kind, member_id, other_id, thread_id, post_id, number)"
	" SELECT k.kind, d.member_id, l.receiver, l.thread, l.post, l.position FROM d, step JOIN standing.ledger l USING (position),"
	"  unnest(step.kinds) WITH ORDINALITY k (kind, n) ORDER BY l.position, k.n");
COMMAND(appeal_stands, DOOR_WEB,
	"UPDATE standing.appeal SET answered_at = now(), answered_by = $3, reply = $4 WHERE finding = $1 AND member_id = $2");

void finding_decide(struct task *t, int64_t id, int64_t moderator, const char *what, const char *why)
{
	db_run(t, &finding_decision_insert, id, moderator, what, why);
	db_run(t, &finding_events_insert, id, (int)EVENT_CREDIT_HELD, (int)EVENT_CREDIT_RELEASED,
		(int)EVENT_CREDIT_VOIDED, (int)EVENT_CREDIT_UNVOIDED);
}

void appeal_answer(struct task *t, int64_t id, int64_t member, int64_t moderator, const char *reply)
{
	db_run(t, &appeal_stands, id, member, moderator, reply);
}

/* ---- as the member sees it ---- */

static void read_held(struct row *r, struct evidence_held *x)
{
	x->waiting = row_int8(r, "waiting");
	x->voided = row_int8(r, "voided");
}

static void read_own_finding(struct row *r, struct own_finding *x)
{
	x->id = row_int8(r, "id");
	x->kind = row_text(r, "kind");
	x->state = row_text(r, "state");
	x->found_at = row_when(r, "found_at");
	x->acts = row_int8(r, "acts");
	x->text = row_text(r, "text");
	x->reply = row_text(r, "reply");
	x->appealed_at = row_when(r, "appealed_at");
	x->answered_at = row_when(r, "answered_at");
}

static void read_own_act(struct row *r, struct own_act *x)
{
	x->finding = row_int8(r, "finding");
	x->kind = row_int8(r, "kind");
	x->post = row_int8(r, "post");
	x->at = row_when(r, "at");
	x->title = row_text(r, "title");
}

QUERY(evidence_held, DOOR_WEB, struct evidence_held, read_held,
	"SELECT count(DISTINCT a.position) FILTER (WHERE f.state = 'open') AS waiting,"
	" count(DISTINCT a.position) FILTER (WHERE f.state = 'voided') AS voided"
	" FROM standing.finding f JOIN standing.finding_act a ON a.finding = f.id JOIN standing.ledger l USING (position)"
	" WHERE f.members @> ARRAY[$1::bigint] AND $1 = ANY (f.concerned) AND f.state <> 'released' AND l.receiver = $1");
QUERY(findings_own, DOOR_WEB, struct own_finding, read_own_finding,
	"SELECT f.id, f.kind, f.state, f.found_at, (SELECT count(*) FROM standing.finding_act a JOIN standing.ledger l USING (position)"
	"  WHERE a.finding = f.id AND l.receiver = $1) AS acts, p.text, p.reply, p.at AS appealed_at, p.answered_at"
	" FROM standing.finding f LEFT JOIN standing.appeal p ON p.finding = f.id AND p.member_id = $1"
	" WHERE f.members @> ARRAY[$1::bigint] AND $1 = ANY (f.concerned) ORDER BY f.id DESC LIMIT 50");
QUERY(finding_acts_own, DOOR_WEB, struct own_act, read_own_act,
	"SELECT f.id AS finding, x.kind, x.post, x.at, x.title"
	" FROM (SELECT id FROM standing.finding WHERE members @> ARRAY[$1::bigint] AND $1 = ANY (concerned) ORDER BY id DESC LIMIT 50) f,"
	" LATERAL (SELECT l.kind, l.post, l.at, l.position, t.title FROM standing.finding_act a JOIN standing.ledger l USING (position)"
	"  LEFT JOIN community.thread t ON t.id = l.thread AND t.deleted_at IS NULL"
	"  WHERE a.finding = f.id AND l.receiver = $1 ORDER BY l.at DESC, l.position DESC LIMIT 20) x"
	" ORDER BY f.id DESC, x.at DESC, x.position DESC LIMIT 1000");
COMMAND(appeal_insert, DOOR_WEB,
	"INSERT INTO standing.appeal (finding, member_id, text) VALUES ($1, $2, $3)");

void evidence_held_of(struct task *t, int64_t member, struct evidence_held **out)
{
	db_one(t, &evidence_held, out, member);
}

void findings_of_member(struct task *t, int64_t member, struct own_findings *out)
{
	db_many(t, &findings_own, out, member);
}

void finding_acts_of_member(struct task *t, int64_t member, struct own_acts *out)
{
	db_many(t, &finding_acts_own, out, member);
}

void appeal_add(struct task *t, int64_t id, int64_t member, const char *text)
{
	db_run(t, &appeal_insert, id, member, text);
}
