/* nvl_store_test.c -- in every network: entries that are taken a few at a time by an engine that knows only what they touch, through a store
 * as a database would be, give what a replay gives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nvl_dice.h"
#include "nvl_same.h"

/* ---- a store, as a database would be ---- */

struct shelf {
	char *v;
	size_t n, size, room;
	bool (*same)(const void *a, const void *b);
};

#define SAME(name, type, condition) \
	static bool name(const void *one, const void *other) \
	{ \
		const struct type *a = one, *b = other; \
\
		return condition; \
	}
SAME(same_member, nvl_member, a->id == b->id)
SAME(same_pair, nvl_pair, a->giver == b->giver && a->receiver == b->receiver)
SAME(same_tie, nvl_tie, a->low == b->low && a->high == b->high)
SAME(same_found, nvl_found, a->post == b->post)
SAME(same_said, nvl_said, a->thread == b->thread && a->low == b->low && a->high == b->high)
SAME(same_act, nvl_act, a->position == b->position && a->giver == b->giver)

static void *shelf_find(struct shelf *s, const void *row)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->same(s->v + i * s->size, row))
			return s->v + i * s->size;
	return NULL;
}

static void shelf_put(struct shelf *s, const void *row)
{
	void *at = shelf_find(s, row);

	if (!at && s->n == s->room) {
		s->room = s->room ? s->room * 2 : 16;
		s->v = realloc(s->v, s->room * s->size);
	}
	memcpy(at ? at : s->v + s->n++ * s->size, row, s->size);
}

struct store {
	struct shelf members, pairs, ties, found, said, acts;
	struct credits credits;
	struct nvl_settings settings;
	int32_t day;
	int64_t value;
};

static void store_start(struct store *s, const struct ledger *l, int32_t circle_max)
{
	*s = (struct store){.members = {.size = sizeof(struct nvl_member), .same = same_member},
		.pairs = {.size = sizeof(struct nvl_pair), .same = same_pair},
		.ties = {.size = sizeof(struct nvl_tie), .same = same_tie},
		.found = {.size = sizeof(struct nvl_found), .same = same_found},
		.said = {.size = sizeof(struct nvl_said), .same = same_said},
		.acts = {.size = sizeof(struct nvl_act), .same = same_act},
		.settings = ledger_settings(l, circle_max),
		.day = l->v[0].day};
}

static void store_end(struct store *s)
{
	free(s->members.v);
	free(s->pairs.v);
	free(s->ties.v);
	free(s->found.v);
	free(s->said.v);
	free(s->acts.v);
	credits_end(&s->credits);
}

static bool touches_member(const struct nvl_entry *e, int64_t m)
{
	return e->giver == m || e->receiver == m;
}

static bool touches_tie(const struct nvl_entry *e, int64_t low, int64_t high)
{
	return touches_member(e, low) && touches_member(e, high);
}

static bool touches_act(const struct nvl_entry *e, const struct nvl_act *a)
{
	enum nvl_kind kind = e->kind == NVL_UNDO ? (enum nvl_kind)e->number : e->kind;

	return a->kind == kind && a->giver == e->giver && a->receiver == e->receiver &&
	       (kind == NVL_ACCEPT ? a->thread == e->thread : a->post == e->post);
}

/* An entry that names an act by its position touches what that act did. */
static struct nvl_entry meant(const struct ledger *l, size_t to, size_t i)
{
	struct nvl_entry e = l->v[i];
	size_t k;

	if (e.kind < NVL_VOID || e.kind > NVL_RELEASE)
		return e;
	for (k = 0; k < to; k++)
		if (l->v[k].position == e.number)
			return l->v[k];
	return (struct nvl_entry){0};
}

#define EACH_ENTRY(e) \
	for (i = from; i < to; i++) \
		if (e = meant(l, to, i), e.kind)

static bool wants_act(const struct ledger *l, size_t from, size_t to, const struct nvl_act *a)
{
	struct nvl_entry e;
	size_t i;

	EACH_ENTRY(e)
	if (touches_act(&e, a))
		return true;
	return false;
}

/* The posts of acts with a key that is touched, and those named. */
static bool wants_post(struct store *s, const struct ledger *l, size_t from, size_t to, int64_t post)
{
	struct nvl_entry e;
	size_t i;

	EACH_ENTRY(e)
	if (e.post == post)
		return true;
	for (i = 0; i < s->acts.n; i++) {
		const struct nvl_act *a = (struct nvl_act *)s->acts.v + i;

		if (a->post == post && wants_act(l, from, to, a))
			return true;
	}
	return false;
}

static bool wants_between(const struct ledger *l, size_t from, size_t to, int64_t low, int64_t high)
{
	struct nvl_entry e;
	size_t i;

	EACH_ENTRY(e)
	if (high ? touches_tie(&e, low, high) : touches_member(&e, low))
		return true;
	return false;
}

/* An engine that knows what the entries from ${from} to ${to} touch, and no more; or everything, for a later day. */
static struct nvl *store_load(struct store *s, const struct ledger *l, size_t from, size_t to, bool all)
{
	struct nvl *n = nvl_begin_at(&s->settings, s->day, s->value, (int64_t)s->credits.n + 1, credits_take,
		&s->credits);
	size_t i;

	for (i = 0; i < s->members.n; i++) {
		const struct nvl_member *m = (struct nvl_member *)s->members.v + i;

		if (all || wants_between(l, from, to, m->id, 0))
			nvl_load_member(n, m);
	}
	for (i = 0; i < s->pairs.n; i++) {
		const struct nvl_pair *p = (struct nvl_pair *)s->pairs.v + i;

		if (all || wants_between(l, from, to, p->giver, p->receiver))
			nvl_load_pair(n, p);
	}
	for (i = 0; i < s->ties.n; i++) {
		const struct nvl_tie *t = (struct nvl_tie *)s->ties.v + i;

		if (all || wants_between(l, from, to, t->low, t->high))
			nvl_load_tie(n, t);
	}
	for (i = 0; i < s->found.n; i++) {
		const struct nvl_found *f = (struct nvl_found *)s->found.v + i;

		if (all || wants_post(s, l, from, to, f->post))
			nvl_load_found(n, f);
	}
	for (i = 0; i < s->said.n; i++) {
		const struct nvl_said *x = (struct nvl_said *)s->said.v + i;

		if (wants_between(l, from, to, x->low, x->high))
			nvl_load_said(n, x);
	}
	for (i = s->acts.n; i-- > 0;) { /* in no helpful order */
		const struct nvl_act *a = (struct nvl_act *)s->acts.v + i;
		bool waits = a->state == NVL_PENDING || (a->state == NVL_VOIDED && a->before == NVL_PENDING);

		if ((all && waits) || (a->kind != NVL_DIALOG && wants_act(l, from, to, a)))
			nvl_load_act(n, a);
	}
	return n;
}

static void put_member(void *s, const struct nvl_member *m)
{
	shelf_put(&((struct store *)s)->members, m);
}

static void put_pair(void *s, const struct nvl_pair *p)
{
	shelf_put(&((struct store *)s)->pairs, p);
}

static void put_tie(void *s, const struct nvl_tie *t)
{
	shelf_put(&((struct store *)s)->ties, t);
}

static void put_found(void *s, const struct nvl_found *f)
{
	shelf_put(&((struct store *)s)->found, f);
}

static void put_said(void *s, const struct nvl_said *x)
{
	shelf_put(&((struct store *)s)->said, x);
}

static void put_act(void *s, const struct nvl_act *a)
{
	shelf_put(&((struct store *)s)->acts, a);
}

static void store_write(struct store *s, const struct nvl *n)
{
	s->day = nvl_day(n);
	s->value = nvl_value(n);
	nvl_each_member(n, true, put_member, s);
	nvl_each_pair(n, true, put_pair, s);
	nvl_each_tie(n, true, put_tie, s);
	nvl_each_found(n, true, put_found, s);
	nvl_each_said(n, true, put_said, s);
	nvl_each_act(n, true, put_act, s);
}

/* The store as a network. */
static struct nvl *store_all(struct store *s)
{
	struct nvl *n = nvl_begin_at(&s->settings, s->day, s->value, (int64_t)s->credits.n + 1, NULL, NULL);
	size_t i;

	for (i = 0; i < s->members.n; i++)
		nvl_load_member(n, (struct nvl_member *)s->members.v + i);
	for (i = 0; i < s->pairs.n; i++)
		nvl_load_pair(n, (struct nvl_pair *)s->pairs.v + i);
	for (i = 0; i < s->ties.n; i++)
		nvl_load_tie(n, (struct nvl_tie *)s->ties.v + i);
	for (i = 0; i < s->found.n; i++)
		nvl_load_found(n, (struct nvl_found *)s->found.v + i);
	for (i = 0; i < s->said.n; i++)
		nvl_load_said(n, (struct nvl_said *)s->said.v + i);
	for (i = 0; i < s->acts.n; i++)
		nvl_load_act(n, (struct nvl_act *)s->acts.v + i);
	return n;
}

/* ---- the property ---- */

static void incremental_is_replay(const struct ledger *l, const struct shape *s)
{
	struct credits credits = {0};
	struct store store;
	size_t from, to, step = l->n / 3 + 1, next = step;

	store_start(&store, l, s->circle_max);
	for (from = 0; from < l->n; from = to) {
		size_t most = 1 + (size_t)any(5);
		bool later = l->v[from].day > store.day;
		struct nvl *n;

		if (later)
			most *= (size_t)(1 + any(6));
		for (to = from + 1; to < l->n && to - from < most;)
			if (!later && l->v[to].day > store.day)
				break;
			else
				to++;
		n = store_load(&store, l, from, to, later);
		for (; from < to; from++)
			nvl_add(n, &l->v[from]);
		store_write(&store, n);
		nvl_free(n);
		if (to >= next || to == l->n) {
			struct nvl *stored = store_all(&store), *replayed;

			credits_end(&credits);
			replayed = ledger_replay(l, to, s->circle_max, &credits);
			same_network("stored, and replayed", stored, replayed);
			same_credits("stored, and replayed", &store.credits, &credits);
			nvl_free(stored);
			nvl_free(replayed);
			next += step;
		}
	}
	credits_end(&credits);
	store_end(&store);
}

static void test_incremental(void **state)
{
	(void)state;
	for_each_case(incremental_is_replay, 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		RANDOM_TEST(test_incremental),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
