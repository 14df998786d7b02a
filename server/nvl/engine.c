/* engine.c -- entries in, days on: the outside of the Network Value Ledger. */
#include "nvl/engine.h"

#include "base/must.h"
#include "nvl/month.h"
#include "nvl/state.h"

struct nvl *nvl_new(const struct nvl_settings *s, nvl_credit_f *f, void *arg)
{
	return state_new(s, f, arg);
}

struct nvl *nvl_begin_at(const struct nvl_settings *s, int32_t day, int64_t value, int64_t next_credit,
	nvl_credit_f *f, void *arg)
{
	struct nvl *n = state_new(s, f, arg);

	n->day = day;
	n->month = nvl_month_of(day);
	n->value = value;
	n->next_credit = next_credit;
	n->fresh = true;
	return n;
}

/* ---- time ---- */

static void day_set(struct nvl *n, int32_t day)
{
	n->day = day;
	n->fresh = false;
}

void nvl_go_to(struct nvl *n, int32_t day)
{
	if (day == n->day)
		return;
	must(day > n->day);
	if (n->day == NVL_NEVER)
		n->month = nvl_month_of(day);
	for (; n->month < nvl_month_of(day); voices_start(n))
		day_set(n, nvl_month_start(++n->month));
	day_set(n, day);
}

/* ---- entries ---- */

static enum nvl_verdict fact(struct nvl *n, const struct nvl_entry *e)
{
	struct nvl_member *m = state_member(n, e->giver);
	struct nvl_facts *f = &m->recorded;

	switch (e->kind) {
	case NVL_VERIFIED:
		must(e->number > NVL_NEVER && e->number <= INT32_MAX);
		if (f->since == NVL_NEVER || e->number < f->since)
			f->since = (int32_t)e->number;
		break;
	case NVL_UNVERIFIED:
		f->since = NVL_NEVER;
		break;
	case NVL_STAFF:
		f->staff = e->number;
		break;
	case NVL_SUSPENDED:
		f->suspended = e->number;
		break;
	case NVL_HOUSEHOLD:
		f->household = e->number;
		break;
	default:
		must(!"a fact about a member");
	}
	table_touch(m);
	return NVL_TAKEN;
}

static enum nvl_verdict visit(struct nvl *n, const struct nvl_entry *e)
{
	if (e->number < 1)
		return NVL_NOTHING_THERE;
	sums_visit(n, e->post, e->receiver, e->number, e->day);
	return NVL_TAKEN;
}

enum nvl_verdict nvl_add(struct nvl *n, const struct nvl_entry *e)
{
	if (e->day < n->day)
		return NVL_LATE;
	nvl_go_to(n, e->day);
	switch (e->kind) {
	case NVL_ACCEPT:
	case NVL_CONFIRM:
	case NVL_HELPED:
	case NVL_THANKS:
		acts_give(n, e);
		return NVL_TAKEN;
	case NVL_SAID:
		acts_said(n, e);
		return NVL_TAKEN;
	case NVL_FOUND:
		return visit(n, e);
	case NVL_UNDO:
		return acts_undo(n, e);
	case NVL_VOID:
	case NVL_UNVOID:
	case NVL_HOLD:
	case NVL_RELEASE:
		return acts_judge(n, e);
	case NVL_DIALOG:
		acts_dialog(n, e);
		return NVL_TAKEN;
	default:
		return fact(n, e);
	}
}

/* ---- questions ---- */

int32_t nvl_day(const struct nvl *n)
{
	return n->day;
}

int64_t nvl_next_credit(const struct nvl *n)
{
	return n->next_credit;
}

int64_t nvl_value(const struct nvl *n)
{
	sums_refresh(n);
	return n->value;
}

const struct nvl_member *nvl_member_of(const struct nvl *n, int64_t id)
{
	sums_refresh(n);
	return table_find(&n->members, TABLE_KEY(id));
}

const struct nvl_pair *nvl_pair_of(const struct nvl *n, int64_t giver, int64_t receiver)
{
	struct table_key key = state_pair_key(giver, receiver);

	return table_find(&n->pairs, &key);
}

const struct nvl_tie *nvl_tie_of(const struct nvl *n, int64_t one, int64_t other)
{
	struct table_key key = state_tie_key(one, other);

	return table_find(&n->ties, &key);
}

const struct nvl_act *nvl_act_of(const struct nvl *n, int64_t position)
{
	return state_act_at(n, position);
}

int64_t nvl_help(const struct nvl *n, int64_t giver, int64_t receiver)
{
	const struct nvl_pair *p = nvl_pair_of(n, giver, receiver);

	return p ? sums_help(n, p) : 0;
}

int64_t nvl_strength(const struct nvl *n, int64_t one, int64_t other)
{
	const struct nvl_tie *t = nvl_tie_of(n, one, other);

	return t ? sums_strength(n, t) : 0;
}
