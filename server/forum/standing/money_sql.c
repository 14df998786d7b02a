/* money_sql.c -- see money_sql.h. The only statements of the program that name the schema money; none is of the public door. */
#include "forum/standing/money_sql.h"

#include "db/query.h"
#include "db/row.h"

static void read_member(struct row *r, struct money_member *x)
{
	x->id = row_int8(r, "id");
	x->customer = row_bool(r, "customer");
}

static void read_rate(struct row *r, struct money_rate *x)
{
	x->margin = row_int8(r, "margin");
	x->contact = row_int8(r, "contact");
	x->acquisition = row_int8(r, "acquisition");
	x->retention = row_int8(r, "retention");
	x->discount = row_int8(r, "discount");
	x->kept = row_int8(r, "kept");
	x->by_accept = row_int8(r, "by_accept");
	x->by_confirm = row_int8(r, "by_confirm");
	x->by_helped = row_int8(r, "by_helped");
	x->by_thanks = row_int8(r, "by_thanks");
	x->by_found = row_int8(r, "by_found");
	x->referred = row_int8(r, "referred");
}

static void read_row(struct row *r, struct money_row *x)
{
	x->member = row_int8(r, "member");
	read_rate(r, &x->rate);
	x->deeds.accepts = row_int8(r, "accepts");
	x->deeds.confirms = row_int8(r, "confirms");
	x->deeds.helps = row_int8(r, "helps");
	x->deeds.thanks = row_int8(r, "thanks");
	x->deeds.found = row_int8(r, "found");
	x->deeds.accepters = row_int8(r, "accepters");
	x->deeds.referrals = row_int8(r, "referrals");
}

#define PAGE "SELECT id FROM community.member WHERE id > $1 ORDER BY id LIMIT 1000"
#define RATE \
	"r.margin, r.contact, r.acquisition, r.retention, r.discount, r.kept, r.by_accept, r.by_confirm, r.by_helped, r.by_thanks," \
	" r.by_found, r.referred"

QUERY(money_members, DOOR_WORK, struct money_member, read_member,
	"SELECT m.id, f.since IS NOT NULL AS customer FROM (" PAGE
	") m LEFT JOIN standing.member_fact f ON f.m = m.id ORDER BY m.id");
/* deed: what was done on which day, counted under its kind (5: a new accepter of that year, 7: found, 8: a referral). Acts count that earned
 * credit and are not held. */
QUERY(money_rows, DOOR_WORK, struct money_row, read_row,
	"WITH m AS MATERIALIZED (" PAGE "),"
	" act AS MATERIALIZED (SELECT a.h, a.b, a.kind, a.day, a.position FROM m JOIN standing.act a ON a.h = m.id"
	"  WHERE a.kind <> 6 AND a.state = 1 AND NOT a.held AND a.credit > 0),"
	" deed AS (SELECT a.h AS member, a.day, a.kind, count(*) AS n FROM act a JOIN standing.ledger l USING (position)"
	"   WHERE NOT money.contacted_support(a.b, l.at, 7) GROUP BY 1, 2, 3"
	"  UNION ALL SELECT h, min(day), 5, 1 FROM act WHERE kind = 1 GROUP BY h, b, date_part('year', date '1970-01-01' + day)"
	"  UNION ALL SELECT l.receiver, l.day, 7, sum(l.number) FROM m JOIN standing.ledger l ON l.receiver = m.id AND l.kind = 7 GROUP BY 1, 2"
	"  UNION ALL SELECT r.referrer_id, standing.day_of(r.at), 8, 1 FROM m JOIN money.referral r ON r.referrer_id = m.id"
	"   JOIN standing.member_fact f ON f.m = r.referred_id AND f.since IS NOT NULL),"
	" r AS (SELECT *, COALESCE(lead(valid_from) OVER (ORDER BY valid_from), 'infinity') AS until FROM money.rate)"
	" SELECT d.member, " RATE ","
	" sum(n) FILTER (WHERE kind = 1)::bigint AS accepts, sum(n) FILTER (WHERE kind = 2)::bigint AS confirms,"
	" sum(n) FILTER (WHERE kind = 3)::bigint AS helps, sum(n) FILTER (WHERE kind = 4)::bigint AS thanks,"
	" sum(n) FILTER (WHERE kind = 7)::bigint AS found, sum(n) FILTER (WHERE kind = 5)::bigint AS accepters,"
	" sum(n) FILTER (WHERE kind = 8)::bigint AS referrals"
	" FROM deed d JOIN r ON date '1970-01-01' + d.day >= r.valid_from AND date '1970-01-01' + d.day < r.until"
	" GROUP BY d.member, r.valid_from, " RATE " ORDER BY d.member LIMIT 100000");
QUERY(money_rate_today, DOOR_WORK, struct money_rate, read_rate,
	"SELECT " RATE
	" FROM money.rate r WHERE valid_from <= current_date ORDER BY valid_from DESC LIMIT 1");
COMMAND(money_values_delete, DOOR_WORK, "DELETE FROM money.member_value");
COMMAND(money_values_insert, DOOR_WORK,
	"INSERT INTO money.member_value (member_id, clv, avoided, found, retention, crv, cev, computed)"
	" SELECT v.*, current_date FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[]) v");

void money_members_after(struct task *t, int64_t after, struct money_members *out)
{
	db_many(t, &money_members, out, after);
}

void money_rows_after(struct task *t, int64_t after, struct money_rows *out)
{
	db_many(t, &money_rows, out, after);
}

void money_rate_now(struct task *t, struct money_rate **out)
{
	db_one(t, &money_rate_today, out);
}

void money_values_forget(struct task *t)
{
	db_run(t, &money_values_delete);
}

void money_values_put(struct task *t, const struct money_columns *c)
{
	db_run(t, &money_values_insert, c->member, c->clv, c->avoided, c->found, c->retention, c->crv,
		c->cev);
}
