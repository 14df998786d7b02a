/* network_sql.c -- what the pages of the network read; see network.h. */
#include "forum/standing/network.h"

#include "db/query.h"
#include "db/row.h"
#include "forum/standing/why.h"

static void read_day(struct row *r, struct network_day *x)
{
	x->day = row_int8(r, "day");
	x->value = row_int8(r, "v");
	x->members = row_int8(r, "members");
	x->ties = row_int8(r, "ties");
}

QUERY(network_value_days, DOOR_WEB, struct network_day, read_day,
	"SELECT n.day, n.v, n.members, n.ties FROM standing.progress p JOIN standing.network n ON n.day > p.day - 731 AND n.day <= p.day"
	" ORDER BY n.day");

static void read_sheet(struct row *r, struct network_sheet *x)
{
	x->width = row_int8(r, "width");
	x->height = row_int8(r, "height");
	x->drawn = row_bool(r, "drawn");
}

QUERY(network_sheet, DOOR_WEB, struct network_sheet, read_sheet,
	"SELECT width, height, day IS NOT NULL AS drawn FROM standing.drawn");

static void read_place(struct row *r, struct network_place *x)
{
	x->rank = row_int8(r, "rank");
	x->x = row_int8(r, "x");
	x->y = row_int8(r, "y");
	x->ties = row_int8(r, "ties");
	x->people = row_int8(r, "people");
	someone_read(r, &x->who);
}

QUERY(network_all_places, DOOR_WEB, struct network_place, read_place,
	"SELECT p.rank, p.x, p.y, p.ties, s.people, " SOMEONE_COLUMNS(
		"m") " FROM standing.place p JOIN community.member m ON m.id = p.m LEFT JOIN standing.member_score s ON s.m = p.m"
		     " WHERE m.state <> 'suspended' ORDER BY p.rank");

static void read_line(struct row *r, struct layout_edge *x)
{
	x->a = (int32_t)row_int8(r, "a");
	x->b = (int32_t)row_int8(r, "b");
	x->strength = (int32_t)row_int8(r, "strength");
}

QUERY(network_all_lines, DOOR_WEB, struct layout_edge, read_line,
	"SELECT a, b, strength FROM standing.line ORDER BY strength, a, b");

static void read_tie(struct row *r, struct network_tie *x)
{
	x->i = row_int8(r, "i");
	x->j = row_int8(r, "j");
	x->strength = row_int8(r, "strength");
	x->mutual = row_bool(r, "mutual");
	someone_read(r, &x->one);
	someone_read(r, &x->other);
}

/* The page first, then who they are: one index, in its order, for the first page and the last. */
QUERY(network_tie_page, DOOR_WEB, struct network_tie, read_tie,
	"SELECT t.i, t.j, t.strength, t.x > 0 AND t.y > 0 AS mutual, " SOMEONE_COLUMNS("a") ", " SOMEONE_COLUMNS(
		"b") " FROM (SELECT * FROM standing.tie_state WHERE strength > 0 AND strength <= $1"
		     "  AND (-strength, i, j) > (-$1::integer, $2::bigint, $3::bigint) ORDER BY strength DESC, i, j LIMIT 31) t"
		     " LEFT JOIN community.member a ON a.id = t.i LEFT JOIN community.member b ON b.id = t.j"
		     " ORDER BY t.strength DESC, t.i, t.j");

static void read_own_tie(struct row *r, struct network_tie *x)
{
	x->j = row_int8(r, "other");
	x->strength = row_int8(r, "strength");
	x->mutual = row_bool(r, "mutual");
	x->people = row_int8(r, "people");
	someone_read(r, &x->other);
}

QUERY(network_own_tie_page, DOOR_WEB, struct network_tie, read_own_tie,
	"WITH me AS (SELECT id FROM community.member WHERE username = $1),"
	" tie AS (SELECT j AS other, strength, x, y FROM standing.tie_state WHERE i = (SELECT id FROM me)"
	"  UNION ALL SELECT i, strength, x, y FROM standing.tie_state WHERE j = (SELECT id FROM me)),"
	" page AS (SELECT * FROM tie WHERE strength > 0 AND (-strength, other) > (-$2::integer, $3::bigint)"
	"  ORDER BY strength DESC, other LIMIT $4)"
	" SELECT p.other, p.strength, p.x > 0 AND p.y > 0 AS mutual, s.people, " SOMEONE_COLUMNS(
		"m") " FROM page p LEFT JOIN community.member m ON m.id = p.other LEFT JOIN standing.member_score s ON s.m = p.other"
		     " ORDER BY p.strength DESC, p.other");

void network_days_find(struct task *t, struct network_days *out)
{
	db_many(t, &network_value_days, out);
}

void network_picture_find(struct task *t, struct network_sheet **sheet, struct network_places *places,
	struct network_lines *lines)
{
	db_one(t, &network_sheet, sheet);
	db_many(t, &network_all_places, places);
	db_many(t, &network_all_lines, lines);
}

void network_ties_find(struct task *t, int64_t strength, int64_t i, int64_t j, struct network_ties *out)
{
	db_many(t, &network_tie_page, out, strength, i, j);
}

void network_own_ties_find(struct task *t, const char *username, int64_t strength, int64_t other,
	int64_t most, struct network_ties *out)
{
	db_many(t, &network_own_tie_page, out, username, strength, other, most);
}
