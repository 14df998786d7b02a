/* search_sql.c -- see search_sql.h. One statement a group, sent together; each way to a row is one index's.
 *
 * Each way gives a few rows at most, so what is joined and sorted afterwards is small whatever is asked. An id of another system is
 * looked up in each system's own part of the index over both columns: there are few systems, found by leaping from one to the next. */
#include "forum/desk/search_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "forum/case/case.h"
#include "forum/desk/desk_view.h"
#include "forum/desk/search.h"

static void read_customer(struct row *r, struct desk_found_customer *x)
{
	x->id = row_int8(r, "id");
	x->name = row_text(r, "name");
	x->tier = row_text(r, "tier");
	x->external_id = row_text(r, "external_id");
	x->contact = row_text(r, "contact");
}

static void read_case(struct row *r, struct desk_found_case *x)
{
	x->id = row_int8(r, "id");
	x->subject = row_text(r, "subject");
	case_state_of(row_text(r, "state"), &x->state);
	x->external_id = row_text(r, "external_id");
	x->customer = row_text(r, "customer");
	x->changed_at = row_when(r, "changed_at");
}

static void read_thread(struct row *r, struct desk_found_thread *x)
{
	x->id = row_int8(r, "id");
	x->title = row_text(r, "title");
	x->state = thread_state_of(row_text(r, "state"));
	x->author = row_text(r, "display");
	x->active_at = row_when(r, "active_at");
}

/* clang-format off */

/* The different values of a table's leading column. */
#define SYSTEMS(table, column) \
	"WITH RECURSIVE systems AS ((SELECT min(" column ") AS system FROM " table ")" \
	" UNION ALL SELECT (SELECT min(x." column ") FROM " table " x WHERE x." column " > s.system)" \
	"  FROM systems s WHERE s.system IS NOT NULL)"

/* Contacts whose key begins so: a range of the index, which a LIKE with an argument would not be. */
#define CONTACTS(of_kind, argument) \
	"(SELECT customer_id, 2 FROM crm.contact WHERE kind = '" of_kind "' AND key ~>=~ " argument \
	" AND key ~<~ (" argument " || E'\\U0010FFFF') LIMIT 20)"

/* $1 number elsewhere, $2 our number, $3 mail, $4 phone, $5 account, $6–$8 parts of the name. What was merged is shown where it went. */
QUERY(desk_search_customers, DOOR_DESK, struct desk_found_customer, read_customer,
	SYSTEMS("crm.customer", "source")
	", found AS ("
	"  SELECT id, 1 AS how FROM crm.customer WHERE id = $2"
	"  UNION ALL SELECT c.id, 1 FROM systems s JOIN crm.customer c ON c.source = s.system AND c.external_id = $1"
	"  UNION ALL " CONTACTS("email", "$3") " UNION ALL " CONTACTS("phone", "$4")
	"  UNION ALL (SELECT customer_id, 2 FROM crm.contact WHERE kind = 'account' AND key = $5 LIMIT 20)"
	"  UNION ALL (SELECT id, 3 FROM crm.customer WHERE name ILIKE $6 AND name ILIKE $7 AND name ILIKE $8 LIMIT 20)),"
	" best AS (SELECT crm.root(id) AS id, min(how) AS how FROM found GROUP BY 1)"
	" SELECT c.id, c.name, c.tier, c.external_id,"
	"  (SELECT k.value FROM crm.contact k WHERE k.customer_id = c.id ORDER BY k.kind IN ('email', 'phone') DESC, k.id LIMIT 1) AS contact"
	" FROM best b JOIN crm.customer c ON c.id = b.id ORDER BY b.how, c.changed_at DESC, c.id DESC LIMIT 10");

/* $1 number elsewhere, $2 our number, $3 words. Stems of English and words as they stand, whatever they were stored as. */
QUERY(desk_search_cases, DOOR_DESK, struct desk_found_case, read_case,
	SYSTEMS("crm.\"case\"", "adapter")
	", asked AS MATERIALIZED (SELECT websearch_to_tsquery('community.english', $3) || websearch_to_tsquery('simple', $3) AS query),"
	" found AS ("
	"  SELECT id, 1 AS how FROM crm.\"case\" WHERE id = $2"
	"  UNION ALL SELECT c.id, 1 FROM systems s JOIN crm.\"case\" c ON c.adapter = s.system AND c.external_id = $1"
	"  UNION ALL (SELECT id, 2 FROM crm.\"case\" WHERE words @@ (SELECT query FROM asked) LIMIT 200)),"
	" best AS (SELECT id, min(how) AS how FROM found GROUP BY id)"
	" SELECT c.id, c.subject, c.state, c.external_id, " CASE_CUSTOMER_NAME
	" AS customer, c.changed_at"
	" FROM best b JOIN crm.\"case\" c ON c.id = b.id LEFT JOIN crm.customer cu ON cu.id = c.customer_id"
	" ORDER BY b.how, c.changed_at DESC, c.id DESC LIMIT 10");

/* $1 words, $2 number, $3 author. Titles first. */
QUERY(desk_search_threads, DOOR_DESK, struct desk_found_thread, read_thread,
	"WITH asked AS MATERIALIZED (SELECT community.any_of(websearch_to_tsquery(language, $1::text)) AS query"
	"  FROM community.search_language),"
	" found AS ("
	"  SELECT id, 1 AS how FROM community.thread WHERE id = $2"
	"  UNION ALL (SELECT id, 2 FROM community.thread"
	"   WHERE to_tsvector(language, title || ' ' || product) @@ (SELECT query FROM asked) AND deleted_at IS NULL LIMIT 200)"
	"  UNION ALL (SELECT thread_id, 3 FROM community.post"
	"   WHERE words @@ (SELECT query FROM asked) AND deleted_at IS NULL LIMIT 200)"
	"  UNION ALL (SELECT t.id, 3 FROM community.thread t JOIN community.member m ON m.id = t.author_id"
	"   WHERE m.username = $3 ORDER BY t.created_at DESC LIMIT 10)),"
	" best AS (SELECT id, min(how) AS how FROM found GROUP BY id)"
	" SELECT t.id, t.title, t.state, m.display, t.active_at"
	" FROM best b JOIN community.thread t ON t.id = b.id JOIN community.member m ON m.id = t.author_id"
	" WHERE t.deleted_at IS NULL ORDER BY b.how, t.active_at DESC, t.id DESC LIMIT 10");

/* clang-format on */

void desk_search_find(struct task *t, const struct desk_asked *x, struct desk_search_view *out)
{
	db_many(t, &desk_search_customers, &out->customers, x->number, x->id, x->mail, x->phone, x->account,
		x->like[0], x->like[1], x->like[2]);
	db_many(t, &desk_search_cases, &out->cases, x->number, x->id, x->words);
	db_many(t, &desk_search_threads, &out->threads, x->words, x->id, x->number);
}
