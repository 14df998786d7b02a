/* solution.h -- what the company found out, copied back to the threads of a case: drafted, redacted, approved by a person, posted. */
#ifndef FORUM_SOLUTION_H
#define FORUM_SOLUTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct job;
struct task;

/* The order is the table's in solution.c. */
enum solution_state { SOLUTION_DRAFT, SOLUTION_APPROVED, SOLUTION_REJECTED, SOLUTION_STATES };

/* The newest of a case, for its page. */
struct solution_brief {
	int64_t id;
	enum solution_state state;
	int64_t posted, waiting; /* threads it stands in; linked threads it does not stand in yet */
};
void solution_brief_find(struct task *t, int64_t case_id, struct solution_brief **out);

bool solution_step_legal(enum solution_state was, enum solution_state becomes);
const char *solution_state_name(enum solution_state s);
bool solution_state_of(const char *name, enum solution_state *out);

/* Kind "solution.draft": subject = a case that was solved. Makes the draft, if there are linked threads and none was made since. */
void solution_draft_wait(struct task *t, const struct job *job);
/* Kind "solution.post": subject = an approved solution. Posts it in each linked thread in which it does not stand yet. */
void solution_post_wait(struct task *t, const struct job *job);

#endif
