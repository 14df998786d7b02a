/* gather.c -- see gather.h. The order of the columns is that of migrations/0013_standing.sql. */
#include "forum/standing/gather.h"

#include <stdlib.h>

#include "base/must.h"

#define TABLES_OF(g) \
	{ \
		&(g)->credit, &(g)->act, &(g)->pair, &(g)->tie, &(g)->found, &(g)->said, &(g)->fact, \
			&(g)->voice, &(g)->score, &(g)->network \
	}

void gathered_begin(struct gathered *g, bool copy)
{
	struct rows *all[] = TABLES_OF(g);
	size_t i;

	*g = (struct gathered){.next_credit = 1};
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		all[i]->copy = copy;
}

void gathered_free(void *gathered)
{
	struct gathered *g = gathered;
	struct rows *all[] = TABLES_OF(g);
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		rows_free(all[i]);
	free(g->members);
	g->members = NULL;
}

static void put_all(struct rows *r, const int64_t *v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		row_put(r, v[i]);
}

#define PUT(r, ...) \
	put_all((r), (const int64_t[]){__VA_ARGS__}, sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t))

void gather_credit(void *gathered, const struct nvl_credit *c)
{
	struct gathered *g = gathered;

	row_begin(&g->credit);
	PUT(&g->credit, c->id, c->position, c->day, c->month, c->kind, c->giver, c->receiver, c->thread,
		c->post, c->weight, c->voice, c->beta, c->credit);
	row_put_wide(&g->credit, c->total);
	PUT(&g->credit, c->corrects, c->reason);
	row_end(&g->credit);
	g->next_credit = c->id + 1;
}

void gather_network(struct gathered *g, const struct nvl *n)
{
	int64_t members, ties;

	nvl_count(n, &members, &ties);
	row_begin(&g->network);
	PUT(&g->network, nvl_day(n), nvl_value(n), members, ties);
	row_end(&g->network);
}

static void put_act(void *arg, const struct nvl_act *a)
{
	struct rows *r = &((struct gathered *)arg)->act;

	row_begin(r);
	PUT(r, a->position, a->day, a->kind, a->giver, a->receiver, a->thread, a->post, a->state, a->before);
	row_put_bool(r, a->held);
	PUT(r, a->reason, a->credit_id, a->credit, a->month, a->weight, a->voice, a->beta);
	row_end(r);
}

static void put_pair(void *arg, const struct nvl_pair *p)
{
	struct rows *r = &((struct gathered *)arg)->pair;

	row_begin(r);
	PUT(r, p->giver, p->receiver);
	row_put_wide(r, p->sum);
	PUT(r, p->acts);
	row_end(r);
}

static void put_tie(void *arg, const struct nvl_tie *x)
{
	struct gathered *g = arg;

	row_begin(&g->tie);
	PUT(&g->tie, x->low, x->high);
	row_put_wide(&g->tie, x->x);
	row_put_wide(&g->tie, x->y);
	PUT(&g->tie, nvl_strength(g->engine, x->low, x->high));
	row_end(&g->tie);
}

static void put_found(void *arg, const struct nvl_found *x)
{
	struct rows *r = &((struct gathered *)arg)->found;

	row_begin(r);
	PUT(r, x->post, x->receiver);
	row_put_wide(r, x->sum);
	PUT(r, x->credits);
	row_end(r);
}

static void put_said(void *arg, const struct nvl_said *x)
{
	struct rows *r = &((struct gathered *)arg)->said;

	row_begin(r);
	PUT(r, x->thread, x->low, x->high, x->directions);
	row_end(r);
}

static void put_day_or_none(struct rows *r, int32_t day)
{
	if (day == NVL_NEVER)
		row_put_null(r);
	else
		row_put(r, day);
}

static void put_facts(struct rows *r, const struct nvl_facts *f)
{
	put_day_or_none(r, f->since);
	row_put_bool(r, f->staff);
	row_put_bool(r, f->suspended);
	row_put(r, f->household);
}

static void note_member(struct gathered *g, int64_t id)
{
	if (g->member_count == g->member_room) {
		g->member_room = g->member_room ? g->member_room * 2 : 64;
		g->members = realloc(g->members, g->member_room * sizeof(*g->members));
		must(g->members);
	}
	g->members[g->member_count++] = id;
}

static void put_member(void *arg, const struct nvl_member *m)
{
	struct gathered *g = arg;

	row_begin(&g->fact);
	PUT(&g->fact, m->id);
	put_facts(&g->fact, &m->recorded);
	put_facts(&g->fact, &m->counting);
	row_end(&g->fact);
	row_begin(&g->voice);
	PUT(&g->voice, m->id, m->level, m->spent, m->dialog_spent, m->circle, m->beta);
	put_day_or_none(&g->voice, m->active);
	row_end(&g->voice);
	row_begin(&g->score);
	PUT(&g->score, m->id, m->help, m->found, m->ties, m->people, m->waiting);
	row_end(&g->score);
	note_member(g, m->id);
}

void gather_all(struct gathered *g, const struct nvl *n, bool changed)
{
	g->engine = n;
	nvl_each_member(n, changed, put_member, g);
	nvl_each_pair(n, changed, put_pair, g);
	nvl_each_tie(n, changed, put_tie, g);
	nvl_each_found(n, changed, put_found, g);
	nvl_each_said(n, changed, put_said, g);
	nvl_each_act(n, changed, put_act, g);
}
