/* money.c -- see money.h. */
#include "forum/standing/money.h"

int64_t money_clv(const struct money_rate *r)
{
	return r->margin * (1000 + r->discount) / (1000 + r->discount - r->retention);
}

/* Each act by itself, so that a sum does not depend on how acts are gathered. */
static int64_t avoided(const struct money_rate *r, int64_t acts, int64_t percent)
{
	return acts * (r->contact * percent / 100);
}

void money_add(struct money_value *v, const struct money_rate *r, const struct money_deeds *d)
{
	int64_t clv = money_clv(r);

	v->avoided += avoided(r, d->accepts, r->by_accept) + avoided(r, d->confirms, r->by_confirm) +
		      avoided(r, d->helps, r->by_helped) + avoided(r, d->thanks, r->by_thanks);
	v->found += r->contact * r->by_found * d->found / (100 * 1000);
	v->retention += d->accepters * (clv * r->kept / 1000);
	v->crv += d->referrals * (r->referred * clv / 100 + r->acquisition);
}

void money_close(struct money_value *v, const struct money_rate *newest, _Bool customer)
{
	v->clv = customer ? money_clv(newest) : 0;
	v->cev = v->clv + v->avoided + v->found + v->retention + v->crv;
}
