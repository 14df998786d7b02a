/* voices.c -- what a month's start brings: voices, budgets, circles, and credit for what was pending. O(V+E). */
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "nvl/circle.h"
#include "nvl/state.h"

#define CUSTOMER_DAYS	   30
#define ESTABLISHED_DAYS   90
#define ESTABLISHED_HELP   3000000 /* µhe */
#define ESTABLISHED_GIVERS 3
#define ACTIVE_DAYS	   90
#define CIRCLE_MOST	   30
#define CIRCLE_PART \
	20 /* a group is not taken for a ring if it is more than a twentieth of those who are active */

/* What the pairs say on the first day, by the index of the member's row. */
struct eve {
	int64_t *help;	  /* A, by the index of the pair's row */
	int64_t *value;	  /* HV */
	uint32_t *givers; /* from whom there is any credit */
};

static uint32_t giver_of(struct nvl *n, struct pair_row *r)
{
	return (uint32_t)table_index(state_named(n, &r->giver, r->pair.giver));
}

static uint32_t receiver_of(struct nvl *n, struct pair_row *r)
{
	return (uint32_t)table_index(state_named(n, &r->receiver, r->pair.receiver));
}

static void eve_start(struct nvl *n, struct eve *e)
{
	size_t i;

	e->help = table_memory(n->pairs.n, sizeof(*e->help));
	e->value = table_memory(n->members.n, sizeof(*e->value));
	e->givers = table_memory(n->members.n, sizeof(*e->givers));
	for (i = 0; i < n->pairs.n; i++) {
		struct pair_row *r = table_row(&n->pairs, i);
		uint32_t m = receiver_of(n, r);

		e->help[i] = sums_help(n, &r->pair);
		e->value[m] += nvl_phi(e->help[i]);
		e->givers[m] += r->pair.sum > 0;
	}
}

static void eve_end(struct eve *e)
{
	free(e->help);
	free(e->value);
	free(e->givers);
}

/* ---- voices ---- */

static enum nvl_level level_of(const struct nvl_member *m, int32_t day, int64_t help, uint32_t givers)
{
	int64_t days = (int64_t)day - m->counting.since;

	if (m->counting.suspended)
		return NVL_NONE;
	if (m->counting.staff)
		return NVL_COMPANY;
	if (m->counting.since == NVL_NEVER || days < CUSTOMER_DAYS)
		return NVL_NONE;
	if (days >= ESTABLISHED_DAYS && givers >= ESTABLISHED_GIVERS && help >= ESTABLISHED_HELP)
		return NVL_ESTABLISHED;
	return NVL_CUSTOMER;
}

static bool facts_same(const struct nvl_facts *a, const struct nvl_facts *b)
{
	return a->since == b->since && a->staff == b->staff && a->suspended == b->suspended &&
	       a->household == b->household;
}

static void voice_set(struct nvl *n, struct nvl_member *m, const struct eve *e)
{
	size_t i = table_index(m);
	enum nvl_level was = m->level;

	if (!facts_same(&m->counting, &m->recorded) || m->spent || m->dialog_spent)
		table_touch(m);
	m->counting = m->recorded;
	m->spent = m->dialog_spent = 0;
	m->level = level_of(m, n->day, e->value[i], e->givers[i]);
	if (m->level != was)
		table_touch(m);
}

/* ---- circles ---- */

/* The pairs with any help left, as a graph of the indexes of members. */
struct graph {
	uint32_t *first, *to;
};

static void graph_start(struct nvl *n, const struct eve *e, struct graph *g)
{
	size_t i, members = n->members.n;
	uint32_t *fill = table_memory(members + 1, sizeof(*fill));

	g->first = table_memory(members + 1, sizeof(*g->first));
	g->to = table_memory(n->pairs.n, sizeof(*g->to));
	for (i = 0; i < n->pairs.n; i++)
		if (e->help[i] > 0)
			g->first[giver_of(n, table_row(&n->pairs, i)) + 1]++;
	for (i = 0; i < members; i++)
		g->first[i + 1] += g->first[i];
	memcpy(fill, g->first, (members + 1) * sizeof(*fill));
	for (i = 0; i < n->pairs.n; i++) {
		struct pair_row *r = table_row(&n->pairs, i);

		if (e->help[i] > 0)
			g->to[fill[giver_of(n, r)]++] = receiver_of(n, r);
	}
	free(fill);
}

struct group {
	uint32_t size;
	int64_t smallest;	 /* member */
	int64_t inside, outside; /* credit that its members have from each other, and from others, µhe */
};

static void groups_fill(struct nvl *n, const struct eve *e, const uint32_t *group, struct group *groups)
{
	size_t i;

	for (i = 0; i < n->members.n; i++) {
		const struct nvl_member *m = table_row(&n->members, i);
		struct group *g = &groups[group[i]];

		if (!g->size++ || m->id < g->smallest)
			g->smallest = m->id;
	}
	for (i = 0; i < n->pairs.n; i++) {
		struct pair_row *r = table_row(&n->pairs, i);
		uint32_t receiver = group[receiver_of(n, r)];
		bool inside = group[giver_of(n, r)] == receiver;

		*(inside ? &groups[receiver].inside : &groups[receiver].outside) += e->help[i];
	}
}

static int32_t beta_of(const struct group *g)
{
	int64_t beta = g->inside ? (int64_t)((wide_t)1000 * g->outside / g->inside) : 1000;

	return beta < 1000 ? (int32_t)beta : 1000;
}

static void circle_set(struct nvl_member *m, const struct group *g, int32_t most)
{
	bool ring = g->size >= 2 && (int64_t)g->size <= most;
	int64_t circle = ring ? g->smallest : 0;
	int32_t beta = ring ? beta_of(g) : 1000;

	if (circle == m->circle && beta == m->beta)
		return;
	m->circle = circle;
	m->beta = beta;
	table_touch(m);
}

static int32_t circle_most(const struct nvl *n)
{
	int64_t active = 0;
	size_t i;

	if (n->settings.circle_max)
		return n->settings.circle_max;
	for (i = 0; i < n->members.n; i++) {
		const struct nvl_member *m = table_row(&n->members, i);

		active += m->counting.since != NVL_NEVER && !m->counting.suspended &&
			  m->active != NVL_NEVER && n->day - m->active <= ACTIVE_DAYS;
	}
	active /= CIRCLE_PART;
	return active < CIRCLE_MOST ? (int32_t)active : CIRCLE_MOST;
}

static void circles_set(struct nvl *n, const struct eve *e)
{
	uint32_t *group = table_memory(n->members.n, sizeof(*group));
	int32_t most = circle_most(n);
	struct group *groups;
	struct graph g;
	size_t i;

	graph_start(n, e, &g);
	groups = table_memory(circle_groups(n->members.n, g.first, g.to, group), sizeof(*groups));
	groups_fill(n, e, group, groups);
	for (i = 0; i < n->members.n; i++)
		circle_set(table_row(&n->members, i), &groups[group[i]], most);
	free(groups);
	free(group);
	free(g.first);
	free(g.to);
}

/* ---- what was pending ---- */

static int queue_order(const void *a, const void *b)
{
	return state_act_order(*(struct act_row *const *)a, *(struct act_row *const *)b);
}

static bool still_queued(const struct nvl_act *a)
{
	return a->state == NVL_PENDING || (a->state == NVL_VOIDED && a->before == NVL_PENDING);
}

static void queue_run(struct nvl *n)
{
	struct queue *q = &n->queue;
	size_t i, left = 0;

	if (q->unsorted)
		qsort(q->v, q->n, sizeof(*q->v), queue_order);
	q->unsorted = false;
	for (i = 0; i < q->n; i++) {
		struct nvl_act *a = &q->v[i]->act;

		if (a->state == NVL_PENDING && !a->held)
			acts_earn(n, q->v[i]);
		if (still_queued(a))
			q->v[left++] = q->v[i];
	}
	q->n = left;
}

void voices_start(struct nvl *n)
{
	struct eve e;
	size_t i;

	eve_start(n, &e);
	for (i = 0; i < n->members.n; i++)
		voice_set(n, table_row(&n->members, i), &e);
	circles_set(n, &e);
	eve_end(&e);
	queue_run(n);
}
