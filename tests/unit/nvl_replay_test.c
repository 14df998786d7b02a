/* nvl_replay_test.c -- in every network: scores are what a slow recomputation from the rows of credit alone gives, shares sum to them, and
 * neither when one asks nor in which order entries came changes a digit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nvl_dice.h"
#include "nvl_same.h"

/* ---- everything again from the rows of credit, the slow way ---- */

#define SIZE (NVL_MEMBERS + 2)

struct again {
	wide_t pair[SIZE][SIZE], tie[SIZE][SIZE], found[NVL_POSTS + 2];
	int credits[NVL_POSTS + 2];
	int64_t shares[SIZE];
};

static int32_t age(int32_t day, int32_t landmark)
{
	return day > landmark ? day - landmark : 0;
}

static void add_up(struct again *g, const struct nvl *n, const struct ledger *l, size_t entries,
	const struct credits *c, int32_t landmark)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		const struct nvl_credit *r = &c->v[i];
		int32_t k = age(r->day, landmark);

		g->tie[r->giver][r->receiver] += r->credit * decay_factor(NVL_TIE_DAYS, k);
		g->shares[r->receiver] += credit_share(n, r, landmark);
		if (r->kind == NVL_DIALOG)
			continue;
		g->pair[r->giver][r->receiver] += r->credit * decay_factor(NVL_HELP_DAYS, k);
		g->credits[r->post] += (r->credit > 0) - (r->credit < 0);
	}
	for (i = 0; i < entries; i++)
		if (l->v[i].kind == NVL_FOUND)
			g->found[l->v[i].post] +=
				l->v[i].number * decay_factor(NVL_HELP_DAYS, age(l->v[i].day, landmark));
}

static void check_scores(const struct nvl *n, const struct shape *s, const struct again *g, int32_t k)
{
	int64_t m, o, all_ties = 0;

	for (m = 1; m <= s->members; m++) {
		const struct nvl_member *x = nvl_member_of(n, m);
		int64_t help = 0, ties = 0, term;

		for (o = 1; o <= s->members; o++) {
			term = nvl_phi(decay_value(NVL_HELP_DAYS, g->pair[o][m], k));
			assert_true(term < 4000000); /* one account gives another no more, ever */
			help += term;
			term = nvl_tie_strength(decay_value(NVL_TIE_DAYS, g->tie[o][m], k),
				decay_value(NVL_TIE_DAYS, g->tie[m][o], k));
			assert_true(term < 1000000);
			ties += term;
		}
		assert_int_equal(x ? x->help : 0, help);
		assert_int_equal(x ? x->ties : 0, ties);
		assert_int_equal(g->shares[m], help);
		all_ties += ties;
	}
	assert_int_equal(all_ties, 2 * nvl_value(n));
}

static void check_found(const struct nvl *n, const struct shape *s, const struct again *g, int32_t k)
{
	int64_t found[SIZE] = {0}, m, p;

	for (p = 1; p <= s->posts; p++) {
		int64_t author = author_of(s, p);

		if (g->credits[p] > 0)
			found[author] += nvl_found_value(decay_value(NVL_HELP_DAYS, g->found[p], k));
	}
	for (m = 1; m <= s->members; m++)
		assert_int_equal(nvl_member_of(n, m) ? nvl_member_of(n, m)->found : 0, found[m]);
}

struct lives {
	bool helped[SIZE][SIZE];
	int waiting[SIZE];
	int keys[SIZE][SIZE][NVL_POSTS + 2][8]; /* acts that hold one */
};

static void count_act(void *lives, const struct nvl_act *a)
{
	struct lives *l = lives;
	bool stands = a->state == NVL_PENDING || a->state == NVL_CREDITED;

	if (a->kind == NVL_DIALOG)
		return;
	if (stands || a->state == NVL_VOIDED)
		assert_int_equal(++l->keys[a->giver][a->receiver][a->kind == NVL_ACCEPT ? a->thread : a->post]
					  [a->kind],
			1);
	if (!stands || a->held)
		return;
	l->helped[a->giver][a->receiver] = true;
	l->waiting[a->receiver] += a->state == NVL_PENDING;
}

static void check_people(const struct nvl *n, const struct shape *s)
{
	struct lives *l = calloc(1, sizeof(*l));
	int64_t m, o;

	nvl_each_act(n, false, count_act, l);
	for (m = 1; m <= s->members; m++) {
		const struct nvl_member *x = nvl_member_of(n, m);
		int people = 0;

		for (o = 1; o <= s->members; o++)
			people += l->helped[o][m];
		assert_int_equal(x ? x->people : 0, people);
		assert_int_equal(x ? x->waiting : 0, l->waiting[m]);
	}
	free(l);
}

static void check_all(const struct nvl *n, const struct shape *s, const struct ledger *l, size_t entries,
	const struct credits *c)
{
	int32_t landmark = ledger_settings(l, 0).landmark;
	struct again *g = calloc(1, sizeof(*g));

	add_up(g, n, l, entries, c, landmark);
	check_scores(n, s, g, age(nvl_day(n), landmark));
	check_found(n, s, g, age(nvl_day(n), landmark));
	check_people(n, s);
	free(g);
}

/* ---- the properties ---- */

/* Scores from the rows of credit, at prefixes; and a network that is asked after each entry is the one that is asked once. */
static void replay_is_right(const struct ledger *l, const struct shape *s)
{
	struct nvl_settings settings = ledger_settings(l, s->circle_max);
	struct credits credits = {0};
	struct nvl *asked = nvl_new(&settings, credits_take, &credits), *once;
	size_t i, step = l->n / 4 + 1;

	for (i = 0; i < l->n; i++) {
		assert_int_not_equal(nvl_add(asked, &l->v[i]), NVL_LATE);
		nvl_value(asked);
		if (i % step == step - 1 || i + 1 == l->n)
			check_all(asked, s, l, i + 1, &credits);
	}
	once = ledger_replay(l, l->n, s->circle_max, NULL);
	same_network("asked after each entry, and once", asked, once);
	nvl_free(asked);
	nvl_free(once);
	credits_end(&credits);
}

static void order_of_arrival_is_nothing(const struct ledger *l, const struct shape *s)
{
	struct ledger shuffled = {0};
	struct nvl *one, *other;
	size_t i;

	for (i = 0; i < l->n; i++)
		ledger_add(&shuffled, l->v[i]);
	memcpy(shuffled.v, l->v, l->n * sizeof(*l->v));
	for (i = l->n; i > 1; i--) {
		size_t k = (size_t)any((int64_t)i);
		struct nvl_entry e = shuffled.v[k];

		shuffled.v[k] = shuffled.v[i - 1];
		shuffled.v[i - 1] = e;
	}
	ledger_sort(&shuffled);
	one = ledger_replay(l, l->n, s->circle_max, NULL);
	other = ledger_replay(&shuffled, l->n, s->circle_max, NULL);
	same_network("in order, and shuffled", one, other);
	nvl_free(one);
	nvl_free(other);
	ledger_end(&shuffled);
}

static void test_replay(void **state)
{
	(void)state;
	for_each_case(replay_is_right, 1);
}

static void test_arrival(void **state)
{
	(void)state;
	for_each_case(order_of_arrival_is_nothing, 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		RANDOM_TEST(test_replay),
		RANDOM_TEST(test_arrival),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
