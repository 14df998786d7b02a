/* nvl_dice.c -- see nvl_dice.h. */
#include "nvl_dice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define RING 30

/* splitmix64 */
static uint64_t dice;

static uint64_t roll(void)
{
	uint64_t z = dice += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

int64_t any(int64_t n)
{
	return (int64_t)(roll() % (uint64_t)n);
}

bool one_in(int64_t n)
{
	return any(n) == 0;
}

/* ---- ledgers ---- */

/* Neighbouring posts share a thread, and in every third thread both are the same author's. */
int64_t author_of(const struct shape *s, int64_t post)
{
	int64_t thread = (post + 1) / 2;

	return 1 + (thread % 3 ? post : thread * 2) * 7 % s->members;
}

static struct nvl_entry any_act(const struct shape *s)
{
	int64_t post = 1 + any(s->posts), thread = (post + 1) / 2;
	struct nvl_entry e = {.kind = (enum nvl_kind)(NVL_ACCEPT + any(4)),
		.day = s->first + (int32_t)any(s->days),
		.giver = 1 + any(s->members),
		.receiver = author_of(s, post),
		.thread = thread,
		.post = post};

	return e;
}

static void add_facts(struct ledger *l, const struct shape *s)
{
	int64_t m;

	for (m = 1; m <= s->members; m++) {
		struct nvl_entry e = {.day = s->first - 1 - (int32_t)any(40), .giver = m};

		if (one_in(5))
			e.day = s->first + (int32_t)any(s->days);
		e.kind = NVL_VERIFIED;
		e.number = e.day - any(120);
		if (!one_in(6))
			ledger_add(l, e);
		e.kind = NVL_HOUSEHOLD;
		e.number = 1 + any(3);
		if (one_in(5))
			ledger_add(l, e);
		e.kind = NVL_STAFF;
		e.number = 1;
		if (one_in(9))
			ledger_add(l, e);
	}
}

/* Something about what the ledger has already. */
static void add_step(struct ledger *l, const struct shape *s)
{
	struct nvl_entry of = l->v[one_in(2) ? s->hot % l->n : (size_t)any((int64_t)l->n)];
	struct nvl_entry e = {.day = of.day + (int32_t)any(one_in(2) ? 1 : 45), .number = of.position};
	int64_t other = of.post % 2 ? of.post + 1 : of.post - 1; /* in the thread */

	if (e.day >= s->first + s->days)
		e.day = s->first + s->days - 1;
	if (of.kind > NVL_THANKS)
		return;
	if (one_in(4) && author_of(s, other) == of.receiver) {
		e = of;
		e.day += (int32_t)any(4);
		e.post = other;
	} else if (one_in(2)) {
		e = of;
		e.day += (int32_t)any(4);
		e.kind = NVL_UNDO;
		e.number = of.kind;
	} else {
		e.kind = (enum nvl_kind)(NVL_VOID + any(4));
	}
	ledger_add(l, e);
	if (!one_in(3))
		return;
	if (e.kind == NVL_UNDO)
		e.kind = of.kind; /* and does it again */
	else
		e.kind = (enum nvl_kind)(NVL_VOID + any(4));
	e.day += (int32_t)any(3);
	ledger_add(l, e);
}

static void add_other(struct ledger *l, const struct shape *s)
{
	struct nvl_entry e = any_act(s);

	switch (any(8)) {
	case 0:
		e.kind = NVL_FOUND;
		e.giver = 0;
		e.number = one_in(3) ? 1000 * any(60) : 200;
		break;
	case 1:
		e.kind = NVL_DIALOG;
		e.post = 0;
		break;
	case 2:
		e.kind = (enum nvl_kind)(NVL_VERIFIED + any(5));
		e.number = e.kind == NVL_VERIFIED ? e.day - any(100) : any(2);
		break;
	default:
		e.kind = NVL_SAID;
		e.post = 0;
		e.thread = 1 + any(6);
		e.receiver = 1 + any(s->members);
	}
	ledger_add(l, e);
}

struct shape any_ledger(struct ledger *l)
{
	static const int32_t starts[] = {14000, 17500, 18262, 20500, 20500, 20500, 29000};
	struct shape s = {.members = 2 + any(NVL_MEMBERS - 1),
		.posts = 2 + any(NVL_POSTS - 1),
		.first = starts[any(7)] + (int32_t)any(60),
		.days = (int32_t)(one_in(3) ? 2 + any(10) : 30 + any(250)),
		.acts = (size_t)(10 + any(90)),
		.hot = (size_t)any(30),
		.circle_max = one_in(3) ? 0 : RING};
	size_t i;

	add_facts(l, &s);
	for (i = 0; i < s.acts; i++) {
		int64_t what = any(10);

		if (what < 5)
			ledger_add(l, any_act(&s));
		else if (what < 7 && l->n)
			add_step(l, &s);
		else
			add_other(l, &s);
	}
	ledger_sort(l);
	return s;
}

/* ---- cases ---- */

static uint64_t base_seed = 20260331, case_seed;
static size_t cases = NVL_CASES;

static void settings_read(void)
{
	const char *seed = getenv("NVL_SEED"), *count = getenv("NVL_CASES");

	if (seed)
		base_seed = strtoull(seed, NULL, 10);
	if (count)
		cases = (size_t)strtoul(count, NULL, 10);
}

void for_each_roll(void (*f)(void), size_t part)
{
	size_t i;

	settings_read();
	for (i = 0; i < (cases + part - 1) / part; i++) {
		dice = case_seed = base_seed + i;
		f();
	}
}

static void (*with_ledger)(const struct ledger *l, const struct shape *s);

static void roll_ledger(void)
{
	struct ledger l = {0};
	struct shape s = any_ledger(&l);

	with_ledger(&l, &s);
	ledger_end(&l);
}

void for_each_case(void (*f)(const struct ledger *l, const struct shape *s), size_t part)
{
	with_ledger = f;
	for_each_roll(roll_ledger, part);
}

int tell_seed(void **state)
{
	(void)state;
	print_message("seeds %llu to %llu; last case: NVL_SEED=%llu NVL_CASES=1\n",
		(unsigned long long)base_seed, (unsigned long long)(base_seed + cases - 1),
		(unsigned long long)case_seed);
	return 0;
}
