/* act_sql.c -- see act_sql.h; what pages show of acts is in act_read_sql.c. */
#include "forum/act/act_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"
#include "forum/event.h"

/* ---- before deciding ---- */

static void read_act_post(struct row *r, struct act_post *x)
{
	x->id = row_int8(r, "id");
	x->thread_id = row_int8(r, "thread_id");
	x->author_id = row_int8(r, "author_id");
	x->answer = row_bool(r, "answer");
	x->reply = row_bool(r, "reply");
	x->accepted = row_int8(r, "accepted");
	x->accepted_in_thread = row_int8(r, "accepted_in_thread");
	x->accepted_by_viewer = row_bool(r, "accepted_by_viewer");
	x->thanked = row_bool(r, "thanked");
	x->helped = row_bool(r, "helped");
	x->unhelpful = row_bool(r, "unhelpful");
}

QUERY(act_post, DOOR_WEB, struct act_post, read_act_post,
	"SELECT p.id, p.thread_id, p.author_id, p.kind = 'answer' AS answer, p.kind = 'reply' AS reply, p.accepted,"
	" (SELECT count(*) FROM community.acceptance a WHERE a.thread_id = p.thread_id AND a.undone_at IS NULL)"
	"  AS accepted_in_thread,"
	" EXISTS (SELECT FROM community.acceptance a WHERE a.post_id = p.id AND a.member_id = $2 AND a.undone_at IS NULL)"
	"  AS accepted_by_viewer,"
	" 'thanks' = ANY (r.kinds) AS thanked, 'helped' = ANY (r.kinds) AS helped, 'unhelpful' = ANY (r.kinds) AS unhelpful"
	" FROM community.post p, LATERAL (SELECT array_agg(kind) AS kinds FROM community.reaction"
	"  WHERE post_id = p.id AND member_id = $2 AND undone_at IS NULL) r"
	" WHERE p.id = $1 AND p.deleted_at IS NULL");

void act_post_find(struct task *t, int64_t post, int64_t viewer, struct act_post **out)
{
	db_one(t, &act_post, out, post, viewer);
}

/* ---- acceptances ---- */

static void read_accepted_post(struct row *r, struct accepted_post *x)
{
	x->post_id = row_int8(r, "post_id");
	x->author_id = row_int8(r, "author_id");
}

QUERY(accepted_by_member, DOOR_WEB, struct accepted_post, read_accepted_post,
	"SELECT a.post_id, p.author_id FROM community.acceptance a JOIN community.post p ON p.id = a.post_id"
	" WHERE a.thread_id = $1 AND a.member_id = $2 AND a.undone_at IS NULL ORDER BY p.author_id, a.post_id LIMIT 100");
/* $1 thread, $2 post, $3 member, $4 staff, $5 label, $6 asker, $7 event. Somebody's solutions are the answers
 * of his, in questions of others, that are accepted by anybody. */
COMMAND(acceptance_insert, DOOR_WEB,
	"WITH a AS (INSERT INTO community.acceptance (thread_id, post_id, member_id, staff, label)"
	"  VALUES ($1, $2, $3, $4, $5) ON CONFLICT (post_id, member_id) WHERE undone_at IS NULL DO NOTHING RETURNING 1),"
	" p AS (UPDATE community.post SET accepted = accepted + 1 WHERE id = $2 AND EXISTS (SELECT FROM a)"
	"  RETURNING author_id, accepted),"
	" m AS (UPDATE community.member m SET solutions = m.solutions + 1 FROM p"
	"  WHERE m.id = p.author_id AND p.accepted = 1 AND p.author_id <> $6::bigint)"
	" INSERT INTO ops.event (kind, member_id, other_id, thread_id, post_id)"
	" SELECT $7::smallint, $3, author_id, $1, $2 FROM p");
/* $1 post, $2 member, $3 asker, $4 and $5 events for a member's and for the company's. */
COMMAND(acceptance_take_back, DOOR_WEB,
	"WITH a AS (UPDATE community.acceptance SET undone_at = now()"
	"  WHERE post_id = $1 AND member_id = $2 AND undone_at IS NULL RETURNING thread_id, staff),"
	" p AS (UPDATE community.post SET accepted = accepted - 1 WHERE id = $1 AND EXISTS (SELECT FROM a)"
	"  RETURNING author_id, accepted),"
	" m AS (UPDATE community.member m SET solutions = m.solutions - 1 FROM p"
	"  WHERE m.id = p.author_id AND p.accepted = 0 AND p.author_id <> $3::bigint)"
	" INSERT INTO ops.event (kind, member_id, other_id, thread_id, post_id)"
	" SELECT CASE WHEN a.staff THEN $5::smallint ELSE $4::smallint END, $2, p.author_id, a.thread_id, $1 FROM a, p");

void accepted_posts_of(struct task *t, int64_t thread, int64_t member, struct accepted_posts *out)
{
	db_many(t, &accepted_by_member, out, thread, member);
}

static void acceptance_touch(struct task *t, int64_t thread, int64_t author)
{
	stamp_touch(t, STAMP_THREAD, thread);
	stamp_touch(t, STAMP_MEMBER, author);
	stamp_touch(t, STAMP_LISTS, 0);
}

void acceptance_add(struct task *t, const struct new_acceptance *a)
{
	db_run(t, &acceptance_insert, a->thread_id, a->post_id, a->member_id, a->staff, a->label, a->asker_id,
		(int)(a->staff ? EVENT_STAFF_ACCEPTED : EVENT_ACCEPTED));
	acceptance_touch(t, a->thread_id, a->author_id);
}

void acceptance_withdraw(struct task *t, const struct thread_locked *th, int64_t member,
	const struct accepted_post *p)
{
	db_run(t, &acceptance_take_back, p->post_id, member, th->author_id, (int)EVENT_UNACCEPTED,
		(int)EVENT_STAFF_UNACCEPTED);
	acceptance_touch(t, th->id, p->author_id);
}

/* ---- reactions ---- */

static const struct {
	const char *name;
	enum event_kind added, undone;
} kinds[] = {
	[REACTION_THANKS] = {"thanks", EVENT_THANKED, EVENT_UNTHANKED},
	[REACTION_HELPED] = {"helped", EVENT_HELPED, EVENT_UNHELPED},
	[REACTION_UNHELPFUL] = {"unhelpful", EVENT_UNHELPFUL, EVENT_UNHELPFUL_UNDONE},
};

/* $1 post, $2 member, $3 kind, $4 event, $5 context. */
COMMAND(reaction_insert, DOOR_WEB,
	"WITH r AS (INSERT INTO community.reaction (post_id, author_id, member_id, kind, context)"
	"  SELECT id, author_id, $2, $3, $5 FROM community.post WHERE id = $1"
	"  ON CONFLICT (post_id, member_id, kind) WHERE undone_at IS NULL DO NOTHING RETURNING kind),"
	" p AS (UPDATE community.post x SET thanks = x.thanks + (r.kind = 'thanks')::int, helped = x.helped + (r.kind = 'helped')::int,"
	"  unhelpful = x.unhelpful + (r.kind = 'unhelpful')::int FROM r WHERE x.id = $1 RETURNING x.author_id, x.thread_id)"
	" INSERT INTO ops.event (kind, member_id, other_id, thread_id, post_id)"
	" SELECT $4::smallint, $2, author_id, thread_id, $1 FROM p");
COMMAND(reaction_take_back, DOOR_WEB,
	"WITH r AS (UPDATE community.reaction SET undone_at = now()"
	"  WHERE post_id = $1 AND member_id = $2 AND kind = $3 AND undone_at IS NULL RETURNING kind),"
	" p AS (UPDATE community.post x SET thanks = x.thanks - (r.kind = 'thanks')::int, helped = x.helped - (r.kind = 'helped')::int,"
	"  unhelpful = x.unhelpful - (r.kind = 'unhelpful')::int FROM r WHERE x.id = $1 RETURNING x.author_id, x.thread_id)"
	" INSERT INTO ops.event (kind, member_id, other_id, thread_id, post_id)"
	" SELECT $4::smallint, $2, author_id, thread_id, $1 FROM p");

void reaction_add(struct task *t, int64_t thread, int64_t post, int64_t member, enum reaction_kind kind,
	const char *context)
{
	db_run(t, &reaction_insert, post, member, kinds[kind].name, (int)kinds[kind].added, context);
	stamp_touch(t, STAMP_THREAD, thread);
}

void reaction_undo(struct task *t, int64_t thread, int64_t post, int64_t member, enum reaction_kind kind)
{
	db_run(t, &reaction_take_back, post, member, kinds[kind].name, (int)kinds[kind].undone);
	stamp_touch(t, STAMP_THREAD, thread);
}

/* ---- the thread ---- */

/* $1 thread, $2 member, $3 event. */
COMMAND(me_too_insert, DOOR_WEB,
	"WITH m AS (INSERT INTO community.me_too (thread_id, author_id, member_id)"
	"  SELECT id, author_id, $2 FROM community.thread WHERE id = $1 ON CONFLICT DO NOTHING RETURNING thread_id),"
	" f AS (INSERT INTO community.follow (thread_id, member_id) SELECT thread_id, $2 FROM m ON CONFLICT DO NOTHING RETURNING 1),"
	" t AS (UPDATE community.thread x SET me_too = x.me_too + 1, followers = x.followers + (SELECT count(*) FROM f)::int"
	"  FROM m WHERE x.id = m.thread_id RETURNING x.id, x.author_id)"
	" INSERT INTO ops.event (kind, member_id, other_id, thread_id) SELECT $3::smallint, $2, author_id, id FROM t");
COMMAND(me_too_delete, DOOR_WEB,
	"WITH m AS (DELETE FROM community.me_too WHERE thread_id = $1 AND member_id = $2 RETURNING thread_id),"
	" t AS (UPDATE community.thread x SET me_too = x.me_too - 1 FROM m WHERE x.id = m.thread_id RETURNING x.id, x.author_id)"
	" INSERT INTO ops.event (kind, member_id, other_id, thread_id) SELECT $3::smallint, $2, author_id, id FROM t");
COMMAND(follow_delete, DOOR_WEB,
	"WITH f AS (DELETE FROM community.follow WHERE thread_id = $1 AND member_id = $2 RETURNING thread_id)"
	" UPDATE community.thread x SET followers = x.followers - 1 FROM f WHERE x.id = f.thread_id");
COMMAND(thread_raise, DOOR_WEB, "UPDATE community.thread SET active_at = now() WHERE id = $1");

static void thread_touch(struct task *t, int64_t thread)
{
	stamp_touch(t, STAMP_THREAD, thread);
	stamp_touch(t, STAMP_LISTS, 0);
}

void me_too_add(struct task *t, int64_t thread, int64_t member)
{
	db_run(t, &me_too_insert, thread, member, (int)EVENT_ME_TOO);
	thread_touch(t, thread);
}

void me_too_undo(struct task *t, int64_t thread, int64_t member)
{
	db_run(t, &me_too_delete, thread, member, (int)EVENT_ME_TOO_UNDONE);
	thread_touch(t, thread);
}

void follow_undo(struct task *t, int64_t thread, int64_t member)
{
	db_run(t, &follow_delete, thread, member);
	stamp_touch(t, STAMP_THREAD, thread);
}

void thread_bump(struct task *t, int64_t thread)
{
	db_run(t, &thread_raise, thread);
	thread_touch(t, thread);
}
