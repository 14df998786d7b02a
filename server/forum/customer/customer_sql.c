/* customer_sql.c -- see customer_sql.h. */
#include "forum/customer/customer_sql.h"

#include "base/arena.h"
#include "db/query.h"
#include "db/row.h"
#include "forum/customer/customer.h"
#include "forum/site.h"
#include "intake/contact_key.h"
#include "loop/task.h"

#define FAMILY "(SELECT crm.family($1))"
/* Bills and parcels are no contacts: nobody spoke. The same words as in touchpoint_lately. */
#define SPOKEN(channel) channel " NOT IN ('invoice', 'delivery')"
#define MEMBERS \
	"(SELECT mc.member_id FROM crm.member_customer mc WHERE mc.customer_id IN " FAMILY \
	" AND mc.undone_at IS NULL)"

static void read_customer(struct row *r, struct customer *x)
{
	x->id = row_int8(r, "id");
	x->root = row_int8(r, "root");
	x->kind = row_text(r, "kind");
	x->name = row_text(r, "name");
	x->tier = row_text(r, "tier");
	x->relation = row_text(r, "relation");
	x->note = row_text(r, "note");
	x->source = row_text(r, "source");
	x->external_id = row_text(r, "external_id");
	x->since = row_when(r, "since");
	x->changed_at = row_when(r, "changed_at");
	x->erased_at = row_when(r, "erased_at");
}

QUERY(customer_by_id, DOOR_DESK, struct customer, read_customer,
	"SELECT id, crm.root(id) AS root, kind, name, tier, relation, note, source, external_id, since::timestamptz AS since, changed_at,"
	" erased_at FROM crm.customer WHERE id = $1");

void customer_find(struct task *t, int64_t id, struct customer **out)
{
	db_one(t, &customer_by_id, out, id);
}

static void read_contact(struct row *r, struct contact *x)
{
	x->id = row_int8(r, "id");
	x->kind = row_text(r, "kind");
	x->value = row_text(r, "value");
	x->source = row_text(r, "source");
}

QUERY(customer_contacts, DOOR_DESK, struct contact, read_contact,
	"SELECT min(id) AS id, kind, min(value) AS value, min(source) AS source FROM crm.contact WHERE customer_id IN " FAMILY
	" GROUP BY kind, key ORDER BY array_position('{phone,email,account,address}', kind), min(id) LIMIT 30");

void contacts_of(struct task *t, int64_t customer, struct contacts *out)
{
	db_many(t, &customer_contacts, out, customer);
}

static void read_linked(struct row *r, struct linked_member *x)
{
	x->link = row_int8(r, "link");
	x->id = row_int8(r, "id");
	x->name = row_text(r, "username");
	x->display = row_text(r, "display");
	x->how = row_text(r, "how");
	x->by = row_text(r, "by");
	x->at = row_when(r, "at");
	x->people = row_int8(r, "people");
	x->solutions = row_int8(r, "solutions");
}

QUERY(customer_members, DOOR_DESK, struct linked_member, read_linked,
	"SELECT l.id AS link, m.id, m.username, m.display, l.how, a.display AS by, l.at, s.people, m.solutions"
	" FROM crm.member_customer l JOIN community.member m ON m.id = l.member_id LEFT JOIN desk.account a ON a.id = l.by_id"
	" LEFT JOIN standing.member_score s ON s.m = m.id"
	" WHERE l.customer_id IN " FAMILY " AND l.undone_at IS NULL ORDER BY l.id LIMIT 20");

void members_of(struct task *t, int64_t customer, struct linked_members *out)
{
	db_many(t, &customer_members, out, customer);
}

static void read_found(struct row *r, struct member_found *x)
{
	x->id = row_int8(r, "id");
	x->name = row_text(r, "username");
	x->display = row_text(r, "display");
}

QUERY(customer_members_proposed, DOOR_DESK, struct member_found, read_found,
	"SELECT m.id, m.username, m.display FROM crm.members_by_email($1) e JOIN community.member m ON m.id = e AND m.state = 'active'"
	" WHERE NOT EXISTS (SELECT FROM crm.member_customer l WHERE l.member_id = m.id AND l.undone_at IS NULL) ORDER BY m.id LIMIT 5");

void members_proposed(struct task *t, int64_t customer, struct members_found *out)
{
	db_many(t, &customer_members_proposed, out, customer);
}

static void read_merged(struct row *r, struct merged_customer *x)
{
	x->id = row_int8(r, "id");
	x->name = row_text(r, "name");
	x->source = row_text(r, "source");
	x->external_id = row_text(r, "external_id");
	x->directly = row_bool(r, "directly");
}

QUERY(customer_family, DOOR_DESK, struct merged_customer, read_merged,
	"SELECT id, name, source, external_id, merged_into = $1 AS directly FROM crm.customer WHERE id IN " FAMILY
	" AND id <> $1 ORDER BY id LIMIT 30");

void customers_merged(struct task *t, int64_t customer, struct merged_customers *out)
{
	db_many(t, &customer_family, out, customer);
}

/* ---- what is open ---- */

QUERY(customer_open_cases, DOOR_DESK, struct case_row, case_row_read,
	"SELECT " CASE_COLUMNS " FROM crm.\"case\" c " CASE_JOINS " WHERE c.customer_id IN " FAMILY
	" AND c.state IN " CASE_LIVE
	" AND c.merged_into IS NULL ORDER BY c.changed_at DESC, c.id DESC LIMIT 20");

void open_cases_of(struct task *t, int64_t customer, struct case_rows *out)
{
	db_many(t, &customer_open_cases, out, customer);
}

static void read_open_thread(struct row *r, struct open_thread *x)
{
	x->id = row_int8(r, "id");
	x->title = row_text(r, "title");
	x->state = row_text(r, "state");
	x->at = row_when(r, "created_at");
	x->answers = row_int8(r, "answers");
	x->case_id = row_int8(r, "case_id");
}

QUERY(customer_open_threads, DOOR_DESK, struct open_thread, read_open_thread,
	"SELECT h.id, h.title, h.state, h.created_at, h.answers,"
	" (SELECT max(l.case_id) FROM crm.link l WHERE l.thread_id = h.id AND l.state = 'active') AS case_id"
	" FROM community.thread h WHERE h.author_id IN " MEMBERS
	" AND h.kind = 'question' AND h.deleted_at IS NULL AND h.state IN ('open', 'awaiting_asker', 'answered', 'reopened')"
	" ORDER BY h.created_at DESC, h.id DESC LIMIT 10");

void open_threads_of(struct task *t, int64_t customer, struct open_threads *out)
{
	db_many(t, &customer_open_threads, out, customer);
}

static void read_promise(struct row *r, struct promise *x)
{
	x->id = row_int8(r, "id");
	x->promise = row_text(r, "promise");
	x->agent = row_text(r, "agent");
	x->due = row_when(r, "promise_due");
	x->at = row_when(r, "at");
}

QUERY(customer_promises, DOOR_DESK, struct promise, read_promise,
	"SELECT id, promise, agent, promise_due, at FROM crm.touchpoint"
	" WHERE customer_id IN " FAMILY
	" AND promise <> '' AND promise_kept_at IS NULL ORDER BY promise_due, id LIMIT 10");

void promises_of(struct task *t, int64_t customer, struct promises *out)
{
	db_many(t, &customer_promises, out, customer);
}

static void read_promise_due(struct row *r, struct promise_due *x)
{
	x->id = row_int8(r, "id");
	x->customer = row_int8(r, "customer_id");
	x->case_id = row_int8(r, "case_id");
	x->promise = row_text(r, "promise");
	x->name = row_text(r, "name");
	x->agent = row_text(r, "agent");
	x->due = row_when(r, "promise_due");
	x->overdue = row_bool(r, "overdue");
}

QUERY(customer_promises_due, DOOR_DESK, struct promise_due, read_promise_due,
	"SELECT t.id, t.customer_id, t.case_id, t.promise, c.name, t.agent, t.promise_due, t.promise_due < now() AS overdue"
	" FROM crm.touchpoint t JOIN crm.customer c ON c.id = t.customer_id"
	" WHERE t.promise <> '' AND t.promise_kept_at IS NULL AND t.promise_due < now() + interval '4 hours'"
	" ORDER BY t.promise_due DESC, t.id DESC LIMIT 10");

void promises_due_find(struct task *t, struct promises_due *out)
{
	db_many(t, &customer_promises_due, out);
}

static void read_mood(struct row *r, struct mood *x)
{
	x->mood = row_int8(r, "mood");
	x->at = row_when(r, "at");
}

QUERY(customer_moods, DOOR_DESK, struct mood, read_mood,
	"SELECT x.mood, x.at FROM crm.family($1) f, LATERAL (SELECT mood, at, id FROM crm.touchpoint WHERE customer_id = f AND mood IS NOT NULL"
	" AND at > now() - interval '90 days' ORDER BY at DESC, id DESC LIMIT 10) x ORDER BY x.at DESC, x.id DESC LIMIT 10");

void moods_of(struct task *t, int64_t customer, struct moods *out)
{
	db_many(t, &customer_moods, out, customer);
}

static void read_last(struct row *r, struct timeline_entry *x)
{
	x->from = FROM_TOUCHPOINT;
	x->id = row_int8(r, "id");
	x->at = row_when(r, "at");
	x->what = row_text(r, "channel");
	x->inbound = row_int8(r, "inbound");
	x->title = row_text(r, "subject");
	x->text = row_text(r, "text");
	x->who = row_text(r, "agent");
	x->case_id = row_int8(r, "case_id");
}

QUERY(customer_last_contact, DOOR_DESK, struct timeline_entry, read_last,
	"SELECT x.id, x.at, x.channel, COALESCE(x.inbound::int, -1) AS inbound, x.subject, left(x.text, 200) AS text, x.agent, x.case_id"
	" FROM crm.family($1) f, LATERAL (SELECT * FROM crm.touchpoint WHERE customer_id = f AND " SPOKEN(
		"channel") " ORDER BY at DESC, id DESC LIMIT 1) x"
			   " ORDER BY x.at DESC, x.id DESC LIMIT 1");

void last_contact_of(struct task *t, int64_t customer, struct timeline_entry **out)
{
	db_one(t, &customer_last_contact, out, customer);
}

/* ---- finding ---- */

static void read_line(struct row *r, struct customer_line *x)
{
	x->id = row_int8(r, "id");
	x->name = row_text(r, "name");
	x->kind = row_text(r, "kind");
	x->tier = row_text(r, "tier");
	x->relation = row_text(r, "relation");
	x->contact = row_text(r, "contact");
	x->cases = row_int8(r, "cases");
	x->last_at = row_when(r, "last_at");
}

#define LINE_COLUMNS \
	"c.id, c.name, c.kind, c.tier, c.relation, (SELECT k.value FROM crm.contact k WHERE k.customer_id = c.id" \
	"  ORDER BY k.kind = 'phone' DESC, k.id LIMIT 1) AS contact," \
	" (SELECT count(*) FROM crm.\"case\" o WHERE o.customer_id = c.id AND o.state IN " CASE_LIVE \
	") AS cases," \
	" (SELECT max(t.at) FROM crm.touchpoint t WHERE t.customer_id = c.id AND " SPOKEN( \
		"t.channel") ") AS last_at"

/* Contacts whose key begins so: a range of the index, in which no sign means more than itself. */
#define CONTACTS(of_kind, argument) \
	"SELECT customer_id AS id, 3::real AS weight FROM (SELECT customer_id FROM crm.contact" \
	" WHERE kind = '" of_kind "' AND " argument " <> ''" \
	" AND key ~>=~ " argument " AND key ~<~ (" argument " || E'\\U0010FFFF') LIMIT 50) " of_kind
#define NAMED \
	"SELECT id, weight FROM (SELECT id, word_similarity($1, name) AS weight FROM crm.customer WHERE $1 <% name" \
	" ORDER BY $1 <<-> name LIMIT 100) n"
#define FOUND \
	CONTACTS("email", "$2") \
	" UNION ALL " CONTACTS("phone", "$3") " UNION ALL " CONTACTS("account", "$4") " UNION ALL " NAMED

#define WHO_IS(hits) \
	"WITH hit AS (" hits \
	"), who AS (SELECT crm.root(id) AS id, max(weight) AS weight FROM hit GROUP BY 1)"

/* $1 words; $2 to $4 beginnings of an e-mail address, a phone and an account number, '' if it can be none. A contact counts more than a
 * name, a name that begins so more than one that holds it. */
QUERY(customers_found, DOOR_DESK, struct customer_line, read_line,
	WHO_IS(FOUND) " SELECT " LINE_COLUMNS
		      " FROM who JOIN crm.customer c ON c.id = who.id WHERE c.erased_at IS NULL ORDER BY who.weight DESC, c.name, c.id LIMIT 31");

/* The last touch-points of all; who is in them more than once is listed once. */
QUERY(customers_lately, DOOR_DESK, struct customer_line, read_line,
	"WITH t AS (SELECT customer_id, at FROM crm.touchpoint WHERE " SPOKEN(
		"channel") " ORDER BY at DESC LIMIT 300),"
			   " who AS (SELECT crm.root(customer_id) AS id, max(at) AS at FROM t GROUP BY 1)"
			   " SELECT " LINE_COLUMNS
			   " FROM who JOIN crm.customer c ON c.id = who.id WHERE c.erased_at IS NULL ORDER BY who.at DESC, c.id LIMIT 31");

static const char *phone_prefix(struct arena *a, const char *q)
{
	const char *key = contact_key(a, "phone", q, site.calling_code);

	return key ? key : "";
}

/* An account number has a digit in it; the rest are names. */
static const char *account_prefix(struct arena *a, const char *q)
{
	const char *p;

	for (p = q; *p; p++)
		if (*p >= '0' && *p <= '9')
			return contact_key(a, "account", q, "");
	return "";
}

void customers_search(struct task *t, const char *q, struct customer_lines *out)
{
	struct arena *a = &t->arena;
	const char *at = text_characters(q) >= 3 ? text_lower_ascii(a, q) : "";

	db_many(t, &customers_found, out, q, at, phone_prefix(a, q), account_prefix(a, q));
}

void customers_recent(struct task *t, struct customer_lines *out)
{
	db_many(t, &customers_lately, out);
}

COMMAND(customer_view_note, DOOR_DESK,
	"INSERT INTO crm.audit (account_id, what, customer_id) SELECT $1, 'customer.viewed', id FROM crm.customer WHERE id = $2"
	" ON CONFLICT (account_id, customer_id, date_trunc('hour', at AT TIME ZONE 'UTC')) WHERE what = 'customer.viewed' DO NOTHING");

void customer_viewed(struct task *t, int64_t account, int64_t customer)
{
	db_run(t, &customer_view_note, account, customer);
}
