/* followup.h -- "did it stay solved?", asked of each asker twice, so many days after his question was solved: what other subjects
 * may call.
 *
 * Work asks, by a notice and its mail, whose link works without signing in. The answer is given at the public door, which knows nothing of
 * cases: it is an event, and the thread's state. Work takes the event and tells the cases. */
#ifndef FORUM_FOLLOWUP_FOLLOWUP_H
#define FORUM_FOLLOWUP_FOLLOWUP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct arena;
struct job;
struct request;
struct task;

/* ---- in an open transaction of work ---- */

#define FOLLOWUPS	   2  /* for each episode */
#define FOLLOWUP_DAYS_MOST 60 /* the schema's, too */

struct followup_date {
	int64_t days; /* after it was solved */
	struct when due;
};
/* The thread's episode was solved: its asker is to be asked then. What he has been asked in this episode is not asked again, whatever days
 * were meant then; what is planned already keeps its day. */
void followup_plan(struct task *t, int64_t thread, int64_t episode, int64_t member,
	const struct followup_date dates[FOLLOWUPS]);
/* It is not solved any more: what has not been asked is not asked. */
void followup_forget(struct task *t, int64_t thread);
/* He has answered, ${days} after: noted, and a job tells the linked cases. */
void followup_answered(struct task *t, int64_t thread, int64_t days, bool yes);

/* Rounds and jobs of `work`, for forum/jobs.c. */
void followup_ask_wait(struct task *t);
void followup_tell_wait(struct task *t,
	const struct job *job); /* subject: the thread; other: days; text: "yes", "no" */

/* ---- the desk ---- */

/* What was asked and answered of a thread, and what is planned, for templates/followup/lines.html: its last episodes, the newest first. */
struct followup_line {
	int64_t days;
	struct when due_at, asked_at, answered_at;
	const char *answer; /* "yes", "no", NULL: none yet */
};
LIST(followup_lines, struct followup_line);
void followup_lines_find(struct task *t, int64_t thread, struct followup_lines *out);

/* ---- the link ---- */

/* "/stayed/42.17.MAC": thread and member, keyed by the site's key. */
const char *followup_path(struct arena *a, const unsigned char key[32], int64_t thread, int64_t member);
/* For guard_checks(): whether the request's :token is one of those. */
bool followup_signed_wait(struct request *rq);

#endif
