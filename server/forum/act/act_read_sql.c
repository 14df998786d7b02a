/* act_read_sql.c -- what a thread's page shows of acts; the writing statements are in act_sql.c. */
#include "forum/act/act.h"
#include "db/query.h"
#include "db/row.h"

static void read_acceptance(struct row *r, struct acceptance *x)
{
	x->post_id = row_int8(r, "post_id");
	x->member_id = row_int8(r, "member_id");
	x->staff = row_bool(r, "staff");
	x->label = row_text(r, "label");
	x->display = row_text(r, "display");
}

static void read_context(struct row *r, struct context *x)
{
	x->post_id = row_int8(r, "post_id");
	x->text = row_text(r, "context");
	x->n = row_int8(r, "n");
}

static void read_reaction(struct row *r, struct reaction *x)
{
	const char *kind;

	x->post_id = row_int8(r, "post_id");
	kind = row_text(r, "kind");
	x->kind = text_is(kind, "thanks")   ? REACTION_THANKS
		  : text_is(kind, "helped") ? REACTION_HELPED
					    : REACTION_UNHELPFUL;
}

static void read_relation(struct row *r, struct relation *x)
{
	x->follows = row_bool(r, "follows");
	x->me_too = row_bool(r, "me_too");
	x->read_post_id = row_int8(r, "read_post_id");
}

QUERY(acceptances_live, DOOR_WEB | DOOR_DESK, struct acceptance, read_acceptance,
	"SELECT a.post_id, a.member_id, a.staff, a.label, m.display FROM community.acceptance a"
	" JOIN community.member m ON m.id = a.member_id"
	" WHERE a.thread_id = $1 AND a.undone_at IS NULL ORDER BY a.id LIMIT 100");
QUERY(contexts_top, DOOR_WEB | DOOR_DESK, struct context, read_context,
	"SELECT post_id, context, n FROM ("
	"  SELECT r.post_id, r.context, count(*) AS n,"
	"   row_number() OVER (PARTITION BY r.post_id ORDER BY count(*) DESC, min(r.id)) AS place"
	"  FROM community.post p JOIN community.reaction r ON r.post_id = p.id"
	"  WHERE p.thread_id = $1 AND p.helped > 0 AND r.kind = 'helped' AND r.undone_at IS NULL AND r.context <> ''"
	"  GROUP BY r.post_id, r.context) c WHERE place <= 3 ORDER BY post_id, place");
QUERY(reactions_own, DOOR_WEB, struct reaction, read_reaction,
	"SELECT r.post_id, r.kind FROM community.post p JOIN community.reaction r ON r.post_id = p.id"
	" WHERE p.thread_id = $1 AND r.member_id = $2 AND r.undone_at IS NULL LIMIT 500");
QUERY(relation_own, DOOR_WEB, struct relation, read_relation,
	"SELECT EXISTS (SELECT FROM community.follow WHERE thread_id = $1 AND member_id = $2) AS follows,"
	" EXISTS (SELECT FROM community.me_too WHERE thread_id = $1 AND member_id = $2) AS me_too,"
	" (SELECT post_id FROM community.thread_read WHERE thread_id = $1 AND member_id = $2) AS read_post_id");

void acceptances_of(struct task *t, int64_t thread, struct acceptances *out)
{
	db_many(t, &acceptances_live, out, thread);
}

void contexts_of(struct task *t, int64_t thread, struct contexts *out)
{
	db_many(t, &contexts_top, out, thread);
}

void reactions_of(struct task *t, int64_t thread, int64_t viewer, struct reactions *out)
{
	db_many(t, &reactions_own, out, thread, viewer);
}

void relation_of(struct task *t, int64_t thread, int64_t viewer, struct relation **out)
{
	db_one(t, &relation_own, out, thread, viewer);
}
