/* policy_sql.c -- see policy_sql.h. */
#include "forum/policy/policy_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"
#include "web/request.h"

static void read_policy(struct row *r, struct policy *x)
{
	x->slug = row_text(r, "slug");
	x->title = row_text(r, "title");
	x->source = row_text(r, "source");
	x->html = row_html(r, "html");
	x->revision = row_int8(r, "revision");
	x->at = row_when(r, "at");
	x->admin = row_text(r, "username");
	x->admin_display = row_text(r, "display");
}

static void read_done(struct row *r, struct policy_done *x)
{
	x->revision = row_int8(r, "revision");
}

#define VERSION \
	"SELECT p.slug, p.title, p.source, p.html, p.revision, p.at, m.username, m.display" \
	" FROM community.policy_version p JOIN community.member m ON m.id = p.member_id"

/* The last version of each, without its text. */
#define NEWEST(which) \
	"SELECT DISTINCT ON (p.slug) p.slug, p.title, NULL::text AS source, NULL::text AS html, p.revision, p.at, m.username, m.display" \
	" FROM community.policy_version p JOIN community.member m ON m.id = p.member_id WHERE " which \
	" ORDER BY p.slug, p.revision DESC"
#define DELIVERED "p.slug IN ('terms', 'privacy', 'rules')"

QUERY(policies_delivered_newest, DOOR_WEB, struct policy, read_policy, NEWEST(DELIVERED) " LIMIT 3");
QUERY(policies_added_newest, DOOR_WEB, struct policy, read_policy,
	"SELECT * FROM (" NEWEST("NOT " DELIVERED) ") n WHERE title IS NOT NULL ORDER BY slug LIMIT 50");
QUERY(policies_added_page, DOOR_WEB, struct policy, read_policy,
	NEWEST("NOT " DELIVERED " AND p.slug > $1") " LIMIT 51");
QUERY(policy_newest, DOOR_WEB, struct policy, read_policy,
	VERSION " WHERE p.slug = $1 ORDER BY p.revision DESC LIMIT 1");
QUERY(policy_all_versions, DOOR_WEB, struct policy, read_policy,
	VERSION
	" WHERE p.slug = $1 AND p.revision < COALESCE(NULLIF($2::integer, 0), 2147483647) ORDER BY p.revision DESC LIMIT 21");
QUERY(policy_one_version, DOOR_WEB, struct policy, read_policy,
	VERSION " WHERE p.slug = $1 AND p.revision = $2");
QUERY(policy_put, DOOR_WEB, struct policy_done, read_done,
	"SELECT ops.policy_set($1, $2, $3, $4, $5, $6, $7) AS revision");

void policies_delivered_find(struct task *t, struct policies *out)
{
	db_many(t, &policies_delivered_newest, out);
}

void policies_added_find(struct task *t, struct policies *out)
{
	db_many(t, &policies_added_newest, out);
}

void policies_added_after(struct task *t, const char *after, struct policies *out)
{
	db_many(t, &policies_added_page, out, after);
}

void policy_find(struct task *t, const char *slug, struct policy **out)
{
	db_one(t, &policy_newest, out, slug);
}

void policy_versions(struct task *t, const char *slug, int64_t before, struct policies *out)
{
	db_many(t, &policy_all_versions, out, slug, before > 0 && before < INT32_MAX ? before : 0);
}

void policy_version(struct task *t, const char *slug, int64_t revision, struct policy **out)
{
	db_one(t, &policy_one_version, out, slug, revision);
}

void policy_set(struct request *rq, const char *slug, int64_t base, const char *title, const char *source,
	struct html html, struct policy_done **out)
{
	db_one(&rq->task, &policy_put, out, rq->viewer.id, rq->viewer.session, slug, base, title, source,
		source ? html.s : NULL);
	stamp_touch(&rq->task, STAMP_SITE, 0);
}
