/* queue_pages.c -- the queue: what waits, and one item at a time with all that helps to judge it. */
#include "forum/moderation/moderation_pages.h"

#include "base/intl.h"
#include "db/query.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/level/level.h"
#include "forum/moderation/pages.h"
#include "templates/moderation.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

/* ---- shared ---- */

bool viewer_decides(const struct request *rq)
{
	return viewer_is(&rq->viewer, ROLE_MODERATOR);
}

bool viewer_reads_queue(const struct request *rq)
{
	return viewer_decides(rq) || viewer_may(&rq->viewer, PRIVILEGE_QUEUE);
}

static void choice_add(struct rule_choices *list, const char *name, const char *label, const char *chosen)
{
	static const char *const keys[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9"};

	list->v[list->n] =
		(struct rule_choice){name, label, list->n < 9 ? keys[list->n] : "", text_is(chosen, name)};
	list->n++;
}

struct rule_choices rule_choices_for(struct request *rq, enum moderation m, const char *chosen)
{
	struct rule_choices list = {arena_array(&rq->task.arena, struct rule_choice, RULES + 1), 0};
	int i;

	for (i = 0; i < RULES; i++)
		if (i != RULE_NONE && rule_fits(m, (enum moderation_rule)i))
			choice_add(&list, rule_name((enum moderation_rule)i),
				rule_label((enum moderation_rule)i), chosen);
	if (m == MODERATION_HIDE)
		choice_add(&list, "criticism", _("It criticises the company"), chosen);
	return list;
}

/* The page of a suggested edit, a finding, an appeal. */
static const char *link_path(struct arena *a, const struct queue_taken *item, const char *kind)
{
	const char *of = text_is(item->kind, "suggestion") ? "/suggestion"
			 : text_is(item->kind, "evidence") ? "/evidence"
							   : "/moderation/answer";

	return queue_way_path(a, arena_printf(a, "%s/%lld", of, (long long)item->link),
		&(struct queue_way){item->id, kind});
}

const char *item_path(struct request *rq, const struct queue_taken *item, const char *kind, int64_t did)
{
	struct arena *a = &rq->task.arena;
	const char *path = "/moderation";
	char first = '?';

	if (item && item->link) {
		path = link_path(a, item, kind);
		first = '&';
	} else {
		if (item)
			path = arena_printf(a, "/moderation/item/%lld", (long long)item->id);
		if (*kind) {
			path = arena_printf(a, "%s?kind=%s", path, kind);
			first = '&';
		}
	}
	return did ? arena_printf(a, "%s%cdid=%lld", path, first, (long long)did) : path;
}

void did_ask(struct request *rq, struct log_row **out)
{
	int64_t did = form_int8(&rq->query, "did");

	if (did && viewer_decides(rq))
		log_row_find(&rq->task, did, rq->viewer.id, out);
}

static void no_reader(struct request *rq)
{
	reply_forbidden(rq, _("The queue is for moderators, and for members of the highest level to read."));
}

/* ---- the queue ---- */

/* GET /moderation */
void moderation_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct queue_view v = {.frame = frame_of(rq, _("Moderation")),
		.may_decide = viewer_decides(rq),
		.kind = queue_kind_asked(&rq->query)};
	size_t i;

	if (!viewer_reads_queue(rq))
		return no_reader(rq);
	queue_counts_of(t, rq->viewer.id, v.may_decide, &v.counts);
	queue_items_open(t, rq->viewer.id, v.may_decide, v.kind, form_int8(&rq->query, "after"), &v.items);
	if (v.may_decide)
		sweeps_lately(t, &v.sweeps);
	did_ask(rq, &v.did);
	db_wait(t);
	for (i = 0; i < v.counts.n; i++)
		v.waiting += v.counts.v[i].n;
	if (v.items.n > QUEUE_PAGE) {
		v.items.n = QUEUE_PAGE;
		v.next = v.items.v[QUEUE_PAGE - 1].id;
	}
	queue_page(rq->out, &v);
	reply_page(rq);
}

/* POST /moderation/next -- takes what comes next, or ?item: that one; or leaves one to others and takes the next. */
void moderation_next_post(struct request *rq)
{
	struct task *t = &rq->task;
	int64_t item = form_int8(&rq->body, "item"), pass = form_int8(&rq->body, "pass");
	const char *kind = queue_kind_asked(&rq->body);
	struct queue_taken *taken = NULL;

	db_begin(t);
	if (pass)
		queue_pass(t, rq->viewer.id, pass);
	if (item)
		queue_take(t, rq->viewer.id, item, &taken);
	else
		queue_take_next(t, rq->viewer.id, pass, kind, &taken);
	(void)db_commit_wait(t);
	if (item && !taken)
		return reply_see_other(rq, arena_printf(&t->arena, "/moderation/item/%lld", (long long)item));
	if (!taken)
		frame_flash(rq, "queue-empty");
	reply_see_other(rq, item_path(rq, taken, kind, 0));
}

/* ---- one ---- */

static void context_ask(struct request *rq, struct item_view *v, int64_t post, int64_t member)
{
	struct task *t = &rq->task;
	int64_t viewer = rq->viewer.id;

	person_find(t, member, v->item ? v->item->id : 0, &v->person);
	if (v->item)
		reports_of_item(t, v->item->id, &v->reports);
	queue_items_about(t, member, v->item ? v->item->id : 0, viewer, v->may_decide, &v->about);
	if (v->may_decide && post) {
		log_of_post(t, post, viewer, &v->decisions);
		alike_find(t, post, &v->alike);
	}
	if (v->may_decide) {
		log_of_member(t, member, viewer, &v->earlier);
		notes_of(rq, member, &v->notes);
	}
}

static enum target_state state_of(const struct item_view *v)
{
	if (!v->post)
		return target_state_of(v->person->state);
	if (!v->post->gone && v->post->thread_gone)
		return TARGET_HIDDEN;
	return target_state_of(v->post->gone);
}

static void buttons_decide(struct request *rq, struct item_view *v)
{
	unsigned roles = rq->viewer.roles, theirs = v->person->who.roles;
	bool open = !v->item || !when_known(v->item->done_at);
	enum target_state s = state_of(v);

	v->own = v->person->who.id == rq->viewer.id;
	v->taken_by_other = v->item && v->item->taken_by && v->item->taken_by != rq->viewer.id;
	v->withdrawn = !open && !v->item->decision && v->post && text_is(v->post->gone, "author");
	if (!v->may_decide || v->taken_by_other || !open)
		return;
	v->with_thread = v->post && v->post->thread_gone && v->post->question && s != TARGET_AUTHOR;
	v->hide = v->post && moderation_may(MODERATION_HIDE, roles, v->own, theirs, s) == MAY;
	v->keep = v->item && !v->with_thread &&
		  moderation_may(MODERATION_KEEP, roles, v->own, theirs, s) == MAY;
	v->restore = v->post && !v->keep && !v->with_thread &&
		     moderation_may(MODERATION_RESTORE, roles, v->own, theirs, s) == MAY;
	v->stuck = v->item && !v->keep && !v->hide && !v->restore;
}

static void item_reply(struct request *rq, struct item_view *v)
{
	if (!v->person)
		return reply_not_found(rq);
	v->rules =
		rule_choices_for(rq, MODERATION_HIDE, v->item && v->item->reason ? v->item->reason : "spam");
	buttons_decide(rq, v);
	if (!v->may_decide)
		v->reports.n = 0; /* who reported it is for moderators */
	item_page(rq->out, v);
	reply_page(rq);
}

/* GET /moderation/item/:item */
void moderation_item_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct item_view v = {.frame = frame_of(rq, _("Moderation")),
		.may_decide = viewer_decides(rq),
		.kind = queue_kind_asked(&rq->query)};

	if (!viewer_reads_queue(rq))
		return no_reader(rq);
	queue_item_find(t, route_int8(rq, "item"), rq->viewer.id, &v.item);
	did_ask(rq, &v.did);
	db_wait(t);
	if (!v.item || v.item->not_mine || (!v.may_decide && !v.item->for_readers))
		return reply_not_found(rq);
	if (v.item->link)
		return reply_see_other(rq,
			item_path(rq, &(struct queue_taken){v.item->id, v.item->link, v.item->kind}, v.kind,
				0));
	if (v.item->post)
		judged_find(t, v.item->post, &v.post);
	context_ask(rq, &v, v.item->post, v.item->about.id);
	db_wait(t);
	item_reply(rq, &v);
}

/* GET /moderation/post/:post -- a post without an item. */
void moderation_post_show(struct request *rq)
{
	struct task *t = &rq->task;
	struct item_view v = {.frame = frame_of(rq, _("Moderation")), .may_decide = true, .kind = ""};

	judged_find(t, route_int8(rq, "post"), &v.post);
	did_ask(rq, &v.did);
	db_wait(t);
	if (!v.post)
		return reply_not_found(rq);
	context_ask(rq, &v, v.post->id, v.post->author.id);
	db_wait(t);
	item_reply(rq, &v);
}
