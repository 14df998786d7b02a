/* batch_rows.c -- the rows of threads, and what hangs on them. See batch_rows.h. */
#include "import/batch_rows.h"

#include "base/intl.h"
#include "base/text.h"
#include "import/dump.h"
#include "import/state.h"

#define TITLE_MOST 300 /* characters */

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

		last_is(&last, answer->created, answer->post_id, batch_member(w, answer->owner));
	}
	for (i = 0; i < thread->comments; i++) {
		const struct dump_comment *comment = &w->d->comment[thread->comment + i];

		last_is(&last, comment->created, comment->post_id, batch_member(w, comment->author));
	}
	return last;
}

/* As here: an answer of the asker's own does not make his question an answered one. */
static const char *state_of(const struct dump *d, const struct dump_thread *thread,
	const struct dump_post *solution)
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
	bulk_put_int8(&w->thread, batch_member(w, question->owner));
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
	batch_happen(w, (struct batch_event){.at = question->created,
				.kind = EVENT_THREAD_ADDED,
				.member = batch_member(w, question->owner),
				.thread = thread->thread_id,
				.post = question->post_id,
				.number = 1});
}

static void put_acceptance(struct batch *w, const struct dump_thread *thread,
	const struct dump_post *solution)
{
	const struct dump_post *question = &w->d->post[thread->question];
	struct when at = accepted_at(question, solution);
	int64_t asker = batch_member(w, question->owner), helper = batch_member(w, solution->owner);

	bulk_row_begin(&w->acceptance);
	bulk_put_int8(&w->acceptance, thread->thread_id);
	bulk_put_int8(&w->acceptance, solution->post_id);
	bulk_put_int8(&w->acceptance, asker);
	bulk_put_when(&w->acceptance, at);
	if (helper != asker)
		batch_gain(&w->members, helper, 0, 1);
	batch_happen(w, (struct batch_event){.at = at,
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
		batch_gain(&w->tags, id[n], 1, 0);
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
	batch_post(w, thread, &d->post[thread->question], false, piece++);
	for (i = 0; i < thread->answers; i++) {
		const struct dump_post *answer = &d->post[d->answer[thread->answer + i]];

		batch_answer(w, thread, answer, answer == solution, piece++);
	}
	for (i = 0; i < thread->comments; i++)
		batch_comment(w, thread, &d->comment[thread->comment + i], piece++);
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
