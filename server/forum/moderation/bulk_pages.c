/* bulk_pages.c -- many posts at once: all of one author in the last hour or day, or all that is held of new accounts. First they are shown, then
 * they are hidden as one group, which one click takes back. What was posted after the preview is left out: nobody has seen it. */
#include "forum/moderation/moderation_pages.h"

#include "base/intl.h"
#include "db/query.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/moderation/decide.h"
#include "forum/moderation/decide_sql.h"
#include "forum/moderation/pages.h"
#include "templates/moderation.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define DAYS_MOST    365
#define MINUTES_MOST (365 * 24 * 60)

static int64_t between(int64_t n, int64_t most)
{
	return n < 0 ? 0 : n > most ? most : n;
}

static void posts_ask(struct request *rq, const struct form *f, struct bulk_view *v)
{
	int64_t member = form_int8(f, "member");

	v->minutes = between(form_int8(f, "minutes"), MINUTES_MOST);
	v->days = between(form_int8(f, "days"), DAYS_MOST);
	if (member) {
		person_find(&rq->task, member, 0, &v->person);
		bulk_of_member(&rq->task, member, v->minutes, form_int8(f, "upto"), &v->posts);
	} else {
		bulk_of_held(&rq->task, v->days, form_int8(f, "upto"), &v->posts);
	}
}

/* GET /moderation/bulk?member=7&minutes=60, or ?days=7 -- what would be hidden. */
void moderation_bulk_show(struct request *rq)
{
	struct bulk_view v = {.frame = frame_of(rq, _("Hide many posts"))};
	size_t i;

	posts_ask(rq, &rq->query, &v);
	db_wait(&rq->task);
	if (form_int8(&rq->query, "member") && !v.person)
		return reply_not_found(rq);
	for (i = 0; i < v.posts.n; i++)
		if (v.posts.v[i].id > v.upto)
			v.upto = v.posts.v[i].id;
	v.rules = rule_choices_for(rq, MODERATION_WARN, "spam");
	bulk_page(rq->out, &v);
	reply_page(rq);
}

static struct texts ids_of(struct arena *a, const struct bulk_posts *posts)
{
	struct texts ids = {arena_array(a, const char *, posts->n + 1), 0};

	for (; ids.n < posts->n; ids.n++)
		ids.v[ids.n] = posts->v[ids.n].id_text;
	return ids;
}

/* The group's last decision stands for it. */
static void bulk_done(struct request *rq, int64_t n)
{
	frame_flash(rq, n ? "bulk-hidden" : "unchanged");
	reply_see_other(rq, n ? "/moderation/log" : "/moderation");
}

/* POST /moderation/bulk */
void moderation_bulk_post(struct request *rq)
{
	struct task *t = &rq->task;
	struct moderation_act act = {.action = MODERATION_HIDE,
		.rule = rule_of(form_text(&rq->body, "rule")),
		.note = text_excerpt(&t->arena,
			text_one_line(&t->arena, form_text_or_empty(&rq->body, "note")), 1000)};
	struct counted_rows *group = NULL;
	struct bulk_view v = {0};
	int64_t n;

	if (!rule_fits(MODERATION_HIDE, act.rule))
		return reply_error(rq, 422, _("Please choose a reason."));
	db_begin(t);
	form_key_note(rq, "/moderation/log");
	posts_ask(rq, &rq->body, &v);
	decision_group_new(t, &group);
	if (db_wait(t) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		return reply_error(rq, 409, moderation_refusal(t));
	}
	act.group = group->n;
	n = moderation_decide_many_wait(rq, &act, ids_of(&t->arena, &v.posts));
	if (n < 0 || db_commit_wait(t) == DB_CONFLICT)
		return reply_error(rq, 409, moderation_refusal(t));
	bulk_done(rq, n);
}
