/* moderation_jobs.c -- what `work` does for moderation: people hear what was decided, criticism goes to the desk, sanctions end, and removals
 * that nobody contested stand. */
#include "forum/moderation/moderation.h"

#include "db/query.h"
#include "db/row.h"
#include "db/stamp.h"
#include "forum/event.h"
#include "forum/inbox/inbox.h"
#include "forum/notice/notice.h"
#include "jobs/worker.h"
#include "loop/task.h"

#define TOLD_AT_ONCE 1000

struct told {
	int64_t member;
};
LIST(tolds, struct told);

struct over {
	int64_t member;
	const char *kind;
	bool *ended;
};
LIST(overs, struct over);

static void read_told(struct row *r, struct told *x)
{
	x->member = row_int8(r, "member");
}

static void read_over(struct row *r, struct over *x)
{
	x->member = row_int8(r, "member");
	x->kind = row_text(r, "kind");
}

static void read_ended(struct row *r, bool *x)
{
	*x = row_bool(r, "ended");
}

/* clang-format off */
/* $1 a decision or 0, $2 a group or 0, $3 whether it was taken back, $4 those behind that member, $5 how many. What was taken back before anybody heard of it is told to nobody; of an
 * edit people hear by a notice about the post. */
#define QUICK "interval '30 seconds'"
QUERY(decision_concerned, DOOR_WORK, struct told, read_told,
	"SELECT DISTINCT d.member_id AS member FROM community.decision d WHERE (d.id = $1 OR d.group_id = $2) AND d.member_id IS NOT NULL"
	" AND d.member_id IS DISTINCT FROM d.actor_id AND d.action NOT IN ('edit', 'retitle', 'retag')"
	" AND (d.action <> 'keep' OR d.before ? 'posts')"
	" AND CASE WHEN $3 THEN d.undone_at > d.at + " QUICK " ELSE d.undone_at IS NULL END"
	" AND d.member_id > $4 ORDER BY d.member_id LIMIT $5");
QUERY(decision_reporters, DOOR_WORK, struct told, read_told,
	"WITH r AS (UPDATE community.report r SET told_at = now() FROM community.queue_item q JOIN community.decision d ON d.id = q.decision_id"
	"  WHERE r.item_id = q.id AND (d.id = $1 OR d.group_id = $2) AND d.undone_at IS NULL AND r.told_at IS NULL"
	"  AND r.reporter_id IS NOT NULL RETURNING r.reporter_id)"
	" SELECT DISTINCT reporter_id AS member FROM r");
QUERY(appeal_of, DOOR_WORK, struct told, read_told,
	"SELECT member_id AS member FROM community.appeal WHERE id = $1 AND answered_at IS NOT NULL");
/* Due after what an ordinary thread is given before somebody is reminded. */
QUERY(criticism_stands, DOOR_WORK, struct told, read_told,
	"SELECT t.author_id AS member FROM community.thread t WHERE t.id = $1 AND t.deleted_at IS NULL"
	" AND EXISTS (SELECT FROM community.decision d WHERE d.id = $2 AND d.undone_at IS NULL)");
QUERY(sanctions_over, DOOR_WORK, struct over, read_over,
	"SELECT member_id AS member, kind FROM community.sanction WHERE ended_at IS NULL AND until <= now() ORDER BY member_id, id LIMIT 100");
QUERY(sanction_ended, DOOR_WORK, bool, read_ended, "SELECT community.sanction_over($1, $2) AS ended");
/* After 14 days without an appeal, or when another moderator has said that it was right; only what is hidden by it still. */
COMMAND(removals_stand, DOOR_WORK,
	"WITH u AS (UPDATE community.decision d SET upheld_at = now() WHERE d.action = 'hide' AND d.undone_at IS NULL AND d.upheld_at IS NULL"
	"  AND d.actor_id IS NOT NULL AND EXISTS (SELECT FROM community.post p WHERE p.id = d.post_id AND p.gone_by = d.id)"
	"  AND CASE WHEN EXISTS (SELECT FROM community.appeal a WHERE a.decision_id = d.id)"
	"   THEN EXISTS (SELECT FROM community.appeal a WHERE a.decision_id = d.id AND NOT a.overturned)"
	"   ELSE d.at < now() - interval '14 days' END"
	"  RETURNING d.id, d.thread_id, d.post_id, d.member_id)"
	" INSERT INTO ops.event (kind, other_id, thread_id, post_id, number) SELECT 64, member_id, thread_id, post_id, id FROM u");
/* clang-format on */
_Static_assert(EVENT_REMOVAL_UPHELD == 64, "removals_stand writes it");

static void tell(struct task *t, const struct tolds *whom, enum notice_kind kind)
{
	size_t i;

	for (i = 0; i < whom->n; i++) {
		notice_tell(t, whom->v[i].member, kind);
		stamp_touch(t, STAMP_MEMBER, whom->v[i].member);
	}
}

/* A sweep may concern very many, so some at a time. Asks with what the caller has asked already. */
static void concerned_tell_wait(struct task *t, const struct job *job, bool undone)
{
	struct tolds some;
	int64_t last = 0;

	do {
		some = (struct tolds){0};
		db_many(t, &decision_concerned, &some, job->subject, job->other, undone, last, TOLD_AT_ONCE);
		db_wait(t);
		tell(t, &some, NOTICE_MODERATED);
		last = some.n ? some.v[some.n - 1].member : last;
	} while (some.n == TOLD_AT_ONCE);
}

void moderation_told_wait(struct task *t, const struct job *job)
{
	struct tolds reporters = {0};
	bool undone = job->text && text_is(job->text, "undone");

	db_begin(t);
	if (!undone)
		db_many(t, &decision_reporters, &reporters, job->subject, job->other);
	concerned_tell_wait(t, job, undone);
	tell(t, &reporters, NOTICE_REPORT);
	job_commit_wait(t, job);
}

void moderation_appeal_told_wait(struct task *t, const struct job *job)
{
	struct tolds who = {0};

	db_begin(t);
	db_many(t, &appeal_of, &who, job->subject);
	db_wait(t);
	tell(t, &who, NOTICE_APPEAL);
	job_commit_wait(t, job);
}

void moderation_criticism_wait(struct task *t, const struct job *job)
{
	struct told *stands = NULL;

	db_one(t, &criticism_stands, &stands, job->subject, job->other);
	db_wait(t);
	if (stands)
		inbox_criticism_wait(t, job->subject);
}

/* What was prolonged since it was found goes on; what the round of another process ended meanwhile is its own to tell. */
void moderation_round_wait(struct task *t)
{
	struct overs over = {0};
	size_t i;

	db_begin(t);
	db_many(t, &sanctions_over, &over);
	db_run(t, &removals_stand);
	db_wait(t);
	for (i = 0; i < over.n; i++)
		db_one(t, &sanction_ended, &over.v[i].ended, over.v[i].member, over.v[i].kind);
	db_wait(t);
	for (i = 0; i < over.n; i++) {
		if (!*over.v[i].ended)
			continue;
		if (text_is(over.v[i].kind, "suspend"))
			event_note(t, EVENT_MEMBER_RESTORED, 0, over.v[i].member, 0, 0, 0);
		stamp_touch(t, STAMP_MEMBER, over.v[i].member);
	}
	(void)db_commit_wait(t);
}
