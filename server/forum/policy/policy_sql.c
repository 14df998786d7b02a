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

QUERY(policies_newest, DOOR_WEB, struct policy, read_policy,
	"SELECT DISTINCT ON (p.slug) p.slug, p.title, NULL::text AS source, NULL::text AS html, p.revision, p.at, m.username, m.display"
	" FROM community.policy_version p JOIN community.member m ON m.id = p.member_id"
	" ORDER BY p.slug, p.revision DESC LIMIT 50");
QUERY(policy_newest, DOOR_WEB, struct policy, read_policy,
	VERSION " WHERE p.slug = $1 ORDER BY p.revision DESC LIMIT 1");
QUERY(policy_all_versions, DOOR_WEB, struct policy, read_policy,
	VERSION " WHERE p.slug = $1 ORDER BY p.revision DESC LIMIT 21");
QUERY(policy_one_version, DOOR_WEB, struct policy, read_policy,
	VERSION " WHERE p.slug = $1 AND p.revision = $2");
QUERY(policy_put, DOOR_WEB, struct policy_done, read_done,
	"SELECT ops.policy_set($1, $2, $3, $4, $5, $6, $7) AS revision");

void policies_find(struct task *t, struct policies *out)
{
	db_many(t, &policies_newest, out);
}

void policy_find(struct task *t, const char *slug, struct policy **out)
{
	db_one(t, &policy_newest, out, slug);
}

void policy_versions(struct task *t, const char *slug, struct policies *out)
{
	db_many(t, &policy_all_versions, out, slug);
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
