/* level_rules.c -- see level_rules.h. */
#include "forum/level/level_rules.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/text.h"
#include "web/form.h"

#define PEOPLE_MOST	1000000
#define JUDGEMENTS_MOST 1000
#define DAYS_MOST	365

int64_t level_ratio(int64_t good, int64_t bad)
{
	return (good + 2) * 1000 / (good + bad + 4);
}

static bool rises(const struct level_bound *b, const struct level_numbers *n)
{
	return n->people >= b->people && level_ratio(n->good, n->bad) >= b->ratio;
}

static bool keeps(const struct level_bound *b, const struct level_numbers *n)
{
	return n->people >= b->keep_people && level_ratio(n->good, n->bad) >= b->keep_ratio;
}

int level_after(const struct level_rules *rules, int now, bool settled, const struct level_numbers *n)
{
	int up = LEVELS - 1, down = now;

	while (up > 0 && !rises(&rules->bound[up], n))
		up--;
	while (settled && down > 0 && !keeps(&rules->bound[down], n))
		down--;
	return up > down ? up : down;
}

const char *level_why(const struct level_rules *rules, int before, int after, const struct level_numbers *n)
{
	if (after > before)
		return "helped";
	return n->people < rules->bound[before].keep_people ? "people" : "ratio";
}

static bool in_range(const struct level_bound *b)
{
	return b->people >= 1 && b->people <= PEOPLE_MOST && b->ratio >= 0 && b->ratio <= 1000 &&
	       b->keep_people >= 0 && b->keep_ratio >= 0;
}

const char *level_rules_wrong(const struct level_rules *rules)
{
	const struct level_bound *b = rules->bound;
	int i;

	for (i = 1; i < LEVELS; i++)
		if (!in_range(&b[i]))
			return _(
				"People are a whole number from 1 to rise and from 0 to stay; percentages go from 0 to 100, with one decimal.");
	for (i = 1; i < LEVELS; i++)
		if (b[i].keep_people > b[i].people || b[i].keep_ratio > b[i].ratio)
			return _("To stay on a level cannot take more than to reach it.");
	for (i = 2; i < LEVELS; i++)
		if (b[i].people < b[i - 1].people || b[i].ratio < b[i - 1].ratio)
			return _("A higher level cannot take less than the one below it.");
	if (rules->judgements < 1 || rules->judgements > JUDGEMENTS_MOST)
		return _("The number of judgements goes from 1 to 1,000.");
	if (rules->settle_days < 0 || rules->settle_days > DAYS_MOST)
		return _("The days before a fall go from 0 to 365.");
	return NULL;
}

/* ---- the form ---- */

static int64_t number_read(const char *typed)
{
	int64_t n;

	return text_int8(typed, &n) && n >= 0 && n <= 1000000000 ? n : -1;
}

/* "62.5" or "62,5" → 625. */
static int64_t percent_read(const char *typed)
{
	struct slice rest = slice_trim(slice_of(typed)), whole;
	int64_t n = 0;
	size_t i;

	for (i = 0; i < rest.n && rest.s[i] != '.' && rest.s[i] != ','; i++)
		;
	whole = (struct slice){rest.s, i};
	if (whole.n < 1 || whole.n > 3 || rest.n > i + 2 || rest.n == i + 1)
		return -1;
	for (i = 0; i < rest.n; i++) {
		if (i == whole.n)
			continue;
		if (rest.s[i] < '0' || rest.s[i] > '9')
			return -1;
		n = n * 10 + rest.s[i] - '0';
	}
	return rest.n == whole.n ? n * 10 : n;
}

static const char *field_of(const struct form *typed, const char *what, int level)
{
	char name[32];

	snprintf(name, sizeof(name), "%s-%d", what, level);
	return form_text_or_empty(typed, name);
}

void level_rules_read(const struct form *typed, struct level_rules *out)
{
	int i;

	*out = (struct level_rules){
		.id = form_int8(typed, "base"),
		.judgements = number_read(form_text_or_empty(typed, "judgements")),
		.settle_days = number_read(form_text_or_empty(typed, "settle-days")),
	};
	for (i = 1; i < LEVELS; i++)
		out->bound[i] = (struct level_bound){
			.people = number_read(field_of(typed, "people", i)),
			.ratio = percent_read(field_of(typed, "ratio", i)),
			.keep_people = number_read(field_of(typed, "keep-people", i)),
			.keep_ratio = percent_read(field_of(typed, "keep-ratio", i)),
		};
}

bool level_rules_same(const struct level_rules *a, const struct level_rules *b)
{
	bool same = a->judgements == b->judgements && a->settle_days == b->settle_days;
	int i;

	for (i = 1; i < LEVELS; i++)
		same = same && a->bound[i].people == b->bound[i].people &&
		       a->bound[i].ratio == b->bound[i].ratio &&
		       a->bound[i].keep_people == b->bound[i].keep_people &&
		       a->bound[i].keep_ratio == b->bound[i].keep_ratio;
	return same;
}

const char *level_percent(struct arena *a, int64_t mille)
{
	if (mille % 10 == 0)
		return arena_printf(a, "%lld", (long long)(mille / 10));
	return arena_printf(a, "%lld.%lld", (long long)(mille / 10), (long long)(mille % 10));
}
