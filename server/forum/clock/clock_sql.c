/* clock_sql.c -- see clock_sql.h. */
#include "forum/clock/clock_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "forum/event.h"

/* ---- a line for the desk ---- */

void clock_line_read(struct row *r, struct clock_line *x)
{
	x->episode = row_int8(r, "clock_episode");
	x->state = clock_state_of(row_text(r, "clock_state"));
	x->why = clock_why_of(row_text(r, "clock_why"));
	x->since = row_when(r, "clock_since");
	x->next_at = row_when(r, "clock_next");
	x->done = row_int8(r, "clock_done");
	x->urgent = row_bool(r, "clock_urgent");
}

QUERY(clock_line_of_thread, DOOR_DESK | DOOR_WORK, struct clock_line, clock_line_read,
	"SELECT " CLOCK_COLUMNS " FROM crm.clock k WHERE k.thread_id = $1");

void clock_line_find(struct task *t, int64_t thread, struct clock_line **out)
{
	db_one(t, &clock_line_of_thread, out, thread);
}

/* ---- taking events ---- */

static void read_clock(struct row *r, struct thread_clock *x)
{
	x->thread = row_int8(r, "thread_id");
	x->episode = row_int8(r, "episode");
	x->state = clock_state_of(row_text(r, "state"));
	x->why = clock_why_of(row_text(r, "why"));
	x->since = row_when(r, "since");
	x->run_from = row_when(r, "run_from");
	x->elapsed = row_int8(r, "elapsed");
	x->done = row_int8(r, "done");
	x->urgent = row_bool(r, "urgent");
}
#define CLOCK \
	"k.episode, k.state, k.why, k.since, k.run_from, k.elapsed, k.done, k.priority = 'urgent' AS urgent"

static void read_event(struct row *r, struct clock_event *x)
{
	x->kind = row_int8(r, "kind");
	x->member = row_int8(r, "member_id");
	x->post = row_int8(r, "post_id");
	x->number = row_int8(r, "number");
	x->at = row_when(r, "at");
	x->author = row_int8(r, "author_id");
	x->state = thread_state_of(row_text(r, "thread_state"));
	x->episode = row_int8(r, "thread_episode");
	x->gone = row_bool(r, "gone");
	x->title = row_text(r, "title");
	x->text = row_text(r, "text");
	read_clock(r, &x->clock);
	x->thread = x->clock.thread;
}

static void read_taken(struct row *r, struct clock_taken *x)
{
	x->looked = row_int8(r, "looked");
}

/* $1 most. Held first, by a statement of its own, so that two workers take one after the other. */
COMMAND(clock_cursor_hold, DOOR_WORK, "SELECT 1 FROM crm.clock_setting FOR NO KEY UPDATE");
#define NEXT_EVENTS(columns) \
	"SELECT " columns \
	" FROM ops.event e WHERE (e.tx, e.id) > ((SELECT cursor_tx FROM crm.clock_setting)," \
	" (SELECT cursor_id FROM crm.clock_setting)) AND e.tx < pg_snapshot_xmin(pg_current_snapshot())" \
	" ORDER BY e.tx, e.id LIMIT $1::int"
QUERY(clock_events_next, DOOR_WORK, struct clock_event, read_event,
	"WITH b AS MATERIALIZED (" NEXT_EVENTS(
		"e.*") "),"
		       " u AS (UPDATE crm.clock_setting s SET cursor_tx = l.tx, cursor_id = l.id"
		       "  FROM (SELECT tx, id FROM b ORDER BY tx DESC, id DESC LIMIT 1) l)"
		       " SELECT b.kind, b.member_id, b.post_id, b.number, b.at, t.author_id, t.state AS thread_state, t.episode AS thread_episode,"
		       " t.deleted_at IS NOT NULL AS gone, CASE WHEN p.kind = 'question' THEN t.title END AS title,"
		       " CASE WHEN NOT p.official THEN left(p.plain, 20000) END AS text, t.id AS thread_id, " CLOCK
		       " FROM b JOIN community.thread t ON t.id = b.thread_id LEFT JOIN crm.clock k ON k.thread_id = t.id"
		       " LEFT JOIN community.post p ON p.id = b.post_id AND b.kind IN (1, 2, 3, 4)"
		       " WHERE t.kind = 'question' AND b.at > now() - interval '14 days'"
		       " AND b.kind IN (1, 2, 3, 4, 6, 24, 101, 102, 107, 108, 120, 130, 131, 132) ORDER BY b.tx, b.id");
QUERY(clock_events_behind, DOOR_WORK, struct clock_taken, read_taken,
	"SELECT count(*) AS looked FROM (" NEXT_EVENTS("e.id") ") e");

void clock_events_take(struct task *t, int most, struct clock_taken **looked, struct clock_events *out)
{
	db_run(t, &clock_cursor_hold);
	db_one(t, &clock_events_behind, looked, most);
	db_many(t, &clock_events_next, out, most);
}

/* $1 thread, $2 episode, $3 state, $4 why, $5 since, $6 run_from, $7 elapsed, $8 done, $9 urgent, $10 next. Steps of the same episode that were
 * taken meanwhile stay taken. */
COMMAND(clock_upsert, DOOR_WORK,
	"INSERT INTO crm.clock AS k (thread_id, episode, state, why, since, run_from, elapsed, done, priority, next_at)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CASE WHEN $9::boolean THEN 'urgent' ELSE 'normal' END, $10)"
	" ON CONFLICT (thread_id) DO UPDATE SET episode = EXCLUDED.episode, state = EXCLUDED.state, why = EXCLUDED.why,"
	" since = EXCLUDED.since, run_from = EXCLUDED.run_from, elapsed = EXCLUDED.elapsed, priority = EXCLUDED.priority,"
	" done = CASE WHEN k.episode = EXCLUDED.episode THEN GREATEST(k.done, EXCLUDED.done) ELSE EXCLUDED.done END,"
	" next_at = EXCLUDED.next_at");
COMMAND(clock_turn_insert, DOOR_WORK,
	"INSERT INTO crm.clock_turn (thread_id, episode, at, state, why, priority)"
	" VALUES ($1, $2, $3, $4, $5, CASE WHEN $6::boolean THEN 'urgent' ELSE 'normal' END)");

void clock_save(struct task *t, const struct thread_clock *c, struct when next)
{
	db_run(t, &clock_upsert, c->thread, c->episode, clock_state_name(c->state), clock_why_name(c->why),
		c->since, c->run_from, c->elapsed, c->done, c->urgent, next);
}

void clock_turn_note(struct task *t, const struct thread_clock *c)
{
	db_run(t, &clock_turn_insert, c->thread, c->episode, c->since, clock_state_name(c->state),
		clock_why_name(c->why), c->urgent);
}

/* ---- what is due ---- */

static void read_due(struct row *r, struct clock_due_row *x)
{
	read_clock(r, &x->clock);
	x->now = row_when(r, "now");
}

#define DUE "SELECT k.thread_id, " CLOCK ", now() AS now FROM crm.clock k"

QUERY(clock_due_rows_take, DOOR_WORK, struct clock_due_row, read_due,
	DUE " WHERE k.next_at <= now() ORDER BY k.next_at LIMIT $1::int FOR UPDATE SKIP LOCKED");
QUERY(clock_for_update, DOOR_WORK, struct clock_due_row, read_due, DUE " WHERE k.thread_id = $1 FOR UPDATE");
COMMAND(clock_due_update, DOOR_WORK,
	"UPDATE crm.clock k SET done = u.done::smallint, next_at = NULLIF(u.next, '')::timestamptz"
	" FROM unnest($1::text[], $2::text[], $3::text[]) u (thread, done, next) WHERE k.thread_id = u.thread::bigint");
COMMAND(clock_jobs_insert, DOOR_WORK,
	"INSERT INTO ops.job (kind, payload, once) SELECT $1, jsonb_build_object('subject', u.thread::bigint, 'other', u.episode::bigint),"
	" u.thread || ':' || u.episode FROM unnest($2::text[], $3::text[]) u (thread, episode)"
	" ON CONFLICT (kind, once) WHERE once IS NOT NULL AND taken_at IS NULL AND failed_at IS NULL DO NOTHING");

void clock_due_take(struct task *t, int most, struct clock_due_rows *out)
{
	db_many(t, &clock_due_rows_take, out, most);
}

void clock_hold(struct task *t, int64_t thread, struct clock_due_row **out)
{
	db_one(t, &clock_for_update, out, thread);
}

void clock_due_save(struct task *t, struct texts threads, struct texts done, struct texts next)
{
	db_run(t, &clock_due_update, threads, done, next);
}

void clock_jobs_put(struct task *t, const char *kind, struct texts threads, struct texts episodes)
{
	if (threads.n)
		db_run(t, &clock_jobs_insert, kind, threads, episodes);
}

/* ---- asking helpers ---- */

static void read_nudged(struct row *r, struct nudged *x)
{
	x->member = row_int8(r, "member_id");
	x->post = row_int8(r, "post");
}

/* $1 thread, $2 members in order. */
QUERY(clock_nudge_insert, DOOR_WORK, struct nudged, read_nudged,
	"WITH n AS (INSERT INTO crm.nudge (member_id, thread_id)"
	"  SELECT m.id, $1 FROM unnest($2::text[]) WITH ORDINALITY u (id, place) JOIN community.member m ON m.id = u.id::bigint"
	"  WHERE NOT EXISTS (SELECT FROM community.notice_setting s WHERE s.member_id = m.id AND s.kind = 'nudge' AND NOT s.mail)"
	"  AND NOT EXISTS (SELECT FROM crm.nudge d WHERE d.member_id = m.id AND d.day = (now() AT TIME ZONE 'UTC')::date)"
	"  ORDER BY u.place LIMIT 5 ON CONFLICT DO NOTHING RETURNING member_id)"
	" SELECT n.member_id, p.id AS post FROM n JOIN community.post p ON p.thread_id = $1 AND p.kind = 'question'");

void clock_nudge(struct task *t, int64_t thread, struct texts members, struct nudged_list *out)
{
	db_many(t, &clock_nudge_insert, out, thread, members);
}
