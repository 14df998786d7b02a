/* limits_text.c -- the limits in words; see limits_view.h. */
#include "base/arena.h"
#include "base/intl.h"
#include "base/must.h"
#include "forum/evidence/limits_view.h"

const char *limits_kind_name(int kind)
{
	switch (kind) {
	case -1:
		return _("All of them");
	case 0:
		return _("Three who credit each other in a circle");
	case 1:
		return _("Two who credit each other");
	case 2:
		return _("New accounts that only accept one member’s answers");
	case 3:
		return _("Many clicks within a short time");
	case 4:
		return _("Accepted right after it was written");
	case 5:
		return _("Much of the credit from one person");
	case 6:
		return _("Mostly from accounts that do nothing else");
	}
	must(!"a kind we have");
}

static const struct {
	int kind;
	const char *label;
} texts[LIMITS] = {
	[LIMIT_DAYS] = {-1, _("Days that are looked at each night")},
	[LIMIT_PAIR_SHARE] = {5, _("More than this share of all that somebody got, in %")},
	[LIMIT_PAIR_ACTS] = {5, _("… in at least this many clicks")},
	[LIMIT_PAIR_CREDIT] = {5, _("… worth at least this much credit (1000 is one solution)")},
	[LIMIT_MUTUAL_ACTS] = {1, _("At least this many clicks each")},
	[LIMIT_MUTUAL_SHARE] = {1, _("… and at least this share of what each got, in %")},
	[LIMIT_CIRCLE_ACTS] = {0, _("At least this many clicks each")},
	[LIMIT_CIRCLE_SHARE] = {0, _("… and at least this share of what each got, in %")},
	[LIMIT_BURST_ACTS] = {3, _("At least this many clicks of one person for another")},
	[LIMIT_BURST_SECONDS] = {3, _("… within this many seconds")},
	[LIMIT_QUICK_SECONDS] = {4, _("Fewer than this many seconds after the answer")},
	[LIMIT_QUICK_ACTS] = {4, _("… at least this many times by one person")},
	[LIMIT_NEWCOMER_DAYS] = {2, _("Accounts at most this many days old")},
	[LIMIT_NEWCOMER_ACTS] = {2, _("… with at least this many clicks each")},
	[LIMIT_INACTIVE_SHARE] = {6, _("More than this share of a score, in %")},
	[LIMIT_INACTIVE_ACTS] = {6, _("… in at least this many clicks each")},
	[LIMIT_INACTIVE_ACCOUNTS] = {6, _("… from at least this many accounts")},
};

int limit_kind(enum limit l)
{
	return texts[l].kind;
}

const char *limit_label(enum limit l)
{
	return texts[l].label;
}

struct texts limits_changes(struct arena *a, const struct evidence_limits *was,
	const struct evidence_limits *is)
{
	struct texts all = {arena_array(a, const char *, LIMITS), 0};
	unsigned i;

	for (i = 0; i < LIMITS; i++)
		if (was->of[i] != is->of[i])
			all.v[all.n++] =
				arena_printf(a, "%s · %s: %lld → %lld", limits_kind_name(limit_kind(i)),
					limit_label(i), (long long)was->of[i], (long long)is->of[i]);
	return all;
}
