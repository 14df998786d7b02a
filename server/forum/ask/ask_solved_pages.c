/* ask_solved_pages.c -- "This solved it", said by somebody who was about to ask: the best service is no
 * service. Counted once a day and address for each thread, at most 20 a day; beyond that the thanks are the
 * same. */
#include "forum/ask/ask_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/ask/ask_inside.h"
#include "forum/ask/ask_view.h"
#include "forum/event.h"
#include "forum/frame/frame.h"
#include "forum/rate.h"
#include "forum/thread/thread.h"
#include "templates/ask.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define DAY_S	 86400
#define MOST_DAY 20

static bool counts_wait(struct request *rq, int64_t thread)
{
	struct arena *a = &rq->task.arena;
	const char *who = rate_prefix(a, rq->address);
	const struct rate limits[] = {
		{"deflected", who, MOST_DAY, DAY_S},
		{"deflected.thread", arena_printf(a, "%s %lld", who, (long long)thread), 1, DAY_S},
	};
	int again_s;

	return rate_ok_wait(&rq->task, limits, 2, &again_s);
}

/* POST /ask/solved -- from a member as from a guest. */
void ask_solved_post(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t thread = form_int8(&rq->body, "thread");

	if (thread > 0 && counts_wait(rq, thread)) {
		db_begin(t);
		ask_deflection_add(t, thread, rq->viewer.id);
		event_note(t, EVENT_DEFLECTED, rq->viewer.id, 0, thread, 0, 0);
		if (db_commit_wait(t) == DB_CONFLICT) {
			db_conflict(t);
			return reply_not_found(rq);
		}
	}
	reply_see_other(rq, arena_printf(&t->arena, "/ask/solved/%lld", (long long)thread));
}

/* GET /ask/solved/:thread -- thanks, and where it was. */
void ask_solved_show(struct request *rq)
{
	struct solved_view v = {.frame = frame_of(rq, _("Good to hear"))};
	struct thread *th = NULL;

	thread_find(&rq->task, route_int8(rq, "thread"), &th);
	db_wait(&rq->task);
	if (!thread_visible(th, &rq->viewer))
		return reply_not_found(rq);
	v.thread = th->id;
	v.title = th->title;
	v.slug = th->slug;
	ask_solved_page(rq->out, &v);
	reply_page(rq);
}
