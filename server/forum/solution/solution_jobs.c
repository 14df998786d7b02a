/* solution_jobs.c -- what work does: drafts a solution when a case is solved, and posts an approved one. Both may run twice or end
 * half-way: a case has one draft, and a thread is claimed in the transaction that posts into it. */
#include "forum/solution/solution.h"

#include <signal.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/log.h"
#include "db/query.h"
#include "forum/case/case.h"
#include "forum/link/link.h"
#include "forum/mention.h"
#include "forum/solution/solution_draft.h"
#include "jobs/queue.h"
#include "loop/task.h"
#include "markup/rendered.h"

void solution_draft_wait(struct task *t, const struct job *job)
{
	struct case_row *held = NULL; /* so that nothing comes back that an erasure is just taking away */
	struct draft_wanted *w = NULL;
	struct draft_parts parts = {0};
	struct draft_secrets secrets = {0};
	struct redacted text;

	db_begin(t);
	case_hold(t, job->subject, &held);
	draft_wanted_look(t, job->subject, false, &w);
	draft_parts_find(t, job->subject, &parts);
	draft_secrets_find(t, job->subject, &secrets);
	db_wait(t);
	if (!w || !w->wanted) {
		db_rollback_wait(t);
		return;
	}
	solution_draft_make(&t->arena, &parts, &secrets, &text);
	solution_draft_add(t, job->subject, text.text, text.kinds, 0);
	(void)db_commit_wait(t);
}

static struct texts names_of(struct arena *a, const struct peers *peers)
{
	struct texts names = {arena_array(a, const char *, peers->n + 1), 0};
	size_t i;

	for (i = 0; i < peers->n; i++)
		names.v[names.n++] = peers->v[i].name;
	return names;
}

/* One thread, one transaction. The claim comes after the post it names: its row refers to it. */
static void post_in_wait(struct task *t, const struct solution *s, int64_t thread, const char *source,
	const struct rendered *text, struct texts mentions)
{
	struct thread_locked *th = NULL;
	struct solution_claim *claim = NULL;

	db_begin(t);
	thread_lock(t, thread, &th);
	db_wait(t);
	if (!th || th->deleted) {
		db_rollback_wait(t);
		return;
	}
	official_post_add(t, th, s->member_id, source, text, mentions);
	solution_claim(t, s, thread, th->new_post_id, &claim);
	db_wait(t);
	if (!claim) {
		db_rollback_wait(t);
		return;
	}
	solution_posted_note(t, s, claim, thread, th->new_post_id);
	if (fault("solution.claimed"))
		raise(SIGKILL);
	(void)db_commit_wait(t);
	if (fault("solution.posted"))
		raise(SIGKILL);
}

void solution_post_wait(struct task *t, const struct job *job)
{
	struct solution *s = NULL;
	struct solution_targets targets = {0};
	struct peers peers = {0};
	struct rendered text = {0};
	const char *source;
	size_t i;

	solution_find(t, job->subject, &s);
	solution_credited(t, job->subject, &peers);
	db_wait(t);
	if (!s || s->state != SOLUTION_APPROVED || !s->member_id)
		return;
	source = solution_source(&t->arena, s->text, &peers);
	mention_markdown_wait(t, source, &text);
	if (text.verdict != CRAFT_OK) {
		log_warn("solution.unfit", "solution=%lld", (long long)s->id);
		return;
	}
	solution_targets(t, s, &targets);
	db_wait(t);
	for (i = 0; i < targets.n; i++)
		post_in_wait(t, s, targets.v[i].thread, source, &text, names_of(&t->arena, &peers));
}
