/* followup_jobs.c -- work asks, and tells the cases what was answered. */
#include "forum/followup/followup_jobs.h"

#include "base/intl.h"
#include "base/must.h"
#include "db/query.h"
#include "forum/case/case.h"
#include "forum/followup/followup.h"
#include "forum/notice/notice.h"
#include "jobs/worker.h"

void followup_ask_wait(struct task *t)
{
	struct followups_asked asked = {0};
	size_t i;

	db_begin(t);
	followups_ask(t, &asked);
	db_wait(t);
	for (i = 0; i < asked.n; i++)
		notice_add(t, asked.v[i].member, NOTICE_STAYED, 0, asked.v[i].post);
	db_commit_sure_wait(t);
}

/* Its state stays what it is: who has the case decides what follows, and the inbox tells whoever looks. */
static void case_tell(struct task *t, int64_t id, const struct job *job)
{
	bool yes = text_is(job->text, "yes");
	const char *text = yes ? _("The asker says it stayed solved.")
			       : _("The asker says it did not stay solved. The thread is open again.");
	struct case_act act = {.case_id = id,
		.thread = job->subject,
		.event = yes ? CRM_FOLLOWUP_YES : CRM_FOLLOWUP_NO,
		.number = job->other,
		.entry = yes ? "followup" : "reopened",
		.text = text,
		.audit = "followup.told"};

	case_record(t, &act);
	case_outbox(t, id, "comment", &(struct case_payload){.text = text, .thread = job->subject});
}

void followup_tell_wait(struct task *t, const struct job *job)
{
	struct followup_cases cases = {0};
	size_t i;

	followup_cases(t, job->subject, &cases);
	db_wait(t);
	db_begin(t);
	for (i = 0; i < cases.n; i++)
		case_tell(t, cases.v[i].id, job);
	job_commit_wait(t, job);
}
