/* followup_inside.h -- tokens, the rule, and statements; for this folder. */
#ifndef FORUM_FOLLOWUP_FOLLOWUP_INSIDE_H
#define FORUM_FOLLOWUP_FOLLOWUP_INSIDE_H

#include "base/clock.h"
#include "forum/followup/followup.h"
#include "forum/thread/thread.h"

struct followup_token {
	int64_t thread, member;
};
/* False: not signed by this site. */
bool followup_token_read(struct arena *a, const unsigned char key[32], const char *token,
	struct followup_token *out);

/* The newest question of ours to that asker about that thread. */
struct followup {
	int64_t thread, episode, days;
	struct when asked_at, answered_at;
	const char *answer; /* "yes", "no", NULL: none yet */
};

enum followup_verdict {
	FOLLOWUP_YES,	/* to be noted */
	FOLLOWUP_NO,	/* to be noted, and the thread opens again */
	FOLLOWUP_SAID,	/* the same was said already: nothing changes */
	FOLLOWUP_STALE, /* it is open again, or gone: the question is no more */
};
/* What the answer does. A "yes" may become a "no" as long as the thread is solved. */
enum followup_verdict followup_judge(const struct followup *f, const struct thread_locked *th, bool yes);

/* followup_sql.c, for the public door */
void followup_find(struct task *t, int64_t thread, int64_t member, struct followup **out);
void followup_note(struct task *t, const struct followup *f, const char *answer);

#endif
