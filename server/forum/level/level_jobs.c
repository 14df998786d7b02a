/* level_jobs.c -- judging members by what was done, each time anew from the rows there are. So it does not matter how often or in which
 * order somebody is looked at. */
#include "forum/level/level_jobs.h"

#include "base/clock.h"
#include "db/query.h"
#include "forum/level/level_sql.h"
#include "jobs/queue.h"
#include "loop/task.h"

#define AT_ONCE_MS 2000 /* then others have their turn */

static bool same_numbers(const struct level_numbers *a, const struct level_numbers *b)
{
	return a->good == b->good && a->bad == b->bad && a->people == b->people;
}

static void judge(struct task *t, const struct level_rules *rules, const struct level_count *c)
{
	int level = level_after(rules, c->level, c->settled, &c->n);
	/* Just changed, or waiting since: he may fall when the days are over. */
	bool falls_later = level_after(rules, level, true, &c->n) < level;
	bool nothing = !c->known && c->n.good == 0 && c->n.bad == 0;

	bool same = c->known && level == c->level && c->due == falls_later && !c->stale &&
		    same_numbers(&c->was, &c->n);

	if (nothing || same)
		return;
	level_store(t, c, level, falls_later, rules);
}

/* In the open transaction, after level_lock(). */
static void judge_all_wait(struct task *t, struct texts members)
{
	struct level_rules_set *now = NULL;
	struct level_counts counts = {0};
	size_t i;

	level_rules_find(t, &now);
	level_count(t, members, &counts);
	db_wait(t);
	for (i = 0; i < counts.n; i++)
		judge(t, &now->rules, &counts.v[i]);
}

/* False: nothing has happened. */
static bool take_some_wait(struct task *t)
{
	struct level_waiting *waiting = NULL;
	struct level_touched *touched = NULL;

	level_waiting(t, &waiting);
	db_wait(t);
	if (!waiting || !waiting->any)
		return false;
	db_begin(t);
	level_lock(t);
	level_take(t, &touched);
	if (db_wait(t) == DB_CONFLICT)
		task_fail(t, 503, "what members did changed at this moment");
	judge_all_wait(t, touched->members);
	db_commit_wait(t);
	return true;
}

void level_take_wait(struct task *t)
{
	int64_t end = clock_ms() + AT_ONCE_MS;

	while (clock_ms() < end && take_some_wait(t))
		;
}

static int64_t last_of(struct texts members)
{
	int64_t id = 0;

	return members.n && text_int8(members.v[members.n - 1], &id) ? id : 0;
}

void level_all_wait(struct task *t, const struct job *job)
{
	int64_t end = clock_ms() + AT_ONCE_MS, id = job->subject;

	while (id >= 0) {
		struct level_touched *some = NULL;

		db_begin(t);
		level_lock(t);
		level_members_after(t, id, &some);
		db_wait(t);
		id = some->members.n ? last_of(some->members) : -1;
		judge_all_wait(t, some->members);
		if (id >= 0 && clock_ms() >= end) {
			job_put(t, &(struct job){.kind = "level.all", .subject = id});
			id = -1;
		}
		db_commit_wait(t);
	}
}
