/* policy_inside.h -- what the pages of this folder share. */
#ifndef FORUM_POLICY_INSIDE_H
#define FORUM_POLICY_INSIDE_H

#include "forum/policy/policy_view.h"

/* Each version with how it differs from the one before. */
void policy_compare(struct arena *a, const char *slug, const struct policies *all, struct policy_steps *out);

#endif
