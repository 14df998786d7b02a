/* level_rules.h -- the thresholds, and judging by them. Pure. For this folder and its tests. */
#ifndef FORUM_LEVEL_RULES_H
#define FORUM_LEVEL_RULES_H

#include "base/clock.h"
#include "forum/level/level.h"

struct form;

/* Of a level; those of level 0 are not used. Ratios are per mille. */
struct level_bound {
	int64_t people, ratio;		 /* at least so much, to rise */
	int64_t keep_people, keep_ratio; /* with less of either one falls */
};

struct level_rules {
	int64_t id;
	struct level_bound bound[LEVELS];
	int64_t judgements;  /* as many of an answer, before "not helpful" counts against its author */
	int64_t settle_days; /* after a change of level nobody falls sooner */
};

/* What is known about a member. */
struct level_numbers {
	int64_t good, bad, people;
};

/* (good + 2) / (good + bad + 4), per mille, rounded down. */
int64_t level_ratio(int64_t good, int64_t bad);
/* The level after ${now}; ${settled}: the last change is long enough ago to fall. */
int level_after(const struct level_rules *rules, int now, bool settled, const struct level_numbers *n);
/* Why the one became the other, a word of standing.level_change: helped (rose), people or ratio (fell for lack of). */
const char *level_why(const struct level_rules *rules, int before, int after, const struct level_numbers *n);

/* What is wrong with thresholds, for the person; NULL: nothing. */
const char *level_rules_wrong(const struct level_rules *rules);
/* From a form's fields people-1, ratio-1, keep-people-1, keep-ratio-1 …, judgements, settle-days. Ratios are
 * typed as percentages with one decimal at most ("62.5"). What is no number reads as -1. */
void level_rules_read(const struct form *typed, struct level_rules *out);
bool level_rules_same(const struct level_rules *a, const struct level_rules *b);
/* 625 → "62.5", 600 → "60". */
const char *level_percent(struct arena *a, int64_t mille);

#endif
