/* edit_rate.c -- see edit_rate.h. */
#include "forum/edit/edit_rate.h"

#include "base/arena.h"
#include "base/intl.h"
#include "forum/rate.h"
#include "web/reply.h"
#include "web/request.h"

#define EDITS_AN_HOUR 300
#define EXEMPT	      (ROLE_MODERATOR | ROLE_STAFF | ROLE_ADMIN)

bool edit_rate_ok_or_reply_wait(struct request *rq)
{
	struct rate limit = {"edits of member",
		arena_printf(&rq->task.arena, "%lld", (long long)rq->viewer.id), EDITS_AN_HOUR, 3600};
	int again_s;

	if (rq->viewer.roles & EXEMPT || rate_ok_wait(&rq->task, &limit, 1, &again_s))
		return true;
	reply_retry_after(rq, 429, again_s,
		_("You have changed very much within an hour. Please wait a little; what you wrote is kept here."));
	return false;
}
