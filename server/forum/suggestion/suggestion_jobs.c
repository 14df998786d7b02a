/* suggestion_jobs.c -- see suggestion_jobs.h. */
#include "forum/suggestion/suggestion_jobs.h"

#include "db/query.h"
#include "db/row.h"
#include "forum/notice/notice.h"
#include "jobs/worker.h"
#include "loop/task.h"

struct decision {
	int64_t member, decider, post;
	const char *state;
};

static void read_decision(struct row *r, struct decision *x)
{
	x->member = row_int8(r, "member_id");
	x->decider = row_int8(r, "decided_by");
	x->post = row_int8(r, "post_id");
	x->state = row_text(r, "state");
}

QUERY(suggestion_decision, DOOR_WORK, struct decision, read_decision,
	"SELECT member_id, decided_by, post_id, state FROM community.suggestion"
	" WHERE id = $1 AND state IN ('approved', 'declined')");

void suggestion_told_wait(struct task *t, const struct job *job)
{
	struct decision *d = NULL;

	db_begin(t);
	db_one(t, &suggestion_decision, &d, job->subject);
	db_wait(t);
	if (d)
		notice_add(t, d->member, text_is(d->state, "approved") ? NOTICE_APPROVED : NOTICE_DECLINED,
			d->decider, d->post);
	job_commit_wait(t, job);
}
