/* demo_posts.c -- threads and their posts, the posts of each in the order of their time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "craft/craft.h"
#include "db/query.h"
#include "forum/demo/demo_writer.h"
#include "forum/thread/thread.h"
#include "loop/task.h"

static const char *thread_url(void *arg, const struct demo_thread *thread)
{
	struct demo_writer *w = arg;
	size_t i;

	DEMO_PLACE(w->demo->threads, thread, i);
	return thread_path(w->a, w->threads[i], intl_slug(w->a, thread->title));
}

static const char *state_of(const struct demo_thread *th)
{
	bool asker = false, staff = false;
	size_t i;

	if (th->discussion)
		return NULL;
	for (i = 0; i < th->answers.n; i++) {
		const struct demo_post *p = th->answers.v[i];

		if (!p->accepted || when_known(p->withdrawn))
			continue;
		asker |= p->accepted->who == th->question->author;
		staff |= p->accepted->who != th->question->author;
	}
	if (asker || staff)
		return asker ? "confirmed" : "solved_unconfirmed";
	if (when_known(th->reopened))
		return "reopened";
	return th->answers.n ? "answered" : "open";
}

static int64_t thread_write_wait(struct demo_writer *w, const struct demo_thread *th)
{
	struct demo_thread_row row = {
		.thread = th,
		.author = demo_writer_member(w, th->question->author),
		.slug = intl_slug(w->a, th->title),
		.state = state_of(th),
		.episode = when_known(th->reopened) ? 2 : 1,
	};
	struct demo_id *id;
	int64_t thread;
	size_t i, tag;

	DEMO_PLACE(w->demo->topics, th->topic, i);
	row.topic = w->topics[i];
	demo_thread_add(w->t, &row, &id);
	thread = demo_id_wait(w, &id);
	for (i = 0; i < th->tags.n; i++) {
		DEMO_PLACE(w->demo->tags, th->tags.v[i], tag);
		demo_thread_tag_add(w->t, thread, w->tags[tag], (int)i);
	}
	demo_views_set(w->t, thread, th->views);
	return thread;
}

static int by_time(const void *a, const void *b)
{
	const struct demo_pending *x = a, *y = b;
	int depth = (strcmp(x->kind, "comment") == 0) - (strcmp(y->kind, "comment") == 0);

	if (strcmp(x->kind, "question") == 0 || strcmp(y->kind, "question") == 0)
		return strcmp(x->kind, "question") == 0 ? -1 : 1;
	if (x->post->at.us != y->post->at.us)
		return x->post->at.us < y->post->at.us ? -1 : 1;
	return depth;
}

static size_t posts_gather(struct demo_writer *w, const struct demo_thread *th, struct demo_pending **out)
{
	size_t n = 1 + th->answers.n + th->question->comments.n, i, c;
	struct demo_pending *list;

	for (i = 0; i < th->answers.n; i++)
		n += th->answers.v[i]->comments.n;
	*out = list = arena_array(w->a, struct demo_pending, n);
	n = 0;
	list[n++] = (struct demo_pending){.post = th->question, .kind = "question"};
	for (c = 0; c < th->question->comments.n; c++)
		list[n++] = (struct demo_pending){.post = th->question->comments.v[c], .kind = "comment"};
	for (i = 0; i < th->answers.n; i++) {
		list[n++] = (struct demo_pending){.post = th->answers.v[i],
			.kind = th->discussion ? "reply" : "answer"};
		for (c = 0; c < th->answers.v[i]->comments.n; c++)
			list[n++] = (struct demo_pending){.post = th->answers.v[i]->comments.v[c],
				.kind = "comment"};
	}
	qsort(list, n, sizeof(*list), by_time);
	return n;
}

/* The post that ${comment} hangs on. */
static const struct demo_pending *parent_of(const struct demo_pending *list, size_t n,
	const struct demo_post *comment)
{
	size_t i, c;

	for (i = 0; i < n; i++)
		for (c = 0; c < list[i].post->comments.n; c++)
			if (list[i].post->comments.v[c] == comment)
				return &list[i];
	return NULL;
}

static void revisions_write(struct demo_writer *w, const struct demo_post *p, int64_t id)
{
	const struct demo_member *writer = p->author;
	struct when at = p->at;
	size_t i;

	for (i = 0; i < p->edits.n; i++) {
		const struct demo_edit *e = &p->edits.v[i];

		demo_revision_add(w->t, id, (int)i + 1, demo_writer_member(w, writer), e->title,
			demo_body(w->a, w->demo, e->body, thread_url, w), at);
		writer = e->by;
		at = e->at;
	}
}

static void post_event(struct demo_writer *w, const struct demo_pending *p, const struct demo_pending *parent,
	const struct demo_thread *th, int64_t thread)
{
	int64_t author = demo_writer_member(w, p->post->author);
	struct demo_event row = {p->post->at, EVENT_ANSWER_ADDED, author,
		demo_writer_member(w, th->question->author), thread, p->id, 0};

	if (strcmp(p->kind, "question") == 0) {
		row.kind = EVENT_THREAD_ADDED;
		row.other = 0;
		row.number = th->discussion ? 2 : 1;
	} else if (parent) {
		row.kind = EVENT_COMMENT_ADDED;
		row.other = demo_writer_member(w, parent->post->author);
		row.number = parent->id;
	}
	demo_event_gather(w, row);
}

static void post_write_wait(struct demo_writer *w, struct demo_pending *list, size_t n, size_t i,
	const struct demo_thread *th, int64_t thread)
{
	struct demo_pending *p = &list[i];
	const struct demo_pending *parent =
		strcmp(p->kind, "comment") == 0 ? parent_of(list, n, p->post) : NULL;
	struct demo_post_row row = {
		.post = p->post,
		.thread = thread,
		.parent = parent ? parent->id : 0,
		.author = demo_writer_member(w, p->post->author),
		.editor = p->post->edits.n ? demo_writer_member(w, p->post->edits.v[p->post->edits.n - 1].by)
					   : 0,
		.kind = p->kind,
		.source = demo_body(w->a, w->demo, p->post->body, thread_url, w),
		.official = p->post->author->staff && strcmp(p->kind, "question") != 0 && !parent,
	};
	struct demo_id *id;

	craft_markdown_wait(w->t, row.source, &row.rendered);
	if (row.rendered.verdict != CRAFT_OK) {
		fprintf(stderr, "bothy demo: %s: the text cannot be rendered\n", p->post->place);
		w->failed = true;
		return;
	}
	demo_post_add(w->t, &row, &id);
	p->id = demo_id_wait(w, &id);
	revisions_write(w, p->post, p->id);
	post_event(w, p, parent, th, thread);
	demo_follow_add(w->t, thread, row.author, p->post->at);
}

void demo_threads_write_wait(struct demo_writer *w)
{
	size_t i, p, n;

	w->threads = arena_array(w->a, int64_t, w->demo->threads.n);
	for (i = 0; i < w->demo->threads.n && !w->failed; i++) {
		const struct demo_thread *th = w->demo->threads.v[i];
		struct demo_pending *list;

		w->threads[i] = thread_write_wait(w, th);
		n = posts_gather(w, th, &list);
		for (p = 0; p < n && !w->failed; p++) {
			post_write_wait(w, list, n, p, th, w->threads[i]);
			demo_acts_write(w, th, w->threads[i], &list[p]);
		}
		demo_me_too_write(w, th, w->threads[i]);
		if (db_wait(w->t) == DB_CONFLICT)
			demo_refuse(w);
	}
}
