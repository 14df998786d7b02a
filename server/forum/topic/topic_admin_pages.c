/* topic_admin_pages.c -- /admin/topics/7: one topic: what it is called and where, merging it into another, deleting it. Merging and
 * deleting ask for the password. */
#include "forum/topic/topic_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/topic/topic_form.h"
#include "templates/topic/topic.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define ALL "/admin/topics"

static const char *here(struct request *rq)
{
	return arena_printf(&rq->task.arena, ALL "/%lld", (long long)route_int8(rq, "topic"));
}

static struct topic_facts facts_of(const struct topic *x)
{
	return (struct topic_facts){.name = x->name,
		.description = x->description,
		.slug = x->slug,
		.colour = x->colour,
		.open = x->open};
}

/* Everything the page is made of, in one snapshot. v->topic NULL: there is no such topic. */
static void view_find_wait(struct request *rq, struct topic_admin_view *v)
{
	struct task *t = &rq->task;
	int64_t id = route_int8(rq, "topic");
	struct topic_changes changes = {0};
	struct topic_base *base = NULL;
	struct topic_facts facts;

	topic_of(t, id, &v->topic);
	topics_all(t, &v->others);
	topic_base(t, id, &base);
	topic_addresses(t, id, &v->addresses);
	topic_changes(t, id, &changes);
	db_wait(t);
	if (!v->topic)
		return;
	v->base = base ? base->id : 0;
	tidy_lines_of_topics(&t->arena, &changes, &v->history);
	facts = facts_of(v->topic);
	if (!v->form.id)
		v->form = topic_form_of(&t->arena, "topic", &facts);
}

static void topic_reply(struct request *rq, struct topic_admin_view *v)
{
	int status = v->wrong.status ? v->wrong.status : 200;

	if (!v->topic)
		return reply_not_found(rq);
	v->frame = frame_of(rq, v->topic->name);
	v->key = status == 200 ? guard_form_key(rq) : guard_form_key_again(rq, form_text(&rq->body, "key"));
	v->here = here(rq);
	topic_admin_page(rq->out, v);
	reply_page_status(rq, status);
}

/* GET /admin/topics/:topic */
void topic_admin_show(struct request *rq)
{
	struct topic_admin_view v = {0};

	view_find_wait(rq, &v);
	topic_reply(rq, &v);
}

/* The page again, saying what is wrong, over what holds now. */
static void refused_wait(struct request *rq, struct topic_admin_view *v)
{
	struct topic_admin_view now = {.wrong = v->wrong, .form = v->form, .into = v->into};

	view_find_wait(rq, &now);
	topic_reply(rq, &now);
}

static void begin(struct request *rq, const char *path)
{
	db_begin(&rq->task);
	form_key_note(rq, path);
}

static void save_wait(struct request *rq, struct topic_admin_view *v)
{
	const char *wrong = topic_form_read(&rq->task.arena, "topic", &rq->body, &v->form), *path = here(rq);
	struct tidy_done *done = NULL;

	v->wrong = (struct tidy_wrong){wrong ? 422 : 0, wrong};
	if (!wrong) {
		begin(rq, path);
		topic_set(rq, v->topic->id, form_int8(&rq->body, "base"), &v->form.facts, &done);
		if (tidy_saved_wait(rq, &done, path, "saved", &v->wrong))
			return;
	}
	refused_wait(rq, v);
}

static void merge_wait(struct request *rq, struct topic_admin_view *v)
{
	const char *path;
	struct tidy_done *done = NULL;

	v->into = form_int8(&rq->body, "into");
	path = arena_printf(&rq->task.arena, ALL "/%lld", (long long)v->into);
	if (tidy_password_wait(rq, &v->wrong)) {
		begin(rq, path);
		topic_merge(rq, v->topic->id, v->into, &done);
		if (tidy_saved_wait(rq, &done, path, "saved", &v->wrong))
			return;
	} else if (!v->wrong.status)
		return;
	refused_wait(rq, v);
}

static void delete_wait(struct request *rq, struct topic_admin_view *v)
{
	struct tidy_done *done = NULL;

	if (tidy_password_wait(rq, &v->wrong)) {
		begin(rq, ALL);
		topic_delete(rq, v->topic->id, &done);
		if (tidy_saved_wait(rq, &done, ALL, "deleted", &v->wrong))
			return;
	} else if (!v->wrong.status)
		return;
	refused_wait(rq, v);
}

static void undo_wait(struct request *rq, struct topic_admin_view *v)
{
	if (tidy_undo_wait(rq, &v->history, topic_undo, here(rq), ALL, &v->wrong))
		return;
	v->form.id = NULL;
	refused_wait(rq, v);
}

/* POST /admin/topics/:topic */
void topic_admin_post(struct request *rq)
{
	static const struct {
		const char *act;
		void (*run_wait)(struct request *, struct topic_admin_view *);
	} acts[] = {{"save", save_wait}, {"merge", merge_wait}, {"delete", delete_wait}, {"undo", undo_wait}};
	const char *act = form_text(&rq->body, "act");
	struct topic_admin_view v = {0};
	size_t i;

	view_find_wait(rq, &v);
	if (!v.topic) {
		if (!tidy_sent_before_wait(rq))
			reply_not_found(rq);
		return;
	}
	for (i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (text_is(act, acts[i].act))
			return acts[i].run_wait(rq, &v);
	reply_error(rq, 422, _("It is not known what to do."));
}
