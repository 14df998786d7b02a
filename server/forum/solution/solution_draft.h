/* solution_draft.h -- a draft from its parts; inside this folder. */
#ifndef FORUM_SOLUTION_DRAFT_H
#define FORUM_SOLUTION_DRAFT_H

#include "forum/solution/redact.h"
#include "forum/solution/solution_inside.h"

/* What is known to be private, from rows. */
struct redact_knowns draft_knowns(struct arena *a, const struct draft_secrets *secrets);
/* The parts in a row, redacted, cut to what a post may hold. */
void solution_draft_make(struct arena *a, const struct draft_parts *parts,
	const struct draft_secrets *secrets, struct redacted *out);

#endif
