/* whom_sql.c -- who to ask; see whom.h. In work's time, so it may look at all answers of a topic: about 60 ms for 40,000. */
#include "db/query.h"
#include "db/row.h"
#include "forum/standing/whom.h"

static void read_helper(struct row *r, struct helper_for *x)
{
	x->id = row_int8(r, "id");
	x->username = row_text(r, "username");
	x->display = row_text(r, "display");
	x->score = row_int8(r, "score");
	x->answers = row_int8(r, "answers");
	x->accepted = row_int8(r, "accepted");
	x->last = row_when(r, "last");
}

/* $1 thread, $2 how many.
 * s      the threads that are like it: of its topic (0), and of each of its tags
 * given  what each member answered in them */
QUERY(whom_best, DOOR_WORK, struct helper_for, read_helper,
	"WITH q AS (SELECT id, topic_id, author_id FROM community.thread WHERE id = $1),"
	" s AS (SELECT 0 AS tag, t.id, t.author_id FROM q JOIN community.thread t ON t.topic_id = q.topic_id"
	"   WHERE t.kind = 'question' AND t.deleted_at IS NULL"
	"  UNION ALL SELECT o.tag_id, t.id, t.author_id FROM q JOIN community.thread_tag own ON own.thread_id = q.id"
	"   JOIN community.thread_tag o ON o.tag_id = own.tag_id JOIN community.thread t ON t.id = o.thread_id"
	"   WHERE t.kind = 'question' AND t.deleted_at IS NULL),"
	" given AS (SELECT s.tag, p.author_id, count(*) AS answers, count(*) FILTER (WHERE p.accepted > 0) AS accepted,"
	"   sum(COALESCE(w.weight, 0)) AS weights, max(p.created_at) AS last"
	"  FROM s JOIN community.post p ON p.thread_id = s.id AND p.kind = 'answer' AND p.deleted_at IS NULL"
	"   AND p.author_id <> s.author_id"
	"  LEFT JOIN standing.ask_weight w"
	"   ON w.days = greatest((now() AT TIME ZONE 'UTC')::date - (p.created_at AT TIME ZONE 'UTC')::date, 0)"
	"  GROUP BY s.tag, p.author_id)"
	" SELECT m.id, m.username, m.display,"
	"  sum(div(g.weights * (g.accepted + 1), g.answers + 4))::bigint AS score,"
	"  sum(g.answers)::bigint AS answers, sum(g.accepted)::bigint AS accepted, max(g.last) AS last"
	" FROM given g JOIN community.member m ON m.id = g.author_id, q"
	" WHERE m.state = 'active' AND m.roles & 4 = 0 AND m.id <> q.author_id"
	"  AND NOT EXISTS (SELECT FROM community.post p WHERE p.thread_id = q.id AND p.kind = 'answer' AND p.author_id = m.id)"
	" GROUP BY m.id HAVING max(g.last) > now() - interval '1 year'"
	" ORDER BY score DESC, m.id LIMIT $2");

void whom_to_ask(struct task *t, int64_t thread, int64_t most, struct helpers_for *out)
{
	db_many(t, &whom_best, out, thread, most);
}
