/* rules.h -- who may do which act of moderation, and in which state of its target: pure, a table can try it (tests/unit/moderation_test.c). The
 * database refuses the rest too: community.moderate() in migrations/0048. */
#ifndef FORUM_MODERATION_RULES_H
#define FORUM_MODERATION_RULES_H

#include <stdbool.h>

#include "forum/moderation/moderation.h"

/* How a target stands: the first five of posts and threads, the others of members. */
enum target_state {
	TARGET_SHOWN,
	TARGET_HIDDEN, /* by a moderator */
	TARGET_HELD,
	TARGET_AUTHOR, /* its author took it back */
	TARGET_MERGED,
	TARGET_ACTIVE,
	TARGET_SUSPENDED,
	TARGET_UNCLAIMED,
	TARGET_FORMER,
	TARGET_STATES,
};
/* As stored: "hidden"; of what is shown NULL or "shown". */
enum target_state target_state_of(const char *name);
const char *target_state_name(enum target_state s);

/* Whether the act is one that a target of that state can meet at all. */
bool moderation_step(enum moderation m, enum target_state s);

enum moderation_verdict {
	MAY,
	MAY_NOT,      /* no moderator */
	MAY_NOT_OWN,  /* it concerns himself: another moderator decides */
	MAY_NOT_PEER, /* against moderators, staff and admins: an admin decides */
	MAY_NOT_STEP, /* not in that state */
};
/* ${roles} and ${own} are of who wants it; ${target_roles} of the member it concerns. */
enum moderation_verdict moderation_may(enum moderation m, unsigned roles, bool own, unsigned target_roles,
	enum target_state s);

/* Whether the reason can be given for it. What removes or punishes needs a rule that was broken; criticism of the company is none. */
bool rule_fits(enum moderation m, enum moderation_rule rule);

#endif
