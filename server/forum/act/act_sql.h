/* act_sql.h -- the statements that write acts; for the files of this folder only.
 *
 * All are asked in db_begin() … db_commit_wait(), after thread_hold(): one transaction at a time
 * changes what a thread's acts decide on. Each is one statement that adds or takes back its row and, only if
 * there was one to add or take back, moves the counters and writes the event: whatever else happens, rows,
 * counters and events agree. */
#ifndef FORUM_ACT_SQL_H
#define FORUM_ACT_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "forum/act/act.h"
#include "forum/act/act_rules.h"

struct task;

/* To be asked after thread_hold(), in the same round trip or later: nothing of it changes while the thread is
 * held.
 */
void act_post_find(struct task *t, int64_t post, int64_t viewer, struct act_post **out);

struct new_acceptance {
	int64_t thread_id, asker_id, post_id, author_id, member_id;
	bool staff;
	const char *label;
};
void acceptance_add(struct task *t, const struct new_acceptance *a);
void acceptance_withdraw(struct task *t, const struct thread_locked *th, int64_t member,
	const struct accepted_post *p);

void reaction_add(struct task *t, int64_t thread, int64_t post, int64_t member, enum reaction_kind kind,
	const char *context);
void reaction_undo(struct task *t, int64_t thread, int64_t post, int64_t member, enum reaction_kind kind);

/* "I have this too" also follows. */
void me_too_add(struct task *t, int64_t thread, int64_t member);
void me_too_undo(struct task *t, int64_t thread, int64_t member);
void follow_undo(struct task *t, int64_t thread, int64_t member);
/* Up to the top of the lists. */
void thread_bump(struct task *t, int64_t thread);

#endif
