/* pages_sql.c -- a member's standing, as his page and others show it; helpers of the month. */
#include "forum/standing/helpers.h"

#include "db/query.h"
#include "db/row.h"

static void read_standing(struct row *r, struct standing *x)
{
	byline_read(r, &x->who);
	x->suspended = row_bool(r, "suspended");
	x->help = row_int8(r, "hv");
	x->found = row_int8(r, "fv");
	x->tie = row_int8(r, "tv");
	x->people = row_int8(r, "people");
	x->ties = row_int8(r, "ties");
	x->waiting = row_int8(r, "waiting");
	x->waiting_until = row_when(r, "waiting_until");
	x->waiting_unknown = row_int8(r, "waiting_unknown");
	x->level = row_int8(r, "level");
	x->day = row_int8(r, "day");
	x->landmark = row_int8(r, "landmark");
}

/* What is counted is counted up to a bound, so that everybody's page opens alike. An act that waits counts from the first month that begins
 * 30 days after its giver became a customer (COUNTS_FROM in why_sql.c), and not before the next. */
QUERY(standing_by_name, DOOR_WEB, struct standing, read_standing,
	"SELECT " BYLINE_COLUMNS(
		"m") ", m.state = 'suspended' AS suspended, s.hv, s.fv, s.tv, s.people,"
		     " (SELECT count(*) FROM (SELECT FROM standing.tie_state WHERE i = m.id AND strength > 0 LIMIT 1000) x)"
		     " + (SELECT count(*) FROM (SELECT FROM standing.tie_state WHERE j = m.id AND strength > 0 LIMIT 1000) x) AS ties,"
		     " s.pending::bigint AS waiting, w.until AS waiting_until, w.unknown AS waiting_unknown,"
		     " (SELECT level FROM standing.member_level WHERE member_id = m.id)::bigint AS level, p.day, p.landmark"
		     " FROM community.member m CROSS JOIN standing.progress p"
		     " LEFT JOIN standing.member_score s ON s.m = m.id"
		     " LEFT JOIN LATERAL (SELECT min(GREATEST(date_trunc('month', date '1970-01-01' + p.day + interval '1 month'),"
		     "   date_trunc('month', date '1970-01-01' + f.since + interval '29 days') + interval '1 month') AT TIME ZONE 'UTC') FILTER (WHERE f.since IS NOT NULL) AS until,"
		     "  count(*) FILTER (WHERE f.since IS NULL) AS unknown"
		     "  FROM (SELECT b FROM standing.act WHERE h = m.id AND state = 0 ORDER BY position LIMIT 200) a"
		     "  LEFT JOIN standing.member_fact f ON f.m = a.b) w ON s.pending > 0"
		     " WHERE m.username = $1");

void standing_find(struct task *t, const char *username, struct standing **out)
{
	db_one(t, &standing_by_name, out, username);
}

static void read_strength(struct row *r, struct strength *x)
{
	x->name = row_text(r, "name");
	x->slug = row_text(r, "slug");
	x->colour = row_int8(r, "colour");
	x->people = row_int8(r, "people");
}

QUERY(strengths_by_name, DOOR_WEB, struct strength, read_strength,
	"SELECT t.name, t.slug, t.colour, s.people FROM standing.member_topic s JOIN community.topic t ON t.id = s.topic"
	" WHERE s.m = (SELECT id FROM community.member WHERE username = $1)"
	" ORDER BY s.people DESC, t.position, t.id LIMIT 3");

void standing_strengths(struct task *t, const char *username, struct strengths *out)
{
	db_many(t, &strengths_by_name, out, username);
}

/* ---- helpers of the month ---- */

static void read_helper(struct row *r, struct helper *x)
{
	byline_read(r, &x->who);
	x->people = row_int8(r, "people");
	x->month = row_int8(r, "month");
}

/* Customers who help customers: the company's own people are thanked at work (4: ROLE_STAFF). */
#define HELPERS \
	"SELECT " BYLINE_COLUMNS("m") ", h.people, h.month FROM standing.helped_month h" \
				      " JOIN community.member m ON m.id = h.h" \
				      " WHERE h.people > 0 AND m.state <> 'suspended' AND m.roles & 4 = 0"

QUERY(helpers_first, DOOR_WEB, struct helper, read_helper,
	HELPERS " AND h.month = (SELECT max(month) FROM standing.helped_month)"
		" ORDER BY h.people DESC, h.h LIMIT 5");

QUERY(helpers_page, DOOR_WEB, struct helper, read_helper,
	HELPERS " AND h.month = $1 AND (-h.people, h.h) > (-$2::bigint, $3::bigint) AND h.people <= $2"
		" ORDER BY h.people DESC, h.h LIMIT 51");

void helpers_top(struct task *t, struct helpers *out)
{
	db_many(t, &helpers_first, out);
}

void helpers_find(struct task *t, int64_t month, int64_t people, int64_t after, struct helpers *out)
{
	db_many(t, &helpers_page, out, month, people, after);
}

static void read_months(struct row *r, struct helped_months *x)
{
	x->earlier = row_int8(r, "earlier");
	x->later = row_int8(r, "later");
	x->last = row_int8(r, "last");
}

QUERY(helpers_months, DOOR_WEB, struct helped_months, read_months,
	"SELECT (SELECT max(month) FROM standing.helped_month WHERE month < $1) AS earlier,"
	" (SELECT min(month) FROM standing.helped_month WHERE month > $1) AS later,"
	" (SELECT max(month) FROM standing.helped_month) AS last");

void helpers_months_find(struct task *t, int64_t month, struct helped_months **out)
{
	db_one(t, &helpers_months, out, month);
}
