/* ask_pages.c -- GET /ask: one field; what is like it; then the form with all that belongs to a question.
 * Each step is a page of its own, and its address holds what was typed, so signing in on the way loses
 * nothing. */
#include "forum/ask/ask_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/ask/ask_page.h"
#include "forum/ask/ask_view.h"
#include "forum/draft/draft.h"
#include "forum/frame/frame.h"
#include "forum/private/private.h"
#include "forum/thread/thread.h"
#include "templates/ask.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

/* What the address says. */
struct ask_query {
	const char *q, *topic;
	int64_t from, draft;
};

static struct ask_query query_read(struct request *rq)
{
	struct arena *a = &rq->task.arena;

	return (struct ask_query){
		.q = text_one_line(a, form_text_or_empty(&rq->query, "q")),
		.topic = form_text_or_empty(&rq->query, "topic"),
		.from = form_int8(&rq->query, "from"),
		.draft = form_int8(&rq->query, "draft"),
	};
}

static const char *path_with(struct arena *a, const struct ask_query *q, bool details)
{
	const char *path = arena_printf(a, "/ask?q=%s", text_percent(a, q->q));

	if (*q->topic)
		path = arena_printf(a, "%s&topic=%s", path, text_percent(a, q->topic));
	if (q->from)
		path = arena_printf(a, "%s&from=%lld", path, (long long)q->from);
	return details ? arena_printf(a, "%s&step=details", path) : path;
}

/* From a thread that did not help: its title is the first guess at the question. */
static void from_thread_wait(struct request *rq, struct ask_query *q)
{
	struct thread *th = NULL;

	thread_find(&rq->task, q->from, &th);
	db_wait(&rq->task);
	if (!thread_visible(th, &rq->viewer)) {
		q->from = 0;
		return reply_see_other(rq, path_with(&rq->task.arena, q, false));
	}
	q->q = th->title;
	if (!*q->topic)
		q->topic = th->topic_slug;
	reply_see_other(rq, path_with(&rq->task.arena, q, false));
}

static void question_show_wait(struct request *rq, const struct ask_query *q)
{
	struct ask_view v = {.frame = frame_of(rq, _("Ask")), .q = q->q, .topic = q->topic, .from = q->from};

	v.frame.asking = true;
	if (*q->q) {
		similar_find(&rq->task, q->q, q->from, &v.similars);
		v.details_path = path_with(&rq->task.arena, q, true);
	}
	db_wait(&rq->task);
	v.frame.nav = "ask";
	v.frame.own_box = true;
	v.frame.canonical = *q->q ? NULL : "/ask";
	ask_page(rq->out, &v);
	reply_page(rq);
}

/* ---- the form ---- */

/* What was asked for the form. */
struct details_material {
	struct draft *draft;
	struct thread *from;
};

static const char *or_else(const char *first, const char *second)
{
	return text_empty(first) ? second : first;
}

/* The draft, unless it is of another question: then this one gets a draft of its own. */
static void asked_begin(struct arena *a, const struct ask_query *q, const struct details_material *m,
	struct asked *out)
{
	struct form kept;

	draft_form(a, m->draft, &kept);
	asked_read(a, &kept, out);
	out->draft = q->draft;
	if (*q->q && *out->title && !text_is(out->title, q->q)) {
		asked_read(a, &(struct form){NULL, 0}, out);
		out->draft = clock_now().us / 1000000;
	}
	out->title = or_else(q->q, out->title);
	out->topic = or_else(or_else(out->topic, q->topic), m->from ? m->from->topic_slug : "");
	out->product = or_else(out->product, m->from ? m->from->product : "");
}

static void details_show_wait(struct request *rq, const struct ask_query *q)
{
	struct task *t = &rq->task;
	struct details_material m = {0};
	struct intake_key *sealed_with = NULL;
	struct details_view v = {.frame = frame_of(rq, _("Ask")), .key = guard_form_key(rq)};

	v.frame.asking = true;
	draft_find(t, rq->viewer.id, draft_place(&t->arena, "ask", q->draft), &m.draft);
	if (q->from)
		thread_find(t, q->from, &m.from);
	if (*q->q)
		similar_find(t, q->q, q->from, &v.similars);
	topics_all(t, &v.topics);
	intake_key_find(t, &sealed_with);
	db_wait(t);
	v.desk = sealed_with != NULL;

	if (!thread_visible(m.from, &rq->viewer))
		m.from = NULL;
	asked_begin(&t->arena, q, &m, &v.asked);
	v.draft_kept = m.draft && v.asked.draft == q->draft;
	details_reply(rq, &v, 200);
}

/* GET /ask */
void ask_show(struct request *rq)
{
	struct ask_query q = query_read(rq);
	bool details = text_is(form_text(&rq->query, "step"), "details");

	if (q.from && !*q.q)
		return from_thread_wait(rq, &q);
	if (!details)
		return question_show_wait(rq, &q);
	if (!rq->viewer.id)
		return reply_see_other(rq,
			arena_printf(&rq->task.arena, "/signin?next=%s",
				text_percent(&rq->task.arena, path_with(&rq->task.arena, &q, true))));
	details_show_wait(rq, &q);
}
