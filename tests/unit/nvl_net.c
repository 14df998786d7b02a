/* nvl_net.c -- ledgers for tests. */
#include "nvl_net.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"
#include "nvl/month.h"

static void *grown(void *v, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return v;
	*room = *room ? *room * 2 : 64;
	v = realloc(v, *room * size);
	must(v);
	return v;
}

void ledger_end(struct ledger *l)
{
	free(l->v);
	*l = (struct ledger){0};
}

int64_t ledger_add(struct ledger *l, struct nvl_entry e)
{
	l->v = grown(l->v, l->n, &l->room, sizeof(*l->v));
	e.position = (int64_t)l->n + 1;
	l->v[l->n++] = e;
	return e.position;
}

static int by_day(const void *one, const void *other)
{
	const struct nvl_entry *a = one, *b = other;

	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return (a->position > b->position) - (a->position < b->position);
}

void ledger_sort(struct ledger *l)
{
	if (l->n)
		qsort(l->v, l->n, sizeof(*l->v), by_day);
}

int32_t day_of(const char *date)
{
	int year, month, day;

	must(sscanf(date, "%d-%d-%d", &year, &month, &day) == 3);
	return nvl_month_start(year * 12 + month - 1) + day - 1;
}

void credits_take(void *credits, const struct nvl_credit *c)
{
	struct credits *all = credits;

	all->v = grown(all->v, all->n, &all->room, sizeof(*all->v));
	all->v[all->n++] = *c;
}

void credits_end(struct credits *c)
{
	free(c->v);
	*c = (struct credits){0};
}

struct nvl_settings ledger_settings(const struct ledger *l, int32_t circle_max)
{
	int32_t earliest = 30000;
	size_t i;

	for (i = 0; i < l->n; i++)
		if (l->v[i].day < earliest)
			earliest = l->v[i].day;
	return (struct nvl_settings){.landmark = decay_landmark(earliest), .circle_max = circle_max};
}

struct nvl *ledger_replay(const struct ledger *l, size_t n, int32_t circle_max, struct credits *c)
{
	struct nvl_settings s = ledger_settings(l, circle_max);
	struct nvl *engine = nvl_new(&s, c ? credits_take : NULL, c);
	size_t i;

	for (i = 0; i < n; i++)
		must(nvl_add(engine, &l->v[i]) != NVL_LATE);
	return engine;
}

int64_t score_of(struct nvl *n, int64_t member)
{
	const struct nvl_member *m = nvl_member_of(n, member);

	return m ? m->help + m->found + m->ties : 0;
}

int64_t credit_share(const struct nvl *n, const struct nvl_credit *c, int32_t landmark)
{
	const struct nvl_pair *p = nvl_pair_of(n, c->giver, c->receiver);
	int32_t age = c->day > landmark ? c->day - landmark : 0;

	if (c->kind == NVL_DIALOG || c->credit == 0)
		return 0;
	return nvl_share(nvl_phi(nvl_help(n, c->giver, c->receiver)), p->sum, c->total,
		c->credit * decay_factor(NVL_HELP_DAYS, age));
}
