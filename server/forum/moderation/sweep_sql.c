/* sweep_sql.c -- see sweep_sql.h. */
#include "forum/moderation/sweep_sql.h"

#include "db/query.h"
#include "db/row.h"

static void read_id(struct row *r, int64_t *x)
{
	*x = row_int8(r, "id");
}

static void read_undone(struct row *r, bool *x)
{
	*x = row_bool(r, "undone");
}

static void read_ended(struct row *r, bool *x)
{
	*x = row_bool(r, "ended");
}

static void read_sweep(struct row *r, struct sweep *x)
{
	x->id = row_int8(r, "id");
	x->decision = row_int8(r, "decision");
	x->rule = rule_of(row_text(r, "rule"));
	x->accounts = row_text(r, "accounts");
	x->note = row_text(r, "note");
	x->actor = row_text(r, "actor");
	x->undoer = row_text(r, "undoer");
	x->posts = row_int8(r, "posts");
	x->members = row_int8(r, "members");
	x->waits = row_int8(r, "waits");
	x->done = row_int8(r, "done");
	x->left = row_int8(r, "left_out");
	x->back = row_int8(r, "back");
	x->at = row_when(r, "at");
	x->ended_at = row_when(r, "ended_at");
	x->undo_at = row_when(r, "undo_at");
	x->undone_at = row_when(r, "undone_at");
	x->under_way = !when_known(x->ended_at) || (when_known(x->undo_at) && !when_known(x->undone_at));
}

static void read_left(struct row *r, struct sweep_left *x)
{
	x->post = row_int8(r, "post");
	x->title = row_text(r, "title");
	x->member = row_text(r, "member");
	x->why = row_text(r, "why");
}

static void read_swept(struct row *r, struct swept *x)
{
	x->decision = row_int8(r, "decision");
	x->thread = row_int8(r, "thread");
	x->member = row_int8(r, "member");
	x->suspends = row_bool(r, "suspends");
	x->was_shown = row_bool(r, "was_shown");
}

/* clang-format off */
QUERY(sweep_begun, DOOR_WEB, int64_t, read_id,
	"SELECT community.sweep_begin($1, $2, $3, $4, $5::text[]::bigint[], $6, $7::integer) AS id");
QUERY(sweep_undone, DOOR_WEB, bool, read_undone, "SELECT community.sweep_undo($1, $2, $3) AS undone");

#define SWEEP(which) \
	"SELECT s.id, s.decision_id AS decision, d.rule, s.accounts, d.note, a.display AS actor, u.display AS undoer, s.posts, s.members," \
	" c.waits, c.done, c.left_out, c.back, d.at, s.ended_at, s.undo_at, s.undone_at FROM community.sweep s" \
	" JOIN community.decision d ON d.id = s.decision_id JOIN community.member a ON a.id = d.actor_id" \
	" LEFT JOIN community.member u ON u.id = s.undo_by, LATERAL (SELECT count(*) FILTER (WHERE state = 'waits') AS waits," \
	"  count(*) FILTER (WHERE state = 'done') AS done, count(*) FILTER (WHERE state = 'left') AS left_out," \
	"  count(*) FILTER (WHERE state = 'back') AS back FROM community.sweep_target WHERE sweep_id = s.id) c WHERE " which
QUERY(sweep_by_id, DOOR_WEB, struct sweep, read_sweep, SWEEP("s.id = $1"));
QUERY(sweep_by_decision, DOOR_WEB, struct sweep, read_sweep,
	SWEEP("s.id = (SELECT x.group_id FROM community.decision x WHERE x.id = $1)"));
QUERY(sweeps_of_late, DOOR_WEB, struct sweep, read_sweep,
	SWEEP("s.decision_id IN (SELECT x.id FROM community.decision x WHERE x.action = 'sweep' AND NOT x.part AND x.at > now() - interval '1 hour'"
	      "  AND x.undone_at IS NULL ORDER BY x.id DESC LIMIT 5)"
	      " OR s.id IN (SELECT x.id FROM community.sweep x WHERE x.ended_at IS NULL OR x.undo_at IS NOT NULL AND x.undone_at IS NULL LIMIT 5)")
	" ORDER BY s.id DESC LIMIT 5");
QUERY(sweep_left_out, DOOR_WEB, struct sweep_left, read_left,
	"SELECT x.post_id AS post, t.title, m.username AS member, x.why FROM community.sweep_target x LEFT JOIN community.post p ON p.id = x.post_id"
	" LEFT JOIN community.thread t ON t.id = p.thread_id LEFT JOIN community.member m ON m.id = COALESCE(x.member_id, p.author_id)"
	" WHERE x.sweep_id = $1 AND x.state = 'left' AND x.why <> 'sweep_undone' ORDER BY x.n LIMIT 20");
/* now() is when the transaction began. */
QUERY(sweep_ended, DOOR_WORK, bool, read_ended,
	"SELECT COALESCE(CASE WHEN $2 THEN undone_at ELSE ended_at END = now(), false) AS ended FROM community.sweep WHERE id = $1");
QUERY(sweep_steps, DOOR_WORK, struct swept, read_swept,
	"SELECT decision, thread, member, suspends, was_shown FROM community.sweep_on($1, $2::integer)");
QUERY(sweep_steps_back, DOOR_WORK, struct swept, read_swept,
	"SELECT decision, thread, member, suspends, was_shown FROM community.sweep_back($1, $2::integer)");
/* clang-format on */

void sweep_begin(struct task *t, int64_t actor, int64_t session, const struct sweep_order *o,
	int64_t **decision)
{
	db_one(t, &sweep_begun, decision, actor, session, rule_name(o->rule), o->note ? o->note : "",
		o->posts, o->accounts, o->minutes);
}

void sweep_undo(struct task *t, int64_t actor, int64_t session, int64_t sweep, bool **out)
{
	db_one(t, &sweep_undone, out, actor, session, sweep);
}

void sweep_find(struct task *t, int64_t id, struct sweep **out)
{
	db_one(t, &sweep_by_id, out, id);
}

void sweep_find_by_decision(struct task *t, int64_t decision, struct sweep **out)
{
	db_one(t, &sweep_by_decision, out, decision);
}

void sweeps_lately(struct task *t, struct sweeps *out)
{
	db_many(t, &sweeps_of_late, out);
}

void sweep_lefts_of(struct task *t, int64_t sweep, struct sweep_lefts *out)
{
	db_many(t, &sweep_left_out, out, sweep);
}

void sweep_step(struct task *t, int64_t sweep, bool back, int64_t most, struct swepts *out)
{
	db_many(t, back ? &sweep_steps_back : &sweep_steps, out, sweep, most);
}

void sweep_ended_now(struct task *t, int64_t sweep, bool back, bool **out)
{
	db_one(t, &sweep_ended, out, sweep, back);
}
