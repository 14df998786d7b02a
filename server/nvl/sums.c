/* sums.c -- the decayed sums of pairs, ties and posts, and the scores that are curves of them. While scores are fresh, a change of a sum
 * changes them by the difference of its term; otherwise one pass makes them new when somebody asks. */
#include <stdlib.h>

#include "base/must.h"
#include "nvl/state.h"

static void sum_add(wide_t *sum, int64_t c, wide_t factor)
{
	wide_t term;

	must(!__builtin_mul_overflow(factor, (wide_t)c, &term));
	must(!__builtin_add_overflow(*sum, term, sum) && *sum >= 0);
}

int64_t sums_help(const struct nvl *n, const struct nvl_pair *p)
{
	return decay_value(NVL_HELP_DAYS, p->sum, state_age(n, n->day));
}

static int64_t pair_term(const struct nvl *n, const struct nvl_pair *p)
{
	return nvl_phi(sums_help(n, p));
}

int64_t sums_strength(const struct nvl *n, const struct nvl_tie *t)
{
	int32_t age = state_age(n, n->day);

	return nvl_tie_strength(decay_value(NVL_TIE_DAYS, t->x, age), decay_value(NVL_TIE_DAYS, t->y, age));
}

static int64_t found_term(const struct nvl *n, const struct nvl_found *f)
{
	if (!f->credits && !n->settings.found_alone)
		return 0;
	return nvl_found_value(decay_value(NVL_HELP_DAYS, f->sum, state_age(n, n->day)));
}

static void score_add(struct nvl_member *m, int64_t *score, int64_t difference)
{
	if (!difference)
		return;
	*score += difference;
	table_touch(m);
}

static wide_t pair_add(struct nvl *n, const struct nvl_act *a, int64_t c)
{
	struct nvl_pair *p = state_pair(n, a->giver, a->receiver);
	struct nvl_member *m = state_member(n, a->receiver);
	int64_t before = n->fresh ? pair_term(n, p) : 0;

	sum_add(&p->sum, c, decay_factor(NVL_HELP_DAYS, state_age(n, a->day)));
	table_touch(p);
	if (n->fresh)
		score_add(m, &m->help, pair_term(n, p) - before);
	return p->sum;
}

static void tie_add(struct nvl *n, const struct nvl_act *a, int64_t c)
{
	struct nvl_tie *t = state_tie(n, a->giver, a->receiver);
	struct nvl_member *low = state_member(n, t->low), *high = state_member(n, t->high);
	int64_t term = n->fresh ? sums_strength(n, t) : 0;

	sum_add(a->giver == t->low ? &t->x : &t->y, c, decay_factor(NVL_TIE_DAYS, state_age(n, a->day)));
	table_touch(t);
	if (!n->fresh)
		return;
	term = sums_strength(n, t) - term;
	score_add(low, &low->ties, term);
	score_add(high, &high->ties, term);
	n->value += term;
}

static void found_change(struct nvl *n, struct nvl_found *f, int32_t credits, int64_t number, int32_t day)
{
	struct nvl_member *m = state_member(n, f->receiver);
	int64_t before = n->fresh ? found_term(n, f) : 0;

	f->credits += credits;
	must(f->credits >= 0);
	sum_add(&f->sum, number, decay_factor(NVL_HELP_DAYS, state_age(n, day)));
	table_touch(f);
	if (n->fresh)
		score_add(m, &m->found, found_term(n, f) - before);
}

wide_t sums_credit(struct nvl *n, const struct nvl_act *a, int sign)
{
	int64_t c = (int64_t)a->credit * sign;
	wide_t sum = a->kind == NVL_DIALOG ? 0 : pair_add(n, a, c);

	if (c == 0)
		return sum;
	tie_add(n, a, c);
	if (a->post && a->kind != NVL_DIALOG)
		found_change(n, state_found(n, a->post, a->receiver), sign, 0, a->day);
	return sum;
}

void sums_visit(struct nvl *n, int64_t post, int64_t receiver, int64_t number, int32_t day)
{
	state_member(n, receiver);
	found_change(n, state_found(n, post, receiver), 0, number, day);
}

/* ---- the pass ---- */

struct scores {
	int64_t help, found, ties;
};

static struct scores *scores_of(struct nvl *n, struct scores *all, struct nvl_member **at, int64_t member)
{
	return &all[table_index(state_named(n, at, member))];
}

static void pass_ties(struct nvl *n, struct scores *all)
{
	size_t i;

	for (n->value = 0, i = 0; i < n->ties.n; i++) {
		struct tie_row *r = table_row(&n->ties, i);
		int64_t term = sums_strength(n, &r->tie);

		scores_of(n, all, &r->low, r->tie.low)->ties += term;
		scores_of(n, all, &r->high, r->tie.high)->ties += term;
		n->value += term;
	}
}

static void pass(struct nvl *n, struct scores *all)
{
	size_t i;

	for (i = 0; i < n->pairs.n; i++) {
		struct pair_row *r = table_row(&n->pairs, i);

		scores_of(n, all, &r->receiver, r->pair.receiver)->help += pair_term(n, &r->pair);
	}
	for (i = 0; i < n->found.n; i++) {
		struct found_row *r = table_row(&n->found, i);

		scores_of(n, all, &r->receiver, r->found.receiver)->found += found_term(n, &r->found);
	}
	pass_ties(n, all);
}

/* Scores are derived: to make them new changes nothing that can be asked, so whoever only asks has a const engine. */
void sums_refresh(const struct nvl *asked)
{
	struct nvl *n = (struct nvl *)asked;
	struct scores *all;
	size_t i;

	if (n->fresh || n->day == NVL_NEVER)
		return;
	all = table_memory(n->members.n, sizeof(*all));
	pass(n, all);
	for (i = 0; i < n->members.n; i++) {
		struct nvl_member *m = table_row(&n->members, i);

		score_add(m, &m->help, all[i].help - m->help);
		score_add(m, &m->found, all[i].found - m->found);
		score_add(m, &m->ties, all[i].ties - m->ties);
	}
	free(all);
	n->fresh = true;
}

void nvl_count(const struct nvl *n, int64_t *members, int64_t *ties)
{
	size_t i;

	sums_refresh(n);
	*members = *ties = 0;
	for (i = 0; i < n->members.n; i++) {
		const struct nvl_member *m = table_row(&n->members, i);

		*members += m->help + m->found + m->ties > 0;
	}
	for (i = 0; i < n->ties.n; i++)
		*ties += sums_strength(n, table_row(&n->ties, i)) > 0;
}
