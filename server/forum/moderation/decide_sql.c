/* decide_sql.c -- see decide_sql.h. */
#include "forum/moderation/decide_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "forum/moderation/moderation_text.h"

static void read_id(struct row *r, int64_t *x)
{
	*x = row_int8(r, "id");
}

static void read_counted(struct row *r, struct counted_rows *x)
{
	x->n = row_int8(r, "n");
}

static void read_touched(struct row *r, struct touched *x)
{
	x->thread = row_int8(r, "thread");
}

static void read_decision(struct row *r, struct decision *x)
{
	x->id = row_int8(r, "id");
	x->actor = row_int8(r, "actor");
	x->thread = row_int8(r, "thread");
	x->post = row_int8(r, "post");
	x->member = row_int8(r, "member");
	x->topic = row_int8(r, "topic");
	x->made = row_int8(r, "made");
	x->group = row_int8(r, "group_id");
	x->parent = row_int8(r, "parent");
	x->stands = row_int8(r, "stands");
	x->action = moderation_of(row_text(r, "action"));
	x->rule = rule_of(row_text(r, "rule"));
	x->revision = row_int8(r, "revision");
	x->revision_now = row_int8(r, "revision_now");
	x->note = row_text(r, "note");
	x->slug = row_text(r, "slug");
	x->was_held = row_bool(r, "was_held");
	x->opens = row_bool(r, "opens");
	x->undone = row_bool(r, "undone");
	x->waits = row_bool(r, "waits");
	x->at = row_when(r, "at");
	x->item = row_int8(r, "item");
}

/* $10 what an act goes to, $11 posts, $12 and $13 title and slug (or name and skeleton), $14 minutes, $15 whether history is hidden. */
QUERY(moderate, DOOR_WEB, int64_t, read_id,
	"SELECT community.moderate($1, $2, $3, $4, $5, NULLIF($6::bigint, 0), NULLIF($7::bigint, 0), NULLIF($8::bigint, 0),"
	" CASE $3"
	"  WHEN 'move' THEN jsonb_build_object('topic_id', $10::bigint)"
	"  WHEN 'merge' THEN jsonb_build_object('to_id', $10::bigint)"
	"  WHEN 'split' THEN jsonb_build_object('posts', $11::text[]::bigint[], 'title', $12::text, 'slug', $13::text)"
	"  WHEN 'pseudonymise' THEN jsonb_build_object('display', $12::text, 'skeleton', $13::text)"
	"  WHEN 'silence' THEN jsonb_build_object('until', now() + $14::integer * interval '1 minute')"
	"  WHEN 'suspend' THEN jsonb_build_object('until', now() + NULLIF($14::integer, 0) * interval '1 minute')"
	"  WHEN 'edit' THEN jsonb_build_object('revision', $10::bigint, 'hide_history', $15::boolean)"
	"  WHEN 'retitle' THEN jsonb_build_object('revision', $10::bigint)"
	"  WHEN 'retag' THEN jsonb_build_object('revision', $10::bigint)"
	"  ELSE '{}' END, NULL, NULLIF($9::bigint, 0)) AS id");
/* What a moderator has changed in the open transaction, with its event. */
COMMAND(moderate_edit, DOOR_WEB,
	"WITH d AS (SELECT community.moderate($1, $2, $3, $4, $5, $6, NULL, NULL, jsonb_build_object('revision', $7::bigint)"
	"  || CASE $3 WHEN 'edit' THEN jsonb_build_object('hide_history', $8::boolean) ELSE '{}' END, NULL, NULL) AS id)"
	" INSERT INTO ops.event (kind, member_id, other_id, thread_id, post_id, number)"
	" SELECT $9, $1, $10, $11, $6, id FROM d");
COMMAND(moderate_undo, DOOR_WEB, "SELECT community.moderate_undo($1, $2, $3)");
QUERY(moderate_undo_many, DOOR_WEB, struct counted_rows, read_counted,
	"SELECT community.moderate_undo_many($1, $2, $3) AS n");

QUERY(decision_by_id, DOOR_WEB | DOOR_WORK, struct decision, read_decision,
	"SELECT d.id, d.actor_id AS actor, d.thread_id AS thread, d.post_id AS post, d.member_id AS member, t.topic_id AS topic,"
	" COALESCE(d.after->>'made', d.after->>'to_id')::bigint AS made, d.group_id, p.parent_id AS parent, p.thread_id AS stands,"
	" d.action, d.rule,"
	" (d.after->>'revision')::bigint AS revision, p.revision AS revision_now, d.note, t.slug,"
	" d.before->'posts'->0->>'gone' = 'held' AS was_held, p.kind = 'question' AS opens, d.undone_at IS NOT NULL AS undone,"
	" EXISTS (SELECT FROM community.queue_item q JOIN community.report r ON r.item_id = q.id WHERE q.decision_id = d.id"
	"  AND r.told_at IS NULL) AS waits, d.at, d.item_id AS item"
	" FROM community.decision d LEFT JOIN community.thread t ON t.id = d.thread_id LEFT JOIN community.post p ON p.id = d.post_id"
	" WHERE d.id = $1");
QUERY(decision_group_threads, DOOR_WEB, struct touched, read_touched,
	"SELECT DISTINCT thread_id AS thread FROM community.decision WHERE group_id = $1 AND thread_id IS NOT NULL LIMIT 10000");

COMMAND(queue_put_row, DOOR_WEB | DOOR_WORK,
	"SELECT community.queue_put($1, NULLIF($2::bigint, 0), NULLIF($3::bigint, 0), NULLIF($4::bigint, 0), $5::integer, $6, '{}')");
QUERY(thread_redirected, DOOR_WEB, int64_t, read_id,
	"WITH RECURSIVE way AS (SELECT to_id, 1 AS step FROM community.thread_redirect WHERE thread_id = $1"
	" UNION ALL SELECT r.to_id, w.step + 1 FROM way w JOIN community.thread_redirect r ON r.thread_id = w.to_id WHERE w.step < 50)"
	" SELECT to_id AS id FROM way ORDER BY step DESC LIMIT 1");

void decision_make(struct task *t, int64_t actor, int64_t session, const struct moderation_act *act,
	int64_t **out)
{
	db_one(t, &moderate, out, actor, session, moderation_name(act->action), rule_name(act->rule),
		act->note ? act->note : "", act->post, act->thread, act->member, act->item, act->to,
		act->posts, act->title, act->slug, act->minutes, act->hide_history);
}

void decision_make_of_edit(struct task *t, int64_t actor, int64_t session, const struct moderation_act *act,
	int64_t author, int64_t thread)
{
	db_run(t, &moderate_edit, actor, session, moderation_name(act->action), rule_name(act->rule),
		act->note, act->post, act->to, act->hide_history, (int)moderation_event(act->action), author,
		thread);
}

void decision_undo(struct task *t, int64_t actor, int64_t session, int64_t decision)
{
	db_run(t, &moderate_undo, actor, session, decision);
}

void decisions_undo(struct task *t, int64_t actor, int64_t session, int64_t group, struct counted_rows **out)
{
	db_one(t, &moderate_undo_many, out, actor, session, group);
}

void decision_find(struct task *t, int64_t id, struct decision **out)
{
	db_one(t, &decision_by_id, out, id);
}

void group_threads(struct task *t, int64_t group, struct toucheds *out)
{
	db_many(t, &decision_group_threads, out, group);
}

void queue_put(struct task *t, const struct queued *q)
{
	db_run(t, &queue_put_row, queue_kind_name(q->kind), q->post, q->member, q->link, q->harm,
		q->why ? q->why : "");
}

void thread_gone_to(struct task *t, int64_t thread, int64_t **out)
{
	db_one(t, &thread_redirected, out, thread);
}
