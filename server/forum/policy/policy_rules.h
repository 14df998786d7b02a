/* policy_rules.h -- which policies there are, and what may be typed; pure. For the files of this folder only. */
#ifndef FORUM_POLICY_RULES_H
#define FORUM_POLICY_RULES_H

#include <stdbool.h>

#include "forum/policy/policy_sql.h"

#define POLICY_TITLE_MOST 80	/* characters */
#define POLICY_TEXT_MOST  30000 /* bytes */

/* Title and text of a policy as delivered. */
struct policy_text {
	const char *title, *text;
};
/* False: none of that name is delivered. */
bool policy_delivered(struct arena *a, const char *slug, struct policy_text *out);

/* As they stand at the foot of a page: those that are delivered, terms first, as admins have changed them (${delivered}), then those they
 * ${added}, as they come. */
void policies_listed(struct arena *a, const struct policies *delivered, const struct policies *added,
	struct policies *out);

/* What is wrong with what was typed; NULL: nothing. */
const char *policy_slug_wrong(const char *slug);
const char *policy_title_wrong(const char *title);
const char *policy_text_wrong(const char *text);

#endif
