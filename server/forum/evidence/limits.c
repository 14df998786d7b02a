/* limits.c -- see limits.h. */
#include "forum/evidence/limits.h"

#include "base/text.h"

static const struct {
	const char *key;
	int64_t usual, least, most;
} limits[LIMITS] = {
	[LIMIT_DAYS] = {"evidence.days", 90, 7, 366},
	[LIMIT_PAIR_SHARE] = {"evidence.pair_share", 20, 1, 100},
	[LIMIT_PAIR_ACTS] = {"evidence.pair_acts", 5, 2, 1000},
	[LIMIT_PAIR_CREDIT] = {"evidence.pair_credit", 3000, 0, 1000000},
	[LIMIT_MUTUAL_ACTS] = {"evidence.mutual_acts", 3, 1, 1000},
	[LIMIT_MUTUAL_SHARE] = {"evidence.mutual_share", 20, 0, 100},
	[LIMIT_CIRCLE_ACTS] = {"evidence.circle_acts", 2, 1, 1000},
	[LIMIT_CIRCLE_SHARE] = {"evidence.circle_share", 10, 0, 100},
	[LIMIT_BURST_ACTS] = {"evidence.burst_acts", 5, 2, 1000},
	[LIMIT_BURST_SECONDS] = {"evidence.burst_seconds", 600, 1, 86400},
	[LIMIT_QUICK_SECONDS] = {"evidence.quick_seconds", 60, 1, 3600},
	[LIMIT_QUICK_ACTS] = {"evidence.quick_acts", 1, 1, 1000},
	[LIMIT_NEWCOMER_DAYS] = {"evidence.newcomer_days", 30, 1, 366},
	[LIMIT_NEWCOMER_ACTS] = {"evidence.newcomer_acts", 2, 1, 1000},
	[LIMIT_INACTIVE_SHARE] = {"evidence.inactive_share", 50, 1, 100},
	[LIMIT_INACTIVE_ACTS] = {"evidence.inactive_acts", 2, 1, 1000},
	[LIMIT_INACTIVE_ACCOUNTS] = {"evidence.inactive_accounts", 3, 1, 1000},
};

const char *limit_key(enum limit l)
{
	return limits[l].key;
}

struct evidence_limits limits_default(void)
{
	struct evidence_limits all;
	unsigned i;

	for (i = 0; i < LIMITS; i++)
		all.of[i] = limits[i].usual;
	return all;
}

bool limits_take(struct evidence_limits *l, const char *key, const char *value)
{
	int64_t n;
	unsigned i;

	for (i = 0; i < LIMITS; i++)
		if (text_is(key, limits[i].key)) {
			if (!text_int8(value, &n) || n < limits[i].least || n > limits[i].most)
				return false;
			l->of[i] = n;
			return true;
		}
	return false;
}
