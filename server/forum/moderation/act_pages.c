/* act_pages.c -- POST /moderation/act: one decision. From the queue it leads to the next item, from elsewhere back to where it came from;
 * in both places what was done can be taken back with one click. */
#include "forum/moderation/moderation_pages.h"

#include "base/intl.h"
#include "db/query.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/moderation/decide.h"
#include "forum/moderation/pages.h"
#include "forum/thread/thread.h"
#include "templates/moderation.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

#define NOTE_MOST 1000

/* The values of all fields of that name. */
static struct texts fields_named(struct request *rq, const char *name)
{
	struct texts all = {arena_array(&rq->task.arena, const char *, rq->body.n + 1), 0};
	int64_t n;
	size_t i;

	for (i = 0; i < rq->body.n; i++)
		if (text_is(rq->body.v[i].name, name) && text_int8(rq->body.v[i].value, &n))
			all.v[all.n++] = rq->body.v[i].value;
	return all;
}

/* "/t/42/slug", "https://…/t/42" or "42": a thread that somebody pasted; 0: none. */
static int64_t thread_pasted(struct arena *a, const char *text)
{
	struct slice rest = slice_of(text_one_line(a, text ? text : "")), part;
	bool next = false;
	int64_t id = 0;

	if (text_int8(arena_text_n(a, rest.s, rest.n), &id))
		return id;
	while (rest.s) {
		part = slice_cut(&rest, '/');
		if (next)
			return text_int8(arena_text_n(a, part.s, part.n), &id) ? id : 0;
		next = slice_is(part, "t");
	}
	return 0;
}

/* The reason that is chosen in the form is one to hide. */
static bool needs_no_reason(enum moderation m)
{
	return m == MODERATION_KEEP || m == MODERATION_RESTORE || m == MODERATION_CRITICISM;
}

static bool ends_a_sanction(enum moderation m)
{
	return m == MODERATION_UNSILENCE || m == MODERATION_UNSUSPEND;
}

static void act_read(struct request *rq, struct moderation_act *act)
{
	struct arena *a = &rq->task.arena;
	const struct form *f = &rq->body;

	*act = (struct moderation_act){
		.action = moderation_of(form_text(f, "act")),
		.rule = rule_of(form_text(f, "rule")),
		.note = text_excerpt(a, text_one_line(a, form_text_or_empty(f, "note")), NOTE_MOST),
		.post = form_int8(f, "post"),
		.thread = form_int8(f, "thread"),
		.member = form_int8(f, "member"),
		.item = form_int8(f, "item"),
		.posts = fields_named(rq, "choose[]"),
		.minutes = form_int8(f, "minutes"),
	};
	if (act->action == MODERATION_MERGE)
		act->to = thread_pasted(a, form_text(f, "to"));
	else
		act->to = form_int8(f, "to");
	if (act->action == MODERATION_SPLIT) {
		act->title = text_one_line(a, form_text_or_empty(f, "title"));
		act->slug = intl_slug(a, act->title);
	}
	if (act->action == MODERATION_PSEUDONYMISE) {
		act->title = arena_printf(a, _("Member %lld"), (long long)act->member);
		act->slug = intl_skeleton(a, act->title);
	}
	if (needs_no_reason(act->action))
		act->rule = RULE_NONE;
	else if (act->rule == RULE_UNKNOWN && !form_has(f, "rule"))
		act->rule = ends_a_sanction(act->action) ? RULE_NONE : RULE_ORDER;
}

/* What is wrong with it before the database is asked; NULL: nothing. */
static const char *act_wrong(const struct moderation_act *act)
{
	bool ends = act->action == MODERATION_SILENCE;

	if (act->action == MODERATION_UNKNOWN || (!act->post && !act->thread && !act->member))
		return _("It was not said what should be done.");
	if (act->action == MODERATION_EDIT || act->action == MODERATION_RETITLE ||
		act->action == MODERATION_RETAG)
		return _("Posts are edited on a page of their own.");
	if (!rule_fits(act->action, act->rule))
		return _("Please choose a reason.");
	if (act->rule == RULE_OTHER && text_characters(act->note) < 3)
		return _("Please say why, in a few words.");
	if (act->action == MODERATION_WARN && text_characters(act->note) < 3)
		return _("A warning needs words: they are what the member reads.");
	if (act->action == MODERATION_SPLIT && title_wrong(act->title))
		return title_wrong(act->title);
	if (act->action == MODERATION_MERGE && !act->to)
		return _("Please give the address of the thread it should be merged into.");
	if ((ends && act->minutes < 1) || act->minutes < 0 || act->minutes > 525600)
		return _("Please choose for how long.");
	return NULL;
}

/* Where the decision is seen. */
static const char *place_of(struct request *rq, const struct moderation_act *act)
{
	struct arena *a = &rq->task.arena;

	if (act->item)
		return arena_printf(a, "/moderation/item/%lld", (long long)act->item);
	if (act->post)
		return arena_printf(a, "/moderation/post/%lld", (long long)act->post);
	if (act->thread)
		return arena_printf(a, "/moderation/thread/%lld", (long long)act->thread);
	return arena_printf(a, "/moderation/member/%lld", (long long)act->member);
}

static void act_commit_wait(struct request *rq, const struct moderation_act *act, const struct decided *done)
{
	struct task *t = &rq->task;
	struct queue_taken *next = NULL;
	int64_t id = done->id;

	if (act->item)
		queue_take_next(t, rq->viewer.id, act->item, queue_kind_asked(&rq->body), &next);
	if (db_commit_wait(t) == DB_CONFLICT)
		return reply_error(rq, 409, moderation_refusal(t));
	if (act->item)
		return reply_see_other(rq, item_path(rq, next, queue_kind_asked(&rq->body), id));
	reply_see_other(rq, arena_printf(&t->arena, "%s?did=%lld", place_of(rq, act), (long long)id));
}

/* POST /moderation/act */
void moderation_act_post(struct request *rq)
{
	struct task *t = &rq->task;
	struct moderation_act act;
	struct decided *done;
	const char *wrong;

	act_read(rq, &act);
	if (act.action == MODERATION_HIDE && text_is(form_text(&rq->body, "rule"), "criticism")) {
		struct criticism_view v = {frame_of(rq, _("Criticism is answered")), act.post, act.item,
			act.note};

		criticism_page(rq->out, &v);
		return reply_page_status(rq, 422);
	}
	wrong = act_wrong(&act);
	if (wrong)
		return reply_error(rq, 422, wrong);
	db_begin(t);
	form_key_note(rq, place_of(rq, &act));
	done = moderation_decide_wait(rq, &act);
	if (done)
		return act_commit_wait(rq, &act, done);
	if (form_key_taken(t))
		return form_key_reply_again_wait(rq);
	reply_error(rq, 409, moderation_refusal(t));
}
