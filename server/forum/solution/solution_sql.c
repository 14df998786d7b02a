/* solution_sql.c -- solutions as rows: what drafts are made of, who decides, in which threads they stand. */
#include "forum/solution/solution_inside.h"

#include "base/arena.h"
#include "base/must.h"
#include "db/query.h"
#include "db/row.h"
#include "forum/case/case.h"
#include "jobs/queue.h"
#include "loop/task.h"

/* ---- reading ---- */

static enum solution_state row_state(struct row *r)
{
	enum solution_state s = SOLUTION_DRAFT;
	const char *name = row_text(r, "state");

	must(!*name || solution_state_of(name, &s));
	return s;
}

static void read_brief(struct row *r, struct solution_brief *x)
{
	x->id = row_int8(r, "id");
	x->state = row_state(r);
	x->posted = row_int8(r, "posted");
	x->waiting = row_int8(r, "waiting");
}

QUERY(solution_brief_of, DOOR_DESK, struct solution_brief, read_brief,
	"SELECT s.id, s.state, (SELECT count(*) FROM crm.solution_post p WHERE p.solution_id = s.id AND p.post_id IS NOT NULL) AS posted,"
	" (SELECT count(*) FROM crm.link l WHERE l.case_id = s.case_id AND l.state = 'active' AND NOT EXISTS (SELECT"
	"  FROM crm.solution_post p WHERE p.solution_id = s.id AND p.thread_id = l.thread_id)) AS waiting"
	" FROM crm.solution s WHERE s.case_id = $1 ORDER BY s.id DESC LIMIT 1");

static void read_solution(struct row *r, struct solution *x)
{
	x->id = row_int8(r, "id");
	x->case_id = row_int8(r, "case_id");
	x->customer_id = row_int8(r, "customer_id");
	x->member_id = row_int8(r, "member_id");
	x->text = row_text(r, "text");
	x->redacted = row_texts(r, "redacted");
	x->state = row_state(r);
	x->by = row_text(r, "by");
	x->at = row_when(r, "at");
	x->decided_at = row_when(r, "decided_at");
}

#define SOLUTION(where) \
	"SELECT s.id, s.case_id, c.customer_id, a.member_id, s.text, s.redacted, s.state, a.display AS by, s.at, s.decided_at" \
	" FROM crm.solution s JOIN crm.\"case\" c ON c.id = s.case_id LEFT JOIN desk.account a ON a.id = s.by_id WHERE " where

QUERY(solution_newest_of, DOOR_DESK, struct solution, read_solution,
	SOLUTION("s.case_id = $1 ORDER BY s.id DESC LIMIT 1"));
QUERY(solution_by_id, DOOR_DESK | DOOR_WORK, struct solution, read_solution, SOLUTION("s.id = $1"));
QUERY(solution_held, DOOR_DESK, struct solution, read_solution, SOLUTION("s.id = $1 FOR UPDATE OF s"));

static void read_thread(struct row *r, struct solution_thread *x)
{
	x->id = row_int8(r, "id");
	x->post_id = row_int8(r, "post_id");
	x->title = row_text(r, "title");
	x->active = row_bool(r, "active");
	x->posted = row_bool(r, "posted");
}

QUERY(solution_threads_list, DOOR_DESK, struct solution_thread, read_thread,
	"SELECT t.id, p.post_id, t.title, EXISTS (SELECT FROM crm.link l WHERE l.case_id = $1 AND l.thread_id = t.id"
	"  AND l.state = 'active') AS active, p.thread_id IS NOT NULL AS posted"
	" FROM (SELECT thread_id FROM crm.link WHERE case_id = $1 AND state = 'active'"
	"  UNION SELECT thread_id FROM crm.solution_post WHERE solution_id = $2) l"
	" JOIN community.thread t ON t.id = l.thread_id"
	" LEFT JOIN crm.solution_post p ON p.solution_id = $2 AND p.thread_id = t.id ORDER BY t.id LIMIT 500");

/* The case as it is now: itself, or what it was merged into, at last. */
#define CASE_NOW(id) \
	"WITH RECURSIVE up AS (SELECT c.id, c.merged_into, c.customer_id FROM crm.\"case\" c WHERE c.id = " id \
	" UNION SELECT c.id, c.merged_into, c.customer_id FROM up JOIN crm.\"case\" c ON c.id = up.merged_into)," \
	" now_is AS (SELECT id, customer_id FROM up WHERE merged_into IS NULL)"

static void read_target(struct row *r, struct solution_target *x)
{
	x->thread = row_int8(r, "thread_id");
}

/* $1 case, $2 solution. Of a case that was merged only the threads it brought along: it was approved for these. */
QUERY(solution_targets_list, DOOR_WORK, struct solution_target, read_target,
	CASE_NOW(
		"$1") " SELECT l.thread_id FROM now_is n JOIN crm.link l ON l.case_id = n.id AND l.state = 'active'"
		      " WHERE (n.id = $1 OR l.thread_id IN (SELECT o.thread_id FROM crm.link_move m JOIN crm.link o ON o.id = m.link_id"
		      "  WHERE m.what = 'case' AND m.from_id = $1 AND m.undone_at IS NULL))"
		      " AND NOT EXISTS (SELECT FROM crm.solution_post p WHERE p.solution_id = $2 AND p.thread_id = l.thread_id)"
		      " ORDER BY l.thread_id LIMIT 500");

static void read_peer(struct row *r, struct peer *x)
{
	x->id = row_int8(r, "id");
	x->name = row_text(r, "name");
	x->display = row_text(r, "display");
	x->credited = row_bool(r, "credited");
}

/* Staff are thanked by the company itself. */
QUERY(solution_peers_list, DOOR_DESK, struct peer, read_peer,
	"SELECT m.id, m.username AS name, m.display, COALESCE(m.id = ANY (s.credited), false) AS credited"
	" FROM (SELECT p.author_id AS id FROM crm.link l JOIN community.post p ON p.thread_id = l.thread_id"
	"   AND p.kind = 'answer' AND p.accepted > 0 AND p.deleted_at IS NULL"
	"   WHERE l.case_id = $1 AND l.state = 'active'"
	"  UNION SELECT unnest(credited) FROM crm.solution WHERE id = $2) who"
	" JOIN community.member m ON m.id = who.id AND m.state = 'active' AND m.roles & 4 = 0"
	" LEFT JOIN crm.solution s ON s.id = $2 ORDER BY m.display, m.id LIMIT 20");
QUERY(solution_credited_list, DOOR_WORK, struct peer, read_peer,
	"SELECT m.id, m.username AS name, m.display, true AS credited FROM crm.solution s"
	" JOIN community.member m ON m.id = ANY (s.credited) AND m.state = 'active'"
	" WHERE s.id = $1 ORDER BY m.display, m.id LIMIT 20");

static void read_part(struct row *r, struct draft_part *x)
{
	x->text = row_text(r, "text");
}

/* The last word to the customer, then accepted answers: never notes. */
QUERY(draft_parts_list, DOOR_DESK | DOOR_WORK, struct draft_part, read_part,
	"SELECT text FROM ((SELECT 1 AS part, e.id, e.text FROM crm.case_entry e WHERE e.case_id = $1"
	"   AND e.kind IN ('reply', 'solution') AND e.text <> '' ORDER BY e.at DESC, e.id DESC LIMIT 1)"
	"  UNION ALL (SELECT 2, p.id, left(p.source, 4000) FROM crm.link l JOIN community.post p ON p.thread_id = l.thread_id"
	"   WHERE l.case_id = $1 AND l.state = 'active' AND p.kind = 'answer' AND p.accepted > 0"
	"   AND p.deleted_at IS NULL AND NOT p.official ORDER BY l.kind = 'solution' DESC, p.accepted DESC, p.id LIMIT 3)) d"
	" ORDER BY part, id");

static void read_secret(struct row *r, struct draft_secret *x)
{
	x->kind = row_text(r, "kind");
	x->value = row_text(r, "value");
}

/* Whatever any record of his knows him by. */
QUERY(draft_secrets_list, DOOR_DESK | DOOR_WORK, struct draft_secret, read_secret,
	"WITH f AS MATERIALIZED (SELECT crm.family(crm.root(c.customer_id)) AS id FROM crm.\"case\" c WHERE c.id = $1)"
	" SELECT 'name' AS kind, u.name AS value FROM f JOIN crm.customer u ON u.id = f.id"
	" UNION SELECT n.kind, n.value FROM f JOIN crm.contact n ON n.customer_id = f.id"
	" UNION SELECT n.kind, n.key FROM f JOIN crm.contact n ON n.customer_id = f.id WHERE n.key <> '' LIMIT 500");

static void read_wanted(struct row *r, struct draft_wanted *x)
{
	x->wanted = row_bool(r, "wanted");
}

QUERY(draft_wanted_row, DOOR_DESK | DOOR_WORK, struct draft_wanted, read_wanted,
	"SELECT EXISTS (SELECT FROM crm.\"case\" c WHERE c.id = $1 AND c.merged_into IS NULL AND c.state IN ('solved', 'closed')"
	" AND EXISTS (SELECT FROM crm.link l WHERE l.case_id = c.id AND l.state = 'active')"
	" AND NOT EXISTS (SELECT FROM crm.solution s WHERE s.case_id = c.id"
	"  AND (s.state = 'draft' OR (NOT $2::boolean AND s.at >= c.solved_at)))) AS wanted");

void solution_brief_find(struct task *t, int64_t case_id, struct solution_brief **out)
{
	db_one(t, &solution_brief_of, out, case_id);
}

void solution_newest(struct task *t, int64_t case_id, struct solution **out)
{
	db_one(t, &solution_newest_of, out, case_id);
}

void solution_find(struct task *t, int64_t id, struct solution **out)
{
	db_one(t, &solution_by_id, out, id);
}

void solution_hold(struct task *t, int64_t id, struct solution **out)
{
	db_one(t, &solution_held, out, id);
}

void solution_threads_of(struct task *t, int64_t case_id, int64_t solution, struct solution_threads *out)
{
	db_many(t, &solution_threads_list, out, case_id, solution);
}

void solution_peers(struct task *t, int64_t case_id, int64_t solution, struct peers *out)
{
	db_many(t, &solution_peers_list, out, case_id, solution);
}

void solution_credited(struct task *t, int64_t solution, struct peers *out)
{
	db_many(t, &solution_credited_list, out, solution);
}

void draft_parts_find(struct task *t, int64_t case_id, struct draft_parts *out)
{
	db_many(t, &draft_parts_list, out, case_id);
}

void draft_secrets_find(struct task *t, int64_t case_id, struct draft_secrets *out)
{
	db_many(t, &draft_secrets_list, out, case_id);
}

void draft_wanted_look(struct task *t, int64_t case_id, bool by_hand, struct draft_wanted **out)
{
	db_one(t, &draft_wanted_row, out, case_id, by_hand);
}

void solution_targets(struct task *t, const struct solution *s, struct solution_targets *out)
{
	db_many(t, &solution_targets_list, out, s->case_id, s->id);
}

/* ---- writing ---- */

COMMAND(solution_draft_insert, DOOR_DESK | DOOR_WORK,
	"WITH made AS (INSERT INTO crm.solution (case_id, text, redacted, credited, by_id)"
	"  SELECT $1, $2, $3::text[], ARRAY(SELECT DISTINCT p.author_id FROM crm.link l JOIN community.post p"
	"   ON p.thread_id = l.thread_id AND p.kind = 'answer' AND p.accepted > 0 AND p.deleted_at IS NULL AND NOT p.official"
	"   JOIN community.member m ON m.id = p.author_id AND m.state = 'active' AND m.roles & 4 = 0"
	"   WHERE l.case_id = $1 AND l.state = 'active'), NULLIF($4::bigint, 0)"
	"  ON CONFLICT (case_id) WHERE state = 'draft' DO NOTHING RETURNING id),"
	" event AS (INSERT INTO crm.event (kind, account_id, case_id, number)"
	"  SELECT 30, NULLIF($4::bigint, 0), $1, id FROM made),"
	" audit AS (INSERT INTO crm.audit (account_id, what, case_id)"
	"  SELECT NULLIF($4::bigint, 0), 'solution.drafted', $1 FROM made)"
	" INSERT INTO crm.inbox (reason, case_id) SELECT 'draft', $1 FROM made ON CONFLICT DO NOTHING");
COMMAND(solution_draft_update, DOOR_DESK,
	"UPDATE crm.solution SET text = $2, redacted = ARRAY(SELECT DISTINCT unnest(redacted || $3::text[]) ORDER BY 1),"
	" credited = $4::text[]::bigint[] WHERE id = $1");
COMMAND(solution_state_set, DOOR_DESK,
	"UPDATE crm.solution SET state = $2, by_id = $3, decided_at = now() WHERE id = $1");
COMMAND(solution_inbox_done, DOOR_DESK,
	"UPDATE crm.inbox SET done_at = now(), done_by = $2, done_how = $3 WHERE reason = 'draft' AND case_id = $1"
	" AND done_at IS NULL");

static void read_claim(struct row *r, struct solution_claim *x)
{
	x->case_id = row_int8(r, "id");
	x->customer_id = row_int8(r, "customer_id");
}

QUERY(solution_post_claim, DOOR_WORK, struct solution_claim, read_claim,
	CASE_NOW(
		"$4") ", made AS (INSERT INTO crm.solution_post (solution_id, thread_id, post_id)"
		      "  SELECT $1, $2, NULLIF($3::bigint, 0) FROM now_is n JOIN crm.link l ON l.case_id = n.id AND l.thread_id = $2"
		      "  AND l.state = 'active' ON CONFLICT DO NOTHING RETURNING thread_id)"
		      " SELECT n.id, n.customer_id FROM now_is n, made");

void solution_draft_add(struct task *t, int64_t case_id, const char *text, struct texts redacted,
	int64_t account)
{
	db_run(t, &solution_draft_insert, case_id, text, redacted, account);
}

void solution_save(struct task *t, const struct solution *s, const char *text, struct texts redacted,
	struct texts credited, int64_t account)
{
	db_run(t, &solution_draft_update, s->id, text, redacted, credited);
	crm_event_note(t, CRM_SOLUTION_EDITED, account, s->customer_id, s->case_id, 0, s->id);
	crm_audit_note(t, account, "solution.edited", s->customer_id, s->case_id, 0, NULL);
}

void solution_decide(struct task *t, const struct solution *s, enum solution_state becomes, int64_t account)
{
	bool yes = becomes == SOLUTION_APPROVED;

	db_run(t, &solution_state_set, s->id, solution_state_name(becomes), account);
	db_run(t, &solution_inbox_done, s->case_id, account, solution_state_name(becomes));
	case_record(t, &(struct case_act){.case_id = s->case_id,
			       .account = account,
			       .customer = s->customer_id,
			       .event = yes ? CRM_SOLUTION_APPROVED : CRM_SOLUTION_REJECTED,
			       .number = s->id,
			       .entry = "solution",
			       .text = yes ? s->text : NULL,
			       .becomes = solution_state_name(becomes),
			       .audit = yes ? "solution.approved" : "solution.rejected"});
	if (yes)
		job_put(t, &(struct job){.kind = "solution.post", .subject = s->id});
}

void solution_claim(struct task *t, const struct solution *s, int64_t thread, int64_t post,
	struct solution_claim **out)
{
	db_one(t, &solution_post_claim, out, s->id, thread, post, s->case_id);
}

void solution_posted_note(struct task *t, const struct solution *s, const struct solution_claim *claim,
	int64_t thread, int64_t post)
{
	case_record(t, &(struct case_act){.case_id = claim->case_id,
			       .customer = claim->customer_id,
			       .thread = thread,
			       .event = CRM_SOLUTION_POSTED,
			       .number = s->id,
			       .entry = "posted",
			       .becomes = arena_printf(&t->arena, "%lld", (long long)post),
			       .audit = "solution.posted"});
	case_outbox(t, claim->case_id, "comment",
		&(struct case_payload){.text = "The solution was posted in a linked thread.",
			.thread = thread});
}
