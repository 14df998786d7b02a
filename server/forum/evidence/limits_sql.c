/* limits_sql.c -- see limits_sql.h. */
#include "forum/evidence/limits_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "loop/task.h"

static void read_set(struct row *r, struct limits_set *x)
{
	x->id = row_int8(r, "id");
	x->undoes_id = row_int8(r, "undoes_id");
	x->at = row_when(r, "at");
	x->admin = row_text(r, "username");
	x->admin_display = row_text(r, "display");
	x->set = row_texts(r, "set");
	x->today = row_int8(r, "today");
}

QUERY(evidence_rules_newest, DOOR_WEB, struct limits_set, read_set,
	"SELECT s.id, s.undoes_id, s.at, m.username, m.display,"
	" ARRAY(SELECT unnest(ARRAY[x.key, x.value]) FROM jsonb_each_text(s.limits) x) AS set, standing.today()::bigint AS today"
	" FROM standing.evidence_rules s LEFT JOIN community.member m ON m.id = s.member_id ORDER BY s.id DESC LIMIT 21");
COMMAND(evidence_rules_insert, DOOR_WEB,
	"INSERT INTO standing.evidence_rules (before_id, member_id, undoes_id, limits)"
	" VALUES ($1, $2, NULLIF($3::bigint, 0), $4::jsonb)");

void limits_history(struct task *t, struct limits_sets *out)
{
	db_many(t, &evidence_rules_newest, out);
}

struct evidence_limits limits_of(const struct limits_set *s)
{
	struct evidence_limits l = limits_default();
	size_t i;

	for (i = 0; i + 1 < s->set.n; i += 2)
		(void)limits_take(&l, s->set.v[i], s->set.v[i + 1]);
	return l;
}

void limits_add(struct task *t, const struct evidence_limits *l, int64_t before, int64_t undoes,
	int64_t admin)
{
	db_run(t, &evidence_rules_insert, before, admin, undoes, limits_json(&t->arena, l));
}
