/* edit_rate.c -- see edit_rate.h. */
#include "forum/edit/edit_rate.h"

#include "base/arena.h"
#include "base/intl.h"
#include "forum/rate.h"
#include "web/reply.h"
#include "web/request.h"

#define EDITS_AN_HOUR 300
#define EXEMPT	      (ROLE_MODERATOR | ROLE_STAFF | ROLE_ADMIN)

struct edit_rate {
	struct rate limit;
	struct rate_count *count;
};

struct edit_rate *edit_rate_look(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	struct edit_rate *rate = arena_new(a, struct edit_rate);

	rate->limit = (struct rate){"edits of member", arena_printf(a, "%lld", (long long)rq->viewer.id),
		EDITS_AN_HOUR, 3600};
	if (!(rq->viewer.roles & EXEMPT))
		rate_hold(&rq->task, &rate->limit, 1, &rate->count);
	return rate;
}

bool edit_rate_ok_or_reply(struct request *rq, const struct edit_rate *rate)
{
	int again_s;

	if (rq->viewer.roles & EXEMPT || rate_room(&rate->limit, 1, &rate->count, &again_s))
		return true;
	reply_retry_after(rq, 429, again_s,
		_("You have changed very much within an hour. Please wait a little; what you wrote is kept here."));
	return false;
}

void edit_rate_count(struct request *rq, const struct edit_rate *rate)
{
	if (!(rq->viewer.roles & EXEMPT))
		rate_count(&rq->task, &rate->limit, 1);
}
