/* credit.c -- what an act earns, frozen into a row of credit. */
#include "base/must.h"
#include "nvl/state.h"

/* milli-he */
static const int32_t weights[] = {[NVL_ACCEPT] = 1000,
	[NVL_CONFIRM] = 500,
	[NVL_HELPED] = 400,
	[NVL_THANKS] = 100,
	[NVL_DIALOG] = 100};
/* By level: per mille; milli-he a month, and the same for DIALOG. */
static const struct {
	int32_t voice, budget, dialog;
} levels[] = {[NVL_NONE] = {0, 0, 0},
	[NVL_CUSTOMER] = {500, 3000, 500},
	[NVL_ESTABLISHED] = {1000, 10000, 1500},
	[NVL_COMPANY] = {1000, 30000, 1500}};

int32_t nvl_budget(enum nvl_level level)
{
	must(level >= NVL_NONE && level <= NVL_COMPANY);
	return levels[level].budget;
}

static void tell(struct nvl *n, const struct nvl_act *a, struct nvl_credit row)
{
	row.id = n->next_credit++;
	row.day = a->day;
	row.month = a->month;
	row.kind = a->kind;
	row.giver = a->giver;
	row.receiver = a->receiver;
	row.thread = a->thread;
	row.post = a->post;
	row.voice = a->voice;
	row.beta = a->beta;
	if (n->tell)
		n->tell(n->tell_arg, &row);
}

/* Takes from this month's budget as much of the weight as is left. */
static int32_t spend(struct nvl_member *giver, enum nvl_kind kind)
{
	bool dialog = kind == NVL_DIALOG;
	int32_t *spent = dialog ? &giver->dialog_spent : &giver->spent;
	int32_t left = (dialog ? levels[giver->level].dialog : levels[giver->level].budget) - *spent;
	int32_t weight = weights[kind] < left ? weights[kind] : left;

	must(left >= 0);
	*spent += weight;
	table_touch(giver);
	return weight;
}

void credit_earn(struct nvl *n, struct nvl_act *a)
{
	struct nvl_member *giver = state_member(n, a->giver), *receiver = state_member(n, a->receiver);
	bool circle = giver->circle && giver->circle == receiver->circle;
	wide_t total;

	must(giver->level != NVL_NONE);
	a->month = n->month;
	a->weight = spend(giver, a->kind);
	a->voice = levels[giver->level].voice;
	a->beta = circle ? giver->beta : 1000;
	a->credit = (int32_t)((int64_t)a->weight * a->voice * a->beta / 1000000);
	a->credit_id = n->next_credit;
	a->reason = a->weight < weights[a->kind] ? NVL_BUDGET : a->beta < 1000 ? NVL_CIRCLE : NVL_COUNTED;
	total = sums_credit(n, a, 1);
	tell(n, a,
		(struct nvl_credit){.position = a->position,
			.weight = a->weight,
			.credit = a->credit,
			.total = total,
			.reason = a->reason});
}

void credit_nothing(struct nvl *n, struct nvl_act *a, enum nvl_reason why)
{
	const struct nvl_pair *p = a->kind == NVL_DIALOG ? NULL : nvl_pair_of(n, a->giver, a->receiver);

	a->reason = why;
	a->month = n->month;
	a->weight = a->voice = a->beta = a->credit = 0;
	a->credit_id = n->next_credit;
	tell(n, a, (struct nvl_credit){.position = a->position, .total = p ? p->sum : 0, .reason = why});
}

void credit_correct(struct nvl *n, const struct nvl_act *a, int64_t position, int sign)
{
	wide_t total = sums_credit(n, a, sign);

	tell(n, a,
		(struct nvl_credit){.position = position,
			.weight = a->weight * sign,
			.credit = a->credit * sign,
			.total = total,
			.corrects = a->credit_id,
			.reason = a->reason});
}
