/* batch_rows.c -- see batch_rows.h. */
#include "import/batch_rows.h"

#include <stdlib.h>

#include "base/intl.h"
#include "base/must.h"
#include "base/text.h"
#include "import/dump.h"
#include "import/render.h"
#include "import/state.h"
#include "import/versions.h"

#define TITLE_MOST 300 /* characters */

static int64_t member_of(const struct batch *w, uint32_t user)
{
	const struct dump_user *u = &w->d->user[user];

	return user && u->display && u->member_id ? u->member_id : w->st->former;
}

static void gain(struct gains *g, int64_t id, int64_t first, int64_t second)
{
	int64_t number = idmap_find(&g->of, id);

	if (number < 0) {
		number = (int64_t)g->gains;
		idmap_add(&g->of, id, number);
		array_add(g, gain)->id = id;
	}
	g->gain[number].first += first;
	g->gain[number].second += second;
}

static void happen(struct batch *w, struct batch_event event)
{
	*array_add(w, happening) = event;
}

static void put_map(struct batch *w, const char *kind, int64_t theirs, int64_t ours)
{
	bulk_row_begin(&w->map);
	bulk_put_int4(&w->map, w->st->source);
	bulk_put_text(&w->map, kind);
	bulk_put_int8(&w->map, theirs);
	bulk_put_int8(&w->map, ours);
}

/* ---- posts ---- */

struct row {
	int64_t id, thread, parent, author;
	const char *kind;
	struct when created, edited;
	int64_t accepted, votes_up, votes_down, comments;
};

static void put_post(struct batch *w, const struct row *x, const struct piece *piece)
{
	const struct render *r = piece->render;
	bool missing = !r || !r->source;

	bulk_row_begin(&w->post);
	bulk_put_int8(&w->post, x->id);
	bulk_put_int8(&w->post, x->thread);
	bulk_put_text(&w->post, x->kind);
	bulk_put_id(&w->post, x->parent);
	bulk_put_int8(&w->post, x->author);
	bulk_put_text(&w->post, missing ? "" : r->source);
	bulk_put_text(&w->post, missing ? "" : r->safe_html);
	bulk_put_text(&w->post, missing ? "" : r->plain);
	bulk_put_bool(&w->post, missing);
	bulk_put_when(&w->post, x->created);
	bulk_put_when(&w->post, x->edited);
	bulk_put_int4(&w->post, piece->versions ? (int64_t)piece->versions : 1);
	bulk_put_int2(&w->post, x->accepted);
	bulk_put_int4(&w->post, x->votes_up);
	bulk_put_int4(&w->post, x->votes_down);
	bulk_put_int4(&w->post, x->comments);
}

/* All versions but the last, which is the post itself; each edit happened when the next one was written. */
static void put_versions(struct batch *w, const struct row *x, const struct piece *piece)
{
	size_t i;

	for (i = 0; i + 1 < piece->versions; i++) {
		const struct version *v = &piece->version[i], *next = v + 1;

		bulk_row_begin(&w->revision);
		bulk_put_int8(&w->revision, x->id);
		bulk_put_int4(&w->revision, (int64_t)i + 1);
		bulk_put_int8(&w->revision, member_of(w, v->author));
		bulk_put_text(&w->revision, v->title);
		bulk_put_text(&w->revision, v->source);
		bulk_put_text(&w->revision, v->reason);
		bulk_put_when(&w->revision, v->at);
		happen(w, (struct batch_event){.at = next->at,
				  .kind = EVENT_POST_EDITED,
				  .member = member_of(w, next->author),
				  .thread = x->thread,
				  .post = x->id,
				  .number = (int64_t)i + 2});
	}
}

static struct when edited_at(const struct dump_post *post, const struct piece *piece)
{
	return piece->versions > 1 ? piece->version[piece->versions - 1].at : post->edited;
}

static void put_dump_post(struct batch *w, const struct dump_thread *thread, const struct dump_post *post,
	bool accepted, const struct piece *piece)
{
	struct row x = {
		.id = post->post_id,
		.thread = thread->thread_id,
		.kind = post->kind == DUMP_QUESTION ? "question" : "answer",
		.author = member_of(w, post->owner),
		.created = post->created,
		.edited = edited_at(post, piece),
		.accepted = accepted,
		.votes_up = post->votes_up,
		.votes_down = post->votes_down,
		.comments = post->comments,
	};

	put_post(w, &x, piece);
	put_versions(w, &x, piece);
	put_map(w, "post", post->id, post->post_id);
	w->counts.posts++;
	w->counts.votes += post->votes_up + post->votes_down + post->accept_vote;
	w->counts.history += post->histories;
}

static void put_answer(struct batch *w, const struct dump_thread *thread, const struct dump_post *answer,
	bool accepted, const struct piece *piece)
{
	int64_t author = member_of(w, answer->owner);

	put_dump_post(w, thread, answer, accepted, piece);
	gain(&w->members, author, 1, 0);
	happen(w, (struct batch_event){.at = answer->created,
			  .kind = EVENT_ANSWER_ADDED,
			  .member = author,
			  .other = member_of(w, w->d->post[thread->question].owner),
			  .thread = thread->thread_id,
			  .post = answer->post_id});
}

static void put_comment(struct batch *w, const struct dump_thread *thread, const struct dump_comment *comment,
	const struct piece *piece)
{
	const struct dump_post *on = &w->d->post[comment->post];
	struct row x = {
		.id = comment->post_id,
		.thread = thread->thread_id,
		.parent = on->post_id,
		.kind = "comment",
		.author = member_of(w, comment->author),
		.created = comment->created,
	};

	put_post(w, &x, piece);
	put_map(w, "comment", comment->id, comment->post_id);
	w->counts.comments++;
	happen(w, (struct batch_event){.at = comment->created,
			  .kind = EVENT_COMMENT_ADDED,
			  .member = x.author,
			  .other = member_of(w, on->owner),
			  .thread = x.thread,
			  .post = x.id,
			  .number = x.parent});
}

/* ---- threads ---- */

/* The accepted answer, if it is one of this thread. */
static const struct dump_post *solution_of(const struct dump *d, const struct dump_thread *thread)
{
	const struct dump_post *question = &d->post[thread->question];
	int64_t number = question->accepted ? idmap_find(&d->post_of, question->accepted) : -1;

	return number >= 0 && d->post[number].kind == DUMP_ANSWER &&
			       d->post[number].thread == question->thread
		       ? &d->post[number]
		       : NULL;
}

/* Votes have whole days only; nothing was accepted before it was written. */
static struct when accepted_at(const struct dump_post *question, const struct dump_post *solution)
{
	return question->accepted_at.us > solution->created.us ? question->accepted_at : solution->created;
}

/* The last to write, and what. */
struct last {
	struct when at;
	int64_t post, member;
};

static void last_is(struct last *last, struct when at, int64_t post, int64_t member)
{
	if (at.us >= last->at.us)
		*last = (struct last){at, post, member};
}

static struct last last_of(const struct batch *w, const struct dump_thread *thread)
{
	struct last last = {0};
	size_t i;

	for (i = 0; i < thread->answers; i++) {
		const struct dump_post *answer = &w->d->post[w->d->answer[thread->answer + i]];

		last_is(&last, answer->created, answer->post_id, member_of(w, answer->owner));
	}
	for (i = 0; i < thread->comments; i++) {
		const struct dump_comment *comment = &w->d->comment[thread->comment + i];

		last_is(&last, comment->created, comment->post_id, member_of(w, comment->author));
	}
	return last;
}

/* As here: an answer of the asker's own does not make his question an answered one. */
static const char *state_of(
	const struct dump *d, const struct dump_thread *thread, const struct dump_post *solution)
{
	uint32_t asker = d->post[thread->question].owner;
	size_t i;

	if (solution)
		return "confirmed";
	for (i = 0; i < thread->answers; i++)
		if (asker == 0 || d->post[d->answer[thread->answer + i]].owner != asker)
			return "answered";
	return "open";
}

static const char *title_of(struct batch *w, const struct dump_post *question)
{
	const char *title = spool_text(w->d->spool, &w->arena, question->title);

	title = text_excerpt(&w->arena, title ? text_one_line(&w->arena, title) : "", TITLE_MOST - 1);
	return *title ? title : arena_printf(&w->arena, "Question %lld", (long long)question->id);
}

static void put_thread(struct batch *w, const struct dump_thread *thread, const struct dump_post *solution,
	struct when active, size_t follows)
{
	const struct dump_post *question = &w->d->post[thread->question];
	const char *title = title_of(w, question);
	struct last last = last_of(w, thread);

	bulk_row_begin(&w->thread);
	bulk_put_int8(&w->thread, thread->thread_id);
	bulk_put_text(&w->thread, "question");
	bulk_put_int8(&w->thread, w->st->topic);
	bulk_put_int8(&w->thread, member_of(w, question->owner));
	bulk_put_text(&w->thread, title);
	bulk_put_text(&w->thread, intl_slug(&w->arena, title));
	bulk_put_text(&w->thread, state_of(w->d, thread, solution));
	bulk_put_when(&w->thread, question->created);
	bulk_put_when(&w->thread, active);
	bulk_put_when(&w->thread, solution ? accepted_at(question, solution) : (struct when){0});
	bulk_put_bool(&w->thread, question->closed);
	bulk_put_int4(&w->thread, thread->answers);
	bulk_put_int4(&w->thread, thread->comments);
	bulk_put_int4(&w->thread, (int64_t)follows);
	bulk_put_id(&w->thread, last.post);
	bulk_put_id(&w->thread, last.member);
	bulk_row_begin(&w->views);
	bulk_put_int8(&w->views, thread->thread_id);
	bulk_put_int8(&w->views, question->views);
	w->threads++;
	happen(w, (struct batch_event){.at = question->created,
			  .kind = EVENT_THREAD_ADDED,
			  .member = member_of(w, question->owner),
			  .thread = thread->thread_id,
			  .post = question->post_id,
			  .number = 1});
}

static void put_acceptance(
	struct batch *w, const struct dump_thread *thread, const struct dump_post *solution)
{
	const struct dump_post *question = &w->d->post[thread->question];
	struct when at = accepted_at(question, solution);
	int64_t asker = member_of(w, question->owner), helper = member_of(w, solution->owner);

	bulk_row_begin(&w->acceptance);
	bulk_put_int8(&w->acceptance, thread->thread_id);
	bulk_put_int8(&w->acceptance, solution->post_id);
	bulk_put_int8(&w->acceptance, asker);
	bulk_put_when(&w->acceptance, at);
	if (helper != asker)
		gain(&w->members, helper, 0, 1);
	happen(w, (struct batch_event){.at = at,
			  .kind = EVENT_ACCEPTED,
			  .member = asker,
			  .other = helper,
			  .thread = thread->thread_id,
			  .post = solution->post_id});
}

/* Two names may be one tag here, by way of a synonym. */
static void put_tags(struct batch *w, const struct dump_thread *thread, struct when active)
{
	const struct dump_post *question = &w->d->post[thread->question];
	int64_t id[VALUE_TAGS];
	size_t i, k, n = 0;

	for (i = 0; i < question->tags; i++) {
		id[n] = w->tag_id[question->tag[i]];
		for (k = 0; k < n && id[k] != id[n]; k++)
			;
		if (k < n)
			continue;
		bulk_row_begin(&w->tag);
		bulk_put_int8(&w->tag, thread->thread_id);
		bulk_put_int8(&w->tag, id[n]);
		bulk_put_when(&w->tag, active);
		bulk_put_int2(&w->tag, (int64_t)n);
		gain(&w->tags, id[n], 1, 0);
		n++;
	}
}

static size_t put_follows(struct batch *w, const struct dump_thread *thread)
{
	size_t i, n = 0;

	for (i = 0; i < thread->follows; i++) {
		const struct dump_follow *follow = &w->d->follow[thread->follow + i];
		int64_t member = w->d->user[follow->user].member_id;

		if (!member) {
			w->counts.follows_of_nobody++;
			continue;
		}
		bulk_row_begin(&w->follow);
		bulk_put_int8(&w->follow, member);
		bulk_put_int8(&w->follow, thread->thread_id);
		bulk_put_when(&w->follow, follow->at);
		w->counts.votes++;
		n++;
	}
	return n;
}

static struct when active_at(const struct batch *w, const struct dump_thread *thread)
{
	const struct dump_post *question = &w->d->post[thread->question];
	struct when last = last_of(w, thread).at;

	if (when_known(question->active))
		return question->active;
	return last.us > question->created.us ? last : question->created;
}

void batch_rows_thread(struct batch *w, const struct dump_thread *thread, const struct piece *piece)
{
	const struct dump *d = w->d;
	const struct dump_post *solution = solution_of(d, thread);
	struct when active = active_at(w, thread);
	size_t i;

	put_thread(w, thread, solution, active, put_follows(w, thread));
	put_dump_post(w, thread, &d->post[thread->question], false, piece++);
	for (i = 0; i < thread->answers; i++) {
		const struct dump_post *answer = &d->post[d->answer[thread->answer + i]];

		put_answer(w, thread, answer, answer == solution, piece++);
	}
	for (i = 0; i < thread->comments; i++)
		put_comment(w, thread, &d->comment[thread->comment + i], piece++);
	if (solution)
		put_acceptance(w, thread, solution);
	put_tags(w, thread, active);
}

static void put_link(struct batch *w, const struct dump_link *link, const struct dump_thread *thread,
	const struct dump_thread *other)
{
	bulk_row_begin(&w->link);
	bulk_put_int8(&w->link, thread->thread_id);
	bulk_put_int8(&w->link, other->thread_id);
	bulk_put_text(&w->link, link->duplicate ? "duplicate" : "related");
	bulk_put_when(&w->link, link->at);
	w->counts.links++;
}

void batch_rows_links(struct batch *w)
{
	struct dump *d = w->d;
	size_t i;

	for (i = 0; i < d->links; i++) {
		struct dump_link *link = &d->link[i];
		uint32_t from = d->post[link->post].thread, to = d->post[link->other].thread;
		const struct dump_thread *thread = &d->thread[from], *other = &d->thread[to];

		if (link->done || !thread->here || !other->here)
			continue;
		link->done = true;
		if (!thread->thread_id || !other->thread_id) {
			w->counts.links_erased++;
			continue;
		}
		put_link(w, link, thread, other);
		if (link->duplicate && thread->duplicate_of == to) {
			*array_add(w, duplicate) = thread->thread_id;
			*array_add(w, duplicate) = other->thread_id;
		}
	}
}
