/* acts.c -- the life of an act: given, credited at once or later, undone, voided, held; the table in README.md says which step is legal
 * when. An act is "live" while it is pending or credited and not held: then it counts for people helped. It is "in force" while it is
 * credited and not held: then its credit stands in the sums. Whatever step changes that is accounted for in one place, act_become(). */
#include "base/must.h"
#include "nvl/state.h"

static bool act_live(const struct nvl_act *a)
{
	return !a->held && a->kind != NVL_DIALOG && (a->state == NVL_PENDING || a->state == NVL_CREDITED);
}

static bool act_waits(const struct nvl_act *a)
{
	return act_live(a) && a->state == NVL_PENDING;
}

static bool act_in_force(const struct nvl_act *a)
{
	return !a->held && a->state == NVL_CREDITED;
}

/* What being live means to the pair and the receiver; ${sign} -1: not any more. */
static void count_live(struct nvl *n, const struct nvl_act *a, int sign)
{
	struct nvl_pair *p = state_pair(n, a->giver, a->receiver);
	struct nvl_member *m = state_member(n, a->receiver);

	if (sign > 0 && p->acts == 0)
		m->people++;
	p->acts += sign;
	if (sign < 0 && p->acts == 0)
		m->people--;
	must(p->acts >= 0 && m->people >= 0);
	table_touch(p);
	table_touch(m);
}

static void count_waiting(struct nvl *n, const struct nvl_act *a, int sign)
{
	struct nvl_member *m = state_member(n, a->receiver);

	m->waiting += sign;
	must(m->waiting >= 0);
	table_touch(m);
}

static void count(struct nvl *n, const struct nvl_act *a, bool lived, bool waited)
{
	if (act_live(a) != lived)
		count_live(n, a, lived ? -1 : 1);
	if (act_waits(a) != waited)
		count_waiting(n, a, waited ? -1 : 1);
}

/* Changes an act that is there by the entry at ${position}. */
static void act_become(struct nvl *n, struct nvl_act *a, enum nvl_act_state state, bool held,
	int64_t position)
{
	bool lived = act_live(a), waited = act_waits(a), counted = act_in_force(a);

	a->state = state;
	a->held = held;
	table_touch(a);
	count(n, a, lived, waited);
	if (act_in_force(a) != counted)
		credit_correct(n, a, position, counted ? -1 : 1);
}

static void act_nothing(struct nvl *n, struct nvl_act *a, enum nvl_reason why)
{
	bool lived = act_live(a), waited = act_waits(a);

	must(!act_in_force(a));
	a->state = NVL_NOTHING;
	table_touch(a);
	count(n, a, lived, waited);
	credit_nothing(n, a, why);
}

enum nvl_reason acts_void(struct nvl *n, int64_t giver, int64_t receiver)
{
	int64_t household = state_member(n, giver)->counting.household;

	if (giver == receiver)
		return NVL_SELF;
	if (household && household == state_member(n, receiver)->counting.household)
		return NVL_HOUSEHOLD_OWN;
	return NVL_COUNTED;
}

/* For acts that are not counted yet (their state is NVL_NOTHING) and for those that wait. What was learned about households while an
 * act waited is looked at again. */
void acts_earn(struct nvl *n, struct act_row *row)
{
	struct nvl_act *a = &row->act;
	bool lived = act_live(a), waited = act_waits(a), queued = a->state == NVL_PENDING;
	enum nvl_reason why = acts_void(n, a->giver, a->receiver);

	if (why != NVL_COUNTED) {
		act_nothing(n, a, why);
		return;
	}
	table_touch(a);
	if (state_member(n, a->giver)->level == NVL_NONE) {
		a->state = NVL_PENDING;
		a->reason = NVL_COUNTED;
		if (!queued)
			state_enqueue(n, row);
	} else {
		a->state = NVL_CREDITED;
		credit_earn(n, a);
	}
	count(n, a, lived, waited);
}

/* ---- giving ---- */

static bool holds_key(const struct nvl_act *a)
{
	return a->state == NVL_PENDING || a->state == NVL_CREDITED || a->state == NVL_VOIDED;
}

static bool key_taken(const struct nvl *n, const struct nvl_act *a)
{
	const struct act_row *r;

	for (r = state_rivals(n, a); r; r = r->next)
		if (holds_key(&r->act))
			return true;
	return false;
}

static void note_active(struct nvl *n, int64_t member)
{
	struct nvl_member *m = state_member(n, member);

	if (m->active == n->day)
		return;
	m->active = n->day;
	table_touch(m);
}

void acts_give(struct nvl *n, const struct nvl_entry *e)
{
	struct nvl_act a = {.position = e->position,
		.day = e->day,
		.kind = e->kind,
		.giver = e->giver,
		.receiver = e->receiver,
		.thread = e->thread,
		.post = e->post,
		.state = NVL_NOTHING};
	enum nvl_reason why = acts_void(n, a.giver, a.receiver);
	struct act_row *row;

	if (why == NVL_COUNTED && key_taken(n, &a))
		why = NVL_DUPLICATE;
	row = state_act(n, &a);
	if (why != NVL_COUNTED) {
		act_nothing(n, &row->act, why);
		return;
	}
	note_active(n, a.giver);
	note_active(n, a.receiver);
	acts_earn(n, row);
}

/* ---- taking back ---- */

/* The key of ${a} is free: the earliest duplicate that still stands takes it. */
static void pass_on(struct nvl *n, const struct nvl_act *a)
{
	struct act_row *r, *heir = NULL;

	for (r = state_rivals(n, a); r; r = r->next)
		if (r->act.state == NVL_NOTHING && r->act.reason == NVL_DUPLICATE &&
			(!heir || state_act_order(r, heir) < 0))
			heir = r;
	if (heir)
		acts_earn(n, heir);
}

/* Whether there was something to take back; ${freed}: and its key is free now. */
static bool take_back(struct nvl *n, struct nvl_act *a, int64_t position, bool *freed)
{
	switch (a->state) {
	case NVL_PENDING:
	case NVL_CREDITED:
		*freed = true;
		act_become(n, a, NVL_UNDONE, false, position);
		return true;
	case NVL_NOTHING:
		act_become(n, a, NVL_UNDONE, false, position);
		return true;
	case NVL_VOIDED: /* its key stays taken, or one could be voided and do the same again */
		if (a->before == NVL_UNDONE)
			return false;
		a->before = NVL_UNDONE;
		table_touch(a);
		return true;
	case NVL_UNDONE:
		return false;
	}
	must(!"a state we have");
}

enum nvl_verdict acts_undo(struct nvl *n, const struct nvl_entry *e)
{
	struct nvl_act like = {.kind = (enum nvl_kind)e->number,
		.giver = e->giver,
		.receiver = e->receiver,
		.thread = e->thread,
		.post = e->post};
	bool any = false, freed = false;
	struct act_row *r;

	if (e->number < NVL_ACCEPT || e->number > NVL_THANKS)
		return NVL_NOTHING_THERE;
	for (r = state_rivals(n, &like); r; r = r->next)
		if (r->act.post == e->post && take_back(n, &r->act, e->position, &freed))
			any = true;
	if (freed)
		pass_on(n, &like);
	return any ? NVL_TAKEN : NVL_NOTHING_THERE;
}

/* ---- judging ---- */

static void unvoid(struct nvl *n, struct nvl_act *a, int64_t position)
{
	bool undone = a->before == NVL_UNDONE;

	act_become(n, a, a->before, a->held && !undone, position);
	if (undone)
		pass_on(n, a);
}

enum nvl_verdict acts_judge(struct nvl *n, const struct nvl_entry *e)
{
	struct nvl_act *a = state_act_at(n, e->number);
	bool stands = a && (a->state == NVL_PENDING || a->state == NVL_CREDITED);

	if (e->kind == NVL_VOID && stands) {
		a->before = a->state;
		act_become(n, a, NVL_VOIDED, a->held, e->position);
	} else if (e->kind == NVL_UNVOID && a && a->state == NVL_VOIDED) {
		unvoid(n, a, e->position);
	} else if (e->kind == NVL_HOLD && stands && !a->held) {
		act_become(n, a, a->state, true, e->position);
	} else if (e->kind == NVL_RELEASE && stands && a->held) {
		act_become(n, a, a->state, false, e->position);
	} else {
		return NVL_NOTHING_THERE;
	}
	return NVL_TAKEN;
}

/* ---- talking ---- */

/* Of nvl_said.directions: up is from the lower id to the higher. */
enum { SPOKE_UP = 1, SPOKE_DOWN = 2, DIALOG_UP = 4, DIALOG_DOWN = 8 };

static void dialog(struct nvl *n, const struct nvl_entry *e, int64_t giver, int64_t receiver)
{
	struct act_row now = {.act = {.position = e->position,
				      .day = e->day,
				      .kind = NVL_DIALOG,
				      .giver = giver,
				      .receiver = receiver,
				      .thread = e->thread,
				      .state = NVL_PENDING}};

	if (state_member(n, giver)->level != NVL_NONE) {
		credit_earn(n, &now.act);
	} else {
		struct act_row *row = state_act(n, &now.act);

		table_touch(row);
		state_enqueue(n, row);
	}
}

/* Once for each direction in a thread; ${bit} says which. */
static void dialog_once(struct nvl *n, const struct nvl_entry *e, struct nvl_said *s, uint8_t bit)
{
	bool up = bit == DIALOG_UP;

	if (s->directions & bit)
		return;
	s->directions |= bit;
	table_touch(s);
	if (acts_void(n, s->low, s->high) == NVL_COUNTED)
		dialog(n, e, up ? s->low : s->high, up ? s->high : s->low);
}

void acts_said(struct nvl *n, const struct nvl_entry *e)
{
	struct nvl_said *s;
	uint8_t bit;

	if (e->giver == e->receiver)
		return;
	s = state_said(n, e->thread, e->giver, e->receiver);
	bit = e->giver == s->low ? SPOKE_UP : SPOKE_DOWN;
	if (s->directions & bit)
		return;
	s->directions |= bit;
	table_touch(s);
	if ((~s->directions & (SPOKE_UP | SPOKE_DOWN)) == 0) {
		dialog_once(n, e, s, DIALOG_UP);
		dialog_once(n, e, s, DIALOG_DOWN);
	}
}

void acts_dialog(struct nvl *n, const struct nvl_entry *e)
{
	struct nvl_said *s;

	if (e->giver == e->receiver)
		return;
	s = state_said(n, e->thread, e->giver, e->receiver);
	dialog_once(n, e, s, e->giver == s->low ? DIALOG_UP : DIALOG_DOWN);
}
