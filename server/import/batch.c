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

#define BATCH_TEXT (4 << 20) /* bytes */

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

/* Whether it is to be written: an interrupted run has written some of its plan before. */
static bool wanted(const struct batch *w, size_t thread)
{
	return w->p->planned[thread] && !w->d->thread[thread].here;
}

/* The threads ${from} to before ${end}, and how many posts and comments they have. */
struct span {
	size_t from, end, posts;
};

static struct span next_span(const struct batch *w, size_t from, size_t most)
{
	struct span span = {.from = from};
	size_t t, text = 0;

	for (t = from; t < w->d->threads && span.posts < most && text < BATCH_TEXT; t++) {
		if (!wanted(w, t))
			continue;
		span.posts += posts_in(&w->d->thread[t]);
		text += text_in(w->d, &w->d->thread[t]);
	}
	span.end = t;
	return span;
}

/* ---- texts ---- */

struct texts_of_batch {
	struct piece *piece;
	struct render *render;
	size_t pieces, renders;
};

static void add_text(struct texts_of_batch *x, const char *markdown, const char *html)
{
	struct render *r = &x->render[x->renders];

	x->pieces++;
	if (!markdown && !html)
		return;
	x->renders++;
	*r = (struct render){.markdown = markdown, .html = html};
	x->piece[x->pieces - 1].render = r;
}

static void add_post(struct batch *w, struct texts_of_batch *x, const struct dump_post *post)
{
	struct piece *piece = &x->piece[x->pieces];

	if (post->histories)
		piece->versions = versions_of(&w->arena, w->d, post, &piece->version);
	add_text(x, piece->versions ? piece->version[piece->versions - 1].source : NULL,
		spool_text(w->d->spool, &w->arena, post->body));
}

/* Comments are typed in a small Markdown, and dumped as they were typed. */
static void add_comment(struct batch *w, struct texts_of_batch *x, const struct dump_comment *comment)
{
	const char *text = spool_text(w->d->spool, &w->arena, comment->text);

	add_text(x, text ? text_lines(&w->arena, text) : NULL, NULL);
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

static void tally_texts(struct dump *d, const struct texts_of_batch *x)
{
	size_t i;

	for (i = 0; i < x->renders; i++) {
		d->reduced += x->render[i].reduced && x->render[i].source;
		d->lost += !x->render[i].source;
	}
}

/* ---- a batch ---- */

static void tally_rows(struct dump *d, const struct batch_counts *n)
{
	d->posts_t.written += n->posts;
	d->comments_t.written += n->comments;
	d->votes_t.written += n->votes;
	d->history_t.written += n->history;
	d->links_t.written += n->links;
	tally_skip(&d->votes_t, "a bookmark of nobody", n->follows_of_nobody);
	tally_skip(&d->links_t, "one of the two was erased here", n->links_erased);
}

static void fill(struct batch *w, struct span span, const struct texts_of_batch *x)
{
	const struct piece *piece = x->piece;
	size_t t;

	for (t = span.from; t < span.end; t++) {
		if (!wanted(w, t))
			continue;
		batch_rows_thread(w, &w->d->thread[t], piece);
		piece += posts_in(&w->d->thread[t]);
		w->d->thread[t].here = true;
	}
	batch_rows_links(w);
}

static bool commit(struct batch *w)
{
	bool fine;

	bulk_begin(w->b);
	batch_rows_send(w);
	fine = bulk_commit(w->b);
	stamp_touch_now(STAMP_EPOCH, 0);
	return fine;
}

static bool write_batch(struct batch *w, struct span span, const char **problem)
{
	struct texts_of_batch x = {.piece = arena_array(&w->arena, struct piece, span.posts + 1),
		.render = arena_array(&w->arena, struct render, span.posts + 1)};
	int error;
	size_t t;

	for (t = span.from; t < span.end; t++)
		if (wanted(w, t))
			add_thread(w, &x, &w->d->thread[t]);
	must(x.pieces == span.posts);
	if (!render_all(x.render, x.renders, &w->arena)) {
		*problem = "the processes that lay out text do not answer";
		return false;
	}
	fill(w, span, &x);
	if (!spool_ok(w->d->spool, &error)) {
		*problem = strerror(error);
		return false;
	}
	if (!commit(w))
		return false;
	tally_texts(w->d, &x);
	tally_rows(w->d, &w->counts);
	return true;
}

static bool write_batches(struct batch *w, size_t most, struct progress *bar, const char **problem)
{
	struct span span = {0};
	int64_t done = 0;
	bool fine = bulk_ok(w->b);

	while (fine && span.end < w->d->threads && !progress_interrupted()) {
		span = next_span(w, span.end, most);
		bulk_doing(w->b, "threads %zu to %zu", span.from + 1, span.end);
		if (span.posts)
			fine = write_batch(w, span, problem);
		batch_rows_clear(w);
		done += (int64_t)span.posts;
		progress_at(bar, done, done);
	}
	return fine && span.end == w->d->threads;
}

bool batch_write_all(struct bulk *b, const struct state *st, struct dump *d, const struct plan *p,
	size_t most, struct progress *bar, const char **problem)
{
	int64_t *tag_id = tags_write(b, d, p);
	struct batch w = {.b = b, .d = d, .st = st, .p = p, .tag_id = tag_id};
	bool fine;

	batch_rows_open(&w);
	progress_begin(bar, (int64_t)p->posts, "writing threads");
	fine = write_batches(&w, most, bar, problem);
	batch_rows_close(&w);
	free(tag_id);
	if (fine)
		progress_end(bar);
	else
		progress_clear(bar);
	return fine;
}
