/* ask_post_pages.c -- POST /ask: a preview, or the new thread with all that goes with it in one transaction.
 * What was typed comes back whenever it is not saved. */
#include "forum/ask/ask_pages.h"

#include "base/arena.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/ask/ask_inside.h"
#include "forum/ask/ask_page.h"
#include "forum/ask/ask_view.h"
#include "forum/draft/draft.h"
#include "forum/event.h"
#include "forum/formkey.h"
#include "forum/frame/frame.h"
#include "forum/harm/harm.h"
#include "forum/level/level.h"
#include "forum/mention.h"
#include "forum/notice/notice.h"
#include "forum/private/private.h"
#include "forum/site.h"
#include "forum/thread/thread.h"
#include "forum/topic/topic.h"
#include "jobs/queue.h"
#include "markup/rendered.h"
#include "templates/ask.h"
#include "web/guard.h"
#include "web/reply.h"
#include "web/request.h"

static void topics_keep_open(struct topics *all, const struct viewer *viewer)
{
	size_t i, n = 0;

	for (i = 0; i < all->n; i++)
		if (topic_takes_threads(&all->v[i], viewer))
			all->v[n++] = all->v[i];
	all->n = n;
}

void details_reply(struct request *rq, struct details_view *v, int status)
{
	topics_keep_open(&v->topics, &rq->viewer);
	v->frame.nav = "ask";
	details_page(rq->out, v);
	reply_page_status(rq, status);
}

/* What only the database knows of what was typed: which names are members', and what its tags mean. */
struct known {
	struct mention_names *names;
	struct tags_asked *tags;
};

static void known_ask(struct task *t, const struct details_view *v, const struct rendered *text,
	struct known *known)
{
	known->names = mention_ask(t, text);
	known->tags = tags_ask(t, v->asked.tag_names, 0, 0);
}

static void known_take(struct request *rq, struct details_view *v, struct rendered *text,
	const struct known *known)
{
	mention_settle(&rq->task, text, known->names);
	v->wrong.tags = tags_wrong(rq, known->tags, &v->asked.tag_names);
}

/* What the form offers. */
static void offers_wait(struct request *rq, struct details_view *v)
{
	struct intake_key *sealed_with = NULL;

	topics_all(&rq->task, &v->topics);
	intake_key_find(&rq->task, &sealed_with);
	db_wait(&rq->task);
	v->desk = sealed_with != NULL;
}

/* The form with what was typed, and what it offers. */
static void form_reply(struct request *rq, struct details_view *v, int status)
{
	v->frame = frame_of(rq, _("Ask"));
	v->frame.asking = true;
	v->key = guard_form_key_again(rq, form_text(&rq->body, "key"));
	if (!v->problem && !asked_fine(&v->wrong))
		v->problem = _("Please look at the marked fields.");
	details_reply(rq, v, status);
}

static void form_back_wait(struct request *rq, struct details_view *v, int status)
{
	offers_wait(rq, v);
	form_reply(rq, v, status);
}

/* Refused before it is looked at any further, or to be seen once more as it would be. */
static void refuse_or_preview_wait(struct request *rq, struct details_view *v, struct rendered *text)
{
	struct known known;

	known_ask(&rq->task, v, text, &known);
	offers_wait(rq, v);
	known_take(rq, v, text, &known);
	if (!asked_fine(&v->wrong))
		return form_reply(rq, v, 422);
	draft_keep_wait(rq, draft_place(&rq->task.arena, "ask", v->asked.draft));
	v->preview = text->html;
	form_reply(rq, v, 200);
}

/* NULL: the thread may go there. */
static const char *room_wrong(const struct ask_room *room, const struct viewer *viewer)
{
	struct topic topic = {.open = room && room->open};

	if (!room)
		return _("This topic is no longer there. Please choose another.");
	return topic_takes_threads(&topic, viewer) ? NULL
						   : _("Only the company begins threads in this topic.");
}

/* Adds the thread and all that goes with it in the open transaction, and commits; ${names} are named in it.
 */
static enum db_result thread_commit_wait(struct request *rq, const struct new_thread *n, struct texts names,
	const char *path, const struct harm_look *look)
{
	struct task *t = &rq->task;
	int64_t thread = n->room.thread_id, post = n->room.post_id;

	form_key_note(rq, path);
	ask_thread_add(t, n);
	thread_follow(t, thread, n->author_id);
	event_note(t, EVENT_THREAD_ADDED, n->author_id, 0, thread, post, n->asked->discussion ? 2 : 1);
	job_put(t, &(struct job){.kind = "thread.added", .subject = thread});
	harm_apply(rq, look, post);
	if (intl_visible(n->asked->for_company))
		private_send(t, n->sealed_with, thread, n->author_id, n->asked->for_company);
	if (!harm_holds(look))
		job_put(t, &(struct job){.kind = "notice.post",
				   .subject = post,
				   .text = text_joined(&t->arena, names, ",")});
	draft_forget(t, n->author_id, draft_place(&t->arena, "ask", n->asked->draft));
	return db_commit_wait(t);
}

/* Whether it may be published, by what ${look} has read in the open transaction. False: that is over, and the request has been answered. */
static bool goes_on_wait(struct request *rq, struct details_view *v, struct harm_look *look)
{
	enum harm_next next;

	harm_look_take(rq, look);
	next = harm_next(rq, look, NULL);
	v->wrong.body = harm_wrong(look);
	if (next == HARM_GO && harm_rate_ok_or_reply(rq, look))
		return true;
	db_rollback_wait(&rq->task);
	if (next == HARM_AGAIN)
		form_back_wait(rq, v, v->wrong.body ? 422 : 200);
	return false;
}

static void post_wait(struct request *rq, struct details_view *v, struct rendered *text)
{
	struct task *t = &rq->task;
	struct ask_room *room = NULL;
	struct intake_key *sealed_with = NULL;
	struct notice_wish *wish = NULL;
	struct harm_look *look;
	struct known known;
	struct new_thread n;
	const char *path;

	db_begin(t);
	known_ask(t, v, text, &known);
	ask_room_find(t, v->asked.topic, &room);
	intake_key_find(t, &sealed_with);
	notice_wish_find(t, rq->viewer.id, NOTICE_ANSWER, &wish);
	look = harm_look_ask(rq, &(struct harm_draft){.title = v->asked.title,
					 .source = v->asked.body,
					 .asks = !v->asked.discussion});
	db_wait(t);
	known_take(rq, v, text, &known);
	v->wrong.topic = room_wrong(room, &rq->viewer);
	if (intl_visible(v->asked.for_company) && !sealed_with)
		v->wrong.for_company = _("The company cannot take private details here. Nothing was sent.");
	if (!asked_fine(&v->wrong)) {
		db_rollback_wait(t);
		return form_back_wait(rq, v, 422);
	}
	if (!goes_on_wait(rq, v, look))
		return;
	n = (struct new_thread){
		.room = *room,
		.author_id = rq->viewer.id,
		.official = v->asked.official && viewer_is(&rq->viewer, ROLE_STAFF),
		.asked = &v->asked,
		.slug = intl_slug(&t->arena, v->asked.title),
		.language = language_of(site.locale),
		.html = text->html,
		.plain = text->plain,
		.sealed_with = sealed_with,
	};
	path = thread_path(&t->arena, room->thread_id, n.slug);
	if (thread_commit_wait(rq, &n, text->mentions, path, look) == DB_CONFLICT) {
		if (form_key_taken(t))
			return form_key_reply_again_wait(rq);
		v->problem = _("Something changed meanwhile. Please look at it and send it again.");
		return form_back_wait(rq, v, 409);
	}
	frame_flash(rq, intl_visible(v->asked.for_company)   ? "posted-private"
			: harm_holds(look)		     ? "waiting"
			: rq->viewer.confirmed && wish->mail ? "asked"
							     : "posted");
	reply_see_other(rq, path);
}

/* POST /ask -- step: "preview" or "post". */
void ask_post(struct request *rq)
{
	struct arena *a = &rq->task.arena;
	struct details_view v = {0};
	struct rendered text = {0};

	asked_read(a, &rq->body, &v.asked);
	if (!asked_check(a, &v.asked, &v.wrong))
		return form_back_wait(rq, &v, 422);
	level_render_wait(rq, v.asked.body, &text);
	v.wrong.body = rendering_wrong(&text);
	if (!v.wrong.body && text_is(form_text(&rq->body, "step"), "post"))
		return post_wait(rq, &v, &text);
	refuse_or_preview_wait(rq, &v, &text);
}
