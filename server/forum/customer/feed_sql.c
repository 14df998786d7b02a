/* feed_sql.c -- see feed_sql.h. A row whose fields say what the table says already is not written, so feeding a file twice costs reading.
 *
 * A field that is not told leaves what is there: nobody loses a note because a CRM does not keep notes. */
#include "forum/customer/feed_sql.h"

#include "base/intl.h"
#include "db/query.h"
#include "db/row.h"

#define DOORS (DOOR_DESK | DOOR_WORK)

static void read_fed(struct row *r, struct fed *x)
{
	x->n = row_int8(r, "n");
	x->outcome = row_text(r, "outcome");
	x->external_id = row_text(r, "external_id");
}

/* ---- customers ---- */

#define CUSTOMER_ROWS \
	"r AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($2::text::jsonb) AS x(n bigint, external_id text, name text, kind text," \
	"  since date, tier text, relation text, note text, contacts jsonb)),"

QUERY(feed_customers, DOORS, struct fed, read_fed,
	"WITH " CUSTOMER_ROWS
	" w AS MATERIALIZED (SELECT r.n, r.external_id, r.name, COALESCE(r.kind, c.kind, 'person') AS kind, COALESCE(r.since, c.since) AS since,"
	"   COALESCE(r.tier, c.tier, '') AS tier, COALESCE(r.relation, c.relation, 'new') AS relation, COALESCE(r.note, c.note, '') AS note,"
	"   EXISTS (SELECT FROM crm.erased e WHERE e.source = $1 AND e.hash = sha256(convert_to(r.external_id, 'UTF8'))) AS erased,"
	"   lead(r.n) OVER (PARTITION BY r.external_id ORDER BY r.n) AS again"
	"  FROM r LEFT JOIN crm.customer c ON c.source = $1 AND c.external_id = r.external_id),"
	" put AS (INSERT INTO crm.customer AS c (source, external_id, name, kind, since, tier, relation, note)"
	"  SELECT $1, external_id, name, kind, since, tier, relation, note FROM w WHERE NOT erased AND again IS NULL ORDER BY external_id"
	"  ON CONFLICT (source, external_id) DO UPDATE SET name = EXCLUDED.name, kind = EXCLUDED.kind, since = EXCLUDED.since,"
	"   tier = EXCLUDED.tier, relation = EXCLUDED.relation, note = EXCLUDED.note, changed_at = now()"
	"  WHERE (c.name, c.kind, c.since, c.tier, c.relation, c.note)"
	"   IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.kind, EXCLUDED.since, EXCLUDED.tier, EXCLUDED.relation, EXCLUDED.note)"
	"  RETURNING c.external_id, c.xmax = 0 AS added)"
	" SELECT w.n, CASE WHEN w.erased THEN 'erased' WHEN w.again IS NOT NULL THEN 'again' WHEN put.added THEN 'added'"
	"  WHEN put.external_id IS NOT NULL THEN 'updated' ELSE 'same' END AS outcome, w.external_id"
	" FROM w LEFT JOIN put ON put.external_id = w.external_id");

/* Contacts of the kinds that a row tells: those of this source that it tells no longer go. */
QUERY(feed_contacts, DOORS, struct fed, read_fed,
	"WITH " CUSTOMER_ROWS
	" last AS (SELECT DISTINCT ON (external_id) n, external_id, contacts FROM r WHERE contacts IS NOT NULL ORDER BY external_id, n DESC),"
	" told AS MATERIALIZED (SELECT DISTINCT ON (c.id, k.kind, k.key) c.id, l.n, k.kind, k.value, k.key"
	"  FROM last l JOIN crm.customer c ON c.source = $1 AND c.external_id = l.external_id,"
	"  jsonb_to_recordset(l.contacts) AS k(kind text, value text, key text)),"
	" gone AS (DELETE FROM crm.contact o USING (SELECT k.id, t.n FROM (SELECT DISTINCT id, n, kind FROM told) t"
	"   JOIN crm.contact k ON k.customer_id = t.id AND k.kind = t.kind AND k.source = $1"
	"   LEFT JOIN told x ON x.id = k.customer_id AND x.kind = k.kind AND x.key = k.key WHERE x.id IS NULL) d"
	"  WHERE o.id = d.id RETURNING d.n),"
	" put AS (INSERT INTO crm.contact AS o (customer_id, kind, value, key, source) SELECT id, kind, value, key, $1 FROM told"
	"  ON CONFLICT (customer_id, kind, key) DO NOTHING RETURNING customer_id)"
	" SELECT t.n, 'updated' AS outcome, '' AS external_id FROM told t JOIN put ON put.customer_id = t.id"
	" UNION SELECT n, 'updated', '' FROM gone");

/* ---- whose a case or a touch-point is ---- */

/* After r: the customer by his id at the source, else by a contact that one customer alone has; and why there is none. */
#define WHOSE \
	" LEFT JOIN crm.customer cu ON cu.source = $1 AND cu.external_id = r.customer" \
	" LEFT JOIN LATERAL (SELECT count(DISTINCT crm.root(o.customer_id)) AS several, min(crm.root(o.customer_id)) AS id FROM crm.contact o" \
	"  WHERE r.customer IS NULL AND o.kind = r.contact_kind AND o.key = r.contact_key) k ON r.customer IS NULL"
#define WHOSE_WRONG \
	" WHEN r.customer IS NOT NULL AND cu.id IS NULL THEN CASE WHEN EXISTS (SELECT FROM crm.erased e WHERE e.source = $1" \
	"   AND e.hash = sha256(convert_to(r.customer, 'UTF8'))) THEN 'erased' ELSE 'no_customer' END" \
	" WHEN r.customer IS NULL AND k.several > 1 THEN 'several'" \
	" WHEN r.customer IS NULL AND r.contact_kind IS NOT NULL AND k.several = 0 THEN 'no_contact'"

/* ---- cases ---- */

#define CASE_ROWS \
	"r AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($2::text::jsonb) AS x(n bigint, external_id text, customer text," \
	"  contact_kind text, contact_key text, subject text, state text, priority text, owner text, opened_at timestamptz," \
	"  changed_at timestamptz, solved_at timestamptz, closed_at timestamptz, entries jsonb)),"

#define STATE_EVENT "5" /* CRM_CASE_STATE */

/* The CRM owns a case that is fed: whatever step it has taken there is taken here; solved, its threads get a draft as they do when it is
 * solved at the desk. News older than what is known is passed over. */
QUERY(feed_cases, DOORS, struct fed, read_fed,
	"WITH " CASE_ROWS
	" v AS (SELECT r.n, r.external_id, r.subject, r.changed_at, r.entries, was.state AS was,"
	"   COALESCE(cu.id, k.id, was.customer_id) AS customer_id, COALESCE(r.state, was.state, 'new') AS state,"
	"   COALESCE(r.priority, was.priority, 'normal') AS priority, COALESCE(r.owner, was.owner_name, '') AS owner,"
	"   COALESCE(r.opened_at, was.opened_at, r.changed_at, now()) AS opened_at, COALESCE(r.solved_at, was.solved_at) AS solved_at,"
	"   COALESCE(r.closed_at, was.closed_at) AS closed_at,"
	"   CASE" WHOSE_WRONG
	" WHEN EXISTS (SELECT FROM crm.customer u WHERE u.id = was.customer_id AND u.erased_at IS NOT NULL) THEN 'erased'"
	"    WHEN was.external_at > r.changed_at THEN 'same' END AS wrong"
	"  FROM r" WHOSE
	" LEFT JOIN crm.\"case\" was ON was.adapter = $1 AND was.external_id = r.external_id),"
	" w AS MATERIALIZED (SELECT *, lead(n) OVER (PARTITION BY external_id, wrong IS NULL"
	"   ORDER BY COALESCE(changed_at, 'infinity'), n) AS again FROM v),"
	" put AS (INSERT INTO crm.\"case\" AS c (customer_id, adapter, external_id, external_at, subject, state, priority, owner_name, opened_at,"
	"   changed_at, solved_at, closed_at)"
	"  SELECT customer_id, $1, external_id, changed_at, subject, state, priority, owner, opened_at, COALESCE(changed_at, opened_at),"
	"   solved_at, closed_at FROM w WHERE wrong IS NULL AND again IS NULL ORDER BY external_id"
	"  ON CONFLICT (adapter, external_id) DO UPDATE SET customer_id = EXCLUDED.customer_id, subject = EXCLUDED.subject,"
	"   state = EXCLUDED.state, priority = EXCLUDED.priority, owner_name = EXCLUDED.owner_name, opened_at = EXCLUDED.opened_at,"
	"   solved_at = EXCLUDED.solved_at, closed_at = EXCLUDED.closed_at, version = c.version + 1,"
	"   external_at = COALESCE(EXCLUDED.external_at, c.external_at), changed_at = COALESCE(EXCLUDED.external_at, now())"
	"  WHERE (c.customer_id, c.subject, c.state, c.priority, c.owner_name, c.opened_at, c.solved_at, c.closed_at)"
	"   IS DISTINCT FROM (EXCLUDED.customer_id, EXCLUDED.subject, EXCLUDED.state, EXCLUDED.priority, EXCLUDED.owner_name,"
	"    EXCLUDED.opened_at, EXCLUDED.solved_at, EXCLUDED.closed_at)"
	"  RETURNING c.id, c.external_id, c.xmax = 0 AS added),"
	" told AS (INSERT INTO crm.case_entry (case_id, kind, by_name, was, becomes, at)"
	"  SELECT put.id, CASE WHEN put.added THEN 'opened' ELSE 'state' END, $1, CASE WHEN NOT put.added THEN w.was END,"
	"    CASE WHEN NOT put.added THEN w.state END, CASE WHEN put.added THEN w.opened_at ELSE COALESCE(w.changed_at, now()) END"
	"   FROM put JOIN w ON w.external_id = put.external_id AND w.wrong IS NULL AND w.again IS NULL"
	"  WHERE CASE WHEN put.added THEN NOT COALESCE(w.entries @> '[{\"kind\": \"opened\"}]', false) ELSE w.state <> w.was END),"
	" stepped AS (SELECT put.id, w.customer_id, w.state FROM put JOIN w ON w.external_id = put.external_id AND w.wrong IS NULL"
	"   AND w.again IS NULL WHERE NOT put.added AND w.state <> w.was),"
	" event AS (INSERT INTO crm.event (kind, customer_id, case_id, number) SELECT " STATE_EVENT
	", customer_id, id,"
	"   array_position(ARRAY['new', 'open', 'pending_customer', 'on_hold', 'solved', 'closed', 'deleted'], state) - 1 FROM stepped),"
	" draft AS (INSERT INTO ops.job (kind, payload) SELECT 'solution.draft', jsonb_build_object('subject', id) FROM stepped"
	"   WHERE state = 'solved' AND EXISTS (SELECT FROM crm.link l WHERE l.case_id = stepped.id AND l.state = 'active'))"
	" SELECT w.n, CASE WHEN w.wrong IS NOT NULL THEN w.wrong WHEN w.again IS NOT NULL THEN 'again' WHEN put.added THEN 'added'"
	"  WHEN put.id IS NOT NULL THEN 'updated' ELSE 'same' END AS outcome, w.external_id"
	" FROM w LEFT JOIN put ON put.external_id = w.external_id");

/* Every entry once, whenever it comes; none to a case whose customer was erased. */
QUERY(feed_entries, DOORS, struct fed, read_fed,
	"WITH " CASE_ROWS
	" put AS (INSERT INTO crm.case_entry AS o (case_id, kind, by_name, text, was, becomes, external_id, at)"
	"  SELECT DISTINCT ON (c.id, e.external_id) c.id, e.kind, COALESCE(e.by, ''), COALESCE(e.text, ''), e.was, e.becomes, e.external_id, e.at"
	"   FROM r JOIN crm.\"case\" c ON c.adapter = $1 AND c.external_id = r.external_id"
	"    AND NOT EXISTS (SELECT FROM crm.customer u WHERE u.id = c.customer_id AND u.erased_at IS NOT NULL),"
	"   jsonb_to_recordset(r.entries) AS e(external_id text, kind text, by text, text text, was text, becomes text, at timestamptz)"
	"  ON CONFLICT (case_id, external_id) DO NOTHING RETURNING case_id)"
	" SELECT DISTINCT r.n, 'updated' AS outcome, r.external_id FROM r"
	"  JOIN crm.\"case\" c ON c.adapter = $1 AND c.external_id = r.external_id JOIN put ON put.case_id = c.id");

/* ---- touch-points ---- */

/* A promise that was kept at the desk stays kept. */
QUERY(feed_touchpoints, DOORS, struct fed, read_fed,
	"WITH r AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($2::text::jsonb) AS x(n bigint, external_id text, customer text,"
	"   contact_kind text, contact_key text, channel text, inbound boolean, at timestamptz, seconds integer, subject text, text text,"
	"   agent text, \"case\" text, mood smallint, promise text, promise_due timestamptz, promise_kept_at timestamptz)),"
	" v AS (SELECT r.*, COALESCE(cu.id, k.id) AS customer_id, ca.id AS case_id,"
	"   CASE" WHOSE_WRONG "   WHEN r.\"case\" IS NOT NULL AND ca.id IS NULL THEN 'no_case' END AS wrong"
	"  FROM r" WHOSE " LEFT JOIN crm.\"case\" ca ON ca.adapter = $1 AND ca.external_id = r.\"case\"),"
	" w AS MATERIALIZED (SELECT *, lead(n) OVER (PARTITION BY external_id, wrong IS NULL ORDER BY n) AS again FROM v),"
	" put AS (INSERT INTO crm.touchpoint AS t (customer_id, source, external_id, channel, inbound, at, seconds, subject, text, agent, case_id,"
	"   mood, promise, promise_due, promise_kept_at)"
	"  SELECT customer_id, $1, external_id, channel, inbound, at, seconds, COALESCE(subject, ''), COALESCE(text, ''), COALESCE(agent, ''),"
	"   case_id, mood, COALESCE(promise, ''), promise_due, promise_kept_at FROM w"
	"   WHERE wrong IS NULL AND again IS NULL ORDER BY external_id"
	"  ON CONFLICT (source, external_id) DO UPDATE SET customer_id = EXCLUDED.customer_id, channel = EXCLUDED.channel,"
	"   inbound = EXCLUDED.inbound, at = EXCLUDED.at, seconds = EXCLUDED.seconds, subject = EXCLUDED.subject, text = EXCLUDED.text,"
	"   agent = EXCLUDED.agent, case_id = EXCLUDED.case_id, mood = EXCLUDED.mood, promise = EXCLUDED.promise,"
	"   promise_due = EXCLUDED.promise_due, promise_kept_at = COALESCE(EXCLUDED.promise_kept_at, t.promise_kept_at)"
	"  WHERE (t.customer_id, t.channel, t.inbound, t.at, t.seconds, t.subject, t.text, t.agent, t.case_id, t.mood, t.promise, t.promise_due,"
	"    t.promise_kept_at) IS DISTINCT FROM (EXCLUDED.customer_id, EXCLUDED.channel, EXCLUDED.inbound, EXCLUDED.at, EXCLUDED.seconds,"
	"    EXCLUDED.subject, EXCLUDED.text, EXCLUDED.agent, EXCLUDED.case_id, EXCLUDED.mood, EXCLUDED.promise, EXCLUDED.promise_due,"
	"    COALESCE(EXCLUDED.promise_kept_at, t.promise_kept_at))"
	"  RETURNING t.external_id, t.xmax = 0 AS added)"
	" SELECT w.n, CASE WHEN w.wrong IS NOT NULL THEN w.wrong WHEN w.again IS NOT NULL THEN 'again' WHEN put.added THEN 'added'"
	"  WHEN put.external_id IS NOT NULL THEN 'updated' ELSE 'same' END AS outcome, w.external_id"
	" FROM w LEFT JOIN put ON put.external_id = w.external_id");

COMMAND(feed_audit_insert, DOORS, "INSERT INTO crm.audit (what, details) VALUES ('fed', $1::text::jsonb)");

struct queries feed_queries(enum intake_kind kind)
{
	static const struct query *customers[] = {&feed_customers, &feed_contacts},
				  *cases[] = {&feed_cases, &feed_entries},
				  *touchpoints[] = {&feed_touchpoints};

	switch (kind) {
	case INTAKE_CUSTOMERS:
		return (struct queries){customers, 2};
	case INTAKE_CASES:
		return (struct queries){cases, 2};
	case INTAKE_TOUCHPOINTS:
		break;
	}
	return (struct queries){touchpoints, 1};
}

size_t feed_ask(struct task *t, enum intake_kind kind, const char *source, const char *rows,
	struct feds lists[2])
{
	struct queries queries = feed_queries(kind);
	size_t i;

	for (i = 0; i < queries.n; i++)
		db_many(t, queries.v[i], &lists[i], source, rows);
	return queries.n;
}

void feed_note(struct task *t, const char *details)
{
	db_run(t, &feed_audit_insert, details);
}

const struct query *feed_audit(void)
{
	return &feed_audit_insert;
}

const char *feed_reason(const char *outcome)
{
	static const struct {
		const char *outcome, *reason;
	} reasons[] = {
		{"erased", "this customer was erased"},
		{"no_customer", "there is no customer of that id from this source"},
		{"no_contact", "no customer is known by that contact"},
		{"several", "several customers are known by that contact"},
		{"no_case", "there is no case of that id from this source"},
	};
	size_t i;

	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (text_is(outcome, reasons[i].outcome))
			return reasons[i].reason;
	return NULL;
}
