/* topics_admin_pages.c -- /admin/topics: all topics, to be put in order by numbers or by buttons; a new one; what was done to them. */
#include "forum/topic/topic_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/topic/topic_form.h"
#include "templates/topic/topics.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

#define HERE "/admin/topics"

/* Everything the page is made of, in one snapshot. */
static void view_find_wait(struct request *rq, struct topics_admin_view *v)
{
	struct task *t = &rq->task;
	struct topic_changes changes = {0};
	struct topic_base *base = NULL;

	topics_all(t, &v->topics);
	topics_base(t, &base);
	topic_changes(t, 0, &changes);
	db_wait(t);
	v->base = base ? base->id : 0;
	tidy_lines_of_topics(&t->arena, &changes, &v->history);
	if (!v->make.id)
		v->make = topic_form_of(&t->arena, "new",
			&(struct topic_facts){.name = "",
				.description = "",
				.slug = "",
				.colour = 1 + (int64_t)(v->topics.n % 12),
				.open = true});
}

static void topics_reply(struct request *rq, struct topics_admin_view *v)
{
	int status = v->wrong.status ? v->wrong.status : 200;

	v->frame = frame_of(rq, _("Topics"));
	v->key = status == 200 ? guard_form_key(rq) : guard_form_key_again(rq, form_text(&rq->body, "key"));
	topics_admin_page(rq->out, v);
	reply_page_status(rq, status);
}

/* GET /admin/topics */
void topics_admin_show(struct request *rq)
{
	struct topics_admin_view v = {0};

	view_find_wait(rq, &v);
	topics_reply(rq, &v);
}

/* The page again, saying what is wrong, over what holds now. */
static void refused_wait(struct request *rq, struct topics_admin_view *v)
{
	struct topics_admin_view now = {.wrong = v->wrong, .make = v->make};

	view_find_wait(rq, &now);
	topics_reply(rq, &now);
}

static void order_wait(struct request *rq, struct topics_admin_view *v)
{
	struct task *t = &rq->task;
	struct tidy_done *done = NULL;

	view_find_wait(rq, v);
	db_begin(t);
	form_key_note(rq, HERE);
	topics_order(rq, form_int8(&rq->body, "base"), topics_in_order(&t->arena, &v->topics, &rq->body),
		&done);
	if (!tidy_saved_wait(rq, &done, HERE, "saved", &v->wrong))
		refused_wait(rq, v);
}

static void make_wait(struct request *rq, struct topics_admin_view *v)
{
	struct task *t = &rq->task;
	struct tidy_done *done = NULL;
	const char *wrong = topic_form_read(&t->arena, "new", &rq->body, &v->make);

	v->wrong = (struct tidy_wrong){wrong ? 422 : 0, wrong};
	if (!wrong) {
		db_begin(t);
		form_key_note(rq, HERE);
		topic_make(rq, &v->make.facts, &done);
		if (tidy_saved_wait(rq, &done, HERE, "saved", &v->wrong))
			return;
	}
	refused_wait(rq, v);
}

static void undo_wait(struct request *rq, struct topics_admin_view *v)
{
	view_find_wait(rq, v);
	if (!tidy_undo_wait(rq, &v->history, topic_undo, HERE, HERE, &v->wrong))
		refused_wait(rq, v);
}

/* POST /admin/topics */
void topics_admin_post(struct request *rq)
{
	const char *act = form_text(&rq->body, "act");
	struct topics_admin_view v = {0};

	if (text_is(act, "order"))
		return order_wait(rq, &v);
	if (text_is(act, "make"))
		return make_wait(rq, &v);
	if (text_is(act, "undo"))
		return undo_wait(rq, &v);
	reply_error(rq, 422, _("It is not known what to do."));
}
