/* followup_jobs.h -- what work reads for follow-ups; for this folder. */
#ifndef FORUM_FOLLOWUP_FOLLOWUP_JOBS_H
#define FORUM_FOLLOWUP_FOLLOWUP_JOBS_H

#include <stdint.h>

#include "base/text.h"

struct task;

struct followup_asked {
	int64_t member, post;
};
LIST(followups_asked, struct followup_asked);
/* Asks what is due: rows at both sides. Whoever is among them is to be told. In an open transaction. */
void followups_ask(struct task *t, struct followups_asked *out);

struct followup_case {
	int64_t id;
};
LIST(followup_cases, struct followup_case);
void followup_cases(struct task *t, int64_t thread, struct followup_cases *out);

#endif
