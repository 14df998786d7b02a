/* batch.c -- see batch.h. */
#include "import/batch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "base/text.h"
#include "db/stamp.h"
#include "import/batch_rows.h"
#include "import/dump.h"
#include "import/plan.h"
#include "import/progress.h"
#include "import/render.h"
#include "import/state.h"
#include "import/tags.h"
#include "import/versions.h"

#define BATCH_POSTS 4000
#define BATCH_TEXT  (4 << 20) /* bytes */

/* ---- how much ---- */

static size_t posts_in(const struct dump_thread *thread)
{
	return 1 + (size_t)thread->answers + thread->comments;
}

static size_t text_in(const struct dump *d, const struct dump_thread *thread)
{
	size_t i, n = d->post[thread->question].body.n;

	for (i = 0; i < thread->answers; i++)
		n += d->post[d->answer[thread->answer + i]].body.n;
	for (i = 0; i < thread->comments; i++)
		n += d->comment[thread->comment + i].text.n;
	return n;
}

/* The end of the batch that begins with thread ${from}; *${posts} says how many posts and comments it has. */
static size_t batch_end(const struct dump *d, const struct plan *p, size_t from, size_t *posts)
{
	size_t t, text = 0;

	*posts = 0;
	for (t = from; t < d->threads && *posts < BATCH_POSTS && text < BATCH_TEXT; t++) {
		if (!p->planned[t] || d->thread[t].here)
			continue;
		*posts += posts_in(&d->thread[t]);
		text += text_in(d, &d->thread[t]);
	}
	return t;
}

/* ---- texts ---- */

struct texts_of_batch {
	struct piece *piece;
	struct render *render;
	size_t pieces, renders;
};

static void add_text(struct texts_of_batch *x, const char *text, bool is_html, const char *fallback)
{
	if (!text)
		return;
	x->piece[x->pieces - 1].render = &x->render[x->renders++];
	*x->piece[x->pieces - 1].render =
		(struct render){.text = text, .is_html = is_html, .fallback = fallback};
}

/* Where the history is there, its last text is what the author typed; else Markdown is made of the HTML. */
static void add_post(struct batch *w, struct texts_of_batch *x, const struct dump_post *post)
{
	struct piece *piece = &x->piece[x->pieces++];
	const char *body = spool_text(w->d->spool, &w->arena, post->body);

	if (post->histories)
		piece->versions = versions_of(&w->arena, w->d, post, &piece->version);
	if (piece->versions)
		add_text(x, piece->version[piece->versions - 1].source, false, body);
	else
		add_text(x, body, true, NULL);
}

static void add_comment(struct batch *w, struct texts_of_batch *x, const struct dump_comment *comment)
{
	const char *text = spool_text(w->d->spool, &w->arena, comment->text);

	x->pieces++;
	add_text(x, text ? text_lines(&w->arena, text) : NULL, false, NULL);
}

static void add_thread(struct batch *w, struct texts_of_batch *x, const struct dump_thread *thread)
{
	const struct dump *d = w->d;
	size_t i;

	add_post(w, x, &d->post[thread->question]);
	for (i = 0; i < thread->answers; i++)
		add_post(w, x, &d->post[d->answer[thread->answer + i]]);
	for (i = 0; i < thread->comments; i++)
		add_comment(w, x, &d->comment[thread->comment + i]);
}

static void count_reduced(const struct texts_of_batch *x, int64_t *reduced, int64_t *lost)
{
	size_t i;

	for (i = 0; i < x->renders; i++) {
		*reduced += x->render[i].reduced && x->render[i].source;
		*lost += !x->render[i].source;
	}
}

/* ---- a batch ---- */

static void tell_tallies(struct dump *d, const struct batch_counts *n)
{
	d->posts_t.written += n->posts;
	d->comments_t.written += n->comments;
	d->votes_t.written += n->votes;
	d->history_t.written += n->history;
	d->links_t.written += n->links;
	tally_skip(&d->votes_t, "a bookmark of nobody", n->follows_of_nobody);
	tally_skip(&d->links_t, "one of the two was erased here", n->links_erased);
}

static void fill(
	struct batch *w, const struct plan *p, size_t from, size_t end, const struct texts_of_batch *x)
{
	const struct piece *piece = x->piece;
	size_t t;

	for (t = from; t < end; t++) {
		struct dump_thread *thread = &w->d->thread[t];

		if (!p->planned[t] || thread->here)
			continue;
		batch_rows_thread(w, thread, piece);
		piece += posts_in(thread);
		thread->here = true;
	}
	batch_rows_links(w);
}

static bool write_batch(struct batch *w, struct bulk *b, const struct plan *p, size_t from, size_t end,
	size_t posts, const char **problem)
{
	struct texts_of_batch x = {.piece = arena_array(&w->arena, struct piece, posts + 1),
		.render = arena_array(&w->arena, struct render, posts + 1)};
	int error;
	size_t t;

	for (t = from; t < end; t++)
		if (p->planned[t] && !w->d->thread[t].here)
			add_thread(w, &x, &w->d->thread[t]);
	must(x.pieces == posts);
	if (!render_all(x.render, x.renders, &w->arena)) {
		*problem = "the processes that lay out text do not answer";
		return false;
	}
	fill(w, p, from, end, &x);
	if (!spool_ok(w->d->spool, &error)) {
		*problem = strerror(error);
		return false;
	}
	count_reduced(&x, &w->d->reduced, &w->d->lost);
	bulk_begin(b);
	batch_rows_send(w, b);
	if (!bulk_commit(b))
		return false;
	stamp_touch_now(STAMP_EPOCH, 0);
	tell_tallies(w->d, &w->counts);
	return true;
}

bool batch_write_all(struct bulk *b, const struct state *st, struct dump *d, const struct plan *p,
	struct progress *bar, const char **problem)
{
	int64_t *tag_id = tags_write(b, d, p), done = 0;
	struct batch w = {.d = d, .st = st, .tag_id = tag_id};
	size_t from, end, posts;
	bool fine = bulk_ok(b);

	batch_rows_open(&w);
	progress_begin(bar, (int64_t)p->posts, "writing threads");
	for (from = 0; fine && from < d->threads && !progress_interrupted(); from = end) {
		end = batch_end(d, p, from, &posts);
		bulk_doing(b, "threads %zu to %zu", from + 1, end);
		if (posts)
			fine = write_batch(&w, b, p, from, end, posts, problem);
		batch_rows_clear(&w);
		done += (int64_t)posts;
		progress_at(bar, done, done);
	}
	batch_rows_close(&w);
	free(tag_id);
	if (fine && from >= d->threads)
		progress_end(bar);
	else
		progress_clear(bar);
	return fine && from >= d->threads;
}
