/* threads_pages.c -- the community's threads as staff look through them: unanswered ones first of all, the oldest at the top. */
#include "forum/desk/desk_pages.h"

#include "base/intl.h"
#include "db/query.h"
#include "forum/desk/desk_view.h"
#include "forum/desk/threads_sql.h"
#include "templates/desk/threads.h"
#include "web/reply.h"
#include "web/request.h"

/* "1700000000000000.42", the key of the last thread of the page before; else nothing. */
static void before_read(struct arena *a, const char *text, struct when *at, int64_t *id)
{
	struct slice rest = slice_of(text), us = slice_cut(&rest, '.');

	if (rest.s && text_int8(arena_text_n(a, us.s, us.n), &at->us) && text_int8(rest.s, id) && at->us > 0)
		return;
	*at = (struct when){0};
	*id = 0;
}

/* GET /threads?tab=all&topic=…&before=… */
void desk_threads_show(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	struct desk_threads_view v = {.frame = desk_frame_of(rq, _("Threads"), "threads"),
		.all = text_is(form_text(&rq->query, "tab"), "all"),
		.topic = form_text_or_empty(&rq->query, "topic")};
	const struct desk_listed_thread *last;
	struct when at = {0};
	int64_t id = 0;

	before_read(a, form_text_or_empty(&rq->query, "before"), &at, &id);
	desk_topics_find(&rq->task, &v.topics);
	desk_threads_list(&rq->task, !v.all, v.topic, at, id, &v.threads);
	db_wait(&rq->task);
	if (v.threads.n > DESK_THREADS) {
		v.threads.n = DESK_THREADS;
		last = &v.threads.v[DESK_THREADS - 1];
		v.next = arena_printf(a, "/threads?tab=%s&topic=%s&before=%lld.%lld",
			v.all ? "all" : "unanswered", text_percent(a, v.topic), (long long)last->at.us,
			(long long)last->id);
	}
	desk_threads_page(rq->out, &v);
	reply_page(rq);
}
