/* limits.c -- see limits.h. */
#include "forum/evidence/limits.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

static const struct {
	const char *key;
	int64_t usual, least, most;
} limits[LIMITS] = {
	[LIMIT_DAYS] = {"days", 90, 7, 366},
	[LIMIT_PAIR_SHARE] = {"pair_share", 20, 1, 100},
	[LIMIT_PAIR_ACTS] = {"pair_acts", 5, 2, 1000},
	[LIMIT_PAIR_CREDIT] = {"pair_credit", 3000, 0, 1000000},
	[LIMIT_MUTUAL_ACTS] = {"mutual_acts", 3, 1, 1000},
	[LIMIT_MUTUAL_SHARE] = {"mutual_share", 20, 0, 100},
	[LIMIT_CIRCLE_ACTS] = {"circle_acts", 2, 1, 1000},
	[LIMIT_CIRCLE_SHARE] = {"circle_share", 10, 0, 100},
	[LIMIT_BURST_ACTS] = {"burst_acts", 5, 2, 1000},
	[LIMIT_BURST_SECONDS] = {"burst_seconds", 600, 1, 86400},
	[LIMIT_QUICK_SECONDS] = {"quick_seconds", 60, 1, 3600},
	[LIMIT_QUICK_ACTS] = {"quick_acts", 1, 1, 1000},
	[LIMIT_NEWCOMER_DAYS] = {"newcomer_days", 30, 1, 366},
	[LIMIT_NEWCOMER_ACTS] = {"newcomer_acts", 2, 1, 1000},
	[LIMIT_INACTIVE_SHARE] = {"inactive_share", 50, 1, 100},
	[LIMIT_INACTIVE_ACTS] = {"inactive_acts", 2, 1, 1000},
	[LIMIT_INACTIVE_ACCOUNTS] = {"inactive_accounts", 3, 1, 1000},
};

const char *limit_key(enum limit l)
{
	return limits[l].key;
}

int64_t limit_usual(enum limit l)
{
	return limits[l].usual;
}

int64_t limit_least(enum limit l)
{
	return limits[l].least;
}

int64_t limit_most(enum limit l)
{
	return limits[l].most;
}

bool limits_same(const struct evidence_limits *a, const struct evidence_limits *b)
{
	return memcmp(a->of, b->of, sizeof(a->of)) == 0;
}

const char *limits_json(struct arena *a, const struct evidence_limits *l)
{
	const char *all = "";
	unsigned i;

	for (i = 0; i < LIMITS; i++)
		if (l->of[i] != limits[i].usual)
			all = arena_printf(a, "%s%s\"%s\":%lld", all, *all ? "," : "", limits[i].key,
				(long long)l->of[i]);
	return arena_printf(a, "{%s}", all);
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
