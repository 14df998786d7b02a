/* touched.c -- see touched.h. The mirror of gather.c: columns are taken in the order in which touched_sql.c names them. */
#include "forum/standing/touched.h"

#include <string.h>

#include "base/must.h"
#include "forum/standing/rows.h"

static struct nvl_entry entry_of(struct row_values *v)
{
	struct nvl_entry x;

	x.position = row_take(v);
	x.day = (int32_t)row_take(v);
	x.kind = (enum nvl_kind)row_take(v);
	x.giver = row_take(v);
	x.receiver = row_take(v);
	x.thread = row_take(v);
	x.post = row_take(v);
	x.number = row_take(v);
	return x;
}

static int32_t take_day(struct row_values *v)
{
	bool never = row_next_is_null(v);
	int32_t day = (int32_t)row_take(v);

	return never ? NVL_NEVER : day;
}

static void take_facts(struct row_values *v, struct nvl_facts *f)
{
	f->since = take_day(v);
	f->staff = row_take_bool(v);
	f->suspended = row_take_bool(v);
	f->household = row_take(v);
}

static void load_member(struct nvl *n, struct row_values *v)
{
	struct nvl_member x = {0};

	x.id = row_take(v);
	take_facts(v, &x.recorded);
	take_facts(v, &x.counting);
	x.level = (enum nvl_level)row_take(v);
	x.spent = (int32_t)row_take(v);
	x.dialog_spent = (int32_t)row_take(v);
	x.circle = row_take(v);
	x.beta = (int32_t)row_take(v);
	x.active = take_day(v);
	x.help = row_take(v);
	x.found = row_take(v);
	x.ties = row_take(v);
	x.people = (int32_t)row_take(v);
	x.waiting = (int32_t)row_take(v);
	nvl_load_member(n, &x);
}

static void load_pair(struct nvl *n, struct row_values *v)
{
	struct nvl_pair x;

	x.giver = row_take(v);
	x.receiver = row_take(v);
	x.sum = row_take_wide(v);
	x.acts = (int32_t)row_take(v);
	nvl_load_pair(n, &x);
}

static void load_tie(struct nvl *n, struct row_values *v)
{
	struct nvl_tie x;

	x.low = row_take(v);
	x.high = row_take(v);
	x.x = row_take_wide(v);
	x.y = row_take_wide(v);
	nvl_load_tie(n, &x);
}

static void load_found(struct nvl *n, struct row_values *v)
{
	struct nvl_found x;

	x.post = row_take(v);
	x.receiver = row_take(v);
	x.sum = row_take_wide(v);
	x.credits = (int32_t)row_take(v);
	nvl_load_found(n, &x);
}

static void load_said(struct nvl *n, struct row_values *v)
{
	struct nvl_said x;

	x.thread = row_take(v);
	x.low = row_take(v);
	x.high = row_take(v);
	x.directions = (uint8_t)row_take(v);
	nvl_load_said(n, &x);
}

static void load_act(struct nvl *n, struct row_values *v)
{
	struct nvl_act x;

	x.position = row_take(v);
	x.day = (int32_t)row_take(v);
	x.kind = (enum nvl_kind)row_take(v);
	x.giver = row_take(v);
	x.receiver = row_take(v);
	x.thread = row_take(v);
	x.post = row_take(v);
	x.state = (enum nvl_act_state)row_take(v);
	x.before = (enum nvl_act_state)row_take(v);
	x.held = row_take_bool(v);
	x.reason = (enum nvl_reason)row_take(v);
	x.credit_id = row_take(v);
	x.credit = (int32_t)row_take(v);
	x.month = (int32_t)row_take(v);
	x.weight = (int32_t)row_take(v);
	x.voice = (int32_t)row_take(v);
	x.beta = (int32_t)row_take(v);
	nvl_load_act(n, &x);
}

size_t touched_entries(const struct standing_touched *x, struct nvl_entry out[STANDING_BATCH])
{
	size_t i;

	for (i = 0; i < x->n && x->v[i].what == TOUCHED_ENTRY; i++) {
		must(i < STANDING_BATCH);
		out[i] = entry_of(&(struct row_values){x->v[i].line});
	}
	return i;
}

/* Whether it is the same row as the one before. */
static bool again(const struct standing_touched *x, size_t i)
{
	return i > 0 && x->v[i].what == x->v[i - 1].what && strcmp(x->v[i].line, x->v[i - 1].line) == 0;
}

void touched_load(const struct standing_touched *x, struct nvl *n)
{
	static void (*const load[])(struct nvl *, struct row_values *) = {[TOUCHED_MEMBER] = load_member,
		[TOUCHED_PAIR] = load_pair,
		[TOUCHED_TIE] = load_tie,
		[TOUCHED_FOUND] = load_found,
		[TOUCHED_SAID] = load_said,
		[TOUCHED_ACT] = load_act};
	size_t i;

	for (i = 0; i < x->n; i++)
		if (x->v[i].what != TOUCHED_ENTRY && !again(x, i))
			load[x->v[i].what](n, &(struct row_values){x->v[i].line});
}
