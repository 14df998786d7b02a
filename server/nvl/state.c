/* state.c -- the rows of the engine and their keys. */
#include "nvl/state.h"

#include <stdlib.h>

#include "base/must.h"

static struct table_key member_key(const void *row)
{
	const struct nvl_member *m = row;

	return *TABLE_KEY(m->id);
}

struct table_key state_pair_key(int64_t giver, int64_t receiver)
{
	return *TABLE_KEY(giver, receiver);
}

static struct table_key pair_key(const void *row)
{
	const struct nvl_pair *p = row;

	return state_pair_key(p->giver, p->receiver);
}

struct table_key state_tie_key(int64_t one, int64_t other)
{
	return one < other ? *TABLE_KEY(one, other) : *TABLE_KEY(other, one);
}

static struct table_key tie_key(const void *row)
{
	const struct nvl_tie *t = row;

	return state_tie_key(t->low, t->high);
}

static struct table_key found_key(const void *row)
{
	const struct nvl_found *f = row;

	return *TABLE_KEY(f->post);
}

static struct table_key said_key(const void *row)
{
	const struct nvl_said *s = row;

	return *TABLE_KEY(s->thread, s->low, s->high);
}

/* Two DIALOGs share the position of what was said. */
static struct table_key act_identity(const struct nvl_act *a)
{
	return *TABLE_KEY(a->position, a->kind == NVL_DIALOG ? a->giver : 0);
}

static struct table_key act_key(const void *row)
{
	const struct act_row *r = row;

	return act_identity(&r->act);
}

static struct table_key key_key(const void *row)
{
	const struct key_row *k = row;

	return *TABLE_KEY(k->giver, k->receiver, k->place, k->kind);
}

static struct table_key key_of_act(const struct nvl_act *a)
{
	return *TABLE_KEY(a->giver, a->receiver, a->kind == NVL_ACCEPT ? a->thread : a->post, a->kind);
}

struct nvl *state_new(const struct nvl_settings *s, nvl_credit_f *f, void *arg)
{
	struct nvl *n = table_memory(1, sizeof(*n));

	n->settings = *s;
	n->tell = f;
	n->tell_arg = arg;
	n->day = NVL_NEVER;
	n->next_credit = 1;
	table_start(&n->members, sizeof(struct nvl_member), member_key);
	table_start(&n->pairs, sizeof(struct pair_row), pair_key);
	table_start(&n->ties, sizeof(struct tie_row), tie_key);
	table_start(&n->found, sizeof(struct found_row), found_key);
	table_start(&n->said, sizeof(struct nvl_said), said_key);
	table_start(&n->acts, sizeof(struct act_row), act_key);
	table_start(&n->keys, sizeof(struct key_row), key_key);
	return n;
}

void nvl_free(struct nvl *n)
{
	if (!n)
		return;
	table_end(&n->members);
	table_end(&n->pairs);
	table_end(&n->ties);
	table_end(&n->found);
	table_end(&n->said);
	table_end(&n->acts);
	table_end(&n->keys);
	free(n->queue.v);
	free(n);
}

struct nvl_member *state_member(struct nvl *n, int64_t id)
{
	struct table_key key = *TABLE_KEY(id);
	struct nvl_member *m = table_find(&n->members, &key);

	must(id != 0);
	if (m)
		return m;
	m = table_add(&n->members, &key);
	m->id = id;
	m->recorded.since = m->counting.since = m->active = NVL_NEVER;
	m->beta = 1000;
	table_touch(m);
	return m;
}

struct nvl_pair *state_pair(struct nvl *n, int64_t giver, int64_t receiver)
{
	struct table_key key = state_pair_key(giver, receiver);
	struct nvl_pair *p = table_find(&n->pairs, &key);

	if (p)
		return p;
	p = table_add(&n->pairs, &key);
	p->giver = giver;
	p->receiver = receiver;
	return p;
}

struct nvl_tie *state_tie(struct nvl *n, int64_t one, int64_t other)
{
	struct table_key key = state_tie_key(one, other);
	struct nvl_tie *t = table_find(&n->ties, &key);

	if (t)
		return t;
	t = table_add(&n->ties, &key);
	t->low = key.v[0];
	t->high = key.v[1];
	return t;
}

struct nvl_found *state_found(struct nvl *n, int64_t post, int64_t receiver)
{
	struct table_key key = *TABLE_KEY(post);
	struct nvl_found *f = table_find(&n->found, &key);

	if (f)
		return f;
	f = table_add(&n->found, &key);
	f->post = post;
	f->receiver = receiver;
	return f;
}

struct nvl_said *state_said(struct nvl *n, int64_t thread, int64_t one, int64_t other)
{
	struct table_key pair = state_tie_key(one, other);
	struct table_key key = *TABLE_KEY(thread, pair.v[0], pair.v[1]);
	struct nvl_said *s = table_find(&n->said, &key);

	if (s)
		return s;
	s = table_add(&n->said, &key);
	s->thread = thread;
	s->low = pair.v[0];
	s->high = pair.v[1];
	return s;
}

static struct key_row *key_row(struct nvl *n, const struct nvl_act *a)
{
	struct table_key key = key_of_act(a);
	struct key_row *k = table_find(&n->keys, &key);

	if (k)
		return k;
	k = table_add(&n->keys, &key);
	k->giver = key.v[0];
	k->receiver = key.v[1];
	k->place = key.v[2];
	k->kind = a->kind;
	return k;
}

struct act_row *state_act(struct nvl *n, const struct nvl_act *a)
{
	struct table_key identity = act_identity(a);
	struct act_row *row;
	struct key_row *k;

	must(!table_find(&n->acts, &identity));
	row = table_add(&n->acts, &identity);
	row->act = *a;
	if (a->kind == NVL_DIALOG)
		return row;
	k = key_row(n, a);
	row->next = k->first;
	k->first = row;
	return row;
}

struct nvl_act *state_act_at(const struct nvl *n, int64_t position)
{
	struct act_row *row = table_find(&n->acts, TABLE_KEY(position, 0));

	return row ? &row->act : NULL;
}

struct act_row *state_rivals(const struct nvl *n, const struct nvl_act *a)
{
	struct table_key key = key_of_act(a);
	struct key_row *k = table_find(&n->keys, &key);

	return k ? k->first : NULL;
}

int state_act_order(const struct act_row *a, const struct act_row *b)
{
	if (a->act.day != b->act.day)
		return a->act.day < b->act.day ? -1 : 1;
	if (a->act.position != b->act.position)
		return a->act.position < b->act.position ? -1 : 1;
	return (a->act.giver > b->act.giver) - (a->act.giver < b->act.giver);
}

void state_enqueue(struct nvl *n, struct act_row *row)
{
	struct queue *q = &n->queue;

	if (q->n == q->room) {
		q->room = q->room ? q->room * 2 : 64;
		q->v = realloc(q->v, q->room * sizeof(*q->v));
		must(q->v);
	}
	if (q->n && state_act_order(q->v[q->n - 1], row) > 0)
		q->unsorted = true;
	q->v[q->n++] = row;
}

int32_t state_age(const struct nvl *n, int32_t day)
{
	return day - n->settings.landmark;
}
