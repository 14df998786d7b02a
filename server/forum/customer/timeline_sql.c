/* timeline_sql.c -- see timeline_sql.h. One statement: each place gives the newest it has before the page's end, by its index and no more
 * than a page of it; of those the newest are taken, and only of these the texts are fetched. So a page costs the same for a customer of a
 * week and of ten years. */
#include "forum/customer/timeline_sql.h"

#include "db/query.h"
#include "db/row.h"

static void read_entry(struct row *r, struct timeline_entry *x)
{
	x->from = (enum timeline_source)row_int8(r, "src");
	x->id = row_int8(r, "id");
	x->at = row_when(r, "at");
	x->what = row_text(r, "what");
	x->inbound = row_int8(r, "inbound");
	x->title = row_text(r, "title");
	x->text = row_text(r, "text");
	x->who = row_text(r, "who");
	x->thread_id = row_int8(r, "thread_id");
	x->post_id = row_int8(r, "post_id");
	x->case_id = row_int8(r, "case_id");
	x->seconds = row_int8(r, "seconds");
	x->mood = row_int8(r, "mood");
	x->promise = row_text(r, "promise");
	x->due = row_when(r, "due");
	x->kept = row_when(r, "kept");
	x->source = row_text(r, "source");
	x->was = row_text(r, "was");
	x->becomes = row_text(r, "becomes");
}

#define TEXT_OF(x) "left(" x ", 400)"
/* $3 at, $4 from, $5 id: where the page before ended. */
#define BEFORE(from, at, id) \
	at " <= COALESCE($3::timestamptz, 'infinity') AND (" at \
	   " < COALESCE($3::timestamptz, 'infinity') OR " from " < $4::int OR (" from " = $4::int AND " id \
	   " < $5::bigint))"
#define NEWEST(at, id)	 " ORDER BY " at " DESC, " id " DESC LIMIT 51"
#define IN_CHANNEL(name) "($2 = '' OR $2 = '" name "')"

QUERY(customer_timeline, DOOR_DESK, struct timeline_entry, read_entry,
	"WITH f AS MATERIALIZED (SELECT crm.family($1) AS id),"
	" m AS MATERIALIZED (SELECT mc.member_id AS id FROM crm.member_customer mc WHERE mc.customer_id IN (SELECT id FROM f) AND mc.undone_at IS NULL),"
	" k AS MATERIALIZED (SELECT * FROM ("
	"  SELECT 1 AS src, x.id, x.at FROM f, LATERAL (SELECT t.id, t.at FROM crm.touchpoint t WHERE t.customer_id = f.id AND $2 = ''"
	"   AND " BEFORE("1", "t.at", "t.id") NEWEST("t.at",
		"t.id") ") x"
			"  UNION ALL SELECT 1, x.id, x.at FROM f, LATERAL (SELECT t.id, t.at FROM crm.touchpoint t WHERE t.customer_id = f.id AND t.channel = $2"
			"   AND $2 <> '' AND " BEFORE("1", "t.at", "t.id") NEWEST("t.at",
				"t.id") ") x"
					"  UNION ALL SELECT 2, x.id, x.created_at FROM m, LATERAL (SELECT p.id, p.created_at FROM community.post p WHERE p.author_id = m.id"
					"   AND " IN_CHANNEL(
						"community") " AND p.deleted_at IS NULL AND " BEFORE("2",
						"p.created_at", "p.id") NEWEST("p.created_at",
						"p.id") ") x"
							"  UNION ALL SELECT 3, x.id, x.created_at FROM m, LATERAL (SELECT a.id, a.created_at FROM community.acceptance a WHERE a.member_id = m.id"
							"   AND " IN_CHANNEL(
								"community") " AND a.undone_at IS NULL AND " BEFORE("3",
								"a.created_at",
								"a.id") NEWEST("a.created_at", "a.id") ") x"
												       "  UNION ALL SELECT 4, x.id, x.created_at FROM m, LATERAL (SELECT a.id, a.created_at FROM community.post p"
												       "   JOIN community.acceptance a ON a.post_id = p.id AND a.undone_at IS NULL AND a.member_id <> p.author_id"
												       "   WHERE p.author_id = m.id AND p.accepted > 0"
												       "   AND " IN_CHANNEL(
													       "community") " AND " BEFORE("4",
													       "a.created_at", "a.id") NEWEST("a.created_at", "a.id") ") x"
																				      "  UNION ALL SELECT 5, x.id, x.created_at FROM m, LATERAL (SELECT r.id, r.created_at FROM community.reaction r WHERE r.member_id = m.id"
																				      "   AND " IN_CHANNEL("community") " AND r.kind = 'helped' AND r.undone_at IS NULL"
																									"   AND " BEFORE("5", "r.created_at", "r.id") NEWEST("r.created_at", "r.id") ") x"
																																		     "  UNION ALL SELECT 6, x.id, x.created_at FROM m, LATERAL (SELECT r.id, r.created_at FROM community.reaction r WHERE r.author_id = m.id"
																																		     "   AND " IN_CHANNEL("community") " AND r.kind = 'helped' AND r.undone_at IS NULL"
																																						       "   AND " BEFORE("6", "r.created_at", "r.id") NEWEST("r.created_at", "r.id") ") x"
																																																    "  UNION ALL SELECT 7, x.id, x.at FROM f JOIN crm.\"case\" c ON c.customer_id = f.id,"
																																																    "   LATERAL (SELECT e.id, e.at FROM crm.case_entry e WHERE e.case_id = c.id"
																																																    "   AND " IN_CHANNEL("case") " AND " BEFORE(
																																																	    "7",
																																																	    "e.at",
																																																	    "e.id")
																																																	    NEWEST("e.at", "e.id") ") x"
																																																				   "  UNION ALL SELECT 8, x.id, x.created_at FROM m JOIN community.thread h ON h.author_id = m.id,"
																																																				   "   LATERAL (SELECT p.id, p.created_at FROM community.post p WHERE p.thread_id = h.id AND p.official AND p.author_id <> m.id"
																																																				   "   AND " IN_CHANNEL(
																																																					   "community") " AND p.deleted_at IS NULL AND " BEFORE("8", "p.created_at", "p.id") NEWEST("p.created_at", "p.id") ") x"
																																																																			    "  ) every ORDER BY at DESC, src DESC, id DESC LIMIT 51)"
																																																																			    " SELECT k.src, k.id, k.at, COALESCE(t.channel, e.kind, p.kind) AS what,"
																																																																			    "  CASE WHEN k.src = 1 THEN COALESCE(t.inbound::int, -1) WHEN k.src IN (7, 8) THEN 0 ELSE 1 END AS inbound,"
																																																																			    "  COALESCE(t.subject, c.subject, h.title) AS title,"
																																																																			    "  " TEXT_OF(
																																																																				    "COALESCE(t.text, e.text, p.plain)") " AS text,"
																																																																									 "  COALESCE(NULLIF(t.agent, ''), ac.display, NULLIF(e.by_name, ''), au.display) AS who,"
																																																																									 "  COALESCE(h.id, e.thread_id) AS thread_id, p.id AS post_id, COALESCE(t.case_id, e.case_id) AS case_id, t.seconds,"
																																																																									 "  COALESCE(t.mood, 9::smallint) AS mood, t.promise, t.promise_due AS due, t.promise_kept_at AS kept,"
																																																																									 "  COALESCE(t.source, c.adapter) AS source, e.was, e.becomes"
																																																																									 " FROM k LEFT JOIN crm.touchpoint t ON k.src = 1 AND t.id = k.id"
																																																																									 " LEFT JOIN community.acceptance a ON k.src IN (3, 4) AND a.id = k.id"
																																																																									 " LEFT JOIN community.reaction r ON k.src IN (5, 6) AND r.id = k.id"
																																																																									 " LEFT JOIN crm.case_entry e ON k.src = 7 AND e.id = k.id"
																																																																									 " LEFT JOIN crm.\"case\" c ON c.id = e.case_id"
																																																																									 " LEFT JOIN desk.account ac ON ac.id = e.by_id"
																																																																									 " LEFT JOIN community.post p ON p.id = CASE WHEN k.src IN (2, 8) THEN k.id ELSE COALESCE(a.post_id, r.post_id) END"
																																																																									 " LEFT JOIN community.thread h ON h.id = p.thread_id"
																																																																									 " LEFT JOIN community.member au ON au.id = CASE k.src WHEN 4 THEN a.member_id WHEN 6 THEN r.member_id ELSE p.author_id END"
																																																																									 " ORDER BY k.at DESC, k.src DESC, k.id DESC");

void timeline_of(struct task *t, int64_t customer, const char *channel, struct timeline_place before,
	struct timeline_entries *out)
{
	db_many(t, &customer_timeline, out, customer, channel, before.at, before.from, before.id);
}
