/* sort.c -- plan_sort() of plan.h: puts what was read in order, and together. */
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "import/dump.h"
#include "import/plan.h"

#define BY(a, b) \
	if ((a) != (b)) \
	return (a) < (b) ? -1 : 1

/* What one hangs on. */
static uint32_t thread_of(const struct dump *d, uint32_t post)
{
	return d->post[post].thread;
}

static int by_asked(const void *x, const void *y, void *arg)
{
	const struct dump *d = arg;
	const struct dump_post *a = &d->post[((const struct dump_thread *)x)->question],
			       *b = &d->post[((const struct dump_thread *)y)->question];

	BY(a->created.us, b->created.us);
	BY(a->id, b->id);
	return 0;
}

static int by_answered(const void *x, const void *y, void *arg)
{
	const struct dump *d = arg;
	const struct dump_post *a = &d->post[*(const uint32_t *)x], *b = &d->post[*(const uint32_t *)y];

	BY(a->thread, b->thread);
	BY(a->created.us, b->created.us);
	BY(a->id, b->id);
	return 0;
}

static int by_commented(const void *x, const void *y, void *arg)
{
	const struct dump_comment *a = x, *b = y;

	BY(thread_of(arg, a->post), thread_of(arg, b->post));
	BY(a->created.us, b->created.us);
	BY(a->id, b->id);
	return 0;
}

static int by_changed(const void *x, const void *y, void *arg)
{
	const struct dump_change *a = x, *b = y;

	(void)arg;
	BY(a->post, b->post);
	BY(a->at.us, b->at.us);
	BY(a->id, b->id);
	return 0;
}

static int by_followed(const void *x, const void *y, void *arg)
{
	const struct dump_follow *a = x, *b = y;

	BY(thread_of(arg, a->post), thread_of(arg, b->post));
	BY(a->user, b->user);
	BY(a->at.us, b->at.us);
	return 0;
}

static int by_linked(const void *x, const void *y, void *arg)
{
	const struct dump_link *a = x, *b = y;

	BY(thread_of(arg, a->post), thread_of(arg, b->post));
	BY(thread_of(arg, a->other), thread_of(arg, b->other));
	BY(a->duplicate, b->duplicate);
	BY(a->at.us, b->at.us);
	BY(a->id, b->id);
	return 0;
}

static int by_link_date(const void *x, const void *y, void *arg)
{
	const struct dump_link *a = x, *b = y;

	(void)arg;
	BY(a->at.us, b->at.us);
	BY(a->id, b->id);
	return 0;
}

static void sort(void *v, size_t n, size_t size, int (*compare)(const void *, const void *, void *),
	struct dump *d)
{
	if (n)
		qsort_r(v, n, size, compare, d);
}

/* ---- together ---- */

static void sort_threads(struct dump *d)
{
	size_t i, n = 0;

	sort(d->thread, d->threads, sizeof(*d->thread), by_asked, d);
	for (i = 0; i < d->threads; i++) {
		d->thread[i].duplicate_of = DUMP_NONE;
		d->post[d->thread[i].question].thread = (uint32_t)i;
	}
	d->answer = reallocarray(NULL, d->posts + 1, sizeof(*d->answer));
	must(d->answer);
	for (i = 0; i < d->posts; i++) {
		struct dump_post *post = &d->post[i];

		if (post->kind != DUMP_ANSWER || post->thread == DUMP_NONE)
			continue;
		post->thread = d->post[idmap_find(&d->post_of, post->parent)].thread;
		d->answer[n++] = (uint32_t)i;
	}
	d->answers = n;
	sort(d->answer, n, sizeof(*d->answer), by_answered, d);
}

static void drop_double_follows(struct dump *d)
{
	size_t i, n = 0;

	for (i = 0; i < d->follows; i++) {
		const struct dump_follow *f = &d->follow[i], *last = n ? &d->follow[n - 1] : NULL;

		if (last && last->user == f->user && thread_of(d, last->post) == thread_of(d, f->post))
			tally_skip(&d->votes_t, "a second bookmark of the same thread", 1);
		else
			d->follow[n++] = *f;
	}
	d->follows = n;
}

static void drop_double_links(struct dump *d)
{
	size_t i, n = 0;

	for (i = 0; i < d->links; i++) {
		const struct dump_link *l = &d->link[i], *last = n ? &d->link[n - 1] : NULL;

		if (last && last->duplicate == l->duplicate &&
			thread_of(d, last->post) == thread_of(d, l->post) &&
			thread_of(d, last->other) == thread_of(d, l->other))
			tally_skip(&d->links_t, "a second link between the same threads", 1);
		else
			d->link[n++] = *l;
	}
	d->links = n;
}

/* Whether going from ${thread} to what it repeats, and so on, leads to ${wanted}. */
static bool leads_to(const struct dump *d, uint32_t thread, uint32_t wanted)
{
	for (; thread != DUMP_NONE; thread = d->thread[thread].duplicate_of)
		if (thread == wanted)
			return true;
	return false;
}

/* A question repeats the one it was first said to repeat, but never in a circle. */
static void find_duplicates(struct dump *d)
{
	size_t i;

	for (i = 0; i < d->links; i++) {
		uint32_t thread = thread_of(d, d->link[i].post), other = thread_of(d, d->link[i].other);

		if (d->link[i].duplicate && d->thread[thread].duplicate_of == DUMP_NONE &&
			!leads_to(d, other, thread))
			d->thread[thread].duplicate_of = other;
	}
}

static void find_ranges(struct dump *d)
{
	size_t t, answer = 0, comment = 0, follow = 0, i;

	for (t = 0; t < d->threads; t++) {
		struct dump_thread *thread = &d->thread[t];

		thread->answer = (uint32_t)answer;
		while (answer < d->answers && thread_of(d, d->answer[answer]) == t)
			answer++;
		thread->answers = (uint32_t)answer - thread->answer;
		thread->comment = (uint32_t)comment;
		while (comment < d->comments && thread_of(d, d->comment[comment].post) == t)
			comment++;
		thread->comments = (uint32_t)comment - thread->comment;
		thread->follow = (uint32_t)follow;
		while (follow < d->follows && thread_of(d, d->follow[follow].post) == t)
			follow++;
		thread->follows = (uint32_t)follow - thread->follow;
	}
	for (i = 0; i < d->comments; i++)
		d->post[d->comment[i].post].comments++;
	for (i = 0; i < d->changes; i++) {
		struct dump_post *post = &d->post[d->change[i].post];

		if (post->histories++ == 0)
			post->history = (uint32_t)i;
	}
}

void plan_sort(struct dump *d)
{
	sort_threads(d);
	sort(d->comment, d->comments, sizeof(*d->comment), by_commented, d);
	idmap_end(&d->comment_of);
	sort(d->change, d->changes, sizeof(*d->change), by_changed, d);
	sort(d->follow, d->follows, sizeof(*d->follow), by_followed, d);
	drop_double_follows(d);
	sort(d->link, d->links, sizeof(*d->link), by_linked, d);
	drop_double_links(d);
	sort(d->link, d->links, sizeof(*d->link), by_link_date, d);
	find_duplicates(d);
	find_ranges(d);
}
