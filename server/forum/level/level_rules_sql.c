/* level_rules_sql.c -- the thresholds as they were set, and who would be affected by others. See level_sql.h. */
#include "forum/level/level_sql.h"

#include "base/arena.h"
#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"
#include "forum/event.h"
#include "jobs/queue.h"
#include "loop/task.h"

static int64_t number_at(struct texts all, int level)
{
	int64_t n = 0;

	return (size_t)level <= all.n && text_int8(all.v[level - 1], &n) ? n : 0;
}

static void read_rules(struct row *r, struct level_rules_set *x)
{
	struct texts people, ratio, keep_people, keep_ratio;
	int i;

	x->rules.id = row_int8(r, "id");
	x->before_id = row_int8(r, "before_id");
	x->undoes_id = row_int8(r, "undoes_id");
	x->at = row_when(r, "at");
	x->admin = row_text(r, "username");
	x->admin_display = row_text(r, "display");
	people = row_texts(r, "people");
	ratio = row_texts(r, "ratio");
	keep_people = row_texts(r, "keep_people");
	keep_ratio = row_texts(r, "keep_ratio");
	x->rules.judgements = row_int8(r, "judgements");
	x->rules.settle_days = row_int8(r, "settle_days");
	for (i = 1; i < LEVELS; i++)
		x->rules.bound[i] = (struct level_bound){number_at(people, i), number_at(ratio, i),
			number_at(keep_people, i), number_at(keep_ratio, i)};
}

#define RULES \
	"SELECT s.id, s.before_id, s.undoes_id, s.at, m.username, m.display, s.people::text[] AS people, s.ratio::text[] AS ratio," \
	" s.keep_people::text[] AS keep_people, s.keep_ratio::text[] AS keep_ratio, s.judgements, s.settle_days" \
	" FROM standing.level_rules s LEFT JOIN community.member m ON m.id = s.member_id ORDER BY s.id DESC LIMIT "

QUERY(level_rules_now, DOOR_WEB | DOOR_WORK, struct level_rules_set, read_rules, RULES "1");
QUERY(level_rules_newest, DOOR_WEB, struct level_rules_set, read_rules, RULES "21");
COMMAND(level_rules_insert, DOOR_WEB,
	"INSERT INTO standing.level_rules (before_id, member_id, undoes_id, people, ratio, keep_people, keep_ratio, judgements, settle_days)"
	" VALUES ($1, $2, NULLIF($3::bigint, 0), $4::text[]::integer[], $5::text[]::integer[], $6::text[]::integer[],"
	" $7::text[]::integer[], $8, $9)");

void level_rules_find(struct task *t, struct level_rules_set **out)
{
	db_one(t, &level_rules_now, out);
}

void level_rules_history(struct task *t, struct level_rules_sets *out)
{
	db_many(t, &level_rules_newest, out);
}

/* The columns of a table of thresholds, as texts: an array each. */
struct columns {
	struct texts people, ratio, keep_people, keep_ratio;
};

static void add(struct arena *a, struct texts *column, int64_t n)
{
	if (!column->v)
		column->v = arena_array(a, const char *, LEVELS);
	column->v[column->n++] = arena_printf(a, "%lld", (long long)n);
}

static struct columns columns_of(struct arena *a, const struct level_rules *rules)
{
	struct columns c = {0};
	int i;

	for (i = 1; i < LEVELS; i++) {
		add(a, &c.people, rules->bound[i].people);
		add(a, &c.ratio, rules->bound[i].ratio);
		add(a, &c.keep_people, rules->bound[i].keep_people);
		add(a, &c.keep_ratio, rules->bound[i].keep_ratio);
	}
	return c;
}

void level_rules_add(struct task *t, const struct level_rules *rules, int64_t undoes, int64_t admin)
{
	struct columns c = columns_of(&t->arena, rules);

	db_run(t, &level_rules_insert, rules->id, admin, undoes, c.people, c.ratio, c.keep_people,
		c.keep_ratio, rules->judgements, rules->settle_days);
	event_note(t, EVENT_LEVEL_RULES, admin, 0, 0, 0, rules->id);
	job_put(t, &(struct job){.kind = "level.all", .once = "all"});
	stamp_touch(t, STAMP_SITE, 0);
}

/* ---- who would be affected ---- */

static void read_move(struct row *r, struct level_move *x)
{
	x->before = row_int8(r, "before");
	x->after = row_int8(r, "after");
	x->members = row_int8(r, "members");
}

static void read_mover(struct row *r, struct level_mover *x)
{
	x->name = row_text(r, "username");
	x->display = row_text(r, "display");
	x->before = row_int8(r, "before");
	x->after = row_int8(r, "after");
	x->people = row_int8(r, "people");
	x->ratio = row_int8(r, "ratio");
}

/* Everybody as he stands, and as he would. What is bad is counted anew, since it depends on the number of judgements ($5); the
 * rest is as it was counted last. Without a row about him a member has neither helped nor harmed. */
#define JUDGED \
	"WITH counted AS MATERIALIZED (SELECT m.id, m.username, m.display, COALESCE(l.level, 0)::int AS before," \
	"  COALESCE(l.people, 0)::bigint AS people, standing.level_ratio(COALESCE(l.good, 0)::bigint, COALESCE(l.removals, 0)::bigint + COALESCE(d.n, 0)) AS ratio" \
	"  FROM community.member m LEFT JOIN standing.member_level l ON l.member_id = m.id" \
	"  LEFT JOIN (SELECT author_id, count(*) AS n FROM community.post WHERE kind = 'answer' AND deleted_at IS NULL" \
	"   AND unhelpful > thanks + helped AND unhelpful + thanks + helped >= $5 GROUP BY author_id) d ON d.author_id = m.id" \
	"  WHERE m.state <> 'former')," \
	" judged AS (SELECT c.*, standing.level_after(c.before, true, c.people, c.ratio, $1::text[]::int[], $2::text[]::int[]," \
	"  $3::text[]::int[], $4::text[]::int[]) AS after FROM counted c WHERE c.people > 0 OR c.before > 0" \
	"  UNION ALL SELECT c.*, 0 FROM counted c WHERE c.people = 0 AND c.before = 0)"
QUERY(level_preview_moves, DOOR_WEB, struct level_move, read_move,
	JUDGED " SELECT before, after, count(*) AS members FROM judged GROUP BY 1, 2 ORDER BY 1, 2 LIMIT 25");
QUERY(level_preview_movers, DOOR_WEB, struct level_mover, read_mover,
	JUDGED " SELECT username, display, before, after, people, ratio FROM judged WHERE before <> after"
	       " ORDER BY after < before DESC, before DESC, people DESC, id LIMIT 50");

void level_preview(struct task *t, const struct level_rules *rules, struct level_moves *moves,
	struct level_movers *movers)
{
	struct columns c = columns_of(&t->arena, rules);

	db_many(t, &level_preview_moves, moves, c.people, c.ratio, c.keep_people, c.keep_ratio,
		rules->judgements);
	db_many(t, &level_preview_movers, movers, c.people, c.ratio, c.keep_people, c.keep_ratio,
		rules->judgements);
}
