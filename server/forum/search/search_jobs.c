/* search_jobs.c -- see search_jobs.h. */
#include "forum/search/search_jobs.h"

#include "base/clock.h"
#include "db/query.h"
#include "forum/search/similar_inside.h"
#include "jobs/queue.h"
#include "loop/task.h"

#define WORDS_AT_ONCE	200 /* threads in a transaction */
#define SIMILAR_AT_ONCE 20
#define ROUND_MS	2000 /* then others have their turn */

/* What is similar to ${thread}, and to each of those in turn: they may have found something better now. */
static void similar_both_ways_wait(struct task *t, int64_t thread)
{
	struct thread_ids near = {0};
	size_t i;

	similar_begin(t);
	similar_keep(t, thread);
	similar_kept(t, thread, &near);
	db_wait(t);
	for (i = 0; i < near.n; i++)
		similar_keep(t, near.v[i].id);
	pending_done(t, thread);
	db_commit_wait(t);
}

void search_thread_added_wait(struct task *t, const struct job *job)
{
	struct gathered *gathered = NULL;

	db_begin(t);
	words_gather(t, 1, job->subject, &gathered);
	db_commit_wait(t);
	similar_both_ways_wait(t, job->subject);
}

void search_thread_changed_wait(struct task *t, const struct job *job)
{
	db_begin(t);
	words_gather_new(t, job->subject);
	db_commit_wait(t);
	similar_both_ways_wait(t, job->subject);
}

static bool gather_some_wait(struct task *t)
{
	struct gathered *gathered = NULL;

	db_begin(t);
	words_gather(t, WORDS_AT_ONCE, 0, &gathered);
	db_commit_wait(t);
	return gathered && gathered->threads > 0;
}

static bool compare_some_wait(struct task *t)
{
	struct thread_ids waiting = {0};
	size_t i;

	similar_begin(t);
	pending_take(t, SIMILAR_AT_ONCE, &waiting);
	db_wait(t);
	for (i = 0; i < waiting.n; i++) {
		similar_keep(t, waiting.v[i].id);
		pending_done(t, waiting.v[i].id);
	}
	db_commit_wait(t);
	return waiting.n > 0;
}

/* First all words, then what is similar: so an import that goes on has its later threads compared with, too.
 */
void search_gather_wait(struct task *t)
{
	int64_t end = clock_ms() + ROUND_MS;

	while (clock_ms() < end)
		if (!gather_some_wait(t))
			break;
	while (clock_ms() < end)
		if (!compare_some_wait(t))
			break;
}
