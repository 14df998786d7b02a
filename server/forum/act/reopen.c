/* reopen.c -- "not solved after all", from the thread's page or from a follow-up. */
#include "forum/act/act_sql.h"
#include "forum/thread/thread.h"
#include "jobs/queue.h"

void acceptances_take_back(struct task *t, const struct thread_locked *th, int64_t member,
	const struct accepted_posts *accepted)
{
	size_t i;

	for (i = 0; i < accepted->n; i++) {
		const struct accepted_post *p = &accepted->v[i];

		acceptance_withdraw(t, th, member, p);
		if (p->author_id != member)
			job_put(t, &(struct job){.kind = "notice.act",
					   .subject = p->post_id,
					   .other = member,
					   .text = "reopened"});
	}
}

void thread_reopen(struct task *t, const struct thread_locked *th, int64_t member,
	const struct accepted_posts *accepted)
{
	acceptances_take_back(t, th, member, accepted);
	thread_step(t, th, STATE_REOPENED, member);
	thread_bump(t, th->id);
}
