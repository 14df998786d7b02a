/* tag_admin_pages.c -- /admin/tags/7: one tag: its name, what it means, whether it is forbidden; its synonyms; merging it into another, which
 * asks for the password. */
#include "forum/topic/topic_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/topic/topic_form.h"
#include "templates/topic/tag.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define ALL		 "/admin/tags"
#define DESCRIPTION_MOST 500

static const char *path_of(struct request *rq, int64_t tag)
{
	return arena_printf(&rq->task.arena, ALL "/%lld", (long long)tag);
}

/* Everything the page is made of, in one snapshot. v->tag NULL: there is no such tag. */
static void view_find_wait(struct request *rq, struct tag_admin_view *v)
{
	struct task *t = &rq->task;
	int64_t id = route_int8(rq, "tag");
	struct tag_changes changes = {0};
	struct tag_base *base = NULL;

	tag_of(t, id, &v->tag);
	tag_base(t, id, &base);
	tag_changes(t, id, &changes);
	db_wait(t);
	if (!v->tag)
		return;
	v->base = base ? base->id : 0;
	if (!v->form.name)
		v->form = *v->tag;
	tidy_lines_of_tags(&t->arena, &changes, &v->history);
}

static void tag_reply(struct request *rq, struct tag_admin_view *v)
{
	int status = v->wrong.status ? v->wrong.status : 200;

	if (!v->tag)
		return reply_not_found(rq);
	v->frame = frame_of(rq, v->tag->name);
	v->key = status == 200 ? guard_form_key(rq) : guard_form_key_again(rq, form_text(&rq->body, "key"));
	v->here = path_of(rq, v->tag->id);
	tag_admin_page(rq->out, v);
	reply_page_status(rq, status);
}

/* GET /admin/tags/:tag */
void tag_admin_show(struct request *rq)
{
	struct tag_admin_view v = {.synonym = "", .into = ""};

	view_find_wait(rq, &v);
	tag_reply(rq, &v);
}

/* The page again, saying what is wrong, over what holds now. */
static void refused_wait(struct request *rq, struct tag_admin_view *v)
{
	struct tag_admin_view now = {.wrong = v->wrong,
		.form = v->form,
		.synonym = v->synonym,
		.into = v->into};

	view_find_wait(rq, &now);
	tag_reply(rq, &now);
}

static void refused_with(struct request *rq, struct tag_admin_view *v, const char *why)
{
	v->wrong = (struct tidy_wrong){422, why};
	refused_wait(rq, v);
}

static void begin(struct request *rq, const char *path)
{
	db_begin(&rq->task);
	form_key_note(rq, path);
}

static void save_wait(struct request *rq, struct tag_admin_view *v)
{
	struct arena *a = &rq->task.arena;
	const char *wrong = NULL, *path = path_of(rq, v->tag->id);
	const char *name = tag_name_read(a, form_text(&rq->body, "name"), &wrong);
	struct tidy_done *done = NULL;

	v->form = (struct tag_row){.id = v->tag->id,
		.name = name ? name : form_text_or_empty(&rq->body, "name"),
		.description = text_one_line(a, form_text_or_empty(&rq->body, "description")),
		.forbidden = form_has(&rq->body, "forbidden")};
	if (!wrong && text_characters(v->form.description) > DESCRIPTION_MOST)
		wrong = _("At most 500 characters for the description, please.");
	if (wrong)
		return refused_with(rq, v, wrong);
	begin(rq, path);
	tag_set(rq, &v->form, form_int8(&rq->body, "base"), &done);
	if (!tidy_saved_wait(rq, &done, path, "saved", &v->wrong))
		refused_wait(rq, v);
}

static void synonym_wait(struct request *rq, struct tag_admin_view *v)
{
	const char *wrong = NULL, *path = path_of(rq, v->tag->id), *name;
	struct tidy_done *done = NULL;

	v->synonym = form_text_or_empty(&rq->body, "synonym");
	name = tag_name_read(&rq->task.arena, v->synonym, &wrong);
	if (wrong)
		return refused_with(rq, v, wrong);
	begin(rq, path);
	tag_synonym_add(rq, v->tag->id, name, &done);
	if (!tidy_saved_wait(rq, &done, path, "saved", &v->wrong))
		refused_wait(rq, v);
}

static void no_synonym_wait(struct request *rq, struct tag_admin_view *v)
{
	const char *path = path_of(rq, v->tag->id);
	struct tidy_done *done = NULL;

	begin(rq, path);
	tag_synonym_remove(rq, v->tag->id, form_text_or_empty(&rq->body, "synonym"), &done);
	if (!tidy_saved_wait(rq, &done, path, "saved", &v->wrong))
		refused_wait(rq, v);
}

static void merge_wait(struct request *rq, struct tag_admin_view *v)
{
	const char *wrong = NULL, *path, *name;
	struct tidy_done *done = NULL;
	struct tag *into = NULL;

	v->into = form_text_or_empty(&rq->body, "into");
	name = tag_name_read(&rq->task.arena, v->into, &wrong);
	if (wrong)
		return refused_with(rq, v, wrong);
	tag_find(&rq->task, name, &into);
	db_wait(&rq->task);
	if (!into)
		return refused_with(rq, v,
			_("There is no tag of that name. To rename this one, change its name."));
	if (!tidy_password_wait(rq, &v->wrong)) {
		if (v->wrong.status)
			refused_wait(rq, v);
		return;
	}
	path = path_of(rq, into->id);
	begin(rq, path);
	tag_merge(rq, v->tag->id, into->id, &done);
	if (!tidy_saved_wait(rq, &done, path, "saved", &v->wrong))
		refused_wait(rq, v);
}

static void undo_wait(struct request *rq, struct tag_admin_view *v)
{
	v->form.name = NULL;
	if (!tidy_undo_wait(rq, &v->history, tag_undo, path_of(rq, v->tag->id), ALL, &v->wrong))
		refused_wait(rq, v);
}

/* POST /admin/tags/:tag */
void tag_admin_post(struct request *rq)
{
	static const struct {
		const char *act;
		void (*run_wait)(struct request *, struct tag_admin_view *);
	} acts[] = {{"save", save_wait}, {"synonym", synonym_wait}, {"no-synonym", no_synonym_wait},
		{"merge", merge_wait}, {"undo", undo_wait}};
	const char *act = form_text(&rq->body, "act");
	struct tag_admin_view v = {.synonym = "", .into = ""};
	size_t i;

	view_find_wait(rq, &v);
	if (!v.tag) {
		if (!tidy_sent_before_wait(rq))
			reply_not_found(rq);
		return;
	}
	for (i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (text_is(act, acts[i].act))
			return acts[i].run_wait(rq, &v);
	reply_error(rq, 422, _("It is not known what to do."));
}
