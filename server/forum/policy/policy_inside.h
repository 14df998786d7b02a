/* policy_inside.h -- what the pages of this folder share. */
#ifndef FORUM_POLICY_INSIDE_H
#define FORUM_POLICY_INSIDE_H

#include "forum/policy/policy_view.h"

/* Each version with how it differs from the one before. ${newest}: the one that holds. */
void policy_compare(struct arena *a, const char *slug, const struct policies *all, int64_t newest,
	struct policy_steps *out);
/* The version behind which the next page begins; 0: there is none. */
int64_t policy_compared_next(const struct policies *all, const struct policy_steps *steps);

#endif
