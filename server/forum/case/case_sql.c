/* case_sql.c -- what pages show of cases; the writing statements are in case_write_sql.c. */
#include "forum/case/case_inside.h"

#include "base/must.h"
#include "db/query.h"
#include "db/row.h"

static enum case_state row_state(struct row *r)
{
	enum case_state s = CASE_NEW;
	const char *name = row_text(r, "state");

	must(!*name || case_state_of(name, &s));
	return s;
}

static enum case_priority row_priority(struct row *r)
{
	enum case_priority p = CASE_NORMAL;
	const char *name = row_text(r, "priority");

	must(!*name || case_priority_of(name, &p));
	return p;
}

void case_row_read(struct row *r, struct case_row *x)
{
	x->id = row_int8(r, "id");
	x->customer_id = row_int8(r, "customer_id");
	x->customer = row_text(r, "customer");
	x->adapter = row_text(r, "adapter");
	x->external_id = row_text(r, "external_id");
	x->subject = row_text(r, "subject");
	x->state = row_state(r);
	x->priority = row_priority(r);
	x->owner_id = row_int8(r, "owner_id");
	x->owner = row_text(r, "owner");
	x->merged_into = row_int8(r, "merged_into");
	x->opened_at = row_when(r, "opened_at");
	x->changed_at = row_when(r, "changed_at");
	x->solved_at = row_when(r, "solved_at");
	x->closed_at = row_when(r, "closed_at");
	x->version = row_int8(r, "version");
	x->threads = row_int8(r, "threads");
}

QUERY(case_by_id, DOOR_DESK | DOOR_WORK, struct case_row, case_row_read,
	"SELECT " CASE_COLUMNS " FROM crm.\"case\" c " CASE_JOINS " WHERE c.id = $1");

/* A number finds first, then names of customers, then words. */
QUERY(cases_by_words, DOOR_DESK, struct case_row, case_row_read,
	"WITH q AS (SELECT $1::text AS given, NULLIF(substring($1 FROM '^#?([0-9]{1,18})$'), '')::bigint AS number,"
	"  websearch_to_tsquery('community.english', $1) AS words),"
	" hit AS ("
	"  SELECT c.id, 4::real AS rank FROM q JOIN crm.\"case\" c ON c.id = q.number"
	"  UNION ALL SELECT c.id, 3 FROM q JOIN crm.\"case\" c ON c.external_id = ltrim(q.given, '#')"
	"  UNION ALL SELECT id, 2 + rank FROM (SELECT c.id, u.rank FROM (SELECT u.id, similarity(u.name, q.given) AS rank"
	"    FROM q JOIN crm.customer u ON u.name % q.given WHERE u.merged_into IS NULL ORDER BY 2 DESC LIMIT 200) u"
	"   CROSS JOIN LATERAL crm.family(u.id) f JOIN crm.\"case\" c ON c.customer_id = f"
	"   ORDER BY u.rank DESC, c.changed_at DESC LIMIT 20) n"
	"  UNION ALL SELECT id, ts_rank(words, query) FROM (SELECT c.id, c.words, q.words AS query"
	"   FROM q JOIN crm.\"case\" c ON c.words @@ q.words ORDER BY c.changed_at DESC LIMIT 200) w)"
	" SELECT " CASE_COLUMNS " FROM (SELECT id, max(rank) AS rank FROM hit GROUP BY id) h"
	" JOIN crm.\"case\" c ON c.id = h.id " CASE_JOINS
	" WHERE c.merged_into IS NULL ORDER BY h.rank DESC, c.changed_at DESC, c.id DESC LIMIT 20");

#define LIST_FILTERS \
	" AND ($1::bigint = 0 OR c.owner_id = $1) AND ($2::text = '' OR c.priority = $2)" \
	" AND (c.changed_at, c.id) < (COALESCE($3::timestamptz, 'infinity'), $4::bigint)" \
	" ORDER BY c.changed_at DESC, c.id DESC LIMIT 31"

QUERY(cases_live_list, DOOR_DESK, struct case_row, case_row_read,
	"SELECT " CASE_COLUMNS " FROM crm.\"case\" c " CASE_JOINS " WHERE c.state IN " CASE_LIVE
	" AND c.merged_into IS NULL AND ($5::text = '' OR c.state = $5)" LIST_FILTERS);
QUERY(cases_all_list, DOOR_DESK, struct case_row, case_row_read,
	"SELECT " CASE_COLUMNS " FROM crm.\"case\" c " CASE_JOINS
	" WHERE ($5::text = '' OR c.state = $5)" LIST_FILTERS);

void case_find(struct task *t, int64_t id, struct case_row **out)
{
	db_one(t, &case_by_id, out, id);
}

void cases_search(struct task *t, const char *q, struct case_rows *out)
{
	db_many(t, &cases_by_words, out, q);
}

void cases_list(struct task *t, const struct case_filter *f, struct case_rows *out)
{
	db_many(t, f->live ? &cases_live_list : &cases_all_list, out, f->owner, f->priority, f->before_at,
		f->before_id, f->state);
}

static void read_entry(struct row *r, struct case_entry *x)
{
	x->id = row_int8(r, "id");
	x->kind = row_text(r, "kind");
	x->by = row_text(r, "by");
	x->text = row_text(r, "text");
	x->was = row_text(r, "was");
	x->becomes = row_text(r, "becomes");
	x->thread_id = row_int8(r, "thread_id");
	x->thread = row_text(r, "thread");
	x->at = row_when(r, "at");
}

QUERY(case_entries_of, DOOR_DESK, struct case_entry, read_entry,
	"SELECT e.id, e.kind, COALESCE(a.display, e.by_name) AS by, e.text, e.was, e.becomes, e.thread_id,"
	" t.title AS thread, e.at FROM crm.case_entry e LEFT JOIN desk.account a ON a.id = e.by_id"
	" LEFT JOIN community.thread t ON t.id = e.thread_id"
	" WHERE e.case_id = $1 AND (e.at, e.id) < (COALESCE($2::timestamptz, 'infinity'), $3::bigint)"
	" ORDER BY e.at DESC, e.id DESC LIMIT 51");

static void read_file(struct row *r, struct case_file *x)
{
	x->entry_id = row_int8(r, "entry_id");
	x->entry = row_text(r, "entry");
	x->id = row_text(r, "external_id");
	x->name = row_text(r, "name");
	x->type = row_text(r, "type");
	x->bytes = row_int8(r, "bytes");
}

QUERY(case_files_by_case, DOOR_DESK, struct case_file, read_file,
	"SELECT f.entry_id, e.external_id AS entry, f.external_id, f.name, f.type, COALESCE(f.bytes, -1) AS bytes"
	" FROM crm.case_file f JOIN crm.case_entry e ON e.id = f.entry_id WHERE f.case_id = $1 ORDER BY f.id DESC LIMIT 500");

static void read_colleague(struct row *r, struct colleague *x)
{
	x->id = row_int8(r, "id");
	x->display = row_text(r, "display");
}

QUERY(case_colleagues, DOOR_DESK, struct colleague, read_colleague,
	"SELECT id, display FROM desk.account WHERE state = 'active' ORDER BY display, id LIMIT 200");
QUERY(case_colleague_by_id, DOOR_DESK, struct colleague, read_colleague,
	"SELECT id, display FROM desk.account WHERE state = 'active' AND id = $1");

QUERY(case_customers_meant, DOOR_DESK, struct colleague, read_colleague,
	"SELECT id, name AS display FROM crm.customer WHERE merged_into IS NULL AND erased_at IS NULL"
	" AND (id = NULLIF(substring($1 FROM '^#?([0-9]{1,18})$'), '')::bigint OR external_id = $1"
	"  OR name % $1 OR name ILIKE '%' || regexp_replace($1, '([\\\\%_])', '\\\\\\1', 'g') || '%')"
	" ORDER BY (lower(name) = lower($1)) DESC, similarity(name, $1) DESC, id LIMIT 10");
QUERY(case_customer_by_id, DOOR_DESK, struct colleague, read_colleague,
	"SELECT id, name AS display FROM crm.customer WHERE merged_into IS NULL AND erased_at IS NULL AND id = $1");

static void read_box(struct row *r, struct customer_box *x)
{
	x->id = row_int8(r, "id");
	x->name = row_text(r, "name");
	x->kind = row_text(r, "kind");
	x->tier = row_text(r, "tier");
	x->relation = row_text(r, "relation");
	x->note = row_text(r, "note");
	x->contacts = row_texts(r, "contacts");
	x->members = row_texts(r, "members");
	x->live = row_int8(r, "live");
}

/* Of who was merged into another that one is shown, ${u}, with all that belongs to both. */
#define BOX_COLUMNS \
	"u.id, u.name, u.kind, u.tier, u.relation, u.note," \
	" ARRAY(SELECT min(n.value) FROM crm.family(u.id) f JOIN crm.contact n ON n.customer_id = f" \
	"  GROUP BY n.kind, n.key ORDER BY n.kind, min(n.id) LIMIT 5) AS contacts," \
	" ARRAY(SELECT m.username FROM crm.family(u.id) f JOIN crm.member_customer mc ON mc.customer_id = f AND mc.undone_at IS NULL" \
	"  JOIN community.member m ON m.id = mc.member_id ORDER BY mc.id LIMIT 5) AS members," \
	" (SELECT count(*) FROM crm.family(u.id) f JOIN crm.\"case\" c ON c.customer_id = f WHERE c.state IN " CASE_LIVE \
	"  AND c.merged_into IS NULL) AS live"

QUERY(case_customer_box, DOOR_DESK, struct customer_box, read_box,
	"SELECT " BOX_COLUMNS
	" FROM crm.\"case\" o JOIN crm.customer u ON u.id = crm.root(o.customer_id) WHERE o.id = $1");
QUERY(case_asker_box, DOOR_DESK, struct customer_box, read_box,
	"SELECT " BOX_COLUMNS
	" FROM community.thread t JOIN crm.member_customer l ON l.member_id = t.author_id"
	" AND l.undone_at IS NULL JOIN crm.customer u ON u.id = crm.root(l.customer_id) WHERE t.id = $1");

void case_sync_read(struct row *r, struct case_sync *x)
{
	x->state = row_text(r, "sync");
	x->last_try = row_when(r, "last_try");
	x->next_try = row_when(r, "next_try");
	x->error = row_text(r, "error");
	x->delivery = row_int8(r, "delivery");
}

QUERY(case_sync_of, DOOR_DESK, struct case_sync, case_sync_read,
	"SELECT " CASE_SYNC_COLUMNS " FROM crm.sync s WHERE s.case_id = $1");

QUERY(cases_merged_into, DOOR_DESK, struct case_row, case_row_read,
	"SELECT " CASE_COLUMNS " FROM crm.\"case\" c " CASE_JOINS
	" WHERE c.merged_into = $1 ORDER BY c.id DESC LIMIT 20");

void case_entries(struct task *t, int64_t id, struct when before_at, int64_t before_id,
	struct case_entries *out)
{
	db_many(t, &case_entries_of, out, id, before_at, before_id);
}

void case_files_of(struct task *t, int64_t id, struct case_files *out)
{
	db_many(t, &case_files_by_case, out, id);
}

void colleagues_find(struct task *t, struct colleagues *out)
{
	db_many(t, &case_colleagues, out);
}

void colleague_find(struct task *t, int64_t id, struct colleague **out)
{
	db_one(t, &case_colleague_by_id, out, id);
}

void customers_meant(struct task *t, const char *q, struct colleagues *out)
{
	db_many(t, &case_customers_meant, out, q);
}

void customer_named(struct task *t, int64_t id, struct colleague **out)
{
	db_one(t, &case_customer_by_id, out, id);
}

void customer_box_of_case(struct task *t, int64_t id, struct customer_box **out)
{
	db_one(t, &case_customer_box, out, id);
}

void customer_box_of_asker(struct task *t, int64_t thread, struct customer_box **out)
{
	db_one(t, &case_asker_box, out, thread);
}

void case_sync_find(struct task *t, int64_t id, struct case_sync **out)
{
	db_one(t, &case_sync_of, out, id);
}

void cases_merged(struct task *t, int64_t into, struct case_rows *out)
{
	db_many(t, &cases_merged_into, out, into);
}
