/* train_sql.c -- see train.h. */
#include "forum/harm/train.h"

#include "db/query.h"
#include "db/row.h"

static void read_lesson(struct row *r, struct lesson *x)
{
	x->decision = row_int8(r, "id");
	x->spam = row_bool(r, "spam");
	x->title = row_text(r, "title");
	x->source = row_text(r, "source");
}

/* Ids are given before commit, so a decision may turn up after a later one: the last thousand are looked at again. A rule's own decisions
 * (nobody decided) teach nothing, nor does each of the thousands that were hidden at once. */
QUERY(harm_lessons, DOOR_WORK, struct lesson, read_lesson,
	"SELECT d.id, d.action = 'hide' AS spam, CASE WHEN p.kind = 'question' THEN t.title END AS title, p.source"
	" FROM community.decision d JOIN community.post p ON p.id = d.post_id JOIN community.thread t ON t.id = p.thread_id"
	" WHERE NOT d.after ? 'one_of_many' AND d.id > (SELECT decision - 1000 FROM community.harm_learnt) AND d.undone_at IS NULL AND d.actor_id IS NOT NULL"
	" AND (d.action = 'hide' AND d.rule = 'spam' OR d.action IN ('keep', 'restore'))"
	" AND NOT EXISTS (SELECT FROM community.harm_lesson l WHERE l.decision_id = d.id) ORDER BY d.id LIMIT 100");

/* One learns at a time. */
COMMAND(harm_learnt_lock, DOOR_WORK, "SELECT FROM community.harm_learnt FOR UPDATE");
COMMAND(harm_lesson_add, DOOR_WORK,
	"WITH l AS (INSERT INTO community.harm_lesson (decision_id, spam, signs) VALUES ($1, $2, $3)),"
	" n AS (UPDATE community.harm_learnt SET spam = spam + $2::boolean::int, ham = ham + (NOT $2::boolean)::int)"
	" INSERT INTO community.harm_sign AS s (sign, spam, ham) SELECT sign, $2::boolean::int, (NOT $2::boolean)::int"
	"  FROM unnest($3::text[]) sign WHERE char_length(sign) <= 300"
	" ON CONFLICT (sign) DO UPDATE SET spam = s.spam + EXCLUDED.spam, ham = s.ham + EXCLUDED.ham");
COMMAND(harm_lessons_undo, DOOR_WORK,
	"WITH gone AS (DELETE FROM community.harm_lesson l USING community.decision d WHERE d.id = l.decision_id"
	"  AND d.undone_at IS NOT NULL AND d.action IN ('hide', 'keep', 'restore') RETURNING l.spam, l.signs),"
	" n AS (UPDATE community.harm_learnt SET spam = spam - (SELECT count(*) FILTER (WHERE g.spam) FROM gone g),"
	"  ham = ham - (SELECT count(*) FILTER (WHERE NOT g.spam) FROM gone g) WHERE EXISTS (SELECT FROM gone))"
	" UPDATE community.harm_sign s SET spam = s.spam - c.spam, ham = s.ham - c.ham FROM ("
	"  SELECT sign, count(*) FILTER (WHERE g.spam) AS spam, count(*) FILTER (WHERE NOT g.spam) AS ham"
	"  FROM gone g, unnest(g.signs) sign GROUP BY sign) c WHERE c.sign = s.sign");
COMMAND(harm_lessons_to, DOOR_WORK, "UPDATE community.harm_learnt SET decision = greatest(decision, $1)");

void lessons_find(struct task *t, struct lessons *out)
{
	db_many(t, &harm_lessons, out);
}

void harm_learning_lock(struct task *t)
{
	db_run(t, &harm_learnt_lock);
}

void lesson_learn(struct task *t, const struct lesson *l, struct texts signs)
{
	db_run(t, &harm_lesson_add, l->decision, l->spam, signs);
}

void lessons_unlearn(struct task *t)
{
	db_run(t, &harm_lessons_undo);
}

void lessons_up_to(struct task *t, int64_t decision)
{
	db_run(t, &harm_lessons_to, decision);
}
