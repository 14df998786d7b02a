/* link.c -- the rules of links: pure functions, nothing waits, nothing is sent. */
#include "forum/link/link.h"

#include "base/arena.h"
#include "base/intl.h"

static const struct {
	const char *name, *label;
} kinds[LINK_KINDS] = {
	[LINK_ORIGIN] = {"origin", _("The thread became the case")},
	[LINK_SAME_PROBLEM] = {"same_problem", _("Same problem")},
	[LINK_EVIDENCE] = {"evidence", _("Evidence")},
	[LINK_SOLUTION] = {"solution", _("The thread solves the case")},
};

static const char *const state_names[LINK_STATES] = {"proposed", "active", "removed"};

bool link_step_legal(enum link_state was, enum link_state becomes)
{
	switch (was) {
	case LINK_PROPOSED:
		return becomes != LINK_PROPOSED;
	case LINK_ACTIVE:
		return becomes == LINK_REMOVED;
	default:
		return becomes == LINK_ACTIVE;
	}
}

const char *link_kind_name(enum link_kind k)
{
	return kinds[k].name;
}

const char *link_kind_label(enum link_kind k)
{
	return kinds[k].label;
}

bool link_kind_of(const char *name, enum link_kind *out)
{
	int k;

	for (k = 0; k < LINK_KINDS; k++)
		if (text_is(name, kinds[k].name)) {
			*out = (enum link_kind)k;
			return true;
		}
	return false;
}

const char *link_state_name(enum link_state s)
{
	return state_names[s];
}

bool link_state_of(const char *name, enum link_state *out)
{
	int s;

	for (s = 0; s < LINK_STATES; s++)
		if (text_is(name, state_names[s])) {
			*out = (enum link_state)s;
			return true;
		}
	return false;
}

const char *link_origin_key(struct arena *a, int64_t thread, int64_t episode, int64_t post)
{
	if (post)
		return arena_printf(a, "%lld:%lld:%lld", (long long)thread, (long long)episode,
			(long long)post);
	return arena_printf(a, "%lld:%lld", (long long)thread, (long long)episode);
}
