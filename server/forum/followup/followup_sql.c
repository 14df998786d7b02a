/* followup_sql.c -- statements on follow-ups, at both sides of the wall: community.stayed_solved is the public one, crm.followup ours. */
#include "db/query.h"
#include "db/row.h"
#include "forum/followup/followup_inside.h"
#include "forum/followup/followup_jobs.h"
#include "jobs/queue.h"

/* ---- the public door ---- */

static void read_followup(struct row *r, struct followup *x)
{
	x->thread = row_int8(r, "thread_id");
	x->episode = row_int8(r, "episode");
	x->days = row_int8(r, "days");
	x->asked_at = row_when(r, "asked_at");
	x->answered_at = row_when(r, "answered_at");
	x->answer = row_text(r, "answer");
}

/* None of who has left, or was suspended: the link in his mail outlives both. */
QUERY(followup_newest, DOOR_WEB, struct followup, read_followup,
	"SELECT s.thread_id, s.episode, s.days, s.asked_at, s.answered_at, s.answer FROM community.stayed_solved s"
	" JOIN community.member m ON m.id = s.member_id AND m.state = 'active'"
	" WHERE s.thread_id = $1 AND s.member_id = $2 ORDER BY s.episode DESC, s.days DESC LIMIT 1");
COMMAND(followup_answer, DOOR_WEB,
	"UPDATE community.stayed_solved SET answer = $4, answered_at = now() WHERE thread_id = $1 AND episode = $2 AND days = $3");

void followup_find(struct task *t, int64_t thread, int64_t member, struct followup **out)
{
	db_one(t, &followup_newest, out, thread, member);
}

void followup_note(struct task *t, const struct followup *f, const char *answer)
{
	db_run(t, &followup_answer, f->thread, f->episode, f->days, answer);
}

/* ---- work ---- */

/* $1 thread, $2 episode, $3 asker, $4 $5 the first, $6 $7 the second. Places that are taken stay so. */
COMMAND(followup_insert, DOOR_WORK,
	"WITH had AS (SELECT count(*) AS n, COALESCE(max(days), 0) AS days FROM crm.followup WHERE thread_id = $1 AND episode = $2)"
	" INSERT INTO crm.followup (thread_id, episode, days, member_id, due_at)"
	" SELECT $1, $2, d.days, $3, d.due FROM had, (VALUES (1, $4::smallint, $5::timestamptz), (2, $6::smallint, $7::timestamptz)) d (place, days, due)"
	" WHERE d.place > had.n AND d.days > had.days ON CONFLICT DO NOTHING");
COMMAND(followup_delete, DOOR_WORK, "DELETE FROM crm.followup WHERE thread_id = $1 AND asked_at IS NULL");
COMMAND(followup_answer_take, DOOR_WORK,
	"UPDATE crm.followup f SET answer = s.answer, answered_at = s.answered_at FROM community.stayed_solved s"
	" WHERE s.thread_id = $1 AND s.days = $2 AND s.answer IS NOT NULL"
	" AND f.thread_id = s.thread_id AND f.episode = s.episode AND f.days = s.days");

static void read_asked(struct row *r, struct followup_asked *x)
{
	x->member = row_int8(r, "member_id");
	x->post = row_int8(r, "post");
}

/* Due, still solved, and of an episode that is the thread's: asked now. What is due and not so is not asked any more. Somebody who has left
 * is not asked either. */
QUERY(followup_ask, DOOR_WORK, struct followup_asked, read_asked,
	"WITH due AS (SELECT f.thread_id, f.episode, f.days, f.member_id,"
	"   t.episode = f.episode AND t.state IN ('solved_unconfirmed', 'confirmed', 'closed_unconfirmed') AND t.deleted_at IS NULL"
	"    AND m.state = 'active' AS fit"
	"  FROM crm.followup f JOIN community.thread t ON t.id = f.thread_id JOIN community.member m ON m.id = f.member_id"
	"  WHERE f.asked_at IS NULL AND f.due_at <= now() ORDER BY f.due_at LIMIT 100 FOR UPDATE OF f SKIP LOCKED),"
	" gone AS (DELETE FROM crm.followup f USING due d WHERE NOT d.fit AND (f.thread_id, f.episode, f.days) = (d.thread_id, d.episode, d.days)),"
	" u AS (UPDATE crm.followup f SET asked_at = now() FROM due d"
	"  WHERE d.fit AND (f.thread_id, f.episode, f.days) = (d.thread_id, d.episode, d.days)),"
	" s AS (INSERT INTO community.stayed_solved (thread_id, episode, days, member_id)"
	"  SELECT thread_id, episode, days, member_id FROM due WHERE fit ON CONFLICT DO NOTHING RETURNING thread_id, member_id)"
	" SELECT s.member_id, p.id AS post FROM s JOIN community.post p ON p.thread_id = s.thread_id AND p.kind = 'question'");

void followup_plan(struct task *t, int64_t thread, int64_t episode, int64_t member,
	const struct followup_date dates[FOLLOWUPS])
{
	db_run(t, &followup_insert, thread, episode, member, dates[0].days, dates[0].due, dates[1].days,
		dates[1].due);
}

void followup_forget(struct task *t, int64_t thread)
{
	db_run(t, &followup_delete, thread);
}

void followup_answered(struct task *t, int64_t thread, int64_t days, bool yes)
{
	db_run(t, &followup_answer_take, thread, days);
	job_put(t, &(struct job){.kind = "followup.tell",
			   .subject = thread,
			   .other = days,
			   .text = yes ? "yes" : "no"});
}

void followups_ask(struct task *t, struct followups_asked *out)
{
	db_many(t, &followup_ask, out);
}

static void read_case(struct row *r, struct followup_case *x)
{
	x->id = row_int8(r, "case_id");
}

QUERY(followup_cases_of_thread, DOOR_WORK, struct followup_case, read_case,
	"SELECT DISTINCT case_id FROM crm.link WHERE thread_id = $1 AND state = 'active' ORDER BY case_id LIMIT 100");

void followup_cases(struct task *t, int64_t thread, struct followup_cases *out)
{
	db_many(t, &followup_cases_of_thread, out, thread);
}

/* ---- the desk ---- */

static void read_line(struct row *r, struct followup_line *x)
{
	x->days = row_int8(r, "days");
	x->due_at = row_when(r, "due_at");
	x->asked_at = row_when(r, "asked_at");
	x->answered_at = row_when(r, "answered_at");
	x->answer = row_text(r, "answer");
}

QUERY(followup_lines_of, DOOR_DESK, struct followup_line, read_line,
	"SELECT days, due_at, asked_at, answered_at, answer FROM crm.followup WHERE thread_id = $1"
	" ORDER BY episode DESC, days LIMIT 6");

void followup_lines_find(struct task *t, int64_t thread, struct followup_lines *out)
{
	db_many(t, &followup_lines_of, out, thread);
}
