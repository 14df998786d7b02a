/* rules.c -- see rules.h. */
#include "forum/moderation/rules.h"

#include "base/must.h"
#include "base/text.h"
#include "web/request.h"

static const char *const state_names[TARGET_STATES] = {
	[TARGET_SHOWN] = "shown",
	[TARGET_HIDDEN] = "hidden",
	[TARGET_HELD] = "held",
	[TARGET_AUTHOR] = "author",
	[TARGET_MERGED] = "merged",
	[TARGET_ACTIVE] = "active",
	[TARGET_SUSPENDED] = "suspended",
	[TARGET_UNCLAIMED] = "unclaimed",
	[TARGET_FORMER] = "former",
};

enum target_state target_state_of(const char *name)
{
	int i;

	for (i = 0; i < TARGET_STATES; i++)
		if (text_is(name, state_names[i]))
			return (enum target_state)i;
	return TARGET_SHOWN;
}

const char *target_state_name(enum target_state s)
{
	must(s < TARGET_STATES);
	return state_names[s];
}

#define BIT(s)	 (1u << (s))
#define ACCOUNTS (BIT(TARGET_ACTIVE) | BIT(TARGET_SUSPENDED) | BIT(TARGET_UNCLAIMED))

/* For each act the states it can be done in. The same stands in migrations/0048 as community.moderation_step(); a test compares. */
static const unsigned steps[MODERATIONS] = {
	[MODERATION_KEEP] = BIT(TARGET_SHOWN) | BIT(TARGET_HELD) | ACCOUNTS,
	[MODERATION_HIDE] = BIT(TARGET_SHOWN) | BIT(TARGET_HELD),
	[MODERATION_RESTORE] = BIT(TARGET_HIDDEN) | BIT(TARGET_HELD),
	[MODERATION_EDIT] = BIT(TARGET_SHOWN),
	[MODERATION_RETITLE] = BIT(TARGET_SHOWN),
	[MODERATION_RETAG] = BIT(TARGET_SHOWN),
	[MODERATION_MOVE] = BIT(TARGET_SHOWN),
	[MODERATION_MERGE] = BIT(TARGET_SHOWN),
	[MODERATION_SPLIT] = BIT(TARGET_SHOWN),
	[MODERATION_LOCK] = BIT(TARGET_SHOWN),
	[MODERATION_UNLOCK] = BIT(TARGET_SHOWN),
	[MODERATION_PIN] = BIT(TARGET_SHOWN),
	[MODERATION_UNPIN] = BIT(TARGET_SHOWN),
	[MODERATION_WARN] = BIT(TARGET_ACTIVE),
	[MODERATION_SILENCE] = BIT(TARGET_ACTIVE),
	[MODERATION_UNSILENCE] = BIT(TARGET_ACTIVE),
	[MODERATION_SUSPEND] = BIT(TARGET_ACTIVE) | BIT(TARGET_SUSPENDED),
	[MODERATION_UNSUSPEND] = BIT(TARGET_SUSPENDED),
	[MODERATION_PSEUDONYMISE] = ACCOUNTS,
	[MODERATION_CRITICISM] = BIT(TARGET_SHOWN) | BIT(TARGET_HELD),
};

bool moderation_step(enum moderation m, enum target_state s)
{
	must(m < MODERATIONS && s < TARGET_STATES);
	return (steps[m] & BIT(s)) != 0;
}

/* What only keeps order may be done to one's own. */
static bool keeps_order(enum moderation m)
{
	return m >= MODERATION_EDIT && m <= MODERATION_UNPIN;
}

static bool takes_rights(enum moderation m)
{
	return m == MODERATION_SILENCE || m == MODERATION_SUSPEND || m == MODERATION_PSEUDONYMISE;
}

enum moderation_verdict moderation_may(enum moderation m, unsigned roles, bool own, unsigned target_roles,
	enum target_state s)
{
	if (!(roles & (ROLE_MODERATOR | ROLE_ADMIN)))
		return MAY_NOT;
	if (own && !keeps_order(m))
		return MAY_NOT_OWN;
	if (takes_rights(m) && (target_roles & (ROLE_MODERATOR | ROLE_STAFF | ROLE_ADMIN)) &&
		!(roles & ROLE_ADMIN))
		return MAY_NOT_PEER;
	return moderation_step(m, s) ? MAY : MAY_NOT_STEP;
}

bool rule_fits(enum moderation m, enum moderation_rule rule)
{
	bool punishes = m == MODERATION_HIDE || m == MODERATION_WARN || m == MODERATION_SILENCE ||
			m == MODERATION_SUSPEND;

	if (rule == RULE_UNKNOWN)
		return false;
	return !punishes || (rule != RULE_NONE && rule != RULE_ORDER && rule != RULE_DUPLICATE);
}
