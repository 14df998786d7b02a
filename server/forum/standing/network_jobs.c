/* network_jobs.c -- see network_jobs.h. */
#include "forum/standing/network_jobs.h"

#include "base/arena.h"
#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"
#include "forum/standing/network.h"
#include "loop/task.h"

struct drawing {
	int64_t day;
	struct when rebuilt_at;
};

static void read_drawing(struct row *r, struct drawing *x)
{
	x->day = row_int8(r, "day");
	x->rebuilt_at = row_when(r, "rebuilt_at");
}

/* Locked, so that two workers do not draw at once. */
QUERY(network_due, DOOR_WORK, struct drawing, read_drawing,
	"SELECT p.day, p.rebuilt_at FROM standing.drawn d JOIN standing.progress p ON p.day IS NOT NULL"
	" WHERE (d.day, d.rebuilt_at) IS DISTINCT FROM (p.day, p.rebuilt_at) FOR UPDATE OF d SKIP LOCKED");

struct strongest {
	int64_t id;
	int64_t ties;
};
LIST(strongests, struct strongest);

static void read_strongest(struct row *r, struct strongest *x)
{
	x->id = row_int8(r, "m");
	x->ties = row_int8(r, "ties");
}

QUERY(network_strongest, DOOR_WORK, struct strongest, read_strongest,
	"SELECT s.m, (SELECT count(*) FROM standing.tie_state WHERE i = s.m AND strength > 0)"
	" + (SELECT count(*) FROM standing.tie_state WHERE j = s.m AND strength > 0) AS ties"
	" FROM (SELECT s.m, s.tv FROM standing.member_score s JOIN community.member m ON m.id = s.m"
	"  WHERE s.tv > 0 AND m.state <> 'suspended' ORDER BY s.tv DESC, s.m LIMIT 300) s ORDER BY s.tv DESC, s.m");

static void read_edge(struct row *r, struct layout_edge *x)
{
	x->a = (int32_t)row_int8(r, "a");
	x->b = (int32_t)row_int8(r, "b");
	x->strength = (int32_t)row_int8(r, "strength");
}

/* Among these ${1}, by their places in the list. Of 300 there are 44,850 pairs at most. */
QUERY(network_among, DOOR_WORK, struct layout_edge, read_edge,
	"WITH top AS (SELECT m::bigint AS m, n - 1 AS rank FROM unnest($1::text[]) WITH ORDINALITY u (m, n))"
	" SELECT a.rank AS a, b.rank AS b, t.strength FROM top a JOIN standing.tie_state t ON t.i = a.m JOIN top b ON b.m = t.j"
	" WHERE t.strength > 0 ORDER BY t.strength DESC, t.i, t.j LIMIT 45000");

COMMAND(network_places_clear, DOOR_WORK, "DELETE FROM standing.place");
COMMAND(network_lines_clear, DOOR_WORK, "DELETE FROM standing.line");
COMMAND(network_places_put, DOOR_WORK,
	"INSERT INTO standing.place (rank, m, x, y, ties) SELECT n - 1, m::bigint, x::smallint, y::smallint, ties::integer"
	" FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY u (m, x, y, ties, n)");
COMMAND(network_lines_put, DOOR_WORK,
	"INSERT INTO standing.line (a, b, strength) SELECT a::smallint, b::smallint, strength::integer"
	" FROM unnest($1::text[], $2::text[], $3::text[]) u (a, b, strength)");
COMMAND(network_drawn, DOOR_WORK,
	"UPDATE standing.drawn SET day = $1, rebuilt_at = $2, width = $3, height = $4");

/* People helped in the last year, by topic; only what differs is written. */
COMMAND(network_topics_count, DOOR_WORK,
	"WITH now AS MATERIALIZED (SELECT a.h AS m, t.topic_id AS topic, count(DISTINCT a.b)::integer AS people"
	"  FROM standing.act a JOIN community.thread t ON t.id = a.thread"
	"  WHERE a.state IN (0, 1) AND a.day > $1::integer - 365 GROUP BY a.h, t.topic_id),"
	" gone AS (DELETE FROM standing.member_topic o WHERE NOT EXISTS (SELECT FROM now n WHERE n.m = o.m AND n.topic = o.topic))"
	" INSERT INTO standing.member_topic AS o SELECT m, topic, people FROM now"
	" ON CONFLICT (m, topic) DO UPDATE SET people = EXCLUDED.people WHERE o.people <> EXCLUDED.people");

static struct texts column(struct arena *a, size_t n)
{
	return (struct texts){arena_array(a, const char *, n + 1), n};
}

static const char *digits(struct arena *a, int64_t n)
{
	return arena_printf(a, "%lld", (long long)n);
}

static struct texts ids_of(struct arena *a, const struct strongests *who)
{
	struct texts ids = column(a, who->n);
	size_t i;

	for (i = 0; i < who->n; i++)
		ids.v[i] = digits(a, who->v[i].id);
	return ids;
}

static void places_put(struct task *t, const struct strongests *who, const struct layout_place *places)
{
	struct arena *a = &t->arena;
	struct texts x = column(a, who->n), y = column(a, who->n), ties = column(a, who->n);
	size_t i;

	for (i = 0; i < who->n; i++) {
		x.v[i] = digits(a, places[i].x);
		y.v[i] = digits(a, places[i].y);
		ties.v[i] = digits(a, who->v[i].ties);
	}
	db_run(t, &network_places_clear);
	db_run(t, &network_places_put, ids_of(a, who), x, y, ties);
}

static void lines_put(struct task *t, const struct layout_edge *edges, size_t n)
{
	struct arena *a = &t->arena;
	struct texts one = column(a, n), other = column(a, n), strength = column(a, n);
	size_t i;

	for (i = 0; i < n; i++) {
		one.v[i] = digits(a, edges[i].a);
		other.v[i] = digits(a, edges[i].b);
		strength.v[i] = digits(a, edges[i].strength);
	}
	db_run(t, &network_lines_clear);
	db_run(t, &network_lines_put, one, other, strength);
}

/* A few for each member: more would be a web in which nothing is seen. */
static size_t lines_for(size_t members)
{
	return members * 3 < NETWORK_LINES ? members * 3 : NETWORK_LINES;
}

void network_draw_wait(struct task *t)
{
	struct drawing *due = NULL;
	struct strongests who = {0};
	struct network_lines ties = {0};
	struct layout_place *places;
	struct layout_sheet sheet;

	db_begin(t);
	db_one(t, &network_due, &due);
	db_wait(t);
	if (!due)
		return db_rollback_wait(t);
	db_many(t, &network_strongest, &who);
	db_wait(t);
	db_many(t, &network_among, &ties, ids_of(&t->arena, &who));
	db_wait(t);

	sheet = network_sheet_for(who.n);
	places = arena_array(&t->arena, struct layout_place, who.n + 1);
	ties.n = layout_pick(&t->arena, who.n, ties.v, ties.n, lines_for(who.n));
	layout_draw(&t->arena, &sheet, who.n, ties.v, ties.n, places);
	places_put(t, &who, places);
	lines_put(t, ties.v, ties.n);
	db_run(t, &network_topics_count, due->day);
	db_run(t, &network_drawn, due->day, due->rebuilt_at, sheet.width, sheet.height);
	stamp_touch(t, STAMP_SITE, 0);
	(void)db_commit_wait(t);
}
